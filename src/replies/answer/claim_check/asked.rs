//! What the question named: an answer that leaves it out is of nothing else.

use super::against::Against;
use super::fact::{Bound, Fact};
use super::fit::{fit, has_thing, is_foreign, is_like};
use super::piece::{Piece, Thing};
use super::record::Record;
use super::subjects::is_closed;

/// What the price or the stock of a record is of is told neither by the clause nor by what was asked.
pub(super) fn is_of_another(clause: &Piece, record: &Record, against: &Against<'_>) -> bool {
    is_of_one_row_among_several(clause, record, against) || is_of_another_asked(clause, record, against)
}

/// "The bear costs 14.50" beside a small bear for 14.50 and a large one for 39: the row must be told, or asked for.
fn is_of_one_row_among_several(clause: &Piece, record: &Record, against: &Against<'_>) -> bool {
    let is_row = |record: &Record| record.text.contains(" | ");
    let is_price = |fact: &&Fact| matches!(fact, Fact::Money { bound: Bound::Exact, .. });
    let money: Vec<&Fact> = clause.facts.iter().filter(is_price).collect();
    if money.is_empty() || clause.facts.len() > money.len() || !is_row(record) || is_foreign(clause, record) {
        return false;
    }
    let own = |record: &Record, thing: &Thing| has_thing(record, thing, false).is_some_and(|(_, own)| own);
    let known: Vec<&Thing> = clause.things.iter().filter(|thing| own(record, thing)).collect();
    let asked = |record: &Record| {
        let told = |fact: &&Fact| record.piece.facts.iter().any(|known| fact.is_said_by(known, None));
        against.question.map_or(0, |question| {
            fit(question, record, against).own + question.facts.iter().filter(told).count()
        })
    };
    let says_another = |other: &Record| {
        let facts = &other.piece.facts;
        facts.iter().any(|fact| is_price(&fact))
            && money.iter().all(|fact| !facts.iter().any(|known| fact.is_said_by(known, None)))
    };
    // "Bear | 14.50" beside "bear hat | 9" is told whole.
    let named = |thing: &Thing| clause.things.iter().any(|said| is_like(said, thing, false));
    let lead = &record.piece.things[..record.lead.min(record.piece.things.len())];
    let measured = |fact: &Fact| matches!(fact, Fact::Code(_) | Fact::Quantity { .. });
    let says_more = !lead.iter().all(named) || record.piece.facts.iter().any(measured);
    !known.is_empty()
        && says_more
        && against.records.iter().any(|other| {
            other.passage == record.passage
                && other.text != record.text
                && is_row(other)
                && says_another(other)
                && known.iter().all(|thing| own(other, thing))
                && asked(other) >= asked(record)
        })
}

/// "It costs 19 €", "it is in stock": another record says the same of something that was asked of, and of which this one
/// says less.
fn is_of_another_asked(clause: &Piece, record: &Record, against: &Against<'_>) -> bool {
    let Some(question) = against.question else { return false };
    let bare = clause.things.iter().all(|thing| thing.concept.is_some_and(is_closed));
    let money: Vec<&Fact> = clause.facts.iter().filter(|fact| matches!(fact, Fact::Money { .. })).collect();
    if !bare || (money.is_empty() && (clause.things.is_empty() || !clause.facts.is_empty())) {
        return false;
    }
    let answers = |other: &Record| {
        let differs = |fact: &&Fact| {
            let facts = &other.piece.facts;
            facts.iter().any(|known| known.same_kind(fact))
                && !facts.iter().any(|known| fact.is_said_by(known, None))
        };
        money.iter().all(differs)
            && clause
                .things
                .iter()
                .all(|thing| has_thing(other, thing, is_foreign(clause, other)).is_some_and(|(_, own)| own))
    };
    let named = |other: &Record| {
        let told = |fact: &&Fact| {
            matches!(fact, Fact::Code(_) | Fact::Quantity { .. })
                && other.piece.facts.iter().any(|known| fact.is_said_by(known, None))
        };
        fit(question, other, against).own + question.facts.iter().filter(told).count()
    };
    let own = named(record);
    against.records.iter().any(|other| other.text != record.text && answers(other) && named(other) > own)
}
