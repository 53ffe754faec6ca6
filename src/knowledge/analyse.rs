//! Turns text into the terms it is found by: words as typed, and folded character windows that
//! survive typing errors, missing accents and inflection. Works on every script without being told
//! the language: there is no stemmer, no dictionary and no list of stop words.
//!
//! | script | words | grams |
//! |---|---|---|
//! | Han, Kana | overlapping pairs | the same |
//! | Thai, Lao, Khmer, Burmese | overlapping triples | the same |
//! | all others | Unicode words, accents kept | folded, `_` at both ends, windows of four |
//!
//! It never keeps the terms' text: a term is a 64-bit hash, which is all the index needs.

use std::hash::{DefaultHasher, Hash, Hasher};

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::storage::text::{folded_letters, runs};

/// Characters in one window of a folded word.
const GRAM: usize = 4;
/// Characters of a question that are looked at; the rest cannot make it clearer.
const MAX_QUERY_CHARS: usize = 2_000;

/// One term, as the hash of its text.
pub type Term = u64;

/// The terms of a text, in the two groups that are scored apart.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Terms {
    pub words: Vec<Term>,
    pub grams: Vec<Term>,
}

/// Every term of a passage, repetitions included.
pub fn analyse(text: &str) -> Terms {
    let text: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let mut terms = Terms::default();
    for (script, run) in runs(&text) {
        match script.window() {
            Some(length) => windows(run, length, &mut terms),
            None => spaced(run, &mut terms),
        }
    }
    terms
}

/// The distinct terms of a question.
pub fn analyse_query(text: &str) -> Terms {
    let end = text.char_indices().nth(MAX_QUERY_CHARS).map_or(text.len(), |(at, _)| at);
    let mut terms = analyse(&text[..end]);
    for group in [&mut terms.words, &mut terms.grams] {
        group.sort_unstable();
        group.dedup();
    }
    terms
}

/// Overlapping windows of a run without blanks; a shorter run is one term.
fn windows(run: &str, size: usize, terms: &mut Terms) {
    let letters: Vec<char> = run.chars().collect();
    for window in letters.windows(size.min(letters.len())) {
        let term = hash(window.iter().copied());
        terms.words.push(term);
        terms.grams.push(term);
    }
}

/// Unicode words, split further at apostrophes so that `l'orario` is found by `orario`.
fn spaced(run: &str, terms: &mut Terms) {
    let mut letters = Vec::new();
    for word in run.unicode_words().flat_map(|word| word.split(['\'', '’'])).filter(|word| !word.is_empty())
    {
        terms.words.push(hash(word.chars()));
        letters.clear();
        letters.push('_');
        letters.extend(folded_letters(word));
        letters.push('_');
        terms
            .grams
            .extend(letters.windows(GRAM.min(letters.len())).map(|window| hash(window.iter().copied())));
    }
}

fn hash(letters: impl Iterator<Item = char>) -> Term {
    let mut hasher = DefaultHasher::new();
    letters.for_each(|letter| letter.hash(&mut hasher));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaced_words_give_windows_of_the_folded_word() {
        let terms = analyse("Caffè a");
        assert_eq!(terms.words.len(), 2);
        // _caf caff affe ffe_ and the short word whole: _a_
        assert_eq!(terms.grams.len(), 5);
        assert_eq!(terms.grams, analyse("caffe A").grams);
        assert_ne!(terms.words, analyse("caffe a").words);
    }

    #[test]
    fn scripts_without_blanks_are_cut_into_windows() {
        assert_eq!(analyse("東京都").words.len(), 2);
        assert_eq!(analyse("水").words.len(), 1);
        assert_eq!(analyse("ราคา").grams.len(), 2);
        assert_eq!(analyse("iPhone電池").words.len(), 2);
    }

    #[test]
    fn an_elided_article_does_not_hide_the_word() {
        let question = analyse("orario");
        assert!(question.words.iter().all(|word| analyse("L'orario").words.contains(word)));
        assert!(question.words.iter().all(|word| analyse("l’orario").words.contains(word)));
    }

    #[test]
    fn a_question_holds_each_term_once_and_has_a_limit() {
        assert_eq!(analyse_query("bread bread Bread").words.len(), 1);
        let long = "ü ".repeat(5_000) + "end";
        assert_eq!(analyse_query(&long).words.len(), 1);
    }

    #[test]
    fn marks_and_blanks_alone_have_no_terms() {
        assert_eq!(analyse(" ?! — 。\u{200d}"), Terms::default());
    }
}
