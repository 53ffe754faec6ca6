//! Reads a question or a sentence of the shop's: its words with what they mean in any language, its days, its figures.
//! Knows nothing of what answers what.

use std::ops::Range;

use super::concepts::{group_of, is_common};
use super::cut::{cut, is_run_script, pieces};
use crate::languages::{Join, Meaning, Words, asked, detect, spoken_at_home};
use crate::storage::text::{fold, normalise};

/// What a word stands for, whichever language it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A subject, named by the languages' tables or by ours.
    Of(&'static str),
    Month(u8),
    Country(&'static str),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    pub text: String,
    pub keys: Vec<Key>,
    pub meanings: Vec<Meaning>,
    pub place: Range<usize>,
    /// Carries no subject.
    pub common: bool,
    /// The lists of how a language asks that it stands in.
    pub lists: Vec<&'static str>,
    /// Of a question: need not stand in the answer, although it may.
    pub aside: bool,
    /// Joins like "and".
    pub joins: bool,
    /// A number in words.
    pub spelt: bool,
    /// Month and day of a holiday that has one.
    pub date: Option<(u8, u8)>,
}

impl Word {
    pub fn is(&self, concept: &str) -> bool {
        self.keys.iter().any(|key| matches!(key, Key::Of(name) if *name == concept))
    }

    /// Means this for the grammar of a sentence: `neg`, `range`, `under`.
    pub fn says(&self, concept: &str) -> bool {
        self.meanings.iter().any(|meaning| matches!(meaning, Meaning::Concept(name) if *name == concept))
    }

    /// Stands in this list of how a language asks.
    pub fn stands_in(&self, list: &str) -> bool {
        self.lists.contains(&list)
    }

    pub fn number(&self) -> bool {
        self.text.starts_with(|letter: char| letter.is_numeric())
    }

    pub fn unit(&self) -> Option<&'static str> {
        self.meanings
            .iter()
            .find_map(|meaning| if let Meaning::Unit(unit) = meaning { Some(*unit) } else { None })
    }

    pub fn day(&self) -> Option<u8> {
        self.meanings.iter().find_map(|meaning| match meaning {
            Meaning::Day(day) | Meaning::DayShort(day) => Some(*day),
            _ => None,
        })
    }
}

/// Words of grammar: their concepts are never what a question is about.
const GRAMMAR: &[&str] = &[
    "about",
    "after",
    "afterwards",
    "all",
    "am",
    "apart",
    "at",
    "avenue",
    "before",
    "best",
    "clock",
    "come_by",
    "confirm",
    "every_day",
    "except",
    "former",
    "from",
    "half",
    "half_past",
    "human",
    "lane",
    "legal",
    "link_words",
    "may",
    "medicine",
    "midnight",
    "neg",
    "noon",
    "only",
    "over",
    "pm",
    "quarter",
    "quarter_past",
    "quarter_to",
    "question",
    "range",
    "relative",
    "road",
    "secret",
    "settled",
    "square",
    "street",
    "under",
    "until",
    "up_to",
    "vague_number",
    "weekdays",
    "weekend",
    "without",
    "without_after",
];

/// Concepts that our own groups name.
fn group_name(concept: &'static str) -> &'static str {
    match concept {
        "open" | "closed" => "hours",
        "refund" => "return",
        other => other,
    }
}

/// The languages a message is read in: `known` was spoken before, `home` is the shop's own.
pub(super) fn languages_of(text: &str, known: Option<&str>, home: Option<&str>) -> Vec<&'static Words> {
    detect(text, spoken_at_home(text, known, home).or(home))
}

/// The languages a document is read in: long enough for its words alone to tell.
pub(super) fn languages_of_document(text: &str) -> Vec<&'static Words> {
    detect(text, None)
}

