//! After what the shop knows changed, the exam runs by itself: once for many changes, some minutes after the last of them. A
//! change counts as seen once a run saw it to its end, or somebody stopped that run.

use std::time::Duration;

use super::seen::{Changed, changes, see};
use super::types::{Cause, SourceChange};
use super::{run, store};
use crate::clock::Timestamp;
use crate::http::ApiError;
use crate::ids::SourceId;
use crate::jobs::JobError;
use crate::knowledge::{self, Standing};
use crate::replies::Replies;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// How long nothing may have changed before a look counts: whoever writes has written.
const SETTLED: Duration = Duration::from_mins(3);
/// How often what a web shop sells is looked at: every run is paid for.
const SHOPS_EVERY: Duration = Duration::from_hours(24);
/// Changes a run names.
const MOST_NAMED: usize = 20;
/// How long a run that spent what could be spared is not followed by another one: limits are by day and by month.
const RESTS: Duration = Duration::from_hours(24);

/// What there is to do after a look.
struct Look {
    changes: Vec<Changed>,
    /// It is the first look: there is nothing they changed from.
    is_first: bool,
}

impl Replies {
    /// Runs the exam when what the shop knows changed since it last looked.
    pub async fn look_at_sources(&self) -> Result<(), JobError> {
        let now = self.clock.now();
        // Read beside the writer, which has customers to serve.
        let look = self.db.read_long(move |conn| look(conn, now)).await?;
        if look.changes.is_empty() {
            return Ok(());
        }
        let followed = self.db.write(move |tx| follow(tx, &look)).await;
        followed
            .map_err(|error| JobError::Retry(anyhow::anyhow!("the exam could not follow: {}", error.code())))
    }
}

fn look(conn: &ReadConn, now: Timestamp) -> Result<Look, StorageError> {
    let (standing, seen) = (knowledge::standing(conn)?, store::seen(conn)?);
    let is_unsettled = |source: &Standing| source.being_read || now.since(source.updated_at) < SETTLED;
    let is_first = seen.is_empty();
    if standing.iter().any(|source| !source.is_shop && is_unsettled(source)) {
        return Ok(Look { changes: Vec::new(), is_first });
    }
    // Nobody waits for a web shop: it is read for an hour, and is other whenever something sells out.
    let was_seen = |source: &Standing| {
        let before = seen.iter().find(|seen| seen.id == source.id).and_then(|seen| seen.seen_at);
        before.is_some_and(|seen_at| now.since(seen_at) < SHOPS_EVERY)
    };
    let rests = |id: SourceId| {
        standing
            .iter()
            .any(|source| source.id == id && source.is_shop && (is_unsettled(source) || was_seen(source)))
    };
    let mut changes = changes(&seen, &standing);
    changes.retain(|(change, _)| !rests(change.source_id));
    Ok(Look { changes, is_first })
}

fn follow(tx: &WriteTx, look: &Look) -> Result<(), ApiError> {
    if look.is_first || store::count_questions(tx)? == 0 {
        see(tx, &look.changes)?;
        return Ok(());
    }
    if store::is_one_open(tx)? || store::ran_out_of_money(tx, tx.now().minus(RESTS))? {
        // It is looked at again.
        return Ok(());
    }
    let run = run::start(tx, Cause::Sources, None, None)?;
    let named: Vec<&SourceChange> = look.changes.iter().take(MOST_NAMED).map(|(change, _)| change).collect();
    store::name_changes(tx, run, &named)?;
    Ok(())
}
