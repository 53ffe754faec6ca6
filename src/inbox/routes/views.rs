//! What the API shows of conversations and messages: names resolved, and nothing the reader may not see.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::media_text_view::MediaTextView;
use crate::actor::{Actor, Permission};
use crate::clock::Timestamp;
use crate::ids::MediaId;
use crate::ids::{ContactId, ConversationId, MessageId, PersonId, RunId};
use crate::inbox::Inbox;
use crate::inbox::contacts::privacy::Eyes;
use crate::inbox::conversations::live_reply::LiveReply;
use crate::inbox::types::state;
use crate::inbox::types::{
    AiMode, AiOffReason, AuthorKind, Contact, Conversation, Direction, Label, Message, MessageKind,
    MessageState, NeedsPerson, Preview, Quoted, Reaction, SendAgain, SourceRef, Status, Suggestion, Teammate,
};
use crate::inbox::types::{FileState, MessageFile};
use crate::media::clean_file_name;
use crate::storage::{ReadConn, StorageError};

/// Whose eyes look, and the names they know people by.
pub(super) struct Viewer {
    eyes: Eyes,
    sees_amounts: bool,
    names: HashMap<PersonId, String>,
    pub team: Vec<Teammate>,
}

impl Viewer {
    pub fn new(inbox: &Inbox, conn: &ReadConn, actor: &Actor) -> Result<Self, StorageError> {
        let team = (inbox.team)(conn)?;
        let names = team.iter().map(|teammate| (teammate.id, teammate.name.clone())).collect();
        Ok(Self { eyes: Eyes::of(actor), sees_amounts: actor.may(Permission::SeeAmounts), names, team })
    }

    pub fn person(&self, id: PersonId) -> PersonView {
        PersonView { id, name: self.names.get(&id).cloned().unwrap_or_default() }
    }

    pub fn contact(&self, contact: Contact) -> ContactView {
        let contact = self.eyes.contact(contact);
        ContactView {
            id: contact.id,
            name: contact.shown_name(),
            username: contact.username,
            phone: contact.phone,
            bsuid: contact.user_id,
            language: contact.language,
        }
    }

    pub fn conversation(&self, conversation: Conversation, now: Timestamp) -> ConversationView {
        let typing = conversation.typing(now).map(|id| self.person(id)).zip(conversation.typing_until(now));
        ConversationView {
            id: conversation.id,
            contact: self.contact(conversation.contact),
            status: conversation.status,
            ai: conversation.ai,
            ai_off: conversation.ai_off.map(|off| AiOffView {
                by: off.by.map(|id| self.person(id)),
                at: off.at,
                reason: off.reason,
            }),
            assignee: conversation.assignee.map(|id| self.person(id)),
            labels: conversation.labels,
            unread: conversation.unread,
            needs_person: conversation.needs_person,
            last_message: conversation.last_message.map(preview_view),
            last_heard: conversation.last_heard.map(preview_view),
            window_expires_at: conversation.window_expires_at,
            free_until: conversation.free_until,
            snooze_until: conversation.snooze_until,
            practice: conversation.practice,
            typing: typing.map(|(person, until)| TypingView {
                person_id: person.id,
                name: person.name,
                until,
            }),
        }
    }

    pub fn card(&self, card: Value) -> Value {
        self.eyes.card(card)
    }

    pub fn message(&self, message: Message) -> MessageView {
        let message = self.eyes.message(message);
        MessageView {
            id: message.id,
            conversation_id: message.conversation_id,
            direction: message.direction,
            author: message.author,
            person: message.person_id.map(|id| self.person(id)),
            kind: message.kind,
            content: told(&message),
            media: message.file.map(|file| MediaView::of(file, message.content.as_ref())),
            media_text: message.media_text.map(MediaTextView::from),
            text: message.text,
            state: message.state.map(MessageState::shown),
            error: message.error.map(|error| ErrorView {
                what_to_do: what_to_do(&error.code),
                may_retry: error.again != SendAgain::Never,
                retry_from: error.again.waits_until(),
                code: error.code,
                message: error.text,
            }),
            wamid: message.channel_message_id,
            client_id: message.client_id,
            quoted: message.quoted,
            reactions: message.reactions,
            sources: message.sources,
            run_id: message.run_id,
            cost: message.cost_micros.filter(|_| self.sees_amounts),
            at: message.at,
            edited: message.edited_at.is_some(),
            revoked: message.revoked_at.is_some(),
        }
    }
}

fn preview_view(preview: Preview) -> PreviewView {
    PreviewView {
        id: preview.id,
        direction: preview.direction,
        author: preview.author,
        kind: preview.kind,
        text: preview.text,
        at: preview.at,
        state: preview.state.map(state::MessageState::shown),
    }
}

