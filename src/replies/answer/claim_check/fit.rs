//! How well a clause fits a record: the things they share, rare ones first.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::against::Against;
use super::likeness::{cognate, same_word, short_name};
use super::piece::{Piece, Thing};
use super::record::Record;
use super::subjects::{EXACT, is_closed};
use crate::languages::{Meaning, all};

/// Whether the record's language is another: its plain words cannot be compared.
pub(super) fn is_foreign(clause: &Piece, record: &Record) -> bool {
    clause.languages.first() != record.piece.languages.first()
}

/// Whether a clause and a record have no language in common, so that no plain word can be compared.
pub(super) fn share_no_language(clause: &Piece, record: &Record) -> bool {
    !clause.languages.iter().any(|tag| record.piece.languages.contains(tag))
}

/// Whether a record speaks of a thing, and whether it denies it.
pub(super) fn has_thing(record: &Record, thing: &Thing, foreign: bool) -> Option<(bool, bool)> {
    let like = |known: &&Thing| is_like(thing, known, foreign);
    if let Some(known) = record.piece.things.iter().find(|known| like(known) && known.denied == thing.denied)
    {
        return Some((known.denied, true));
    }
    if let Some(known) = record.piece.things.iter().find(like) {
        return Some((known.denied, true));
    }
    record.context.iter().find(like).map(|known| (known.denied, false))
}

/// Whether any record speaks of a thing of a clause.
pub(super) fn is_known(thing: &Thing, clause: &Piece, against: &Against<'_>) -> bool {
    against.records.iter().any(|record| has_thing(record, thing, is_foreign(clause, record)).is_some())
}

pub(super) fn is_like(thing: &Thing, known: &Thing, foreign: bool) -> bool {
    if thing.key == known.key {
        // One subject, many members: PayPal is not Klarna.
        return !matches!(thing.concept, Some("pay_means" | "other_allergen"))
            || cognate(&thing.word, &known.word);
    }
    if thing.country != known.country {
        return if thing.country {
            is_of_country(&thing.key, &known.word)
        } else {
            is_of_country(&known.key, &thing.word)
        };
    }
    // "Visa" in one language is "فيزا" in another, where it is a means of paying.
    let is_brand = |one: &Thing, other: &Thing| {
        foreign && one.name && one.concept.is_none() && other.concept == Some("pay_means")
    };
    if is_brand(thing, known) || is_brand(known, thing) {
        return cognate(&thing.word, &known.word);
    }
    // "Cash" is no "cas", "kontant" no "kontakt": where a slip hurts, looking alike is not enough.
    if thing.concept.is_some_and(is_closed) || known.concept.is_some_and(is_closed) {
        return thing.word == known.word && (thing.concept.is_none() || known.concept.is_none());
    }
    if EXACT.iter().any(|name| thing.concept == Some(name)) {
        return false;
    }
    if foreign || thing.name {
        cognate(&thing.word, &known.word) || thing.name && short_name(&thing.word, &known.word)
    } else {
        same_word(&thing.word, &known.word)
    }
}

/// What every language calls a country, by its key as a thing.
static COUNTRIES: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut countries: HashMap<String, Vec<String>> = HashMap::new();
    for (form, meaning) in all().iter().flat_map(|words| &words.runs) {
        if let Meaning::Country(code) = meaning {
            countries.entry(format!("@{code}")).or_default().push(form.clone());
        }
    }
    countries
});

/// "Deutsch" is of Germany: a language, or who comes from there.
fn is_of_country(key: &str, word: &str) -> bool {
    COUNTRIES.get(key).is_some_and(|names| names.iter().any(|name| same_word(word, name)))
}

/// Things rarer among the records tell more.
fn weight(thing: &Thing, records: &[&Record], foreign: bool) -> f32 {
    let holders = records
        .iter()
        .filter(|record| record.piece.things.iter().any(|known| is_like(thing, known, foreign)))
        .count();
    let rarity = 1.0 / (1.0 + f32::from(u16::try_from(holders).unwrap_or(u16::MAX)));
    0.4 + rarity
}

pub(super) struct Fit {
    pub score: f32,
    pub matched: usize,
    pub own: usize,
}

pub(super) fn fit(clause: &Piece, record: &Record, against: &Against<'_>) -> Fit {
    let foreign = is_foreign(clause, record);
    let mut fit = Fit { score: 0.0, matched: 0, own: 0 };
    for thing in &clause.things {
        match has_thing(record, thing, foreign) {
            Some((_, true)) => {
                fit.score += weight(thing, against.records, foreign);
                fit.matched += 1;
                fit.own += 1;
            }
            Some((_, false)) => {
                fit.score += 0.5 * weight(thing, against.records, foreign);
                fit.matched += 1;
            }
            None => {}
        }
    }
    // What a record says beside is a small reason against it.
    let extra = record
        .piece
        .things
        .iter()
        .filter(|known| !clause.things.iter().any(|thing| is_like(thing, known, foreign)))
        .count();
    fit.score -= 0.02 * f32::from(u16::try_from(extra.min(20)).unwrap_or(20));
    fit
}
