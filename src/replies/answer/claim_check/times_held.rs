//! Whether the times of a clause are those of a record: in their role, to the end, and on the day that has its own.

use super::hours::{Hours, Role, Time};
use super::piece::{Piece, is_shut};
use super::record::Record;

/// Every time of the clause is one of this day's, in its role.
pub(super) fn holds_times(said: &Hours, telling: &[&(usize, &Record)]) -> bool {
    let spans: Vec<(Time, Time)> =
        telling.iter().flat_map(|(_, record)| record.piece.hours.spans.clone()).collect();
    let singles: Vec<Time> =
        telling.iter().flat_map(|(_, record)| record.piece.hours.times.clone()).collect();
    // "Tuesday to Friday 9-18, Thursday until 21": the single closing time is this day's.
    let closing = singles.iter().filter(|time| time.role == Role::End).map(|time| time.minute).max();
    let last = closing.or_else(|| spans.iter().map(|(_, end)| end.minute).max());
    let first = spans.iter().map(|(start, _)| start.minute).min();
    said.spans.iter().all(|(from, to)| {
        spans.iter().any(|(start, end)| from.is(start.minute) && to.is(end.minute))
            || (first.is_some_and(|first| from.is(first))
                && last.is_some_and(|last| to.is(last))
                && spans.len() == 1)
    }) && said.times.iter().all(|time| match time.role {
        Role::Start => spans.iter().any(|(start, _)| time.is(start.minute)) || has_single(&singles, *time),
        Role::End => last.is_some_and(|last| time.is(last)) || has_single(&singles, *time),
        Role::Any | Role::Before | Role::After => {
            spans.iter().any(|(start, end)| time.is(start.minute) || time.is(end.minute))
                || has_single(&singles, *time)
        }
    })
}

fn has_single(known: &[Time], time: Time) -> bool {
    known.iter().any(|known| {
        time.is(known.minute)
            && (is_alike(known.role, time.role) || time.role == Role::Any || known.role == Role::Any)
    })
}

/// "By noon" is until noon, and "after two" from two on.
pub(super) fn is_alike(one: Role, other: Role) -> bool {
    let side = |role: Role| match role {
        Role::Start | Role::After => Role::Start,
        Role::End | Role::Before => Role::End,
        Role::Any => Role::Any,
    };
    side(one) == side(other)
}

/// "Until 10 pm on Tuesday" beside "every day 9 to 10 pm, Tuesday until 6 pm".
pub(super) fn closes_later(clause: &Piece, own: &[&(usize, &Record)]) -> bool {
    let ends = |hours: &Hours| -> Vec<Time> {
        let single = hours.times.iter().filter(|time| time.role == Role::End);
        single.chain(hours.spans.iter().map(|(_, end)| end)).copied().collect()
    };
    let known: Vec<Time> = own.iter().flat_map(|(_, record)| ends(&record.piece.hours)).collect();
    let said = ends(&clause.hours);
    let is_own = |time: &Time| known.iter().any(|known| time.is(known.minute) || known.is(time.minute));
    !known.is_empty() && !said.is_empty() && !said.iter().any(is_own)
}

/// "Open 10 to 23; on Sundays from 9": the day's own beginning, and the end of every day.
pub(super) fn opens_at_its_own_time(
    clause: &Piece,
    telling: &[&(usize, &Record)],
    same: &[(usize, &Record)],
) -> Option<usize> {
    let [(at, record)] = telling else { return None };
    let ([(from, to)], []) = (clause.hours.spans.as_slice(), clause.hours.times.as_slice()) else {
        return None;
    };
    let ([start], []) = (record.piece.hours.times.as_slice(), record.piece.hours.spans.as_slice()) else {
        return None;
    };
    let mut whole = same.iter().filter(|(_, other)| {
        other.passage == record.passage
            && other.piece.hours.days.is_empty()
            && other.piece.hours.open
            && other.piece.hours.spans.len() == 1
    });
    let (_, whole_week) = whole.next()?;
    let (_, end) = whole_week.piece.hours.spans[0];
    (whole.next().is_none() && start.role != Role::End && from.is(start.minute) && to.is(end.minute))
        .then_some(*at)
}

/// "Opening the door costs 89 € from Monday to Friday, 7 to 19": the hours of the price.
pub(super) fn has_the_hours(clause: &Piece, record: &Record) -> bool {
    let (said, known) = (&clause.hours, &record.piece.hours);
    let same = |(from, to): &(Time, Time)| {
        known.spans.iter().any(|(start, end)| from.is(start.minute) && to.is(end.minute))
    };
    !said.spans.is_empty()
        && said.times.is_empty()
        && said.spans.iter().all(same)
        && said.days.iter().all(|day| known.days.contains(day))
        && is_shut(clause) == is_shut(&record.piece)
}