/// The words of a text read in these languages.
pub(super) fn words(text: &str, languages: &[&'static Words]) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    for (at, piece) in pieces(text) {
        if piece.chars().any(is_run_script) {
            found.extend(cut(piece, at, languages).into_iter().map(|place| word(text, place, languages)));
            continue;
        }
        let mut from = 0;
        for part in piece.split(['\'', '’']) {
            let place = at + from..at + from + part.len();
            from += part.len() + piece[from + part.len()..].chars().next().map_or(0, char::len_utf8);
            let found_word = word(text, place.clone(), languages);
            let folded = &found_word.text;
            if folded.chars().any(char::is_alphanumeric) && !(folded == "s" && place.start > at) {
                found.push(found_word);
            }
        }
    }
    phrases(&found, languages)
}

fn word(text: &str, place: Range<usize>, languages: &[&'static Words]) -> Word {
    let raw = &text[place.clone()];
    let folded = fold(&normalise(raw));
    let mut meanings: Vec<Meaning> = Vec::new();
    for words in languages {
        for meaning in words.meanings(&folded) {
            if !meanings.contains(&meaning) {
                meanings.push(meaning);
            }
        }
    }
    let mut lists: Vec<&'static str> = Vec::new();
    for words in languages {
        let found = asked(words.tag).map_or(&[][..], |asked| asked.lists(&folded));
        for name in found {
            if !lists.contains(name) {
                lists.push(name);
            }
        }
    }
    let join = |words: &&'static Words| words.join(raw);
    // "ou" is "or" before it is "where".
    let is_or = languages.first().and_then(join) == Some(Join::Or);
    let mut keys = if is_or { Vec::new() } else { keys_of(&folded, &meanings) };
    for key in kind_keys(&lists) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let first = languages.first().and_then(|words| asked(words.tag));
    let beside = first.is_some_and(|asked| asked.lists(&folded).iter().any(|list| BESIDE.contains(list)))
        || (keys.is_empty() && lists.iter().any(|list| BESIDE.contains(list)));
    let aside = is_aside(&keys, beside);
    let common = keys.is_empty() && (is_or || is_without_subject(&folded, &meanings, languages));
    let joins = languages.iter().any(|words| words.join(raw) == Some(Join::And));
    let spelt = languages.iter().any(|words| words.numbers.value(&folded).is_some());
    let date = languages.iter().find_map(|words| words.holiday(&folded)).and_then(date_of);
    Word { text: folded, keys, meanings, place, common, lists, aside, joins, spelt, date }
}

/// Holidays of one day of the year.
fn date_of(holiday: &str) -> Option<(u8, u8)> {
    match holiday {
        "christmas" => Some((12, 25)),
        "new_year" => Some((1, 1)),
        _ => None,
    }
}

/// What lists of how a language asks say is wanted.
fn kind_keys(lists: &[&'static str]) -> Vec<Key> {
    let kinds = lists.iter().filter(|name| KINDS.contains(name));
    kinds.map(|name| Key::Of(name)).collect()
}

/// Lists of words that say nothing of what is asked about.
const BESIDE: &[&str] = &["beside", "bring", "bygone", "bygone_last"];

const KINDS: &[&str] = &["hours", "price", "place", "phone", "colours", "weight"];

/// "Have", "take" and "bring" say nothing of what is asked about; what says which kind of fact is wanted does.
fn is_aside(keys: &[Key], beside: bool) -> bool {
    let frames = ["when", "clock_time", "duration", "size", "mail", "web"];
    let is_kind = |key: &Key| matches!(key, Key::Of(name) if KINDS.contains(name) || frames.contains(name));
    let accepts = !keys.is_empty() && keys.iter().all(|key| *key == Key::Of("accept"));
    !keys.iter().any(is_kind) && (beside || accepts)
}

fn keys_of(folded: &str, meanings: &[Meaning]) -> Vec<Key> {
    let group = group_of(folded);
    let mut keys: Vec<Key> = group.map(Key::Of).into_iter().collect();
    for meaning in meanings {
        let key = match meaning {
            Meaning::Concept(name) if GRAMMAR.contains(name) => continue,
            // "pay" is in the tables of prices too.
            Meaning::Concept("price") if group.is_some() => continue,
            // What is sold off is not any discount.
            Meaning::Concept("discount") if group == Some("sale") => continue,
            Meaning::Concept(name) => Key::Of(group_name(name)),
            Meaning::Month(month) => Key::Month(*month),
            Meaning::Country(code) => Key::Country(code),
            Meaning::Day(_) | Meaning::DayShort(_) | Meaning::Currency(_) | Meaning::Unit(_) => continue,
        };
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

fn is_without_subject(folded: &str, meanings: &[Meaning], languages: &[&'static Words]) -> bool {
    let grammar = meanings.iter().any(|meaning| match meaning {
        Meaning::Concept(name) => GRAMMAR.contains(name),
        Meaning::Day(_) | Meaning::Currency(_) => true,
        Meaning::DayShort(_) | Meaning::Month(_) | Meaning::Unit(_) | Meaning::Country(_) => false,
    });
    let small = is_common(folded) || (folded.chars().count() < 2 && folded.chars().all(char::is_alphabetic));
    // Lists made from long texts hold subjects too: they speak only for languages we have no list of our own for.
    let listed = languages.first().is_some_and(|words| {
        !matches!(words.tag, "en" | "it" | "es" | "pt" | "de" | "fr" | "nl") && words.is_common(folded)
    });
    grammar || small || listed
}

/// Words that mean something together become one.
fn phrases(words: &[Word], languages: &[&'static Words]) -> Vec<Word> {
    let mut joined = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let folded: Vec<&str> = words[at..].iter().map(|word| word.text.as_str()).collect();
        let meaning = languages
            .iter()
            .flat_map(|language| language.phrases(&folded))
            .filter(|(length, meaning)| {
                *length > 1 && !matches!(meaning, Meaning::Concept("relative" | "best"))
            })
            .max_by_key(|(length, _)| *length);
        let list = languages
            .iter()
            .filter_map(|language| asked(language.tag))
            .flat_map(|asked| asked.phrases(&folded))
            .max_by_key(|(length, _)| *length);
        let list_length = list.map_or(0, |(length, _)| length);
        let whole = |length: usize| {
            let text = folded[..length].join(" ");
            (text, words[at].place.start..words[at + length - 1].place.end)
        };
        match (meaning, list) {
            (Some((length, meaning)), _) if length >= list_length => {
                let (text, place) = whole(length);
                let keys = keys_of(&text, &[meaning]);
                let common = keys.is_empty();
                let aside = is_aside(&keys, false);
                let meanings = vec![meaning];
                joined.push(Word { text, keys, meanings, place, common, aside, ..Word::default() });
                at += length;
            }
            (_, Some((length, name))) => {
                let (text, place) = whole(length);
                let keys = kind_keys(&[name]);
                let aside = is_aside(&keys, BESIDE.contains(&name));
                // Opening and closing stay apart; what else a part of the phrase means is not meant.
                let ways = |meaning: &Meaning| matches!(meaning, Meaning::Concept("open" | "closed"));
                let parts = words[at..at + length].iter().flat_map(|word| word.meanings.clone());
                let meanings = parts.filter(ways).collect();
                let lists = vec![name];
                joined.push(Word { text, keys, meanings, place, lists, aside, ..Word::default() });
                at += length;
            }
            _ => {
                joined.push(words[at].clone());
                at += 1;
            }
        }
    }
    joined
}

/// Capitals that stand alone, folded: a size, "in L".
pub(super) fn capitals(text: &str, words: &[Word]) -> Vec<String> {
    let is_capital = |word: &&Word| {
        let mut letters = text[word.place.clone()].chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    };
    words.iter().filter(is_capital).map(|word| word.text.clone()).collect()
}

/// Words that carry a subject.
pub(super) fn subjects(words: &[Word]) -> impl Iterator<Item = &Word> {
    words.iter().filter(|word| !word.common && !word.aside && !word.number() && !is_figure(word))
}

fn is_figure(word: &Word) -> bool {
    word.keys.is_empty()
        && word.meanings.iter().any(|meaning| {
            matches!(
                meaning,
                Meaning::Day(_) | Meaning::DayShort(_) | Meaning::Currency(_) | Meaning::Unit(_)
            )
        })
}
