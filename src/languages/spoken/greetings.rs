//! Messages that are a greeting, thanks or a wish for a person and nothing else: they tell a language when one alone says
//! so, and say no more than that when several do.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::words_of;
use crate::languages::PHRASES;

/// What of a language's file is said to somebody for the first time.
#[derive(Deserialize)]
struct File {
    greets: Vec<String>,
    thanks: Vec<String>,
    wishes: Vec<String>,
    person: Vec<String>,
    wants_person: Vec<String>,
    gone: Vec<String>,
    may_i: Vec<String>,
}

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
    for (tag, file) in files() {
        for list in [file.greets, file.thanks, file.wishes, file.person] {
            for (place, phrase) in list.iter().enumerate() {
                let words = held_once(words_of(phrase));
                if let Some(first) = words.first().cloned() {
                    whole.entry(first).or_default().push(Phrase { words, tag, place });
                }
            }
        }
    }
    whole
});

/// The languages each word of the phrases belongs to.
static WORDS: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut words: HashMap<String, Vec<&'static str>> = HashMap::new();
    for (tag, file) in files() {
        let lists =
            [file.greets, file.thanks, file.wishes, file.person, file.wants_person, file.gone, file.may_i];
        for word in lists.iter().flatten().flat_map(|phrase| words_of(phrase)) {
            let owners = words.entry(word).or_default();
            if !owners.contains(&tag) {
                owners.push(tag);
            }
        }
    }
    words
});

fn files() -> impl Iterator<Item = (&'static str, File)> {
    PHRASES.iter().filter_map(|(tag, text)| Some((*tag, toml::from_str(text).ok()?)))
}

/// Whether a folded word stands in the phrases of the language of this tag.
pub(super) fn is_of(tag: &str, word: &str) -> bool {
    WORDS.get(word).is_some_and(|owners| owners.contains(&tag))
}

/// Words of no language that may stand after a greeting: names.
const MOST_NAMES: usize = 2;

/// The languages in which these words are phrases and nothing else, a name or two at their end aside; first those that say
/// so most.
pub(super) fn said_in(words: &[String], is_anybodys: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let mut words = held_once(words.to_vec());
    let names = words.iter().rev().take(MOST_NAMES).take_while(|word| !is_anybodys(word)).count();
    words.truncate(words.len() - names.min(words.len().saturating_sub(1)));
    let places = PHRASES.iter().filter_map(|(tag, _)| Some((place_of(&words, tag)?, *tag)));
    let mut said: Vec<(usize, &'static str)> = places.collect();
    said.sort_unstable();
    said.into_iter().map(|(_, tag)| tag).collect()
}

/// How far down their lists the phrases stand of which these words are all; nothing when a word is left.
fn place_of(words: &[String], tag: &str) -> Option<usize> {
    let (mut at, mut place) = (0, 0);
    while at < words.len() {
        let phrases = WHOLE.get(&words[at]).into_iter().flatten();
        let here = phrases.filter(|phrase| phrase.tag == tag && words[at..].starts_with(&phrase.words));
        let longest = here.max_by_key(|phrase| (phrase.words.len(), std::cmp::Reverse(phrase.place)))?;
        at += longest.words.len();
        place = place.max(longest.place);
    }
    (!words.is_empty()).then_some(place)
}

/// "ciaooo" as "ciao": a letter that was held down is written once.
fn held_once(mut words: Vec<String>) -> Vec<String> {
    for word in &mut words {
        let letters: Vec<char> = word.chars().collect();
        let runs = letters.chunk_by(|one, other| one == other);
        *word = runs.flat_map(|run| run.iter().take(if run.len() > 2 { 1 } else { run.len() })).collect();
    }
    words
}
