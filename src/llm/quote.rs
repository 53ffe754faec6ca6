//! Finds the one to three consecutive sentences of a passage that best meet a question.
//! Never changes a letter: what comes out stands word for word in the passage.

use std::collections::HashSet;

use unicode_segmentation::UnicodeSegmentation;

use super::concepts::{concept_of, is_common};
use crate::storage::text::query_tokens;

/// Longest quotation.
pub(super) const QUOTE_LIMIT_CHARACTERS: usize = 600;
const QUOTE_LIMIT_SENTENCES: usize = 3;

/// What a question is about: its words that carry a subject, each once.
#[derive(Debug)]
pub(super) struct Subject(Vec<String>);

impl Subject {
    pub fn of(question: &str) -> Self {
        let mut seen = HashSet::new();
        let words = query_tokens(question).into_iter().filter(|word| !is_common(word));
        let key =
            |word: &str| concept_of(word).map_or_else(|| word.to_owned(), |concept| format!("#{concept}"));
        Self(words.filter(|word| seen.insert(key(word))).collect())
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Which of the subject's words the text meets.
    fn met_by(&self, text: &str) -> Vec<bool> {
        let words: HashSet<String> = query_tokens(text).into_iter().collect();
        let concepts: HashSet<usize> = words.iter().filter_map(|word| concept_of(word)).collect();
        self.0.iter().map(|wanted| meets(wanted, &words, &concepts)).collect()
    }

    /// The part of the subject the text meets, 0 to 1.
    pub fn coverage(&self, text: &str) -> f32 {
        let met = self.met_by(text);
        if met.is_empty() { 0.0 } else { ratio(met.iter().filter(|met| **met).count(), met.len()) }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of words in one message")]
fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole as f32
}

fn meets(wanted: &str, words: &HashSet<String>, concepts: &HashSet<usize>) -> bool {
    words.contains(wanted)
        || concept_of(wanted).is_some_and(|concept| concepts.contains(&concept))
        || words.iter().any(|word| alike(wanted, word))
}

/// Forms of one word, or one slip of the finger apart. Numbers are alike only when equal.
fn alike(one: &str, other: &str) -> bool {
    if one.contains(|c: char| c.is_numeric()) || other.contains(|c: char| c.is_numeric()) {
        return false;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    (same >= 4 && same * 2 >= longer && longer - same <= 4)
        || (shorter >= 5 && longer - shorter <= 1 && one_slip(&one, &other))
}

fn one_slip(one: &[char], other: &[char]) -> bool {
    let front = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let back = one[front..].iter().rev().zip(other[front..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (left, right) = (one.len() - front - back, other.len() - front - back);
    left <= 1 && right <= 1
        || (left == 2 && right == 2 && one[front] == other[front + 1] && one[front + 1] == other[front])
}

/// The best whole sentences, or nothing when even one is too long or none meets the subject.
pub(super) fn best_quote<'a>(passage: &'a str, subject: &Subject) -> Option<&'a str> {
    let sentences = sentences(passage);
    let whole = passage.trim();
    if sentences.len() <= QUOTE_LIMIT_SENTENCES && fits(whole) {
        return (!whole.is_empty()).then_some(whole);
    }
    let mut best: Option<(f32, &str)> = None;
    for first in 0..sentences.len() {
        for last in first..sentences.len().min(first + QUOTE_LIMIT_SENTENCES) {
            let quote = passage[sentences[first].0..sentences[last].1].trim();
            if !fits(quote) {
                break;
            }
            let of = |at: usize| passage[sentences[at].0..sentences[at].1].trim();
            let score = score(quote, of(first), of(last), last - first, subject);
            if score > 0.0 && best.is_none_or(|(before, _)| score > before) {
                best = Some((score, quote));
            }
        }
    }
    best.map(|(_, quote)| quote)
}

/// Covering more of the subject counts most. The first sentence must meet it, a heading must bring what it heads,
/// and any other further sentence must earn its place.
fn score(quote: &str, first: &str, last: &str, further: usize, subject: &Subject) -> f32 {
    let covered = subject.coverage(quote);
    if subject.coverage(first) == 0.0 || is_heading(last) {
        covered * 0.4
    } else if is_heading(first) {
        covered * (1.0 + ratio(further, 100))
    } else {
        covered * (1.0 - ratio(further, 20))
    }
}

fn is_heading(sentence: &str) -> bool {
    sentence.ends_with(':') || (!ends_a_sentence(sentence) && !sentence.contains(|c: char| c.is_numeric()))
}

fn fits(quote: &str) -> bool {
    quote.chars().count() <= QUOTE_LIMIT_CHARACTERS
}

fn ends_a_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', '…', '।', '؟', '。', '！', '？'])
}

/// Byte ranges of sentences: lines, cut where UAX #29 ends a sentence, but not after an abbreviation.
fn sentences(passage: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut joins = false;
    for (start, piece) in passage.split_sentence_bound_indices() {
        let end = start + piece.len();
        match found.last_mut() {
            Some(last) if joins || piece.trim().is_empty() => last.1 = end,
            Some(_) | None => found.push((start, end)),
        }
        joins = !piece.ends_with('\n') && ends_in_abbreviation(piece);
    }
    found
}

/// "St.", "Dr.", "Via.": a short last word before the full stop that begins with a capital.
fn ends_in_abbreviation(piece: &str) -> bool {
    let Some(before) = piece.trim_end().strip_suffix('.') else { return false };
    let last = before.rsplit(|c: char| c.is_whitespace() || c == '.').next().unwrap_or_default();
    (1..=3).contains(&last.chars().count()) && last.chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PASSAGE: &str = "Our shop was founded in 1962 by Rosa Bianchi. We are proud of our dry-aged beef. \
The fiorentina costs 48 euro a kilo and must be ordered two days ahead. We also make sausages every Tuesday. \
Parking is free in the courtyard of St. Mark street behind the church. Dogs are welcome.";

    #[test]
    fn the_sentence_that_answers_is_quoted_word_for_word() {
        let quote = |question| best_quote(PASSAGE, &Subject::of(question)).unwrap();
        assert_eq!(
            quote("How much is the fiorentina?"),
            "The fiorentina costs 48 euro a kilo and must be ordered two days ahead."
        );
        assert_eq!(
            quote("where can I park?"),
            "Parking is free in the courtyard of St. Mark street behind the church."
        );
        assert!(best_quote(PASSAGE, &Subject::of("zebra")).is_none());
    }

    #[test]
    fn a_heading_brings_the_line_below_it() {
        let passage = "About us\nWe love meat.\nOpening hours\nMonday to Friday 9:00-18:00\nSaturday 9:00-13:00\nSunday closed\nFind us\nVia Roma 1";
        let quote = best_quote(passage, &Subject::of("quali sono gli orari?")).unwrap();
        assert!(quote.contains("18:00") || quote.contains("closed"), "{quote}");
    }

    #[test]
    fn forms_and_slips_meet_but_numbers_do_not_bend() {
        assert!(
            alike("deliver", "delivers")
                && alike("consegna", "consegnate")
                && alike("fiorentnia", "fiorentina")
        );
        assert!(!alike("cat", "car") && !alike("2024", "2025") && !alike("12345", "12346"));
    }

    proptest! {
        #[test]
        fn every_quote_stands_in_its_passage(passage in "[a-zA-Z0-9 .!?\n।，é]{0,2000}", question in "[a-z ]{0,60}") {
            if let Some(quote) = best_quote(&passage, &Subject::of(&question)) {
                prop_assert!(passage.contains(quote) && fits(quote) && !quote.is_empty());
            }
        }
    }
}
