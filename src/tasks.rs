//! Every background task of the program: one tracker, one stop signal.
//!
//! Stopping goes in one order: the signal is given, tasks finish what they hold, then [`Tasks::stop`] returns.
//! Never detaches a task and never kills one that still works on something a customer waits for.

use std::future::Future;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

/// Starts tasks and stops them all. Clones share the tracker.
#[derive(Clone, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stopping: CancellationToken,
}

impl Tasks {
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs `work` under the tracker; its log lines carry `task`.
    pub fn spawn<F>(&self, name: &'static str, work: F) -> tokio::task::JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.tracker.spawn(work.instrument(tracing::info_span!("task", name)))
    }

    /// Runs blocking work on a thread of its own pool.
    pub fn spawn_blocking<F, T>(&self, work: F) -> tokio::task::JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.tracker.spawn_blocking(work)
    }

    /// Fires when the program begins to stop.
    pub fn stopping(&self) -> CancellationToken {
        self.stopping.clone()
    }

    /// Gives the signal without waiting.
    pub fn begin_stop(&self) {
        self.stopping.cancel();
    }

    /// Gives the signal and waits for every task.
    pub async fn stop(&self) {
        self.stopping.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}
