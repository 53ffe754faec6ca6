//! Whether a record answers a question: it must meet every subject, day and number asked, and hold the kind of fact.
//! A denial of one case is no answer to the general question, and a known question must have been asked whole.

use std::collections::HashSet;

use super::alike::{alike, same};
use super::ask::{Ask, EACH, Kind};
use super::bundle::is_part_of_bundle;
use super::bygone::tells_of_another_time;
use super::exception::{ACTIVITIES, extras, is_exception};
use super::hours::{is_general_hours, is_of_another_activity, tells_closing_only, whole_week};
use super::kinds::{holds, tells_hours};
use super::known;
use super::limit::has_numbers;
use super::means::{is_means, is_said_of_another_means, is_thing_named_so};
use super::polarity::polarity;
use super::read::{Key, Word, subjects};
use super::records::{Cell, Record};
use super::say::{LIMIT_CHARACTERS, Quote, quote};
use super::score::{Fit, count, of_language, share};
use super::twins::{are_twins, cells_to_say, narrow};

/// Records equally good up to this much are all quoted.
const EQUAL: f32 = 0.2;
/// What a record under a title that names the subject has before another.
const ABOUT_IT: f32 = 0.3;
const MOST_QUOTES: usize = 3;
/// Longest cell that is said with a price it stands behind.
const BESIDE_CHARACTERS: usize = 60;
/// Of rows of one name, such as the sizes of a shirt.
const MOST_ROWS: usize = 8;

/// What to quote for this question; nothing when no record meets all of it.
pub(super) fn best(ask: &Ask, records: &[Record]) -> Option<Vec<Quote>> {
    let of_its_time = records.iter().filter(|record| !ask.bygone || tells_of_another_time(record));
    let mut fits: Vec<Fit<'_>> = of_its_time.filter_map(|record| fit(ask, record)).collect();
    if ask.wants(Kind::Price) {
        let told_apart = told_apart(ask, records);
        fits.retain(|fit| told_apart.iter().all(|subject| !is_under_another_name(subject, ask, fit.record)));
    }
    narrow(ask, &mut fits);
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
    let most = if are_twins(&fits) { MOST_ROWS } else { MOST_QUOTES };
    if fits.is_empty() || fits.len() > most || characters > LIMIT_CHARACTERS {
        return None;
    }
    Some(fits.iter().map(|fit| quote(fit.record, &cells_to_say(fit.record, &fit.cells, records))).collect())
}

/// What the shop calls by the customer's own word somewhere: it tells a puppy from a dog.
fn told_apart<'a>(ask: &'a Ask, records: &[Record]) -> Vec<&'a Word> {
    let named = |subject: &&Word| {
        let own = |record: &&Record| record.language == ask.language && record.asked.is_empty();
        records.iter().filter(own).any(|record| stands(subject, record))
    };
    ask.subjects.iter().filter(named).collect()
}

/// Whether a record in the customer's language has the subject under another name only.
fn is_under_another_name(subject: &Word, ask: &Ask, record: &Record) -> bool {
    let around = record.context.iter().chain(record.asked.iter().flat_map(|known| &known.words));
    record.language == ask.language
        && !stands(subject, record)
        && !around.chain(&record.words).any(|word| alike(&subject.text, &word.text))
        && record.words.iter().any(|word| same(subject, word))
}

/// Whether the record has the word itself, or a form of it.
fn stands(subject: &Word, record: &Record) -> bool {
    record.words.iter().any(|word| word.text == subject.text || alike(&subject.text, &word.text))
}

/// "12 € an hour" is no price for a day.
fn is_of_another_unit(ask: &Ask, record: &Record) -> bool {
    let Some(asked) = ask.unit else { return false };
    let same = |unit: &str| unit == asked || matches!((unit, asked), ("day", "night") | ("night", "day"));
    let mut units = record.words.iter().filter_map(Word::unit).filter(|unit| EACH.contains(unit)).peekable();
    units.peek().is_some() && !units.any(same)
}

