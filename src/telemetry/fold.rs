//! Lines that may come with every request: the first is told at once, the others are counted and told once a minute.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// How long lines of one kind are only counted after one was told.
const TOLD_EVERY: Duration = Duration::from_mins(1);

/// What was told of each kind. Kinds are few and named in the program, never by a caller.
pub struct Folded(Mutex<BTreeMap<String, Kind>>);

struct Kind {
    told: Instant,
    since: u64,
}

impl Folded {
    pub const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// One more of this kind. When a line is due: how many it stands for.
    pub fn one_more(&self, kind: &str) -> Option<u64> {
        self.one_more_at(kind, Instant::now())
    }

    fn one_more_at(&self, kind: &str, now: Instant) -> Option<u64> {
        let mut kinds = self.0.lock();
        let Some(known) = kinds.get_mut(kind) else {
            kinds.insert(kind.to_owned(), Kind { told: now, since: 0 });
            return Some(1);
        };
        known.since += 1;
        if now.duration_since(known.told) < TOLD_EVERY {
            return None;
        }
        known.told = now;
        Some(std::mem::take(&mut known.since))
    }
}

impl Default for Folded {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_told_at_once_and_the_rest_once_a_minute_with_their_number() {
        let (folded, begun) = (Folded::new(), Instant::now());
        assert_eq!(folded.one_more_at("full", begun), Some(1));
        for second in 1..60 {
            assert_eq!(folded.one_more_at("full", begun + Duration::from_secs(second)), None);
        }
        assert_eq!(folded.one_more_at("other", begun), Some(1), "each kind by itself");
        assert_eq!(folded.one_more_at("full", begun + TOLD_EVERY), Some(60));
        assert_eq!(folded.one_more_at("full", begun + TOLD_EVERY), None);
        assert_eq!(folded.one_more_at("full", begun + TOLD_EVERY * 100), Some(2), "after a quiet time too");
    }
}
