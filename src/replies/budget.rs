//! The money for models, by day and by month: an answer is begun only while what is spent and what is under way stay below
//! both limits, so neither is passed by more than one answer. It runs out in steps: the large model, the small one, the
//! built-in one, a person.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::clock::Timestamp;
use crate::words::words;

/// What one answer may cost at most while it is under way, in millionths of a US dollar.
const RESERVED_PER_ANSWER: i64 = 50_000;
/// From when the small model writes, unless the owner says otherwise.
const USUAL_SMALL_FROM_PERCENT: u32 = 80;

/// What the owner allows, in millionths of a US dollar; nothing means no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::replies) struct Limits {
    pub month: Option<i64>,
    pub day: Option<i64>,
    /// From this share of either limit on, the small model writes answers too.
    pub small_from_percent: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { month: None, day: None, small_from_percent: USUAL_SMALL_FROM_PERCENT }
    }
}

/// What has been spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::replies) struct SpentSoFar {
    pub month: i64,
    pub day: i64,
}

words! {
    /// What the budget leaves for the next answer.
    BudgetStep {
        /// The model the owner chose.
        Large = "large",
        /// The one that sorts.
        Small = "small",
        /// The built-in one, and a person where it is not sure.
        BuiltIn = "built_in",
    }
}

impl Limits {
    /// What is left for an answer begun now, with `reserved` for the answers under way.
    pub fn step(self, spent: SpentSoFar, reserved: i64) -> BudgetStep {
        let both = [(self.month, spent.month), (self.day, spent.day)];
        let reaches = |percent: u32, under_way: i64| {
            both.iter().any(|(limit, spent)| {
                limit.is_some_and(|limit| {
                    let used = i128::from(spent.saturating_add(under_way)) * 100;
                    used >= i128::from(limit) * i128::from(percent)
                })
            })
        };
        if reaches(100, reserved) {
            BudgetStep::BuiltIn
        } else if reaches(self.small_from_percent.min(100), 0) {
            BudgetStep::Small
        } else {
            BudgetStep::Large
        }
    }

    /// Whether what is left is for more than customers: the large model writes, with room for so many answers beside theirs.
    pub fn is_ample(self, spent: SpentSoFar, answers: i64) -> bool {
        self.step(spent, answers.saturating_mul(RESERVED_PER_ANSWER)) == BudgetStep::Large
    }
}

/// Money set aside for answers under way. Clones share it.
#[derive(Clone, Default)]
pub(in crate::replies) struct Budget(Arc<Mutex<i64>>);

/// One answer's share; given back when it ends.
pub(in crate::replies) struct Reservation(Arc<Mutex<i64>>);

impl Budget {
    /// Sets money aside for one answer and says what may write it; nothing when there is none left.
    pub fn reserve(&self, limits: Limits, spent: SpentSoFar) -> Option<(BudgetStep, Reservation)> {
        let mut reserved = self.0.lock();
        let step = limits.step(spent, *reserved);
        if step == BudgetStep::BuiltIn {
            return None;
        }
        *reserved += RESERVED_PER_ANSWER;
        Some((step, Reservation(Arc::clone(&self.0))))
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

    fn month_of(month: i64) -> Limits {
        Limits { month: Some(month), small_from_percent: 100, ..Limits::default() }
    }

    fn spent(month: i64, day: i64) -> SpentSoFar {
        SpentSoFar { month, day }
    }

    #[test]
    fn a_budget_is_never_passed_by_more_than_one_answer() {
        let budget = Budget::default();
        let limits = month_of(60_000);
        let first = budget.reserve(limits, spent(0, 0));
        let second = budget.reserve(limits, spent(0, 0));
        assert!(first.is_some() && second.is_some());
        assert!(budget.reserve(limits, spent(0, 0)).is_none(), "two under way may already cost all of it");
        drop(first);
        assert!(budget.reserve(limits, spent(9_999, 0)).is_some());
        drop(second);
        assert!(budget.reserve(limits, spent(60_000, 0)).is_none());
        assert!(budget.reserve(month_of(0), spent(0, 0)).is_none());
        assert!(budget.reserve(Limits::default(), spent(i64::MAX, i64::MAX)).is_some());
    }

    #[test]
    fn money_runs_out_in_steps_and_the_nearer_limit_counts() {
        let limits = Limits { month: Some(1_000), day: Some(100), small_from_percent: 80 };
        for (month, day, step) in [
            (0, 0, BudgetStep::Large),
            (799, 79, BudgetStep::Large),
            (100, 80, BudgetStep::Small),
            (800, 0, BudgetStep::Small),
            (100, 100, BudgetStep::BuiltIn),
            (1_000, 0, BudgetStep::BuiltIn),
            (i64::MAX, 0, BudgetStep::BuiltIn),
        ] {
            assert_eq!(limits.step(spent(month, day), 0), step, "{month} of the month, {day} of the day");
        }
        let day_only = Limits { day: Some(100), ..Limits::default() };
        assert_eq!(day_only.step(spent(i64::MAX, 10), 0), BudgetStep::Large);
        assert_eq!(
            limits.step(spent(0, 0), 100),
            BudgetStep::BuiltIn,
            "what is under way may cost all of it"
        );
    }

    #[test]
    fn months_are_told_in_utc() {
        assert_eq!(month(Timestamp::from_seconds(1_795_255_200)), "2026-11");
    }
}
