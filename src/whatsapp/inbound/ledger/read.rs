//! Reads what waits in the ledger: every update by itself, so that one broken update costs nobody else anything.
//!
//! Works in the background lane and in small slices, so that webhooks keep being acknowledged meanwhile. Running
//! twice over the same event is harmless: what we already have is noticed.

use std::collections::HashMap;

use super::{Counts, Part, Stored, TOPIC, fingerprint, store};
use crate::ids::EventId;
use crate::storage::{Db, StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::inbound::dispatch::{self, Applied, Arrival};
use crate::whatsapp::types::EventState;
use crate::whatsapp::wire::parse::{self, Item, Outcome, Unused, UnusedReason};

/// Events taken from the ledger at once.
const EVENTS_AT_ONCE: u32 = 64;
/// Updates written in one transaction: few, because webhooks wait while they are written.
const UPDATES_AT_ONCE: usize = 8;
/// Longest particulars kept with an event, in characters.
const ABOUT_LIMIT_CHARACTERS: usize = 500;

/// Reads until nothing waits.
pub(in crate::whatsapp) async fn read_waiting(whatsapp: &WhatsApp) -> Result<(), StorageError> {
    loop {
        let events = whatsapp.db.read(|conn| store::waiting(conn, EVENTS_AT_ONCE)).await?;
        if events.is_empty() {
            return Ok(());
        }
        read(&whatsapp.db, &events).await?;
    }
}

/// One thing to write: an update of an event, or the end of an event.
#[derive(Clone)]
enum Step {
    Update { event: Stored, item: Box<Item>, alone: bool },
    End { event: EventId, field: Option<String>, beyond_limit: usize },
}

/// What is known so far about the events being read.
#[derive(Clone, Default)]
struct Tally {
    counts: Counts,
    why: Option<Unused>,
}

type Tallies = HashMap<EventId, Tally>;

async fn read(db: &Db, events: &[Stored]) -> Result<(), StorageError> {
    let steps: Vec<Step> = events.iter().flat_map(steps_of).collect();
    let mut tallies = Tallies::new();
    for slice in steps.chunks(UPDATES_AT_ONCE) {
        tallies = match write(db, slice.to_vec(), tallies.clone()).await {
            Ok(tallies) => tallies,
            Err(StorageError::Full) => return Err(StorageError::Full),
            Err(StorageError::Stopped) => return Err(StorageError::Stopped),
            Err(_) => one_by_one(db, slice, tallies).await?,
        };
    }
    Ok(())
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

/// A slice that failed as a whole is written step by step, so that only the guilty update fails.
async fn one_by_one(db: &Db, slice: &[Step], mut tallies: Tallies) -> Result<Tallies, StorageError> {
    for step in slice {
        tallies = match write(db, vec![step.clone()], tallies.clone()).await {
            Ok(tallies) => tallies,
            Err(error) => match step {
                Step::Update { event, item, alone } => {
                    let (event, item, alone) = (event.clone(), item.clone(), *alone);
                    let why = UnusedReason::NotStored.about(error);
                    db.write_background(move |tx| {
                        note(tx, &event, &item, alone, Applied::Failed(why), &mut tallies)?;
                        Ok::<_, StorageError>(tallies)
                    })
                    .await?
                }
                Step::End { .. } => return Err(error),
            },
        };
    }
    Ok(tallies)
}

async fn write(db: &Db, steps: Vec<Step>, mut tallies: Tallies) -> Result<Tallies, StorageError> {
    db.write_background(move |tx| {
        for step in &steps {
            match step {
                Step::Update { event, item, alone } => {
                    let applied = isolated(tx, || apply(tx, event, item))?;
                    note(tx, event, item, *alone, applied, &mut tallies)?;
                }
                Step::End { event, field, beyond_limit } => {
                    let tally = tallies.remove(event).unwrap_or_default();
                    end(tx, *event, field.as_deref(), *beyond_limit, tally)?;
                }
            }
        }
        Ok(tallies)
    })
    .await
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

/// Runs one update in its own savepoint: what it wrote before failing is undone, its neighbours stay.
fn isolated(
    tx: &WriteTx,
    work: impl FnOnce() -> Result<Applied, StorageError>,
) -> Result<Applied, StorageError> {
    tx.execute("SAVEPOINT one_update", [])?;
    match work() {
        Ok(applied) => {
            tx.execute("RELEASE one_update", [])?;
            Ok(applied)
        }
        Err(error) if error.is_constraint() || matches!(error, StorageError::Corrupt(_)) => {
            tx.execute("ROLLBACK TO one_update", [])?;
            tx.execute("RELEASE one_update", [])?;
            Ok(Applied::Failed(UnusedReason::NotStored.about(error)))
        }
        Err(error) => Err(error),
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
    let counts = tally.counts;
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
    tx.announce(TOPIC, event);
    metrics::counter!("shopbell_webhook_events_total", "state" => state.as_str()).increment(1);
    Ok(())
}

fn short(why: Unused) -> Unused {
    let about = why.about.map(|about| about.chars().take(ABOUT_LIMIT_CHARACTERS).collect());
    Unused { about, ..why }
}
