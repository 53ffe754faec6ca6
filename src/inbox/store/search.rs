//! SQL of the two search indexes: tokens go in, ids come out.
//!
//! What a token is, and how a question becomes an FTS5 expression, is decided elsewhere.

use rusqlite::named_params;

use crate::ids::{ContactId, LabelId, MessageId};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Messages looked at for one page: bounds the work of a label that few of the hits bear.
pub(crate) const EXAMINED_PER_PAGE: u32 = 5_000;

const MESSAGES: &str = "
    SELECT rowid AS id FROM message_search
     WHERE message_search MATCH :expression AND rowid >= :after AND rowid < :before
     ORDER BY rowid DESC LIMIT :limit";

const LABELLED: &str = "
    SELECT found.id, EXISTS (SELECT 1 FROM message m JOIN conversation_label cl ON cl.conversation_id = m.conversation_id
                              WHERE m.id = found.id AND cl.label_id = :label_id) AS labelled
      FROM (SELECT rowid AS id FROM message_search
             WHERE message_search MATCH :expression AND rowid >= :after AND rowid < :before
             ORDER BY rowid DESC LIMIT :examined) AS found
     ORDER BY found.id DESC";

const CONTACTS: &str = "
    SELECT rowid AS id FROM contact_search WHERE contact_search MATCH :expression ORDER BY rowid DESC LIMIT :limit";

const CONVERSATIONS_OF: &str = "
    SELECT id FROM conversation WHERE contact_id IN (SELECT value FROM json_each(:contacts)) AND merged_into IS NULL
     LIMIT 200";

pub(super) const HOT: &[&str] = &[MESSAGES, LABELLED, CONTACTS, CONVERSATIONS_OF];

pub(crate) fn index_message(tx: &WriteTx, id: MessageId, tokens: &str) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO message_search (rowid, t) VALUES (:id, :tokens)",
        named_params! { ":id": id, ":tokens": tokens },
    )
    .map(drop)
}

/// Joins pieces of the index, writing at most so many pages; `false` when there was nothing to join.
pub(crate) fn merge_messages(tx: &WriteTx, pages: u32) -> Result<bool, StorageError> {
    let changes = |tx: &WriteTx| tx.one("SELECT total_changes()", [], |row| row.get::<_, i64>(0));
    let before = changes(tx)?;
    tx.execute(
        "INSERT INTO message_search (message_search, rank) VALUES ('merge', :pages)",
        named_params! { ":pages": pages },
    )?;
    // The command itself counts as one change.
    Ok(changes(tx)? - before > 1)
}

pub(crate) fn forget_message(tx: &WriteTx, id: MessageId) -> Result<(), StorageError> {
    tx.execute("DELETE FROM message_search WHERE rowid = :id", named_params! { ":id": id }).map(drop)
}

pub(crate) fn index_contact(tx: &WriteTx, id: ContactId, tokens: &str) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO contact_search (rowid, t) VALUES (:id, :tokens)",
        named_params! { ":id": id, ":tokens": tokens },
    )
    .map(drop)
}

pub(crate) fn forget_contact(tx: &WriteTx, id: ContactId) -> Result<(), StorageError> {
    tx.execute("DELETE FROM contact_search WHERE rowid = :id", named_params! { ":id": id }).map(drop)
}

/// Where to look for messages.
#[derive(Debug, Clone)]
pub(crate) struct Range {
    pub expression: String,
    /// Ids from here on…
    pub after: i64,
    /// …up to before here.
    pub before: i64,
    pub limit: u32,
}

/// Messages that match, newest first.
pub(crate) fn messages(conn: &ReadConn, range: &Range) -> Result<Vec<MessageId>, StorageError> {
    conn.all(
        MESSAGES,
        named_params! {
            ":expression": range.expression, ":after": range.after, ":before": range.before, ":limit": range.limit,
        },
        |row| row.get("id"),
    )
}

/// Messages that match, newest first, each with whether its conversation bears the label; at most
/// [`EXAMINED_PER_PAGE`] of them.
pub(crate) fn labelled(
    conn: &ReadConn,
    range: &Range,
    label: LabelId,
) -> Result<Vec<(MessageId, bool)>, StorageError> {
    conn.all(
        LABELLED,
        named_params! {
            ":expression": range.expression, ":after": range.after, ":before": range.before, ":label_id": label,
            ":examined": EXAMINED_PER_PAGE,
        },
        |row| Ok((row.get("id")?, row.get("labelled")?)),
    )
}

/// Contacts that match, last made first.
pub(crate) fn contacts(
    conn: &ReadConn,
    expression: &str,
    limit: u32,
) -> Result<Vec<ContactId>, StorageError> {
    conn.all(CONTACTS, named_params! { ":expression": expression, ":limit": limit }, |row| row.get("id"))
}

/// The ids of these contacts' conversations.
pub(crate) fn conversations_of(conn: &ReadConn, contacts: &str) -> Result<Vec<i64>, StorageError> {
    conn.all(CONVERSATIONS_OF, named_params! { ":contacts": contacts }, |row| row.get("id"))
}
