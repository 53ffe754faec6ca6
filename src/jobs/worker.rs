//! The worker: takes due jobs, runs them side by side, and settles how each ended.
//!
//! What runs is held in memory and written nowhere. An end that cannot be written is written again until it is.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::{Semaphore, watch};

use super::registry::Registry;
use super::standing::Round;
use super::store;
use super::ticket::Ticket;
use super::types::{Claimed, JobError};
use crate::clock::{Clock, Timestamp, doubling};
use crate::events::Bus;
use crate::ids::{Id as _, JobId};
use crate::storage::{self, Db, StorageError, WriteTx};
use crate::tasks::Tasks;

/// Jobs that may run at once.
const AT_ONCE: usize = 1024;
/// Jobs taken in one look.
const PER_LOOK: usize = 128;
/// The worker looks at the queue at least this often.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// A worker that has not looked for this long is stuck: several looks were missed.
const STUCK_AFTER: Duration = Duration::from_secs(100);
/// The first pause before trying a job again; it doubles with every attempt.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause before trying a job again.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);
/// The first pause before an end is written again, and before the queue is looked at again after a failure.
const WRITE_PAUSE: Duration = Duration::from_secs(1);
/// The longest of these pauses.
const LONGEST_WRITE_PAUSE: Duration = Duration::from_secs(15);

/// Runs jobs. Clones share everything.
#[derive(Clone)]
pub struct Worker {
    db: Db,
    bus: Bus,
    clock: Clock,
    tasks: Tasks,
    registry: Arc<Registry>,
    places: Arc<Semaphore>,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// How often each is running: a job queued again may begin while the books of its last run are being closed.
    running: Mutex<BTreeMap<JobId, u32>>,
    /// A look found no free place: the next job to end wakes the worker.
    crowded: AtomicBool,
    /// Jobs up to this id may be what killed the last run: their attempts are written down before they run.
    suspect_up_to: AtomicI64,
    last_look: Mutex<Option<Instant>>,
    /// How many looks have begun.
    looks: watch::Sender<u64>,
    ended: AtomicBool,
}

/// How a job ended.
enum End {
    Finished,
    Again(Timestamp, String),
    Dead(String),
}

impl Worker {
    pub fn new(db: Db, bus: Bus, clock: Clock, tasks: Tasks, registry: Registry) -> Self {
        Self {
            db,
            bus,
            clock,
            tasks,
            registry: Arc::new(registry),
            places: Arc::new(Semaphore::new(AT_ONCE)),
            state: Arc::default(),
        }
    }

    /// What an earlier version left as running waits again, and after a run that died the jobs it left are watched.
    /// Call once, before the first job runs.
    pub async fn reclaim(&self) -> Result<usize, StorageError> {
        if !self.db.stopped_cleanly_before() {
            let highest = self.db.read(store::highest_id).await?;
            self.state.suspect_up_to.store(highest.map_or(0, JobId::as_i64), Ordering::SeqCst);
        }
        self.db.write(|tx| store::reclaim(tx, &[])).await
    }

    /// Whether jobs are taken: false once the worker has ended by itself or hangs.
    pub fn is_alive(&self) -> bool {
        let hangs = self.state.last_look.lock().is_some_and(|last| last.elapsed() > STUCK_AFTER);
        !hangs && (!self.state.ended.load(Ordering::SeqCst) || self.tasks.stopping().is_cancelled())
    }

    /// Wakes the worker and waits until it begins another look at its queue: for ever when it hangs.
    pub async fn looks_again(&self) {
        let mut looks = self.state.looks.subscribe();
        self.bus.wake(super::WORKER);
        if looks.changed().await.is_err() {
            // The other end lives as long as this worker does.
            std::future::pending::<()>().await;
        }
    }

    /// The jobs that run now.
    pub fn running(&self) -> Vec<JobId> {
        self.state.running.lock().keys().copied().collect()
    }

