//! The shop's own signals: built from choices or written in SQL, kept, and asked like the built-in detectors.
//!
//! Owns what one may look like. Never pastes what somebody typed into a query of ours, and never asks a text of theirs except
//! through storage's guard.

mod compile;

pub(in crate::health) mod question;

use question::{Question, What};

use super::detectors::Detector;
use super::types::{Purpose, Scope};
use crate::ids::{Id as _, OwnSignalId};

/// Signals of its own a shop may have: each is asked every hour.
pub(super) const MOST: usize = 30;
/// Letters of a name.
pub(super) const LONGEST_NAME: usize = 60;
/// What a detector of the shop's own is called, before its id.
const PREFIX: &str = "own_";

/// How one asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum How {
    Built(Question),
    Sql(String),
}

/// A signal of the shop's own, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnSignal {
    pub id: OwnSignalId,
    pub name: String,
    pub purpose: Purpose,
    pub how: How,
    pub is_on: bool,
}

impl OwnSignal {
    pub fn detector(&self) -> Detector {
        detector(detector_name(self.id), &self.name, &self.how, self.purpose)
    }
}

/// The detector that asks so.
pub(super) fn detector(name: String, title: &str, how: &How, purpose: Purpose) -> Detector {
    match how {
        How::Built(question) => compile::compile(name, title, question, purpose),
        How::Sql(sql) => Detector {
            name,
            title: Some(title.to_owned()),
            about: format!("A customer the shop looks for itself, as “{title}”."),
            scope: Scope::Customers,
            pressing: compile::pressing(purpose),
            purpose,
            numbers: Vec::new(),
            bound: Vec::new(),
            needs_labels: Vec::new(),
            written_by_hand: true,
            sql: sql.clone(),
        },
    }
}

/// The query of each choice of what, for the test that pins their plans.
pub(super) fn queries() -> Vec<(&'static str, String)> {
    What::ALL.iter().map(|what| (what.as_str(), compile::query(*what))).collect()
}

pub(super) fn detector_name(id: OwnSignalId) -> String {
    format!("{PREFIX}{id}")
}

/// The own signal a detector's name means.
pub(super) fn id_of(detector: &str) -> Option<OwnSignalId> {
    let digits = detector.strip_prefix(PREFIX)?;
    digits.parse::<i64>().ok().map(OwnSignalId::from_i64)
}

/// A name as it is kept: without blanks around it, with single ones in it, and without what would turn the letters behind it
/// round. Nothing when nothing can be read.
pub(super) fn tidy(name: &str) -> Option<String> {
    let turns = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain: String = name.chars().filter(|letter| !turns(*letter)).collect();
    let tidy = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let can_be_read =
        tidy.chars().any(|letter| letter.is_alphanumeric() || !letter.is_ascii() && is_shown(letter));
    can_be_read.then_some(tidy)
}

/// Whether a letter leaves a mark: no joiner, direction mark or blank of another width.
fn is_shown(letter: char) -> bool {
    let leaves_none = matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    );
    !(leaves_none || letter.is_control() || letter.is_whitespace())
}

/// Whether two names are the same to a reader.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    use crate::storage::text::{fold, normalise};
    fold(&normalise(one)) == fold(&normalise(other))
}
