//! Whether the shop is on hold: after a restore nothing leaves it until its owner says so.
//!
//! What was queued before the copy was made may have been sent since, so sending it again is the owner's decision.

use super::{ReadConn, StorageError, WriteTx};
use crate::events::Topic;

/// Whether nothing may be sent.
pub fn is_on_hold(conn: &ReadConn) -> Result<bool, StorageError> {
    conn.exists("SELECT 1 FROM storage_meta WHERE key = 'on_hold' AND value = 'yes'", [])
}

/// Lets nothing out from now on.
pub fn put_on_hold(tx: &WriteTx) -> Result<(), StorageError> {
    set(tx, "yes")
}

/// Lets messages out again.
pub fn release_hold(tx: &WriteTx) -> Result<(), StorageError> {
    set(tx, "no")
}

fn set(tx: &WriteTx, value: &str) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO storage_meta (key, value) VALUES ('on_hold', :value)
         ON CONFLICT (key) DO UPDATE SET value = :value",
        rusqlite::named_params! { ":value": value },
    )?;
    tx.announce(Topic::Settings, "hold");
    Ok(())
}
