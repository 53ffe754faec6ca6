//! When a person may send again what Meta refused: at once, after a wait that grows with every refusal, or never.
//!
//! Meta holds it against a shop when a message it chose not to deliver is tried again too soon, and more so when it is
//! tried often. What a customer stopped is not tried again at all.

use std::time::Duration;

use super::store;
use crate::clock::doubling;
use crate::ids::MessageId;
use crate::inbox::SendAgain;
use crate::storage::{StorageError, WriteTx};

/// Meta chose not to deliver it to this customer now.
const HELD_BACK: i64 = 131_049;
/// The customer stopped the shop's marketing messages.
const OPTED_OUT: i64 = 131_050;
/// The least Meta wants between two tries of what it held back.
const FIRST_WAIT: Duration = Duration::from_hours(24);
/// No wait is longer than this.
const LONGEST_WAIT: Duration = Duration::from_hours(30 * 24);
/// Earlier tries looked at.
const TRIES_LOOKED_AT: u32 = 20;

/// What a refusal of this message, which is already kept, means for sending it again.
pub(in crate::whatsapp) fn after(
    tx: &WriteTx,
    message: MessageId,
    code: i64,
) -> Result<SendAgain, StorageError> {
    match code {
        OPTED_OUT => Ok(SendAgain::Never),
        HELD_BACK => {
            let refusals = store::refusals_with(tx, message, HELD_BACK, TRIES_LOOKED_AT)?;
            Ok(SendAgain::From(tx.now().plus(wait_after(refusals))))
        }
        _any_other => Ok(SendAgain::AnyTime),
    }
}

/// A day after the first refusal, twice as long after each further one.
fn wait_after(refusals: u32) -> Duration {
    doubling(FIRST_WAIT, refusals, LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_doubles_the_wait() {
        let hours: Vec<u64> = (0..8).map(|refusals| wait_after(refusals).as_secs() / 3_600).collect();
        assert_eq!(hours, [24, 24, 48, 96, 192, 384, 720, 720]);
    }
}
