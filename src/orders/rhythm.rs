//! How often a customer orders, and how late they are: the middle of the gaps between the days they ordered on.

/// Days with orders below which there is no rhythm: two gaps may be chance, three are a habit.
const FEWEST_DAYS: usize = 4;
/// Gaps that are looked at, the last ones: habits change.
const GAPS: usize = 12;

/// A customer's rhythm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// Days from one order to the next.
    pub every_days: i64,
    /// Days past the one on which the next order was due; below one, none is due yet.
    pub late_days: i64,
}

/// The rhythm of the days somebody ordered on, as day numbers in any order, on the day `today`.
pub fn rhythm(days: &[i64], today: i64) -> Option<Rhythm> {
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    if days.len() < FEWEST_DAYS {
        return None;
    }
    let mut gaps: Vec<i64> = days.windows(2).rev().take(GAPS).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_unstable();
    let middle = gaps.len() / 2;
    // Of an even number of gaps the longer of the two in the middle: late is said rather late.
    let every_days = *gaps.get(middle)?;
    Some(Rhythm { every_days, late_days: today - days.last()? - every_days })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rhythm_is_the_middle_of_the_gaps() {
        assert_eq!(rhythm(&[0, 21, 42, 63], 93), Some(Rhythm { every_days: 21, late_days: 9 }));
        assert_eq!(rhythm(&[63, 0, 42, 21, 21], 70), Some(Rhythm { every_days: 21, late_days: -14 }));
        assert_eq!(
            rhythm(&[0, 7, 14, 100, 107], 107),
            Some(Rhythm { every_days: 7, late_days: -7 }),
            "one holiday is none"
        );
    }

    #[test]
    fn a_few_orders_are_no_habit() {
        assert_eq!(rhythm(&[], 10), None);
        assert_eq!(rhythm(&[1, 1, 1, 1, 1], 10), None, "five orders of one day");
        assert_eq!(rhythm(&[0, 30, 60], 100), None);
    }
}
