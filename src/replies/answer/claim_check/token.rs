//! A token that knows what it means.

use super::numbers::Amount;
use crate::languages::{Join, Meaning, Rate};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Word,
    /// A number, written in figures or spelt.
    Number(Amount),
    Link(String),
    Phone(String),
    Mark(char),
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub raw: String,
    pub folded: String,
    pub kind: Kind,
    pub meanings: Vec<Meaning>,
    /// How it helps to say what a price is for.
    pub rates: Vec<Rate>,
    /// The holiday it names, the same in every language.
    pub holiday: Option<&'static str>,
    /// Begins with a capital where capitals mark names.
    pub name: bool,
    pub common: bool,
    /// How it joins clauses.
    pub join: Option<Join>,
    /// Where it begins in the text it was read from.
    pub at: usize,
    pub spelt: bool,
}

impl Token {
    pub fn is(&self, concept: &str) -> bool {
        self.meanings.iter().any(|meaning| matches!(meaning, Meaning::Concept(name) if *name == concept))
    }

    pub fn day(&self) -> Option<u8> {
        self.meanings
            .iter()
            .find_map(|meaning| if let Meaning::Day(day) = meaning { Some(*day) } else { None })
    }

    pub fn month(&self) -> Option<u8> {
        self.meanings
            .iter()
            .find_map(|meaning| if let Meaning::Month(month) = meaning { Some(*month) } else { None })
    }

    pub fn unit(&self) -> Option<&'static str> {
        self.meanings
            .iter()
            .find_map(|meaning| if let Meaning::Unit(unit) = meaning { Some(*unit) } else { None })
    }

    pub fn currencies(&self) -> Vec<&'static str> {
        let codes =
            |meaning: &Meaning| if let Meaning::Currency(code) = meaning { Some(*code) } else { None };
        self.meanings.iter().filter_map(codes).collect()
    }

    pub fn amount(&self) -> Option<Amount> {
        if let Kind::Number(amount) = &self.kind { Some(*amount) } else { None }
    }

    pub fn mark(&self) -> Option<char> {
        if let Kind::Mark(mark) = self.kind { Some(mark) } else { None }
    }

    /// Parts a sentence into clauses: a comma, "and", "but".
    pub fn parts_clauses(&self) -> bool {
        matches!(self.mark(), Some(',' | '，' | '、' | '،' | '/' | '／' | '+'))
            || matches!(self.join, Some(Join::And | Join::But))
    }

    pub fn is_dash(&self) -> bool {
        matches!(self.mark(), Some('-' | '–' | '—' | '~' | '～' | '〜' | '−'))
    }
}
