//! What is said besides the matter, in whatever language: greetings, thanks, regrets, offers to help. Finds it in a text;
//! decides nothing about what else stands there.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use super::key::key;
use super::meaning::{Meaning, Offer};
use super::{Words, all};

/// A word, or one letter of a script without blanks, and where it stands.
type Unit = (Range<usize>, String);

/// Phrases by their first unit.
static PHRASES: LazyLock<HashMap<String, Vec<Vec<String>>>> = LazyLock::new(|| {
    let mut phrases: HashMap<String, Vec<Vec<String>>> = HashMap::new();
    for phrase in all().iter().flat_map(Words::talk) {
        let phrase: Vec<String> = units(phrase).into_iter().map(|(_, unit)| unit).collect();
        if let Some(first) = phrase.first().cloned() {
            phrases.entry(first).or_default().push(phrase);
        }
    }
    phrases
});

fn is_run_script(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}')
}

fn units(text: &str) -> Vec<Unit> {
    let mut units = Vec::new();
    for (at, word) in text.unicode_word_indices() {
        if word.chars().any(is_run_script) {
            let letters = word.char_indices();
            units.extend(letters.map(|(offset, letter)| {
                let from = at + offset;
                (from..from + letter.len_utf8(), key(letter.encode_utf8(&mut [0; 4])))
            }));
        } else {
            units.push((at..at + word.len(), key(&word.replace('’', "'"))));
        }
    }
    units.retain(|(_, unit)| !unit.is_empty());
    units
}

/// How many units the longest phrase has that begins here.
fn longest(units: &[Unit]) -> usize {
    let Some((_, first)) = units.first() else { return 0 };
    let stands = |phrase: &&Vec<String>| {
        phrase.len() <= units.len() && phrase.iter().zip(units).all(|(said, (_, unit))| said == unit)
    };
    PHRASES.get(first).into_iter().flatten().filter(stands).map(Vec::len).max().unwrap_or(0)
}

/// Names a greeting may hold: "Hello Anna Maria".
const NAMES: usize = 2;

/// Whether a sentence is nothing but talk, a name or two in it aside.
pub fn is_only_talk(sentence: &str) -> bool {
    let units = units(sentence);
    let (mut at, mut phrases, mut names) = (0, 0, 0);
    // "To Frascati" is no greeting, though Vietnamese has a polite "ạ".
    let mut greets = false;
    while at < units.len() {
        match longest(&units[at..]) {
            0 if phrases > 0 && greets && is_name(&sentence[units[at].0.clone()]) => {
                names += 1;
                at += 1;
            }
            0 => return false,
            length => {
                phrases += 1;
                greets |= units[at..at + length].iter().any(|(_, unit)| unit.chars().count() > 1);
                at += length;
            }
        }
    }
    phrases > 0 && names <= NAMES
}

/// Most units of a word of an offer: letters where there are no blanks.
const OFFER_UNITS: usize = 6;

/// Whether a sentence only offers help: "just let me know if you have any other question". It is made of small words and of
/// words of such offers alone, one of which says help or ask, and it denies nothing but that one hesitates.
pub fn offers_help(sentence: &str, languages: &[&'static Words]) -> bool {
    let units = elided(units(sentence));
    let (mut at, mut helps, mut doubts, mut denies) = (0, false, false, false);
    while at < units.len() {
        let unit = &units[at].1;
        let found = offer(sentence, &units[at..], languages);
        if let Some((length, offer)) = found {
            helps |= offer == Offer::Help;
            doubts |= offer == Offer::Doubt;
            at += length;
            continue;
        }
        let means_no = |words: &&Words| words.exactly(unit).contains(&Meaning::Concept("neg"));
        denies |= languages.iter().any(means_no);
        let is_small = languages.iter().any(|words| words.is_common(unit) || means_no(words));
        let talk = longest(&units[at..]);
        if talk == 0 && !is_small && !is_kana(&sentence[units[at].0.clone()]) {
            return false;
        }
        at += talk.max(1);
    }
    (helps || doubts) && units.len() > 1 && (doubts || !denies)
}

/// "N'hésitez": two words.
fn elided(units: Vec<Unit>) -> Vec<Unit> {
    let parts = |(place, unit): Unit| {
        unit.split('\'').map(|part| (place.clone(), part.to_owned())).collect::<Vec<Unit>>()
    };
    units.into_iter().flat_map(parts).filter(|(_, unit)| !unit.is_empty()).collect()
}

/// The longest word of an offer that begins here, and its number of units.
fn offer(sentence: &str, units: &[Unit], languages: &[&'static Words]) -> Option<(usize, Offer)> {
    let runs = units.first().is_some_and(|(place, _)| sentence[place.clone()].chars().all(is_run_script));
    let most = if runs { OFFER_UNITS } else { 2 };
    (1..=most.min(units.len())).rev().find_map(|length| {
        let parts: Vec<&str> = units[..length].iter().map(|(_, unit)| unit.as_str()).collect();
        let word = parts.join(if runs { "" } else { " " });
        languages.iter().find_map(|words| words.offers(&word)).map(|offer| (length, offer))
    })
}

/// A small Japanese letter that stands alone is grammar.
fn is_kana(unit: &str) -> bool {
    unit.chars().all(|letter| matches!(letter, '\u{3040}'..='\u{309f}'))
}

/// A capital, and no word of any table.
fn is_name(word: &str) -> bool {
    let folded = key(word);
    word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().skip(1).all(char::is_lowercase)
        && !all().iter().any(|words| words.is_common(&folded) || !words.meanings(&folded).is_empty())
}

/// The sentence without the stretches between commas that are nothing but talk: "Sorry, we are closed".
pub fn without_talk(sentence: &str) -> Cow<'_, str> {
    let stretches = stretches(sentence);
    let talks: Vec<bool> = stretches.iter().map(|place| is_only_talk(&sentence[place.clone()])).collect();
    if stretches.len() < 2 || !talks.contains(&true) || !talks.contains(&false) {
        return Cow::Borrowed(sentence);
    }
    let mut kept = String::new();
    for (place, is_talk) in stretches.iter().zip(talks) {
        if is_talk {
            // "With your own food, unfortunately, not": one stretch again.
            let bare = kept.trim_end().trim_end_matches([',', '，', '،']).len();
            kept.truncate(bare);
        } else {
            kept.push_str(&sentence[place.clone()]);
        }
    }
    Cow::Owned(kept)
}

/// Where a sentence's stretches stand, each with the mark that ends it.
fn stretches(sentence: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    let letters: Vec<(usize, char)> = sentence.char_indices().collect();
    for (place, (at, letter)) in letters.iter().enumerate() {
        let next = letters.get(place + 1).map(|(_, next)| *next);
        let before = place.checked_sub(1).map(|before| letters[before].1);
        let ends = match letter {
            ',' | ':' | '!' => next.is_none_or(char::is_whitespace),
            '，' | '、' | '،' | '！' | '：' | '–' | '—' => true,
            // Thai parts with a blank what others part with a comma.
            ' ' => [before, next].into_iter().all(|letter| letter.is_some_and(is_thai)),
            _ => false,
        };
        if ends {
            found.push(from..at + letter.len_utf8());
            from = at + letter.len_utf8();
        }
    }
    found.push(from..sentence.len());
    found
}

fn is_thai(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{e7f}')
}
