//! The month's money for models: an answer is begun only while what is spent and what is under way stay below it,
//! so it is never passed by more than one answer.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::clock::Timestamp;

/// What one answer may cost at most while it is under way, in millionths of a US dollar.
const RESERVED_PER_ANSWER: i64 = 50_000;

/// Money set aside for answers under way. Clones share it.
#[derive(Clone, Default)]
pub(in crate::replies) struct Budget(Arc<Mutex<i64>>);

/// One answer's share; given back when it ends.
pub(in crate::replies) struct Reservation(Arc<Mutex<i64>>);

impl Budget {
    /// Sets money aside for one answer, or says that there is none left.
    pub fn reserve(&self, limit: Option<i64>, spent: i64) -> Option<Reservation> {
        let mut reserved = self.0.lock();
        if limit.is_some_and(|limit| spent.saturating_add(*reserved) >= limit) {
            return None;
        }
        *reserved += RESERVED_PER_ANSWER;
        Some(Reservation(Arc::clone(&self.0)))
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        *self.0.lock() -= RESERVED_PER_ANSWER;
    }
}

/// The month a moment lies in, in UTC, such as `2026-11`.
pub(in crate::replies) fn month(moment: Timestamp) -> String {
    moment.to_string().chars().take(7).collect()
}

/// The day a moment lies in, in UTC, such as `2026-11-21`.
pub(in crate::replies) fn day(moment: Timestamp) -> String {
    moment.to_string().chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_never_passed_by_more_than_one_answer() {
        let budget = Budget::default();
        let limit = Some(60_000);
        let first = budget.reserve(limit, 0);
        let second = budget.reserve(limit, 0);
        assert!(first.is_some() && second.is_some());
        assert!(budget.reserve(limit, 0).is_none(), "two under way may already cost all of it");
        drop(first);
        assert!(budget.reserve(limit, 9_999).is_some());
        drop(second);
        assert!(budget.reserve(limit, 60_000).is_none());
        assert!(budget.reserve(Some(0), 0).is_none());
        assert!(budget.reserve(None, i64::MAX).is_some());
    }

    #[test]
    fn months_are_told_in_utc() {
        assert_eq!(month(Timestamp::from_seconds(1_795_255_200)), "2026-11");
    }
}
