//! Finds the patterns that may stand in a message by the words they begin with, so that a message is compared with a few
//! of them and not with all.

use std::collections::{BTreeSet, HashMap};

use super::pattern::{Form, Pattern, begins_with_a_slip, is_slip, may_be_slipped, may_begin_slipped};
use super::slip::beginning;
use super::words::Token;

/// A part of a pattern: which pattern, and which of its elements as a bit.
type Part = (u32, u32);

#[derive(Debug, Default)]
pub(super) struct Index {
    exact: HashMap<String, Vec<Part>>,
    beginnings: HashMap<String, Vec<Part>>,
    /// Letters of the longest of them.
    longest_beginning: usize,
    /// Those in which a slip is forgiven, by their first letter.
    long_beginnings: HashMap<char, BTreeSet<String>>,
    /// Whole words in which a slip is forgiven, by their first two letters and by their first and last: one of both stays.
    by_second: HashMap<(char, char), BTreeSet<String>>,
    by_last: HashMap<(char, char), BTreeSet<String>>,
    numbers: Vec<Part>,
    /// By pattern, all of its elements.
    whole: Vec<u32>,
}

impl Index {
    /// Adds a pattern under the next number.
    pub fn add(&mut self, pattern: &Pattern) {
        let Ok(number) = u32::try_from(self.whole.len()) else { return };
        let mut whole = 0;
        for (bit, first) in pattern.first_forms() {
            whole |= bit;
            let part = (number, bit);
            match first {
                Form::Word(word) => {
                    if may_be_slipped(word)
                        && let Some((first, second, last)) = letters_kept(word)
                    {
                        let add = |words: &mut HashMap<_, BTreeSet<String>>, letters| {
                            words.entry(letters).or_default().insert(word.clone());
                        };
                        add(&mut self.by_second, (first, second));
                        add(&mut self.by_last, (first, last));
                    }
                    self.exact.entry(word.clone()).or_default().push(part);
                }
                Form::Beginning(word) => {
                    self.longest_beginning = self.longest_beginning.max(word.chars().count());
                    if let Some(letter) = word.chars().next().filter(|_| may_begin_slipped(word)) {
                        self.long_beginnings.entry(letter).or_default().insert(word.clone());
                    }
                    self.beginnings.entry(word.clone()).or_default().push(part);
                }
                Form::Number | Form::Many => self.numbers.push(part),
            }
        }
        self.whole.push(whole);
    }

    /// The patterns each element of which begins somewhere in the words.
    pub fn candidates(&self, words: &[Token]) -> Vec<usize> {
        let mut met: HashMap<u32, u32> = HashMap::new();
        let mut note = |(number, bit): &Part| *met.entry(*number).or_default() |= bit;
        for word in words {
            let known: Vec<&Vec<Part>> = word.texts().filter_map(|text| self.exact.get(text)).collect();
            known.iter().copied().flatten().for_each(&mut note);
            if known.is_empty() {
                self.slips(word).for_each(&mut note);
            }
            self.begun_by(word).for_each(&mut note);
            if word.texts().any(|text| text.starts_with(|letter: char| letter.is_ascii_digit())) {
                self.numbers.iter().for_each(&mut note);
            }
        }
        let mut found: Vec<usize> = met
            .into_iter()
            .map(|(number, bits)| (number as usize, bits))
            .filter(|(number, bits)| self.whole[*number] == *bits)
            .map(|(number, _)| number)
            .collect();
        found.sort_unstable();
        found
    }

    /// What a word may be meant for that no pattern knows as it stands.
    fn slips<'a>(&'a self, word: &'a Token) -> impl Iterator<Item = &'a Part> {
        let kept = letters_kept(word.text());
        let same_second = kept.and_then(|(first, second, _)| self.by_second.get(&(first, second)));
        let same_last = kept.and_then(|(first, _, last)| self.by_last.get(&(first, last)));
        let known = same_second.into_iter().chain(same_last).flatten();
        known.filter(move |form| is_slip(word, form)).filter_map(|form| self.exact.get(form)).flatten()
    }

    /// What begins a word, as it stands or with a slip.
    fn begun_by<'a>(&'a self, word: &'a Token) -> impl Iterator<Item = &'a Part> {
        let beginnings = |text: &'a str| {
            let all = (1..=self.longest_beginning).map_while(move |letters| beginning(text, letters));
            all.filter_map(|begun| self.beginnings.get(begun))
        };
        let first = word.text().chars().next();
        let long = first.and_then(|first| self.long_beginnings.get(&first)).into_iter().flatten();
        let slipped = long.filter(|form| begins_with_a_slip(word, form));
        let slipped = slipped.filter_map(|form| self.beginnings.get(form));
        word.texts().flat_map(beginnings).chain(slipped).flatten()
    }
}

/// The first, the second and the last letter of a word of two or more.
fn letters_kept(word: &str) -> Option<(char, char, char)> {
    let mut letters = word.chars();
    Some((letters.next()?, letters.next()?, word.chars().next_back()?))
}