fn fit<'a>(ask: &Ask, record: &'a Record) -> Option<Fit<'a>> {
    if !ask.says_something() {
        return None;
    }
    if is_of_another_activity(ask, record) || ask.opens && tells_closing_only(record) {
        return None;
    }
    if !record.asked.is_empty() {
        return known::known(ask, record);
    }
    let met: Vec<Met> = ask.subjects.iter().map(|subject| meets(subject, ask, record)).collect();
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
        || is_part_of_bundle(ask, record)
        || is_said_of_another_means(ask, record)
        || is_thing_named_so(ask, record)
        || is_beside_ordering(ask, record)
        || names_only_what_rows_are(ask, record)
        || offers_what_must_be_left_out(ask, record)
        || is_silent_about_bringing(ask, record)
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
        Kind::Duration | Kind::Size | Kind::Mail | Kind::Web | Kind::Weight | Kind::Colour | Kind::Origin => {
            false
        }
    });
    let extra = extras(ask, &record.words).len().min(10);
    let score = 10.0
        + share(itself, met.len())
        + if under_kind { 0.5 } else { 0.0 }
        + titled(ask, record)
        + named_first(ask, record)
        + of_language(ask, record)
        + helped(ask, record)
        + lettered(ask, record)
        - 0.03 * count(extra);
    Some(Fit { record, score, cells: cells(ask, record) })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Met {
    Itself,
    InContext,
    Not,
}

fn meets(subject: &Word, ask: &Ask, record: &Record) -> Met {
    // "How can I pay?" asks for the ways to pay.
    if subject.is("pay") && ask.subjects.len() == 1 && ask.kinds.is_empty() {
        return if record.words.iter().any(is_means) { Met::Itself } else { Met::Not };
    }
    // "wifi" is written "Wi-Fi" too.
    let joined =
        record.words.windows(2).any(|pair| subject.text.strip_prefix(&pair[0].text) == Some(&pair[1].text));
    if joined || record.words.iter().any(|word| same(subject, word)) || is_figure_of(subject, record) {
        Met::Itself
    } else if (subject.is("free") && is_price_of_it(ask, record))
        || is_put_by(subject, ask, record)
        || record.context.iter().any(|word| same(subject, word))
    {
        Met::InContext
    } else {
        Met::Not
    }
}

/// "How many watts?" is answered by a number of watts, "what age?" by an age, Christmas by its date.
fn is_figure_of(subject: &Word, record: &Record) -> bool {
    let counts = |unit: &str| {
        let counts = |word: &Word| word.unit() == Some(unit) || word.text == unit;
        record.words.windows(2).any(|pair| pair[0].number() && counts(&pair[1]))
    };
    let dated = |(month, day): (u8, u8)| {
        record.words.iter().any(|word| word.keys.contains(&Key::Month(month)))
            && record.words.iter().any(|word| word.text == day.to_string())
    };
    subject.unit().is_some_and(counts)
        || subject.is("age") && counts("year")
        || subject.date.is_some_and(dated)
}

/// "Is the first visit free?" is answered by its price.
fn is_price_of_it(ask: &Ask, record: &Record) -> bool {
    let bare = ask.kinds.is_empty() && ask.subjects.len() > 1 && ask.numbers.is_empty() && !ask.has_day();
    bare && record.figures.money
        && record.cells.is_empty()
        && !record.denies()
        && extras(ask, &record.words).is_empty()
}

/// A thing is reserved where it is ordered before.
fn is_put_by(subject: &Word, ask: &Ask, record: &Record) -> bool {
    let thing = |word: &Word| !ACTIVITIES.iter().any(|name| word.is(name));
    let near = (subject.is("book") && record.words.iter().any(|word| word.is("order")))
        || (subject.is("order") && record.words.iter().any(|word| word.is("book")));
    near && ask.subjects.iter().any(|other| thing(other) && record.words.iter().any(|word| same(other, word)))
}

/// "Can I order?" is answered by what is said of ordering, not by what mentions an order.
fn is_beside_ordering(ask: &Ask, record: &Record) -> bool {
    let [subject] = ask.subjects.as_slice() else { return false };
    let general = ask.kinds.is_empty() && !ask.has_day() && ask.numbers.is_empty();
    let leads = || subjects(&record.words).next().is_some_and(|word| same(subject, word));
    let special = || record.words.iter().chain(&record.context).any(|word| word.is("holiday"));
    general && subject.is("order") && (!leads() || special() || titled(ask, record) <= 0.0)
}

