//! How sure a share of few cases is: the 95 % interval of Clopper and Pearson, and whether two shares differ.
//!
//! Theirs and not Wilson's, because a machine writes to customers by it: it never covers less than 95 %, while Wilson's falls
//! short just where shares are small and cases few. For 0 of 30 the upper bound is 11.6 %, Wilson's 11.4 %. Pure.

use super::types::{Comparison, Difference, Share};

/// What lies beyond each end of the interval.
const TAIL: f64 = 0.025;
/// Halvings of the search: closer than any figure shown.
const HALVINGS: usize = 50;
/// With fewer cases on either side nothing is said of a difference.
pub(super) const LEAST_TO_COMPARE: i64 = 10;

/// The ends of the interval in thousandths, rounded outwards.
pub(super) fn interval(share: Share) -> (i64, i64) {
    let (Ok(count), Ok(sample)) = (u32::try_from(share.count), u32::try_from(share.sample)) else {
        return (0, 1_000);
    };
    if sample == 0 || count > sample {
        return (0, 1_000);
    }
    let low = if count == 0 { 0.0 } else { 1.0 - upper(sample - count, sample) };
    let high = if count == sample { 1.0 } else { upper(count, sample) };
    (
        thousandths(low.max(0.0).mul_add(1_000.0, 1e-6).floor()),
        thousandths(high.mul_add(1_000.0, -1e-6).ceil()),
    )
}

/// Whether two shares differ: only when their intervals do not touch.
pub(super) fn compare(sent: Share, dismissed: Share) -> Comparison {
    let (low, high) = interval(sent);
    let (other_low, other_high) = interval(dismissed);
    let difference = if sent.sample < LEAST_TO_COMPARE || dismissed.sample < LEAST_TO_COMPARE {
        Difference::TooFew
    } else if low > other_high {
        Difference::More
    } else if high < other_low {
        Difference::Fewer
    } else {
        Difference::Unclear
    };
    Comparison {
        sent_low_permille: low,
        sent_high_permille: high,
        dismissed_low_permille: other_low,
        dismissed_high_permille: other_high,
        difference,
    }
}

/// The greatest chance with which so few of so many are still to be expected.
fn upper(count: u32, sample: u32) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if at_most(count, sample, middle) > TAIL {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// How likely at most so many of more are, each with this chance.
fn at_most(count: u32, sample: u32, chance: f64) -> f64 {
    // Beyond the middle the other side is the small one.
    if f64::from(count) > f64::from(sample) * chance {
        return 1.0 - at_most(sample - count - 1, sample, 1.0 - chance);
    }
    let (hit, miss) = (chance.ln(), (1.0 - chance).ln());
    let ways: f64 = (0..count).map(|place| (f64::from(sample - place) / f64::from(place + 1)).ln()).sum();
    // From the greatest number down, each from the one before: far from it they are nothing.
    let mut term = (ways + f64::from(count) * hit + f64::from(sample - count) * miss).exp();
    let mut sum = term;
    for number in (1..=count).rev() {
        term *= f64::from(number) / f64::from(sample - number + 1) * (1.0 - chance) / chance;
        sum += term;
    }
    sum
}

#[expect(clippy::cast_possible_truncation, reason = "it lies between 0 and 1000")]
const fn thousandths(number: f64) -> i64 {
    number as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(count: i64, sample: i64) -> (i64, i64) {
        interval(Share { count, sample })
    }

    /// Beside the tables of Clopper and Pearson (Biometrika 26, 1934) and R's `binom.test`.
    #[test]
    fn the_interval_is_that_of_the_tables() {
        assert_eq!(of(0, 30), (0, 116));
        assert_eq!(of(1, 30), (0, 173));
        assert_eq!(of(2, 50), (4, 138));
        assert_eq!(of(5, 10), (187, 813));
        assert_eq!(of(10, 10), (691, 1_000));
        assert_eq!(of(0, 0), (0, 1_000));
        assert_eq!(of(50, 1_000), (37, 66));
        assert_eq!(of(5_000, 100_000), (48, 52));
        assert_eq!(of(99_999, 100_000), (999, 1_000));
        assert_eq!(of(3, 2), (0, 1_000));
    }

    #[test]
    fn a_difference_is_claimed_only_where_the_intervals_do_not_touch() {
        let share = |count, sample| Share { count, sample };
        let found = |sent, dismissed| compare(sent, dismissed).difference;
        assert_eq!(found(share(40, 50), share(5, 50)), Difference::More);
        assert_eq!(found(share(5, 50), share(40, 50)), Difference::Fewer);
        assert_eq!(found(share(20, 50), share(15, 50)), Difference::Unclear);
        assert_eq!(found(share(9, 9), share(0, 50)), Difference::TooFew);
        assert_eq!(found(share(0, 0), share(0, 0)), Difference::TooFew);
    }
}
