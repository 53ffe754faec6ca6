//! Dates as spreadsheets keep them when nobody gave the cell a format: days since 30 December 1899, `45997.5` for noon.
//!
//! One such number proves nothing. A column of nothing else is read so, unless every one of its numbers could be a day, a
//! month and a year as well.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time, date};

/// Day 0 of the spreadsheets, as all of them count since the first.
const DAY_ZERO: Date = date(1899, 12, 30);
/// 1990 to 2099: orders are of no other year.
const DAYS: std::ops::RangeInclusive<i32> = 32_874..=73_050;
/// Figures of a fraction that are read: a day in billionths.
const FRACTION_DIGITS: usize = 9;
const FRACTION_ONE: i64 = 1_000_000_000;
const SECONDS_A_DAY: i64 = 86_400;

/// What a column shows of such numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct SerialsSeen {
    some: bool,
    /// Cells that are something else.
    others: bool,
    /// One that can be nothing else.
    sure: bool,
}

/// How a column's numbers are to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Serials {
    No,
    /// Each could be a day, a month and a year: `41226`.
    Doubtful,
    Yes,
}

impl SerialsSeen {
    /// Learns from one cell of the column.
    pub fn see(&mut self, cell: &str) {
        match moment(cell) {
            Some(_) => {
                self.some = true;
                self.sure |= !is_day_month_year(cell);
            }
            None => self.others = true,
        }
    }

    pub const fn taken(self) -> Serials {
        match (self.some && !self.others, self.sure) {
            (true, true) => Serials::Yes,
            (true, false) => Serials::Doubtful,
            (false, _) => Serials::No,
        }
    }
}

/// The moment such a number is, on the shop's own clock.
pub(super) fn moment(cell: &str) -> Option<DateTime> {
    let (days, fraction) = cell.split_once(['.', ',']).unwrap_or((cell, ""));
    let figures = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let day: i32 = days.parse().ok().filter(|day| DAYS.contains(day))?;
    if !figures(days) || !figures(fraction) {
        return None;
    }
    let billionths: String = fraction.chars().chain(std::iter::repeat('0')).take(FRACTION_DIGITS).collect();
    let seconds =
        (billionths.parse::<i64>().ok()? * SECONDS_A_DAY + FRACTION_ONE / 2).div_euclid(FRACTION_ONE);
    let day = DAY_ZERO.checked_add(Span::new().days(day)).ok()?;
    day.to_datetime(Time::midnight()).checked_add(Span::new().seconds(seconds)).ok()
}

/// `31226` may be the third of December 2026, its first nought lost.
fn is_day_month_year(cell: &str) -> bool {
    let part = |from: usize, to: usize| cell.get(from..to).and_then(|figures| figures.parse::<i8>().ok());
    let (Some(day), Some(month), Some(year)) = (part(0, 1), part(1, 3), part(3, 5)) else { return false };
    cell.len() == 5 && Date::new(2000 + i16::from(year), month, day).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(cells: &[&str]) -> Serials {
        let mut seen = SerialsSeen::default();
        for cell in cells {
            seen.see(cell);
        }
        seen.taken()
    }

    #[test]
    fn a_number_is_the_day_and_time_a_spreadsheet_shows() {
        for (cell, meant) in [
            ("45997", "2025-12-06T00:00:00"),
            ("45997.5", "2025-12-06T12:00:00"),
            ("45997,4375", "2025-12-06T10:30:00"),
            ("46115.999999999", "2026-04-04T00:00:00"),
            ("45991.42439814815", "2025-11-30T10:11:08"),
            ("32874", "1990-01-01T00:00:00"),
        ] {
            assert_eq!(moment(cell).map(|at| at.to_string()).as_deref(), Some(meant), "{cell}");
        }
        for cell in ["32873", "73051", "4599", "459970", "45,997.5", "-45997", "+45997", "45997 ", "4e4", ""]
        {
            assert_eq!(moment(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_column_proves_what_one_number_does_not() {
        assert_eq!(taken(&["45997", "46001.25"]), Serials::Yes);
        assert_eq!(taken(&["41226"]), Serials::Doubtful, "4 December 2026, or a day in 2012");
        assert_eq!(taken(&["41226", "41326"]), Serials::Yes, "there is no 13th month");
        assert_eq!(
            taken(&["45997", "13/04/2026"]),
            Serials::No,
            "what a spreadsheet left as text makes the rest doubtful"
        );
        assert_eq!(taken(&["45997", "31226", "101226"]), Serials::No);
        assert_eq!(taken(&[]), Serials::No);
    }
}
