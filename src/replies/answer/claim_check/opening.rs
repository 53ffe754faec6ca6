//! Whether days and times of a clause are those a record tells: a week with its exceptions, one activity at a time.

use super::against::{Against, Strictness, Why};
use super::fact::Fact;
use super::facts_held::{holds, is_month_of_its_dates};
use super::fit::{has_thing, is_foreign, is_like};
use super::hours::{Role, Time};
use super::piece::{Piece, Thing, is_shut};
use super::record::Record;
use super::subjects::is_closed;
use super::support::generic;
use super::telling::{activity, telling};
use super::terms_kept;
use super::times_held::{closes_later, has_the_hours, holds_times, is_alike, opens_at_its_own_time};

/// Of a week.
const DAYS: u8 = 7;

pub(super) fn hours(clause: &Piece, against: &Against<'_>) -> Result<usize, Why> {
    let same = telling(clause, against);
    if let Some(at) = whole_in_another_language(clause, &same) {
        return others(clause, at, against);
    }
    let limits =
        |piece: &Piece| piece.hours.times.iter().any(|time| matches!(time.role, Role::Before | Role::After));
    if limits(clause) && clause.hours.days.is_empty() {
        return generic_with_times(clause, against);
    }
    exceptions(clause, against)?;
    // "The big service, 95 euros (3 hours)": a price beside times is held like any other.
    if clause.facts.iter().any(is_priced) {
        let at = generic(clause, against)?;
        if has_the_hours(clause, against.records[at]) {
            return Ok(at);
        }
    }
    let named: Vec<u8> = if clause.hours.days.is_empty() {
        against.question.map(|question| question.hours.days.clone()).unwrap_or_default()
    } else {
        clause.hours.days.clone()
    };
    let shut = is_shut(clause);
    if named.is_empty() {
        if shut && !clause.things.is_empty() && clause.facts.is_empty() {
            return shut_when(clause, against);
        }
        return dateless(clause, &same).and_then(|at| others(clause, at, against));
    }
    let mut found = None;
    for day in named {
        found = Some(one_day(clause, day, shut, &same, against)?);
    }
    found.map_or(Err(Why::Day), |at| others(clause, at, against))
}

/// "You can get in every day from 6 to 23": days and spans are one record's, whose words cannot be compared, and nothing is
/// said of opening.
fn whole_in_another_language(clause: &Piece, same: &[(usize, &Record)]) -> Option<usize> {
    let hours = &clause.hours;
    if hours.open || hours.closed || hours.days.is_empty() || hours.spans.is_empty() {
        return None;
    }
    let is_whole = |told: &&(usize, &Record)| {
        let known = &told.1.piece;
        is_foreign(clause, told.1)
            && hours.days.iter().all(|day| known.hours.days.contains(day))
            && hours.spans.iter().all(|(from, to)| {
                known.hours.spans.iter().any(|(start, end)| from.is(start.minute) && to.is(end.minute))
            })
            && !is_shut(known)
            && known.facts.is_empty()
    };
    same.iter().find(is_whole).map(|(at, _)| *at)
}

fn is_priced(fact: &Fact) -> bool {
    matches!(fact, Fact::Money { .. } | Fact::Percent { .. } | Fact::Quantity { .. } | Fact::Free { .. })
}

/// Months, holidays, dates and "today" must be said by a record of their own.
fn exceptions(clause: &Piece, against: &Against<'_>) -> Result<(), Why> {
    let has_date = clause.facts.iter().any(|fact| matches!(fact, Fact::Date { .. }));
    for fact in &clause.facts {
        if is_month_of_its_dates(clause, fact) {
            continue;
        }
        let special =
            matches!(fact, Fact::Month(_) | Fact::Relative(_) | Fact::Date { .. } | Fact::DayPart(_))
                || (matches!(fact, Fact::Holiday(_)) && !has_date);
        let mut telling =
            against.records.iter().filter(|record| holds(record, fact, against.prefix)).peekable();
        if special && telling.peek().is_none() {
            return Err(Why::Day);
        }
        // "Open at Christmas from 8" beside "closed at Christmas".
        let is_dated = matches!(fact, Fact::Date { .. } | Fact::Holiday(_));
        let opens = clause.hours.has_times() || clause.hours.open;
        if is_dated
            && opens
            && !is_shut(clause)
            && telling.clone().next().is_some()
            && telling.all(|record| is_shut(&record.piece))
        {
            return Err(Why::Polarity);
        }
    }
    Ok(())
}

