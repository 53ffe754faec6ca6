//! SQL of one message: kept, found, moved along.

use rusqlite::{Row, named_params};
use serde_json::Value;

use super::json;
use crate::clock::Timestamp;
use crate::ids::{ConversationId, MessageId, PersonId, RunId};
use crate::inbox::outgoing::Outgoing;
use crate::inbox::types::{
    AuthorKind, Direction, MessageKind, MessageState, SendAgain, SourceRef, StateError, ToSend,
};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A line to be kept.
#[derive(Debug, Clone)]
pub(crate) struct NewLine<'a> {
    pub conversation: ConversationId,
    pub direction: Direction,
    pub author: AuthorKind,
    pub person: Option<PersonId>,
    pub run: Option<RunId>,
    pub kind: MessageKind,
    pub text: Option<&'a str>,
    pub content: Option<&'a Value>,
    pub state: Option<MessageState>,
    pub channel_message_id: Option<&'a str>,
    pub client_id: Option<&'a str>,
    pub quoted_channel_id: Option<&'a str>,
    pub sources: &'a [SourceRef],
    pub expected_version: Option<i64>,
    pub send_after: Option<Timestamp>,
    pub sent_at: Timestamp,
}

/// Where a message stands, and what its next step depends on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Standing {
    pub id: MessageId,
    pub conversation: ConversationId,
    pub direction: Direction,
    pub author: AuthorKind,
    pub kind: MessageKind,
    pub state: Option<MessageState>,
    pub text: Option<String>,
    pub content: Option<Value>,
    pub quoted_channel_id: Option<String>,
    pub expected_version: Option<i64>,
    pub send_after: Option<Timestamp>,
    /// When it may be sent again, while it is failed.
    pub again: SendAgain,
    pub has_channel_message_id: bool,
}

impl Standing {
    /// What the shop says with it.
    pub(crate) fn outgoing(&self) -> Result<Outgoing, StorageError> {
        Ok(Outgoing::from_kept(self.text.clone(), self.content.clone())?)
    }
}

const HIGHEST_BETWEEN: &str = "SELECT max(id) AS id FROM message WHERE id >= :low AND id < :high";

const BY_CHANNEL_ID: &str = "SELECT id FROM message WHERE channel_message_id = :channel_message_id";

const BY_CLIENT_ID: &str =
    "SELECT id FROM message WHERE conversation_id = :conversation_id AND client_id = :client_id";

const STANDING: &str = "
    SELECT id, conversation_id, direction, author, kind, state, text, content, quoted_channel_id, expected_version,
           send_after_ms, retry_from_ms, channel_message_id IS NOT NULL AS has_channel_message_id
      FROM message WHERE id = :id";

const CHANNEL_ID_OF: &str = "SELECT channel_message_id FROM message WHERE id = :id";

const WAITING_FOR: &str = "
    SELECT id FROM message
     WHERE quoted_channel_id = :channel_message_id AND attached_to IS NULL AND kind IN ('reaction', 'edit', 'revoke')
     ORDER BY id LIMIT 100";

const ANSWERED_AFTER: &str = "
    SELECT 1 FROM message
     WHERE conversation_id = :conversation_id AND id > :seen
       AND kind NOT IN ('note', 'event', 'system', 'reaction', 'edit', 'revoke')
       AND direction = 'out' AND (author = 'ai' OR (author = 'person' AND person_id IS NOT :person))
     LIMIT 1";

const TO_SEND: &str = "
    SELECT m.id, m.conversation_id, c.channel_account, m.author, m.kind, m.send_after_ms
      FROM message m CROSS JOIN conversation c ON c.id = m.conversation_id
     WHERE m.state IN ('queued', 'sending') AND m.id > :after AND c.channel = :channel
     ORDER BY m.id LIMIT :limit";

const WAITS_TO_LEAVE: &str = "
    SELECT m.id, m.conversation_id, c.channel_account, m.author, m.kind, m.send_after_ms
      FROM message m CROSS JOIN conversation c ON c.id = m.conversation_id
     WHERE m.id = :id AND m.state IN ('queued', 'sending') AND c.channel = :channel";

pub(super) const HOT: &[&str] = &[
    TO_SEND,
    WAITS_TO_LEAVE,
    HIGHEST_BETWEEN,
    BY_CHANNEL_ID,
    BY_CLIENT_ID,
    STANDING,
    CHANNEL_ID_OF,
    WAITING_FOR,
    ANSWERED_AFTER,
];

