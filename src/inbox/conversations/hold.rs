//! The hold: a restored shop keeps everything and sends nothing until its owner says so.
//!
//! What was queued before may have been sent by the machine the copy was taken from. That a file is on hold is kept by
//! storage, because it is a fact about the file; what follows from it for messages is decided here.

use crate::inbox::jobs::Deliver;
use crate::inbox::store::messages;
use crate::jobs;
use crate::storage::{self, StorageError, WriteTx};

/// Sends again, first what was waiting; false when nothing was held.
pub fn release_hold(tx: &WriteTx) -> Result<bool, StorageError> {
    if !storage::is_on_hold(tx)? {
        return Ok(false);
    }
    storage::release_hold(tx)?;
    for (message_id, contact_id) in messages::to_deliver(tx)? {
        jobs::enqueue(tx, &Deliver { message_id, contact_id })?;
    }
    Ok(true)
}
