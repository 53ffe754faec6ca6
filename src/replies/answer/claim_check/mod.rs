//! Whether a draft may go: every sentence is held by a record of what was shown, with its facts, its things and its yes
//! or no. Three locks, each able to stop, none able to open another: records (`lock.rs`), closed subjects
//! (`subjects.rs`), and a quote for every sentence from a second small call (`verify.rs`).
//!
//! Pure: no model, no clock, no store. Never rewrites a draft, and never lets one go because nothing was understood.

mod against;
mod amounts;
mod asked;
mod behind;
mod beyond;
mod carried;
mod cents;
mod check;
mod clauses;
mod counted;
mod dates;
mod days;
mod denied;
mod differ;
mod disputed;
mod enough;
mod fact;
mod facts;
mod facts_held;
mod fit;
mod glued;
mod halves;
mod hangul;
mod hours;
mod joined;
mod likeness;
mod links;
mod lock;
mod marks;
mod money;
mod numbers;
mod phones;
mod opening;
mod parts;
mod piece;
mod rates;
mod read;
mod record;
mod records;
mod says;
mod sentences;
mod spelt;
mod stated;
mod stated_things;
mod subjects;
mod support;
mod swaps;
mod table;
mod talk;
mod telling;
mod terms;
mod terms_kept;
mod thing;
mod time;
mod times_held;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_conditions;
#[cfg(test)]
mod tests_joined;
#[cfg(test)]
mod tests_other_words;
#[cfg(test)]
mod tests_plain;
#[cfg(test)]
mod tests_rows;
#[cfg(test)]
mod tests_terms;
#[cfg(test)]
mod tests_told;
mod token;
mod touches;
mod turned;
mod verify;

pub use check::Known;
pub use differ::Detail;
pub use disputed::Disputing;
pub use marks::without_citation_marks;
pub use phones::country_prefix;
pub use says::{figures, says};
pub use stated::{Reading, Stated, stated};
pub use touches::{is_no_fact, is_the_shops_to_say, leads_elsewhere, promised};
pub use verify::{Verified, schema};

use serde::{Deserialize, Serialize};

/// A passage the draft may rest on.
#[derive(Clone, Debug)]
pub struct Passage<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub question: Option<&'a str>,
    pub text: &'a str,
    pub cited: bool,
}

/// What is known beside the passages.
#[derive(Clone, Debug, Default)]
pub struct Context<'a> {
    /// The customer's language, as a tag.
    pub language: Option<&'a str>,
    /// The shop's language, as a tag.
    pub shop_language: Option<&'a str>,
    /// The shop's own country prefix, in figures.
    pub phone_prefix: Option<&'a str>,
    pub question: &'a str,
}

/// One sentence of a draft and what holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CheckView)]
pub struct Sentence {
    pub text: String,
    pub supported: bool,
    /// `record`, `quote`, `question` or `talk` when it holds; else what is missing, such as `figure`, `day` or `polarity`.
    pub kind: String,
    /// The passage it rests on, as its place among the run's passages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passage: Option<usize>,
    /// The record or quote that holds it, word for word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// What holds the rest of it, where it says what stands in several places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Evidence>,
}

/// A record or quote, and the passage it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CheckEvidence)]
pub struct Evidence {
    pub passage: usize,
    pub text: String,
}

impl Sentence {
    fn of(text: &str, supported: bool, kind: &str, evidence: Vec<Evidence>) -> Self {
        let mut sentence =
            Self { text: text.to_owned(), supported, kind: kind.to_owned(), ..Self::default() };
        sentence.rest_on(evidence);
        sentence
    }

    /// What it rests on, the first thing first.
    fn rest_on(&mut self, evidence: Vec<Evidence>) {
        let mut evidence = evidence.into_iter();
        let first = evidence.next();
        self.passage = first.as_ref().map(|first| first.passage);
        self.evidence = first.map(|first| first.text);
        self.also = evidence.collect();
    }

    /// All that it rests on.
    pub fn evidence(&self) -> impl Iterator<Item = (usize, &str)> {
        let first = self.passage.zip(self.evidence.as_deref());
        first.into_iter().chain(self.also.iter().map(|also| (also.passage, also.text.as_str())))
    }
}

/// What came of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub sentences: Vec<Sentence>,
    /// Every sentence stands word for word in what is cited: no second pass is needed.
    pub verbatim: bool,
}

impl Checked {
    pub fn holds(&self) -> bool {
        self.sentences.iter().all(|sentence| sentence.supported)
    }

    /// Whether anything is claimed at all.
    pub fn claims(&self) -> bool {
        self.sentences.iter().any(|sentence| !matches!(sentence.kind.as_str(), "question" | "talk"))
    }

    /// The sentences that may not go.
    pub fn refused(&self) -> Vec<String> {
        self.sentences
            .iter()
            .filter(|sentence| !sentence.supported)
            .map(|sentence| sentence.text.clone())
            .collect()
    }
}

/// One draft with locks 1 and 2 alone; see [`Known::check`].
pub fn check(draft: &str, passages: &[Passage<'_>], context: &Context<'_>) -> Checked {
    Known::of(passages, context).check(draft)
}

/// One draft before a second pass; see [`Known::check_before_verifying`].
pub fn check_before_verifying(draft: &str, passages: &[Passage<'_>], context: &Context<'_>) -> Checked {
    Known::of(passages, context).check_before_verifying(draft)
}

/// One draft with all three locks; see [`Known::check_verified`].
pub fn check_verified(
    draft: &str,
    passages: &[Passage<'_>],
    context: &Context<'_>,
    verified: &Verified,
) -> Checked {
    Known::of(passages, context).check_verified(draft, verified)
}
