//! How good the assistant's answers are: how customers' turns ended, what came after, and each figure with what it is of.
//!
//! Reads threads and runs and keeps a row for each turn; changes nothing that was said, and judges nobody. What a word such as
//! corrected means is written in `read_off.rs`, and nowhere else.

mod figures;
mod look;
mod read_off;
pub(super) mod routes;
mod store;
mod types;

use super::Replies;
use super::jobs::LookAtTurns;
use crate::clock::Timestamp;
use crate::jobs::JobError;
use crate::storage::{ReadConn, StorageError};

pub(super) use look::fresh;
pub(super) use store::Stale;
pub(super) use types::TurnFacts;

/// Goes of one job, each of a day at most: a first look at 90 days is done in one.
const GOES_OF_A_JOB: u32 = 120;

/// Up to when turns have been read off the threads.
pub(super) fn counted_up_to(conn: &ReadConn) -> Result<Option<Timestamp>, StorageError> {
    store::read_up_to(conn)
}

impl Replies {
    /// Looks at all that is new, for whoever counts once and for good.
    pub(super) async fn look_before_counting(&self) -> Result<(), StorageError> {
        self.look_at_turns(GOES_OF_A_JOB).await
    }

    /// Runs [`LookAtTurns`].
    pub async fn look(&self, _: LookAtTurns) -> Result<(), JobError> {
        self.look_at_turns(GOES_OF_A_JOB).await?;
        Ok(())
    }
}

/// Statements of the page and of each look, for the test of their plans.
pub fn hot_queries() -> &'static [&'static str] {
    store::HOT
}
