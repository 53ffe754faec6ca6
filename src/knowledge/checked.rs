//! What a source may be called and hold. Checks and tidies words; writes nothing.

use super::types::{Pair, Validity};
use crate::extract::MAX_TEXT_BYTES;
use crate::http::ApiError;

/// Characters of a title.
pub(super) const MAX_TITLE: usize = 200;
/// Pairs in one source, phrasings of one question.
const MAX_PAIRS: usize = 1_000;
const MAX_PHRASINGS: usize = 50;
/// Characters of a question or phrasing, and of an answer.
const MAX_QUESTION: usize = 500;
const MAX_ANSWER: usize = 4_000;

pub(super) fn title_or(title: Option<String>, default: impl FnOnce() -> String) -> Result<String, ApiError> {
    match title.filter(|title| !title.trim().is_empty()) {
        Some(title) => checked_title(&title),
        None => Ok(default()),
    }
}

pub(super) fn checked_title(title: &str) -> Result<String, ApiError> {
    checked("title", title, MAX_TITLE)
}

pub(super) fn checked_validity(validity: Validity) -> Result<Validity, ApiError> {
    match (validity.from, validity.until) {
        (Some(from), Some(until)) if until <= from => {
            Err(invalid("validity", "it would end before it begins"))
        }
        _ => Ok(validity),
    }
}

pub(super) fn checked_text(text: &str) -> Result<String, ApiError> {
    if text.len() > MAX_TEXT_BYTES {
        return Err(invalid("text", "is longer than 2 MB; split it"));
    }
    if text.trim().is_empty() {
        return Err(invalid("text", "is empty"));
    }
    Ok(text.replace('\0', ""))
}

pub(super) fn checked_pairs(pairs: Vec<Pair>) -> Result<Vec<Pair>, ApiError> {
    if pairs.is_empty() || pairs.len() > MAX_PAIRS {
        return Err(invalid("pairs", &format!("between 1 and {MAX_PAIRS} are needed")));
    }
    pairs.into_iter().map(checked_pair).collect()
}

fn checked_pair(pair: Pair) -> Result<Pair, ApiError> {
    if pair.phrasings.len() > MAX_PHRASINGS {
        return Err(invalid("phrasings", &format!("at most {MAX_PHRASINGS} for one question")));
    }
    let phrasings = pair.phrasings.into_iter().filter(|phrasing| !phrasing.trim().is_empty());
    Ok(Pair {
        question: checked("question", &pair.question, MAX_QUESTION)?,
        answer: checked("answer", &pair.answer, MAX_ANSWER)?,
        phrasings: phrasings
            .map(|phrasing| checked("phrasings", &phrasing, MAX_QUESTION))
            .collect::<Result<_, _>>()?,
    })
}

/// Trimmed, not empty, not too long, without control characters that no screen shows.
fn checked(name: &'static str, value: &str, limit: usize) -> Result<String, ApiError> {
    let value: String =
        value.trim().chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect();
    match value.chars().count() {
        0 => Err(invalid(name, "is empty")),
        length if length > limit => Err(invalid(name, &format!("at most {limit} characters"))),
        _ => Ok(value),
    }
}

fn invalid(field: &'static str, words: &str) -> ApiError {
    ApiError::unprocessable("invalid_source", format!("The {field} cannot be used: {words}."))
        .field(field, words)
}

/// The beginning of a text as its title.
pub(super) fn first_words(text: &str) -> String {
    let line = text.lines().map(|line| line.trim_start_matches('#').trim()).find(|line| !line.is_empty());
    let line = line.unwrap_or_default();
    if line.chars().count() <= 60 { line.to_owned() } else { line.chars().take(59).chain(['…']).collect() }
}
