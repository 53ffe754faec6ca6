//! The writer: one thread, one connection, many closures to one commit.
//!
//! Waiting closures share a transaction and its one fsync, each in its own savepoint. Acknowledges nothing before
//! the commit; after an I/O error or corruption it acknowledges nothing ever again.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::checkpoint::Folding;
use super::connection::WriteTx;
use super::error::StorageError;
use super::fatal::stop_the_process;
use super::health::Refused;
use crate::events::Event;
use crate::telemetry::Folded;

/// Closures that share one commit, at most.
const GROUP: usize = 256;
/// Background closures that may join one commit when nothing urgent waits.
const BACKGROUND_GROUP: usize = 8;
/// How long closures of jobs go on joining a commit that somebody waits for: a webhook is to be answered soon.
const JOBS_BESIDE_SOMEBODY: Duration = Duration::from_millis(8);
/// The same in a commit with bulk work, such as reading the webhooks that wait: the larger part is for that.
const JOBS_BESIDE_BULK: Duration = Duration::from_millis(15);
/// The same in a commit of their own.
const JOBS_ALONE: Duration = Duration::from_millis(30);
/// How long background work and jobs may be passed over by urgent work.
const BACKGROUND_PATIENCE: Duration = Duration::from_millis(25);
/// How long the last fold of a clean stop waits for readers of other programs.
const LAST_FOLD_WAITS: Duration = Duration::from_millis(250);

/// One closure on its way to the writer.
pub(super) trait Unit: Send {
    /// Runs it; `false` undoes what it did.
    fn run(&mut self, tx: &WriteTx) -> bool;
    /// Gives the caller the answer, now that the commit is known.
    fn answer(self: Box<Self>, committed: Result<(), StorageError>);
}

/// A closure with the place its answer goes to.
pub(super) struct Closure<F, T, E> {
    pub work: Option<F>,
    pub outcome: Option<Result<T, E>>,
    pub reply: oneshot::Sender<Result<T, E>>,
    pub _place_in_queue: OwnedSemaphorePermit,
}

impl<F, T, E> Unit for Closure<F, T, E>
where
    F: FnOnce(&WriteTx) -> Result<T, E> + Send,
    T: Send,
    E: From<StorageError> + Send,
{
    fn run(&mut self, tx: &WriteTx) -> bool {
        let Some(work) = self.work.take() else { return false };
        let whole = || work(tx).and_then(|done| tx.do_last().map(|()| done).map_err(E::from));
        let outcome = catch_unwind(AssertUnwindSafe(whole));
        let outcome = outcome.unwrap_or_else(|_| Err(StorageError::Panicked.into()));
        let keep = outcome.is_ok();
        if !keep {
            tx.forget_last();
        }
        self.outcome = Some(outcome);
        keep
    }

    fn answer(self: Box<Self>, committed: Result<(), StorageError>) {
        let answer = match (committed, self.outcome) {
            (Err(error), Some(Ok(_)) | None) => Err(error.into()),
            (_, Some(outcome)) => outcome,
            (Ok(()), None) => Err(StorageError::Stopped.into()),
        };
        // A caller that has gone away no longer needs its answer.
        let _ = self.reply.send(answer);
    }
}

/// Work that needs the file to itself, between two commits.
pub(super) type Alone = Box<dyn FnOnce(&WriteTx) + Send>;

#[derive(Default)]
struct Waiting {
    urgent: VecDeque<Box<dyn Unit>>,
    background: VecDeque<(Instant, Box<dyn Unit>)>,
    jobs: VecDeque<(Instant, Box<dyn Unit>)>,
    alone: VecDeque<(Instant, Alone)>,
    closed: bool,
}

/// What the writer does next.
enum Next {
    Commit(Commit),
    Alone(Alone),
}

/// Closures that share a commit. Those of jobs join it while it is under way, for as long as what they stand beside lets them.
struct Commit {
    units: Vec<Box<dyn Unit>>,
    beside: Beside,
}

/// Whom a job's closure makes wait by joining a commit.
enum Beside {
    Somebody,
    Bulk,
    Nobody,
}

