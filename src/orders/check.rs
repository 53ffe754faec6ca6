//! What every way of telling an order is held to: texts tidied, amounts possible, the date in a time when shops had computers.
//!
//! All faults at once, so that somebody mends them in one go.

use std::time::Duration;

use url::{Host, Url};

use super::fault::{Fault, FaultCode};
use super::phone;
use super::types::{Clues, Item, NewOrder, Origin, Quantity};
use crate::clock::Timestamp;
use crate::letters::is_invisible;
use crate::money::Amount;

/// Lines of one order.
const MOST_ITEMS: usize = 500;
/// Characters.
const SOURCE_LIMIT: usize = 40;
const NUMBER_LIMIT: usize = 100;
const NAME_LIMIT: usize = 200;
const TRACKING_LIMIT: usize = 300;
const EMAIL_LIMIT: usize = 254;
/// 1 January 1990.
const EARLIEST: Timestamp = Timestamp::from_seconds(631_152_000);
/// Clocks of shops and time zones differ; an order of tomorrow still is a mistake.
const AHEAD: Duration = Duration::from_hours(26);

/// An order as somebody tells it: texts as they came.
pub(super) struct Told {
    pub order: NewOrder,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// The order, tidied; or all that is wrong with it.
pub(super) fn check(told: Told, now: Timestamp) -> Result<NewOrder, Vec<Fault>> {
    let mut faults = Vec::new();
    let Told { mut order, phone, email } = told;
    order.origin = origin(order.origin, &mut faults);
    order.clues = Clues {
        name: order.clues.name.and_then(|name| optional("customer_name", &name, NAME_LIMIT, &mut faults)),
        // What is written where a phone belongs is often none: the order is told all the same.
        phone: phone.as_deref().and_then(phone::read),
        email: email.and_then(|written| email_of(&written, &mut faults)),
        customer_id: order
            .clues
            .customer_id
            .and_then(|id| optional("customer_id", &id, NUMBER_LIMIT, &mut faults)),
    };
    if order.total.is_negative() {
        faults.push(Fault::new("total", FaultCode::NegativeAmount));
    }
    if let Some(refunded) = order.refunded {
        if refunded.is_negative() {
            faults.push(Fault::new("refunded", FaultCode::NegativeAmount));
        } else if refunded > order.total && !order.total.is_negative() {
            faults.push(Fault::new("refunded", FaultCode::RefundedTooMuch));
        }
    }
    order.tracking = order.tracking.and_then(|tracking| {
        let tracking = optional("tracking", &tracking, TRACKING_LIMIT, &mut faults)?;
        if !is_tracking(&tracking) {
            faults.push(Fault::new("tracking", FaultCode::NotATracking));
        }
        Some(tracking)
    });
    let possible = EARLIEST..=now.plus(AHEAD);
    for (path, at) in
        [("placed_at", Some(order.placed_at)), ("state_at", order.state_at), ("changed_at", order.changed_at)]
    {
        if at.is_some_and(|at| !possible.contains(&at)) {
            faults.push(Fault::new(path, FaultCode::DateOutOfRange));
        }
    }
    order.items = order.items.map(|items| {
        if items.len() > MOST_ITEMS {
            faults.push(Fault::new("items", FaultCode::TooManyItems));
            return Vec::new();
        }
        items.into_iter().enumerate().map(|(at, one)| item(at, one, &mut faults)).collect()
    });
    if faults.is_empty() { Ok(order) } else { Err(faults) }
}

fn origin(told: Origin, faults: &mut Vec<Fault>) -> Origin {
    let source = told.source.trim().to_ascii_lowercase();
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_".contains(letter);
    if source.is_empty() || source.len() > SOURCE_LIMIT || !source.chars().all(plain) {
        faults.push(Fault::new("source", FaultCode::NotASource));
    }
    let number = required("number", &told.number, NUMBER_LIMIT, faults);
    Origin { source, shop: told.shop, number }
}

fn item(at: usize, told: Item, faults: &mut Vec<Fault>) -> Item {
    Item {
        name: required(&format!("items.{at}.name"), &told.name, NAME_LIMIT, faults),
        sku: told.sku.and_then(|sku| optional(&format!("items.{at}.sku"), &sku, NUMBER_LIMIT, faults)),
        ..told
    }
}

/// What a web shop tells, cut to what is kept: an order with a long name or a thousand lines is an order all the same.
pub(super) fn cut(told: Told) -> Told {
    let short = |text: String, limit: usize| text.chars().take(limit).collect::<String>();
    let Told { mut order, phone, email } = told;
    order.clues.name = order.clues.name.map(|name| short(name, NAME_LIMIT));
    order.items = order.items.map(|mut items| {
        items.truncate(MOST_ITEMS);
        items
            .into_iter()
            .map(|item| Item {
                name: short(item.name, NAME_LIMIT),
                sku: item.sku.map(|sku| short(sku, NUMBER_LIMIT)),
                ..item
            })
            .collect()
    });
    Told { order, phone, email }
}

/// What somebody wrote is a slip where it is finer than the currency; shops reckon finer themselves.
pub(super) fn fineness(order: &NewOrder) -> Vec<Fault> {
    let amounts = [("total", Some(order.total)), ("refunded", order.refunded)];
    let finer = |amount: Amount| amount.decimal().normalize().scale() > order.currency.digits();
    let fine = amounts.into_iter().filter(|(_, amount)| amount.is_some_and(finer));
    fine.map(|(path, _)| Fault::new(path, FaultCode::AmountTooFine)).collect()
}

/// A quantity as an amount; thousandths are the finest.
pub(super) fn quantity(path: &str, amount: Amount, faults: &mut Vec<Fault>) -> Quantity {
    Quantity::of(amount).unwrap_or_else(|| {
        faults.push(Fault::new(path, FaultCode::NotAQuantity));
        Quantity::ONE
    })
}

/// An address in small letters: what people type differs in nothing else that counts.
fn email_of(written: &str, faults: &mut Vec<Fault>) -> Option<String> {
    let email = written.trim().to_lowercase();
    if email.is_empty() {
        return None;
    }
    if !is_email(&email) {
        faults.push(Fault::new("email", FaultCode::NotAnEmail));
        return None;
    }
    Some(email)
}

pub(super) fn is_email(email: &str) -> bool {
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || ",;<>\"".contains(letter);
    let parts = email.rsplit_once('@');
    email.len() <= EMAIL_LIMIT
        && !email.contains(odd)
        && parts.is_some_and(|(who, host)| {
            !who.is_empty()
                && !who.contains('@')
                && host.contains('.')
                && !host.starts_with('.')
                && !host.ends_with('.')
        })
}

/// A safe link, or a carrier's number: customers are sent it as it is.
pub(super) fn is_tracking(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || " -_/".contains(letter);
    text.chars().count() <= TRACKING_LIMIT && (is_link(text) || text.chars().all(plain))
}

/// `https://carrier.example/…`: a name one can read, no other name before an `@` that looks like it, nothing invisible.
fn is_link(text: &str) -> bool {
    let odd = |letter: char| {
        letter.is_whitespace() || letter.is_control() || is_invisible(letter) || "\\<>\"".contains(letter)
    };
    let after = text.get(..8).filter(|begin| begin.eq_ignore_ascii_case("https://")).map(|_| &text[8..]);
    let Some(url) = after.filter(|rest| !rest.starts_with('/')).and_then(|_| Url::parse(text).ok()) else {
        return false;
    };
    let is_public =
        matches!(url.host(), Some(Host::Domain(name)) if name.trim_end_matches('.').contains('.'));
    is_public && url.username().is_empty() && url.password().is_none() && !text.contains(odd)
}

/// A text without blanks around it, without control characters and without invisible ones.
fn tidy(text: &str) -> String {
    text.chars()
        .filter(|letter| !is_invisible(*letter))
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect::<String>()
        .trim()
        .to_owned()
}

fn required(path: &str, text: &str, limit: usize, faults: &mut Vec<Fault>) -> String {
    optional(path, text, limit, faults).unwrap_or_else(|| {
        if !faults.iter().any(|fault| fault.path == path) {
            faults.push(Fault::new(path, FaultCode::Missing));
        }
        String::new()
    })
}

fn optional(path: &str, text: &str, limit: usize, faults: &mut Vec<Fault>) -> Option<String> {
    let text = tidy(text);
    if text.chars().count() > limit {
        faults.push(Fault::new(path, FaultCode::TooLong));
        return None;
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_is_followed_by_a_plain_link_or_a_number() {
        for good in [
            "https://carrier.example/track?id=1042",
            "HTTPS://Carrier.example/1",
            "https://www.carrier.example:8443/a/b#c",
            "https://versand.müller.example/1",
            "1Z999AA10123456784",
            "RR 123 456 785 IT",
        ] {
            assert!(is_tracking(good), "{good}");
        }
        for bad in [
            "http://carrier.example/1",
            "https://carrier.example@evil.example/1",
            "https://user:word@bank.example/1",
            "https://carrier.example\u{202e}/gpj.1",
            "https://carrier.example/\u{200b}1",
            "https://",
            "https:///carrier.example/1",
            "https:\\\\carrier.example",
            "https://intranet/1",
            "https://127.0.0.1/1",
            "https://[::1]/1",
            "https://0x7f000001/1",
            "javascript:alert(1)",
            "see https://carrier.example",
            "call +39 333 1234567",
        ] {
            assert!(!is_tracking(bad), "{bad}");
        }
    }

    #[test]
    fn what_is_kept_is_read_as_it_is_written() {
        assert_eq!(tidy(" A-\u{202e}1042\n"), "A-1042");
        assert_eq!(tidy("A\u{3164}n\u{e0041}na\u{2800}"), "Anna");
        assert_eq!(tidy("می\u{200c}خواهم"), "می\u{200c}خواهم");
    }
}
