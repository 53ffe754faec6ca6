//! Whether a clause keeps the terms of the record it rests on.

use super::against::{Against, Why};
use super::fact::Fact;
use super::fit::{has_thing, is_foreign, is_like};
use super::piece::Piece;
use super::record::Record;
use super::subjects::MEANS;
use super::thing::Thing;

/// The clause gives the figure of one thing to another that has its own beside it.
fn is_led_by_another(clause: &Piece, record: &Piece, foreign: bool) -> bool {
    // What is paid is told apart elsewhere, and several figures have their own order.
    let is_span = |fact: &Fact| matches!(fact, Fact::Duration { .. });
    let spans = record.facts.iter().filter(|fact| is_span(fact)).count();
    if spans < 2 || clause.terms.led.len() != 1 || !clause.facts.iter().any(is_span) {
        return false;
    }
    let said: Vec<i64> = clause.terms.led.iter().map(|(figure, _)| *figure).collect();
    let (led, trailed) = (&record.terms.led, &record.terms.trailed);
    // "5 years on the frame, 2 years on the cover": where each has its own behind it, that is what it is of.
    let is_behind = trailed.len() == spans && trailed.iter().all(|(_, things)| !things.is_empty());
    let led =
        if is_behind && led.iter().skip(1).all(|(_, things)| things.is_empty()) { trailed } else { led };
    let among = |things: &[Thing], thing: &Thing| things.iter().any(|own| is_like(thing, own, foreign));
    let names_one = |of: &[Thing], and_not: &[Thing]| {
        clause.things.iter().any(|thing| among(of, thing) && !among(and_not, thing))
    };
    let only_once = |figure: i64| led.iter().filter(|(known, _)| *known == figure).count() == 1;
    let mut own = led
        .iter()
        .filter(|(figure, things)| said.contains(figure) && only_once(*figure) && !things.is_empty());
    own.any(|(_, things)| {
        let mut others = led.iter().filter(|(figure, _)| !said.contains(figure));
        others.any(|(_, other)| names_one(other, things) && !names_one(things, other))
    })
}

/// Cards by their name, where no table counts them among the means of paying.
const CARDS: &[&str] = &["visa", "mastercard", "فيزا", "виза"];

/// What a clause drops or adds of a record's terms.
pub(super) fn kept(clause: &Piece, record: &Record, foreign: bool) -> Result<(), Why> {
    let (said, known) = (&clause.terms, &record.piece.terms);
    let named =
        |own: &[Thing]| own.iter().any(|own| clause.things.iter().any(|thing| is_like(thing, own, foreign)));
    if known.nth && !said.nth && shares_a_day(clause, &record.piece) {
        return Err(Why::Day);
    }
    if let (Some(last), Some(known)) = (said.last, known.last)
        && last != known
    {
        return Err(Why::Day);
    }
    if said.everywhere && !known.everywhere && !clause.denied {
        return Err(Why::Name);
    }
    let place = |thing: &&Thing| {
        (thing.name || thing.country) && has_thing(record, thing, foreign) == Some((thing.denied, true))
    };
    if said.outside != known.outside
        && clause.things.iter().any(|thing| place(&thing))
        && clause.facts.iter().any(Fact::is_figure)
    {
        return Err(Why::Polarity);
    }
    let is_rate = |fact: &Fact| matches!(fact, Fact::Per("person" | "each" | "piece") | Fact::PerWord(_));
    if said.total && !known.total && record.piece.facts.iter().any(is_rate) {
        return Err(Why::Figure);
    }
    let six_months = |fact: &Fact| matches!(fact, Fact::Duration { low: 6, high: 6, months: true, .. });
    if said.half_year && !known.half_year && !record.piece.facts.iter().any(six_months) {
        return Err(Why::Figure);
    }
    // Each language has other words for both: "by appointment", "nach Vereinbarung".
    let turned = (said.before && !said.after && known.after && !known.before)
        || (said.after && !said.before && known.before && !known.after);
    if turned && !foreign {
        return Err(Why::Polarity);
    }
    if is_led_by_another(clause, &record.piece, foreign) {
        return Err(Why::Swapped);
    }
    let strange = foreign && clause.things.iter().any(|thing| has_thing(record, thing, foreign).is_none());
    let is_narrow = !known.narrowed_to.is_empty() && named(&known.narrowed);
    // "Cash or Visa at the table, on delivery only cash"
    let pays = |thing: &Thing| {
        thing.concept.is_some_and(|name| MEANS.contains(&name)) || CARDS.contains(&thing.word.as_str())
    };
    let pays_otherwise =
        |thing: &Thing| pays(thing) && !known.narrowed.iter().any(|own| is_like(thing, own, foreign));
    // "現金とPayPayのみ": where both are means, one narrows nothing of the other.
    let is_of_means =
        !known.narrowed.is_empty() && known.narrowed.iter().all(pays) && !known.narrowed_to.iter().all(pays);
    if is_of_means && !clause.only && named(&known.narrowed_to) && clause.things.iter().any(pays_otherwise) {
        return Err(Why::Polarity);
    }
    if is_narrow && !clause.only && !strange && !named(&known.narrowed_to) {
        return Err(Why::Thing);
    }
    let conditional = known.asides.iter().any(|(figures, things)| {
        let only_there = |milli: &i64| figures.contains(milli) && !known.plain.contains(milli);
        said.plain.iter().any(only_there) && !said.conditional && !named(things)
    });
    if conditional { Err(Why::Figure) } else { Ok(()) }
}

fn shares_a_day(clause: &Piece, record: &Piece) -> bool {
    clause.hours.days.iter().any(|day| record.hours.days.contains(day))
}

/// "There is some left" beside "sold out".
pub(super) fn is_gone(clause: &Piece, against: &Against<'_>) -> bool {
    let dated = |fact: &Fact| matches!(fact, Fact::Date { .. });
    let told = clause.facts.is_empty() || clause.facts.iter().any(dated);
    if clause.terms.gone || clause.denied || !told || clause.things.is_empty() {
        return false;
    }
    // A row of a list is of one among several that may be left.
    let is_row = |record: &Record| record.text.contains(" | ");
    against.records.iter().filter(|record| record.piece.terms.gone && !is_row(record)).any(|record| {
        let foreign = is_foreign(clause, record);
        let lead = &record.piece.things[..record.piece.things.len().min(1)];
        let of = if record.label.is_empty() { lead } else { record.label.as_slice() };
        let named = |own: &Thing| clause.things.iter().any(|thing| is_like(thing, own, foreign));
        !of.is_empty() && of.iter().all(named)
    })
}
