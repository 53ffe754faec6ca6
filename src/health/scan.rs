//! The scan: every hour one job per detector; what it finds becomes a signal, what is over resolves itself.
//!
//! A detector fails alone: its fault is kept and shown, the others run. Running twice is harmless.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::ask::{self, Found, Whom};
use super::detectors::Detector;
use super::jobs::{DraftSignal, RunDetector, ScanHealth, SignalOver, SignalRaised, WakeSignal};
use super::limits;
use super::store::{self, Move};
use super::types::{Finding, Scope, Signal, Status};
use super::{Health, TOPIC};
use crate::actor::Actor;
use crate::audit;
use crate::jobs::{self, JobError};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Findings kept with one write: some milliseconds of the writer's time.
const KEPT_AT_ONCE: usize = 50;

impl Health {
    /// Runs [`ScanHealth`].
    pub async fn scan(&self, _job: ScanHealth) -> Result<(), JobError> {
        let names = self.names();
        Ok(self.db.write(move |tx| enqueue_all(tx, &names)).await?)
    }

    /// What a detector finds now, whatever was dealt with already.
    pub async fn find(&self, detector: Detector) -> Result<Found, StorageError> {
        let (facts, now) = (self.facts.clone(), self.clock.now());
        let question = move |conn: &ReadConn| ask::ask(conn, &detector, &facts(conn)?, Whom::Everybody, now);
        self.db.read_slow(&"health", question).await
    }

    /// Runs [`RunDetector`].
    pub async fn run_detector(&self, job: RunDetector) -> Result<(), JobError> {
        // One that an update took away.
        let Some(detector) = self.detector(&job.detector) else { return Ok(()) };
        let began = self.clock.ticks();
        let found = self.find(detector.clone()).await;
        let took = self.clock.ticks().saturating_sub(began);
        match found {
            Ok(found) => Ok(self.keep(detector, found, took).await?),
            Err(error) => match ask::fault(&error) {
                Some(code) => {
                    tracing::warn!(detector.name = detector.name, error = %error, "a detector could not be asked");
                    let write = move |tx: &WriteTx| {
                        let outcome = Err((code, error.to_string()));
                        keep_run(tx, &detector, took, outcome)
                    };
                    Ok(self.db.write_background(write).await?)
                }
                None => Err(error.into()),
            },
        }
    }

    /// What a run found, against what is open: new signals, signals that are still true, and those that are over. In
    /// slices, so that nobody urgent waits for many; broken off, the next run does it again.
    async fn keep(&self, detector: Detector, found: Found, took: Duration) -> Result<(), StorageError> {
        let detector = Arc::new(detector);
        let number = i64::try_from(found.findings.len()).unwrap_or(i64::MAX);
        let over = if found.more { Vec::new() } else { self.over(&detector, &found.findings).await? };
        for slice in found.findings.chunks(KEPT_AT_ONCE) {
            let (detector, slice) = (Arc::clone(&detector), slice.to_vec());
            let write = move |tx: &WriteTx| slice.iter().try_for_each(|one| keep_one(tx, &detector, one));
            self.db.write_background::<_, StorageError>(write).await?;
        }
        for slice in over.chunks(KEPT_AT_ONCE) {
            let slice = slice.to_vec();
            let write = move |tx: &WriteTx| slice.iter().try_for_each(|one| resolve(tx, one));
            self.db.write_background::<_, StorageError>(write).await?;
        }
        self.db.write_background(move |tx| keep_run(tx, &detector, took, Ok(number))).await
    }

    /// Open signals of a detector that are not among what it finds now.
    async fn over(&self, detector: &Detector, findings: &[Finding]) -> Result<Vec<Signal>, StorageError> {
        let name = detector.name.clone();
        let mut open = self.db.read::<_, StorageError>(move |conn| store::open_of(conn, &name)).await?;
        let found: HashSet<&str> = findings.iter().map(|finding| finding.subject.as_str()).collect();
        open.retain(|signal| !found.contains(signal.subject.as_str()));
        Ok(open)
    }

