//! Messages that are a greeting, thanks, a wish for a person or a cry for help and nothing else: they tell a language when one alone says
//! so, and say no more than that when several do.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{one_name, words_of};
use crate::languages::{CRIES, PHRASES, cover};
use crate::storage::text::held;

/// A phrase of one language.
struct Phrase {
    words: Vec<String>,
    tag: &'static str,
    /// Its place in its list: what is said most stands first.
    place: usize,
}

/// Phrases that may be all that is said, by their first word.
static WHOLE: LazyLock<HashMap<String, Vec<Phrase>>> = LazyLock::new(|| {
    let mut whole: HashMap<String, Vec<Phrase>> = HashMap::new();
    for (tag, said) in PHRASES.iter() {
        for list in [&said.greets, &said.thanks, &said.wishes, &said.person] {
            for (place, phrase) in list.iter().enumerate() {
                let words = held_once(words_of(phrase));
                if let Some(first) = words.first().cloned() {
                    whole.entry(first).or_default().push(Phrase { words, tag, place });
                }
            }
        }
    }
    for (tag, cries) in CRIES.iter() {
        for (place, cry) in cries.iter().enumerate() {
            let words = held_once(words_of(cry));
            if let Some(first) = words.first().cloned() {
                whole.entry(first).or_default().push(Phrase { words, tag: one_name(tag), place });
            }
        }
    }
    whole
});

/// The languages each word of the phrases belongs to.
static WORDS: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut words: HashMap<String, Vec<&'static str>> = HashMap::new();
    for (tag, said) in PHRASES.iter() {
        let lists = [
            &said.greets,
            &said.thanks,
            &said.wishes,
            &said.person,
            &said.wants_person,
            &said.gone,
            &said.may_i,
        ];
        for word in lists.into_iter().flatten().flat_map(|phrase| words_of(phrase)) {
            let owners = words.entry(word).or_default();
            if !owners.contains(tag) {
                owners.push(*tag);
            }
        }
    }
    words
});

/// Whether a folded word stands in the phrases of the language of this tag.
pub(super) fn is_of(tag: &str, word: &str) -> bool {
    WORDS.get(word).is_some_and(|owners| owners.contains(&tag))
}

/// The languages in which these words are phrases and nothing else, a name or two aside, which are words of no language;
/// first those that say so most.
pub(super) fn said_in(words: &[String], is_anybodys: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let words = held_once(words.to_vec());
    let places = PHRASES.iter().filter_map(|(tag, _)| Some((place_of(&words, tag, &is_anybodys)?, *tag)));
    let mut said: Vec<(usize, &'static str)> = places.collect();
    said.sort_unstable();
    said.into_iter().map(|(_, tag)| tag).collect()
}

/// How far down their lists the phrases stand of which these words are all; nothing when a word is left.
fn place_of(words: &[String], tag: &str, is_anybodys: impl Fn(&str) -> bool) -> Option<usize> {
    let longest = |rest: &[String]| {
        let phrases = WHOLE.get(rest.first()?).into_iter().flatten();
        let here = phrases.filter(|phrase| phrase.tag == tag && rest.starts_with(&phrase.words));
        let longest = here.max_by_key(|phrase| (phrase.words.len(), std::cmp::Reverse(phrase.place)))?;
        Some((longest.words.len(), longest.place))
    };
    cover(words, longest, |word| !is_anybodys(word))?.into_iter().max()
}

/// "ciaooo" as "ciao".
fn held_once(words: Vec<String>) -> Vec<String> {
    words.iter().map(|word| held(word, 1)).collect()
}
