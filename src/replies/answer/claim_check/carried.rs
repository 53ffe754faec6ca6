//! What a clause takes over from the one before it: the season, the day, the terms of a price.

use super::against::Against;
use super::fact::Fact;
use super::piece::{Piece, Thing, is_shut};

/// "In winter we open at 10; on Monday we are closed": still in winter.
pub(super) fn still_in_season(clause: &Piece, before: Option<&Piece>) -> Option<Piece> {
    let before = before?;
    let tells = |piece: &Piece| piece.hours.has_times() || piece.hours.open || piece.hours.closed;
    if !tells(clause) || !tells(before) || clause.denied || before.denied {
        return None;
    }
    let new =
        |thing: &&Thing| thing.concept.is_none() && clause.things.iter().all(|own| own.key != thing.key);
    let mut still = clause.clone();
    still.things.extend(before.things.iter().filter(new).cloned());
    Some(still)
}

/// "On Tuesday we are closed, on weekdays we open at 11": on the other ones.
pub(super) fn on_the_other_days(clause: &Piece, before: Option<&Piece>) -> Option<Piece> {
    let before = before?;
    let is_other = |day: &u8| !before.hours.days.contains(day);
    let opens = clause.hours.has_times() && !is_shut(clause) && !clause.denied;
    if !opens || !is_shut(before) || !clause.hours.days.iter().any(is_other) {
        return None;
    }
    let mut other = clause.clone();
    other.hours.days.retain(is_other);
    (other.hours.days.len() < clause.hours.days.len()).then_some(other)
}

/// "On Sunday the one branch opens at 6, the other is closed": on Sunday too.
pub(super) fn on_that_day(clause: &Piece, before: Option<&Piece>, against: &Against<'_>) -> Option<Piece> {
    let before = before?;
    let is_label = |thing: &Thing| {
        let names = |known: &Thing| known.key == thing.key;
        against.records.iter().any(|record| record.label.iter().any(names))
            && !before.things.iter().any(names)
    };
    let bare = clause.hours.days.is_empty() && (clause.hours.open || clause.hours.closed);
    if !bare || before.hours.days.is_empty() || !clause.things.iter().any(is_label) {
        return None;
    }
    let mut same = clause.clone();
    same.hours.days.clone_from(&before.hours.days);
    Some(same)
}

/// "At weekends adults pay 11, children 5", "big dogs over 20 kg from 85, a bath alone 49": on what was said before.
pub(super) fn on_the_same_terms(clause: &Piece, before: Option<&Piece>) -> Option<Piece> {
    let before = before?;
    let money = |piece: &Piece| piece.facts.iter().any(|fact| matches!(fact, Fact::Money { .. }));
    let is_term = |fact: &&Fact| {
        matches!(
            fact,
            Fact::Days(_)
                | Fact::Holiday(_)
                | Fact::Month(_)
                | Fact::DayPart(_)
                | Fact::Quantity { .. }
                | Fact::Code(_)
        ) && !clause.facts.iter().any(|own| own.same_kind(fact))
    };
    let mut same = clause.clone();
    same.facts.extend(before.facts.iter().filter(is_term).cloned());
    let new = |thing: &&Thing| !thing.denied && clause.things.iter().all(|own| own.key != thing.key);
    same.things.extend(before.things.iter().filter(new).cloned());
    (money(clause) && money(before) && same.facts.len() > clause.facts.len()).then_some(same)
}
