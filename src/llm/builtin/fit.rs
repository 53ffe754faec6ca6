//! Whether a record answers a question: it must meet every subject, day and number asked, and hold the kind of fact.
//! A denial of one case is no answer to the general question, and a known question must have been asked whole.

use std::collections::HashSet;

use super::alike::same;
use super::ask::{Ask, EACH, Kind};
use super::figures::times;
use super::kinds::{holds, tells_hours};
use super::known;
use super::read::{Key, Word, subjects};
use super::records::Record;
use super::say::{Quote, quote};
use super::score::{Fit, allows, count, of_language, share};

/// Records equally good up to this much are all quoted.
const EQUAL: f32 = 0.2;
/// What a record under a title that names the subject has before another.
const ABOUT_IT: f32 = 0.3;
const MOST_QUOTES: usize = 3;
/// Characters of one answer's quotations.
const LIMIT_CHARACTERS: usize = 600;

/// What people do with a shop: alone they ask in general.
const ACTIVITIES: &[&str] =
    &["deliver", "return", "book", "pay", "order", "hours", "cancel", "discount", "stock", "repair"];

/// What a shop does at hours of its own.
const OTHER_ACTIVITIES: &[&str] = &["deliver", "book", "order", "return", "discount"];

/// What to quote for this question; nothing when no record meets all of it.
pub(super) fn best(ask: &Ask, records: &[Record]) -> Option<Vec<Quote>> {
    let mut fits: Vec<Fit<'_>> = records.iter().filter_map(|record| fit(ask, record)).collect();
    if is_general_hours(ask) {
        fits.retain(|fit| fit.record.asked.is_empty() || known::asks_hours_in_general(fit.record));
    }
    let top = fits.iter().map(|fit| fit.score).fold(f32::MIN, f32::max);
    if is_general_hours(ask) {
        let first = fits.into_iter().find(|fit| fit.score >= top)?;
        return Some(whole_week(first.record, records));
    }
    fits.retain(|fit| fit.score + EQUAL >= top);
    let newest = fits.iter().filter_map(|fit| fit.record.year).max();
    fits.retain(|fit| fit.record.year.is_none() || fit.record.year == newest);
    fits.sort_by_key(|fit| (fit.record.document, fit.record.place));
    let texts: Vec<String> = fits.iter().map(|fit| fit.record.text.clone()).collect();
    // Of a sentence and an item of it the item says it all.
    fits.retain(|fit| {
        !texts
            .iter()
            .any(|text| text.len() < fit.record.text.len() && fit.record.text.contains(text.as_str()))
    });
    let mut seen = HashSet::new();
    fits.retain(|fit| seen.insert(fit.record.text.to_lowercase()));
    let is_known = fits.iter().any(|fit| !fit.record.asked.is_empty());
    // Whether something is done at all, the first sentence about it says; what it costs, each says for itself.
    if ask.kinds.is_empty() && fits.len() > MOST_QUOTES && !is_known {
        let best =
            fits.iter().max_by(|one, other| one.score.total_cmp(&other.score)).map(|fit| fit.record.document);
        fits.retain(|fit| Some(fit.record.document) == best);
        fits.truncate(1);
    }
    if is_known || ask.subjects.is_empty() {
        fits.sort_by(|one, other| other.score.total_cmp(&one.score));
        fits.truncate(1);
    }
    let characters: usize = fits.iter().map(|fit| fit.record.text.chars().count()).sum();
    if fits.is_empty() || fits.len() > MOST_QUOTES || characters > LIMIT_CHARACTERS {
        return None;
    }
    Some(fits.iter().map(|fit| quote(fit.record, &fit.cells)).collect())
}

fn is_general_hours(ask: &Ask) -> bool {
    ask.wants(Kind::Hours) && !ask.has_day() && ask.subjects.is_empty() && ask.numbers.is_empty()
}

