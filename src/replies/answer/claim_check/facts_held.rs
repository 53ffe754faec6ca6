//! Whether one record holds the facts of a clause: every figure with its meaning, whole conditions, and no price that is
//! denied.

use super::against::{Against, Why};
use super::fact::{Bound, Fact};
use super::fit::{has_thing, is_foreign};
use super::likeness::same_word;
use super::piece::{Piece, Thing, is_shut};
use super::record::Record;
use super::swaps::is_phone_of_another;
use crate::storage::text::query_tokens;

pub(super) fn holds(record: &Record, fact: &Fact, prefix: Option<&str>) -> bool {
    record.piece.facts.iter().chain(&record.heading_facts).any(|known| fact.is_said_by(known, prefix))
        || matches!(fact, Fact::Number { milli, .. } if as_written(record, *milli))
        || matches!(fact, Fact::Days(days) if record.piece.denied && days.iter().all(|day| record.piece.hours.days.contains(day)))
        || matches!(fact, Fact::Per("piece" | "each")) && is_of_one(record)
        // "Each session is 38 €" of "session of physiotherapy: 38 €".
        || matches!(fact, Fact::Per(unit) if record.piece.counts.contains(unit) && is_of_one(record))
        // "20 riyals per car" of "parking 20 riyals for the car", which another language says in one word.
        || matches!(fact, Fact::Per(unit) if names_unit(record, unit) && is_of_one(record))
        || matches!(fact, Fact::Per(unit) if record.piece.packs.contains(unit) && !is_for_each_of(record))
}

fn names_unit(record: &Record, unit: &str) -> bool {
    record.piece.things.iter().any(|thing| thing.concept == Some(unit))
}

/// A price that is for each of something.
fn is_for_each_of(record: &Record) -> bool {
    record.piece.facts.iter().any(|known| matches!(known, Fact::Per(_) | Fact::PerWord(_)))
}

/// A price that is for each of nothing else is the price of one.
fn is_of_one(record: &Record) -> bool {
    let each = |known: &Fact| matches!(known, Fact::Per(_) | Fact::PerWord(_));
    if record.price_apart {
        return !record.piece.facts.iter().chain(&record.heading_facts).any(each);
    }
    !record.piece.facts.iter().any(|known| {
        matches!(known, Fact::Per(_) | Fact::PerWord(_) | Fact::Quantity { .. } | Fact::Number { .. })
    })
}

/// "€9 per poster" of "9 € al pezzo": what a price is for each of is a thing of the record, or the record does not say it
/// in a word that can be compared.
fn is_for_each(clause: &Piece, record: &Record, word: &str) -> bool {
    let foreign = is_foreign(clause, record);
    let facts = &record.piece.facts;
    let same = |known: &Fact| matches!(known, Fact::PerWord(known) if foreign || same_word(word, known));
    let counts = |known: &Fact| matches!(known, Fact::Per(unit) if !matches!(*unit, "piece" | "each"));
    let names = query_tokens(&record.text).iter().any(|known| same_word(word, known));
    facts.iter().any(same) || (!facts.iter().any(counts) && (foreign || names))
}

/// A house number or a count stands in the record as the same plain number.
fn as_written(record: &Record, milli: i64) -> bool {
    record
        .piece
        .facts
        .iter()
        .any(|known| matches!(known, Fact::Number { milli: known, .. } if *known == milli))
}

