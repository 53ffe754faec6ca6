//! Keeps the index of messages in few pieces, so that a search looks into few. Left alone, SQLite joins pieces while a
//! message is kept, and one message in a thousand waits a tenth of a second for it; here it is done in small steps of
//! their own, which make way for whoever waits for the writer.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::inbox::Inbox;
use crate::inbox::store::search;
use crate::jobs::{JobError, Round};
use crate::storage::{StorageError, WriteTx};

/// The standing work that joins pieces.
pub const MERGER: &str = "inbox_index_merger";
/// Pages of the index that one step writes: about half a millisecond.
const STEP_PAGES: u32 = 4;
/// Steps of one write while nobody waits for the writer.
const STEPS_AT_ONCE: usize = 8;
/// Each write leaves a piece; after so many it is worth joining them.
const PIECES: u32 = 32;

/// Pieces since the start.
static LEFT: AtomicU32 = AtomicU32::new(0);

/// A message was indexed.
pub(super) fn left_a_piece(tx: &WriteTx) {
    if LEFT.fetch_add(1, Ordering::Relaxed) % PIECES == PIECES - 1 {
        tx.wake(MERGER);
    }
}

impl Inbox {
    /// Joins some pieces of the index of messages.
    pub async fn merge_message_index(&self) -> Result<Round, JobError> {
        let some = |tx: &WriteTx| {
            for _ in 0..STEPS_AT_ONCE {
                if !search::merge_messages(tx, STEP_PAGES)? {
                    return Ok(Round::Rest);
                }
                if tx.somebody_waits() {
                    break;
                }
            }
            Ok::<_, StorageError>(Round::Again)
        };
        Ok(self.db.write_background::<_, StorageError>(some).await?)
    }
}
