//! Whether a record holds the kind of fact that was asked for: a price, a time, an address.

use super::ask::{Ask, Kind};
use super::read::{Key, Word, subjects};
use super::records::Record;

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
        Kind::Place => is_address(record),
        Kind::Phone => figures.phone,
        Kind::Mail => figures.mail,
        Kind::Web => figures.link || record.words.iter().any(|word| word.is("web")),
    }
}

fn names_month(record: &Record) -> bool {
    record.words.iter().any(|word| word.keys.iter().any(|key| matches!(key, Key::Month(_))))
}

/// Names a street, or stands under "where we are" and has the look of an address.
pub(super) fn is_address(record: &Record) -> bool {
    let street = |word: &Word| {
        ["street", "square", "avenue", "road", "lane"].iter().any(|kind| word.says(kind))
            || ["strasse", "straat", "gatan"].iter().any(|ending| word.text.ends_with(ending))
    };
    let figures = &record.figures;
    let other = figures.money || figures.time || figures.length || figures.phone || figures.mail;
    let numbered = record.words.iter().any(Word::number);
    (numbered && record.words.iter().any(street))
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
    let time = record.figures.time || names && (record.days.contains(&true) || record.denies());
    let bare = record.days.contains(&true) && (record.under("hours") || subjects(&record.words).count() == 0);
    time && (names || bare) && (!other || names)
}
