//! What a scan finds, held against what is known of it: a new signal, one that is still true, or the same trouble again.
//!
//! About customers the limits decide whether anybody is shown it. What is wrong with the shop itself or a site is shown
//! whenever it happens anew; how often somebody is written to about it is for `against.rs` to say.

use std::time::Duration;

use super::detectors::Detector;
use super::jobs::{DraftSignal, SignalOver, SignalRaised};
use super::limits::{self, SIGNAL_REST};
use super::store::{self, LastOccurrence, Move};
use super::types::{DraftBy, Finding, Scope, Signal, Status};
use super::{TOPIC, drafts};
use crate::actor::Actor;
use crate::audit;
use crate::ids::SignalId;
use crate::jobs::{self, Job as _};
use crate::storage::{StorageError, WriteTx};

/// Of one trouble of the shop itself or a site at most one signal begins in this time, four a day: what goes up and down
/// every ten minutes is one trouble, and people are told of it once. As long as a site may be silent before that is told.
const FLAP_REST: Duration = Duration::from_hours(6);

/// What is to become of a finding nothing is open about.
enum Begin {
    /// It happens for the first time, or anew.
    Anew,
    /// It was over for a moment and nobody had decided: the same signal is open again.
    Reopen(LastOccurrence),
    /// Somebody decided about this very occurrence, or a moment ago about the one before.
    NotYet,
}

pub(super) fn keep_one(tx: &WriteTx, detector: &Detector, finding: &Finding) -> Result<(), StorageError> {
    if let Some(signal) = store::open_about(tx, &detector.name, &finding.subject)? {
        return still_true(tx, &signal, finding);
    }
    let what = match (detector.scope, finding.contact) {
        (Scope::Customers, contact) => {
            let limit = limits::of_finding(tx, &detector.name, &finding.subject, contact, tx.now())?;
            if limit.is_some() { Begin::NotYet } else { Begin::Anew }
        }
        (Scope::Itself | Scope::Fleet, _) => of_trouble(tx, detector, finding)?,
    };
    match what {
        Begin::Anew => begin(tx, detector, finding),
        Begin::Reopen(last) => reopen(tx, &last, finding),
        Begin::NotYet => Ok(()),
    }
}

/// A decision holds for the occurrence it was made about, and no longer than its rest; once that is over, the next one is
/// a new signal.
fn of_trouble(tx: &WriteTx, detector: &Detector, finding: &Finding) -> Result<Begin, StorageError> {
    let Some(last) = store::last_about(tx, &detector.name, &finding.subject)? else {
        return Ok(Begin::Anew);
    };
    let now = tx.now();
    let is_flapping = last.found_at.plus(FLAP_REST) > now;
    Ok(match last.status {
        Status::SelfResolved if is_flapping => Begin::Reopen(last),
        Status::Sent | Status::Dismissed if last.is_mended && is_flapping => Begin::NotYet,
        Status::Sent | Status::Dismissed if !last.is_mended && last.status_at.plus(SIGNAL_REST) > now => {
            Begin::NotYet
        }
        Status::SelfResolved | Status::Sent | Status::Dismissed | Status::Pending | Status::Snoozed => {
            Begin::Anew
        }
    })
}

fn begin(tx: &WriteTx, detector: &Detector, finding: &Finding) -> Result<(), StorageError> {
    let id = store::insert(tx, detector.scope, &detector.name, detector.pressing, finding)?;
    audit::record(
        tx,
        &Actor::system(),
        "signal.found",
        id,
        serde_json::json!({ "detector": detector.name }),
    )?;
    if finding.contact.is_some() {
        jobs::enqueue(tx, &DraftSignal { signal_id: id })?;
    }
    match detector.scope {
        Scope::Customers => {}
        Scope::Itself | Scope::Fleet => {
            jobs::enqueue(tx, &SignalRaised { signal_id: id, again: false }).map(drop)?;
        }
    }
    tx.announce(TOPIC, id);
    Ok(())
}

/// People were told that it began and that it was over: they are told again only if it lasts.
fn reopen(tx: &WriteTx, last: &LastOccurrence, finding: &Finding) -> Result<(), StorageError> {
    store::reopen_resolved(tx, last.id)?;
    audit::record(tx, &Actor::system(), "signal.came_back", last.id, serde_json::json!({}))?;
    if let Some(signal) = store::find(tx, last.id)? {
        still_true(tx, &signal, finding)?;
    }
    if finding.contact.is_some() {
        jobs::enqueue(tx, &DraftSignal { signal_id: last.id })?;
    }
    let raised = SignalRaised { signal_id: last.id, again: true };
    jobs::enqueue_at(tx, &raised, last.found_at.plus(FLAP_REST))?;
    tx.announce(TOPIC, last.id);
    Ok(())
}

/// Whoever was told of it is told that it is over, and nobody that it came back.
pub(super) fn is_over(tx: &WriteTx, id: SignalId) -> Result<(), StorageError> {
    let again = SignalRaised { signal_id: id, again: true };
    if let Some(key) = again.key() {
        jobs::cancel::<SignalRaised>(tx, &key)?;
    }
    jobs::enqueue(tx, &SignalOver { signal_id: id }).map(drop)
}

fn still_true(tx: &WriteTx, signal: &Signal, finding: &Finding) -> Result<(), StorageError> {
    store::seen(tx, signal.id, &finding.evidence)?;
    if signal.scope == Scope::Fleet && needs_another_draft(signal, finding) {
        draft_anew(tx, signal, finding)?;
    }
    let slept_enough = signal.snoozed_until.is_some_and(|until| until <= tx.now());
    if slept_enough {
        return come_back(tx, signal);
    }
    if signal.evidence != finding.evidence {
        tx.announce(TOPIC, signal.id);
    }
    Ok(())
}

/// The site has another owner than when it was found; or the cause is another one, and nobody changed the words.
pub(super) fn needs_another_draft(signal: &Signal, finding: &Finding) -> bool {
    let cause = |evidence| drafts::cause(&signal.detector, evidence);
    let is_other_cause = cause(&signal.evidence) != cause(&finding.evidence);
    signal.contact != finding.contact || (is_other_cause && signal.draft.by != Some(DraftBy::Person))
}

/// The draft is written anew, to whoever is the owner now.
fn draft_anew(tx: &WriteTx, signal: &Signal, finding: &Finding) -> Result<(), StorageError> {
    store::address::address_to(tx, signal.id, finding.contact)?;
    if finding.contact.is_some() {
        jobs::enqueue(tx, &DraftSignal { signal_id: signal.id })?;
    }
    tx.announce(TOPIC, signal.id);
    Ok(())
}

/// A snoozed signal is shown again.
pub(super) fn come_back(tx: &WriteTx, signal: &Signal) -> Result<(), StorageError> {
    if store::set_status(tx, signal.id, None, &Move::Back)? {
        audit::record(tx, &Actor::system(), "signal.came_back", signal.id, serde_json::json!({}))?;
        tx.announce(TOPIC, signal.id);
    }
    Ok(())
}