/// Keeps a line; its id sorts at the time it was written.
pub(crate) fn insert(tx: &WriteTx, line: &NewLine<'_>) -> Result<MessageId, StorageError> {
    let id = tx.new_id_at::<MessageId>(line.sent_at, |low, high| {
        tx.one(HIGHEST_BETWEEN, named_params! { ":low": low, ":high": high }, |row| row.get("id"))
    })?;
    let sources = if line.sources.is_empty() { None } else { Some(serde_json::to_string(line.sources)?) };
    tx.execute(
        "INSERT INTO message (id, conversation_id, direction, author, person_id, run_id, kind, text, content, state,
             channel_message_id, client_id, quoted_channel_id, sources, expected_version, send_after_ms, sent_at_ms,
             stored_at_ms)
         VALUES (:id, :conversation_id, :direction, :author, :person_id, :run_id, :kind, :text, :content, :state,
             :channel_message_id, :client_id, :quoted_channel_id, :sources, :expected_version, :send_after, :sent_at,
             :now_ms)",
        named_params! {
            ":id": id, ":conversation_id": line.conversation, ":direction": line.direction, ":author": line.author,
            ":person_id": line.person, ":run_id": line.run, ":kind": line.kind, ":text": line.text,
            ":content": line.content.map(Value::to_string), ":state": line.state,
            ":channel_message_id": line.channel_message_id, ":client_id": line.client_id,
            ":quoted_channel_id": line.quoted_channel_id, ":sources": sources,
            ":expected_version": line.expected_version, ":send_after": line.send_after, ":sent_at": line.sent_at,
            ":now_ms": tx.now(),
        },
    )?;
    Ok(id)
}

pub(crate) fn insert_raw(tx: &WriteTx, id: MessageId, raw: &str) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO message_raw (message_id, raw) VALUES (:id, :raw)",
        named_params! { ":id": id, ":raw": raw },
    )
    .map(drop)
}

pub(crate) fn replace_raw(tx: &WriteTx, id: MessageId, raw: &str) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO message_raw (message_id, raw) VALUES (:id, :raw)",
        named_params! { ":id": id, ":raw": raw },
    )
    .map(drop)
}

/// What a line says, where it was only known that there is one.
pub(crate) fn say(
    tx: &WriteTx,
    id: MessageId,
    kind: MessageKind,
    text: Option<&str>,
    content: &Value,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE message SET kind = :kind, text = :text, content = :content WHERE id = :id",
        named_params! { ":id": id, ":kind": kind, ":text": text, ":content": content.to_string() },
    )
    .map(drop)
}

pub(crate) fn raw(conn: &ReadConn, id: MessageId) -> Result<Option<String>, StorageError> {
    conn.optional("SELECT raw FROM message_raw WHERE message_id = :id", named_params! { ":id": id }, |row| {
        row.get("raw")
    })
}

pub(crate) fn by_channel_id(
    conn: &ReadConn,
    channel_message_id: &str,
) -> Result<Option<MessageId>, StorageError> {
    conn.optional(BY_CHANNEL_ID, named_params! { ":channel_message_id": channel_message_id }, |row| {
        row.get("id")
    })
}

pub(crate) fn by_client_id(
    conn: &ReadConn,
    conversation: ConversationId,
    client_id: &str,
) -> Result<Option<MessageId>, StorageError> {
    conn.optional(
        BY_CLIENT_ID,
        named_params! { ":conversation_id": conversation, ":client_id": client_id },
        |row| row.get("id"),
    )
}

pub(crate) fn standing(conn: &ReadConn, id: MessageId) -> Result<Option<Standing>, StorageError> {
    conn.optional(STANDING, named_params! { ":id": id }, |row| {
        Ok(Standing {
            id: row.get("id")?,
            conversation: row.get("conversation_id")?,
            direction: row.get("direction")?,
            author: row.get("author")?,
            kind: row.get("kind")?,
            state: row.get("state")?,
            text: row.get("text")?,
            content: json(row, "content")?,
            quoted_channel_id: row.get("quoted_channel_id")?,
            expected_version: row.get("expected_version")?,
            send_after: row.get("send_after_ms")?,
            again: row.get("retry_from_ms")?,
            has_channel_message_id: row.get("has_channel_message_id")?,
        })
    })
}

pub(crate) fn channel_id_of(conn: &ReadConn, id: MessageId) -> Result<Option<String>, StorageError> {
    let found =
        conn.optional(CHANNEL_ID_OF, named_params! { ":id": id }, |row| row.get("channel_message_id"))?;
    Ok(found.flatten())
}

/// Whether somebody other than `person` answered after the message `seen`.
pub(crate) fn answered_after(
    conn: &ReadConn,
    conversation: ConversationId,
    seen: MessageId,
    person: Option<PersonId>,
) -> Result<bool, StorageError> {
    conn.exists(
        ANSWERED_AFTER,
        named_params! { ":conversation_id": conversation, ":seen": seen, ":person": person },
    )
}

pub(crate) fn set_state(
    tx: &WriteTx,
    id: MessageId,
    state: MessageState,
    error: Option<&StateError>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE message SET state = :state, error_code = :code, error_text = :text, retry_from_ms = :retry_from
          WHERE id = :id",
        named_params! {
            ":id": id, ":state": state, ":code": error.map(|error| &error.code), ":text": error.map(|error| &error.text),
            ":retry_from": error.map(|error| error.again).unwrap_or_default(),
        },
    )
    .map(drop)
}

pub(crate) fn set_channel_id(
    tx: &WriteTx,
    id: MessageId,
    channel_message_id: &str,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE message SET channel_message_id = :channel_message_id WHERE id = :id AND channel_message_id IS NULL",
        named_params! { ":id": id, ":channel_message_id": channel_message_id },
    )
    .map(drop)
}

