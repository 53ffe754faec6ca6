//! One language's words as they are looked up: whole words, beginnings, endings, phrases, and numbers spelt out.
//! Forms are folded; inflected names (Montags, пятницу) are found by their stem.

use std::collections::HashMap;

use super::Table;
use crate::storage::text::{fold, normalise};

/// What a word can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Meaning {
    /// 1 is Monday.
    Day(u8),
    DayShort(u8),
    Month(u8),
    /// An ISO code, or a family such as `dollar`.
    Currency(&'static str),
    Unit(&'static str),
    Country(&'static str),
    /// A subject or a turn of phrase: `refund`, `neg`, `chicken`.
    Concept(&'static str),
}

/// Spelt numbers of one language, without blanks.
#[derive(Debug, Default)]
pub struct NumberWords {
    small: HashMap<String, i64>,
    big: Vec<(String, i64)>,
    longest: usize,
}

#[derive(Debug)]
pub struct Words {
    pub tag: &'static str,
    exact: HashMap<String, Vec<Meaning>>,
    starts: HashMap<String, Vec<(String, Meaning)>>,
    ends: Vec<(String, Meaning)>,
    phrases: HashMap<String, Vec<(Vec<String>, Meaning)>>,
    names: HashMap<String, Vec<(String, Meaning)>>,
    /// Every form, for scripts without blanks.
    pub runs: Vec<(String, Meaning)>,
    common: std::collections::HashSet<String>,
    pub numbers: NumberWords,
}

/// Letters two forms of a name must share at their beginning to be looked at.
const STEM_LETTERS: usize = 4;

pub(super) fn key(text: &str) -> String {
    fold(&normalise(text)).trim().to_owned()
}

/// Names of our own tables live as long as the program.
fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

impl Words {
    pub(super) fn of(table: &Table) -> Self {
        let mut words = Self {
            tag: leak(&table.tag),
            exact: HashMap::new(),
            starts: HashMap::new(),
            ends: Vec::new(),
            phrases: HashMap::new(),
            names: HashMap::new(),
            runs: Vec::new(),
            common: table.words.get("common").into_iter().flatten().map(|word| key(word)).collect(),
            numbers: NumberWords::of(table),
        };
        for (at, names) in (1_u8..).zip(&table.days) {
            for name in names {
                words.name(name, Meaning::Day(at));
            }
        }
        for (at, names) in (1_u8..).zip(&table.days_short) {
            for name in names.iter().filter(|name| name.chars().count() > 1) {
                words.add(name, Meaning::DayShort(at));
            }
        }
        for (at, names) in (1_u8..).zip(&table.months) {
            for name in names {
                words.name(name, Meaning::Month(at));
            }
        }
        for (code, names) in &table.currencies {
            let code = leak(code);
            for name in names {
                words.name(name, Meaning::Currency(code));
            }
        }
        for (unit, names) in &table.units {
            let unit = leak(unit);
            let names = names.iter().filter(|name| {
                is_unit_name(unit, name)
                    && (matches!(name.as_str(), "g" | "l") || !words.common.contains(&key(name)))
            });
            let names: Vec<&String> = names.collect();
            for name in names {
                words.add(name, Meaning::Unit(unit));
            }
        }
        for (code, names) in &table.countries {
            let code = leak(code);
            for name in names {
                words.name(name, Meaning::Country(code));
            }
        }
        for (thing, names) in &table.things {
            let thing = leak(thing);
            for name in names {
                words.name(name, Meaning::Concept(thing));
            }
        }
        for (concept, names) in &table.words {
            words.own(concept, names);
        }
        words.runs.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        words
    }

    fn own(&mut self, concept: &str, names: &[String]) {
        let number =
            |text: &str| text.split_once('=').map(|(value, name)| (value.to_owned(), name.to_owned()));
        for name in names {
            match (concept, number(name)) {
                ("common" | "numbers_more" | "numbers", _) => {}
                ("day_names", Some((day, name))) => self.name(&name, Meaning::Day(day.parse().unwrap_or(1))),
                ("currency_names", Some((code, name))) => self.name(&name, Meaning::Currency(leak(&code))),
                ("unit_names", Some((unit, name))) => self.add(&name, Meaning::Unit(leak(&unit))),
                ("address_names", Some((kind, name))) => self.add(&name, Meaning::Concept(leak(&kind))),
                _ => self.add(name, Meaning::Concept(leak(concept))),
            }
        }
    }

    /// A name that is also found inflected.
    fn name(&mut self, name: &str, meaning: Meaning) {
        self.add(name, meaning);
        let folded = key(name);
        if folded.chars().count() > STEM_LETTERS && !folded.contains(' ') {
            self.names.entry(stem_start(&folded)).or_default().push((folded, meaning));
        }
    }

    fn add(&mut self, name: &str, meaning: Meaning) {
        let plain = name.replace('_', " ");
        let plain = plain.trim();
        if let Some(ending) = plain.strip_prefix('*') {
            self.ends.push((key(ending), meaning));
            return;
        }
        if let Some(start) = plain.strip_suffix('*') {
            let start = key(start);
            if !start.contains(' ') {
                self.runs.push((start.clone(), meaning));
                let index = start.chars().take(2).collect();
                self.starts.entry(index).or_default().push((start, meaning));
                return;
            }
        }
        let folded = key(plain.trim_end_matches('*'));
        if folded.is_empty() {
            return;
        }
        self.runs.push((folded.clone(), meaning));
        let pieces: Vec<String> = folded
            .split([' ', '-', '\'', '’', '\u{200c}'])
            .filter(|piece| !piece.is_empty())
            .map(str::to_owned)
            .collect();
        if pieces.len() > 1 {
            self.phrases.entry(pieces[0].clone()).or_default().push((pieces, meaning));
        }
        let meanings = self.exact.entry(folded).or_default();
        if !meanings.contains(&meaning) {
            meanings.push(meaning);
        }
    }

    /// Whether a folded word carries no subject.
    pub fn is_common(&self, folded: &str) -> bool {
        self.common.contains(folded)
    }

    /// Every folded word that carries no subject.
    pub(super) fn common(&self) -> impl Iterator<Item = &str> {
        self.common.iter().map(String::as_str)
    }

    /// Every folded form that means something as it stands.
    pub(super) fn known(&self) -> impl Iterator<Item = &str> {
        self.exact.keys().map(String::as_str)
    }

    /// What a folded word means as it stands.
    pub fn exactly(&self, folded: &str) -> &[Meaning] {
        self.exact.get(folded).map_or(&[], Vec::as_slice)
    }

    /// What a folded word means, inflected or not.
    pub fn meanings(&self, folded: &str) -> Vec<Meaning> {
        let mut found: Vec<Meaning> = self.exactly(folded).to_vec();
        let index: String = folded.chars().take(2).collect();
        for (start, meaning) in self.starts.get(&index).into_iter().flatten() {
            if folded.starts_with(start.as_str()) && !found.contains(meaning) {
                found.push(*meaning);
            }
        }
        for (ending, meaning) in &self.ends {
            if folded.len() > ending.len() && folded.ends_with(ending.as_str()) && !found.contains(meaning) {
                found.push(*meaning);
            }
        }
        if found.is_empty() {
            found.extend(self.inflected(folded));
        }
        if found.is_empty()
            && let Some(bare) = without_article(self.tag, folded)
        {
            return self.meanings(&bare);
        }
        found
    }

    fn inflected(&self, folded: &str) -> Option<Meaning> {
        let letters = folded.chars().count();
        if self.is_common(folded) {
            return None;
        }
        let near = self.names.get(&stem_start(folded))?;
        let shared = |name: &str| name.chars().zip(folded.chars()).take_while(|(a, b)| a == b).count();
        near.iter()
            .map(|(name, meaning)| (shared(name), name.chars().count(), *meaning))
            .filter(|(shared, name, _)| *shared + usize::from(*name > 5) >= *name && letters <= name + 3)
            .max_by_key(|(shared, _, _)| *shared)
            .map(|(_, _, meaning)| meaning)
    }

    /// The forms this meaning has here.
    pub fn forms(&self, meaning: Meaning) -> impl Iterator<Item = &str> {
        self.runs.iter().filter(move |(_, known)| *known == meaning).map(|(form, _)| form.as_str())
    }

    /// The longest phrase that begins with these folded words, and its number of words.
    pub fn phrases(&self, folded: &[&str]) -> Vec<(usize, Meaning)> {
        let Some(first) = folded.first() else { return Vec::new() };
        let Some(phrases) = self.phrases.get(*first) else { return Vec::new() };
        let fits = |phrase: &&(Vec<String>, Meaning)| {
            phrase.0.len() <= folded.len() && phrase.0.iter().zip(folded).all(|(a, b)| a == b)
        };
        phrases.iter().filter(fits).map(|(words, meaning)| (words.len(), *meaning)).collect()
    }
}

/// "/kg" is read as a mark and a unit; one letter stands for one unit only.
fn is_unit_name(unit: &str, name: &str) -> bool {
    let letter = name.chars().count() == 1 && name.is_ascii();
    !name.starts_with('/')
        && !name.contains(' ')
        && !matches!(name, "pound" | "pounds" | "#" | "%")
        && (!letter || (matches!(unit, "g" | "l" | "m" | "w" | "hour") && unit.starts_with(name)))
}

fn stem_start(folded: &str) -> String {
    folded.chars().take(STEM_LETTERS).collect()
}

/// Arabic and Hebrew write "and", "the", "in" on the word itself.
fn without_article(tag: &str, folded: &str) -> Option<String> {
    let starts: &[&str] = match tag {
        "ar" | "fa" | "ur" => &["وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف"],
        "he" => &["וה", "ה", "ו", "ב", "ל", "מ", "ש", "כ"],
        _ => return None,
    };
    let bare = starts.iter().find_map(|start| folded.strip_prefix(start))?;
    (bare.chars().count() > 2).then(|| bare.to_owned())
}

/// What British English says between hundreds and the rest.
const AND: &str = "and";

impl NumberWords {
    fn of(table: &Table) -> Self {
        let mut numbers = Self::default();
        let joined = |text: &str| key(text).replace([' ', '-', '\''], "");
        for (value, word) in (0_i64..).zip(&table.numbers) {
            numbers.small.entry(joined(word)).or_insert(value);
        }
        for (value, words) in &table.big {
            for word in words {
                numbers.big.push((joined(word), value.parse().unwrap_or(0)));
            }
        }
        for more in table.words.get("numbers_more").into_iter().flatten() {
            if let Some((value, word)) = more.split_once('=') {
                let (value, word) = (value.parse().unwrap_or(0), joined(&word.replace('_', " ")));
                if value >= 100 {
                    numbers.big.push((word, value));
                } else {
                    numbers.small.insert(word, value);
                }
            }
        }
        numbers.big.retain(|(word, value)| !word.is_empty() && *value > 0);
        numbers.big.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let lengths = numbers.small.keys().map(|word| word.chars().count());
        numbers.longest = lengths.max().unwrap_or(0);
        numbers
    }

    /// Whether this language's number words are known.
    pub fn are_known(&self) -> bool {
        self.small.len() > 90
    }

    /// The number a run of letters without blanks spells.
    pub fn value(&self, joined: &str) -> Option<i64> {
        self.sum(joined, 10_000)
    }

    fn sum(&self, rest: &str, below: i64) -> Option<i64> {
        if let Some(value) = self.small.get(rest) {
            return Some(*value);
        }
        for (word, value) in &self.big {
            // "two hundred" is one entry, and "two" before a bare "hundred" multiplies.
            if let Some(after) = rest.strip_prefix(word.as_str()).filter(|_| *value < below) {
                if after.is_empty() {
                    return Some(*value);
                }
                let below = if *value >= 1_000 { 1_000 } else { 100 };
                let more = self.sum(after, below).or_else(|| self.sum(after.strip_prefix(AND)?, below));
                if let Some(more) = more.filter(|more| *more < round(*value)) {
                    return Some(value + more);
                }
            }
        }
        self.multiplied(rest, below)
    }

    fn multiplied(&self, rest: &str, below: i64) -> Option<i64> {
        for (word, value) in
            self.big.iter().filter(|(_, value)| matches!(value, 100 | 1_000) && *value < below)
        {
            let Some((before, after)) = rest.split_once(word.as_str()) else { continue };
            let Some(times) = self.small.get(before).filter(|times| (1..100).contains(*times)) else {
                continue;
            };
            let whole = times * value;
            if after.is_empty() {
                return Some(whole);
            }
            if let Some(more) = self.sum(after, *value).filter(|more| *more < *value) {
                return Some(whole + more);
            }
        }
        None
    }

    /// Whether these letters are a number word or the beginning of a longer one.
    pub fn starts_number(&self, word: &str) -> bool {
        self.small.contains_key(word)
            || self.big.iter().any(|(big, _)| big.starts_with(word) || word.starts_with(big.as_str()))
    }
}

fn round(value: i64) -> i64 {
    if value >= 1_000 { 1_000 } else { 100 }
}
