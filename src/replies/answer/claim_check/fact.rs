//! A figure with what it means, and when one says another.

use super::money::same_money;
use super::phones;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Exact,
    From,
    UpTo,
    Over,
    Under,
    About,
    Before,
    After,
    /// What it cost once: "was 130 euros", "statt 130 Euro".
    Former,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fact {
    Money {
        milli: i64,
        currencies: Vec<&'static str>,
        bound: Bound,
    },
    Free {
        conditional: bool,
        /// "Not included".
        denied: bool,
    },
    /// A unit or a thing counted that a price is for each of.
    Per(&'static str),
    /// The same, of a thing that no table counts.
    PerWord(String),
    /// Whether the tax is in the price.
    Tax {
        included: bool,
    },
    Percent {
        milli: i64,
        bound: Bound,
    },
    /// In minutes, or in months for months and years.
    Duration {
        low: i64,
        high: i64,
        months: bool,
        bound: Bound,
    },
    Quantity {
        milli: i64,
        unit: &'static str,
        bound: Bound,
    },
    Date {
        day: i64,
        month: u8,
    },
    Month(u8),
    Days(Vec<u8>),
    DayPart(bool),
    Holiday(String),
    Relative(String),
    Number {
        milli: i64,
        bound: Bound,
    },
    Code(String),
    /// What kind of street a name and a number stand in: "17 Mill Lane".
    Street(&'static str),
    Phone(String),
    Link(String),
    /// A currency or a "few" without a figure that can be read.
    Unreadable(String),
}

impl Fact {
    /// Whether a record's fact says this one.
    pub fn is_said_by(&self, known: &Self, prefix: Option<&str>) -> bool {
        match (self, known) {
            (Self::Money { milli, currencies, bound }, Self::Money { milli: m, currencies: c, bound: b }) => {
                milli == m && same_money(currencies, c) && same_bound(*bound, *b)
            }
            (Self::Percent { milli, bound }, Self::Percent { milli: m, bound: b })
            | (Self::Number { milli, bound }, Self::Number { milli: m, bound: b }) => {
                milli == m && same_bound(*bound, *b)
            }
            (
                Self::Duration { low, high, months, bound },
                Self::Duration { low: l, high: h, months: m, bound: b },
            ) => low == l && high == h && months == m && same_span(*bound, *b),
            (Self::Quantity { milli, unit, bound }, Self::Quantity { milli: m, unit: u, bound: b }) => {
                milli == m && unit == u && same_span(*bound, *b)
            }
            // "You must be 16 or over" of "from 16 years": an age without its unit.
            (Self::Number { milli, bound }, Self::Duration { low, high, months: true, bound: b }) => {
                is_limit(*bound) && low == high && milli * 12 == low * 1_000 && same_bound(*bound, *b)
            }
            (Self::Days(days), Self::Days(known)) => days.iter().all(|day| known.contains(day)),
            (Self::Phone(said), Self::Phone(known)) => phones::are_one(said, known, prefix),
            (Self::Number { milli, .. }, Self::Phone(known)) => (milli / 1_000).to_string() == *known,
            (Self::Link(said), Self::Link(known)) => said == known,
            (Self::Holiday(name), Self::Date { day, month })
            | (Self::Date { day, month }, Self::Holiday(name)) => day_of(name) == Some((*day, *month)),
            (Self::Per(unit), known) => known.is_for_each(unit),
            (a, b) => a == b,
        }
    }

    /// "Each" is a piece or a person, "one hour: 150" the price of an hour.
    pub(super) fn is_for_each(&self, unit: &str) -> bool {
        match self {
            Self::Per(known) => {
                *known == unit
                    || matches!((unit, *known), ("each", "piece" | "person") | ("piece" | "person", "each"))
                    || matches!((unit, *known), ("day", "night") | ("night", "day"))
            }
            Self::Duration { low, high, months, .. } => low == high && one_of(unit) == Some((*low, *months)),
            Self::Quantity { milli, unit: known, .. } => match unit {
                "kg" => (*milli, *known) == (1_000_000, "g"),
                "l" => (*milli, *known) == (1_000_000, "ml"),
                unit => (*milli, *known) == (1_000, unit),
            },
            _ => false,
        }
    }

    /// Facts that could be taken for one another.
    pub fn same_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Facts that name themselves: they may come from any record that is cited.
    pub fn stands_alone(&self) -> bool {
        matches!(self, Self::Phone(_) | Self::Link(_))
    }

    pub fn is_figure(&self) -> bool {
        !matches!(
            self,
            Self::Phone(_)
                | Self::Link(_)
                | Self::Per(_)
                | Self::PerWord(_)
                | Self::Tax { .. }
                | Self::Holiday(_)
                | Self::DayPart(_)
                | Self::Street(_)
        )
    }
}

/// The date of a holiday that has the same one every year.
fn day_of(holiday: &str) -> Option<(i64, u8)> {
    match holiday {
        "new_year" => Some((1, 1)),
        "epiphany" => Some((6, 1)),
        "labour_day" => Some((1, 5)),
        "assumption" => Some((15, 8)),
        "all_saints" => Some((1, 11)),
        "christmas_eve" => Some((24, 12)),
        "christmas" => Some((25, 12)),
        "boxing_day" => Some((26, 12)),
        "new_years_eve" => Some((31, 12)),
        _ => None,
    }
}

/// One hour, day or month as a duration, and whether it is counted in months.
fn one_of(unit: &str) -> Option<(i64, bool)> {
    match unit {
        "minute" => Some((1, false)),
        "hour" => Some((60, false)),
        "day" | "night" => Some((24 * 60, false)),
        "week" => Some((7 * 24 * 60, false)),
        "month" => Some((1, true)),
        "year" => Some((12, true)),
        _ => None,
    }
}

fn same_bound(one: Bound, other: Bound) -> bool {
    let class = |bound| match bound {
        Bound::Exact => 0,
        Bound::From | Bound::Over | Bound::After => 1,
        Bound::UpTo | Bound::Under | Bound::Before => 2,
        Bound::About => 3,
        Bound::Former => 4,
    };
    class(one) == class(other)
}

/// Whether it says from where on, or up to where.
fn is_limit(bound: Bound) -> bool {
    matches!(bound, Bound::From | Bound::Over | Bound::UpTo | Bound::Under)
}

/// "Within 10 days", "10 days" and "10 days before" differ by a word that often stands elsewhere in another language. "About
/// 45 minutes" says less than "45 minutes" does, and is held by it.
fn same_span(one: Bound, other: Bound) -> bool {
    let one = if one == Bound::About && other == Bound::Exact { other } else { one };
    let class = |bound| match bound {
        Bound::Exact | Bound::UpTo | Bound::Under | Bound::Before | Bound::From | Bound::After => 0,
        Bound::Over => 1,
        Bound::About => 3,
        Bound::Former => 4,
    };
    class(one) == class(other)
}