/// All that a document says in a row about the days it is open and closed.
fn whole_week(first: &Record, records: &[Record]) -> Vec<Quote> {
    if !first.asked.is_empty() {
        return vec![quote(first, &[])];
    }
    let week = records.iter().filter(|record| {
        record.document == first.document
            && record.asked.is_empty()
            && tells_hours(record)
            && record.days.contains(&true)
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

/// When orders are taken is no answer to when the shop is open.
fn is_of_another_activity(ask: &Ask, record: &Record) -> bool {
    let other = |word: &Word| OTHER_ACTIVITIES.iter().any(|name| word.is(name));
    let asked = record.asked.iter().flat_map(|known| &known.words);
    ask.wants(Kind::Hours)
        && !ask.subjects.is_empty()
        && !record.words.iter().chain(asked).any(|word| word.is("hours"))
        && record.words.iter().any(|word| other(word) && !ask.all.iter().any(|asked| same(asked, word)))
}

/// "We close at 19:30" does not say when the shop opens.
fn tells_closing_only(record: &Record) -> bool {
    let says = |name: &str| record.words.iter().any(|word| word.says(name));
    says("closed") && !says("open") && times(&record.text, &record.words) == 1
}

/// "12 € an hour" is no price for a day.
fn is_of_another_unit(ask: &Ask, record: &Record) -> bool {
    let Some(asked) = ask.unit else { return false };
    let same = |unit: &str| unit == asked || matches!((unit, asked), ("day", "night") | ("night", "day"));
    let mut units = record.words.iter().filter_map(Word::unit).filter(|unit| EACH.contains(unit)).peekable();
    units.peek().is_some() && !units.any(same)
}

fn fit<'a>(ask: &Ask, record: &'a Record) -> Option<Fit<'a>> {
    if ask.subjects.is_empty() && ask.kinds.is_empty() && !ask.has_day() {
        return None;
    }
    if is_of_another_activity(ask, record) || ask.opens && tells_closing_only(record) {
        return None;
    }
    if !record.asked.is_empty() {
        return known::known(ask, record);
    }
    let met: Vec<Met> = ask.subjects.iter().map(|subject| meets(subject, record)).collect();
    if met.contains(&Met::Not) || (!met.is_empty() && !met.contains(&Met::Itself)) {
        return None;
    }
    if !has_days(ask, record)
        || !has_numbers(ask, record)
        || !ask.kinds.iter().all(|kind| holds(*kind, ask, record))
    {
        return None;
    }
    if ask.kinds.is_empty() && ask.subjects.is_empty() && !tells_hours(record)
        || is_of_another_unit(ask, record)
    {
        return None;
    }
    if (record.cells.is_empty() && is_exception(ask, record))
        || (record.words.iter().any(|word| word.is("buys"))
            && !ask.subjects.iter().any(|word| word.is("buys")))
    {
        return None;
    }
    let itself = met.iter().filter(|met| **met == Met::Itself).count();
    let under_kind = ask.kinds.iter().any(|kind| match kind {
        Kind::Hours | Kind::When | Kind::Clock => record.under("hours"),
        Kind::Price => record.under("price"),
        Kind::Place => record.under("place"),
        Kind::Phone => record.under("phone"),
        Kind::Duration | Kind::Size | Kind::Mail | Kind::Web => false,
    });
    let extra = extras(ask, &record.words).len().min(10);
    let score = 10.0
        + share(itself, met.len())
        + if under_kind { 0.5 } else { 0.0 }
        + titled(ask, record)
        + named_first(ask, record)
        + of_language(ask, record)
        - 0.03 * count(extra);
    Some(Fit { record, score, cells: cells(ask, record) })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Met {
    Itself,
    InContext,
    Not,
}

fn meets(subject: &Word, record: &Record) -> Met {
    // "wifi" is written "Wi-Fi" too.
    let joined =
        record.words.windows(2).any(|pair| subject.text.strip_prefix(&pair[0].text) == Some(&pair[1].text));
    if joined || record.words.iter().any(|word| same(subject, word)) {
        Met::Itself
    } else if record.context.iter().any(|word| same(subject, word)) {
        Met::InContext
    } else {
        Met::Not
    }
}

fn has_days(ask: &Ask, record: &Record) -> bool {
    ask.days.iter().zip(record.days).all(|(asked, told)| !asked || told)
}

fn has_numbers(ask: &Ask, record: &Record) -> bool {
    let stands = |number: &Word| {
        if record.cells.is_empty() {
            record.words.iter().any(|word| word.text == number.text)
        } else {
            // In a row a number names a thing only beside the thing's own words.
            record.cells.iter().any(|cell| {
                cell.words.iter().any(|word| word.text == number.text)
                    && (ask.subjects.is_empty()
                        || cell
                            .words
                            .iter()
                            .chain(&cell.column)
                            .any(|word| ask.subjects.iter().any(|subject| same(subject, word))))
            })
        }
    };
    ask.numbers.iter().all(stands) && ask.age.is_none_or(|age| allows(age, record))
}

/// What a record is about beside what was asked.
fn extras<'a>(ask: &Ask, words: &'a [Word]) -> Vec<&'a Word> {
    subjects(words)
        .filter(|word| {
            !ask.subjects.iter().any(|subject| same(subject, word)) && !word.is("hours") && !word.is("price")
        })
        .collect()
}

