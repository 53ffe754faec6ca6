//! Reads what waits in the ledger: every update by itself, so that one broken update costs nobody else anything.
//!
//! The ledger is its own queue: reading is standing work, woken by every webhook. It writes in the background lane, in
//! commits that grow while nobody waits and end as soon as a webhook does. Running twice over the same event is
//! harmless: what we already have is noticed.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::deaths::trusted;
use super::dispatch;
use crate::ids::EventId;
use crate::jobs::{JobError, Round};
use crate::storage::{Db, StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::arrival::{Applied, Arrival};
use crate::whatsapp::held;
use crate::whatsapp::ledger::{Counts, Part, Stored, TOPIC, fingerprint, store};
use crate::whatsapp::types::EventState;
use crate::whatsapp::wire::parse::{self, Item, Outcome, Unused, UnusedReason};

/// Events taken from the ledger in one round; a stop is noticed between two rounds.
const EVENTS_AT_ONCE: u32 = 128;
/// How long one commit reads although a webhook waits: less, and a busy shop would never be read.
const AT_LEAST: Duration = Duration::from_millis(2);
/// How long one commit reads when nobody waits.
const AT_MOST: Duration = Duration::from_millis(50);
/// Longest particulars kept with an event, in characters.
const ABOUT_LIMIT_CHARACTERS: usize = 500;

impl WhatsApp {
    /// Reads some of what waits in the ledger.
    pub async fn read_ledger(&self) -> Result<Round, JobError> {
        Ok(read_some(self).await?)
    }
}

async fn read_some(whatsapp: &WhatsApp) -> Result<Round, StorageError> {
    if read_today(whatsapp).await? {
        return Ok(Round::Again);
    }
    let Some(event) = whatsapp.db.read(store::past).await? else { return Ok(Round::Rest) };
    if event.id > whatsapp.suspect_events_up_to() {
        read_past(whatsapp, &event).await?;
    } else {
        read_carefully(&whatsapp.db, vec![event]).await?;
    }
    Ok(Round::Again)
}

/// Reads some of what happens now; `false` when nothing of it waits.
async fn read_today(whatsapp: &WhatsApp) -> Result<bool, StorageError> {
    let events = whatsapp.db.read(|conn| store::waiting(conn, EVENTS_AT_ONCE)).await?;
    let Some(last) = events.last() else { return Ok(false) };
    if last.id > whatsapp.suspect_events_up_to() {
        read(&whatsapp.db, &events).await?;
    } else {
        read_carefully(&whatsapp.db, events).await?;
    }
    Ok(true)
}

/// A piece of a phone's past holds thousands of messages: between its commits, whatever happens now goes first.
async fn read_past(whatsapp: &WhatsApp, event: &Stored) -> Result<(), StorageError> {
    let mut reading = Reading::new(std::slice::from_ref(event));
    while reading.go_on(&whatsapp.db).await? {
        while read_today(whatsapp).await? {}
    }
    Ok(())
}

/// After a run that died: one of these may be what killed it. How often each was begun is written down first; those
/// that were there at several deaths are read one by one, and one that kills even so is put aside.
async fn read_carefully(db: &Db, events: Vec<Stored>) -> Result<(), StorageError> {
    let trusted = trusted(events);
    for Stored { id, .. } in trusted.no_more {
        let why = UnusedReason::NotStored.about("the program died each time this was read");
        let counts = Counts { failed: 1, ..Counts::default() };
        db.write(move |tx| store::finish(tx, id, EventState::Failed, Some(&why), None, counts)).await?;
    }
    for event in trusted.alone {
        let id = event.id;
        db.write(move |tx| store::count_tries(tx, &[id])).await?;
        read(db, std::slice::from_ref(&event)).await?;
    }
    let ids: Vec<EventId> = trusted.together.iter().map(|event| event.id).collect();
    db.write(move |tx| store::count_tries(tx, &ids)).await?;
    read(db, &trusted.together).await
}

/// One thing to write: an update of an event, or the end of an event.
enum Step {
    Update { event: Stored, item: Box<Item>, alone: bool },
    End { event: EventId, field: Option<String>, beyond_limit: usize },
}

/// What is known so far about the events being read.
#[derive(Clone, Default)]
struct Tally {
    counts: Counts,
    why: Option<Unused>,
    /// Something in it is about somebody who was erased: its body is not kept.
    erased: bool,
}

type Tallies = HashMap<EventId, Tally>;

async fn read(db: &Db, events: &[Stored]) -> Result<(), StorageError> {
    let mut reading = Reading::new(events);
    while reading.go_on(db).await? {}
    Ok(())
}

/// Events on their way into the inbox, commit by commit.
struct Reading {
    steps: Arc<[Step]>,
    tallies: Tallies,
    done: usize,
}

impl Reading {
    fn new(events: &[Stored]) -> Self {
        Self { steps: events.iter().flat_map(steps_of).collect(), tallies: Tallies::new(), done: 0 }
    }

    /// Writes one commit; `false` when nothing was left to write.
    async fn go_on(&mut self, db: &Db) -> Result<bool, StorageError> {
        if self.done >= self.steps.len() {
            return Ok(false);
        }
        let reached = Arc::new(AtomicUsize::new(self.done));
        let slice = self.slice(self.steps.len(), Arc::clone(&reached));
        match slice.write(db, self.tallies.clone()).await {
            Ok((after, told)) => (self.done, self.tallies) = (after, told),
            Err(error @ (StorageError::Full | StorageError::Stopped)) => return Err(error),
            Err(_) => {
                // What came before the guilty step is written without it, then that one by itself.
                let guilty = reached.load(Ordering::SeqCst);
                while self.done < guilty {
                    let before = self.slice(guilty, Arc::default());
                    (self.done, self.tallies) = before.write(db, std::mem::take(&mut self.tallies)).await?;
                }
                self.tallies = alone(db, &self.steps, guilty, std::mem::take(&mut self.tallies)).await?;
                self.done = guilty + 1;
            }
        }
        Ok(true)
    }

    fn slice(&self, to: usize, reached: Arc<AtomicUsize>) -> Slice {
        Slice { steps: Arc::clone(&self.steps), from: self.done, to, reached }
    }
}

fn steps_of(event: &Stored) -> Vec<Step> {
    let parsed = parse::parse(&event.body);
    let field = parsed.items.first().map(|item| item.field().to_owned()).filter(|field| !field.is_empty());
    let end = Step::End { event: event.id, field, beyond_limit: parsed.beyond_limit };
    let alone = parsed.items.len() == 1;
    let event = Stored { body: Vec::new(), ..*event };
    let updates = parsed.items.into_iter().map(|item| Step::Update {
        event: event.clone(),
        item: Box::new(item),
        alone,
    });
    updates.chain([end]).collect()
}

/// A step that failed its commit: it is written by itself, and counts as failed when it fails again.
async fn alone(
    db: &Db,
    steps: &Arc<[Step]>,
    at: usize,
    mut tallies: Tallies,
) -> Result<Tallies, StorageError> {
    let slice = Slice { steps: Arc::clone(steps), from: at, to: at + 1, reached: Arc::default() };
    let error = match slice.write(db, tallies.clone()).await {
        Ok((_, tallies)) => return Ok(tallies),
        Err(error @ (StorageError::Full | StorageError::Stopped)) => return Err(error),
        Err(error) => error,
    };
    match &steps[at] {
        Step::Update { event, item, alone } => {
            let (event, item, alone) = (event.clone(), item.clone(), *alone);
            let why = UnusedReason::NotStored.about(error);
            db.write_background(move |tx| {
                note(tx, &event, &item, alone, Applied::Failed(why), &mut tallies)?;
                Ok::<_, StorageError>(tallies)
            })
            .await
        }
        Step::End { .. } => Err(error),
    }
}

/// Steps for one commit.
struct Slice {
    steps: Arc<[Step]>,
    from: usize,
    to: usize,
    /// The step being written, for whoever must know which one failed.
    reached: Arc<AtomicUsize>,
}

impl Slice {
    /// Writes as many steps as the moment allows, at least one; says which is next.
    async fn write(self, db: &Db, mut tallies: Tallies) -> Result<(usize, Tallies), StorageError> {
        db.write_background(move |tx| {
            let begun = Instant::now();
            let mut at = self.from;
            while at < self.to {
                self.reached.store(at, Ordering::SeqCst);
                step(tx, &self.steps[at], &mut tallies)?;
                at += 1;
                // What the messages are found by is written after the last of them.
                if is_enough(begun.elapsed() + tx.put_off(), tx.somebody_waits()) {
                    break;
                }
            }
            Ok((at, tallies))
        })
        .await
    }
}

/// Whether a commit has worked long enough.
fn is_enough(worked: Duration, somebody_waits: bool) -> bool {
    worked > AT_MOST || (worked > AT_LEAST && somebody_waits)
}

fn step(tx: &WriteTx, step: &Step, tallies: &mut Tallies) -> Result<(), StorageError> {
    match step {
        Step::Update { event, item, alone } => {
            let applied = apply(tx, event, item)?;
            note(tx, event, item, *alone, applied, tallies)
        }
        Step::End { event, field, beyond_limit } => {
            let tally = tallies.remove(event).unwrap_or_default();
            end(tx, *event, field.as_deref(), *beyond_limit, tally)
        }
    }
}

fn apply(tx: &WriteTx, event: &Stored, item: &Item) -> Result<Applied, StorageError> {
    match &item.outcome {
        Outcome::Ignored(why) => Ok(Applied::Ignored(why.clone())),
        Outcome::Failed(why) => Ok(Applied::Failed(why.clone())),
        Outcome::Parsed(update) => {
            let arrival = Arrival {
                signed_by: event.connection,
                phone_number_id: item.phone_number_id(),
                account_id: item.account_id(),
                raw: &item.raw,
                received_at: event.received_at,
            };
            dispatch::take_in(tx, &arrival, update)
        }
    }
}

/// Counts an update, and keeps a failed one as an event of its own unless it is all its event holds.
fn note(
    tx: &WriteTx,
    event: &Stored,
    item: &Item,
    alone: bool,
    applied: Applied,
    tallies: &mut Tallies,
) -> Result<(), StorageError> {
    let tally = tallies.entry(event.id).or_default();
    match applied {
        Applied::Kept => tally.counts.parsed += 1,
        Applied::Repeated => tally.counts.repeated += 1,
        Applied::Ignored(why) => {
            tally.counts.ignored += 1;
            tally.erased |= why.reason == UnusedReason::Erased;
            tally.why.get_or_insert(short(why));
        }
        Applied::Failed(why) => {
            tally.counts.failed += 1;
            let why = short(why);
            if !alone {
                let body = item.wrapped();
                let sha256 = fingerprint(body.as_bytes());
                let part = Part { field: item.field().to_owned(), body, sha256, why: why.clone() };
                store::keep_part(tx, event, &part)?;
            }
            tally.why = Some(why);
        }
    }
    Ok(())
}

fn end(
    tx: &WriteTx,
    event: EventId,
    field: Option<&str>,
    beyond_limit: usize,
    tally: Tally,
) -> Result<(), StorageError> {
    let (counts, erased) = (tally.counts, tally.erased);
    let (state, why) = if beyond_limit > 0 {
        (EventState::Failed, Some(UnusedReason::BeyondLimit.about(beyond_limit)))
    } else if counts.failed > 0 && counts.failed == counts.total() {
        (EventState::Failed, tally.why)
    } else if counts.parsed > 0 || counts.failed > 0 {
        let shares = format!("{}/{}", counts.failed, counts.total());
        (EventState::Parsed, (counts.failed > 0).then(|| UnusedReason::SomeFailed.about(shares)))
    } else if counts.repeated > 0 {
        (EventState::Duplicate, None)
    } else {
        (EventState::Ignored, tally.why.or_else(|| Some(UnusedReason::NoUpdate.into())))
    };
    store::finish(tx, event, state, why.as_ref(), field, counts)?;
    if erased {
        held::drop_body(tx, event)?;
    }
    tx.announce(TOPIC, event);
    metrics::counter!("shopbell_webhook_events_total", "state" => state.as_str()).increment(1);
    Ok(())
}

fn short(why: Unused) -> Unused {
    let about = why.about.map(|about| about.chars().take(ABOUT_LIMIT_CHARACTERS).collect());
    Unused { about, ..why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_ends_once_what_is_put_off_would_keep_a_webhook_waiting() {
        let entries = |count: u32| Duration::from_micros(100) * count;
        assert!(!is_enough(entries(10), true), "a busy shop would never be read");
        assert!(is_enough(entries(30), true));
        assert!(!is_enough(entries(30), false), "nobody waits");
        assert!(is_enough(entries(600), false), "somebody may come");
    }
}
