//! Which function runs which kind of work.

use std::collections::HashMap;

use super::running::{Running, caught};
use super::standing::{Round, Standing};
use super::ticket::Ticket;
use super::types::{Claimed, Job, JobError};

type Handler = Box<dyn Fn(&str, Ticket) -> Running<()> + Send + Sync>;

/// Joins kinds of jobs, and standing work, with the functions that do them.
#[derive(Default)]
pub struct Registry {
    handlers: HashMap<&'static str, (u32, Handler)>,
    pub(super) standing: Vec<Standing>,
}

impl Registry {
    /// Joins a kind of job with the function that runs it.
    pub fn on<J: Job>(&mut self, run: impl Fn(J) -> Running<()> + Send + Sync + 'static) {
        self.on_ending::<J>(move |job, _| run(job));
    }

    /// The same for a function that may end the job with its own last write.
    pub fn on_ending<J: Job>(&mut self, run: impl Fn(J, Ticket) -> Running<()> + Send + Sync + 'static) {
        let handler: Handler = Box::new(move |payload, ticket| match serde_json::from_str::<J>(payload) {
            Ok(job) => run(job, ticket),
            Err(error) => Box::pin(async move {
                Err(JobError::GiveUp(anyhow::Error::new(error).context("its payload is unreadable")))
            }),
        });
        self.handlers.insert(J::KIND, (J::MAX_ATTEMPTS, handler));
    }

    /// Work whose own rows are its queue. It is done round by round, whenever somebody wakes `name`.
    pub fn standing(
        &mut self,
        name: &'static str,
        round: impl Fn() -> Running<Round> + Send + Sync + 'static,
    ) {
        self.standing.push(Standing::new(name, round));
    }

    pub fn kinds(&self) -> Vec<&'static str> {
        let mut kinds: Vec<_> = self.handlers.keys().copied().collect();
        kinds.sort_unstable();
        kinds
    }

    /// Tries before a job of this kind is dead.
    pub(super) fn max_attempts(&self, kind: &str) -> u32 {
        self.handlers.get(kind).map_or(1, |(max, _)| *max)
    }

    /// Runs a job to its end; a panic is a failure like others.
    pub(super) async fn run(&self, job: &Claimed, ticket: Ticket) -> Result<(), JobError> {
        let Some((_, handler)) = self.handlers.get(job.kind.as_str()) else {
            return Err(JobError::GiveUp(anyhow::anyhow!("nobody knows how to do a {:?}", job.kind)));
        };
        caught(handler(&job.payload, ticket)).await
    }
}