/// "We do not deliver to Scandicci" is no answer to "do you deliver?".
fn is_exception(ask: &Ask, record: &Record) -> bool {
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
fn is_name(text: &str, word: &Word) -> bool {
    word.place.start > 0 && text[word.place.clone()].chars().next().is_some_and(char::is_uppercase)
}

fn clauses(text: &str) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let mut from = 0;
    for (at, letter) in text.char_indices() {
        if matches!(letter, ',' | ';' | ':' | '،' | '、' | '，' | '؛') {
            cuts.push((from, at));
            from = at + letter.len_utf8();
        }
    }
    cuts.push((from, text.len()));
    cuts
}

/// A row whose name is what was asked comes before one that only mentions it.
fn named_first(ask: &Ask, record: &Record) -> f32 {
    let Some(first) = record.cells.first() else { return 0.0 };
    let exact = ask
        .subjects
        .iter()
        .chain(&ask.numbers)
        .filter(|subject| first.words.iter().any(|word| word.text == subject.text))
        .count();
    let whole = subjects(&first.words).all(|word| ask.subjects.iter().any(|subject| same(subject, word)))
        && first
            .words
            .iter()
            .filter(|word| word.number())
            .all(|number| ask.numbers.iter().any(|asked| asked.text == number.text));
    share(exact, ask.subjects.len() + ask.numbers.len()) + if whole { 1.0 } else { 0.0 }
}

/// A document that is about the subject says more of it than one that mentions it.
fn titled(ask: &Ask, record: &Record) -> f32 {
    let about = |subject: &Word| record.context.iter().any(|word| same(subject, word));
    if ask.subjects.iter().any(about) { ABOUT_IT } else { 0.0 }
}

/// The cells of a row that were asked for by their column, else those that hold the kind of fact; none means all.
fn cells(ask: &Ask, record: &Record) -> Vec<usize> {
    let by_column = record.cells.iter().enumerate().skip(1).filter(|(_, cell)| {
        cell.column.iter().any(|word| !word.common && ask.subjects.iter().any(|subject| same(subject, word)))
    });
    let named: Vec<usize> = by_column.map(|(at, _)| at).collect();
    if !named.is_empty() || !ask.wants(Kind::Price) {
        return named;
    }
    let priced = record.cells.iter().enumerate().skip(1).filter(|(_, cell)| {
        super::figures::figures(&cell.text, &cell.words).money
            || cell.column.iter().any(|word| word.is("price"))
    });
    priced.map(|(at, _)| at).collect()
}
