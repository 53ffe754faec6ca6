//! What a statement is of, in words that are kept: which of them tell two facts apart, and when two are one. Stricter than
//! the fit of a draft's clause: who says that two sources disagree must be right.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::piece::Thing;
use super::token::{Kind, Token};
use crate::languages::{Words, base};
use crate::storage::text::{fold, normalise};

/// Subjects that have several words of one meaning.
const ONE_MEANING: &[&str] = &["deliver", "standard", "express"];

/// Words that carry no subject elsewhere and tell two articles apart all the same.
const QUALIFIERS: &[&str] =
    &["half", "whole", "old", "other", "last", "primo", "secondo", "altro", "ultimo", "primero", "segundo"];

/// Letters two forms of a word share at least, and letters that may follow.
const STEM: usize = 4;
const ENDING: usize = 2;
/// Letters of a word that statements are sorted by.
const SORTED_BY: usize = 3;

static SHOP_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| words(include_str!("shop_words.txt")));
static DOCUMENT_WORDS: LazyLock<HashSet<String>> =
    LazyLock::new(|| words(include_str!("document_words.txt")));

/// By language: "alte" is "other" in Romanian and "old" in German.
static TELLING_WORDS: LazyLock<HashMap<&str, HashSet<String>>> = LazyLock::new(|| {
    let lines = include_str!("telling_words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some((line.split_whitespace().next()?, words(line)))).collect()
});

/// The words of a file that begins each line with its language.
fn words(file: &str) -> HashSet<String> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split_whitespace().skip(1)).map(|word| fold(&normalise(word))).collect()
}

/// The words of a title that only say which copy of a document it is; none where it names anything else, for a price of
/// "new phones" is no newer price of "phones".
pub(super) fn of_the_document(title: &[Thing], own: &[String]) -> Vec<String> {
    let told = telling(title, own);
    let is_of_document = |of: &Of| DOCUMENT_WORDS.contains(&of.word);
    if told.iter().all(is_of_document) { told.into_iter().map(|of| of.word).collect() } else { Vec::new() }
}

/// Something a statement is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Of {
    pub word: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub denied: bool,
}

impl Of {
    fn from_thing(thing: &Thing) -> Self {
        Self { word: thing.word.clone(), concept: thing.concept.map(str::to_owned), denied: thing.denied }
    }

    fn has_one_meaning(&self) -> bool {
        self.concept.as_deref().is_some_and(|name| ONE_MEANING.contains(&name))
    }

    /// What statements of it are sorted by: the same for whatever is alike.
    fn sorted_by(&self) -> String {
        match &self.concept {
            Some(name) if self.has_one_meaning() => format!("#{name}"),
            Some(_) | None => self.word.chars().take(SORTED_BY).collect(),
        }
    }

    pub(super) fn is_like(&self, other: &Self) -> bool {
        if self.has_one_meaning() || other.has_one_meaning() {
            return self.concept == other.concept;
        }
        is_one_word(&self.word, &other.word)
    }
}

/// The words of these things that tell facts apart. `own` are words that are the shop's: its name.
pub(super) fn telling(things: &[Thing], own: &[String]) -> Vec<Of> {
    let mut found: Vec<Of> = Vec::new();
    for thing in things {
        let of = Of::from_thing(thing);
        if !is_idle(&of, own) && !found.iter().any(|known| known.is_like(&of)) {
            found.push(of);
        }
    }
    found
}

fn is_idle(of: &Of, own: &[String]) -> bool {
    of.concept.as_deref() == Some("order")
        || SHOP_WORDS.contains(&of.word)
        || own.iter().any(|word| is_one_word(word, &of.word))
        || of.word.chars().all(|letter| !letter.is_alphanumeric())
}

/// Small words that tell two facts apart, wherever they stand: "with", "low", "not".
pub(super) fn telling_words(tokens: &[Token], languages: &[&'static Words]) -> Vec<String> {
    let lists: Vec<_> = languages.iter().filter_map(|words| TELLING_WORDS.get(base(words.tag))).collect();
    let words = tokens.iter().filter(|token| token.kind == Kind::Word);
    let mut found = Vec::new();
    for token in words {
        if lists.iter().any(|list| list.contains(&token.folded)) {
            found.push(token.folded.clone());
        }
        found.extend(["neg", "without"].iter().filter(|name| token.is(name)).map(|name| (*name).to_owned()));
    }
    found
}

/// Sizes in one letter, and words no draft is judged by that tell two articles apart.
pub(super) fn sizes(tokens: &[Token]) -> Vec<Of> {
    let first = tokens.iter().position(|token| token.kind == Kind::Word);
    let is_size = |at: usize, token: &Token| {
        let mut letters = token.raw.chars();
        let single = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
        // A Dutch "punt" is a dot, and a slice of cake.
        let measures = QUALIFIERS.contains(&token.folded.as_str()) || token.is("link_words");
        let begins_email =
            token.folded == "e" && tokens[at..].iter().take(3).any(|next| next.folded == "mail");
        single && Some(at) != first && !begins_email || measures
    };
    let words = tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Word);
    words
        .filter(|(at, token)| is_size(*at, token))
        .map(|(_, token)| Of { word: token.folded.clone(), concept: None, denied: false })
        .collect()
}

/// By what statements are looked up: the first of their things.
pub(super) fn sorted_by(of: &[Of]) -> String {
    of.iter().map(Of::sorted_by).min().unwrap_or_default()
}

/// Whether these are the same things, each with its yes or no.
pub(super) fn are_same(one: &[Of], other: &[Of]) -> bool {
    let within = |some: &[Of], all: &[Of]| {
        some.iter().all(|of| all.iter().any(|known| known.is_like(of) && known.denied == of.denied))
    };
    within(one, other) && within(other, one)
}

/// One word, or two of its forms.
fn is_one_word(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let rest = |word: &str| word.chars().skip(shared).collect::<String>();
    let (a, b) = (rest(one), rest(other));
    let (longer, shorter) = if a.chars().count() < b.chars().count() { (&b, &a) } else { (&a, &b) };
    if longer.chars().count() > ENDING {
        return false;
    }
    if !one.is_ascii() || !other.is_ascii() {
        return shared >= STEM && shorter.is_empty();
    }
    // "stark" is no form of "start".
    let is_ending = |rest: &str| rest.chars().all(|letter| "aeiouynsrm".contains(letter));
    (shared >= STEM && is_ending(&a) && is_ending(&b))
        || (shared + 1 >= STEM && shorter.is_empty() && longer == "s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_forms_of_a_word_are_one_and_two_words_are_not() {
        for (one, other) in [
            ("torta", "torte"),
            ("limone", "limoni"),
            ("mandel", "mandeln"),
            ("cat", "cats"),
            ("хлеб", "хлеба"),
        ] {
            assert!(is_one_word(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("stark", "start"),
            ("roggenbrot", "roggenmischbrot"),
            ("casa", "caso"),
            ("pear", "peach"),
            ("s", "m"),
        ] {
            assert!(!is_one_word(one, other), "{one} {other}");
        }
    }
}
