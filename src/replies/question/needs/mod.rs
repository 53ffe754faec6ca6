//! What a person must see to, heard without a model: somebody is asked for, is angry, is in danger, threatens with the
//! law, paid and got nothing, got the wrong thing or none, or wants more than a shop sells in passing.
//!
//! What the languages say is data, one file each; the rules here know none of them. A message is heard clause by clause;
//! what only sounds like it ("how many people fit at the table?") stands in the data beside it and wins.

mod index;
pub(super) mod pattern;
pub(super) mod words;

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::words::words;
use index::Index;
use pattern::Pattern;
use words::Token;

words! {
    /// Why a person must see to it, the most urgent first.
    Need {
        /// A danger to life: gas, fire, somebody who wants to end theirs.
        Safety = "safety",
        /// Somebody is ill or hurt.
        Medical = "medical",
        Legal = "legal",
        Payment = "payment",
        /// The order came wrong, broken, or not at all.
        Trouble = "trouble",
        Anger = "anger",
        Person = "person",
        /// An order on its way is asked for.
        Delivery = "delivery",
        /// More than is bought in passing.
        BigOrder = "big_order",
    }
}

/// Longest message looked at, in characters.
const LONGEST_CHARACTERS: usize = 1_500;

/// One language's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Words that mean the same here.
    #[serde(default)]
    words: HashMap<String, Vec<String>>,
    /// By a need, the ways to say it.
    said: HashMap<String, Vec<String>>,
    /// By a need, what sounds like it and is something else.
    #[serde(default)]
    but_not: HashMap<String, Vec<String>>,
}

/// What one language says about one need.
#[derive(Debug)]
struct Voice {
    need: Need,
    said: Vec<Pattern>,
    but_not: Vec<Pattern>,
}

/// All that is listened for.
struct Heard {
    voices: Vec<Voice>,
    /// Of every way to say something, by its number: whose it is, and which of theirs.
    said: Vec<(usize, usize)>,
    index: Index,
}

static ALL: LazyLock<Heard> = LazyLock::new(|| {
    let files = crate::languages::NEEDS.iter().filter_map(|(_, text)| toml::from_str::<File>(text).ok());
    let voices: Vec<Voice> = files.flat_map(|file| voices(&file)).collect();
    let mut heard = Heard { voices: Vec::new(), said: Vec::new(), index: Index::default() };
    for (whose, voice) in voices.iter().enumerate() {
        for (which, pattern) in voice.said.iter().enumerate() {
            heard.said.push((whose, which));
            heard.index.add(pattern);
        }
    }
    heard.voices = voices;
    heard
});

fn voices(file: &File) -> Vec<Voice> {
    let patterns = |texts: Option<&Vec<String>>| {
        texts.into_iter().flatten().filter_map(|text| Pattern::read(text, &file.words)).collect::<Vec<_>>()
    };
    let voice = |need: &Need| Voice {
        need: *need,
        said: patterns(file.said.get(need.as_str())),
        but_not: patterns(file.but_not.get(need.as_str())),
    };
    Need::ALL.iter().map(voice).filter(|voice| !voice.said.is_empty()).collect()
}

/// Pictures that say it without a word.
const FURIOUS: &[char] = &['😡', '🤬', '😤'];

/// The most urgent thing a message says a person must see to.
pub(in crate::replies) fn need(text: &str) -> Option<Need> {
    let text: String = text.chars().take(LONGEST_CHARACTERS).collect();
    let clauses = words::clauses(&text);
    let heard = clauses.iter().filter_map(|words| heard(words)).min_by_key(|need| *need as usize);
    heard.or_else(|| text.contains(FURIOUS).then_some(Need::Anger))
}

fn heard(words: &[Token]) -> Option<Need> {
    let said = ALL.index.candidates(words).into_iter().filter_map(|number| {
        let (whose, which) = ALL.said[number];
        let voice = &ALL.voices[whose];
        voice.said[which].stands_in(words).then_some(voice)
    });
    let meant = said.filter(|voice| !voice.but_not.iter().any(|pattern| pattern.stands_in(words)));
    meant.map(|voice| voice.need).min_by_key(|need| *need as usize)
}

#[cfg(test)]
mod tests;