fn one_day(
    clause: &Piece,
    day: u8,
    shut: bool,
    same: &[(usize, &Record)],
    against: &Against<'_>,
) -> Result<usize, Why> {
    // What holds in August or on one date says nothing of other days; a clause that names the same may rest on it.
    let dated = |record: &Record| -> Vec<Fact> {
        let facts = record.piece.facts.iter().chain(&record.heading_facts);
        facts.filter(|fact| matches!(fact, Fact::Month(_) | Fact::Date { .. })).cloned().collect()
    };
    let special = |record: &Record| {
        let dated = dated(record);
        !dated.is_empty() && !dated.iter().any(|fact| clause.facts.contains(fact))
    };
    let naming: Vec<&(usize, &Record)> = same
        .iter()
        .filter(|(_, record)| record.piece.hours.days.contains(&day) && !special(record))
        .collect();
    let everyday: Vec<&(usize, &Record)> = same
        .iter()
        .filter(|(_, record)| {
            record.piece.hours.days.is_empty()
                && record.piece.hours.has_times()
                && !special(record)
                && (record.piece.hours.open
                    || record.piece.things.is_empty()
                    || named_with_its_hours(clause, record, against))
        })
        .collect();
    // "Every day 9-22. Friday 14-22": the day's own hours are those of that day.
    let is_own = |told: &&(usize, &Record)| told.1.piece.hours.days.len() < usize::from(DAYS);
    let own: Vec<&(usize, &Record)> = naming.iter().copied().filter(is_own).collect();
    let whole = own.iter().any(|(_, record)| !record.piece.hours.spans.is_empty());
    if own.len() < naming.len() && closes_later(clause, &own) {
        return Err(Why::Day);
    }
    let naming = if whole && own.len() < naming.len() { own } else { naming };
    let telling = if naming.is_empty() { everyday } else { naming };
    if telling.is_empty() {
        // A day no list names is a day off, when there is a list and somebody else agrees.
        let listed = same
            .iter()
            .any(|(_, record)| record.piece.hours.has_times() && !record.piece.hours.days.is_empty());
        let first = same.first().map(|(at, _)| *at);
        return match first {
            Some(at) if shut && listed && against.strictness == Strictness::Verified => Ok(at),
            _ => Err(Why::Day),
        };
    }
    let closed_by = telling.iter().find(|(_, record)| is_shut(&record.piece));
    if let Some((at, _)) = closed_by {
        return if shut { Ok(*at) } else { Err(Why::Polarity) };
    }
    if shut {
        return Err(Why::Polarity);
    }
    if telling.iter().any(|(_, record)| ends_at_noon(&record.piece))
        && clause.hours.has_times()
        && is_past_noon(clause)
    {
        return Err(Why::Day);
    }
    if !clause.hours.has_times() {
        let open =
            telling.iter().find(|(_, record)| record.piece.hours.has_times() || record.piece.hours.open);
        return open.map(|(at, _)| *at).ok_or(Why::Day);
    }
    let own = telling.iter().find(|told| holds_times(&clause.hours, &[**told]));
    if own.is_none()
        && let Some(at) = opens_at_its_own_time(clause, &telling, same)
    {
        return Ok(at);
    }
    let holder = own.or_else(|| telling.first().filter(|_| holds_times(&clause.hours, &telling)));
    holder.map(|(at, _)| *at).ok_or(Why::Day)
}

/// "The desk is staffed daily from 7 to 22" of "the desk is staffed from 7 to 22".
fn named_with_its_hours(clause: &Piece, record: &Record, against: &Against<'_>) -> bool {
    let foreign = is_foreign(clause, record);
    let named = |thing: &Thing| has_thing(record, thing, foreign) == Some((thing.denied, true));
    against.strictness == Strictness::Verified
        && clause.hours.has_times()
        && !clause.things.is_empty()
        && clause.things.iter().all(named)
}

/// "On Sundays in the morning only".
fn ends_at_noon(piece: &Piece) -> bool {
    piece.only && piece.facts.contains(&Fact::DayPart(true)) && !piece.facts.contains(&Fact::DayPart(false))
}

fn is_past_noon(clause: &Piece) -> bool {
    let hours = &clause.hours;
    let starts = hours.spans.iter().map(|(from, _)| from);
    starts.chain(hours.times.iter().filter(|time| time.role != Role::End)).any(|time| time.minute > 13 * 60)
}

