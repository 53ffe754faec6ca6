//! The import that runs, for everybody who may import, and what became of the file that was last looked at.
//!
//! Kept in memory only. What became of a file that was taken in is kept by the store: whoever gave it may be gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use parking_lot::Mutex;

use super::columns::Columns;
use super::outcome::{Counts, Outcome};
use crate::clock::Timestamp;

/// Walks over the whole file before its first row is taken: counting, and learning how it writes.
const WALKS: u64 = 2;

/// How far a file has been looked through, in bytes.
#[derive(Debug, Default)]
pub struct Watch {
    bytes: AtomicU64,
    read: AtomicU64,
}

impl Watch {
    pub fn of(bytes: usize) -> Self {
        Self { bytes: AtomicU64::new(bytes as u64), read: AtomicU64::new(0) }
    }

    /// A walk, from 0, has come so far.
    pub fn see(&self, walk: u64, bytes: usize) {
        let whole = self.bytes();
        let read = (walk * whole + (bytes as u64).min(whole)) / WALKS;
        self.read.fetch_max(read, Ordering::Relaxed);
    }

    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }
}

/// The file that is looked at or taken in.
#[derive(Debug, Clone)]
pub struct Running {
    pub file: String,
    /// Nothing of it is kept.
    pub dry: bool,
    pub watch: Arc<Watch>,
    /// Nothing before its rows are counted.
    pub counts: Counts,
}

/// A file that was looked at or taken in.
#[derive(Debug)]
pub struct Done {
    /// By which its refused rows are asked for.
    pub id: String,
    pub file: String,
    pub dry: bool,
    pub ended_at: Timestamp,
    pub header: Vec<String>,
    pub columns: Columns,
    pub sample: Vec<Vec<String>>,
    pub outcome: Outcome,
}

/// A name for what became of a file: no secret, and never one that is kept already, whatever the clock says.
pub fn new_id() -> Result<String, getrandom::Error> {
    Ok(format!("{:016x}", getrandom::u64()?))
}

#[derive(Debug, Default)]
struct State {
    running: Option<Running>,
    /// The last that was looked at only, until one is taken in.
    trial: Option<Arc<Done>>,
}

/// Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    state: Arc<Mutex<State>>,
    /// Set by whoever wants the import that runs to stop.
    stop: Arc<AtomicBool>,
}

impl Desk {
    pub fn begin(&self, file: &str, dry: bool, bytes: usize) -> Arc<Watch> {
        self.stop.store(false, Ordering::Relaxed);
        let watch = Arc::new(Watch::of(bytes));
        let running =
            Running { file: file.to_owned(), dry, watch: Arc::clone(&watch), counts: Counts::default() };
        self.state.lock().running = Some(running);
        watch
    }

    pub fn tell(&self, counts: Counts) {
        if let Some(running) = &mut self.state.lock().running {
            running.counts = counts;
        }
    }

    /// Nothing runs any more; what came of a trial is kept.
    pub fn end(&self, done: Option<Arc<Done>>) {
        let mut state = self.state.lock();
        state.running = None;
        match done {
            Some(done) if done.dry => state.trial = Some(done),
            Some(_) => state.trial = None,
            None => {}
        }
    }

    pub fn running(&self) -> Option<Running> {
        self.state.lock().running.clone()
    }

    /// What became of a file that was only looked at, by its id.
    pub fn trial(&self, id: &str) -> Option<Arc<Done>> {
        self.state.lock().trial.clone().filter(|done| done.id == id)
    }

    pub fn ask_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub fn is_to_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
