//! The scan: every hour one job per detector; what it finds becomes a signal, what is over resolves itself.
//!
//! A detector fails alone: its fault is kept and shown, the others run. Running twice is harmless.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::ask::{self, Found, Whom};
use super::detectors::Detector;
use super::fleet::{self, PullFleet};
use super::jobs::{RunDetector, ScanHealth, WakeSignal};
use super::limits::SIGNAL_REST;
use super::occurrences::{self, come_back, keep_one};
use super::store::{self, Move};
use super::types::{FaultCode, Finding, OverBecause, Scope, Signal, Status};
use super::written::{self, NoSignal};
use super::{Health, TOPIC, trust};
use crate::actor::Actor;
use crate::audit;
use crate::ids::SignalId;
use crate::inbox;
use crate::jobs::{self, JobError};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Findings kept with one write: some milliseconds of the writer's time.
const KEPT_AT_ONCE: usize = 50;

impl Health {
    /// Runs [`ScanHealth`].
    pub async fn scan(&self, _job: ScanHealth) -> Result<(), JobError> {
        let health = self.clone();
        Ok(self.db.write(move |tx| enqueue_all(tx, &health).map(drop)).await?)
    }

    /// What a built-in detector finds now, whatever was dealt with already.
    pub async fn find(&self, detector: Detector) -> Result<Found, StorageError> {
        let (facts, now) = (self.facts.clone(), self.clock.now());
        let question = move |conn: &ReadConn| ask::ask(conn, &detector, &facts(conn)?, Whom::Everybody, now);
        self.db.read_slow(&"health", question).await
    }

    /// The same of any detector; a text somebody wrote is asked under guard.
    pub(super) async fn look(
        &self,
        detector: Detector,
        whom: Whom,
        asker: &(impl std::fmt::Display + Sync),
    ) -> Result<Found, NotAsked> {
        let (facts, now) = (self.facts.clone(), self.clock.now());
        if detector.written_by_hand {
            let (sql, purpose) = (detector.sql().to_owned(), detector.purpose);
            let asked =
                self.db.read_guarded(asker, move |guarded| Ok(written::ask(guarded, &sql, whom, now)));
            let found = asked.await.map_err(NoSignal::from)??;
            return Ok(self.db.read(move |conn| written::reachable(conn, found, purpose)).await?);
        }
        let question = move |conn: &ReadConn| match store::own::gone(conn, &detector.needs_labels)?.first() {
            Some(label) => Err(NotAsked::Gone(format!("label {label}"))),
            None => Ok(ask::ask(conn, &detector, &facts(conn)?, whom, now)?),
        };
        self.db.read_slow(asker, question).await
    }

    /// Runs [`RunDetector`].
    pub async fn run_detector(&self, job: RunDetector) -> Result<(), JobError> {
        // One that an update took away.
        let (health, name) = (self.clone(), job.detector);
        let known = self.db.read::<_, StorageError>(move |conn| health.detector(conn, &name)).await?;
        let Some(detector) = known else { return Ok(()) };
        let began = self.clock.ticks();
        let found = self.look(detector.clone(), Whom::Everybody, &"health").await;
        let took = self.clock.ticks().saturating_sub(began);
        match found {
            Ok(found) => Ok(self.keep(detector, found, took).await?),
            Err(error) => {
                let (code, words) = error.fault()?;
                tracing::warn!(detector.name = detector.name, error = words, "a detector could not be asked");
                let health = self.clone();
                let write = move |tx: &WriteTx| {
                    if !health.is_as_it_was(tx, &detector)? {
                        return Ok(());
                    }
                    keep_run(tx, &detector, took, Err((code, words)))
                };
                Ok(self.db.write_background(write).await?)
            }
        }
    }

