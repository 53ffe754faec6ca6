//! Folding the write-ahead log into the file: on a thread and a connection of its own, so that no write waits for it.
//!
//! Every fold is passive: it copies what nobody reads any more and waits for nobody. Another program that keeps a read
//! transaction open makes the log longer and nothing else; folding is then tried again after a pause. Only when the
//! log has grown very long under writes that never rest is the writer asked to stand still, for a bounded moment.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use rusqlite::Connection;

use super::error::{OpenError, StorageError};
use super::fatal::stop_the_process;

/// Pages in the log from which on it is folded: 16 MiB.
const FOLD_FROM_PAGES: u32 = 4096;
/// Pages in the log from which on the writer is asked to stand still for the last of them: 128 MiB.
const LONG_LOG_PAGES: u32 = 32_768;
/// How long the writer stands still at most.
const STAND_STILL: Duration = Duration::from_millis(30);
/// The pause between two folds: a log that readers keep from beginning anew is not folded after each commit.
const PAUSE: Duration = Duration::from_millis(100);
/// The pause after a fold that could not go on because somebody reads an old view; it doubles up to the longest.
const BLOCKED_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_BLOCKED_PAUSE: Duration = Duration::from_secs(15);

/// What the writer and the folding thread tell each other.
#[derive(Default)]
pub(super) struct Folding {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Pages in the log after the last commit.
    pages: u32,
    /// The writer is asked to stand still.
    hold: bool,
    /// It does.
    stands: bool,
    closed: bool,
}

/// What one fold came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Folded {
    in_log: u32,
    done: u32,
}

impl Folding {
    /// Called by the writer after each commit, between two transactions.
    pub fn committed(&self, pages: u32) {
        let mut state = self.state.lock();
        state.pages = pages;
        if pages >= FOLD_FROM_PAGES {
            self.changed.notify_all();
        }
        if state.hold {
            state.stands = true;
            self.changed.notify_all();
            let until = Instant::now() + STAND_STILL;
            while state.hold && !self.changed.wait_until(&mut state, until).timed_out() {}
            state.stands = false;
        }
    }

    pub fn close(&self) {
        self.state.lock().closed = true;
        self.changed.notify_all();
    }

    /// Waits until the log is worth folding; `false` once closed.
    fn wait(&self) -> bool {
        let mut state = self.state.lock();
        while !state.closed && state.pages < FOLD_FROM_PAGES {
            self.changed.wait(&mut state);
        }
        !state.closed
    }

    fn pause(&self, pause: Duration) {
        let mut state = self.state.lock();
        let until = Instant::now() + pause;
        while !state.closed && !self.changed.wait_until(&mut state, until).timed_out() {}
    }

    /// Asks the writer to stand still while `work` is done.
    fn in_quiet<T>(&self, work: impl FnOnce() -> T) -> T {
        let mut state = self.state.lock();
        state.hold = true;
        let until = Instant::now() + STAND_STILL;
        // A writer that has nothing to write stands still anyway.
        while !state.stands && !state.closed && !self.changed.wait_until(&mut state, until).timed_out() {}
        drop(state);
        let done = work();
        self.state.lock().hold = false;
        self.changed.notify_all();
        done
    }
}

/// Starts the folding thread.
pub(super) fn start(file: &Path, folding: &Arc<Folding>) -> Result<std::thread::JoinHandle<()>, OpenError> {
    let connection = open_connection(file)?;
    let folding = Arc::clone(folding);
    std::thread::Builder::new()
        .name("shopbell-log".into())
        .spawn(move || run(&connection, &folding))
        .map_err(|cause| OpenError::Folder { path: file.display().to_string(), cause })
}

fn run(connection: &Connection, folding: &Folding) {
    let (mut blocked, mut last) = (BLOCKED_PAUSE, Folded { in_log: 0, done: 0 });
    while folding.wait() {
        let folded = match fold(connection) {
            Ok(folded) => folded,
            Err(error) if error.is_fatal() => stop_the_process(&error),
            Err(error) => {
                tracing::warn!(error = %error, "the write-ahead log could not be folded in yet");
                folding.pause(LONGEST_BLOCKED_PAUSE);
                continue;
            }
        };
        metrics::gauge!("shopbell_log_pages").set(folded.in_log);
        if folded.done == folded.in_log {
            // The next write begins the log anew.
            folding.state.lock().pages = 0;
            blocked = BLOCKED_PAUSE;
            folding.pause(PAUSE);
        } else if folded.done > last.done || folded.in_log < last.in_log {
            blocked = BLOCKED_PAUSE;
            if folded.in_log > LONG_LOG_PAGES && folded.in_log - folded.done < FOLD_FROM_PAGES {
                let _ = folding.in_quiet(|| fold(connection));
            }
            folding.pause(PAUSE);
        } else {
            folding.pause(blocked);
            blocked = (blocked * 2).min(LONGEST_BLOCKED_PAUSE);
        }
        last = folded;
    }
}

/// Copies what can be copied without waiting for anybody.
fn fold(connection: &Connection) -> Result<Folded, StorageError> {
    let folded = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        let pages = |column| row.get::<_, i64>(column).map(|pages| u32::try_from(pages).unwrap_or(0));
        Ok(Folded { in_log: pages(1)?, done: pages(2)? })
    })?;
    Ok(folded)
}

/// The connection that folds the log. It never waits for a lock.
#[expect(clippy::disallowed_methods, reason = "storage is the room that opens the database")]
fn open_connection(file: &Path) -> Result<Connection, OpenError> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(Duration::ZERO)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    Ok(connection)
}
