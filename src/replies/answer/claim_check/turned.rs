//! Where a yes or no of one record is answered by another, or by what a list leaves out.

use super::against::Against;
use super::fact::{Bound, Fact};
use super::fit::{fit, has_thing, is_foreign, is_like};
use super::piece::{Piece, Thing};
use super::record::Record;

/// "We cannot send it to Germany" of "we deliver to the United Kingdom and Ireland only".
pub(super) fn is_left_out(clause: &Piece, record: &Record, against: &Against<'_>) -> bool {
    if !record.piece.only || record.piece.denied || !clause.facts.is_empty() {
        return false;
    }
    let is_place = |thing: &Thing| thing.country || thing.name;
    let foreign = is_foreign(clause, record);
    let (places, others): (Vec<&Thing>, Vec<&Thing>) =
        clause.things.iter().partition(|thing| is_place(thing));
    let has = |thing: &Thing| has_thing(record, &Thing { denied: false, ..thing.clone() }, foreign);
    let unknown = |place: &&Thing| {
        place.denied
            && against
                .records
                .iter()
                .all(|record| has_thing(record, place, is_foreign(clause, record)).is_none())
    };
    record.piece.things.iter().any(is_place)
        && clause.hours.days.is_empty()
        && !places.is_empty()
        && places.iter().all(unknown)
        && others.iter().any(|thing| thing.concept == Some("deliver"))
        && others.iter().all(|thing| thing.denied && has(thing) == Some((false, true)))
}

/// "The run is not for children" of "the run holds small parts and is not for children": what both begin with is what the
/// denial is of, and what is denied of it is denied in both.
pub(super) fn is_subject_of_a_denial(clause: &Piece, record: &Record, thing: &Thing, foreign: bool) -> bool {
    let begins = |of: &Piece| of.things.first().is_some_and(|first| is_like(first, thing, foreign));
    let denied = |other: &&Thing| other.denied && has_thing(record, other, foreign) == Some((true, true));
    thing.denied && begins(clause) && begins(&record.piece) && clause.things.iter().filter(denied).count() > 1
}

/// "Dogs are welcome in August for 2 €" beside "dogs 2 €; no dogs in August".
pub(super) fn is_denied_then(clause: &Piece, against: &Against<'_>) -> bool {
    let is_when = |fact: &&Fact| matches!(fact, Fact::Month(_) | Fact::Date { .. } | Fact::Holiday(_));
    let mut when = clause.facts.iter().filter(is_when);
    let Some(first) = clause.things.first().filter(|thing| !clause.denied && thing.concept.is_some()) else {
        return false;
    };
    when.any(|fact| {
        against.records.iter().any(|other| {
            let things = &other.piece.things;
            let denied = has_thing(other, first, is_foreign(clause, other)) == Some((true, true));
            other.piece.facts.contains(fact) && denied && things.iter().all(|thing| thing.denied)
        })
    })
}

/// "The fee is not paid back" of "the fee is not refunded": both deny it, and say what in one word of which one is no subject
/// of ours.
pub(super) fn denies_in_another_word(clause: &Piece, record: &Record, foreign: bool) -> bool {
    if foreign || !clause.denied || !record.piece.denied || !clause.facts.is_empty() {
        return false;
    }
    let known = |thing: &&Thing| has_thing(record, thing, false).is_some();
    let said = |own: &&Thing| clause.things.iter().any(|thing| is_like(thing, own, false));
    let (shared, missing): (Vec<&Thing>, Vec<&Thing>) = clause.things.iter().partition(known);
    let left: Vec<&Thing> = record.piece.things.iter().filter(|own| !said(own)).collect();
    let ([one], [other]) = (missing.as_slice(), left.as_slice()) else { return false };
    let denied = |thing: &&Thing| thing.denied && has_thing(record, thing, false) == Some((true, true));
    one.denied
        && other.denied
        && !shared.is_empty()
        && shared.iter().all(denied)
        && (one.is_plain() || other.is_plain())
}

