//! What a clause takes over from the one before it: the season, the day, the terms of a price.

use super::against::Against;
use super::fact::{Bound, Fact};
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
    // "A medium dog is 52, a large one 68": the rest is said once.
    let elliptic = (1..=SHORTLY).contains(&clause.things.len()) && same.things.len() > clause.things.len();
    (money(clause) && money(before) && (elliptic || same.facts.len() > clause.facts.len())).then_some(same)
}

/// Most things of a clause that says the rest shortly.
const SHORTLY: usize = 2;

/// "A lesson is £36, the long one fifty-two": of the same money.
pub(super) fn in_the_same_money(clause: &Piece, before: Option<&Piece>) -> Option<Piece> {
    let money = |fact: &Fact| {
        if let Fact::Money { currencies, .. } = fact { Some(currencies.clone()) } else { None }
    };
    if clause.facts.iter().any(|fact| money(fact).is_some()) {
        return None;
    }
    let currencies = before?.facts.iter().find_map(money)?;
    let last = clause.facts.iter().rposition(|fact| matches!(fact, Fact::Number { .. }))?;
    let Fact::Number { milli, bound } = clause.facts[last] else { return None };
    let mut same = clause.clone();
    same.facts[last] = Fact::Money { milli, currencies, bound };
    Some(same)
}

/// Minutes of a day and of an hour.
const LENGTHS: &[i64] = &[24 * 60, 60, 1];

/// "Glasses take 7 working days; the progressive ones 10 to 12": of the same days.
pub(super) fn of_the_same_length(clause: &Piece, before: Option<&Piece>) -> Option<Piece> {
    let length = |fact: &Fact| {
        if let Fact::Duration { low, months, .. } = fact { Some((*low, *months)) } else { None }
    };
    let number =
        |fact: &Fact| if let Fact::Number { milli, bound } = fact { Some((*milli, *bound)) } else { None };
    if clause.facts.iter().any(|fact| length(fact).is_some()) {
        return None;
    }
    let (minutes, months) = before?.facts.iter().find_map(length)?;
    let sizes = if months { &[12, 1][..] } else { LENGTHS };
    let size = *sizes.iter().find(|size| minutes % **size == 0)?;
    let numbers: Vec<(i64, Bound)> = clause.facts.iter().filter_map(number).collect();
    let (low, high, bound) = match numbers.as_slice() {
        [(one, bound)] => (*one, *one, *bound),
        [(low, _), (high, _)] if low < high => (*low, *high, Bound::Exact),
        _ => return None,
    };
    let mut same = clause.clone();
    same.facts.retain(|fact| number(fact).is_none());
    same.facts.push(Fact::Duration { low: low * size / 1_000, high: high * size / 1_000, months, bound });
    Some(same)
}
