//! Which of some subjects a text touches, for whoever keeps words that no draft is made of: a summary, a fact. Holds nothing
//! against records.

use std::collections::BTreeSet;

use super::read::tokens;
use super::subjects::PROMISES;
use crate::languages::{Words, detect};

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

fn touched(text: &str, languages: &[&'static Words], among: &[&'static str]) -> BTreeSet<&'static str> {
    let tokens = tokens(text, languages);
    among.iter().copied().filter(|name| tokens.iter().any(|token| token.is(name))).collect()
}
