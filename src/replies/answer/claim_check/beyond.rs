//! What a clause says beyond its record: words the record lacks, and whether that matters.

use super::against::{Against, Why};
use super::fact::Fact;
use super::fit::{has_thing, is_foreign, is_like};
use super::likeness::cognate;
use super::piece::{Piece, Thing};
use super::record::Record;
use super::subjects::{MATERIALS, is_closed, is_diet};
use super::swaps::is_of_another_person;
use crate::storage::text::{fold, normalise, query_tokens};

/// "Dogs only on the veranda" holds nothing about dogs elsewhere: without its own "only" a clause keeps to the words.
pub(super) fn narrowed(clause: &Piece, record: &Record, foreign: bool) -> Result<(), Why> {
    let wider = record.piece.only
        && !clause.only
        && clause.facts.iter().all(is_about_days)
        && clause.things.iter().any(|thing| has_thing(record, thing, foreign).is_none())
        && !names_all_of(clause, record, foreign);
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
    // Of a property every word counts: "the burgers of the house are gluten free".
    let is_property_said = clause.things.iter().any(|thing| thing.concept.is_some_and(is_diet));
    // What many records speak of is the shop's trade, and nobody's property.
    let elsewhere = |thing: &Thing| {
        let speaks = |other: &&&Record| {
            other.piece.languages.first() == record.piece.languages.first()
                && other.piece.things.iter().any(|known| is_like(thing, known, false))
        };
        // A row of a price list is one line, however many prices it has.
        let mut lines: Vec<&str> =
            against.records.iter().filter(speaks).map(|record| record.text.as_str()).collect();
        lines.sort_unstable();
        lines.dedup();
        let others = lines.len();
        others > 0 && (others < TRADE || is_property_said)
    };
    let swapped =
        clause.things.iter().any(|thing| has_thing(record, thing, false).is_none() && elsewhere(thing));
    if swapped { Err(Why::Swapped) } else { Ok(()) }
}

/// Plain words alone, whose meaning a second pass judges by its quote: no name, no subject where a slip hurts.
pub(super) fn names_nothing(clause: &Piece) -> bool {
    !clause.things.is_empty() && clause.things.iter().all(Thing::is_plain)
}

pub(super) fn is_about_days(fact: &Fact) -> bool {
    matches!(fact, Fact::Days(_) | Fact::DayPart(_) | Fact::Month(_) | Fact::Date { .. } | Fact::Holiday(_))
}

/// A record says nothing of what stands beside it, nor of another branch.
pub(super) fn is_of_the_same(clause: &Piece, record: &Record, against: &Against<'_>) -> bool {
    let foreign = is_foreign(clause, record);
    !is_of_the_one_beside(clause, record, foreign)
        && !is_of_another_branch(clause, record, foreign, against)
        && !is_of_another_person(clause, record, against)
}

/// "A: 3 hours, B: 2 hours": of B, what is said of A does not hold.
fn is_of_the_one_beside(clause: &Piece, record: &Record, foreign: bool) -> bool {
    let names = |known: &Thing| clause.things.iter().any(|thing| is_like(thing, known, foreign));
    let lead = &record.piece.things[..record.lead.min(record.piece.things.len())];
    let other = |known: &&Thing| names(known) && has_thing(record, known, foreign).is_none();
    let names_none = !lead.iter().any(names) && record.beside.iter().any(|known| other(&known));
    // "Parking at A is free for 3 hours, at B for 2": both are of parking, and each is of its own branch.
    let begins_as_other = lead.first().is_some_and(|first| !names(first) && first.concept.is_none())
        && record.begins_beside.iter().any(|known| other(&known));
    // "Glasses in 7 days, varifocals in 10 to 12": of varifocals in 7 days nothing says.
    let figures = clause.facts.iter().any(Fact::is_figure);
    let names_another = figures && record.begins_behind.iter().any(|known| other(&known));
    names_another || !lead.is_empty() && (names_none || begins_as_other)
}

/// What a line says of one branch does not hold for another that the clause names.
fn is_of_another_branch(clause: &Piece, record: &Record, foreign: bool, against: &Against<'_>) -> bool {
    let names = |known: &Thing| {
        known.concept.is_none() && clause.things.iter().any(|thing| is_like(thing, known, foreign))
    };
    let other = |other: &&&Record| {
        other.passage == record.passage
            && other.label.iter().any(|known| names(known) && has_thing(record, known, foreign).is_none())
    };
    !record.label.is_empty()
        && !record.label.iter().any(names)
        && !record.piece.things.iter().any(names)
        && against.records.iter().any(|record| other(&record))
}

/// "Satispay and bitcoin": an item of a list of which the record knows no word.
pub(super) fn is_strange_item(thing: &Thing, record: &Record) -> bool {
    let named = |known: &Thing| cognate(&thing.word, &known.word);
    thing.listed
        && thing.concept.is_none()
        && !record.piece.things.iter().chain(&record.context).any(named)
        // Where there are no blanks a name stands among other letters: "PayPay対応".
        && !fold(&normalise(&record.text)).contains(&thing.word)
}