/// "No dinners on Sundays" of "dinners: Thursday to Saturday, 20:30 to 23:30": whoever tells when there are some names other
/// days only.
pub(super) fn days_off(clause: &Piece, against: &Against<'_>) -> Option<usize> {
    let days = &clause.hours.days;
    let denied = clause.denied && !clause.things.is_empty() && clause.things.iter().all(|thing| thing.denied);
    let only_days = clause.facts.iter().all(|fact| matches!(fact, Fact::Days(_)));
    if !denied || days.is_empty() || !only_days || against.strictness == Strictness::Alone {
        return None;
    }
    let is_of = |record: &Record| {
        let foreign = is_foreign(clause, record);
        let named = |thing: &Thing| {
            record.label.iter().chain(&record.piece.things).any(|own| is_like(thing, own, foreign))
        };
        clause.things.iter().all(named)
    };
    let tells = |record: &Record| record.piece.hours.has_times() && !record.piece.hours.days.is_empty();
    let mut telling =
        against.records.iter().enumerate().filter(|(_, record)| is_of(record) && !record.piece.denied);
    let names_none =
        |record: &Record| tells(record) && !days.iter().any(|day| record.piece.hours.days.contains(day));
    let (first, _) = telling.clone().find(|(_, record)| tells(record))?;
    telling.all(|(_, record)| names_none(record)).then_some(first)
}

/// Times without a day: those of some day that is told.
fn dateless(clause: &Piece, same: &[(usize, &Record)]) -> Result<usize, Why> {
    if is_shut(clause) {
        return Err(Why::Day);
    }
    let holder = same.iter().find(|told| holds_times(&clause.hours, &[told]));
    holder.map(|(at, _)| *at).ok_or(Why::Day)
}

/// "When there is thunder we close": what a record says that closes too.
fn shut_when(clause: &Piece, against: &Against<'_>) -> Result<usize, Why> {
    let at = generic(clause, against)?;
    if is_shut(&against.records[at].piece) { Ok(at) } else { Err(Why::Day) }
}

/// Facts and names of a clause about hours besides its times.
fn others(clause: &Piece, at: usize, against: &Against<'_>) -> Result<usize, Why> {
    let figure =
        |fact: &&Fact| (fact.is_figure() || fact.stands_alone()) && !matches!(fact, Fact::Holiday(_));
    for fact in clause.facts.iter().filter(figure) {
        if !against.records.iter().any(|record| holds(record, fact, against.prefix)) {
            return Err(Why::Figure);
        }
    }
    let record = &against.records[at];
    let foreign = is_foreign(clause, record);
    terms_kept::kept(clause, record, foreign)?;
    if denies_beside_the_times(clause, record, foreign) {
        return Err(Why::Polarity);
    }
    for thing in &clause.things {
        let needed = thing.name
            || thing.country
            || thing.concept.is_some_and(|name| {
                // "Available from 9 to 17" is open, and says nothing of a stock.
                is_closed(name) && name != activity(clause) && !(name == "stock" && clause.hours.has_times())
            });
        let known = against.records.iter().any(|record| has_thing(record, thing, foreign).is_some());
        if needed && !known && (!foreign || !thing.name || !thing.word.is_ascii()) {
            return Err(Why::Name);
        }
    }
    let plain: Vec<&Thing> = clause.things.iter().filter(|thing| thing.is_plain()).collect();
    if !foreign && clause.hours.has_times() {
        return Ok(at);
    }
    let strange = plain
        .iter()
        .filter(|thing| !against.records.iter().any(|record| has_thing(record, thing, foreign).is_some()))
        .count();
    if !foreign && strange > 2 { Err(Why::Thing) } else { Ok(at) }
}

/// "The pool is watched from 10 to 19" beside "10 to 19, not watched".
fn denies_beside_the_times(clause: &Piece, record: &Record, foreign: bool) -> bool {
    let turned = |thing: &Thing| {
        !thing.denied
            && record.piece.things.iter().any(|known| known.denied && is_like(thing, known, foreign))
            && !record.piece.things.iter().any(|known| !known.denied && is_like(thing, known, foreign))
    };
    let opens = clause.hours.has_times() && !clause.denied && !clause.only && !is_shut(&record.piece);
    opens && clause.things.iter().any(turned)
}

/// "Express if ordered before 14:00": the time is a limit within a sentence of its own.
fn generic_with_times(clause: &Piece, against: &Against<'_>) -> Result<usize, Why> {
    let at = generic(clause, against)?;
    let known: Vec<Time> = against
        .records
        .iter()
        .filter(|record| record.passage == against.records[at].passage)
        .flat_map(|record| record.piece.hours.times.clone())
        .collect();
    let held =
        |time: &Time| known.iter().any(|known| time.is(known.minute) && is_alike(known.role, time.role));
    if clause.hours.times.iter().all(held) { Ok(at) } else { Err(Why::Figure) }
}
