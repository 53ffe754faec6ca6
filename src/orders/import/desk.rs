//! The import that runs, for everybody who may import, and what became of the file that was last looked at.
//!
//! Kept in memory only. What became of a file that was taken in is kept by the store: whoever gave it may be gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;

use super::columns::Columns;
use super::outcome::{Counts, Outcome};
use crate::clock::Timestamp;
use crate::events::{Bus, Topic};

/// Walks over the whole file before its first row is taken: counting, and learning how it writes.
const WALKS: u64 = 2;
/// Trials that are kept, and for how long: their rows are customers' own, and may be many.
const MOST_TRIALS: usize = 4;
const TRIAL_LASTS: Duration = Duration::from_hours(24);

/// How far a file has been looked through, in bytes.
#[derive(Debug, Default)]
pub struct Watch {
    bytes: AtomicU64,
    read: AtomicU64,
    /// Rows that were counted until now.
    rows: AtomicUsize,
}

impl Watch {
    pub fn of(bytes: usize) -> Self {
        Self { bytes: AtomicU64::new(bytes as u64), ..Self::default() }
    }

    /// A walk, from 0, has come so far.
    pub fn see(&self, walk: u64, rows: usize, bytes: usize) {
        self.rows.fetch_max(rows, Ordering::Relaxed);
        let whole = self.bytes();
        let read = (walk * whole + (bytes as u64).min(whole)) / WALKS;
        self.read.fetch_max(read, Ordering::Relaxed);
    }

    pub fn rows(&self) -> usize {
        self.rows.load(Ordering::Relaxed)
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
    /// Who brought it.
    pub by: String,
    /// Nothing of it is kept.
    pub dry: bool,
    pub watch: Arc<Watch>,
    /// Nothing before its rows are counted.
    pub counts: Counts,
    /// Set by whoever wants it to stop.
    stop: Arc<AtomicBool>,
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
    /// By which what becomes of the file that is taken in is kept already.
    kept_as: Option<String>,
    /// The last file that each only looked at, until they take one in; the newest at the end.
    trials: Vec<(String, Arc<Done>)>,
    /// A customer was erased while a file was looked at, who may stand in it.
    erased_meanwhile: bool,
}

/// Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    state: Arc<Mutex<State>>,
}

/// A file under way: it runs no more when this goes, however the work ended.
pub struct UnderWay {
    desk: Desk,
    bus: Bus,
    pub watch: Arc<Watch>,
    stop: Arc<AtomicBool>,
}

impl UnderWay {
    /// Stops it when it is dropped: nobody waits for it any more.
    pub fn wanted(&self) -> Wanted {
        Wanted(Arc::clone(&self.stop))
    }
}

/// Somebody waits for what becomes of a file.
pub struct Wanted(Arc<AtomicBool>);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = self.desk.state.lock();
        let running = state.running.take();
        state.kept_as = None;
        drop(state);
        self.bus.tell(Topic::OrderImport, running.map_or(0, |running| running.counts.read));
    }
}

impl Desk {
    pub fn begin(&self, bus: &Bus, by: &str, file: &str, dry: bool, bytes: usize) -> UnderWay {
        let (watch, stop) = (Arc::new(Watch::of(bytes)), Arc::new(AtomicBool::new(false)));
        let running = Running {
            file: file.to_owned(),
            by: by.to_owned(),
            dry,
            watch: Arc::clone(&watch),
            counts: Counts::default(),
            stop: Arc::clone(&stop),
        };
        let mut state = self.state.lock();
        (state.running, state.erased_meanwhile) = (Some(running), false);
        drop(state);
        UnderWay { desk: self.clone(), bus: bus.clone(), watch, stop }
    }

    /// Who brings another file has seen enough of the one they only look at. Whether there is one, which ends soon.
    pub fn let_go_of_trial(&self, by: &str) -> bool {
        let state = self.state.lock();
        let own = state.running.as_ref().filter(|running| running.dry && running.by == by);
        if let Some(own) = own {
            own.stop.store(true, Ordering::Relaxed);
        }
        own.is_some()
    }

    pub fn tell(&self, counts: Counts) {
        if let Some(running) = &mut self.state.lock().running {
            running.counts = counts;
        }
    }

    /// Keeps what came of a trial for whoever looked; a file they took in ends their last one.
    pub fn looked_at(&self, by: &str, done: &Arc<Done>) {
        let mut state = self.state.lock();
        let kept_since = done.ended_at.minus(TRIAL_LASTS);
        state.trials.retain(|(who, trial)| who != by && trial.ended_at > kept_since);
        if done.dry && !state.erased_meanwhile {
            state.trials.push((by.to_owned(), Arc::clone(done)));
        }
        let too_many = state.trials.len().saturating_sub(MOST_TRIALS);
        state.trials.drain(..too_many);
    }

    /// A customer is erased: what was looked at may hold their rows.
    pub fn forget_trials(&self) {
        let mut state = self.state.lock();
        state.trials.clear();
        state.erased_meanwhile = true;
    }

    pub fn running(&self) -> Option<Running> {
        self.state.lock().running.clone()
    }