/// Where closures wait for the writer.
#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    something: Condvar,
    /// How many urgent closures wait: long background work looks at it and makes way.
    pub urgent: Arc<AtomicUsize>,
}

/// Which queue a closure waits in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// Somebody waits: Meta for the end of a webhook, a person for a screen.
    Urgent,
    /// Bulk work, which ends a commit by itself as soon as somebody urgent waits.
    Background,
    /// What jobs write, in short closures.
    Jobs,
}

impl Waiting {
    /// Whether the first of a lane has been passed over for long enough.
    fn is_late(lane: &VecDeque<(Instant, Box<dyn Unit>)>) -> bool {
        lane.front().is_some_and(|(since, _)| since.elapsed() > BACKGROUND_PATIENCE)
    }

    fn is_empty(&self) -> bool {
        self.urgent.is_empty() && self.background.is_empty() && self.jobs.is_empty() && self.alone.is_empty()
    }
}

impl Queue {
    pub fn push(&self, lane: Lane, unit: Box<dyn Unit>) -> Result<(), StorageError> {
        let mut waiting = self.waiting.lock();
        if waiting.closed {
            return Err(StorageError::Stopped);
        }
        match lane {
            Lane::Urgent => {
                waiting.urgent.push_back(unit);
                self.urgent.store(waiting.urgent.len(), Ordering::Relaxed);
            }
            Lane::Background => waiting.background.push_back((Instant::now(), unit)),
            Lane::Jobs => waiting.jobs.push_back((Instant::now(), unit)),
        }
        drop(waiting);
        self.something.notify_one();
        Ok(())
    }

    pub fn close(&self) {
        self.waiting.lock().closed = true;
        self.something.notify_one();
    }

    pub fn push_alone(&self, work: Alone) -> Result<(), StorageError> {
        let mut waiting = self.waiting.lock();
        if waiting.closed {
            return Err(StorageError::Stopped);
        }
        waiting.alone.push_back((Instant::now(), work));
        drop(waiting);
        self.something.notify_one();
        Ok(())
    }

    /// What is next; `None` once closed and empty.
    fn next(&self) -> Option<Next> {
        let mut waiting = self.waiting.lock();
        while waiting.is_empty() {
            if waiting.closed {
                return None;
            }
            self.something.wait(&mut waiting);
        }
        let may_be_alone = waiting.urgent.is_empty()
            || waiting.alone.front().is_some_and(|(since, _)| since.elapsed() > BACKGROUND_PATIENCE);
        if may_be_alone && let Some((_, work)) = waiting.alone.pop_front() {
            return Some(Next::Alone(work));
        }
        Some(Next::Commit(Commit::of(&mut waiting, &self.urgent)))
    }

    /// The next closure of a job for a commit that has taken such ones in for this long.
    fn job(&self, commit: &Commit, for_so_long: Duration) -> Option<Box<dyn Unit>> {
        let mut waiting = self.waiting.lock();
        let may_join = match commit.beside {
            // More of them wait at any time, or jobs would never have a turn.
            Beside::Somebody => for_so_long < JOBS_BESIDE_SOMEBODY && Waiting::is_late(&waiting.jobs),
            Beside::Bulk => for_so_long < JOBS_BESIDE_BULK && waiting.urgent.is_empty(),
            Beside::Nobody => for_so_long < JOBS_ALONE && waiting.urgent.is_empty(),
        };
        if may_join { waiting.jobs.pop_front().map(|(_, unit)| unit) } else { None }
    }
}

impl Commit {
    /// The next commit: whoever waits first; bulk work where nobody does, or where it was passed over for long enough.
    fn of(waiting: &mut Waiting, still_urgent: &AtomicUsize) -> Self {
        let urgent = waiting.urgent.len().min(GROUP);
        let mut units: Vec<_> = waiting.urgent.drain(..urgent).collect();
        still_urgent.store(waiting.urgent.len(), Ordering::Relaxed);
        let bulk = match urgent {
            0 => BACKGROUND_GROUP.min(waiting.background.len()),
            _ => usize::from(Waiting::is_late(&waiting.background)),
        };
        units.extend(waiting.background.drain(..bulk).map(|(_, unit)| unit));
        let beside = match (urgent, bulk) {
            (0, 0) => Beside::Nobody,
            (0, _) => Beside::Bulk,
            (_, _) => Beside::Somebody,
        };
        Self { units, beside }
    }
}

