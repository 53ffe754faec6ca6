//! How well a record fits a question: what is counted, and for how much.

use super::ask::Ask;
use super::records::Record;

/// What a record in the language of the question has before another.
const OWN_LANGUAGE: f32 = 1.5;

/// A record that answers.
pub(super) struct Fit<'a> {
    pub record: &'a Record,
    pub score: f32,
    pub cells: Vec<usize>,
}

/// What is known in the customer's own language is said in it.
pub(super) fn of_language(ask: &Ask, record: &Record) -> f32 {
    if ask.language == record.language { OWN_LANGUAGE } else { 0.0 }
}

pub(super) fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 1.0 } else { count(part) / count(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "words of one message")]
pub(super) fn count(number: usize) -> f32 {
    number as f32
}