/// "Of aluminium" where the record says brass.
pub(super) fn is_of_another_material(thing: &Thing, record: &Record) -> bool {
    let is_material = |thing: &Thing| thing.concept.is_some_and(|name| MATERIALS.contains(&name));
    is_material(thing) && record.piece.things.iter().any(is_material)
}

/// "Your order is cancelled", without a figure or a day: no rule about orders says so.
pub(super) fn is_done(clause: &Piece) -> bool {
    let dated = clause.facts.iter().any(|fact| !matches!(fact, Fact::Relative(_)));
    clause.settled && !clause.denied && !dated && !clause.hours.has_times() && clause.hours.days.is_empty()
}

/// A name that the record's own language takes for a plain word.
pub(super) fn stands_in(record: &Record, name: &Thing) -> bool {
    query_tokens(&record.text).contains(&name.word)
}

/// "We deliver to B for 5 euros" beside "we do not deliver to B": what another record denies, word by word, no record holds
/// that does not name it.
pub(super) fn is_denied_by_another(
    clause: &Piece,
    record: &Record,
    foreign: bool,
    against: &Against<'_>,
) -> bool {
    if foreign || clause.denied {
        return false;
    }
    let denied = |other: &Record, thing: &Thing| {
        other.piece.things.iter().any(|known| known.denied && !thing.denied && is_like(thing, known, false))
    };
    // "Do you do motorbikes? No, cars only."
    let is_answered = |other: &Record| other.text.contains(['?', '？', '؟']);
    let missing = |thing: &&Thing| {
        thing.concept.is_none() && !thing.country && has_thing(record, thing, false).is_none()
    };
    against.records.iter().filter(|other| other.passage == record.passage).any(|other| {
        let held = |thing: &Thing| other.piece.things.iter().any(|known| is_like(thing, known, false));
        clause.things.iter().filter(missing).any(|thing| denied(other, thing))
            && clause
                .things
                .iter()
                .all(|thing| held(thing) || is_answered(other) || has_thing(record, thing, false).is_none())
            && clause.things.iter().filter(|thing| denied(other, thing)).count() > 1
    })
}

/// "The hat is waterproof" of a price list's "hat, 25 €": a word more is a property that nothing says.
pub(super) fn is_a_property_of_what_is_sold(clause: &Piece, record: &Record) -> bool {
    let priced = record.piece.facts.iter().any(|fact| matches!(fact, Fact::Money { .. }));
    let hours = &clause.hours;
    let bare = clause.facts.is_empty() && !hours.has_times() && hours.days.is_empty();
    priced && bare && !clause.denied && !clause.question
}

/// "It is in stock" beside "sold out".
pub(super) fn is_sold_out(clause: &Piece, record: &Record) -> bool {
    record.piece.terms.gone && !clause.terms.gone && !clause.denied
}

/// "Visa cards" of "we take Visa": the card is named by whose it is.
pub(super) fn is_card_by_its_name(thing: &Thing, clause: &Piece, record: &Record) -> bool {
    const BRANDS: &[&str] =
        &["visa", "mastercard", "maestro", "girocard", "multibanco", "bancontact", "mada"];
    let branded = |of: &Piece, known: &str| {
        of.things.iter().any(|other| other.word == known && other.denied == thing.denied)
    };
    thing.concept == Some("card")
        && BRANDS.iter().any(|brand| branded(clause, brand) && branded(&record.piece, brand))
}

/// "The second pair has 50 % off" of "second pair 50 %": a share of which nothing else is said.
pub(super) fn is_off_the_price(thing: &Thing, clause: &Piece, record: &Record) -> bool {
    let share = |fact: &Fact| matches!(fact, Fact::Percent { .. });
    let told = |facts: &[Fact]| facts.iter().filter(|fact| share(fact)).count() == 1;
    let facts = &record.piece.facts;
    let of_something = |known: &Thing| known.concept.is_some_and(is_closed);
    thing.concept == Some("discount")
        && !thing.denied
        && !record.piece.denied
        && told(&clause.facts)
        && told(facts)
        && facts.iter().all(|fact| share(fact) || matches!(fact, Fact::Days(_) | Fact::Month(_)))
        && !record.piece.things.iter().chain(&record.context).any(of_something)
        && !record.piece.hours.has_times()
}

/// "No, we do not do black henna" of "no black henna": all that the record denies is denied.
pub(super) fn denies_all_of(clause: &Piece, record: &Record) -> bool {
    let named = |known: &Thing| {
        clause.things.iter().any(|thing| thing.denied == known.denied && is_like(thing, known, false))
    };
    clause.denied
        && record.piece.denied
        && record.piece.things.iter().all(named)
        && !record.piece.things.is_empty()
}

