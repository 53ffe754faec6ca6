//! Which records tell of the days and times of a clause: those of the same activity that name the same things.

use super::against::Against;
use super::fact::Fact;
use super::fit::{is_foreign, is_like};
use super::hours::Hours;
use super::piece::{Piece, Thing};
use super::record::Record;

/// What the days are about: hours of opening are not hours of delivery.
const ACTIVITIES: &[&str] = &["deliver", "discount", "emergency", "support", "book", "cancel"];

pub(super) fn activity(piece: &Piece) -> &'static str {
    among(&piece.things).unwrap_or("open")
}

fn among(things: &[Thing]) -> Option<&'static str> {
    let named = |name: &str| things.iter().position(|thing| thing.concept == Some(name));
    // "Visits on Saturday at 11, on reservation": only what is booked first of all is the hours of booking.
    ACTIVITIES.iter().copied().find(|name| named(name).is_some_and(|at| at == 0 || *name != "book"))
}

/// A record says its activity itself, or its title does.
fn is_about(record: &Record, about: &str) -> bool {
    let own = among(&record.piece.things);
    own.or_else(|| among(&record.context).filter(|name| *name == about)).unwrap_or("open") == about
}

fn speaks_of_hours(record: &Record) -> bool {
    let hours = &record.piece.hours;
    hours.has_times() || hours.open || hours.closed || !hours.days.is_empty()
}

/// The records that tell when, each with its place.
pub(super) fn telling<'r>(clause: &Piece, against: &Against<'r>) -> Vec<(usize, &'r Record)> {
    let about = activity(clause);
    let same: Vec<(usize, &Record)> = against
        .records
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, record)| speaks_of_hours(record) && is_about(record, about))
        .collect();
    let told = about_opening(clause, same);
    let mut same = of_the_same_things(clause, told.clone());
    // "Closed on Sunday and the first Monday of the month": each day by the record of its own.
    if clause.hours.closed {
        let of_all = |record: &Record| record.piece.things.is_empty() && record.label.is_empty();
        let names = |record: &Record, day: u8| record.piece.hours.days.contains(&day);
        let days = clause.hours.days.iter().copied();
        let missing: Vec<u8> =
            days.filter(|day| !same.iter().any(|(_, record)| names(record, *day))).collect();
        let own = |record: &Record| of_all(record) && missing.iter().any(|day| names(record, *day));
        same.extend(told.into_iter().filter(|(_, record)| own(record)));
    }
    same
}

/// Of a clause that tells when it is open, a record that only names a day beside other things says nothing: "on Saturdays
/// without an appointment", "Anna works on Tuesdays".
fn about_opening<'r>(clause: &Piece, same: Vec<(usize, &'r Record)>) -> Vec<(usize, &'r Record)> {
    let tells = |hours: &Hours| hours.open || hours.closed || hours.has_times();
    let named = |record: &Record, known: &Thing| {
        clause.things.iter().any(|thing| is_like(thing, known, is_foreign(clause, record)))
    };
    let denies =
        |record: &Record| record.piece.things.iter().any(|known| known.denied && named(record, known));
    let is_beside =
        |record: &Record| !tells(&record.piece.hours) && !record.piece.things.is_empty() && !denies(record);
    if !tells(&clause.hours) || same.iter().all(|(_, record)| is_beside(record)) {
        return same;
    }
    same.into_iter().filter(|(_, record)| !is_beside(record)).collect()
}

/// Breakfast has hours of its own, and so has each branch that a line begins with: where records or their headings name
/// what the clause names, the others do not count.
fn of_the_same_things<'r>(clause: &Piece, same: Vec<(usize, &'r Record)>) -> Vec<(usize, &'r Record)> {
    let shared = |record: &Record| {
        let foreign = is_foreign(clause, record);
        let known = |things: &[Thing], thing: &Thing| things.iter().any(|own| is_like(thing, own, foreign));
        let of = |thing: &Thing| {
            let label = known(&record.label, thing);
            let own = label || known(&record.piece.things, thing);
            // A branch or a name tells more than a word beside it.
            if own {
                2 + usize::from(label || thing.name)
            } else {
                usize::from(known(&record.context, thing))
            }
        };
        let named = |thing: &&Thing| thing.concept.is_none_or(|name| name != activity(clause));
        // "Level 2": a plain number is part of the name.
        let numbered = |fact: &&Fact| {
            matches!(fact, Fact::Number { .. })
                && record.piece.facts.iter().any(|known| fact.is_said_by(known, None))
        };
        let figures = clause.facts.iter().filter(numbered).count();
        clause.things.iter().filter(named).map(of).sum::<usize>() + 2 * figures
    };
    let most = same.iter().map(|(_, record)| shared(record)).max().unwrap_or(0);
    same.into_iter().filter(|(_, record)| shared(record) == most).collect()
}