/// What the writer calls after a commit: with what changed, and with the workers to wake.
pub(super) type Publish = Arc<dyn Fn(Vec<Event>, Vec<&'static str>) + Send + Sync>;

/// What the writer works with.
pub(super) struct Surroundings {
    pub queue: Arc<Queue>,
    pub publish: Publish,
    pub folding: Arc<Folding>,
    /// Whether commits are refused, for whoever asks how the file is.
    pub refused: Refused,
    /// Pages in the log after the last commit, as SQLite tells them.
    pub log_pages: Arc<AtomicU32>,
}

/// Works until the queue is closed and empty; gives the connection back for the closing words.
pub(super) fn run(tx: WriteTx, around: &Surroundings) -> WriteTx {
    let group_size = metrics::histogram!("shopbell_write_group_size");
    while let Some(next) = around.queue.next() {
        let mut commit = match next {
            Next::Commit(commit) => commit,
            Next::Alone(work) => {
                work(&tx);
                continue;
            }
        };
        let committed = write(&tx, &mut commit, &around.queue);
        let announced = std::mem::take(&mut *tx.announced.borrow_mut());
        let woken = std::mem::take(&mut *tx.woken.borrow_mut());
        *around.refused.lock() = committed.as_ref().err().cloned();
        group_size.record(u32::try_from(commit.units.len()).unwrap_or(u32::MAX));
        match &committed {
            Ok(()) => (around.publish)(announced, woken),
            Err(error) if error.is_fatal() => stop_the_process(error),
            Err(error) => tell_of_failure(error),
        }
        for unit in commit.units {
            unit.answer(committed.clone());
        }
        around.folding.committed(around.log_pages.load(Ordering::Relaxed));
    }
    tx
}

/// On a full disk every commit fails.
fn tell_of_failure(error: &StorageError) {
    static TOLD: Folded = Folded::new();
    let kind = if matches!(error, StorageError::Full) { "full" } else { "other" };
    if let Some(commits) = TOLD.one_more(kind) {
        tracing::error!(error = %error, commits, "commits failed; their writers were told");
    }
}

fn write(tx: &WriteTx, commit: &mut Commit, queue: &Queue) -> Result<(), StorageError> {
    tx.execute("BEGIN IMMEDIATE", [])?;
    let done = run_all(tx, commit, queue).and_then(|()| tx.execute("COMMIT", []).map(drop));
    if done.is_err() && !tx.raw().is_autocommit() {
        // The error that matters is the first one; the transaction is gone either way.
        let _ = tx.execute("ROLLBACK", []);
    }
    done
}

fn run_all(tx: &WriteTx, commit: &mut Commit, queue: &Queue) -> Result<(), StorageError> {
    for unit in &mut commit.units {
        run_one(tx, unit.as_mut())?;
    }
    let jobs_since = Instant::now();
    while let Some(mut job) = queue.job(commit, jobs_since.elapsed()) {
        let ran = run_one(tx, job.as_mut());
        // Also one that failed the commit is told so.
        commit.units.push(job);
        ran?;
    }
    Ok(())
}

fn run_one(tx: &WriteTx, unit: &mut dyn Unit) -> Result<(), StorageError> {
    let announced = tx.announced.borrow().len();
    tx.execute("SAVEPOINT closure", [])?;
    if !unit.run(tx) {
        tx.announced.borrow_mut().truncate(announced);
        tx.execute("ROLLBACK TO closure", [])?;
    }
    tx.execute("RELEASE closure", [])?;
    Ok(())
}

/// Folds the whole write-ahead log into the file at a clean stop. A reader in the way is no fault: the log stays
/// beside the file and is read at the next start.
pub(super) fn fold_log(tx: &WriteTx) {
    let folded = tx
        .wait_for_others(LAST_FOLD_WAITS)
        .and_then(|()| tx.one("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)));
    if let Err(error) = folded {
        tracing::warn!(error = %error, "the write-ahead log could not be folded in; it stays beside the file");
    }
}
