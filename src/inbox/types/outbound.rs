//! What the shop sends: as it is wanted, queued, and handed to its channel.

use super::refused::Rendered;
use super::{Author, SourceRef};
use crate::clock::Timestamp;
use crate::ids::{ConnectionId, ContactId, ConversationId, MessageId};
use crate::inbox::outgoing::Outgoing;
use crate::inbox::words::{AuthorKind, MessageKind};

/// A message the shop wants to send.
#[derive(Debug, Clone)]
pub struct NewOutbound {
    pub conversation_id: ConversationId,
    pub author: Author,
    /// The sender's own id: the same one again gives the same message.
    pub client_id: String,
    pub outgoing: Outgoing,
    /// What the customer will see of a template.
    pub rendered: Option<Rendered>,
    pub quoted: Option<MessageId>,
    pub sources: Vec<SourceRef>,
    /// What the AI answers by it: refused as superseded when one of them is answered already.
    pub answers: Vec<MessageId>,
    /// Refused as superseded when the conversation has moved on from this version.
    pub expected_version: Option<i64>,
    pub send_after: Option<Timestamp>,
}

impl NewOutbound {
    /// A text, and nothing else said about it.
    pub fn text(
        conversation_id: ConversationId,
        author: Author,
        client_id: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            conversation_id,
            author,
            client_id: client_id.into(),
            outgoing: Outgoing::text(text),
            rendered: None,
            quoted: None,
            sources: Vec::new(),
            answers: Vec::new(),
            expected_version: None,
            send_after: None,
        }
    }
}

/// A message that was queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queued {
    New(MessageId),
    /// The same client id was queued before.
    Same(MessageId),
}

impl Queued {
    pub const fn id(self) -> MessageId {
        match self {
            Self::New(id) | Self::Same(id) => id,
        }
    }
}

/// A queued message, claimed for delivery.
#[derive(Debug, Clone)]
pub struct OutboundDraft {
    pub message_id: MessageId,
    pub conversation_id: ConversationId,
    pub contact_id: ContactId,
    pub channel: String,
    pub channel_account: ConnectionId,
    pub practice: bool,
    pub author: AuthorKind,
    /// Where to send it: the phone when it is known, else the user id.
    pub phone: Option<String>,
    pub user_id: Option<String>,
    pub outgoing: Outgoing,
    /// The channel's id of the message it answers, or reacts to.
    pub quoted_channel_id: Option<String>,
    pub window_expires_at: Option<Timestamp>,
}

/// A message that waits to be handed to its channel, or whose handing over was cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToSend {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub channel_account: ConnectionId,
    pub author: AuthorKind,
    pub kind: MessageKind,
    /// It can be taken back until then.
    pub send_after: Option<Timestamp>,
}