pub(super) fn facts_held(clause: &Piece, record: &Record, against: &Against<'_>) -> Result<(), Why> {
    for fact in &clause.facts {
        // Each language parts its streets in its own way.
        if matches!(fact, Fact::Street(_)) && is_foreign(clause, record) {
            continue;
        }
        if fact.stands_alone() {
            if !against.records.iter().any(|record| holds(record, fact, against.prefix)) {
                return Err(Why::Figure);
            }
            if is_phone_of_another(clause, fact, against) {
                return Err(Why::Swapped);
            }
            continue;
        }
        if matches!(fact, Fact::Tax { .. })
            && !record.piece.facts.iter().any(|known| matches!(known, Fact::Tax { .. }))
        {
            // Said once, of all prices.
            let mut said = against.records.iter().flat_map(|record| &record.piece.facts);
            let same = said.clone().any(|known| known == fact);
            if same && !said.any(|known| matches!(known, Fact::Tax { .. }) && known != fact) {
                continue;
            }
        }
        // "Each lesson costs 12 €": the lesson says for each of what.
        let other_rate = |fact: &Fact| matches!(fact, Fact::Per(unit) if *unit != "each");
        if matches!(fact, Fact::Per("each")) && clause.facts.iter().any(other_rate) {
            continue;
        }
        if let Fact::PerWord(word) = fact {
            if is_for_each(clause, record, word) {
                continue;
            }
            return Err(Why::Figure);
        }
        if is_said_by_the_rest(clause, record, fact, against) {
            continue;
        }
        if is_of_the_other_half(fact, record, against) {
            return Err(Why::Figure);
        }
        let has_date = clause.facts.iter().any(|fact| matches!(fact, Fact::Date { .. }));
        if matches!(fact, Fact::Holiday(_)) && has_date {
            continue;
        }
        if !(holds(record, fact, against.prefix)
            || complement(clause, record, fact)
            || is_day_of_the_price(clause, record, fact))
        {
            return Err(if tells_a_day(fact) { Why::Day } else { Why::Figure });
        }
    }
    if is_price_of_the_least(clause, record) || drops_the_threshold(clause, record) {
        return Err(Why::Figure);
    }
    // "Open on holidays" is not held by "closed on holidays".
    let tells = |piece: &Piece| piece.hours.open || piece.hours.closed;
    if tells(clause) && tells(&record.piece) && is_shut(clause) != is_shut(&record.piece) {
        return Err(Why::Polarity);
    }
    // A price that is denied is nobody's price.
    if clause.facts.iter().any(Fact::is_figure)
        && record.piece.denied != clause.denied
        && figures_are_denied(clause, record)
    {
        return Err(Why::Polarity);
    }
    Ok(())
}

/// "Free above 50": the threshold may not be left out, nor turned round.
fn drops_the_threshold(clause: &Piece, record: &Record) -> bool {
    let free = |piece: &Piece| piece.facts.iter().any(|fact| matches!(fact, Fact::Free { .. }));
    let above = |piece: &Piece| {
        piece.facts.iter().any(|fact| matches!(fact, Fact::Money { bound: Bound::Over | Bound::From, .. }))
    };
    let from = |fact: &Fact| matches!(fact, Fact::Money { bound: Bound::From, .. });
    let only_from = record.piece.facts.iter().any(from) && clause.facts.len() == 1;
    free(&record.piece) && above(&record.piece) && above(clause) && !free(clause) && !only_from
}

/// What another figure of the record or of the clause tells already.
fn is_said_by_the_rest(clause: &Piece, record: &Record, fact: &Fact, against: &Against<'_>) -> bool {
    is_rate_of_all(fact, record, against)
        || is_one_of_its_rate(clause, record, fact)
        || is_pack_of_so_many(clause, record, fact)
        || is_month_of_its_dates(clause, fact)
}

/// "In August we are closed from the 10th to the 25th": the dates tell the month.
pub(super) fn is_month_of_its_dates(clause: &Piece, fact: &Fact) -> bool {
    let Fact::Month(month) = fact else { return false };
    let dated = |known: &Fact| matches!(known, Fact::Date { month: known, .. } if known == month);
    clause.facts.iter().any(dated)
}

/// "One hour costs 10" of "10 an hour".
fn is_one_of_its_rate(clause: &Piece, record: &Record, fact: &Fact) -> bool {
    let priced = |piece: &Piece| piece.facts.iter().any(|fact| matches!(fact, Fact::Money { .. }));
    let rates = record.piece.facts.iter().chain(&record.heading_facts);
    let is_rate = |known: &Fact| matches!(known, Fact::Per(unit) if fact.is_for_each(unit));
    matches!(fact, Fact::Duration { .. })
        && priced(clause)
        && priced(&record.piece)
        && !record.piece.facts.iter().any(|known| known.same_kind(fact))
        && rates.into_iter().any(is_rate)
}

/// "22 € a box of 30" of "(30 pieces) 22 €".
fn is_pack_of_so_many(clause: &Piece, record: &Record, fact: &Fact) -> bool {
    let mut counts = clause.facts.iter().filter(|fact| matches!(fact, Fact::Number { .. })).peekable();
    matches!(fact, Fact::Per(unit) if clause.packs.contains(unit))
        && counts.peek().is_some()
        && counts.all(|count| record.piece.facts.contains(count))
}

