//! The nouns of the inbox: what comes in, what goes out, and what is kept.
//!
//! Everything a customer wrote or is called is untrusted text. No SQL, no HTTP.

mod addressee;
mod consent;
mod media_text;
mod outbound;
mod refused;
mod send_again;
pub(super) mod state;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

pub use addressee::Addressee;
pub(super) use consent::Facts;
pub use consent::{ConsentState, Evidence, MayNot, Purpose, Suppression};
pub use media_text::{FoundWords, MediaText, NoWords};
pub use outbound::{NewOutbound, OutboundDraft, Queued, ToSend};
pub use refused::{Prepared, Refused, Rendered};
pub use send_again::SendAgain;
pub use state::MessageState;

pub use super::words::{
    AiMode, AiOffReason, AliasKind, AuthorKind, Direction, EventKind, FileState, HandOffReason,
    MediaTextFault, MediaTextState, MessageKind, Queue, Status,
};
use crate::clock::Timestamp;
use crate::ids::{
    ChunkId, ConnectionId, ContactId, ConversationId, LabelId, MediaId, MessageId, PersonId, RunId, SourceId,
    SuggestionId,
};
use crate::media::MediaInfo;

/// One name the outside knows a contact by; the scope says where that name means anything.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Alias {
    pub kind: AliasKind,
    pub value: String,
    pub scope: String,
}

/// A message as a channel brings it.
#[derive(Debug, Clone)]
pub struct NewInbound {
    pub channel: &'static str,
    pub channel_account: ConnectionId,
    pub practice: bool,
    /// The customer's, also when the shop wrote the message from its phone.
    pub aliases: Vec<Alias>,
    pub name: Option<String>,
    pub channel_message_id: String,
    pub kind: MessageKind,
    /// What was said: the text, a caption, the label of a pressed button, an edit's new text.
    pub text: Option<String>,
    /// Everything else, structured for the screen. A reaction holds `{"emoji": …}`, null or empty when taken back.
    pub content: Value,
    pub raw: String,
    /// The channel's id of the message this one answers, reacts to, edits or takes back. It may be unknown here.
    pub quoted: Option<String>,
    pub file: NewFile,
    /// Never later than it came.
    pub sent_at: Timestamp,
    /// The same by the channel's clock alone, whatever ours says: it tells which of two edits is the newer.
    pub stamped_at: Timestamp,
    pub window_expires_at: Option<Timestamp>,
    /// Whether the AI may answer this.
    pub answerable: bool,
    /// The shop wrote it from its phone app.
    pub from_phone_app: bool,
}

/// The file of a message that comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewFile {
    None,
    /// The channel has it and keeps it until this moment; whoever brought the message fetches it.
    Coming {
        kept_until: Timestamp,
    },
    /// It was announced, and the channel does not say where it is.
    Missing,
}

/// The file of a message, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageFile {
    pub state: FileState,
    pub media_id: Option<MediaId>,
    /// Why it will not come.
    pub reason: Option<String>,
    /// How long the channel keeps it; nothing when the channel never said where it is.
    pub kept_until: Option<Timestamp>,
    /// What is known of it, once it is here.
    pub info: Option<MediaInfo>,
}

/// What became of a [`NewInbound`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    New { conversation: ConversationId, message: MessageId, contact: ContactId },
    Duplicate(MessageId),
}

/// Who writes an outbound message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    Ai { run_id: RunId },
    Person(PersonId),
    System,
}

impl Author {
    pub const fn kind(self) -> AuthorKind {
        match self {
            Self::Ai { .. } => AuthorKind::Ai,
            Self::Person(_) => AuthorKind::Person,
            Self::System => AuthorKind::System,
        }
    }
}

/// Where a statement comes from: a piece of the shop's knowledge, or a page of the web.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceRef {
    /// Nothing for a page of the web, which is not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<SourceId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chunk_id: Option<ChunkId>,
    pub title: String,
    pub passage: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A customer's message that nobody has answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unanswered {
    pub message: MessageId,
    /// A person was called for it, or has the conversation.
    pub with_person: bool,
}

/// Why a message did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateError {
    pub code: String,
    pub text: String,
    pub again: SendAgain,
}

/// A conversation given to a person, with what that person should know.
#[derive(Debug, Clone)]
pub struct HandOff {
    pub reason: HandOffReason,
    pub card: Value,
}

/// Where a conversation goes: what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Routing {
    /// Whose it is from now on, by id and name.
    pub to: Option<(PersonId, String)>,
    pub label: Option<LabelId>,
    /// Whoever waits there is told of first.
    pub urgent: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub id: ContactId,
    pub name: Option<String>,
    pub username: Option<String>,
    pub phone: Option<String>,
    pub user_id: Option<String>,
    pub language: Option<String>,
}

