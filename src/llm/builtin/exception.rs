//! A denial of one case is no answer to the general question.

use super::alike::same;
use super::ask::{Ask, Kind};
use super::read::{Key, Word, subjects};
use super::records::Record;

/// What people do with a shop: alone they ask in general.
pub(super) const ACTIVITIES: &[&str] =
    &["deliver", "return", "book", "pay", "order", "hours", "cancel", "discount", "stock", "repair"];

/// "We do not deliver to Scandicci" is no answer to "do you deliver?".
pub(super) fn is_exception(ask: &Ask, record: &Record) -> bool {
    if !record.denies() || (ask.wants(Kind::Hours) && ask.subjects.is_empty()) {
        return false;
    }
    let [subject] = ask.subjects.as_slice() else { return false };
    let is_activity = ACTIVITIES.iter().any(|name| subject.is(name));
    let clauses = clauses(&record.text);
    clauses.iter().any(|(from, to)| {
        let words: Vec<Word> = record
            .words
            .iter()
            .filter(|word| word.place.start >= *from && word.place.end <= *to)
            .cloned()
            .collect();
        let denied = words.iter().any(|word| word.says("neg") || word.says("except"));
        if !denied || !words.iter().any(|word| same(subject, word)) {
            return false;
        }
        let day = words.iter().any(is_figure_day) && !ask.has_day();
        let month = words.iter().any(|word| word.keys.iter().any(|key| matches!(key, Key::Month(_))));
        let named = extras(ask, &words)
            .iter()
            .any(|word| is_activity || is_place(word) || is_name(&record.text, word));
        let dated = ask.numbers.is_empty() && (month || words.iter().any(Word::number));
        day || dated || named
    })
}

fn is_figure_day(word: &Word) -> bool {
    use crate::languages::Meaning;
    word.meanings.iter().any(|meaning| matches!(meaning, Meaning::Day(_)))
}

fn is_place(word: &Word) -> bool {
    word.keys.iter().any(|key| matches!(key, Key::Country(_)))
}

/// Written like a name, and not because a sentence begins.
pub(super) fn is_name(text: &str, word: &Word) -> bool {
    word.place.start > 0 && text[word.place.clone()].chars().next().is_some_and(char::is_uppercase)
}

pub(super) fn clauses(text: &str) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let mut from = 0;
    for (at, letter) in text.char_indices() {
        let ends = matches!(letter, '.' | '!') && text[at + 1..].starts_with(' ');
        if ends || matches!(letter, ',' | ';' | ':' | '،' | '、' | '，' | '؛') {
            cuts.push((from, at));
            from = at + letter.len_utf8();
        }
    }
    cuts.push((from, text.len()));
    cuts
}

/// What a record is about beside what was asked.
pub(super) fn extras<'a>(ask: &Ask, words: &'a [Word]) -> Vec<&'a Word> {
    subjects(words)
        .filter(|word| {
            !ask.subjects.iter().any(|subject| same(subject, word)) && !word.is("hours") && !word.is("price")
        })
        .collect()
}
