//! Every background task of the program: one tracker, one stop signal.
//!
//! Stopping goes in one order: the signal is given, tasks finish what they hold, then [`Tasks::stop`] returns. A task
//! that does not finish in time is left behind, as a crash would leave it: everything a customer waits for is in the
//! database and goes on after the next start.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

/// How long a stop waits for tasks. With what is left to close it stays below ten seconds.
const STOP_WITHIN: Duration = Duration::from_secs(8);

/// Starts tasks and stops them all. Clones share the tracker.
#[derive(Clone, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stopping: CancellationToken,
    running: Arc<Mutex<BTreeMap<&'static str, usize>>>,
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
        let counted = Counted::new(&self.running, name);
        let work = async move {
            let _counted = counted;
            work.await
        };
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

    /// Gives the signal and waits for every task, for a bounded time.
    pub async fn stop(&self) {
        self.stop_within(STOP_WITHIN).await;
    }

    async fn stop_within(&self, limit: Duration) {
        self.stopping.cancel();
        self.tracker.close();
        if tokio::time::timeout(limit, self.tracker.wait()).await.is_err() {
            let left: Vec<String> =
                self.running.lock().iter().map(|(name, tasks)| format!("{tasks} {name}")).collect();
            tracing::warn!(
                tasks = left.join(", "),
                "some work did not end in time; it goes on after the next start"
            );
        }
    }
}

/// One running task, counted under its name.
struct Counted {
    running: Arc<Mutex<BTreeMap<&'static str, usize>>>,
    name: &'static str,
}

impl Counted {
    fn new(running: &Arc<Mutex<BTreeMap<&'static str, usize>>>, name: &'static str) -> Self {
        *running.lock().entry(name).or_default() += 1;
        Self { running: Arc::clone(running), name }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut running = self.running.lock();
        if let Some(tasks) = running.get_mut(self.name) {
            *tasks -= 1;
            if *tasks == 0 {
                running.remove(self.name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_task_that_never_ends_does_not_hold_up_the_stop() {
        let tasks = Tasks::new();
        let stopping = tasks.stopping();
        tasks.spawn("willing", async move { stopping.cancelled().await });
        tasks.spawn("stuck", std::future::pending::<()>());
        tasks.stop().await;
        assert_eq!(tasks.running.lock().keys().copied().collect::<Vec<_>>(), ["stuck"]);
    }
}