/// A failed message starts again as somebody else's: the channel's id of the lost try means it no longer.
pub(crate) fn start_again(tx: &WriteTx, id: MessageId, person: Option<PersonId>) -> Result<(), StorageError> {
    let author = if person.is_some() { AuthorKind::Person } else { AuthorKind::System };
    tx.execute(
        "UPDATE message SET state = 'queued', error_code = NULL, error_text = NULL, retry_from_ms = NULL, channel_message_id = NULL,
                author = :author, person_id = :person, expected_version = NULL, send_after_ms = NULL WHERE id = :id",
        named_params! { ":id": id, ":author": author, ":person": person },
    )
    .map(drop)
}

pub(crate) fn delete(tx: &WriteTx, id: MessageId) -> Result<(), StorageError> {
    tx.execute("DELETE FROM message WHERE id = :id", named_params! { ":id": id }).map(drop)
}

/// Messages of a channel that have not left the house, in the order they were written.
pub(crate) fn to_send(
    conn: &ReadConn,
    channel: &str,
    after: Option<MessageId>,
    limit: u32,
) -> Result<Vec<ToSend>, StorageError> {
    let after = after.unwrap_or(MessageId::new(0));
    conn.all(TO_SEND, named_params! { ":channel": channel, ":after": after, ":limit": limit }, leaving)
}

pub(crate) fn waits_to_leave(
    conn: &ReadConn,
    channel: &str,
    id: MessageId,
) -> Result<Option<ToSend>, StorageError> {
    conn.optional(WAITS_TO_LEAVE, named_params! { ":id": id, ":channel": channel }, leaving)
}

fn leaving(row: &Row<'_>) -> rusqlite::Result<ToSend> {
    Ok(ToSend {
        message: row.get("id")?,
        conversation: row.get("conversation_id")?,
        channel_account: row.get("channel_account")?,
        author: row.get("author")?,
        kind: row.get("kind")?,
        send_after: row.get("send_after_ms")?,
    })
}

pub(crate) fn set_cost(tx: &WriteTx, id: MessageId, micros: i64) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE message SET cost_micros = :micros WHERE id = :id",
        named_params! { ":id": id, ":micros": micros },
    )
    .map(drop)
}

pub(crate) fn add_cost(tx: &WriteTx, id: MessageId, micros: i64) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE message SET cost_micros = ifnull(cost_micros, 0) + :micros WHERE id = :id",
        named_params! { ":id": id, ":micros": micros },
    )
    .map(drop)
}

/// Shows `id` on `target` from now on.
pub(crate) fn attach(tx: &WriteTx, id: MessageId, target: MessageId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE message SET attached_to = :target WHERE id = :id",
        named_params! { ":id": id, ":target": target },
    )
    .map(drop)
}

/// Reactions, edits and revokes that came before the message they are about.
pub(crate) fn waiting_for(conn: &ReadConn, channel_message_id: &str) -> Result<Vec<MessageId>, StorageError> {
    conn.all(WAITING_FOR, named_params! { ":channel_message_id": channel_message_id }, |row| row.get("id"))
}

pub(crate) fn set_edited(tx: &WriteTx, id: MessageId, text: &str, at: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE message SET text = :text, edited_at_ms = :at_ms WHERE id = :id AND revoked_at_ms IS NULL",
        named_params! { ":id": id, ":text": text, ":at_ms": at },
    )
    .map(drop)
}

/// When the newest edit of a message was made by the channel's clock, one edit left out.
pub(crate) fn last_edit(
    conn: &ReadConn,
    target: MessageId,
    but: MessageId,
) -> Result<Option<Timestamp>, StorageError> {
    conn.one(
        "SELECT max(ifnull(content ->> 'channel_at_ms', sent_at_ms)) AS made FROM message
          WHERE attached_to = :target AND kind = 'edit' AND id <> :but",
        named_params! { ":target": target, ":but": but },
        |row| row.get("made"),
    )
}

pub(crate) fn set_content(tx: &WriteTx, id: MessageId, content: &Value) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE message SET content = :content WHERE id = :id",
        named_params! { ":id": id, ":content": content.to_string() },
    )
    .map(drop)
}

/// What was said is gone; that something was said stays.
pub(crate) fn set_revoked(tx: &WriteTx, id: MessageId, at: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE message SET text = NULL, content = NULL, revoked_at_ms = :at_ms WHERE id = :id",
        named_params! { ":id": id, ":at_ms": at },
    )?;
    super::files::forget(tx, id)?;
    super::media_text::forget(tx, id)?;
    forget_edits(tx, id)?;
    tx.execute("DELETE FROM message_raw WHERE message_id = :id", named_params! { ":id": id }).map(drop)
}

/// What a message said before it was changed, and after.
pub(crate) fn forget_edits(tx: &WriteTx, target: MessageId) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM message_raw WHERE message_id IN (SELECT id FROM message WHERE attached_to = :target AND kind = 'edit')",
        named_params! { ":target": target },
    )?;
    tx.execute(
        "UPDATE message SET text = NULL, content = NULL WHERE attached_to = :target AND kind = 'edit'",
        named_params! { ":target": target },
    )
    .map(drop)
}
