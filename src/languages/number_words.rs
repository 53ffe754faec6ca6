//! Numbers spelt out: the words of one language put together, "two hundred and five" without its blanks.

use std::collections::HashMap;

use super::Table;
use super::key::key;

/// Spelt numbers of one language, without blanks.
#[derive(Debug, Default)]
pub struct NumberWords {
    small: HashMap<String, i64>,
    big: Vec<(String, i64)>,
    /// "Thousand" and "hundred" behind what they multiply: "dua belas ribu", "dodicimila".
    times: Vec<(String, i64)>,
    longest: usize,
}

/// Letters of a word that may begin a number of several words.
const BEGINS: usize = 4;

/// What British English says between hundreds and the rest.
const AND: &str = "and";

impl NumberWords {
    pub(super) fn of(table: &Table) -> Self {
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
        for scale in table.words.get("scale_names").into_iter().flatten() {
            let Some((value, word)) = scale.split_once('=') else { continue };
            let value = value.parse().unwrap_or(0);
            let word = joined(&word.replace('_', " "));
            // A short form such as "k" is one of figures.
            if matches!(value, 100 | 1_000) && word.chars().count() > 2 {
                numbers.times.push((word, value));
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
        for (word, value) in self
            .big
            .iter()
            .chain(&self.times)
            .filter(|(_, value)| matches!(value, 100 | 1_000) && *value < below)
        {
            let Some((before, after)) = rest.split_once(word.as_str()) else { continue };
            let hundreds = || self.sum(before, 1_000).filter(|_| *value == 1_000);
            let times = self.small.get(before).copied().filter(|times| *times < 100).or_else(hundreds);
            let Some(times) = times.filter(|times| *times > 0) else { continue };
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
            // "الحادية عشرة": the first word counts nothing by itself.
            || word.chars().count() >= BEGINS && self.small.keys().any(|small| small.starts_with(word))
            || self.big.iter().any(|(big, _)| big.starts_with(word) || word.starts_with(big.as_str()))
    }
}

fn round(value: i64) -> i64 {
    if value >= 1_000 { 1_000 } else { 100 }
}
