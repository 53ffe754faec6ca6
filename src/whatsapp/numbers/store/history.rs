//! How far the import of a phone's past has come.

use rusqlite::named_params;

use crate::ids::ConnectionId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// The import as people see it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = WhatsAppHistory)]
pub(in crate::whatsapp) struct History {
    /// `running`, `done`, `declined` or `failed`.
    state: String,
    /// 0: the last day, 1: the last 90 days, 2: the last 180.
    phase: i64,
    /// In percent.
    progress: i64,
    /// Messages imported so far.
    messages: i64,
}

/// A piece came. Pieces overtake each other, so neither number ever goes back.
pub(in crate::whatsapp) fn advance(
    tx: &WriteTx,
    connection: ConnectionId,
    phase: i64,
    progress: i64,
) -> Result<(), StorageError> {
    let state = if progress >= 100 { "done" } else { "running" };
    tx.execute(
        "INSERT INTO whatsapp_history (connection_id, state, phase, progress, messages, updated_at_ms)
         VALUES (:connection_id, :state, :phase, :progress, 0, :now_ms)
         ON CONFLICT (connection_id) DO UPDATE SET phase = max(phase, :phase), progress = max(progress, :progress),
             state = CASE WHEN max(progress, :progress) >= 100 THEN 'done' ELSE 'running' END, updated_at_ms = :now_ms",
        named_params! { ":connection_id": connection, ":state": state, ":phase": phase, ":progress": progress,
        ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// The import came to an end without the past.
pub(in crate::whatsapp) fn end(
    tx: &WriteTx,
    connection: ConnectionId,
    state: &str,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO whatsapp_history (connection_id, state, phase, progress, messages, updated_at_ms)
         VALUES (:connection_id, :state, 0, 0, 0, :now_ms)
         ON CONFLICT (connection_id) DO UPDATE SET state = :state, updated_at_ms = :now_ms",
        named_params! { ":connection_id": connection, ":state": state, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// Counts an imported message.
pub(in crate::whatsapp) fn add_message(tx: &WriteTx, connection: ConnectionId) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO whatsapp_history (connection_id, state, phase, progress, messages, updated_at_ms)
         VALUES (:connection_id, 'running', 0, 0, 1, :now_ms)
         ON CONFLICT (connection_id) DO UPDATE SET messages = messages + 1, updated_at_ms = :now_ms",
        named_params! { ":connection_id": connection, ":now_ms": tx.now() },
    )?;
    Ok(())
}

pub(in crate::whatsapp) fn of(
    conn: &ReadConn,
    connection: ConnectionId,
) -> Result<Option<History>, StorageError> {
    conn.optional(
        "SELECT state, phase, progress, messages FROM whatsapp_history WHERE connection_id = :connection_id",
        named_params! { ":connection_id": connection },
        |row| {
            Ok(History {
                state: row.get("state")?,
                phase: row.get("phase")?,
                progress: row.get("progress")?,
                messages: row.get("messages")?,
            })
        },
    )
}
