//! What a clause goes on about: figures and words of what the records before it hold.

use super::against::{Against, Strictness};
use super::fact::Fact;
use super::facts_held::facts_held;
use super::fit::{has_thing, is_foreign, is_known};
use super::lock::support;
use super::piece::{Piece, Thing};
use super::subjects;

/// Most things of a part that only names another subject.
pub(super) const NAMED: usize = 2;

/// What a sentence stands behind: the one before it, and the records that hold that.
#[derive(Clone, Copy)]
pub(super) struct Behind<'a> {
    pub piece: Option<&'a Piece>,
    pub held: &'a [usize],
}

/// What was said, as far as the records that hold it know its things: "it" is nothing else.
pub(super) fn as_it_is_held(mut piece: Piece, held: &[usize], against: &Against<'_>) -> Piece {
    let is_known = |thing: &Thing| {
        held.iter().any(|at| {
            let record = against.records[*at];
            has_thing(record, thing, is_foreign(&piece, record)).is_some()
        })
    };
    let known: Vec<Thing> = piece.things.iter().filter(|thing| is_known(thing)).cloned().collect();
    if !known.is_empty() {
        piece.lead = piece.lead.min(known.len());
        piece.things = known;
    }
    piece
}

/// "A loan bike is free with a large service. In other cases it costs 7.50 a day": another figure of the record that
/// holds the sentence before, in words that no record has.
pub(super) fn still_of_the_same(clause: &Piece, behind: Behind<'_>, against: &Against<'_>) -> Option<usize> {
    let before = behind.piece.filter(|_| against.strictness == Strictness::Verified)?;
    let plain = |thing: &Thing| thing.is_plain() && !thing.denied;
    if clause.things.len() > NAMED
        || !clause.facts.iter().any(Fact::is_figure)
        || !clause.things.iter().all(|thing| plain(thing) && !is_known(thing, clause, against))
    {
        return None;
    }
    let things: Vec<Thing> =
        before.things.iter().map(|thing| Thing { denied: clause.denied, ..thing.clone() }).collect();
    let still = Piece { things, ..clause.clone() };
    support(&still, against).ok().filter(|at| behind.held.contains(at))
}

/// How far behind the record of a sentence that stands which goes on from it.
const NEXT: usize = 2;

/// "Cancelling is free up to 24 hours before. After that we charge half": what stands behind the record of the sentence
/// before, in the same passage, with the same figures and no other yes or no.
pub(super) fn after_that(clause: &Piece, held: &[usize], against: &Against<'_>) -> Option<usize> {
    let last = *held.last().filter(|_| against.strictness == Strictness::Verified)?;
    let told = clause.facts.iter().any(Fact::is_figure);
    let hours = &clause.hours;
    if !told || hours.has_times() || !hours.days.is_empty() {
        return None;
    }
    let goes_on = |at: &usize| {
        let record = against.records[*at];
        let foreign = is_foreign(clause, record);
        let kept = |thing: &Thing| match has_thing(record, thing, foreign) {
            Some((denied, _)) => denied == thing.denied,
            None => thing.is_plain() && !thing.denied,
        };
        record.passage == against.records[last].passage
            && record.piece.denied == clause.denied
            && facts_held(clause, record, against).is_ok()
            && clause.things.iter().all(kept)
    };
    (last + 1..(last + 1 + NEXT).min(against.records.len())).find(goes_on)
}

/// "A small one is 8 euros, and the big one 24": the next figures of what was held last, in words that no record has.
pub(super) fn goes_on(
    clause: &Piece,
    about: Option<&Piece>,
    held: &[usize],
    against: &Against<'_>,
) -> Option<usize> {
    let last = against.records[*held.last()?];
    let subject: Vec<Thing> = about?
        .things
        .iter()
        .filter(|thing| has_thing(last, thing, is_foreign(clause, last)).is_some_and(|(_, own)| own))
        .cloned()
        .collect();
    let sized = |name: &str| subjects::is_size(name);
    let plain =
        |thing: &Thing| thing.concept.is_none_or(sized) && !thing.name && !thing.country && !thing.denied;
    if subject.is_empty()
        || clause.things.len() > NAMED
        || clause.facts.iter().filter(|fact| fact.is_figure()).count() < 2
        || !clause.things.iter().all(|thing| plain(thing) && !is_known(thing, clause, against))
    {
        return None;
    }
    let clause = Piece { things: subject, ..clause.clone() };
    let at = support(&clause, against).ok()?;
    (against.records[at].passage == last.passage).then_some(at)
}

/// "A battery test is 25 €, but with a service you get it for free": of the test too.
pub(super) fn of_what_was_named(clause: &Piece, before: &Piece, against: &Against<'_>) -> Option<usize> {
    let new = |thing: &&Thing| !thing.denied && clause.things.iter().all(|own| own.key != thing.key);
    let mut full = clause.clone();
    full.things.extend(before.things.iter().filter(new).take(NAMED).cloned());
    if clause.facts.is_empty() || clause.things.is_empty() || full.things.len() == clause.things.len() {
        return None;
    }
    let knows = |at: &usize| {
        let record = against.records[*at];
        let own =
            |thing: &Thing| has_thing(record, thing, is_foreign(clause, record)).is_some_and(|(_, own)| own);
        clause.things.iter().all(own)
    };
    support(&full, against).ok().filter(knows)
}

/// "The packs are not refunded, but you may hand one on to a relative": a part that the record of what stands before it says in
/// other words, one of them the same.
pub(super) fn in_other_words(clause: &Piece, held: &[usize], against: &Against<'_>) -> Option<usize> {
    let at = *held.last().filter(|_| against.strictness == Strictness::Verified)?;
    let record = against.records[at];
    let hours = &clause.hours;
    let bare = clause.facts.is_empty() && !hours.has_times() && hours.days.is_empty();
    let same = |thing: &&Thing| has_thing(record, thing, false) == Some((thing.denied, true));
    let (known, missing): (Vec<&Thing>, Vec<&Thing>) = clause.things.iter().partition(same);
    let plain = |thing: &&Thing| thing.is_plain() && has_thing(record, thing, false).is_none();
    let tells = bare && !is_foreign(clause, record) && missing.len() <= known.len();
    (tells && !known.is_empty() && missing.iter().all(plain)).then_some(at)
}