impl Contact {
    /// What they are called on a screen: their name, else whatever else is known of them.
    pub fn shown_name(&self) -> String {
        let username = self.username.as_ref().map(|username| format!("@{username}"));
        let nameless = || {
            let digits = self.id.to_string();
            format!("Customer {}", digits.get(digits.len().saturating_sub(4)..).unwrap_or_default())
        };
        self.name.clone().or(username).or_else(|| self.phone.clone()).unwrap_or_else(nameless)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AiOff {
    pub by: Option<PersonId>,
    pub at: Timestamp,
    pub reason: AiOffReason,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NeedsPerson {
    pub reason: HandOffReason,
    pub at: Timestamp,
    /// Since when they wait, however often a person was called meanwhile.
    pub since: Timestamp,
    /// Told before what can wait, and first in every list of work.
    pub urgent: bool,
    /// Their words are angry.
    pub angry: bool,
    /// When somebody else was told, because nobody came in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalated_at: Option<Timestamp>,
}

/// Whoever waits for a person, and their place in the order of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    pub id: ConversationId,
    pub needs: NeedsPerson,
    pub place: i64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    pub id: ConversationId,
    pub contact_id: ContactId,
    pub contact: Contact,
    pub channel: String,
    pub channel_account: ConnectionId,
    pub practice: bool,
    pub status: Status,
    pub snooze_until: Option<Timestamp>,
    pub ai: AiMode,
    pub ai_off: Option<AiOff>,
    pub assignee: Option<PersonId>,
    pub needs_person: Option<NeedsPerson>,
    pub card: Option<Value>,
    pub version: i64,
    pub unread: u32,
    pub window_expires_at: Option<Timestamp>,
    /// Until then messages cost nothing, by the channel's rules.
    pub free_until: Option<Timestamp>,
    pub typing_person: Option<PersonId>,
    pub person_typing_until: Option<Timestamp>,
    pub last_message: Option<Preview>,
    /// What the customer said last, where they wait for a person and the shop spoke since.
    pub last_heard: Option<Preview>,
    pub labels: Vec<Label>,
    /// Orders conversations, newest first.
    pub sort_key: i64,
    /// The same where work is looked for: whoever waits for a person comes first, by urgency, then by how long they wait.
    pub work_key: i64,
}

impl Conversation {
    /// How long somebody counts as typing after the last sign of it.
    pub const TYPING_LASTS: Duration = Duration::from_secs(25);

    /// The person typing at this moment, if any.
    pub fn typing(&self, now: Timestamp) -> Option<PersonId> {
        self.typing_person.filter(|_| self.typing_until(now).is_some())
    }

    /// Until when somebody counts as typing. A time no sign of typing can have set is a clock's that was put right.
    pub fn typing_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.person_typing_until.filter(|until| *until > now && *until <= now.plus(Self::TYPING_LASTS))
    }

    /// Whether free text may be sent.
    pub fn window_is_open(&self, now: Timestamp) -> bool {
        self.window_expires_at.is_some_and(|expires| expires > now)
    }

    /// Whether a person has it: the AI is silent because they took it over.
    pub fn is_taken_over(&self) -> bool {
        self.ai == AiMode::Off && self.ai_off.as_ref().is_some_and(|off| off.reason == AiOffReason::TookOver)
    }

    /// Whether the AI may speak by itself at this moment.
    pub fn ai_may_answer(&self, now: Timestamp) -> bool {
        self.ai == AiMode::Answer && self.typing(now).is_none()
    }
}

/// The last thing said in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub id: MessageId,
    pub direction: Direction,
    pub author: AuthorKind,
    pub kind: MessageKind,
    pub text: Option<String>,
    pub at: Timestamp,
    pub state: Option<MessageState>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub direction: Direction,
    pub author: AuthorKind,
    pub person_id: Option<PersonId>,
    pub run_id: Option<RunId>,
    pub kind: MessageKind,
    pub text: Option<String>,
    pub content: Option<Value>,
    pub file: Option<MessageFile>,
    /// What its file says, put into words by a machine.
    pub media_text: Option<MediaText>,
    pub state: Option<MessageState>,
    pub error: Option<StateError>,
    pub channel_message_id: Option<String>,
    pub client_id: Option<String>,
    pub quoted: Option<Quoted>,
    pub reactions: Vec<Reaction>,
    pub sources: Vec<SourceRef>,
    pub cost_micros: Option<i64>,
    /// The conversation's version this answer was written for.
    pub expected_version: Option<i64>,
    pub at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// The message another one answers; without an id when it never came here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Quoted {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<AuthorKind>,
    #[serde(skip)]
    pub channel_message_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reaction {
    pub emoji: String,
    pub author: AuthorKind,
    pub at: Timestamp,
}

/// An answer the AI offers to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestion {
    pub id: SuggestionId,
    pub run_id: RunId,
    pub text: String,
    pub sources: Vec<SourceRef>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Label {
    pub id: LabelId,
    pub name: String,
    pub color: String,
}

/// Somebody of the shop's staff, as conversations name them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Teammate {
    pub id: PersonId,
    pub name: String,
    pub role: crate::actor::Role,
    /// Whoever is not is still named in old threads.
    #[serde(skip)]
    pub active: bool,
}
