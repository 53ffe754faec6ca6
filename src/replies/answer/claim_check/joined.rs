//! A clause that joins what several records say: "the red one is 30 euros and takes an hour". Every figure is one record's,
//! none of the records says another figure of the same kind, and no other record fits the clause better with one.

use super::against::Against;
use super::beyond::{is_about_days, is_of_the_same};
use super::fact::Fact;
use super::facts_held::holds;
use super::fit::{Fit, fit, has_thing, is_foreign};
use super::hours::Hours;
use super::opening;
use super::piece::{Piece, Thing};
use super::record::Record;
use super::support::held_by;

/// Most of a clause's things that no record it rests on may know.
const MOST_UNKNOWN: f32 = 0.5;

/// The records that hold a clause together, two or more.
pub(super) fn joined(clause: &Piece, against: &Against<'_>) -> Option<Vec<usize>> {
    if clause.denied || clause.things.iter().any(|thing| thing.denied) {
        return None;
    }
    let timed = clause.hours.has_times()
        || !clause.hours.days.is_empty() && (clause.hours.open || clause.hours.closed);
    let (dated, mut figures): (Vec<Fact>, Vec<Fact>) =
        clause.facts.iter().cloned().partition(|fact| timed && is_about_days(fact));
    let mut told = None;
    if timed {
        let hours = Piece { facts: dated, ..clause.clone() };
        let (at, with_days) = told_by(&hours, &figures, against)?;
        told = Some(at);
        if !with_days {
            figures.push(Fact::Days(clause.hours.days.clone()));
        }
    }
    let mut chosen = cover(clause, &figures, against)?;
    chosen.extend(told.filter(|at| !chosen.contains(at)));
    let joins = chosen.len() > 1
        && knows_enough(clause, &chosen, against)
        && !is_price_of_several(clause, &chosen, against);
    (joins && chosen.iter().all(|at| holds_its_part(clause, *at, &figures, &chosen, against)))
        .then_some(chosen)
}

/// The record that tells the hours, and whether it tells their days: "the Saturday course" may say when elsewhere.
fn told_by(hours: &Piece, figures: &[Fact], against: &Against<'_>) -> Option<(usize, bool)> {
    let fits = |at: &usize| contradicts_nothing(against.records[*at], figures, against);
    if let Some(at) = opening::hours(hours, against).ok().filter(fits) {
        return Some((at, true));
    }
    let candidates = against.records.iter().enumerate().filter(|(_, record)| {
        record.piece.hours.has_times()
            && !record.piece.denied
            && fit(hours, record, against).own > 0
            && is_of_the_same(hours, record, against)
    });
    candidates.filter(|(at, _)| fits(at)).find_map(|(at, record)| {
        let foreign = is_foreign(hours, record);
        let knows = |thing: &&Thing| has_thing(record, thing, foreign).is_some();
        let mut own = Piece { things: hours.things.iter().filter(knows).cloned().collect(), ..hours.clone() };
        let one = [*record];
        let alone = Against { records: &one, ..*against };
        if opening::hours(&own, &alone).is_ok() {
            return Some((at, true));
        }
        own.hours.days.clear();
        let dateless = record.piece.hours.days.is_empty() && !hours.hours.days.is_empty();
        (dateless && opening::hours(&own, &alone).is_ok()).then_some((at, false))
    })
}

/// As few records as hold all figures, those that say most first.
fn cover(clause: &Piece, figures: &[Fact], against: &Against<'_>) -> Option<Vec<usize>> {
    let candidates: Vec<(usize, Vec<bool>, Fit)> = against
        .records
        .iter()
        .enumerate()
        .filter(|(_, record)| !record.piece.denied && contradicts_nothing(record, figures, against))
        .map(|(at, record)| {
            let held = figures.iter().map(|fact| holds(record, fact, against.prefix)).collect();
            (at, held, fit(clause, record, against))
        })
        .filter(|(_, _, fit)| fit.own > 0)
        .collect();
    let mut open: Vec<bool> = figures.iter().map(|fact| !fact.stands_alone()).collect();
    let mut chosen = Vec::new();
    while open.contains(&true) {
        let gain = |held: &[bool]| open.iter().zip(held).filter(|(open, held)| **open && **held).count();
        let best = candidates.iter().filter(|(_, held, _)| gain(held) > 0).max_by(|one, other| {
            gain(&one.1).cmp(&gain(&other.1)).then(one.2.score.total_cmp(&other.2.score))
        })?;
        chosen.push(best.0);
        for (open, held) in open.iter_mut().zip(&best.1) {
            *open &= !held;
        }
    }
    Some(chosen)
}