/// "Can I bring my cake?" is answered by what may be brought, not by any cake.
fn is_silent_about_bringing(ask: &Ask, record: &Record) -> bool {
    let allows = |word: &Word| {
        word.stands_in("bring") || word.stands_in("allow") || word.says("accept") || word.says("neg")
    };
    ask.beside.iter().any(|word| word.stands_in("bring")) && !record.words.iter().any(allows)
}

/// What stands beside the matter of a question tells which of two equal records was meant.
fn helped(ask: &Ask, record: &Record) -> f32 {
    let met = ask
        .beside
        .iter()
        .filter(|word| !word.common && record.words.iter().any(|known| known.text == word.text));
    0.25 * count(met.count().min(2))
}

/// The same word before another of its meaning: a return before a refund.
fn lettered(ask: &Ask, record: &Record) -> f32 {
    let standing = ask.subjects.iter().filter(|subject| stands(subject, record));
    0.3 * share(standing.count(), ask.subjects.len())
}

fn has_days(ask: &Ask, record: &Record) -> bool {
    ask.days.iter().zip(record.days).all(|(asked, told)| !asked || told)
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

/// "Anything without gluten?" is not answered with what has it: only a thing that is named may be said to.
fn offers_what_must_be_left_out(ask: &Ask, record: &Record) -> bool {
    let named = ask.subjects.iter().any(|subject| !subject.is_diet());
    let offers = !record.cells.is_empty() || !named;
    ask.polarity.leaves_out() && offers && !polarity(&record.words).leaves_out()
}

/// "May I return an article?" of a list whose rows are all called articles, or of a change of oil.
fn names_only_what_rows_are(ask: &Ask, record: &Record) -> bool {
    let Some(name) = record.cells.first() else { return false };
    let stands_among = |subject: &Word, words: &[Word]| words.iter().any(|word| same(subject, word));
    let in_a_cell = |subject: &Word| record.cells.iter().any(|cell| stands_among(subject, &cell.words));
    let idle = |subject: &Word| {
        let is_what_rows_are = stands_among(subject, &name.column) && !in_a_cell(subject);
        is_what_rows_are || subject.is("return") && !stands(subject, record)
    };
    !ask.subjects.is_empty() && ask.subjects.iter().all(idle)
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
    let mut said: Vec<usize> = priced.map(|(at, _)| at).collect();
    // "32 € | per kg", "60 € | at least two nights", "20 € | sold out": what stands behind a price is of it.
    if let Some(last) = said.last().copied() {
        let behind = record.cells.iter().enumerate().skip(last + 1);
        let is_of_it = |cell: &Cell| cell.text.chars().count() <= BESIDE_CHARACTERS && cell.narrows_a_price();
        said.extend(behind.filter(|(_, cell)| is_of_it(cell)).map(|(at, _)| at));
    }
    said
}

/// Why a record does not answer.
#[cfg(test)]
pub(super) fn why(ask: &Ask, record: &Record) -> String {
    if let Some(fit) = fit(ask, record) {
        return format!("fits {}", fit.score);
    }
    let lacks = |word: &&Word| meets(word, ask, record) == Met::Not;
    let subjects = ask.subjects.iter().filter(lacks).map(|word| word.text.clone());
    let kinds = ask.kinds.iter().filter(|kind| !holds(**kind, ask, record)).map(|kind| format!("{kind:?}"));
    let others = [
        (!has_days(ask, record), "days"),
        (!has_numbers(ask, record), "numbers"),
        (is_exception(ask, record), "exception"),
        (is_of_another_activity(ask, record), "activity"),
        (is_of_another_unit(ask, record), "unit"),
        (is_part_of_bundle(ask, record), "bundle"),
        (is_said_of_another_means(ask, record) || is_thing_named_so(ask, record), "means"),
        (is_beside_ordering(ask, record), "ordering"),
        (is_silent_about_bringing(ask, record), "bringing"),
    ];
    let others = others.iter().filter(|(lacks, _)| *lacks).map(|(_, name)| (*name).to_owned());
    subjects.chain(kinds).chain(others).collect::<Vec<_>>().join(", ")
}
