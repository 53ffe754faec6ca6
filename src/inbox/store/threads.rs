//! SQL of threads: pages of messages, newest first, each with what it quotes and what is attached to it.

use rusqlite::{Row, named_params};

use super::{json, media_text};
use crate::clock::Timestamp;
use crate::ids::{ConversationId, Id as _, MessageId};
use crate::inbox::types::{AuthorKind, Message, MessageFile, MessageState, Quoted, StateError};
use crate::storage::{ReadConn, StorageError, WriteTx};

macro_rules! select_message {
    ($which:literal) => {
        concat!(
            "
    SELECT m.id, m.conversation_id, m.direction, m.author, m.person_id, m.run_id, m.kind, m.text, m.content, m.state,
           m.error_code, m.error_text, m.retry_from_ms, m.channel_message_id, m.client_id, m.quoted_channel_id,
           m.sources, m.cost_micros, m.expected_version, m.sent_at_ms, m.edited_at_ms, m.revoked_at_ms,
           q.id AS quoted_id, q.text AS quoted_text, q.author AS quoted_author,
           f.state AS file_state, f.media_id, f.reason AS file_reason, f.kept_until_ms,
           w.state AS words_state, w.until_ms AS words_until_ms, w.calls AS words_calls, w.text AS words,
           w.fault AS words_fault, w.language AS words_language, w.model AS words_model
      FROM message m LEFT JOIN message q ON q.channel_message_id = m.quoted_channel_id
           LEFT JOIN message_media f ON f.message_id = m.id
           LEFT JOIN message_media_text w ON w.message_id = m.id
     ",
            $which
        )
    };
}

const BY_ID: &str = select_message!("WHERE m.id = :id");

const PAGE: &str = select_message!(
    "WHERE m.conversation_id = :conversation_id AND m.id < :before AND m.attached_to IS NULL
     ORDER BY m.id DESC LIMIT :limit"
);

const SPOKEN: &str = select_message!(
    "WHERE m.conversation_id = :conversation_id
       AND m.kind NOT IN ('note', 'event', 'system', 'reaction', 'edit', 'revoke') AND m.revoked_at_ms IS NULL
     ORDER BY m.id DESC LIMIT :limit"
);

const NOT_ARRIVED: &str = select_message!(
    "JOIN conversation c ON c.id = m.conversation_id AND c.channel = :channel
     WHERE m.direction = 'out' AND m.state IN ('queued', 'sending', 'unsure', 'failed') AND m.id < :before
       AND m.attached_to IS NULL AND m.revoked_at_ms IS NULL
       AND (m.state <> 'failed' OR m.sent_at_ms >= :failed_since_ms)
     ORDER BY m.id DESC LIMIT :limit"
);

const SOME_WAY_AFTER: &str = "
    SELECT max(id) AS id FROM (SELECT id FROM message WHERE conversation_id = :conversation_id AND id >= :around
                                ORDER BY id LIMIT :newer)";

const REACTIONS: &str = "
    SELECT attached_to, author, sent_at_ms, content ->> 'emoji' AS emoji FROM message
     WHERE attached_to IN (SELECT value FROM json_each(:ids)) AND kind = 'reaction' AND state IS NOT 'failed'
     ORDER BY id LIMIT 2000";

const NEWEST_IDS: &str =
    "SELECT id FROM message WHERE conversation_id = :conversation_id ORDER BY id DESC LIMIT :limit";

/// Few wait to leave, so they are asked for their thread and not the thread for them. Of what nobody has answered the
/// newest are enough: older lines are found by their ids wherever they stand.
const STILL_UNDER_WAY: &str = "
    SELECT m.id FROM message m INDEXED BY message_to_deliver
     WHERE m.state IN ('queued', 'sending') AND m.conversation_id = :conversation_id
     UNION
    SELECT m.id FROM (SELECT message_id FROM unanswered_message WHERE conversation_id = :conversation_id
                       ORDER BY message_id DESC LIMIT 100) newest
      JOIN message m ON m.id = newest.message_id WHERE m.conversation_id = :conversation_id";

const IDS_AFTER: &str = "
    SELECT id FROM message WHERE conversation_id = :conversation_id AND id > :after ORDER BY id LIMIT :limit";

pub(super) const HOT: &[&str] =
    &[IDS_AFTER, BY_ID, PAGE, SPOKEN, NOT_ARRIVED, SOME_WAY_AFTER, REACTIONS, NEWEST_IDS, STILL_UNDER_WAY];

pub(crate) fn by_id(conn: &ReadConn, id: MessageId) -> Result<Option<Message>, StorageError> {
    conn.optional(BY_ID, named_params! { ":id": id }, read)
}

/// The thread before `before`, newest first.
pub(crate) fn page(
    conn: &ReadConn,
    conversation: ConversationId,
    before: i64,
    limit: u32,
) -> Result<Vec<Message>, StorageError> {
    conn.all(
        PAGE,
        named_params! { ":conversation_id": conversation, ":before": before, ":limit": limit },
        read,
    )
}

/// What went out over a channel and has not arrived, newest first; failures only since a moment.
pub(crate) fn not_arrived(
    conn: &ReadConn,
    channel: &str,
    before: Option<MessageId>,
    failed_since: Timestamp,
    limit: u32,
) -> Result<Vec<Message>, StorageError> {
    conn.all(
        NOT_ARRIVED,
        named_params! {
            ":channel": channel, ":before": before.map_or(i64::MAX, MessageId::as_i64),
            ":failed_since_ms": failed_since, ":limit": limit,
        },
        read,
    )
}

