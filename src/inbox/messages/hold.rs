//! The hold: a restored shop keeps everything and sends nothing until its owner says so.
//!
//! What was queued before may have been sent by the machine the copy was taken from. That a file is on hold is kept by
//! storage, because it is a fact about the file; what follows from it for messages is decided here.

use super::to_send;
use crate::inbox::conversations::unanswered;
use crate::storage::{self, StorageError, WriteTx};

/// Conversations taken up in one look.
const WAITING_AT_ONCE: u32 = 1_000;

/// Sends again, first what was waiting, then takes up what came meanwhile; false when nothing was held.
pub fn release_hold(tx: &WriteTx) -> Result<bool, StorageError> {
    if !storage::is_on_hold(tx)? {
        return Ok(false);
    }
    storage::release_hold(tx)?;
    to_send::announce_all(tx);
    let mut after = None;
    loop {
        let waiting = unanswered::waiting_for_ai(tx, after, WAITING_AT_ONCE)?;
        for id in &waiting {
            unanswered::take_up(tx, *id)?;
        }
        after = waiting.last().copied();
        if after.is_none() {
            return Ok(true);
        }
    }
}