/// "The menu includes a drink" beside "the drink is not included".
pub(super) fn is_excluded_by_another(clause: &Piece, record: &Record, against: &Against<'_>) -> bool {
    let free = |piece: &Piece, no: bool| {
        piece.facts.iter().any(|fact| matches!(fact, Fact::Free { denied, .. } if *denied == no))
    };
    let excludes = |other: &Record, thing: &Thing| {
        free(&other.piece, true)
            && other
                .piece
                .things
                .iter()
                .any(|own| own.denied && is_like(thing, own, is_foreign(clause, other)))
    };
    let foreign = is_foreign(clause, record);
    let mut missing =
        clause.things.iter().filter(|thing| !thing.denied && has_thing(record, thing, foreign).is_none());
    free(clause, false)
        && missing.any(|thing| {
            against.records.iter().any(|other| other.text != record.text && excludes(other, thing))
        })
}

/// "We cancel for free at any time" of "free cancelling up to 48 hours before".
pub(super) fn drops_the_term(clause: &Piece, record: &Record) -> bool {
    let free =
        |piece: &Piece| piece.facts.iter().any(|fact| matches!(fact, Fact::Free { denied: false, .. }));
    let spans = |piece: &Piece| {
        piece
            .facts
            .iter()
            .any(|fact| matches!(fact, Fact::Duration { .. } | Fact::Date { .. } | Fact::Relative(_)))
            || piece.hours.has_times()
    };
    let ends = |thing: &Thing| matches!(thing.concept, Some("cancel" | "return" | "refund"));
    free(clause)
        && free(&record.piece)
        && clause.things.iter().any(ends)
        && spans(&record.piece)
        && !spans(clause)
}

/// "You can order by phone too" in another language, where the only record that is of nothing else says no.
pub(super) fn is_denied_where_it_is_asked(clause: &Piece, record: &Record, against: &Against<'_>) -> bool {
    let known = |record: &Record, denied: bool| {
        let mut own = clause
            .things
            .iter()
            .filter_map(|thing| has_thing(record, thing, true))
            .filter(|(_, own)| *own)
            .peekable();
        own.peek().is_some() && own.all(|(known, _)| known == denied)
    };
    clause.facts.is_empty()
        && !clause.denied
        && clause.hours.days.is_empty()
        && record.piece.facts.iter().any(Fact::is_figure)
        && known(record, false)
        && against
            .records
            .iter()
            .any(|other| other.piece.denied && other.piece.facts.is_empty() && known(other, true))
}

/// "From 4 years" beside "not under 3": the other says who may not, and not from when one may.
pub(super) fn denies_the_younger(clause: &Piece, other: &Piece) -> bool {
    let from = |fact: &Fact| matches!(fact, Fact::Duration { months: true, bound: Bound::From, .. });
    let under = |fact: &Fact| matches!(fact, Fact::Duration { months: true, bound: Bound::Under, .. });
    let spans = |facts: &[Fact], is: &dyn Fn(&Fact) -> bool| {
        let mut spans = facts.iter().filter(|fact| matches!(fact, Fact::Duration { .. })).peekable();
        spans.peek().is_some() && spans.all(is)
    };
    other.denied && !clause.denied && spans(&clause.facts, &from) && spans(&other.facts, &under)
}

/// "The seat is free" beside "child seat 10, helmet free": what fits as well has a price.
pub(super) fn costs_elsewhere(clause: &Piece, record: &Record, score: f32, against: &Against<'_>) -> bool {
    let money = |fact: &Fact| matches!(fact, Fact::Money { .. });
    let free = |fact: &Fact| matches!(fact, Fact::Free { denied: false, .. });
    // The very word: looking alike is not enough.
    let own = |other: &Record, thing: &Thing| {
        other.piece.things.iter().any(|known| known.key == thing.key && known.denied == thing.denied)
    };
    let costs = |other: &Record| {
        let facts = &other.piece.facts;
        facts.iter().any(money)
            && !facts.iter().any(free)
            && clause.things.iter().all(|thing| own(other, thing))
    };
    let is_narrower = |known: &Thing| !clause.things.iter().any(|thing| is_like(thing, known, false));
    clause.facts.iter().all(free)
        && record.piece.things.iter().any(is_narrower)
        && !clause.facts.is_empty()
        && !clause.things.is_empty()
        && against.records.iter().any(|other| {
            other.text != record.text && costs(other) && fit(clause, other, against).score > score
        })
}