    /// Runs [`WakeSignal`].
    pub async fn wake_signal(&self, job: WakeSignal) -> Result<(), JobError> {
        let wake = move |tx: &WriteTx| match store::find(tx, job.signal_id)? {
            Some(signal) if signal.status == Status::Snoozed => match signal.snoozed_until {
                Some(until) if until > tx.now() => jobs::postpone(tx, &job, until).map(drop),
                Some(_) | None => {
                    come_back(tx, &signal)?;
                    jobs::enqueue(tx, &RunDetector { detector: signal.detector }).map(drop)
                }
            },
            Some(_) | None => Ok(()),
        };
        Ok(self.db.write(wake).await?)
    }
}

/// Enqueues a job for each detector.
pub(super) fn enqueue_all(tx: &WriteTx, names: &[String]) -> Result<(), StorageError> {
    for name in names {
        jobs::enqueue(tx, &RunDetector { detector: name.clone() })?;
    }
    Ok(())
}

fn keep_one(tx: &WriteTx, detector: &Detector, finding: &Finding) -> Result<(), StorageError> {
    match store::open_about(tx, &detector.name, &finding.subject)? {
        Some(signal) => still_true(tx, &signal, finding),
        None => begin(tx, detector, finding),
    }
}

fn keep_run(
    tx: &WriteTx,
    detector: &Detector,
    took: Duration,
    outcome: Result<i64, (super::types::FaultCode, String)>,
) -> Result<(), StorageError> {
    let took_ms = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
    let outcome = outcome.as_ref().map(|found| *found).map_err(|(code, words)| (*code, words.as_str()));
    store::keep_run(tx, &detector.name, took_ms, outcome)?;
    tx.announce(TOPIC, &detector.name);
    Ok(())
}

/// A new signal, unless one of the limits stands.
fn begin(tx: &WriteTx, detector: &Detector, finding: &Finding) -> Result<(), StorageError> {
    if limits::standing(tx, &detector.name, &finding.subject, finding.contact, tx.now())?.is_some() {
        return Ok(());
    }
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
        Scope::Itself | Scope::Fleet => jobs::enqueue(tx, &SignalRaised { signal_id: id }).map(drop)?,
    }
    tx.announce(TOPIC, id);
    Ok(())
}

fn still_true(tx: &WriteTx, signal: &Signal, finding: &Finding) -> Result<(), StorageError> {
    store::seen(tx, signal.id, &finding.evidence)?;
    let slept_enough = signal.snoozed_until.is_some_and(|until| until <= tx.now());
    if slept_enough {
        return come_back(tx, signal);
    }
    if signal.evidence != finding.evidence {
        tx.announce(TOPIC, signal.id);
    }
    Ok(())
}

/// A snoozed signal is shown again.
fn come_back(tx: &WriteTx, signal: &Signal) -> Result<(), StorageError> {
    if store::set_status(tx, signal.id, None, &Move::Back)? {
        audit::record(tx, &Actor::system(), "signal.came_back", signal.id, serde_json::json!({}))?;
        tx.announce(TOPIC, signal.id);
    }
    Ok(())
}

/// What it told is over.
pub(super) fn resolve(tx: &WriteTx, signal: &Signal) -> Result<(), StorageError> {
    if store::set_status(tx, signal.id, None, &Move::Resolved)? {
        audit::record(tx, &Actor::system(), "signal.self_resolved", signal.id, serde_json::json!({}))?;
        match signal.scope {
            Scope::Customers => {}
            Scope::Itself | Scope::Fleet => {
                jobs::enqueue(tx, &SignalOver { signal_id: signal.id }).map(drop)?;
            }
        }
        tx.announce(TOPIC, signal.id);
    }
    Ok(())
}

/// Whether what a customer's signal tells is still true of them.
pub(super) fn is_still_true(
    conn: &ReadConn,
    health: &Health,
    signal: &Signal,
) -> Result<Option<Finding>, StorageError> {
    let (Scope::Customers, Some(contact), Some(detector)) =
        (signal.scope, signal.contact, health.detector(&signal.detector))
    else {
        return Ok(None);
    };
    let facts = super::Facts::default();
    let found = ask::ask(conn, &detector, &facts, Whom::One(contact), health.clock.now())?;
    Ok(found.findings.into_iter().find(|finding| finding.subject == signal.subject))
}