/// "10 % off for students", where the record gives it to somebody else.
pub(super) fn is_for_somebody_else(thing: &Thing, clause: &Piece) -> bool {
    const PEOPLE: &[&str] = &["student", "senior", "child", "woman", "man"];
    let is_given = |fact: &Fact| matches!(fact, Fact::Percent { .. });
    thing.concept.is_some_and(|name| PEOPLE.contains(&name)) && clause.facts.iter().any(is_given)
}

/// "At both branches" is not held by what one of them has.
pub(super) fn names_a_branch(record: &Record) -> bool {
    record.label.iter().chain(&record.piece.things).any(|known| known.name)
}

/// "Credit card" is not "pin", where "no credit cards" stands too: one subject, and the other record has the very word.
pub(super) fn denied_elsewhere(thing: &Thing, record: &Record, against: &Against<'_>) -> bool {
    let named = |record: &Record, denied: bool| {
        let things = record.piece.things.iter();
        let same = things.filter(|known| known.key == thing.key && known.denied == denied);
        same.clone().count() > 0
            && same
                .into_iter()
                .any(|known| cognate(&thing.word, &known.word) || is_begun(&known.word, &thing.word))
    };
    let opposite = |other: &&&Record| named(other, !thing.denied) && !named(other, thing.denied);
    !named(record, thing.denied) && against.records.iter().find(opposite).is_some()
}

/// "creditcards" begins with "credit".
fn is_begun(long: &str, short: &str) -> bool {
    short.chars().count() >= 5 && long.starts_with(short)
}

/// One word that nobody knows.
pub(super) fn names_one_unknown(clause: &Piece) -> bool {
    clause.things.len() == 1 && clause.things.iter().all(Thing::is_plain)
}

/// "From 6 to 20 August the bakery stays closed": a few plain words beside the dates.
pub(super) fn names_few(clause: &Piece) -> bool {
    let dated = |fact: &Fact| matches!(fact, Fact::Date { .. } | Fact::Holiday(_));
    clause.facts.iter().all(dated) && clause.things.len() <= 2 && names_nothing(clause)
}

/// "We don't teach on Sundays" of "Do you have lessons on Sunday?" – "No": the day is denied, and what it is of was asked.
pub(super) fn denies_a_day(clause: &Piece, record: &Record) -> bool {
    clause.denied
        && record.piece.denied
        && names_one_unknown(clause)
        && clause.facts.iter().all(is_about_days)
}

/// Subjects that are only how one speaks: "order", "card" in "gift card".
pub(super) fn is_side_word(thing: &Thing, clause: &Piece, record: &Record, foreign: bool) -> bool {
    // "Cash on delivery is not available": there is none, and nothing is said of a stock.
    let same = |other: &Thing| {
        other.concept.is_some_and(|name| is_closed(name) && name != "stock")
            && other.denied == thing.denied
            && has_thing(record, other, foreign) == Some((other.denied, true))
    };
    // "WiFi is only available at reception": where, and nothing of a stock.
    let where_only = clause.only && record.piece.only && has_the_rest(clause, record, foreign);
    if thing.concept == Some("stock") && (clause.things.iter().any(same) || where_only) {
        return true;
    }
    let figures = clause
        .facts
        .iter()
        .any(|fact| matches!(fact, Fact::Money { .. } | Fact::Duration { .. } | Fact::Percent { .. }));
    matches!(thing.concept, Some("confirm" | "cancel"))
        && figures
        && thing.word != "confirmed"
        && !thing.word.starts_with("conferm")
        || matches!(thing.concept, Some("best")) && figures
        || matches!(thing.concept, Some("book" | "replace" | "deliver")) && figures
}

/// "All prices are without tax", "all questions to 011 555": what is said once is of all.
pub(super) fn is_said_of_all(clause: &Piece) -> bool {
    clause.facts.iter().any(|fact| fact.stands_alone() || matches!(fact, Fact::Tax { .. }))
}

/// "For a man's cut you may come without an appointment" of "without an appointment a man's cut only": one word more where
/// all that the record names is named, with its yes or no.
fn names_all_of(clause: &Piece, record: &Record, foreign: bool) -> bool {
    let named = |own: &Thing| {
        clause.things.iter().any(|thing| thing.denied == own.denied && is_like(thing, own, foreign))
    };
    let missing = clause.things.iter().filter(|thing| has_thing(record, thing, foreign).is_none());
    record.piece.denied
        && record.piece.facts.is_empty()
        && record.piece.things.len() > 1
        && record.piece.things.iter().all(named)
        && missing.count() == 1
}

/// All that a clause names besides a stock.
fn has_the_rest(clause: &Piece, record: &Record, foreign: bool) -> bool {
    let mut rest = clause.things.iter().filter(|thing| thing.concept != Some("stock"));
    rest.all(|thing| has_thing(record, thing, foreign) == Some((thing.denied, true)))
}
