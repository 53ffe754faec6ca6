//! What a person will have to ask a customer for before they can help.

use super::said::Said;
use crate::inbox::{Conversation, HandOffReason};
use crate::orders::Book;
use crate::redaction::NumberHider;
use crate::replies::decide::orders::{is_named, is_open};
use crate::replies::question::about_order;
use crate::replies::question::needs::{self, Need};
use crate::words::words;

words! {
    /// What somebody has to ask for.
    Lack as HandOverLack {
        /// It is about an order, and nobody knows which.
        OrderNumber = "order_number",
        /// Several orders of theirs are under way.
        WhichOrder = "which_order",
        /// The number they gave is no order of theirs.
        UnknownOrder = "unknown_order",
        /// A recording of which no words could be made.
        Words = "words",
        Name = "name",
    }
}

/// Digits from which on a number is taken for an order's.
const SURE_DIGITS: usize = 4;
/// Digits from which on a number may be a telephone's.
const LONG_DIGITS: usize = 7;
const YEARS: std::ops::RangeInclusive<u32> = 1990..=2100;

pub(super) fn of(conversation: &Conversation, said: &Said, book: &Book, reason: HandOffReason) -> Vec<Lack> {
    let mut lacks = Vec::new();
    let texts = said.lately();
    if is_about_order(reason, &said.waiting_words()) {
        lacks.extend(of_order(&texts, book));
    }
    if said.is_unheard() {
        lacks.push(Lack::Words);
    }
    let contact = &conversation.contact;
    if contact.name.as_deref().or(contact.username.as_deref()).is_none_or(|name| name.trim().is_empty()) {
        lacks.push(Lack::Name);
    }
    lacks
}

/// Whether what waits is about an order that was placed.
fn is_about_order(reason: HandOffReason, waiting: &[String]) -> bool {
    let speaks_of_one = |text: &String| {
        matches!(needs::need(text), Some(Need::Payment | Need::Trouble | Need::Delivery))
            || about_order::about_order(text).is_some()
            || about_order::calls_off(text)
    };
    matches!(reason, HandOffReason::DeliveryPromise | HandOffReason::FailedPayment)
        || waiting.iter().any(speaks_of_one)
}

/// What may be an order's number: no date and no year.
fn numbers(text: &str) -> Vec<String> {
    let is_date = |number: &str| {
        let parts: Vec<&str> = number.split(['/', '-']).collect();
        let is_short = |part: &&str| part.len() <= 4 && part.chars().all(|one| one.is_ascii_digit());
        parts.len() > 1 && parts.iter().all(is_short)
    };
    let is_year = |number: &str| number.parse().is_ok_and(|year: u32| YEARS.contains(&year));
    let all = about_order::numbers(text).into_iter();
    all.filter(|number| !is_date(number) && !is_year(number)).collect()
}

fn of_order(texts: &[String], book: &Book) -> Option<Lack> {
    let given: Vec<String> = texts.iter().flat_map(|text| numbers(text)).collect();
    if book.orders.iter().any(|(order, _)| is_named(order, &given)) {
        return None;
    }
    let digits = |number: &String| number.chars().filter(char::is_ascii_digit).count();
    let hider = NumberHider::default();
    let plain: Vec<String> = texts.iter().flat_map(|text| numbers(&hider.text(text))).collect();
    if plain.iter().any(|number| digits(number) >= SURE_DIGITS) {
        return book.in_use.then_some(Lack::UnknownOrder);
    }
    // A long number may be a telephone's as well as an order's, a short one grams or euros: in doubt nothing is missing,
    // and a shop that keeps no orders takes it for an order's.
    let is_phone = texts.iter().any(|text| text.contains('+'));
    let is_long = given.iter().any(|number| digits(number) >= LONG_DIGITS);
    if is_long && !is_phone || !book.in_use && !plain.is_empty() {
        return None;
    }
    let mut open = book.orders.iter().filter(|(order, _)| is_open(order.state));
    match (book.orders.len(), open.next(), open.next()) {
        (0, ..) => Some(Lack::OrderNumber),
        (1, ..) | (_, Some(_), None) => None,
        (_, None, _) | (_, Some(_), Some(_)) => Some(Lack::WhichOrder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_an_orders_number_is_told_from_dates_years_and_telephones() {
        for (text, found) in [
            ("order 1042", &["1042"][..]),
            ("n. R-1001 of 12/11/2026", &["R-1001"]),
            ("since 2025, the 2026-11-20", &[]),
        ] {
            assert_eq!(numbers(text), found, "{text}");
        }
        let lack =
            |text: &str, in_use: bool| of_order(&[text.to_owned()], &Book { in_use, ..Book::default() });
        for (text, kept, not_kept) in [
            ("it came broken", Some(Lack::OrderNumber), Some(Lack::OrderNumber)),
            ("order 1042 came broken", Some(Lack::UnknownOrder), None),
            ("it came broken, call me on +39 320 1234567", Some(Lack::OrderNumber), Some(Lack::OrderNumber)),
            ("order 100234567 came broken", None, None),
            ("the 250 grams came broken", Some(Lack::OrderNumber), None),
        ] {
            assert_eq!((lack(text, true), lack(text, false)), (kept, not_kept), "{text}");
        }
    }
}
