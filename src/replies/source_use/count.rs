//! Counts what sources answered: of turns that are kept, and of what was said since the last look, so that a count is never
//! older than its question. Only while a shop is looked at for the first time may something be missing, and that is said.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use super::store::{self, Asked};
use super::types::{SourceAnswer, SourceUse, SourceUses};
use crate::clock::Timestamp;
use crate::ids::SourceId;
use crate::replies::quality::{self, TurnFacts};
use crate::storage::{ReadConn, StorageError};

/// A count that is so much behind still says what the last 30 days were: a rush leaves its newest threads to the next look.
const BEHIND: Duration = Duration::from_hours(1);

/// What sources answered since a moment.
pub(super) fn uses(conn: &ReadConn, since: Timestamp, now: Timestamp) -> Result<SourceUses, StorageError> {
    let fresh = quality::fresh(conn, since, now)?;
    let kept = store::used(conn, since, &fresh.stale())?;
    let mut uses: HashMap<SourceId, SourceUse> = kept.into_iter().map(|one| (one.source_id, one)).collect();
    let mut cited = Cited::default();
    for turn in fresh.turns.iter().filter(|turn| turn.outcome.is_answer()) {
        for source_id in cited.by(conn, turn)? {
            let none = SourceUse { source_id, answers: 0, corrected: 0, last_answered_at: turn.asked_at };
            let one = uses.entry(source_id).or_insert(none);
            one.answers += 1;
            one.corrected += u32::from(turn.is_put_right());
            one.last_answered_at = one.last_answered_at.max(turn.asked_at);
        }
    }
    let mut items: Vec<SourceUse> = uses.into_values().collect();
    items.sort_by_key(|one| (Reverse(one.answers), one.source_id));
    Ok(SourceUses { items, complete: is_complete(fresh.up_to, now) })
}

/// A page of what one source answered, the newest first.
pub(super) fn answers(
    conn: &ReadConn,
    asked: Asked,
    now: Timestamp,
) -> Result<Vec<SourceAnswer>, StorageError> {
    let fresh = quality::fresh(conn, asked.since, now)?;
    let mut found = store::answered(conn, asked, &fresh.stale())?;
    let mut cited = Cited::default();
    for turn in fresh.turns.iter().filter(|turn| turn.outcome.is_answer() && turn.up_to < asked.before) {
        if cited.by(conn, turn)?.contains(&asked.source) {
            found.push(answer(turn));
        }
    }
    found.sort_by_key(|one| Reverse(one.message_id));
    found.truncate(asked.limit as usize);
    Ok(found)
}

fn is_complete(up_to: Timestamp, now: Timestamp) -> bool {
    now.since(up_to) <= BEHIND
}

fn answer(turn: &TurnFacts) -> SourceAnswer {
    SourceAnswer {
        run_id: turn.run,
        message_id: turn.up_to,
        conversation_id: turn.conversation,
        customer: String::new(),
        question: None,
        corrected: turn.is_put_right(),
        at: turn.asked_at,
    }
}

/// Which sources a turn counts for. A page of a site counts for the site as well.
#[derive(Default)]
struct Cited {
    sites: HashMap<SourceId, Option<SourceId>>,
}

impl Cited {
    fn by(&mut self, conn: &ReadConn, turn: &TurnFacts) -> Result<BTreeSet<SourceId>, StorageError> {
        let mut sources = BTreeSet::new();
        for source in turn.told.sources.iter().copied() {
            let known = self.sites.get(&source).copied();
            let site = known.map_or_else(|| store::site_of(conn, source), Ok)?;
            self.sites.insert(source, site);
            sources.extend(site);
            sources.insert(source);
        }
        Ok(sources)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_look_under_way_is_no_whole_count() {
        let now = Timestamp::from_seconds(1_800_000_000);
        assert!(is_complete(now, now));
        assert!(is_complete(now.minus(Duration::from_mins(20)), now), "what a rush leaves to the next look");
        assert!(!is_complete(now.minus(Duration::from_hours(90 * 24)), now));
    }
}
