//! Reads threads again where something was said or done since the last look, and keeps what it finds. A page reads what is
//! newer than that for itself and keeps nothing, so it is never older than its question, unless a first look still goes on.

use std::collections::HashMap;
use std::time::Duration;

use super::figures::Span;
use super::read_off::{self, Words};
use super::store::{self, Stale};
use super::types::TurnFacts;
use crate::clock::Timestamp;
use crate::ids::{ConversationId, Id as _, MessageId, RunId, lowest};
use crate::inbox;
use crate::replies::Replies;
use crate::replies::past_words::past_words;
use crate::replies::verdicts;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// How far back a first look goes: the longest span there is.
const FIRST_LOOK: Duration = Duration::from_hours(90 * 24);
/// What may still have been under way when the last look ended.
const AGAIN: Duration = Duration::from_mins(10);
/// As much as is read in one go.
const IN_ONE_GO: Duration = Duration::from_hours(24);
/// How much of a thread is read, and how much of what is found in it is kept: what began before is known already.
const READ_BACK: Duration = Duration::from_hours(30 * 24);
const KEPT_BACK: Duration = Duration::from_hours(15 * 24);
/// New threads a page reads for itself; more are left to the next look.
const MOST_FRESH: usize = 300;
/// Threads kept in one transaction.
const AT_ONCE: usize = 100;

/// What one go found, thread by thread, and up to when it read.
struct Found {
    threads: Vec<Differences>,
    up_to: Timestamp,
}

/// The turns of a thread, from a moment on.
struct Thread {
    conversation: ConversationId,
    since: Timestamp,
    turns: Vec<TurnFacts>,
}

/// What of a thread is kept otherwise than it reads now.
struct Differences {
    changed: Vec<TurnFacts>,
    gone: Vec<TurnFacts>,
}

impl Replies {
    /// Looks at what is new, in so many goes at most.
    pub(super) async fn look_at_turns(&self, goes: u32) -> Result<(), StorageError> {
        for _ in 0..goes {
            let now = self.clock.now();
            let found = self.db.read_long(move |conn| one_go(conn, now)).await?;
            let up_to = found.up_to;
            let mut threads = found.threads;
            while !threads.is_empty() {
                let rest = threads.split_off(threads.len().min(AT_ONCE));
                let part = std::mem::replace(&mut threads, rest);
                let keep = move |tx: &WriteTx| part.iter().try_for_each(|thread| keep(tx, thread));
                self.db.write_background(keep).await?;
            }
            self.db.write_background(move |tx| store::set_read_up_to(tx, up_to)).await?;
            if up_to >= now {
                break;
            }
        }
        Ok(())
    }
}

/// Threads in which something happened since the last look, with their turns since a moment.
pub(in crate::replies) struct Fresh {
    threads: Vec<ConversationId>,
    since: Timestamp,
    pub turns: Vec<TurnFacts>,
    /// Up to when all turns are known.
    pub up_to: Timestamp,
}

impl Fresh {
    /// What is kept of these threads says nothing.
    pub fn stale(&self) -> Stale<'_> {
        Stale { conversations: &self.threads, since: self.since }
    }
}

/// Reads what is newer than the last look.
pub(in crate::replies) fn fresh(
    conn: &ReadConn,
    from: Timestamp,
    now: Timestamp,
) -> Result<Fresh, StorageError> {
    let last = last_look(conn, now)?;
    let threads = store::touched(conn, last, now)?;
    let since = last.minus(KEPT_BACK);
    if threads.len() > MOST_FRESH {
        return Ok(Fresh { threads: Vec::new(), since, turns: Vec::new(), up_to: last });
    }
    let mut turns = Vec::new();
    for thread in read(conn, threads.clone(), last)? {
        if inbox::conversation(conn, thread.conversation)?.is_none_or(|conversation| conversation.practice) {
            continue;
        }
        for mut turn in thread.turns.into_iter().filter(|turn| turn.up_to.as_i64() >= lowest(from)) {
            turn.verdict = turn.run.map(|run| verdicts::kind_of(conn, run)).transpose()?.flatten();
            turns.push(turn);
        }
    }
    Ok(Fresh { threads, since, turns, up_to: now })
}