    /// What a run found, against what is open: new signals, signals that are still true, and those that are over. In
    /// slices, so that nobody urgent waits for many; broken off, the next run does it again. Nothing is kept of a detector
    /// that was changed meanwhile.
    async fn keep(&self, detector: Detector, found: Found, took: Duration) -> Result<(), StorageError> {
        let detector = Arc::new(detector);
        let number = i64::try_from(found.findings.len()).unwrap_or(i64::MAX);
        let over = if found.more { Vec::new() } else { self.over(&detector, &found.findings).await? };
        for slice in found.findings.chunks(KEPT_AT_ONCE) {
            let slice = slice.to_vec();
            self.keep_slice(&detector, move |tx, detector| {
                slice.iter().try_for_each(|one| keep_one(tx, detector, one))
            })
            .await?;
        }
        for slice in over.chunks(KEPT_AT_ONCE) {
            let slice = slice.to_vec();
            self.keep_slice(&detector, move |tx, _| slice.iter().try_for_each(|one| resolve(tx, one)))
                .await?;
        }
        if detector.scope != Scope::Customers && !found.more {
            let subjects: Vec<String> = found.findings.into_iter().map(|finding| finding.subject).collect();
            self.keep_slice(&detector, move |tx, detector| {
                let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
                // What was decided longer ago keeps nothing from being shown.
                store::mended(tx, &detector.name, &subjects, tx.now().minus(SIGNAL_REST)).map(drop)
            })
            .await?;
        }
        self.keep_slice(&detector, move |tx, detector| keep_run(tx, detector, took, Ok(number))).await
    }

    async fn keep_slice(
        &self,
        detector: &Arc<Detector>,
        write: impl FnOnce(&WriteTx, &Detector) -> Result<(), StorageError> + Send + 'static,
    ) -> Result<(), StorageError> {
        let (health, detector) = (self.clone(), Arc::clone(detector));
        let write = move |tx: &WriteTx| {
            if health.is_as_it_was(tx, &detector)? { write(tx, &detector) } else { Ok(()) }
        };
        self.db.write_background(write).await
    }

    /// Open signals of a detector that are not among what it finds now.
    async fn over(&self, detector: &Detector, findings: &[Finding]) -> Result<Vec<Signal>, StorageError> {
        let name = detector.name.clone();
        let mut open = self.db.read::<_, StorageError>(move |conn| store::open_of(conn, &name)).await?;
        let found: HashSet<&str> = findings.iter().map(|finding| finding.subject.as_str()).collect();
        open.retain(|signal| !found.contains(signal.subject.as_str()));
        Ok(open)
    }