/// What to call a customer who may have neither name nor phone.
fn what_to_do(code: &str) -> String {
    match code {
        "window_closed" => "Send a template, or wait until the customer writes again.",
        "not_delivered" => "Press “Try again” to send it again.",
        _ => "Read the reason; press “Try again” once it is solved, or reach the customer another way.",
    }
    .to_owned()
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonRef)]
pub struct PersonView {
    pub id: PersonId,
    pub name: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Contact)]
pub struct ContactView {
    pub id: ContactId,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Only for those who may see phone numbers, and only when it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bsuid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AiOff)]
pub struct AiOffView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonView>,
    pub at: Timestamp,
    pub reason: AiOffReason,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SomebodyTyping)]
pub struct TypingView {
    pub person_id: PersonId,
    pub name: String,
    /// Without a further sign of typing it is over then; nobody says so.
    pub until: Timestamp,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Preview)]
pub struct PreviewView {
    pub id: MessageId,
    pub direction: Direction,
    pub author: AuthorKind,
    pub kind: MessageKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    pub at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<MessageState>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Conversation)]
pub struct ConversationView {
    pub id: ConversationId,
    pub contact: ContactView,
    pub status: Status,
    pub ai: AiMode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ai_off: Option<AiOffView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<PersonView>,
    pub labels: Vec<Label>,
    pub unread: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs_person: Option<NeedsPerson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message: Option<PreviewView>,
    /// What the customer said last, where they wait for a person and the shop spoke since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_heard: Option<PreviewView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_expires_at: Option<Timestamp>,
    /// Until then messages to this customer cost nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snooze_until: Option<Timestamp>,
    pub practice: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typing: Option<TypingView>,
}

/// A conversation as its own screen shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConversationDetail {
    #[serde(flatten)]
    pub conversation: ConversationView,
    /// What the AI tells the person who takes over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Suggestion>,
    /// The answer being made at this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<LiveReply>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageError)]
pub struct ErrorView {
    pub code: String,
    pub message: String,
    pub what_to_do: String,
    /// Whether it may ever be sent again by hand.
    pub may_retry: bool,
    /// From when, where that must be waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_from: Option<Timestamp>,
}

/// The file of a message, of either side.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Media)]
pub struct MediaView {
    /// Where `/media/{id}` has it, once it is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<MediaId>,
    pub state: FileState,
    /// Why it will not come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Until when one that did not come can be asked for again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Whether `/media/{id}/thumbnail` has a small picture.
    pub thumbnail: bool,
    /// Recorded as a voice note.
    pub voice: bool,
    /// A sticker that moves.
    pub animated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// The first words of a document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview_text: Option<String>,
}

impl MediaView {
    /// `content` is what the sender said of it; what the bytes say counts more.
    fn of(file: MessageFile, content: Option<&Value>) -> Self {
        let text = |key: &str| Some(content?.get(key)?.as_str()?.to_owned());
        let flag =
            |key: &str| content.and_then(|said| said.get(key)).and_then(Value::as_bool).unwrap_or(false);
        let info = file.info.as_ref();
        Self {
            id: file.media_id,
            state: file.state,
            mime_type: info.map(|info| info.mime_type.clone()).or_else(|| text("mime_type")),
            filename: text("filename")
                .or_else(|| info.and_then(|info| info.filename.clone()))
                .as_deref()
                .and_then(clean_file_name),
            bytes: info.map(|info| info.bytes),
            width: info.and_then(|info| info.width),
            height: info.and_then(|info| info.height),
            thumbnail: info.is_some_and(|info| info.thumbnail),
            voice: flag("voice"),
            animated: info.map_or_else(|| flag("animated"), |info| info.animated),
            pages: info.and_then(|info| info.pages),
            preview_text: info.and_then(|info| info.preview_text.clone()),
            reason: file.reason,
            kept_until: file.kept_until.filter(|_| file.state == FileState::Failed),
        }
    }
}

/// What is told of a message's content: never how the channel's own copy of a file is fetched.
fn told(message: &Message) -> Option<Value> {
    let mut content = message.content.clone()?;
    if message.direction == Direction::In
        && message.kind.is_media()
        && let Some(fields) = content.as_object_mut()
    {
        for key in ["media_id", "url", "sha256"] {
            fields.remove(key);
        }
        // Kept by an earlier version as it came.
        if let Some(name) = fields.get("filename").and_then(Value::as_str).map(clean_file_name) {
            fields.insert("filename".to_owned(), name.into());
        }
    }
    Some(content)
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Message)]
pub struct MessageView {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub direction: Direction,
    pub author: AuthorKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonView>,
    pub kind: MessageKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<MediaView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_text: Option<MediaTextView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<MessageState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wamid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quoted: Option<Quoted>,
    pub reactions: Vec<Reaction>,
    pub sources: Vec<SourceRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<RunId>,
    /// Millionths of a US dollar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<i64>,
    pub at: Timestamp,
    pub edited: bool,
    /// The customer took it back: what was said is gone.
    pub revoked: bool,
}
