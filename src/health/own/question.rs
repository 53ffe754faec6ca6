//! A signal built from choices: which customers, what they did or did not, how long ago. Never any text of a query.

use std::str::FromStr as _;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::LabelId;
use crate::money::{Amount, Currency};
use crate::words::words;

/// Days a choice may look back.
pub(in crate::health) const MOST_DAYS: i64 = 365;
/// Orders, labels and letters a choice may name.
const MOST_ORDERS: i64 = 1_000;
const MOST_LABELS: usize = 20;
const LONGEST_PRODUCT: usize = 200;
const LONGEST_TAG: usize = 35;

words! {
    /// What a customer did, or did not do.
    What as SignalWhat {
        /// Wrote before, and not for so many days.
        NotWritten = "not_written",
        /// Ordered before, and not for so many days.
        NotOrdered = "not_ordered",
        /// First wrote so many days ago or earlier, and never ordered.
        NeverOrdered = "never_ordered",
        /// Ordered a product within so many days.
        OrderedProduct = "ordered_product",
        /// Ordered a product so many days ago or earlier, and not again.
        ProductNotAgain = "product_not_again",
        /// Left a basket within so many days, and ordered nothing since.
        BasketLeft = "basket_left",
        /// Bears a label, and nothing was said for so many days.
        LabelledQuiet = "labelled_quiet",
    }
}

/// An amount somebody spent in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignalSpent)]
pub struct Spent {
    /// Such as `120.50`.
    pub amount: String,
    /// ISO 4217, such as `EUR`.
    pub currency: String,
}

/// Which customers. What is absent asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignalWho)]
pub struct Who {
    /// With at least one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<LabelId>,
    /// As a tag such as `it`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Orders in all: 1 to 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orders_at_least: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spent_at_least: Option<Spent>,
    /// Wrote within so many days: 1 to 365.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrote_within_days: Option<i64>,
}

/// Who, what, how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignalQuestion)]
pub struct Question {
    #[serde(default)]
    pub who: Who,
    pub what: What,
    /// 1 to 365.
    pub days: i64,
    /// A part of the product's name, or its whole article number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<LabelId>,
}

/// A tag as customers' languages are kept: `it` of `IT` and `it-IT`, `ur-Latn` of `ur-latn`. Nothing for what is no tag.
fn heard_as(tag: &str) -> Option<String> {
    let mut parts = tag.split('-');
    let letters = |part: &&str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let base = parts.next().filter(letters).filter(|base| (2..=3).contains(&base.len()))?;
    let is_rest =
        |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if tag.len() > LONGEST_TAG || !parts.clone().all(is_rest) {
        return None;
    }
    let base = base.to_ascii_lowercase();
    let script = parts.find(|part| part.len() == 4).filter(letters);
    Some(script.map_or(base.clone(), |script| {
        format!("{base}-{}{}", script[..1].to_ascii_uppercase(), script[1..].to_ascii_lowercase())
    }))
}