/// A row that says another price or another size is of something else.
fn contradicts_nothing(record: &Record, figures: &[Fact], against: &Against<'_>) -> bool {
    figures.iter().filter(|fact| !fact.stands_alone()).all(|fact| {
        let mut same =
            record.piece.facts.iter().chain(&record.heading_facts).filter(|known| known.same_kind(fact));
        // "Free" is not said by what says 50 %.
        let priced = |known: &Fact| matches!(known, Fact::Money { .. } | Fact::Percent { .. });
        let costs = matches!(fact, Fact::Free { .. }) && record.piece.facts.iter().any(priced);
        (same.next().is_none() && !costs) || holds(record, fact, against.prefix)
    })
}

/// "16.50 for two persons" of "16.50 per person" and "for two persons at least".
fn is_price_of_several(clause: &Piece, chosen: &[usize], against: &Against<'_>) -> bool {
    let money = |fact: &Fact| matches!(fact, Fact::Money { .. });
    let each = |fact: &Fact| matches!(fact, Fact::Per(_) | Fact::PerWord(_));
    let several = |fact: &Fact| matches!(fact, Fact::Number { milli, .. } if *milli > 1_000);
    let is_each = |at: &usize| {
        let facts = &against.records[*at].piece.facts;
        facts.iter().any(money) && facts.iter().any(each)
    };
    clause.facts.iter().any(money)
        && clause.facts.iter().any(several)
        && !clause.facts.iter().any(each)
        && chosen.iter().any(is_each)
}

fn knows_enough(clause: &Piece, chosen: &[usize], against: &Against<'_>) -> bool {
    let known = |thing: &&Thing| {
        chosen.iter().any(|at| {
            let record = against.records[*at];
            has_thing(record, thing, is_foreign(clause, record)).is_some()
        })
    };
    let missing = clause.things.len() - clause.things.iter().filter(known).count();
    #[expect(clippy::cast_precision_loss, reason = "a few words")]
    let share = missing as f32 / clause.things.len().max(1) as f32;
    share <= MOST_UNKNOWN
}

/// Its own figures with the things that it knows, and those that none of them knows: held as a clause of their own, and by
/// no other record better.
fn holds_its_part(
    clause: &Piece,
    at: usize,
    figures: &[Fact],
    chosen: &[usize],
    against: &Against<'_>,
) -> bool {
    let record = against.records[at];
    let own: Vec<Fact> = figures.iter().filter(|fact| holds(record, fact, against.prefix)).cloned().collect();
    if own.is_empty() {
        return true;
    }
    let knows = |at: usize, thing: &Thing| {
        let record = against.records[at];
        has_thing(record, thing, is_foreign(clause, record)).is_some()
    };
    let is_of_another = |thing: &Thing| !knows(at, thing) && chosen.iter().any(|other| knows(*other, thing));
    let things = clause.things.iter().filter(|thing| !is_of_another(thing)).cloned().collect();
    let part = Piece { things, facts: own.clone(), hours: Hours::default(), ..clause.clone() };
    let whole = fit(clause, record, against);
    let is_better = |other: &Record| {
        let rivals = own.iter().any(|fact| {
            fact.is_figure()
                && other.piece.facts.iter().any(|known| known.same_kind(fact))
                && !holds(other, fact, against.prefix)
        });
        let rival = fit(clause, other, against);
        rivals && rival.own >= whole.own && rival.score > whole.score
    };
    let rivalled = against
        .records
        .iter()
        .enumerate()
        .any(|(other, record)| !chosen.contains(&other) && is_better(record));
    !rivalled && held_by(&part, at, record, against).is_ok()
}
