//! Whether a record holds the kind of fact that was asked for: a price, a time, an address.

use super::ask::{Ask, Kind};
use super::exception::is_name;
use super::figures::times;
use super::read::{Key, Word, subjects};
use super::records::Record;
use crate::languages::{Meaning, all};

/// Whether the record holds the kind of fact that was asked for.
pub(super) fn holds(kind: Kind, ask: &Ask, record: &Record) -> bool {
    let figures = &record.figures;
    match kind {
        Kind::Hours if ask.subjects.is_empty() => {
            tells_hours(record) && (ask.has_day() || !record.denies() || figures.time)
        }
        Kind::Clock => figures.time || (ask.has_day() && record.denies()),
        Kind::Hours | Kind::When => {
            figures.time
                || record.days.contains(&true)
                || record.denies()
                || figures.duration
                || names_month(record)
        }
        Kind::Price => figures.money || record.words.iter().any(|word| word.is("free")),
        Kind::Duration => figures.duration,
        Kind::Size => figures.length,
        Kind::Weight => figures.weight,
        Kind::Place => is_address(record),
        Kind::Phone => figures.phone,
        Kind::Mail => figures.mail,
        Kind::Colour => names_colour(record),
        Kind::Origin => names_place(record) && record.words.iter().any(|word| word.stands_in("made")),
        Kind::Web => figures.link || record.words.iter().any(|word| word.is("web")),
    }
}

const COLOURS: &[&str] =
    &["red", "blue", "green", "yellow", "brown", "purple", "orange", "black", "white", "gold", "silver"];

pub(super) fn names_colour(record: &Record) -> bool {
    record.words.iter().any(|word| word.stands_in("colour") || COLOURS.iter().any(|name| word.is(name)))
}

/// Names a country, or a place by its capital.
pub(super) fn names_place(record: &Record) -> bool {
    let is_country = |word: &Word| word.keys.iter().any(|key| matches!(key, Key::Country(_)));
    record.words.iter().any(|word| is_country(word) || is_name(&record.text, word))
}

pub(super) fn names_month(record: &Record) -> bool {
    record.words.iter().any(|word| word.keys.iter().any(|key| matches!(key, Key::Month(_))))
}

const STREETS: &[&str] = &["street", "square", "avenue", "road", "lane"];

/// Names a street, or stands under "where we are" and has the look of an address.
pub(super) fn is_address(record: &Record) -> bool {
    let is_kind = |meaning: &Meaning| matches!(meaning, Meaning::Concept(name) if STREETS.contains(name));
    // An address is in the language of its place, whatever the rest is in.
    let street = |word: &Word| {
        all().iter().any(|words| words.exactly(&word.text).iter().any(is_kind))
            || word.meanings.iter().any(is_kind)
            || ["strasse", "straat", "gatan"].iter().any(|ending| word.text.ends_with(ending))
    };
    let figures = &record.figures;
    let other = figures.money || figures.time || figures.length || figures.phone || figures.mail;
    let numbered = record.words.iter().any(Word::number);
    let is_han =
        record.text.contains(['路', '街', '巷', '区', '町']) && record.text.contains(['号', '番', '目']);
    (is_han && numbered && !other)
        || (numbered && !figures.money && !figures.time && record.words.iter().any(street))
        || (!other && numbered && record.text.contains(',') && record.under("place"))
        || (record.words.iter().any(|word| word.is("place")) && numbered && !other)
}

/// Whether this is about when the shop is open, and not when it does something else.
pub(super) fn tells_hours(record: &Record) -> bool {
    let names = record.words.iter().any(|word| word.is("hours"));
    let other = record
        .words
        .iter()
        .any(|word| ["deliver", "book", "order", "return", "discount"].iter().any(|name| word.is(name)));
    let time = record.figures.time
        || names && (record.days.contains(&true) || record.denies() || names_month(record));
    // "The best moment to come" stands under opening hours and is about something else.
    let heading = record.heading.is_empty() || record.heading.iter().any(|word| word.is("hours"));
    let alone = subjects(&record.words).count() == 0;
    let under = record.under("hours") && heading;
    // "9:00 to 18:00" under opening hours is every day.
    let bare = record.days.contains(&true) && (under || alone)
        || under && alone && times(&record.text, &record.words) > 1;
    time && (names || bare) && (!other || names)
}
