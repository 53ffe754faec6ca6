//! Reads a question or a sentence of the shop's: its words with what they mean in any language, its days, its figures.
//! Knows nothing of what answers what.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::concepts::{group_of, is_common};
use crate::languages::{Meaning, Words, detect, spoken};
use crate::storage::text::{fold, normalise, query_tokens};

/// What a word stands for, whichever language it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A subject, named by the languages' tables or by ours.
    Of(&'static str),
    Month(u8),
    Country(&'static str),
}

#[derive(Clone, Debug)]
pub(super) struct Word {
    pub text: String,
    pub keys: Vec<Key>,
    pub meanings: Vec<Meaning>,
    pub place: Range<usize>,
    /// Carries no subject.
    pub common: bool,
}

impl Word {
    pub fn is(&self, concept: &str) -> bool {
        self.keys.iter().any(|key| matches!(key, Key::Of(name) if *name == concept))
    }

    /// Means this for the grammar of a sentence: `neg`, `range`, `under`.
    pub fn says(&self, concept: &str) -> bool {
        self.meanings.iter().any(|meaning| matches!(meaning, Meaning::Concept(name) if *name == concept))
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
    "all",
    "am",
    "at",
    "before",
    "best",
    "clock",
    "confirm",
    "every_day",
    "except",
    "from",
    "half",
    "half_past",
    "human",
    "link_words",
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
    "secret",
    "under",
    "until",
    "up_to",
    "vague_number",
    "weekdays",
    "weekend",
    "without",
    "without_after",
    "legal",
    "medicine",
    "street",
    "road",
    "lane",
    "avenue",
    "square",
];

/// Concepts that our own groups name.
fn group_name(concept: &'static str) -> &'static str {
    match concept {
        "open" | "closed" => "hours",
        "refund" => "return",
        other => other,
    }
}

/// The languages a message is read in.
pub(super) fn languages_of(text: &str, known: Option<&str>) -> Vec<&'static Words> {
    detect(text, spoken(text, known))
}

/// The languages a document is read in: long enough for its words alone to tell.
pub(super) fn languages_of_document(text: &str) -> Vec<&'static Words> {
    detect(text, None)
}

/// The words of a text read in these languages.
pub(super) fn words(text: &str, languages: &[&'static Words]) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    for (at, piece) in text.unicode_word_indices() {
        if piece.chars().any(is_run_script) {
            run(piece, at, languages, &mut found);
            continue;
        }
        let mut from = 0;
        for part in piece.split(['\'', '’']) {
            let place = at + from..at + from + part.len();
            from += part.len() + piece[from + part.len()..].chars().next().map_or(0, char::len_utf8);
            let folded = fold(&normalise(part));
            if folded.chars().any(char::is_alphanumeric) && !(folded == "s" && place.start > at) {
                found.push(word(folded, place, languages));
            }
        }
    }
    let compound: Vec<Word> = phrases(&found, languages);
    compound
}

fn is_run_script(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}')
}

