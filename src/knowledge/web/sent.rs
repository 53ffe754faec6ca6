//! What of a question leaves the shop: its own words, without whatever tells who asks. Rather a word too few is sent than one
//! that names somebody.

use std::collections::HashSet;

use crate::digits;
use crate::llm::clean;
use crate::redaction::{HIDDEN, hide_numbers};
use crate::storage::text::{fold, normalise};

/// Characters that are sent at most.
const SENT_LIMIT_CHARACTERS: usize = 200;
/// Words that are sent at most.
const SENT_LIMIT_WORDS: usize = 30;
/// Digits from which on a number may be an order's or a customer's; a year has as many.
const TELLING_DIGITS: usize = 4;
/// The same where letters stand with it, as in the name of a model.
const TELLING_DIGITS_WITH_LETTERS: usize = 6;
/// Letters of the shortest name that is left out: initials are words too.
const SHORTEST_NAME: usize = 2;

/// What is known of whoever asks and must not be sent.
#[derive(Clone, Debug, Default)]
pub struct Unsaid {
    words: HashSet<String>,
}

impl Unsaid {
    /// Names in any order and spelling, and numbers of orders.
    pub fn new<'a>(told: impl IntoIterator<Item = &'a str>) -> Self {
        let words = told.into_iter().flat_map(str::split_whitespace);
        let words = words.flat_map(|word| parts(word).chain([joined(word)]));
        Self { words: words.filter(|word| word.chars().count() >= SHORTEST_NAME).collect() }
    }

    /// The question as it may be sent; nothing where no word is left.
    pub fn taken_from(&self, question: &str) -> Option<String> {
        let question = clean(question);
        let shown = hide_numbers(&question);
        // A mark within a word could be an order to the service: `site:`, `!bang`.
        let words = shown
            .split(|letter: char| letter.is_whitespace() || matches!(letter, ':' | '"' | '(' | ')' | '|'));
        let words = words.filter(|word| !is_telling(word)).map(without_marks).filter(|word| !word.is_empty());
        let words = words.filter(|word| !self.tells(word)).map(as_no_order);
        let mut sent = String::new();
        for word in words.take(SENT_LIMIT_WORDS) {
            if sent.chars().count() + word.chars().count() + 1 > SENT_LIMIT_CHARACTERS {
                break;
            }
            if !sent.is_empty() {
                sent.push(' ');
            }
            sent.push_str(&word);
        }
        sent.contains(char::is_alphabetic).then_some(sent)
    }

    fn tells(&self, word: &str) -> bool {
        parts(word).chain([joined(word)]).any(|part| self.words.contains(&part))
    }
}

/// The folded parts of a word: `D'Angelo-Rossi` has three.
fn parts(word: &str) -> impl Iterator<Item = String> {
    let folded = fold(&normalise(word));
    let parts = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// The same written as one.
fn joined(word: &str) -> String {
    parts(word).collect()
}

/// A hidden number, an address of any kind, a number that may be somebody's.
fn is_telling(word: &str) -> bool {
    if word.contains(HIDDEN) || word.contains(['@', '/', '\\', '#', '＃', '＠']) || word.starts_with("www.")
    {
        return true;
    }
    let digits = word.chars().filter(|letter| digits::plain(*letter).is_some()).count();
    let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
    let enough = if letters >= 2 { TELLING_DIGITS_WITH_LETTERS } else { TELLING_DIGITS };
    digits >= enough && !is_year(word)
}

fn is_year(word: &str) -> bool {
    let word = without_marks(word);
    word.len() == TELLING_DIGITS && word.parse().is_ok_and(|year: u32| (1900..2100).contains(&year))
}

fn without_marks(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}

/// Capitals alone would be an operator of the service.
fn as_no_order(word: &str) -> String {
    if matches!(word, "OR" | "AND" | "NOT") { word.to_lowercase() } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(question: &str) -> Option<String> {
        Unsaid::new(["Maria D'Angelo", "R1001", "SB-20044"]).taken_from(question)
    }

    #[test]
    fn nothing_that_tells_who_asks_is_sent() {
        for (question, words) in [
            ("How do I clean a cast iron pan?", "How do I clean a cast iron pan"),
            ("I am Maria d’Angelo, +39 333 123 4567: how is felt washed?", "I am how is felt washed"),
            ("maria.dangelo@example.com asks how felt is washed", "asks how felt is washed"),
            ("my order #1234, 88231 and R1001: is oak hard?", "my order and is oak hard"),
            ("order SB-20044 or sb20044?", "order or"),
            ("see https://evil.example/me?x=1 or www.me.example and tell me", "see https or and tell me"),
            ("333, 1234, 567?", ""),
            ("MARIA's pan, and Dángelo", "pan and"),
            ("In 2024, is the WH-1000XM4 waterproof?", "In 2024 is the WH-1000XM4 waterproof"),
            ("٠١٢٣٤٥٦٧٨٩", ""),
            ("!g pan site:evil.example OR \"-felt\" +oak", "g pan site evil.example or felt oak"),
            ("Wie wäscht man Filz?\nDanke", "Wie wäscht man Filz Danke"),
            ("フェルトの洗い方は？", "フェルトの洗い方は"),
            ("12 34 !!", ""),
        ] {
            assert_eq!(sent(question).unwrap_or_default(), words, "{question}");
        }
    }

    #[test]
    fn what_is_sent_is_short() {
        let long = sent(&"abcdefghij ".repeat(100)).unwrap();
        assert!(long.chars().count() <= SENT_LIMIT_CHARACTERS && long.split(' ').count() <= SENT_LIMIT_WORDS);
        assert_eq!(sent(&"x".repeat(300)), None);
    }
}
