//! Once a month the way is gone by itself, and once more when the program ended while it was gone.

use std::time::Duration;

use super::store;
use super::types::WalkCause;
use crate::jobs::JobError;
use crate::replies::Replies;
use crate::replies::long_run::LongRunState;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// How long the last whole walk is good for.
const MONTH: Duration = Duration::from_hours(30 * 24);

impl Replies {
    /// Runs [`LookAtWalk`](crate::replies::jobs::LookAtWalk).
    pub async fn look_at_walk(&self) -> Result<(), JobError> {
        let replies = self.clone();
        let now = self.clock.now();
        let is_due = move |conn: &ReadConn| {
            Ok::<_, StorageError>(store::is_monthly(conn)? && !store::any_since(conn, now.minus(MONTH))?)
        };
        if self.db.read(is_due).await? {
            let begin = move |tx: &WriteTx| {
                replies.walk_by_itself(tx, WalkCause::Monthly);
                Ok::<_, StorageError>(())
            };
            self.db.write(begin).await?;
        }
        Ok(())
    }

    /// A walk nobody asked for: where it cannot be gone now, it is not.
    fn walk_by_itself(&self, tx: &WriteTx, cause: WalkCause) {
        match self.begin_walk(tx, cause, None) {
            Ok(id) => tracing::info!(walk.id = %id, "a walk begins by itself"),
            Err(error) => tracing::info!(code = error.code(), "no walk can be gone now"),
        }
    }

    /// The walk that was under way when the program ended says so, and is gone again; one that broke off twice waits for
    /// its month.
    pub(in crate::replies) fn end_interrupted_walk(&self, tx: &WriteTx) -> Result<usize, StorageError> {
        let Some(open) = store::open_walk(tx)?.filter(|open| open.state == LongRunState::Running) else {
            return Ok(0);
        };
        self.end_walk(tx, &open, LongRunState::Interrupted)?;
        if open.cause != WalkCause::Again {
            self.walk_by_itself(tx, WalkCause::Again);
        }
        Ok(1)
    }
}
