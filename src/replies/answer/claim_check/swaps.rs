//! What is true of a neighbour: the phone of another line, what another person does.

use super::against::Against;
use super::fact::Fact;
use super::fit::{has_thing, is_foreign, is_like};
use super::likeness::cognate;
use super::piece::{Piece, Thing};
use super::record::Record;

/// "Emergencies: 1. Shop: 2.": the number of a line that names less of the clause than a line with another number does.
pub(super) fn is_phone_of_another(clause: &Piece, fact: &Fact, against: &Against<'_>) -> bool {
    if !matches!(fact, Fact::Phone(_)) {
        return false;
    }
    let phones = |record: &Record| -> Vec<Fact> {
        record.piece.facts.iter().filter(|fact| matches!(fact, Fact::Phone(_))).cloned().collect()
    };
    let names = |record: &Record| {
        let foreign = is_foreign(clause, record);
        let known = |thing: &&Thing| {
            record.piece.things.iter().chain(&record.label).any(|own| is_like(thing, own, foreign))
        };
        clause.things.iter().filter(known).count()
    };
    let (mut holder, mut other) = (0, 0);
    for record in against.records {
        let own = phones(record);
        if own.is_empty() {
            continue;
        }
        let best = if own.iter().any(|known| fact.is_said_by(known, against.prefix)) {
            &mut holder
        } else {
            &mut other
        };
        *best = names(record).max(*best);
    }
    other > holder
}

/// Letters of a word that two languages share.
const SHARED: usize = 7;

/// "Moira teaches automatic" beside "Moira – manual" and "Dev – automatic": a word that the line of the one who is named
/// lacks and the line of somebody else has.
pub(super) fn is_of_another_person(clause: &Piece, record: &Record, against: &Against<'_>) -> bool {
    let leads = |record: &Record, thing: &Thing| {
        record
            .piece
            .things
            .first()
            .is_some_and(|first| first.concept.is_none() && cognate(&first.word, &thing.word))
    };
    let foreign = is_foreign(clause, record);
    if !foreign || !clause.facts.is_empty() {
        return false;
    }
    if names_another(clause, record, against) {
        return true;
    }
    let Some(person) = clause.things.iter().find(|thing| thing.concept.is_none() && leads(record, thing))
    else {
        return false;
    };
    let is_missing = |thing: &&Thing| {
        thing.key != person.key
            && (thing.concept.is_some() || thing.word.chars().count() >= SHARED)
            && has_thing(record, thing, foreign).is_none()
    };
    let others = || {
        against.records.iter().filter(|other| {
            other.passage == record.passage
                && other.text != record.text
                && other.piece.things.first().is_some_and(|first| first.concept.is_none())
                && has_thing(other, person, foreign).is_none()
        })
    };
    clause
        .things
        .iter()
        .filter(is_missing)
        .any(|thing| others().any(|other| has_thing(other, thing, foreign).is_some_and(|(_, own)| own)))
}

/// Fewest letters of a name by which a line begins.
const NAME: usize = 4;

/// "Moira …" of a line that begins with Dev, where another line begins with Moira.
fn names_another(clause: &Piece, record: &Record, against: &Against<'_>) -> bool {
    fn first(record: &Record) -> Option<&Thing> {
        let is_plain = |thing: &&Thing| thing.concept.is_none() && thing.word.chars().count() > 2;
        record.piece.things.first().filter(is_plain)
    }
    let names = |known: &Thing| {
        clause.things.iter().any(|thing| thing.concept.is_none() && cognate(&thing.word, &known.word))
    };
    let begins = first(record).is_some_and(|own| !names(own));
    begins
        && against.records.iter().filter(|other| other.passage == record.passage).any(|other| {
            first(other).is_some_and(|lead| {
                lead.word.chars().count() >= NAME && names(lead) && has_thing(record, lead, true).is_none()
            })
        })
}
