//! Standing work: it has a queue of its own, so it needs no job. It is woken, does round after round until nothing is
//! left, and sleeps again. It never gives up: a round that fails is tried again after a growing pause.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::running::{Running, caught};
use super::types::JobError;
use crate::clock::{Clock, Timestamp, doubling};
use crate::events::Bus;

/// Looked at this often even when nobody wakes it.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// The first pause after a failure; it doubles with every further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause after a failure.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Something was done; there may be more.
    Again,
    /// Nothing is left.
    Rest,
    /// Nothing is left before this moment.
    RestUntil(Timestamp),
}

/// One piece of standing work.
pub(super) struct Standing {
    pub name: &'static str,
    round: Box<dyn Fn() -> Running<Round> + Send + Sync>,
}

impl Standing {
    pub fn new(name: &'static str, round: impl Fn() -> Running<Round> + Send + Sync + 'static) -> Self {
        Self { name, round: Box::new(round) }
    }

    pub async fn round(&self) -> Result<Round, JobError> {
        caught((self.round)()).await
    }

    /// Works until the program stops, which it notices between two rounds.
    pub async fn run(&self, bus: &Bus, clock: &Clock, stopping: &CancellationToken) {
        let woken = bus.sleeper(self.name);
        let mut failures = 0;
        while !stopping.is_cancelled() {
            let until = match self.round().await {
                Ok(Round::Again) => {
                    failures = 0;
                    continue;
                }
                Ok(Round::Rest) => clock.now().plus(LOOK_EVERY),
                Ok(Round::RestUntil(moment)) => moment.min(clock.now().plus(LOOK_EVERY)),
                Err(error) => {
                    failures += 1;
                    let until = self.after_failure(error, failures, clock);
                    // Whoever wakes it now would only see it fail again.
                    tokio::select! {
                        () = stopping.cancelled() => return,
                        () = clock.sleep_until(until) => continue,
                    }
                }
            };
            failures = 0;
            tokio::select! {
                () = stopping.cancelled() => return,
                () = woken.notified() => {}
                () = clock.sleep_until(until) => {}
            }
        }
    }

    fn after_failure(&self, error: JobError, failures: u32, clock: &Clock) -> Timestamp {
        tracing::warn!(work.name = self.name, work.failures = failures, error = %error, "a round of work failed");
        let pause = doubling(FIRST_PAUSE, failures, LONGEST_PAUSE);
        match error {
            JobError::RetryAt(at, _) => at,
            JobError::Retry(_) | JobError::GiveUp(_) => clock.now().plus(pause),
        }
    }
}
