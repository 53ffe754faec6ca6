//! Counts what strangers can cause, and lets it be written down only so often: a flood costs nobody a busy disk.

use std::time::Duration;

use parking_lot::Mutex;

use crate::clock::Timestamp;

/// A count that is handed over at most once in a while.
pub(super) struct Paced {
    every: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waiting: u64,
    written_at: Option<Timestamp>,
}

impl Paced {
    pub(super) fn every(every: Duration) -> Self {
        Self { every, state: Mutex::default() }
    }

    /// Counts one more; the sum to write down when it is time again.
    pub(super) fn one_more(&self, now: Timestamp) -> Option<u64> {
        let mut state = self.state.lock();
        state.waiting += 1;
        if state.written_at.is_some_and(|at| now.since(at) < self.every) {
            return None;
        }
        state.written_at = Some(now);
        Some(std::mem::take(&mut state.waiting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_counts_at_once_and_the_rest_in_sums() {
        let paced = Paced::every(Duration::from_mins(1));
        let start = Timestamp::from_seconds(1_800_000_000);
        assert_eq!(paced.one_more(start), Some(1));
        assert_eq!(paced.one_more(start.plus(Duration::from_secs(1))), None);
        assert_eq!(paced.one_more(start.plus(Duration::from_secs(59))), None);
        assert_eq!(paced.one_more(start.plus(Duration::from_mins(1))), Some(3));
    }
}