    /// Runs jobs and standing work until the program stops.
    pub async fn run(self) {
        let _ended = Ended(Arc::clone(&self.state));
        let stopping = self.tasks.stopping();
        for number in 0..self.registry.standing.len() {
            let worker = self.clone();
            self.tasks.spawn("standing work", async move {
                let (work, stopping) = (&worker.registry.standing[number], worker.tasks.stopping());
                work.run(&worker.bus, &worker.clock, &stopping).await;
            });
        }
        let woken = self.bus.sleeper(super::WORKER);
        let mut failures = 0;
        let mut reclaimed = Instant::now();
        while !stopping.is_cancelled() {
            *self.state.last_look.lock() = Some(Instant::now());
            self.state.looks.send_modify(|looks| *looks += 1);
            let next = match self.start_due().await {
                Ok(next) => {
                    failures = 0;
                    next
                }
                Err(StorageError::Stopped) => return,
                Err(error) => {
                    failures += 1;
                    tracing::error!(error = %error, "due jobs could not be taken");
                    self.clock.now().plus(doubling(WRITE_PAUSE, failures, LONGEST_WRITE_PAUSE))
                }
            };
            if reclaimed.elapsed() > LOOK_EVERY {
                reclaimed = Instant::now();
                self.take_back().await;
            }
            tokio::select! {
                () = stopping.cancelled() => return,
                () = self.clock.sleep_until(next) => {}
                () = woken.notified() => {}
            }
        }
    }

