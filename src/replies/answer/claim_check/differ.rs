//! When two sources disagree: the same kind of fact about the same thing, under the same conditions, and two values that
//! cannot both be. Anything said on one side only, such as a season, a size or a branch, makes them two facts.

use serde::{Deserialize, Serialize};

use super::phones;
use super::stated_things::{Of, are_same};

/// What a statement states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Value {
    Closed,
    /// Without spans: open, and no more is said.
    Open {
        spans: Vec<Span>,
    },
    Until {
        to: Vec<u16>,
    },
    Money {
        milli: i64,
        currencies: Vec<String>,
    },
    Phone {
        digits: String,
    },
    /// An address on the web, or a house number.
    Exactly {
        text: String,
    },
}

/// From when until when, in minutes; two of one where it may be either half of the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub from: Vec<u16>,
    pub to: Vec<u16>,
}

/// A statement as it is kept: what it is of, under which conditions, and what it states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    pub value: Value,
    pub of: Vec<Of>,
    /// All else that is said: sizes, months, "only".
    pub besides: Vec<String>,
    /// The latest year of its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i64>,
    /// For how many days it is said: "on Sunday" goes before "every day".
    pub days: u8,
}

impl Detail {
    /// Whether both speak of the same, whatever they state.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        self.year == other.year && self.besides == other.besides && are_same(&self.of, &other.of)
    }

    /// Whether they are about the same and cannot both be.
    pub fn contradicts(&self, other: &Self, prefix: Option<&str>) -> bool {
        self.is_about_the_same(other) && differ(&self.value, &other.value, prefix)
    }

    /// Whether they are about the same and say the same, or one says less.
    pub fn agrees(&self, other: &Self, prefix: Option<&str>) -> bool {
        self.is_about_the_same(other) && !differ(&self.value, &other.value, prefix)
    }
}

/// Whether two values of one fact cannot both be.
pub(super) fn differ(one: &Value, other: &Value, prefix: Option<&str>) -> bool {
    match (one, other) {
        (Value::Closed, Value::Open { .. } | Value::Until { .. })
        | (Value::Open { .. } | Value::Until { .. }, Value::Closed) => true,
        (Value::Open { spans }, Value::Open { spans: others }) => {
            !within(spans, others) && !within(others, spans)
        }
        (Value::Until { to }, Value::Until { to: other }) => !meet(to, other),
        (Value::Until { to }, Value::Open { spans }) | (Value::Open { spans }, Value::Until { to }) => {
            spans.last().is_some_and(|span| !meet(&span.to, to))
        }
        (Value::Money { milli, currencies }, Value::Money { milli: other, currencies: others }) => {
            milli != other && currencies.iter().any(|code| others.contains(code))
        }
        (Value::Phone { digits }, Value::Phone { digits: other }) => {
            !phones::are_one(digits, other, prefix) && !ends_like(digits, other)
        }
        (Value::Exactly { text }, Value::Exactly { text: other }) => text != other,
        _ => false,
    }
}

/// One number with another country's prefix, or with none: that is for nobody to decide.
fn ends_like(one: &str, other: &str) -> bool {
    let bare = |digits: &str| digits.trim_start_matches(['+', '0']).to_owned();
    let (one, other) = (bare(one), bare(other));
    one.ends_with(&other) || other.ends_with(&one)
}

/// Whether every span is one of the others: who names the morning only says less.
fn within(spans: &[Span], others: &[Span]) -> bool {
    let same = |one: &Span, other: &Span| meet(&one.from, &other.from) && meet(&one.to, &other.to);
    spans.iter().all(|span| others.iter().any(|other| same(span, other)))
}

fn meet(one: &[u16], other: &[u16]) -> bool {
    one.iter().any(|minute| other.contains(minute))
}
