//! Choices become one query: a fixed text per choice of what, the same text for who, and every value a parameter.

use super::question::{Question, What};
use crate::health::detectors::{Bound, Detector};
use crate::health::types::{Purpose, Scope};
use crate::ids::Id as _;

const WHO: &str = include_str!("who.sql");
/// Days a customer is remembered: whoever did nothing for longer is no news.
const LOOK_BACK_DAYS: i64 = 730;
/// How pressing what a shop looks for itself is: a service before an offer, below what already went wrong.
pub(super) const fn pressing(purpose: Purpose) -> i64 {
    match purpose {
        Purpose::Marketing => 45,
        Purpose::Utility => 70,
    }
}

const fn what(what: What) -> &'static str {
    match what {
        What::NotWritten => include_str!("what/not_written.sql"),
        What::NotOrdered => include_str!("what/not_ordered.sql"),
        What::NeverOrdered => include_str!("what/never_ordered.sql"),
        What::OrderedProduct => include_str!("what/ordered_product.sql"),
        What::ProductNotAgain => include_str!("what/product_not_again.sql"),
        What::BasketLeft => include_str!("what/basket_left.sql"),
        What::LabelledQuiet => include_str!("what/labelled_quiet.sql"),
    }
}

/// The detector that asks a question.
pub(super) fn compile(detector: String, title: &str, question: &Question, purpose: Purpose) -> Detector {
    let who = &question.who;
    let number = |number: Option<i64>| number.map_or(Bound::Nothing, Bound::Number);
    let text = |text: Option<&str>| text.map_or(Bound::Nothing, |text| Bound::Text(text.trim().to_owned()));
    let spent = who.spent_at_least.as_ref().and_then(super::question::Spent::read);
    let labels: Vec<i64> = who.labels.iter().map(|label| label.as_i64()).collect();
    let labels = if labels.is_empty() { Bound::Nothing } else { Bound::Text(format!("{labels:?}")) };
    let bound = [
        ("utility", Bound::Number(i64::from(purpose == Purpose::Utility))),
        ("look_back_days", Bound::Number(LOOK_BACK_DAYS)),
        ("days", Bound::Number(question.days)),
        ("product", text(question.product.as_deref())),
        ("label", number(question.label.map(crate::ids::Id::as_i64))),
        ("labels", labels),
        ("language", text(who.language.as_deref())),
        ("orders_at_least", number(who.orders_at_least)),
        ("spent_micros", number(spent.map(|(micros, _)| micros))),
        ("currency", text(spent.as_ref().map(|(_, currency)| currency.as_str()))),
        ("wrote_within_days", number(who.wrote_within_days)),
    ];
    Detector {
        name: detector,
        title: Some(title.to_owned()),
        about: question.about(),
        scope: Scope::Customers,
        pressing: pressing(purpose),
        purpose,
        numbers: Vec::new(),
        bound: bound.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        needs_labels: question.labels(),
        written_by_hand: false,
        sql: query(question.what),
    }
}

/// The text of a question.
pub(super) fn query(of: What) -> String {
    format!("WITH found AS (\n{}\n)\n{WHO}", what(of))
}