    /// Starts what is due; says when to look again unless woken before.
    async fn start_due(&self) -> Result<Timestamp, StorageError> {
        let latest = self.clock.now().plus(LOOK_EVERY);
        let free = self.places.available_permits().min(PER_LOOK);
        if free == 0 {
            self.state.crowded.store(true, Ordering::SeqCst);
            // A place that came free before the mark was set wakes nobody.
            return Ok(if self.places.available_permits() > 0 { self.clock.now() } else { latest });
        }
        let (taken, next) = self.take(free).await?;
        for job in taken {
            let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| StorageError::Stopped)?;
            let worker = self.clone();
            self.tasks.spawn_job("job", async move {
                storage::in_a_job(worker.run_one(job)).await;
                drop(place);
                if worker.state.crowded.swap(false, Ordering::SeqCst) {
                    worker.bus.wake(super::WORKER);
                }
            });
        }
        Ok(next.map_or(latest, |next| next.min(latest)))
    }

    /// Takes due jobs, at most `limit`; a job that killed the program as often as it may is given up.
    async fn take(&self, limit: usize) -> Result<(Vec<Claimed>, Option<Timestamp>), StorageError> {
        let suspect_up_to = self.state.suspect_up_to.load(Ordering::SeqCst);
        let registry = Arc::clone(&self.registry);
        let look = self
            .db
            .write(move |tx| {
                let mut look = store::take_due(tx, limit)?;
                let (suspect, fresh): (Vec<_>, Vec<_>) =
                    look.taken.into_iter().partition(|job| job.id.as_i64() <= suspect_up_to);
                look.taken = fresh;
                for job in suspect {
                    if begin_suspect(tx, &job, registry.max_attempts(&job.kind))? {
                        look.taken.push(job);
                    }
                }
                Ok::<_, StorageError>(look)
            })
            .await?;
        let mut running = self.state.running.lock();
        for job in &look.taken {
            *running.entry(job.id).or_default() += 1;
        }
        drop(running);
        Ok((look.taken, look.next))
    }

    /// Jobs held by nobody who runs wait again: whatever lost them, they are not lost.
    async fn take_back(&self) {
        let running = self.running();
        match self.db.write(move |tx| store::reclaim(tx, &running)).await {
            Ok(0) => {}
            Ok(lost) => {
                tracing::warn!(jobs = lost, "jobs that nobody ran wait again");
                self.bus.wake(super::WORKER);
            }
            Err(error) => tracing::warn!(error = %error, "lost jobs could not be looked for"),
        }
    }

    /// Runs everything that is due, and what that makes due, until nothing is. For tests and commands.
    pub async fn run_due(&self) -> Result<usize, StorageError> {
        let mut done = 0;
        loop {
            let (taken, _) = self.take(PER_LOOK).await?;
            let mut idle = taken.is_empty();
            done += taken.len();
            futures_util::future::join_all(taken.into_iter().map(|job| self.run_one(job))).await;
            for work in &self.registry.standing {
                match work.round().await {
                    Ok(Round::Again) => {
                        idle = false;
                        done += 1;
                    }
                    Ok(Round::Rest | Round::RestUntil(_)) => {}
                    Err(error) => {
                        tracing::warn!(work.name = work.name, error = %error, "a round of work failed");
                    }
                }
            }
            if idle {
                return Ok(done);
            }
        }
    }

    async fn run_one(&self, job: Claimed) {
        let begun = Instant::now();
        let ticket = Ticket::new(job.held());
        let outcome = self.registry.run(&job, ticket.clone()).await;
        let elapsed = begun.elapsed();
        metrics::histogram!("shopbell_job_seconds", "job" => job.kind.clone()).record(elapsed.as_secs_f64());
        let end = match outcome {
            Ok(()) if ticket.is_ended() => None,
            Ok(()) => Some(End::Finished),
            Err(error) => {
                tracing::warn!(job.name = job.kind, job.id = %job.id, job.attempts = job.attempts,
                    duration_ms = elapsed.as_millis(), error = %error, "a job failed");
                Some(self.end_of(&job, error))
            }
        };
        if let Some(end) = end {
            self.settle(&job, end).await;
        }
        let mut running = self.state.running.lock();
        match running.get_mut(&job.id) {
            Some(runs) if *runs > 1 => *runs -= 1,
            Some(_) | None => drop(running.remove(&job.id)),
        }
    }

    fn end_of(&self, job: &Claimed, error: JobError) -> End {
        let may_try = job.attempts < self.registry.max_attempts(&job.kind);
        let words = format!("{error:#}");
        match error {
            JobError::Retry(_) if may_try => {
                let pause = doubling(FIRST_PAUSE, job.attempts, LONGEST_PAUSE);
                End::Again(self.clock.now().plus(pause), words)
            }
            JobError::RetryAt(at, _) if may_try => End::Again(at, words),
            JobError::Retry(_) | JobError::RetryAt(..) | JobError::GiveUp(_) => End::Dead(words),
        }
    }

    /// Writes down how a job ended, again and again until it is written: an end that is not blocks its lane.
    async fn settle(&self, job: &Claimed, end: End) {
        let (held, end, stopping) = (Arc::new(job.clone()), Arc::new(end), self.tasks.stopping());
        let mut failures = 0;
        loop {
            let (held, end) = (Arc::clone(&held), Arc::clone(&end));
            let written = self
                .db
                .write(move |tx| match &*end {
                    End::Finished => store::finish(tx, &held.held()),
                    End::Again(at, words) => store::retry_at(tx, &held, *at, words),
                    End::Dead(words) => store::bury(tx, &held, words),
                })
                .await;
            let Err(error) = written else { return };
            failures += 1;
            tracing::error!(job.name = job.kind, job.id = %job.id, error = %error,
                "a job's end could not be written; it will be tried again");
            if matches!(error, StorageError::Stopped) {
                return;
            }
            let again = self.clock.now().plus(doubling(WRITE_PAUSE, failures, LONGEST_WRITE_PAUSE));
            tokio::select! {
                // The job's row still waits: it runs again after the next start.
                () = stopping.cancelled() => return,
                () = self.clock.sleep_until(again) => {}
            }
        }
    }

    /// How many jobs wait and how many are dead.
    pub async fn counts(&self) -> Result<(i64, i64), StorageError> {
        self.db.read(|conn| Ok((store::waiting(conn)?, store::dead(conn)?))).await
    }

    /// The kinds of jobs that are not finished yet.
    pub async fn unfinished(&self) -> Result<Vec<String>, StorageError> {
        self.db.read(store::unfinished).await
    }
}

/// Begins a job that may have killed the last run: its attempt is on disk before it runs. `false` gives it up.
fn begin_suspect(tx: &WriteTx, job: &Claimed, max_attempts: u32) -> Result<bool, StorageError> {
    if job.attempts > max_attempts {
        let job = Claimed { attempts: max_attempts, ..job.clone() };
        store::bury(tx, &job, "the program died each time this ran")?;
        return Ok(false);
    }
    store::note_attempt(tx, job)?;
    Ok(true)
}

/// Says that the worker has ended, however it did.
struct Ended(Arc<State>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.ended.store(true, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests;