/// What is wrong with a field, by its path in the request, in English; screens say it in their reader's language.
pub(in crate::health) type Fault = (&'static str, String);

impl Question {
    /// The same as it is asked: a language as customers' are kept, nothing that this choice does not look at.
    #[must_use]
    pub(in crate::health) fn tidied(mut self) -> Self {
        let heard = self.who.language.as_deref().and_then(heard_as);
        self.who.language = heard.or(self.who.language);
        let names_a_product = matches!(self.what, What::OrderedProduct | What::ProductNotAgain);
        self.product = self.product.filter(|_| names_a_product).map(|product| product.trim().to_owned());
        self.label = self.label.filter(|_| self.what == What::LabelledQuiet);
        self
    }

    /// What is wrong with it, whatever the shop has.
    pub(in crate::health) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let days = format!("Use a number of days from 1 to {MOST_DAYS}.");
        let mut wrong = |is_wrong: bool, field: &'static str, words: &str| {
            if is_wrong {
                faults.push((field, words.to_owned()));
            }
        };
        let has_days = |days: i64| (1..=MOST_DAYS).contains(&days);
        wrong(!has_days(self.days), "question.days", &days);
        let product = self.product.as_deref().map_or("", str::trim);
        let names_a_product = matches!(self.what, What::OrderedProduct | What::ProductNotAgain);
        let says_something = product.chars().any(char::is_alphanumeric);
        wrong(names_a_product && !says_something, "question.product", "Say which product.");
        wrong(product.chars().count() > LONGEST_PRODUCT, "question.product", "Use at most 200 characters.");
        wrong(self.what == What::LabelledQuiet && self.label.is_none(), "question.label", "Choose a label.");
        let who = &self.who;
        wrong(who.labels.len() > MOST_LABELS, "question.who.labels", "Choose at most 20 labels.");
        let is_no_tag = who.language.as_deref().is_some_and(|tag| heard_as(tag).is_none());
        wrong(is_no_tag, "question.who.language", "Use a tag such as `it`.");
        let orders = who.orders_at_least.is_some_and(|orders| !(1..=MOST_ORDERS).contains(&orders));
        wrong(orders, "question.who.orders_at_least", "Use a number of orders from 1 to 1000.");
        if let Some(spent) = &who.spent_at_least {
            let amount = "Use an amount above zero, such as 120.50.";
            wrong(spent.micros().is_none(), "question.who.spent_at_least.amount", amount);
            let currency = "Use the three letters of a currency, such as EUR.";
            wrong(
                Currency::from_str(&spent.currency).is_err(),
                "question.who.spent_at_least.currency",
                currency,
            );
        }
        let within = who.wrote_within_days;
        let wrote = "question.who.wrote_within_days";
        wrong(within.is_some_and(|within| !has_days(within)), wrote, &days);
        wrong(
            self.what == What::NotWritten && within.is_some_and(|within| within <= self.days),
            wrote,
            "Nobody wrote within these days and not for as many: use more days.",
        );
        faults
    }

    /// Every label it names.
    pub(in crate::health) fn labels(&self) -> Vec<LabelId> {
        let own = self.label.filter(|_| self.what == What::LabelledQuiet);
        self.who.labels.iter().copied().chain(own).collect()
    }

    /// What it finds, in English, for whoever writes the message.
    pub(in crate::health) fn about(&self) -> String {
        let days = self.days;
        let product = self.product.as_deref().unwrap_or_default();
        match self.what {
            What::NotWritten => format!("A customer who has not written for {days} days."),
            What::NotOrdered => format!("A customer who has not ordered for {days} days."),
            What::NeverOrdered => "A customer who has written and never ordered.".to_owned(),
            What::OrderedProduct => format!("A customer who ordered {product} in the last {days} days."),
            What::ProductNotAgain => {
                format!("A customer who has not ordered {product} again for {days} days.")
            }
            What::BasketLeft => "A customer who left a basket and ordered nothing since.".to_owned(),
            What::LabelledQuiet => format!("A customer with whom nothing was said for {days} days."),
        }
    }
}

impl Spent {
    /// Millionths and their currency; nothing when it is no amount above zero.
    pub(in crate::health) fn read(&self) -> Option<(i64, Currency)> {
        Some((self.micros()?, Currency::from_str(&self.currency).ok()?))
    }

    fn micros(&self) -> Option<i64> {
        let amount = Amount::from_str(self.amount.trim()).ok()?;
        (!amount.is_zero() && !amount.is_negative()).then(|| amount.micros())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_asked_for_as_customers_languages_are_kept() {
        for (written, kept) in [
            ("it", Some("it")),
            ("IT", Some("it")),
            ("it-IT", Some("it")),
            ("pt-BR", Some("pt")),
            ("ur-latn", Some("ur-Latn")),
            ("zh-Hans-CN", Some("zh-Hans")),
            ("Italiano", None),
            ("i", None),
            ("it_IT", None),
            ("it-", None),
            ("", None),
        ] {
            assert_eq!(heard_as(written).as_deref(), kept, "{written}");
        }
    }
}
