//! After what the shop knows changed, the exam runs by itself: once for many changes, some minutes after the last of them.

use std::collections::BTreeMap;
use std::time::Duration;

use super::types::{Cause, SourceChange, SourceDeed};
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
/// Changes a run names.
const MOST_NAMED: usize = 20;

/// What there is to do after a look.
struct Look {
    /// Each with what the source says now, so that it is known again.
    changes: Vec<(SourceChange, i64)>,
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
    let changes = if standing.iter().any(is_unsettled) { Vec::new() } else { changes(&seen, &standing) };
    Ok(Look { changes, is_first: seen.is_empty() })
}

fn follow(tx: &WriteTx, look: &Look) -> Result<(), ApiError> {
    if !look.is_first && store::count_questions(tx)? > 0 {
        if store::is_one_open(tx)? {
            // It is looked at again.
            return Ok(());
        }
        let run = run::start(tx, Cause::Sources, None, None)?;
        let named: Vec<&SourceChange> =
            look.changes.iter().take(MOST_NAMED).map(|(change, _)| change).collect();
        store::name_changes(tx, run, &named)?;
    }
    for (change, said) in &look.changes {
        store::see(tx, change, *said)?;
    }
    Ok(())
}

fn changes(seen: &[store::Seen], standing: &[Standing]) -> Vec<(SourceChange, i64)> {
    let before: BTreeMap<SourceId, i64> = seen.iter().map(|seen| (seen.id, seen.said)).collect();
    let now: BTreeMap<SourceId, &Standing> = standing.iter().map(|source| (source.id, source)).collect();
    let named = |source_id, title: &str, change, said| {
        (SourceChange { source_id, title: title.to_owned(), change }, said)
    };
    let of_standing = standing.iter().filter_map(|now| match before.get(&now.id) {
        None => Some(named(now.id, &now.title, SourceDeed::Added, now.said)),
        Some(said) if *said != now.said => Some(named(now.id, &now.title, SourceDeed::Changed, now.said)),
        Some(_) => None,
    });
    let gone = seen.iter().filter(|seen| !now.contains_key(&seen.id));
    of_standing.chain(gone.map(|gone| named(gone.id, &gone.title, SourceDeed::Removed, gone.said))).collect()
}
