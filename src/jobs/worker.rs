//! The worker: takes due jobs, runs them side by side, and settles how each ended.

use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::Semaphore;

use super::store;
use super::types::{Claimed, Job, JobError, JobState};
use crate::clock::{Clock, Timestamp, doubling};
use crate::events::Bus;
use crate::storage::{Db, StorageError};
use crate::tasks::Tasks;

/// Jobs that may run at once.
const AT_ONCE: usize = 1024;
/// Jobs taken in one transaction.
const PER_CLAIM: usize = 128;
/// The worker looks at the queue at least this often.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// The first pause before trying again; it doubles with every attempt.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause before trying again.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

type Running = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;
type Handler = Box<dyn Fn(&str) -> Running + Send + Sync>;

/// Which function runs which kind of job.
#[derive(Default)]
pub struct Registry {
    handlers: HashMap<&'static str, (u32, Handler)>,
}

impl Registry {
    /// Joins a kind of job with the function that runs it.
    pub fn on<J: Job>(
        &mut self,
        run: impl Fn(J) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>> + Send + Sync + 'static,
    ) {
        let handler: Handler = Box::new(move |payload| match serde_json::from_str::<J>(payload) {
            Ok(job) => run(job),
            Err(error) => Box::pin(async move {
                Err(JobError::GiveUp(anyhow::Error::new(error).context("its payload is unreadable")))
            }),
        });
        self.handlers.insert(J::KIND, (J::MAX_ATTEMPTS, handler));
    }

    pub fn kinds(&self) -> Vec<&'static str> {
        let mut kinds: Vec<_> = self.handlers.keys().copied().collect();
        kinds.sort_unstable();
        kinds
    }
}

/// Runs jobs. Clones share the registry.
#[derive(Clone)]
pub struct Worker {
    db: Db,
    bus: Bus,
    clock: Clock,
    tasks: Tasks,
    registry: Arc<Registry>,
    places: Arc<Semaphore>,
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
        }
    }

    /// What ran when the program died waits again. Call once, before the first job runs.
    pub async fn reclaim(&self) -> Result<usize, StorageError> {
        self.db.write(store::reclaim_running).await
    }

    /// Runs jobs until the program stops.
    pub async fn run(self) {
        let stopping = self.tasks.stopping();
        let mut woken = self.bus.subscribe();
        while !stopping.is_cancelled() {
            match self.start_due().await {
                Ok(started) if started == PER_CLAIM => continue,
                Ok(_) => {}
                Err(StorageError::Stopped) => return,
                Err(error) => tracing::error!(error = %error, "due jobs could not be taken"),
            }
            let next_look = self.next_look().await;
            loop {
                tokio::select! {
                    () = stopping.cancelled() => return,
                    () = self.clock.sleep_until(next_look) => break,
                    heard = woken.recv() => match heard {
                        Ok(heard) if heard.event.topic != super::WAITING_TOPIC => {}
                        Ok(_) | Err(_) => break,
                    },
                }
            }
        }
    }

    async fn next_look(&self) -> Timestamp {
        let latest = self.clock.now().plus(LOOK_EVERY);
        match self.db.read(store::next_due).await {
            // A due job that was not taken waits for its lane; its end wakes us.
            Ok(Some(due)) if due > self.clock.now() => due.min(latest),
            Ok(_) => latest,
            Err(error) => {
                tracing::error!(error = %error, "the job queue could not be read");
                latest
            }
        }
    }

    async fn start_due(&self) -> Result<usize, StorageError> {
        let now = self.clock.now();
        if !self.db.read(move |conn| store::has_due(conn, now)).await? {
            return Ok(0);
        }
        let free = self.places.available_permits().min(PER_CLAIM);
        let claimed = self.db.write(move |tx| store::claim_due(tx, free)).await?;
        let started = claimed.len();
        for job in claimed {
            let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| StorageError::Stopped)?;
            let worker = self.clone();
            self.tasks.spawn("job", async move {
                worker.run_one(job).await;
                drop(place);
            });
        }
        Ok(started)
    }

    /// Runs everything that is due, and what that makes due, until nothing is. For tests and commands.
    pub async fn run_due(&self) -> Result<usize, StorageError> {
        let mut done = 0;
        loop {
            let claimed = self.db.write(|tx| store::claim_due(tx, PER_CLAIM)).await?;
            if claimed.is_empty() {
                return Ok(done);
            }
            done += claimed.len();
            futures_util::future::join_all(claimed.into_iter().map(|job| self.run_one(job))).await;
        }
    }

    async fn run_one(&self, job: Claimed) {
        let begun = std::time::Instant::now();
        let outcome = match self.registry.handlers.get(job.kind.as_str()) {
            Some((_, handler)) => {
                AssertUnwindSafe(handler(&job.payload)).catch_unwind().await.unwrap_or_else(|_| {
                    Err(JobError::Retry(anyhow::anyhow!("it failed inside; the log has the place")))
                })
            }
            None => Err(JobError::GiveUp(anyhow::anyhow!("nobody knows how to do a {:?}", job.kind))),
        };
        let max_attempts = self.registry.handlers.get(job.kind.as_str()).map_or(1, |(max, _)| *max);
        let elapsed = begun.elapsed();
        metrics::histogram!("shopbell_job_seconds", "job" => job.kind.clone()).record(elapsed.as_secs_f64());
        if let Err(error) = &outcome {
            tracing::warn!(job.name = job.kind, job.id = %job.id, job.attempts = job.attempts,
                duration_ms = elapsed.as_millis(), error = %error, "a job failed");
        }
        if let Err(error) = self.settle(&job, outcome, max_attempts).await {
            tracing::error!(job.name = job.kind, job.id = %job.id, error = %error, "a job's end could not be written");
        }
    }

    async fn settle(
        &self,
        job: &Claimed,
        outcome: Result<(), JobError>,
        max_attempts: u32,
    ) -> Result<(), StorageError> {
        let (id, attempts) = (job.id, job.attempts);
        let now = self.clock.now();
        let (error, run_at) = match outcome {
            Ok(()) => return self.db.write(move |tx| store::finish(tx, id)).await,
            Err(JobError::GiveUp(error)) => (error, None),
            Err(JobError::Retry(error)) => {
                (error, (attempts < max_attempts).then(|| now.plus(pause(attempts))))
            }
            Err(JobError::RetryAt(at, error)) => (error, (attempts < max_attempts).then_some(at)),
        };
        let words = format!("{error:#}");
        self.db
            .write(move |tx| match run_at {
                Some(at) => store::retry_at(tx, id, at, &words),
                None => store::bury(tx, id, &words),
            })
            .await
    }

    /// How many jobs wait and how many are dead.
    pub async fn counts(&self) -> Result<(i64, i64), StorageError> {
        self.db
            .read(|conn| Ok((store::count(conn, JobState::Waiting)?, store::count(conn, JobState::Dead)?)))
            .await
    }

    /// The kinds of jobs that are not finished yet.
    pub async fn unfinished(&self) -> Result<Vec<String>, StorageError> {
        self.db.read(store::unfinished).await
    }
}

fn pause(attempts: u32) -> Duration {
    doubling(FIRST_PAUSE, attempts, LONGEST_PAUSE)
}

#[cfg(test)]
mod tests;