/// "26 € for two hours" of "26 € an hour, two hours at least".
fn is_price_of_the_least(clause: &Piece, record: &Record) -> bool {
    let per_time =
        |fact: &Fact| matches!(fact, Fact::Per("hour" | "day" | "night" | "week" | "month" | "year"));
    let is_least = |fact: &Fact| {
        let Fact::Duration { low, months, bound: Bound::Exact, .. } = fact else { return false };
        record.piece.facts.iter().any(|known| {
            matches!(known, Fact::Duration { low: least, months: m, bound: Bound::From, .. } if least == low && m == months)
        })
    };
    clause.facts.iter().any(|fact| matches!(fact, Fact::Money { .. }))
        && record.piece.facts.iter().any(per_time)
        && !clause.facts.iter().any(per_time)
        && clause.facts.iter().any(is_least)
}

/// Where days and nights have prices of their own, one is not the other.
fn is_of_the_other_half(fact: &Fact, record: &Record, against: &Against<'_>) -> bool {
    let has_own = |other: &&&Record| other.passage == record.passage && other.piece.facts.contains(fact);
    matches!(fact, Fact::Per("day" | "night"))
        && !record.piece.facts.contains(fact)
        && against.records.iter().any(|other| has_own(&other))
}

/// "On Saturdays it costs 129 €" of "Saturday 19-22: 129 €".
fn is_day_of_the_price(clause: &Piece, record: &Record, fact: &Fact) -> bool {
    let Fact::Days(days) = fact else { return false };
    let priced = |piece: &Piece| piece.facts.iter().any(|fact| matches!(fact, Fact::Money { .. }));
    let named = |day: &u8| record.piece.hours.days.contains(day);
    // "We deliver on Tuesday and Friday" of "deliveries Tuesday and Friday, 14 to 19".
    let told = |thing: &Thing| {
        let own = has_thing(record, thing, is_foreign(clause, record)) == Some((thing.denied, true));
        thing.concept.is_some() && own
    };
    let is_told = record.piece.hours.has_times() && !clause.denied && clause.things.iter().any(told);
    (priced(clause) && priced(&record.piece) || is_told) && days.iter().all(named) && !is_shut(&record.piece)
}

/// "Prices are per night", said once: of each price that is for nothing else.
fn is_rate_of_all(fact: &Fact, record: &Record, against: &Against<'_>) -> bool {
    let is_rate = |fact: &Fact| matches!(fact, Fact::Per(_) | Fact::PerWord(_));
    let priced = |record: &Record| record.piece.facts.iter().any(|fact| matches!(fact, Fact::Money { .. }));
    let said = |other: &&&Record| !priced(other) && other.piece.price && other.heading_facts.contains(fact);
    matches!(fact, Fact::Per(_))
        && priced(record)
        && !record.piece.facts.iter().chain(&record.heading_facts).any(is_rate)
        && against.records.iter().any(|other| said(&other))
}

fn tells_a_day(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Days(_)
            | Fact::Month(_)
            | Fact::Date { .. }
            | Fact::Relative(_)
            | Fact::Holiday(_)
            | Fact::DayPart(_)
    )
}

fn figures_are_denied(clause: &Piece, record: &Record) -> bool {
    let mut pairs = record.piece.things.iter().filter_map(|known| {
        clause
            .things
            .iter()
            .find(|thing| thing.key == known.key || same_word(&thing.word, &known.word))
            .map(|thing| thing.denied != known.denied)
    });
    let turned: Vec<bool> = pairs.by_ref().collect();
    !turned.is_empty() && turned.iter().all(|turned| *turned)
}

/// "Under 50 the delivery costs 4": said by "4, free above 50".
fn complement(clause: &Piece, record: &Record, fact: &Fact) -> bool {
    let Fact::Money { milli, bound: Bound::Under | Bound::UpTo, .. } = fact else { return false };
    let free = |piece: &Piece| piece.facts.iter().any(|fact| matches!(fact, Fact::Free { .. }));
    let threshold = record.piece.facts.iter().any(|known| matches!(known, Fact::Money { milli: known, bound: Bound::Over | Bound::From, .. } if known == milli));
    threshold && free(&record.piece) && !free(clause)
}