    /// Whether nobody changed, switched off or deleted it while it was asked.
    fn is_as_it_was(&self, tx: &WriteTx, detector: &Detector) -> Result<bool, StorageError> {
        Ok(detector.title.is_none() || self.detector(tx, &detector.name)?.as_ref() == Some(detector))
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

/// Whether a signal is still true: asked in the write that sends, or told just before it.
#[derive(Debug, Default)]
pub(super) enum Truth {
    #[default]
    AskInTheWrite,
    Told(Option<Finding>),
}

/// Why a detector could not be asked.
#[derive(Debug)]
pub(super) enum NotAsked {
    /// It names what is not there any more.
    Gone(String),
    /// What somebody wrote is no question.
    NoSignal(NoSignal),
    Storage(StorageError),
}

impl From<StorageError> for NotAsked {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<NoSignal> for NotAsked {
    fn from(why: NoSignal) -> Self {
        match why {
            NoSignal::Storage(error) => Self::Storage(error),
            why => Self::NoSignal(why),
        }
    }
}

impl NotAsked {
    /// What is kept beside the detector; an error when the fault is none of its own.
    fn fault(self) -> Result<(FaultCode, String), StorageError> {
        match self {
            Self::Gone(what) => Ok((FaultCode::Gone, what)),
            Self::NoSignal(why) => Ok((why.fault(), why.words())),
            Self::Storage(error) => match ask::fault(&error) {
                Some(code) => Ok((code, error.to_string())),
                None => Err(error),
            },
        }
    }
}

/// Enqueues a job for each detector, and fetches what sites tell: the fleet's detectors follow each report. How many are
/// asked at once.
pub(super) fn enqueue_all(tx: &WriteTx, health: &Health) -> Result<usize, StorageError> {
    let mut all = health.all(tx)?;
    all.retain(|detector| detector.scope != Scope::Fleet);
    for detector in &all {
        jobs::enqueue(tx, &RunDetector { detector: detector.name.clone() })?;
    }
    if fleet::any_site(tx)? {
        jobs::enqueue(tx, &PullFleet {})?;
    }
    Ok(all.len())
}

fn keep_run(
    tx: &WriteTx,
    detector: &Detector,
    took: Duration,
    outcome: Result<i64, (FaultCode, String)>,
) -> Result<(), StorageError> {
    let took_ms = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
    let outcome = outcome.as_ref().map(|found| *found).map_err(|(code, words)| (*code, words.as_str()));
    store::keep_run(tx, &detector.name, took_ms, outcome)?;
    tx.announce(TOPIC, &detector.name);
    Ok(())
}

/// What it told is over, or the customer may not be written to any more.
pub(super) fn resolve(tx: &WriteTx, signal: &Signal) -> Result<(), StorageError> {
    let because = out_of_reach(tx, signal)?;
    if store::set_status(tx, signal.id, None, &Move::Resolved { because })? {
        let details = serde_json::json!({ "because": because });
        audit::record(tx, &Actor::system(), "signal.self_resolved", signal.id, details)?;
        match signal.scope {
            Scope::Customers => {}
            Scope::Itself | Scope::Fleet => {
                occurrences::is_over(tx, signal.id)?;
            }
        }
        tx.announce(TOPIC, signal.id);
        trust::makes_way(tx, signal.id, signal.contact)?;
        trust::look(tx, &signal.detector)?;
    }
    Ok(())
}

/// Why a customer may not be written to, if so.
fn out_of_reach(tx: &WriteTx, signal: &Signal) -> Result<Option<OverBecause>, StorageError> {
    let Some(contact) = signal.contact.filter(|_| signal.scope == Scope::Customers) else { return Ok(None) };
    let standing = inbox::consent(tx, contact)?;
    Ok(match (standing.blocked, standing.suppressed) {
        (true, _) => Some(OverBecause::Blocked),
        (false, Some(_)) => Some(OverBecause::NoMessages),
        (false, None) => None,
    })
}

impl Health {
    /// What a text somebody wrote says of a signal's customer now, asked under guard before the write that sends; nothing
    /// when the signal comes of another kind of detector, which is asked in that very write.
    pub(super) async fn asked_before(
        &self,
        id: SignalId,
        asker: &(impl std::fmt::Display + Sync),
    ) -> Result<Truth, NotAsked> {
        let health = self.clone();
        let read = move |conn: &ReadConn| {
            let Some(signal) = store::find(conn, id)?.filter(|one| one.status.is_open()) else {
                return Ok(None);
            };
            let detector = health.detector(conn, &signal.detector)?.filter(|one| one.written_by_hand);
            Ok(detector.zip(signal.contact))
        };
        let Some((detector, contact)) = self.db.read::<_, StorageError>(read).await? else {
            return Ok(Truth::AskInTheWrite);
        };
        let found = self.look(detector, Whom::One(contact), asker).await?;
        Ok(Truth::Told(found.findings.into_iter().next()))
    }
}

/// Whether what a signal tells is still true: of this customer, or by what the site last told. What somebody wrote in SQL
/// is never asked here, where others wait for the writer.
pub(super) fn is_still_true(
    conn: &ReadConn,
    health: &Health,
    signal: &Signal,
) -> Result<Option<Finding>, StorageError> {
    let Some(detector) = health.detector(conn, &signal.detector)? else { return Ok(None) };
    let whom = match (signal.scope, signal.contact) {
        (Scope::Customers, Some(contact)) => Whom::One(contact),
        (Scope::Fleet, _) => Whom::Everybody,
        (Scope::Itself, _) | (Scope::Customers, None) => return Ok(None),
    };
    if detector.written_by_hand {
        return Ok(None);
    }
    let facts = super::Facts::default();
    let found = ask::ask(conn, &detector, &facts, whom, health.clock.now())?;
    Ok(found.findings.into_iter().find(|finding| finding.subject == signal.subject))
}
