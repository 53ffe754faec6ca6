//! SQL of summaries.

use rusqlite::named_params;

use super::types::{Summary, SummaryFault, Written};
use crate::clock::Timestamp;
use crate::ids::ConversationId;
use crate::storage::{ReadConn, StorageError, WriteTx};

pub(super) fn of_conversation(
    conn: &ReadConn,
    conversation: ConversationId,
) -> Result<Summary, StorageError> {
    let found = conn.optional(
        "SELECT lines, language, up_to_message_id, model, made_at_ms, asked_at_ms, fault
           FROM reply_summary WHERE conversation_id = :conversation",
        named_params! { ":conversation": conversation },
        |row| {
            let lines: Option<String> = row.get("lines")?;
            let written = match lines.and_then(|lines| serde_json::from_str(&lines).ok()) {
                Some(lines) => Some(Written {
                    lines,
                    language: row.get("language")?,
                    up_to: row.get("up_to_message_id")?,
                    model: row.get("model")?,
                    made_at: row.get("made_at_ms")?,
                }),
                None => None,
            };
            Ok(Summary { written, asked_at: row.get("asked_at_ms")?, fault: row.get("fault")? })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// It is being written from now on; what was written before stands until then. Of two that write it the one counts that was
/// asked last.
pub(super) fn begin(tx: &WriteTx, conversation: ConversationId) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO reply_summary (conversation_id, asked_at_ms) VALUES (:conversation, :now)
         ON CONFLICT (conversation_id) DO UPDATE SET asked_at_ms = excluded.asked_at_ms, fault = NULL",
        named_params! { ":conversation": conversation, ":now": tx.now() },
    )
    .map(drop)
}

pub(super) fn keep(
    tx: &WriteTx,
    conversation: ConversationId,
    asked_at: Timestamp,
    written: &Written,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE reply_summary SET lines = :lines, language = :language, up_to_message_id = :up_to, model = :model,
                made_at_ms = :made_at, asked_at_ms = NULL, fault = NULL
          WHERE conversation_id = :conversation AND asked_at_ms = :asked_at",
        named_params! { ":conversation": conversation, ":asked_at": asked_at, ":lines": serde_json::to_string(&written.lines)?,
        ":language": written.language, ":up_to": written.up_to, ":model": written.model,
        ":made_at": written.made_at },
    )
    .map(drop)
}

pub(super) fn fail(
    tx: &WriteTx,
    conversation: ConversationId,
    asked_at: Timestamp,
    fault: SummaryFault,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE reply_summary SET asked_at_ms = NULL, fault = :fault
          WHERE conversation_id = :conversation AND asked_at_ms = :asked_at",
        named_params! { ":conversation": conversation, ":asked_at": asked_at, ":fault": fault },
    )
    .map(drop)
}

/// What was asked for is not written, for there is nothing to write; what was written before stands.
pub(super) fn forget_unwritten(tx: &WriteTx, conversation: ConversationId) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM reply_summary WHERE conversation_id = :conversation AND lines IS NULL",
        named_params! { ":conversation": conversation },
    )?;
    tx.execute(
        "UPDATE reply_summary SET asked_at_ms = NULL WHERE conversation_id = :conversation",
        named_params! { ":conversation": conversation },
    )
    .map(drop)
}

/// What they came to is told no more, and whoever is writing it writes in vain.
pub(super) fn forget(tx: &WriteTx, conversations: &[ConversationId]) -> Result<(), StorageError> {
    for conversation in conversations {
        tx.execute(
            "DELETE FROM reply_summary WHERE conversation_id = :conversation",
            named_params! { ":conversation": conversation },
        )?;
    }
    Ok(())
}