fn word(folded: String, place: Range<usize>, languages: &[&'static Words]) -> Word {
    let mut meanings: Vec<Meaning> = Vec::new();
    for words in languages {
        for meaning in words.meanings(&folded) {
            if !meanings.contains(&meaning) {
                meanings.push(meaning);
            }
        }
    }
    let keys = keys_of(&folded, &meanings);
    let common = keys.is_empty() && is_without_subject(&folded, &meanings, languages);
    Word { text: folded, keys, meanings, place, common }
}

fn keys_of(folded: &str, meanings: &[Meaning]) -> Vec<Key> {
    let group = group_of(folded);
    let mut keys: Vec<Key> = group.map(Key::Of).into_iter().collect();
    for meaning in meanings {
        let key = match meaning {
            Meaning::Concept(name) if GRAMMAR.contains(name) => continue,
            // "pay" is in the tables of prices too.
            Meaning::Concept("price") if group.is_some() => continue,
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

/// Letters without blanks, cut by the languages' own words; what no table knows stays one word.
fn run(piece: &str, at: usize, languages: &[&'static Words], found: &mut Vec<Word>) {
    let mut here = 0;
    let mut unknown = 0;
    let close = |from: usize, to: usize, found: &mut Vec<Word>| {
        if to > from {
            let text = fold(&normalise(&piece[from..to]));
            found.push(word(text, at + from..at + to, languages));
        }
    };
    while here < piece.len() {
        let rest = &piece[here..];
        let known = languages.iter().flat_map(|words| words.runs.iter());
        let longest = known
            .filter(|(form, _)| form.len() > 3 && rest.starts_with(form.as_str()))
            .map(|(form, _)| form.len())
            .max();
        match longest {
            Some(length) => {
                close(unknown, here, found);
                close(here, here + length, found);
                here += length;
                unknown = here;
            }
            None => here += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    close(unknown, piece.len(), found);
}

/// Words that mean something together become one.
fn phrases(words: &[Word], languages: &[&'static Words]) -> Vec<Word> {
    let mut joined = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let folded: Vec<&str> = words[at..].iter().map(|word| word.text.as_str()).collect();
        let longest = languages
            .iter()
            .flat_map(|language| language.phrases(&folded))
            .filter(|(length, meaning)| {
                *length > 1 && !matches!(meaning, Meaning::Concept("relative" | "best"))
            })
            .max_by_key(|(length, _)| *length);
        if let Some((length, meaning)) = longest {
            let text = folded[..length].join(" ");
            let place = words[at].place.start..words[at + length - 1].place.end;
            let keys = keys_of(&text, &[meaning]);
            let common = keys.is_empty();
            joined.push(Word { text, keys, meanings: vec![meaning], place, common });
            at += length;
        } else {
            joined.push(words[at].clone());
            at += 1;
        }
    }
    joined
}

/// Days of the week, Monday first.
pub(super) type Days = [bool; 7];

/// The days a text names, ranges filled in.
pub(super) fn days(text: &str, words: &[Word]) -> Days {
    let mut days: Days = [false; 7];
    let mut last: Option<(u8, usize)> = None;
    for (at, word) in words.iter().enumerate() {
        if word.says("weekend") {
            days[5] = true;
            days[6] = true;
        } else if names_weekdays(at, words) {
            days[..5].fill(true);
        } else if word.says("every_day") {
            days.fill(true);
        }
        let Some(day) = word.day().filter(|day| (1..=7).contains(day)) else { continue };
        if let Some((from, before)) = last
            && joins(text, &words[before..=at])
        {
            let mut next = from;
            while next != day {
                next = next % 7 + 1;
                days[usize::from(next) - 1] = true;
            }
        }
        days[usize::from(day) - 1] = true;
        last = Some((day, at));
    }
    days
}

/// "Weekdays", and not "3-5 working days".
pub(super) fn names_weekdays(at: usize, words: &[Word]) -> bool {
    words[at].says("weekdays") && !words[..at].last().is_some_and(Word::number)
}

/// Whether what stands between two days makes them a range.
fn joins(text: &str, from_to: &[Word]) -> bool {
    let (Some(first), Some(last)) = (from_to.first(), from_to.last()) else { return false };
    let between = &text[first.place.end.min(last.place.start)..last.place.start];
    if from_to.len() > 3 || between.contains([',', ';', '.', '/']) {
        return false;
    }
    let marked = between.trim().starts_with(['-', '–', '—', '~', '～', '至', '到', '~']);
    let said = from_to[1..from_to.len() - 1].iter().any(|word| word.says("range") || word.says("until"));
    marked || said
}

/// Words that carry a subject.
pub(super) fn subjects(words: &[Word]) -> impl Iterator<Item = &Word> {
    words.iter().filter(|word| !word.common && !word.number() && !is_figure(word))
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

/// "No.", "Yes, within 10 km": what it answers is in the question.
pub(super) fn is_yes_or_no(text: &str) -> bool {
    const SHORT: &[&str] = &[
        "yes",
        "no",
        "si",
        "sim",
        "nao",
        "non",
        "oui",
        "ja",
        "nein",
        "nee",
        "tak",
        "nie",
        "da",
        "nu",
        "evet",
        "hayir",
        "نعم",
        "لا",
        "ہاں",
        "نہیں",
        "हाँ",
        "नहीं",
        "haan",
        "nahi",
        "ya",
        "tidak",
        "да",
        "нет",
        "ні",
        "так",
        "ano",
        "ne",
        "igen",
        "nem",
        "nej",
    ];
    let first = query_tokens(text).into_iter().next().unwrap_or_default();
    SHORT.iter().any(|word| query_tokens(word).first() == Some(&first))
}
