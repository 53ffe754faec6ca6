//! SQL of the hold: one row, or none.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::storage::{ReadConn, StorageError, WriteTx};

pub(crate) fn since(conn: &ReadConn) -> Result<Option<Timestamp>, StorageError> {
    conn.optional("SELECT since_at_ms FROM outbound_hold WHERE one = 1", [], |row| row.get("since_at_ms"))
}

pub(crate) fn set(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR IGNORE INTO outbound_hold (one, since_at_ms) VALUES (1, :now_ms)",
        named_params! { ":now_ms": tx.now() },
    )
    .map(drop)
}

pub(crate) fn clear(tx: &WriteTx) -> Result<bool, StorageError> {
    Ok(tx.execute("DELETE FROM outbound_hold", [])? > 0)
}
