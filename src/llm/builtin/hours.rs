//! When the shop is open: the whole week to whom asks in general, and nothing that is about other hours.

use super::alike::same;
use super::ask::{Ask, Kind};
use super::figures::times;
use super::kinds::{names_month, tells_hours};
use super::read::Word;
use super::records::Record;
use super::say::{LIMIT_CHARACTERS, Quote, quote};

/// What a shop does at hours of its own.
const OTHER_ACTIVITIES: &[&str] = &["deliver", "book", "order", "return", "discount"];

pub(super) fn is_general_hours(ask: &Ask) -> bool {
    ask.wants(Kind::Hours) && !ask.has_day() && ask.subjects.is_empty() && ask.numbers.is_empty()
}

/// All that a document says in a row about the days it is open and closed.
pub(super) fn whole_week(first: &Record, records: &[Record]) -> Vec<Quote> {
    if !first.asked.is_empty() {
        return vec![quote(first, &[])];
    }
    let week = records.iter().filter(|record| {
        record.document == first.document
            && record.asked.is_empty()
            && tells_hours(record)
            && (record.days.contains(&true) || tells_season(record) || times(&record.text, &record.words) > 1)
    });
    let texts: Vec<&Record> = week.collect();
    let mut quotes = Vec::new();
    let mut characters = 0;
    for record in &texts {
        let part = texts.iter().any(|other| {
            other.place != record.place
                && other.text.len() > record.text.len()
                && other.text.contains(&record.text)
        });
        characters += record.text.chars().count();
        if !part && characters <= LIMIT_CHARACTERS {
            quotes.push(quote(record, &[]));
        }
    }
    if quotes.is_empty() { vec![quote(first, &[])] } else { quotes }
}

/// "Open from April to October".
fn tells_season(record: &Record) -> bool {
    record.words.iter().any(|word| word.says("open")) && names_month(record) && !record.denies()
}

/// When orders are taken is no answer to when the shop is open.
pub(super) fn is_of_another_activity(ask: &Ask, record: &Record) -> bool {
    let other = |word: &Word| OTHER_ACTIVITIES.iter().any(|name| word.is(name));
    let asked = record.asked.iter().flat_map(|known| &known.words);
    ask.wants(Kind::Hours)
        && !ask.subjects.is_empty()
        && !record.words.iter().chain(asked).any(|word| word.is("hours"))
        && record.words.iter().any(|word| other(word) && !ask.all.iter().any(|asked| same(asked, word)))
}

/// "We close at 19:30" does not say when the shop opens.
pub(super) fn tells_closing_only(record: &Record) -> bool {
    let says = |name: &str| record.words.iter().any(|word| word.says(name));
    says("closed") && !says("open") && times(&record.text, &record.words) == 1
}