/// Every turn since a moment, and up to when all of them are known.
pub(super) fn span(
    conn: &ReadConn,
    from: Timestamp,
    now: Timestamp,
) -> Result<(Vec<TurnFacts>, Timestamp), StorageError> {
    let fresh = fresh(conn, from, now)?;
    let mut turns = store::span(conn, from, &fresh.stale())?;
    turns.extend(fresh.turns);
    Ok((turns, fresh.up_to))
}

/// A page of the turns a figure counts, the newest first.
pub(super) fn page(
    conn: &ReadConn,
    page: &store::Page<'_>,
    now: Timestamp,
) -> Result<Vec<TurnFacts>, StorageError> {
    let fresh = fresh(conn, page.since, now)?;
    let mut found = store::counted(conn, page, &fresh.stale())?;
    let span = Span::new(fresh.turns);
    let place = |turn: &TurnFacts| (turn.up_to, turn.run);
    let of_page = |turn: &&TurnFacts| page.before.is_none_or(|before| place(turn) < before);
    found.extend(span.counted(page.figure, page.only).into_iter().filter(of_page).cloned());
    found.sort_by_key(|turn| std::cmp::Reverse(place(turn)));
    found.truncate(page.limit as usize);
    Ok(found)
}

/// From when on threads are read again.
fn last_look(conn: &ReadConn, now: Timestamp) -> Result<Timestamp, StorageError> {
    Ok(store::read_up_to(conn)?.map_or(now.minus(FIRST_LOOK), |up_to| up_to.minus(AGAIN)))
}

fn keep(tx: &WriteTx, thread: &Differences) -> Result<(), StorageError> {
    thread.gone.iter().try_for_each(|turn| store::forget(tx, turn))?;
    thread.changed.iter().try_for_each(|turn| store::keep(tx, turn))
}

/// Most turns of a thread stand as they are kept.
fn differences(conn: &ReadConn, thread: Thread) -> Result<Differences, StorageError> {
    let mut kept: HashMap<_, _> = store::kept(conn, thread.conversation, thread.since)?
        .into_iter()
        .map(|turn| ((turn.up_to, turn.run), turn))
        .collect();
    let mut changed = thread.turns;
    changed.retain(|turn| kept.remove(&(turn.up_to, turn.run)).as_ref() != Some(turn));
    Ok(Differences { changed, gone: kept.into_values().collect() })
}

fn one_go(conn: &ReadConn, now: Timestamp) -> Result<Found, StorageError> {
    let since = last_look(conn, now)?;
    let Some(next) = store::next(conn, since)?.filter(|next| *next <= now) else {
        return Ok(Found { threads: Vec::new(), up_to: now });
    };
    let from = next.max(since);
    let up_to = from.plus(IN_ONE_GO).min(now);
    let threads = read(conn, store::touched(conn, from, up_to)?, from)?;
    let threads = threads.into_iter().map(|thread| differences(conn, thread));
    let threads = threads.collect::<Result<Vec<_>, _>>()?;
    Ok(Found { threads, up_to })
}

/// Reads threads in which something happened from a moment on.
fn read(conn: &ReadConn, touched: Vec<ConversationId>, from: Timestamp) -> Result<Vec<Thread>, StorageError> {
    let (mut threads, since) = (Vec::new(), from.minus(KEPT_BACK));
    for conversation in touched {
        let back = from.minus(READ_BACK);
        let runs = store::runs(conn, conversation, back)?;
        let lines = store::lines(conn, conversation, back)?;
        let mut turns = read_off::turns(conversation, &lines, &runs, &Kept(conn))?;
        turns.retain(|turn| turn.up_to.as_i64() >= lowest(since));
        threads.push(Thread { conversation, since, turns });
    }
    Ok(threads)
}

/// Words as they are kept.
struct Kept<'a>(&'a ReadConn);

impl Words for Kept<'_> {
    fn of_message(&self, id: MessageId) -> Result<Option<String>, StorageError> {
        past_words(self.0, id)
    }

    fn of_run(&self, id: RunId) -> Result<Option<String>, StorageError> {
        store::text(self.0, id)
    }
}
