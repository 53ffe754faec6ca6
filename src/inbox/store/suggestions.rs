//! SQL of suggestions: at most one per conversation.

use rusqlite::named_params;

use super::json;
use crate::ids::{ConversationId, RunId, SuggestionId};
use crate::inbox::types::{SourceRef, Suggestion};
use crate::storage::{ReadConn, StorageError, WriteTx};

const OF_CONVERSATION: &str = "
    SELECT id, run_id, text, sources FROM suggestion WHERE conversation_id = :conversation_id";

pub(super) const HOT: &[&str] = &[OF_CONVERSATION];

pub(crate) fn of_conversation(
    conn: &ReadConn,
    conversation: ConversationId,
) -> Result<Option<Suggestion>, StorageError> {
    conn.optional(OF_CONVERSATION, named_params! { ":conversation_id": conversation }, |row| {
        Ok(Suggestion {
            id: row.get("id")?,
            run_id: row.get("run_id")?,
            text: row.get("text")?,
            sources: json(row, "sources")?.unwrap_or_default(),
        })
    })
}

/// Replaces whatever was suggested before.
pub(crate) fn replace(
    tx: &WriteTx,
    conversation: ConversationId,
    run: RunId,
    text: &str,
    sources: &[SourceRef],
) -> Result<SuggestionId, StorageError> {
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO suggestion (id, conversation_id, run_id, text, sources, created_at_ms)
         VALUES (:id, :conversation_id, :run_id, :text, :sources, :now_ms)
         ON CONFLICT (conversation_id) DO UPDATE
            SET id = excluded.id, run_id = excluded.run_id, text = excluded.text, sources = excluded.sources,
                created_at_ms = excluded.created_at_ms",
        named_params! {
            ":id": id, ":conversation_id": conversation, ":run_id": run, ":text": text,
            ":sources": serde_json::to_string(sources)?, ":now_ms": tx.now(),
        },
    )?;
    Ok(id)
}

pub(crate) fn delete(tx: &WriteTx, conversation: ConversationId) -> Result<bool, StorageError> {
    let deleted = tx.execute(
        "DELETE FROM suggestion WHERE conversation_id = :conversation_id",
        named_params! { ":conversation_id": conversation },
    )?;
    Ok(deleted > 0)
}
