//! The work the inbox makes for others.
//!
//! Payloads carry ids only. Who handles them is joined in `app/jobs.rs`.

use serde::{Deserialize, Serialize};

use crate::ids::{ContactId, ConversationId, MessageId};
use crate::jobs::Job;

/// A customer's message came that the AI may answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MessageReceived {
    pub conversation_id: ConversationId,
    pub message_id: MessageId,
}

impl Job for MessageReceived {
    const KIND: &'static str = "message_received";

    fn key(&self) -> Option<String> {
        Some(self.message_id.to_string())
    }
}

/// Something waits for the AI in a conversation and nobody may have noticed: it should be looked at.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeUp {
    pub conversation_id: ConversationId,
}

impl Job for TakeUp {
    const KIND: &'static str = "take_up";

    fn key(&self) -> Option<String> {
        Some(self.conversation_id.to_string())
    }
}

/// The customer should see that their message was read and an answer is being written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShowTypingIndicator {
    pub conversation_id: ConversationId,
    pub message_id: MessageId,
}

impl Job for ShowTypingIndicator {
    const KIND: &'static str = "show_composing";
    /// Late, it would only confuse.
    const MAX_ATTEMPTS: u32 = 1;

    fn key(&self) -> Option<String> {
        Some(self.conversation_id.to_string())
    }
}

/// A message says something else than it did, or was taken back: whoever made something of its words looks at it again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WordsChanged {
    pub message_id: MessageId,
}

impl Job for WordsChanged {
    const KIND: &'static str = "words_changed";

    fn key(&self) -> Option<String> {
        Some(self.message_id.to_string())
    }
}

/// A contact bears a phone number that nobody bore before: whoever waited for it may look again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PhoneKnown {
    pub contact_id: ContactId,
}

impl Job for PhoneKnown {
    const KIND: &'static str = "phone_known";

    fn key(&self) -> Option<String> {
        Some(self.contact_id.to_string())
    }
}

/// A contact is called otherwise from now on, or bears another number: whoever finds something by it looks again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContactNamed {
    pub contact_id: ContactId,
}

impl Job for ContactNamed {
    const KIND: &'static str = "contact_named";

    fn key(&self) -> Option<String> {
        Some(self.contact_id.to_string())
    }
}

/// Two contacts are one person: what others keep of the absorbed one is the survivor's.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContactsMerged {
    pub survivor: ContactId,
    pub absorbed: ContactId,
}

impl Job for ContactsMerged {
    const KIND: &'static str = "contacts_merged";

    fn key(&self) -> Option<String> {
        Some(self.absorbed.to_string())
    }
}

/// A customer sent a basket from the catalogue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BasketSent {
    pub message_id: MessageId,
}

impl Job for BasketSent {
    const KIND: &'static str = "basket_sent";

    fn key(&self) -> Option<String> {
        Some(self.message_id.to_string())
    }
}

/// A customer who waits for a person, or whom one looks after, said something more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SaidMore {
    pub conversation_id: ConversationId,
}

impl Job for SaidMore {
    const KIND: &'static str = "said_more";

    fn key(&self) -> Option<String> {
        Some(self.conversation_id.to_string())
    }
}

/// A customer waits for a person: whoever may answer should know.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PersonWanted {
    pub conversation_id: ConversationId,
}

impl Job for PersonWanted {
    const KIND: &'static str = "person_wanted";

    fn key(&self) -> Option<String> {
        Some(self.conversation_id.to_string())
    }
}