    /// From now on what becomes of the file that runs is kept by this id; it is shown when the file has ended.
    pub fn keep_as(&self, id: &str) {
        self.state.lock().kept_as = Some(id.to_owned());
    }

    /// By which what becomes of the file that runs is kept.
    pub fn kept_as(&self) -> Option<String> {
        self.state.lock().kept_as.clone()
    }

    /// What became of a file that was only looked at, by its id.
    pub fn trial(&self, id: &str, now: Timestamp) -> Option<Arc<Done>> {
        let mut state = self.state.lock();
        state.trials.retain(|(_, trial)| trial.ended_at > now.minus(TRIAL_LASTS));
        state.trials.iter().map(|(_, trial)| trial).find(|trial| trial.id == id).cloned()
    }

    pub fn ask_to_stop(&self) {
        if let Some(running) = &self.state.lock().running {
            running.stop.store(true, Ordering::Relaxed);
        }
    }

    pub fn is_to_stop(&self) -> bool {
        self.state.lock().running.as_ref().is_some_and(|running| running.stop.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(id: &str, dry: bool, ended_at: Timestamp) -> Arc<Done> {
        Arc::new(Done {
            id: id.to_owned(),
            file: String::new(),
            dry,
            ended_at,
            header: Vec::new(),
            columns: Columns::default(),
            sample: Vec::new(),
            outcome: Outcome::default(),
        })
    }

    #[test]
    fn nothing_runs_when_the_work_ends_in_a_panic() {
        let (desk, bus) = (Desk::default(), Bus::default());
        let (mut heard, shared) = (bus.subscribe(), desk.clone());
        let work = std::thread::spawn(move || {
            let _under_way = shared.begin(&bus, "Anna", "orders.csv", false, 1);
            shared.keep_as("a");
            assert!(shared.running().is_none(), "the work breaks");
        });
        assert!(work.join().is_err());
        assert!(desk.running().is_none() && desk.kept_as().is_none());
        assert_eq!(heard.try_recv().unwrap().event.topic, Topic::OrderImport);
    }

    #[test]
    fn everybody_keeps_the_last_file_they_looked_at_for_a_day() {
        let desk = Desk::default();
        let now = Timestamp::from_millis(1_800_000_000_000);
        let kept_at = |desk: &Desk, at| ["a", "b", "c"].map(|id| desk.trial(id, at).is_some());
        let kept = |desk: &Desk| kept_at(desk, now);
        desk.looked_at("Anna", &done("a", true, now));
        desk.looked_at("Bruno", &done("b", true, now));
        assert_eq!(kept(&desk), [true, true, false]);
        desk.looked_at("Anna", &done("c", true, now));
        assert_eq!(kept(&desk), [false, true, true], "Anna's own is replaced");
        desk.looked_at("Anna", &done("taken", false, now));
        assert_eq!(kept(&desk), [false, true, false], "and taken in");
        desk.looked_at("Carla", &done("c", true, now.plus(TRIAL_LASTS)));
        assert_eq!(kept(&desk), [false, false, true], "Bruno looked a day ago");
        for who in 0..MOST_TRIALS {
            desk.looked_at(&who.to_string(), &done("x", true, now.plus(TRIAL_LASTS)));
        }
        assert_eq!(kept(&desk), [false, false, false], "only some are kept");
    }

    #[test]
    fn a_trial_ends_when_its_own_person_brings_another_file_or_nobody_waits_for_it() {
        let (desk, bus) = (Desk::default(), Bus::default());
        let trial = desk.begin(&bus, "Anna", "orders.csv", true, 1);
        assert!(!desk.let_go_of_trial("Bruno") && !desk.is_to_stop(), "it is not theirs");
        assert!(desk.let_go_of_trial("Anna") && desk.is_to_stop());
        drop(trial);
        let trial = desk.begin(&bus, "Anna", "orders.csv", true, 1);
        let wanted = trial.wanted();
        assert!(!desk.is_to_stop(), "what stopped the one before does not stop this one");
        drop(wanted);
        assert!(desk.is_to_stop());
        drop(trial);
        let _taken_in = desk.begin(&bus, "Anna", "orders.csv", false, 1);
        assert!(!desk.let_go_of_trial("Anna") && !desk.is_to_stop(), "what is taken in goes on");
    }

    #[test]
    fn nothing_that_was_looked_at_outlives_an_erasure() {
        let (desk, bus) = (Desk::default(), Bus::default());
        let now = Timestamp::from_millis(1_800_000_000_000);
        let under_way = desk.begin(&bus, "Anna", "orders.csv", true, 1);
        desk.looked_at("Anna", &done("before", true, now));
        desk.forget_trials();
        desk.looked_at("Bruno", &done("meanwhile", true, now));
        drop(under_way);
        assert!(["before", "meanwhile"].iter().all(|id| desk.trial(id, now).is_none()));
        let _under_way = desk.begin(&bus, "Anna", "orders.csv", true, 1);
        desk.looked_at("Bruno", &done("after", true, now));
        assert!(desk.trial("after", now).is_some());
    }
}
