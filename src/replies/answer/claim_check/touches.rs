//! Which of some subjects a text touches, for whoever keeps words that no draft is made of: a summary, a fact. Holds nothing
//! against records.

use std::collections::BTreeSet;

use super::facts::street;
use super::hours::hours;
use super::read::tokens;
use super::stated::is_house;
use super::subjects::{CLOSED, MEANS, PROMISES};
use super::token::{Kind, Token};
use crate::languages::{Meaning, Words, all, detect};

/// Subjects no fact of a customer is about: a secret, and what would have to be granted.
const NO_FACTS: &[&str] = &["secret", "discount", "refund"];

/// What of a text binds the shop: it promises, confirms, takes back.
pub fn promised(text: &str, languages: &[&'static Words]) -> BTreeSet<&'static str> {
    touched(text, languages, PROMISES)
}

/// Whether a sentence is nothing to remember of a customer.
pub fn is_no_fact(text: &str) -> bool {
    !touched(text, &detect(text, None), NO_FACTS).is_empty()
}

/// What only the shop itself can say of itself, beside the closed subjects: prices, and when it is open.
const THE_SHOPS_OWN: &[&str] = &["price", "free", "open", "closed"];

/// Whether a text is about what only the shop itself may say: a closed subject, a promise, money, when it is open.
pub fn is_the_shops_to_say(text: &str, languages: &[&'static Words]) -> bool {
    let subjects = [CLOSED, PROMISES, MEANS, THE_SHOPS_OWN].concat();
    let is_one = |token: &Token| subjects.iter().any(|name| token.is(name)) || !token.currencies().is_empty();
    let read = tokens(text, languages);
    read.iter().any(is_one) || tells_hours(&read)
}

/// "9:00 to 18:00", "Monday at six": somebody's hours, also where no word says open.
fn tells_hours(read: &[Token]) -> bool {
    let hours = hours(read);
    !hours.spans.is_empty() || !hours.days.is_empty() && hours.has_times()
}

/// Numbers in a row from which on they are a number to call, spelt for whoever dials it.
const DICTATED: usize = 6;

/// Whether a text names an address of the net, a house in a street, or a number to call. It is read once, in every language:
/// a street has the name of its own country, "the workshop in Via Roma 3".
pub fn leads_elsewhere(text: &str) -> bool {
    let every: Vec<&'static Words> = all().iter().collect();
    let read = tokens(text, &every);
    let leads = |token: &Token| matches!(token.kind, Kind::Link(_) | Kind::Phone(_));
    let is_dictated = |row: &[Token]| row.iter().all(|token| token.amount().is_some());
    let own = detect(text, None);
    read.iter().any(leads)
        || read.windows(DICTATED).any(is_dictated)
        || (0..read.len()).any(|at| is_house(&read, at) || names_a_street(&read, at, &own))
}

/// "Via Roma 3" in whatever language, "via Roma 3" in one that calls a street so: small, it is another word elsewhere.
fn names_a_street(read: &[Token], at: usize, own: &[&'static Words]) -> bool {
    let Some(kind) = street(read, at) else { return false };
    let is_capital = read[at].raw.starts_with(char::is_uppercase);
    let calls = |words: &&'static Words| words.meanings(&read[at].folded).contains(&Meaning::Concept(kind));
    is_capital || own.iter().any(calls)
}

fn touched(text: &str, languages: &[&'static Words], among: &[&'static str]) -> BTreeSet<&'static str> {
    let tokens = tokens(text, languages);
    among.iter().copied().filter(|name| tokens.iter().any(|token| token.is(name))).collect()
}
