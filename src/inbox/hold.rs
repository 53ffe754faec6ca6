//! The hold: a restored shop keeps everything and sends nothing until its owner says so.
//!
//! What was queued before may have been sent by the machine the copy was taken from.

use super::jobs::Deliver;
use super::store::{hold, messages};
use crate::jobs;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Whether nothing may be sent.
pub fn on_hold(conn: &ReadConn) -> Result<bool, StorageError> {
    Ok(hold::since(conn)?.is_some())
}

/// Sends nothing from now on.
pub fn put_on_hold(tx: &WriteTx) -> Result<(), StorageError> {
    hold::set(tx)
}

/// Sends again, first what was waiting; false when nothing was held.
pub fn release_hold(tx: &WriteTx) -> Result<bool, StorageError> {
    if !hold::clear(tx)? {
        return Ok(false);
    }
    for (message_id, contact_id) in messages::to_deliver(tx)? {
        jobs::enqueue(tx, &Deliver { message_id, contact_id })?;
    }
    Ok(true)
}
