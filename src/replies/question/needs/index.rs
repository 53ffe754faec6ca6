//! Finds the patterns that may stand in a message by the words they begin with, so that a message is compared with a few
//! of them and not with all.

use std::collections::{BTreeMap, HashMap};

use super::pattern::{Form, Pattern, begins, is_slip, may_be_slipped};
use super::words::Token;

/// A part of a pattern: which pattern, and which of its elements as a bit.
type Part = (usize, u64);

#[derive(Debug, Default)]
pub(super) struct Index {
    exact: HashMap<String, Vec<Part>>,
    /// By their first letter, each once with all it is part of.
    beginnings: HashMap<char, BTreeMap<String, Vec<Part>>>,
    /// The same of whole words in which a slip is forgiven.
    long: HashMap<char, BTreeMap<String, Vec<Part>>>,
    numbers: Vec<Part>,
    /// By pattern, all of its elements.
    whole: Vec<u64>,
}

impl Index {
    /// Adds a pattern under the next number.
    pub fn add(&mut self, pattern: &Pattern) {
        let number = self.whole.len();
        let mut whole = 0;
        for (bit, first) in pattern.first_forms() {
            whole |= bit;
            let part = (number, bit);
            match first {
                Form::Word(word) => {
                    if let Some(letter) = word.chars().next().filter(|_| may_be_slipped(word)) {
                        self.long.entry(letter).or_default().entry(word.clone()).or_default().push(part);
                    }
                    self.exact.entry(word.clone()).or_default().push(part);
                }
                Form::Beginning(word) => {
                    if let Some(letter) = word.chars().next() {
                        let begun = self.beginnings.entry(letter).or_default();
                        begun.entry(word.clone()).or_default().push(part);
                    }
                }
                Form::Number | Form::Many => self.numbers.push(part),
            }
        }
        self.whole.push(whole);
    }

    /// The patterns each element of which begins somewhere in the words.
    pub fn candidates(&self, words: &[Token]) -> Vec<usize> {
        let mut met: HashMap<usize, u64> = HashMap::new();
        let mut note = |(number, bit): &Part| *met.entry(*number).or_default() |= bit;
        for word in words {
            let known: Vec<&Vec<Part>> = word.texts().filter_map(|text| self.exact.get(text)).collect();
            known.iter().copied().flatten().for_each(&mut note);
            for letter in first_letters(word) {
                if known.is_empty() {
                    self.slips(letter, word).for_each(&mut note);
                }
                let begun = self.beginnings.get(&letter).into_iter().flatten();
                let begun = begun.filter(|(beginning, _)| begins(word, beginning));
                begun.flat_map(|(_, parts)| parts).for_each(&mut note);
                if letter.is_ascii_digit() {
                    self.numbers.iter().for_each(&mut note);
                }
            }
        }
        let mut found: Vec<usize> = met
            .into_iter()
            .filter(|(number, bits)| self.whole[*number] == *bits)
            .map(|(number, _)| number)
            .collect();
        found.sort_unstable();
        found
    }

    /// What a word may be meant for that no pattern knows as it stands.
    fn slips<'a>(&'a self, letter: char, word: &'a Token) -> impl Iterator<Item = &'a Part> {
        let known = self.long.get(&letter).into_iter().flatten();
        known.filter(move |(form, _)| is_slip(word, form)).flat_map(|(_, parts)| parts)
    }
}

/// What the forms a word may have begin with, each once.
fn first_letters(word: &Token) -> Vec<char> {
    let mut letters: Vec<char> = word.texts().filter_map(|text| text.chars().next()).collect();
    letters.sort_unstable();
    letters.dedup();
    letters
}
