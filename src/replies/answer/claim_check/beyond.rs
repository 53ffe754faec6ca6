//! What a clause says beyond its record: words the record lacks, and whether that matters.

use super::against::{Against, Why};
use super::fact::Fact;
use super::fit::{has_thing, is_like};
use super::piece::{Piece, Thing};
use super::record::Record;

/// "Dogs only on the veranda" holds nothing about dogs elsewhere: without its own "only" a clause keeps to the words.
pub(super) fn narrowed(clause: &Piece, record: &Record, foreign: bool) -> Result<(), Why> {
    let wider = record.piece.only
        && !clause.only
        && clause.facts.iter().all(is_about_days)
        && clause.things.iter().any(|thing| has_thing(record, thing, foreign).is_none());
    // "Free only if you take a week" says a condition that no record has.
    let narrower = clause.only
        && !record.piece.only
        && !foreign
        && !clause.facts.is_empty()
        && !record.piece.things.iter().any(|thing| thing.denied)
        && clause.things.iter().any(|thing| has_thing(record, thing, foreign).is_none());
    if wider || narrower { Err(Why::Thing) } else { Ok(()) }
}

/// Records from which on a word is the shop's trade: "honey" at a beekeeper's.
const TRADE: usize = 4;

/// A word of the clause that this record lacks and another has: a property of another thing.
pub(super) fn taken_from_another(clause: &Piece, record: &Record, against: &Against<'_>) -> Result<(), Why> {
    // What many records speak of is the shop's trade, and nobody's property.
    let elsewhere = |thing: &Thing| {
        let speaks = |other: &&&Record| {
            other.piece.languages.first() == record.piece.languages.first()
                && other.piece.things.iter().any(|known| is_like(thing, known, false))
        };
        (1..TRADE).contains(&against.records.iter().filter(speaks).count())
    };
    let swapped =
        clause.things.iter().any(|thing| has_thing(record, thing, false).is_none() && elsewhere(thing));
    if swapped { Err(Why::Swapped) } else { Ok(()) }
}

/// Plain words alone, whose meaning a second pass judges by its quote: no name, no subject where a slip hurts.
pub(super) fn names_nothing(clause: &Piece) -> bool {
    !clause.things.is_empty()
        && clause.things.iter().all(|thing| thing.concept.is_none() && !thing.name && !thing.country)
}

pub(super) fn is_about_days(fact: &Fact) -> bool {
    matches!(fact, Fact::Days(_) | Fact::DayPart(_) | Fact::Month(_) | Fact::Date { .. } | Fact::Holiday(_))
}
