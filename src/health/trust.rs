//! How far a detector may be trusted to write to customers by itself: only while it was seldom wrong, and no longer.
//!
//! Measured over the last 180 days. Falls back by itself, says why, and sends nothing.

use std::time::Duration;

use serde_json::json;

use super::TOPIC;
use super::interval::interval;
use super::jobs::{AutoSend, AutoSendNoticed, PlanSignal};
use super::store::auto as store;
use super::store::beside::kept_for_another;
use super::types::{NotYet, OffReason, Share, Signal, Status};
use crate::actor::Actor;
use crate::audit;
use crate::clock::Timestamp;
use crate::ids::{ContactId, SignalId};
use crate::jobs;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Cases it takes to tell.
pub(super) const LEAST_CASES: i64 = 30;
/// How long a case counts: shops and customers change.
pub(super) const COUNTS_FOR: Duration = Duration::from_hours(180 * 24);

/// How often a detector was wrong, beside the owner's bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trust {
    pub wrong: Share,
    /// The ends of the 95 % interval, in thousandths.
    pub low_permille: i64,
    pub high_permille: i64,
    /// Why it may not be sent by itself.
    pub not_yet: Option<NotYet>,
}

pub(super) fn of(conn: &ReadConn, detector: &str, now: Timestamp) -> Result<Trust, StorageError> {
    let bound = store::settings(conn)?.wrong_percent * 10;
    let wrong = store::wrong(conn, detector, now.minus(COUNTS_FOR))?;
    let (low_permille, high_permille) = interval(wrong);
    let not_yet = if wrong.sample < LEAST_CASES {
        Some(NotYet::TooFewCases)
    } else {
        (high_permille >= bound).then_some(NotYet::TooOftenWrong)
    };
    Ok(Trust { wrong, low_permille, high_permille, not_yet })
}

/// Looks again after a case was decided: a detector that is not to be trusted any more falls back to people.
pub(super) fn look(tx: &WriteTx, detector: &str) -> Result<(), StorageError> {
    if !store::is_on(tx, detector)? {
        return Ok(());
    }
    match of(tx, detector, tx.now())?.not_yet {
        Some(why) => fall_back(tx, detector, why.into()),
        None => Ok(()),
    }
}

/// People decide again about what it finds.
pub(super) fn fall_back(tx: &WriteTx, detector: &str, why: OffReason) -> Result<(), StorageError> {
    if !store::is_on(tx, detector)? {
        return Ok(());
    }
    store::switch(tx, detector, None, Some(why), false)?;
    stop(tx, detector)?;
    audit::record(tx, &Actor::system(), "auto_send.fell_back", detector, json!({ "reason": why }))
}

/// What was about to go by itself waits for a person.
pub(super) fn stop(tx: &WriteTx, detector: &str) -> Result<(), StorageError> {
    for (id, contact) in store::stop_all(tx, detector, "switched_off")? {
        makes_way(tx, id, contact)?;
        tx.announce(TOPIC, id);
    }
    tx.announce(TOPIC, detector);
    Ok(())
}

/// When a signal whose message is ready now would go by itself: after the owner's minutes, if its detector may.
pub(super) fn when(tx: &WriteTx, signal: &Signal) -> Result<Option<Timestamp>, StorageError> {
    let may = signal.status == Status::Pending && store::is_on(tx, &signal.detector)?;
    if !may || of(tx, &signal.detector, tx.now())?.not_yet.is_some() {
        return Ok(None);
    }
    let minutes = u64::try_from(store::settings(tx)?.undo_minutes).unwrap_or_default();
    Ok(Some(tx.now().plus(Duration::from_mins(minutes))))
}

/// It goes by itself then, and staff are told before.
pub(super) fn plan(tx: &WriteTx, id: SignalId, at: Timestamp) -> Result<(), StorageError> {
    store::plan(tx, id, Some(at), None)?;
    jobs::enqueue_at(tx, &AutoSend { signal_id: id }, at)?;
    jobs::enqueue(tx, &AutoSendNoticed { signal_id: id })?;
    audit::record(tx, &Actor::system(), "signal.auto_send_planned", id, json!({ "at": at }))?;
    tx.announce(TOPIC, id);
    Ok(())
}

/// What was about to go to somebody does not: what was kept back for it may.
pub(super) fn makes_way(tx: &WriteTx, id: SignalId, contact: Option<ContactId>) -> Result<(), StorageError> {
    let kept = contact.map(|contact| kept_for_another(tx, contact, id, None)).transpose()?.flatten();
    kept.map_or(Ok(()), |signal_id| jobs::enqueue(tx, &PlanSignal { signal_id }).map(drop))
}

/// Its turn came and it does not go either: the next that was kept back may. Each has its turn once.
pub(super) fn passes_on(tx: &WriteTx, id: SignalId, contact: ContactId) -> Result<(), StorageError> {
    let next = kept_for_another(tx, contact, id, Some(id))?;
    next.map_or(Ok(()), |signal_id| jobs::enqueue(tx, &PlanSignal { signal_id }).map(drop))
}

/// It waits for a person as whatever no detector sends by itself.
pub(super) fn leave_to_people(tx: &WriteTx, id: SignalId) -> Result<(), StorageError> {
    store::plan(tx, id, None, None)?;
    tx.announce(TOPIC, id);
    Ok(())
}

/// It waits for a person, who is told why.
pub(super) fn keep_back(tx: &WriteTx, id: SignalId, why: &str) -> Result<(), StorageError> {
    store::plan(tx, id, None, Some(why))?;
    audit::record(tx, &Actor::system(), "signal.auto_send_kept_back", id, json!({ "reason": why }))?;
    tx.announce(TOPIC, id);
    Ok(())
}
