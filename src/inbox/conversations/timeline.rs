//! Lines only the team sees: private notes, and events that tell what became of a conversation.

use serde_json::Value;

use crate::events::Topic;
use crate::ids::{ConversationId, MessageId, PersonId};
use crate::inbox::search::message_index;
use crate::inbox::store::messages::{self, NewLine};
use crate::inbox::types::{AuthorKind, Direction, EventKind, MessageKind};
use crate::storage::{StorageError, WriteTx};

/// Characters a note may have.
pub(in crate::inbox) const NOTE_LIMIT: usize = 10_000;

/// Keeps a private note; the same client id gives the same note.
pub fn note(
    tx: &WriteTx,
    conversation: ConversationId,
    person: Option<PersonId>,
    client_id: Option<&str>,
    text: &str,
) -> Result<MessageId, StorageError> {
    if let Some(client_id) = client_id
        && let Some(same) = messages::by_client_id(tx, conversation, client_id)?
    {
        return Ok(same);
    }
    let author = if person.is_some() { AuthorKind::Person } else { AuthorKind::System };
    let id = messages::insert(
        tx,
        &NewLine { person, client_id, text: Some(text), ..ours(tx, conversation, author, MessageKind::Note) },
    )?;
    message_index::refresh(tx, id);
    announce(tx, conversation, id);
    Ok(id)
}

/// Tells in the thread what became of the conversation. `details` never hold a phone number.
pub fn event(
    tx: &WriteTx,
    conversation: ConversationId,
    kind: EventKind,
    details: Value,
) -> Result<MessageId, StorageError> {
    event_by(tx, conversation, None, kind, details)
}

/// The same, done by somebody.
pub(in crate::inbox) fn event_by(
    tx: &WriteTx,
    conversation: ConversationId,
    person: Option<PersonId>,
    kind: EventKind,
    details: Value,
) -> Result<MessageId, StorageError> {
    let mut content = serde_json::Map::from_iter([("event".to_owned(), Value::from(kind.as_str()))]);
    if let Value::Object(details) = details {
        content.extend(details);
    }
    let content = Value::Object(content);
    let line = NewLine {
        person,
        content: Some(&content),
        ..ours(tx, conversation, AuthorKind::System, MessageKind::Event)
    };
    let id = messages::insert(tx, &line)?;
    announce(tx, conversation, id);
    Ok(id)
}

/// An empty line of ours, written now.
pub(in crate::inbox) fn ours<'a>(
    tx: &WriteTx,
    conversation: ConversationId,
    author: AuthorKind,
    kind: MessageKind,
) -> NewLine<'a> {
    NewLine {
        conversation,
        direction: Direction::Out,
        author,
        person: None,
        run: None,
        kind,
        text: None,
        content: None,
        state: None,
        channel_message_id: None,
        client_id: None,
        quoted_channel_id: None,
        sources: &[],
        expected_version: None,
        send_after: None,
        sent_at: tx.now(),
    }
}

pub(in crate::inbox) fn announce(tx: &WriteTx, conversation: ConversationId, message: MessageId) {
    tx.announce(Topic::Message, message);
    tx.announce(Topic::Conversation, conversation);
}
