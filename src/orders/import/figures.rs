//! Three figures of a date, and in which order a column writes day, month and year: `03/04/2026` may be two days, `03/04/26` three.

use std::borrow::Cow;

use jiff::civil::Date;

use super::serial::{Serials, SerialsSeen};
use crate::digits;
use crate::orders::fault::FaultCode;

/// How the figures of a column's dates follow each other, as far as its cells show it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayOrder {
    day_first: bool,
    month_first: bool,
    year: YearSeen,
    serials: SerialsSeen,
    /// No order is of a later one.
    this_year: i16,
}

/// Where cells of a column had a year of two digits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct YearSeen {
    first: bool,
    last: bool,
}

impl DayOrder {
    pub fn in_year(this_year: i16) -> Self {
        Self { this_year, ..Self::default() }
    }

    /// Learns from one cell of the column.
    pub fn see(&mut self, cell: &str) {
        let cell = ascii_figures(cell);
        self.serials.see(&cell);
        let Some((figures, _)) = Figures::of(&cell) else { return };
        let Figures { first, second, .. } = figures;
        if !figures.whole_year {
            let (leading, last) = (figures.dates(Order::YearMonthDay), figures.dates_year_last());
            self.year.first |= leading.is_some_and(|date| date.year() <= self.this_year)
                && last.iter().all(|date| date.year() > self.this_year);
            self.year.last |= leading.is_none_or(|date| date.year() > self.this_year)
                && last.iter().any(|date| date.year() <= self.this_year);
        }
        if figures.marks != '.' && (figures.whole_year || self.year.last) {
            self.day_first |= first > 12 && second <= 12;
            self.month_first |= second > 12 && first <= 12;
        }
    }

    /// As another column of the file is written, where this one shows no order.
    pub fn or_as(self, other: Self) -> Self {
        let shows = self.day_first || self.month_first || self.year != YearSeen::default();
        if shows { self } else { Self { serials: self.serials, ..other } }
    }

    pub(super) const fn serials(self) -> Serials {
        self.serials.taken()
    }

    const fn known(self) -> Option<bool> {
        match (self.day_first, self.month_first) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            (true, true) | (false, false) => None,
        }
    }
}

/// Figures of any script as ours, and `2026年4月3日` with the marks between them that others write.
pub(super) fn ascii_figures(cell: &str) -> Cow<'_, str> {
    let cell = cell.trim();
    if cell.is_ascii() {
        return Cow::Borrowed(cell);
    }
    let plain = |letter: char| match letter {
        '年' | '月' => Some('-'),
        '日' => Some(' '),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        _ => Some(digits::plain(letter).unwrap_or(letter)),
    };
    Cow::Owned(cell.chars().filter_map(plain).collect::<String>().trim().to_owned())
}

/// The figures a text begins with, and what follows.
pub(super) fn figure(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    (1..=8).contains(&end).then(|| text.split_at(end))
}

/// How three figures may follow each other.
#[derive(Debug, Clone, Copy)]
enum Order {
    DayMonthYear,
    MonthDayYear,
    YearMonthDay,
}

/// `03/04/2026`: two figures and a year of four digits, or three of two.
pub(super) struct Figures {
    first: i8,
    second: i8,
    year: i16,
    marks: char,
    /// Of four digits; with two it may be the day.
    whole_year: bool,
}

impl Figures {
    pub fn of(cell: &str) -> Option<(Self, &str)> {
        let (first, rest) = figure(cell)?;
        let marks = rest.chars().next().filter(|mark| "-/.".contains(*mark))?;
        let (second, rest) = figure(rest.strip_prefix(marks)?.trim_start())?;
        let (year, rest) = figure(rest.strip_prefix(marks)?.trim_start())?;
        let figures = Self {
            first: first.parse().ok()?,
            second: second.parse().ok()?,
            year: year.parse().ok()?,
            marks,
            whole_year: year.len() == 4,
        };
        Some((figures, rest))
    }

    /// The date these figures are in one order; nothing where they are none.
    fn dates(&self, order: Order) -> Option<Date> {
        let last = i8::try_from(self.year).ok()?;
        let (year, month, day) = match order {
            Order::DayMonthYear => (last, self.second, self.first),
            Order::MonthDayYear => (last, self.first, self.second),
            Order::YearMonthDay => (self.first, self.second, last),
        };
        Date::new(2000 + i16::from(year), month, day).ok()
    }

    fn dates_year_last(&self) -> Vec<Date> {
        [Order::DayMonthYear, Order::MonthDayYear].into_iter().filter_map(|order| self.dates(order)).collect()
    }

    /// With two digits the year may stand first or last: what the column shows counts, and what lies in the past.
    fn short_date(&self, order: DayOrder) -> Result<Date, FaultCode> {
        let year_last = self.marks == '.' || order.known() == Some(true);
        let possible = [
            (Order::DayMonthYear, !order.year.first && order.known() != Some(false)),
            (Order::MonthDayYear, !order.year.first && !year_last),
            (Order::YearMonthDay, !order.year.last),
        ];
        let mut dates: Vec<Date> = possible
            .into_iter()
            .filter(|(_, may)| *may)
            .filter_map(|(order, _)| self.dates(order))
            .filter(|date| order.this_year == 0 || date.year() <= order.this_year)
            .collect();
        dates.dedup();
        match dates.as_slice() {
            [] => Err(FaultCode::NotADate),
            [date] => Ok(*date),
            [_, _, ..] => Err(FaultCode::AmbiguousDate),
        }
    }

    /// Points stand between day, month and year only; other marks need the column's word where both may be the day.
    pub fn date(&self, order: DayOrder) -> Result<Date, FaultCode> {
        if !self.whole_year {
            return self.short_date(order);
        }
        let by_value = match (self.first > 12, self.second > 12) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => (self.first == self.second).then_some(true),
        };
        let by_mark = (self.marks == '.').then_some(true);
        let day_first = by_mark.or(by_value).or(order.known()).ok_or(FaultCode::AmbiguousDate)?;
        let (day, month) = if day_first { (self.first, self.second) } else { (self.second, self.first) };
        Date::new(self.year, month, day).map_err(|_| FaultCode::NotADate)
    }
}
