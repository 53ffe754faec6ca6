//! All SQL about free entry.

use rusqlite::named_params;

use super::Entry;
use crate::clock::Timestamp;
use crate::ids::ConversationId;
use crate::storage::{ReadConn, StorageError, WriteTx};

pub(in crate::whatsapp) fn of(
    conn: &ReadConn,
    conversation: ConversationId,
) -> Result<Option<Entry>, StorageError> {
    conn.optional(
        "SELECT entered_at_ms, answered_at_ms, free_until_ms FROM whatsapp_free_entry
          WHERE conversation_id = :conversation_id",
        named_params! { ":conversation_id": conversation },
        |row| {
            Ok(Entry {
                entered_at: row.get("entered_at_ms")?,
                answered_at: row.get("answered_at_ms")?,
                free_until: row.get("free_until_ms")?,
            })
        },
    )
}

/// Whoever may be written to at no cost now: it was answered and lasts, or came lately enough to be answered.
pub(in crate::whatsapp) fn maybe_free(
    conn: &ReadConn,
    now: Timestamp,
    entered_since: Timestamp,
) -> Result<Vec<(ConversationId, Entry)>, StorageError> {
    conn.all(
        "SELECT conversation_id, entered_at_ms, answered_at_ms, free_until_ms FROM whatsapp_free_entry
          WHERE free_until_ms > :now_ms OR entered_at_ms > :entered_since LIMIT 100000",
        named_params! { ":now_ms": now, ":entered_since": entered_since },
        |row| {
            let entry = Entry {
                entered_at: row.get("entered_at_ms")?,
                answered_at: row.get("answered_at_ms")?,
                free_until: row.get("free_until_ms")?,
            };
            Ok((row.get("conversation_id")?, entry))
        },
    )
}

pub(in crate::whatsapp) fn keep(
    tx: &WriteTx,
    conversation: ConversationId,
    entry: Entry,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO whatsapp_free_entry (conversation_id, entered_at_ms, answered_at_ms, free_until_ms)
         VALUES (:conversation_id, :entered_at, :answered_at, :free_until)",
        named_params! {
            ":conversation_id": conversation, ":entered_at": entry.entered_at, ":answered_at": entry.answered_at,
            ":free_until": entry.free_until,
        },
    )
    .map(drop)
}