/// The id `newer` lines after `around`: where a page begins that shows `around` in context.
pub(crate) fn some_way_after(
    conn: &ReadConn,
    conversation: ConversationId,
    around: MessageId,
    newer: u32,
) -> Result<Option<MessageId>, StorageError> {
    conn.one(
        SOME_WAY_AFTER,
        named_params! { ":conversation_id": conversation, ":around": around, ":newer": newer },
        |row| row.get("id"),
    )
}

/// Lines of a thread after one, in their order.
pub(crate) fn ids_after(
    conn: &ReadConn,
    conversation: ConversationId,
    after: Option<MessageId>,
    limit: u32,
) -> Result<Vec<MessageId>, StorageError> {
    conn.all(
        IDS_AFTER,
        named_params! {
            ":conversation_id": conversation, ":after": after.map_or(i64::MIN, MessageId::as_i64), ":limit": limit,
        },
        |row| row.get("id"),
    )
}

/// What customer and shop said to each other, newest first; never notes, events, or what was taken back.
pub(crate) fn spoken(
    conn: &ReadConn,
    conversation: ConversationId,
    limit: u32,
) -> Result<Vec<Message>, StorageError> {
    conn.all(SPOKEN, named_params! { ":conversation_id": conversation, ":limit": limit }, read)
}

/// One reaction as it came: a later one by the same author replaces it.
#[derive(Debug, Clone)]
pub(crate) struct ReactionRow {
    pub on: MessageId,
    pub author: AuthorKind,
    pub at: Timestamp,
    pub emoji: Option<String>,
}

/// The reactions on these messages, oldest first.
pub(crate) fn reactions(conn: &ReadConn, on: &[MessageId]) -> Result<Vec<ReactionRow>, StorageError> {
    let ids = serde_json::to_string(&on.iter().map(|id| id.as_i64()).collect::<Vec<_>>())?;
    conn.all(REACTIONS, named_params! { ":ids": ids }, |row| {
        Ok(ReactionRow {
            on: row.get("attached_to")?,
            author: row.get("author")?,
            at: row.get("sent_at_ms")?,
            emoji: row.get("emoji")?,
        })
    })
}

/// The newest lines of a thread, newest first.
pub(crate) fn newest_ids(
    conn: &ReadConn,
    conversation: ConversationId,
    limit: u32,
) -> Result<Vec<MessageId>, StorageError> {
    conn.all(NEWEST_IDS, named_params! { ":conversation_id": conversation, ":limit": limit }, |row| {
        row.get("id")
    })
}

/// Lines of a thread that have not left yet, or that nobody has answered.
pub(crate) fn still_under_way(
    conn: &ReadConn,
    conversation: ConversationId,
) -> Result<Vec<MessageId>, StorageError> {
    conn.all(STILL_UNDER_WAY, named_params! { ":conversation_id": conversation }, |row| row.get("id"))
}

/// A line stands in the thread `to` from now on. What its sender called it is dropped where the thread has that name.
pub(crate) fn move_one(tx: &WriteTx, id: MessageId, to: ConversationId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE message SET conversation_id = :to,
                client_id = CASE WHEN EXISTS (SELECT 1 FROM message other WHERE other.conversation_id = :to
                                                 AND other.client_id = message.client_id)
                            THEN NULL ELSE client_id END
          WHERE id = :id",
        named_params! { ":id": id, ":to": to },
    )
    .map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        id: row.get("id")?,
        conversation_id: row.get("conversation_id")?,
        direction: row.get("direction")?,
        author: row.get("author")?,
        person_id: row.get("person_id")?,
        run_id: row.get("run_id")?,
        kind: row.get("kind")?,
        text: row.get("text")?,
        content: json(row, "content")?,
        file: read_file(row)?,
        media_text: media_text::read(row)?,
        state: row.get::<_, Option<MessageState>>("state")?,
        error: read_error(row)?,
        channel_message_id: row.get("channel_message_id")?,
        client_id: row.get("client_id")?,
        quoted: read_quoted(row)?,
        reactions: Vec::new(),
        sources: json(row, "sources")?.unwrap_or_default(),
        cost_micros: row.get("cost_micros")?,
        expected_version: row.get("expected_version")?,
        at: row.get("sent_at_ms")?,
        edited_at: row.get("edited_at_ms")?,
        revoked_at: row.get("revoked_at_ms")?,
    })
}

fn read_file(row: &Row<'_>) -> rusqlite::Result<Option<MessageFile>> {
    let Some(state) = row.get("file_state")? else { return Ok(None) };
    Ok(Some(MessageFile {
        state,
        media_id: row.get("media_id")?,
        reason: row.get("file_reason")?,
        kept_until: row.get("kept_until_ms")?,
        info: None,
    }))
}

fn read_error(row: &Row<'_>) -> rusqlite::Result<Option<StateError>> {
    let (code, text): (Option<String>, Option<String>) = (row.get("error_code")?, row.get("error_text")?);
    let again = row.get("retry_from_ms")?;
    Ok(code.zip(text).map(|(code, text)| StateError { code, text, again }))
}

fn read_quoted(row: &Row<'_>) -> rusqlite::Result<Option<Quoted>> {
    let Some(channel_message_id) = row.get("quoted_channel_id")? else { return Ok(None) };
    Ok(Some(Quoted {
        id: row.get("quoted_id")?,
        text: row.get("quoted_text")?,
        author: row.get("quoted_author")?,
        channel_message_id,
    }))
}
