//! Every background task of the program: one tracker, one stop signal.
//!
//! Stopping goes in one order: the signal is given, tasks finish what they hold, then [`Tasks::stop`] returns. A task
//! that does not finish in time is left behind, as a crash would leave it: everything a customer waits for is in the
//! database and goes on after the next start.
//!
//! Jobs compute for milliseconds at a time, by the thousand after a rush. They run on threads of their own, to which the
//! system gives what webhooks, screens and the writer leave: a second is nothing to them and too long for a webhook.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

/// How long a stop waits for tasks. With what is left to close it stays below ten seconds.
const STOP_WITHIN: Duration = Duration::from_secs(8);

/// How much the threads for jobs stand back: beside a busy thread of the others one gets a quarter of a core, as
/// `sched(7)` weighs it.
const STANDS_BACK: i32 = 6;

/// The threads for jobs: a process has them once, and they end with it.
static JOB_THREADS: OnceLock<Runtime> = OnceLock::new();

/// Gives jobs threads of their own from now on. Without, as in most tests, they share those of everything else.
pub fn open_job_threads() -> std::io::Result<()> {
    let threads = Builder::new_multi_thread()
        .enable_all()
        .thread_name("shopbell-jobs")
        .on_thread_start(|| {
            // Where the system does not allow it, jobs run like everything else.
            let _ = rustix::process::nice(STANDS_BACK);
        })
        .build()?;
    // Whoever opened them before has opened them for all.
    let _ = JOB_THREADS.set(threads);
    Ok(())
}

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
        self.tracker.spawn(self.watched(name, work))
    }

    /// The same on the threads for jobs.
    pub fn spawn_job<F>(&self, name: &'static str, work: F) -> tokio::task::JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let work = self.watched(name, work);
        match JOB_THREADS.get() {
            Some(threads) => self.tracker.spawn_on(work, threads.handle()),
            None => self.tracker.spawn(work),
        }
    }

    fn watched<F: Future>(&self, name: &'static str, work: F) -> impl Future<Output = F::Output> + use<F> {
        let counted = Counted::new(&self.running, name);
        let work = async move {
            let _counted = counted;
            work.await
        };
        work.instrument(tracing::info_span!("task", name))
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
