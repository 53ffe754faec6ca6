//! Whether one clause of a draft is held by one record: all its facts with their meaning, its things and its yes or no,
//! and no other record that fits better and says something else.

use super::against::{Against, Strictness, Why};
use super::asked;
use super::beyond::{
    denied_elsewhere, denies_all_of, is_about_days, is_card_by_its_name, is_denied_by_another, is_done,
    is_for_somebody_else, is_of_another_material, is_of_the_same, is_off_the_price, is_said_of_all,
    is_side_word, is_sold_out, is_strange_item, names_a_branch, narrowed, stands_in, taken_from_another,
};
use super::enough::enough;
use super::fact::Fact;
use super::facts_held::{facts_held, holds};
use super::fit::{Fit, fit, has_thing, is_foreign, is_like};
use super::piece::{Piece, Thing, is_shut};
use super::record::Record;
use super::subjects::{EXACT, MEANS, is_closed};
use super::terms_kept;
use super::turned::{
    costs_elsewhere, denies_in_another_word, denies_the_younger, drops_the_term, is_denied_where_it_is_asked,
    is_excluded_by_another, is_left_out, is_subject_of_a_denial,
};

pub(super) fn generic(clause: &Piece, against: &Against<'_>) -> Result<usize, Why> {
    let pays = clause.things.iter().any(is_means);
    if clause.price
        && !clause.facts.iter().any(|fact| {
            matches!(fact, Fact::Money { .. } | Fact::Free { .. } | Fact::Percent { .. } | Fact::Tax { .. })
        })
        && !clause.question
    {
        let said = against.records.iter().any(|record| {
            (record.piece.price || pays || is_all_its_own(clause, record))
                && clause
                    .things
                    .iter()
                    // How one pays tells more than the words around it.
                    .filter(|thing| !pays || thing.concept.is_some() || thing.name)
                    .all(|thing| has_thing(record, thing, is_foreign(clause, record)).is_some())
                && !clause.things.is_empty()
        });
        if !said {
            return Err(Why::Figure);
        }
    }
    if let Some(at) = against.records.iter().position(|record| is_left_out(clause, record, against)) {
        return Ok(at);
    }
    let mut best: Option<(usize, (bool, f32))> = None;
    let mut worst = Why::Nothing;
    for (at, record) in against.records.iter().enumerate() {
        match held_by(clause, at, record, against) {
            Ok(score) => {
                let found = (names_the_same(clause, record, against), score);
                if best.is_none_or(|(_, known)| found > known) {
                    best = Some((at, found));
                }
            }
            Err(why) if rank(why) > rank(worst) => worst = why,
            Err(_) => {}
        }
    }
    best.map(|(at, _)| at).ok_or(worst)
}

/// "You pay the return postage" of "return postage is paid by the customer".
fn is_all_its_own(clause: &Piece, record: &Record) -> bool {
    let own =
        |thing: &Thing| has_thing(record, thing, is_foreign(clause, record)) == Some((thing.denied, true));
    clause.things.len() > 1 && clause.things.iter().all(own)
}

fn is_means(thing: &Thing) -> bool {
    thing.concept.is_some_and(|name| MEANS.contains(&name))
}

/// A phone number or a link may be held beside any record: what is shown for it is the record it stands in.
fn names_the_same(clause: &Piece, record: &Record, against: &Against<'_>) -> bool {
    clause.facts.iter().filter(|fact| fact.stands_alone()).all(|fact| holds(record, fact, against.prefix))
}

/// The nearer a record came, the more its reason tells.
fn rank(why: Why) -> u8 {
    match why {
        Why::Nothing => 0,
        Why::Figure => 1,
        Why::Thing => 2,
        Why::Name => 3,
        Why::Subject => 4,
        Why::Day => 5,
        Why::Swapped => 6,
        Why::Polarity => 7,
    }
}

pub(super) fn held_by(clause: &Piece, at: usize, record: &Record, against: &Against<'_>) -> Result<f32, Why> {
    facts_held(clause, record, against)?;
    let foreign = is_foreign(clause, record);
    terms_kept::kept(clause, record, foreign)?;
    let fit = fit(clause, record, against);
    if asked::is_of_another(clause, record, against) {
        return Err(Why::Swapped);
    }
    things_held(clause, record, foreign, against)?;
    if foreign {
        known_elsewhere(clause, record, &fit, against)?;
    }
    enough(clause, record, &fit, foreign, against)?;
    narrowed(clause, record, foreign)?;
    if !is_of_the_same(clause, record, against) {
        return Err(Why::Swapped);
    }
    if is_denied_by_another(clause, record, foreign, against)
        || is_excluded_by_another(clause, record, against)
        || foreign && is_denied_where_it_is_asked(clause, record, against)
    {
        return Err(Why::Polarity);
    }
    if drops_the_term(clause, record) {
        return Err(Why::Figure);
    }
    if !foreign && costs_elsewhere(clause, record, fit.score, against) {
        return Err(Why::Swapped);
    }
    if !foreign && clause.facts.is_empty() && !denies_all_of(clause, record) {
        taken_from_another(clause, record, against)?;
    }
    let figures: Vec<&Fact> = clause.facts.iter().filter(|fact| fact.is_figure()).collect();
    // Who says another price is a rival of a price, who says another duration beside it is none.
    let money: Vec<&Fact> =
        figures.iter().copied().filter(|fact| matches!(fact, Fact::Money { .. })).collect();
    let telling = if money.is_empty() { &figures } else { &money };
    let denied_days = clause.denied && record.piece.denied && clause.facts.iter().all(is_about_days);
    for (_, other) in against.records.iter().enumerate().filter(|(other, _)| *other != at) {
        // "Not on Sunday" is no rival of "Tuesday to Saturday".
        let spared = (denied_days && !other.piece.denied) || denies_the_younger(clause, &other.piece);
        let rivals = !(spared || is_a_pack(clause, record, &other.piece))
            && telling.iter().any(|fact| other.piece.facts.iter().any(|known| known.same_kind(fact)))
            && !figures.iter().all(|fact| holds(other, fact, against.prefix));
        let opposite = clause.facts.is_empty()
            && (other.piece.denied != record.piece.denied || says_otherwise(clause, &other.piece));
        if rivals || opposite {
            let rival = self::fit(clause, other, against);
            let newer = other.year > record.year && rival.score + 0.15 >= fit.score;
            let better = rival.score > fit.score + 0.15 || (rival.own > fit.own && rival.score > fit.score);
            let tie = against.strictness == Strictness::Alone
                && (rival.score - fit.score).abs() < 0.01
                && rivals
                && rival.own == 0;
            let swapped = rivals && !foreign && leads_to(clause, other, record);
            if (rivals && (newer || better || tie || swapped)) || (opposite && better && rival.own > fit.own)
            {
                return Err(if opposite && !rivals { Why::Polarity } else { Why::Swapped });
            }
        }
    }
    Ok(fit.score)
}

/// "8 lessons of 45 minutes: 200" is no rival of "45 minutes: 28", where the clause counts none.
fn is_a_pack(clause: &Piece, record: &Record, other: &Piece) -> bool {
    let counts = |piece: &Piece| {
        piece.facts.iter().any(|fact| matches!(fact, Fact::Number { milli, .. } if *milli > 1_000))
    };
    let spans = |fact: &Fact| matches!(fact, Fact::Duration { .. });
    let priced = clause.facts.iter().any(|fact| matches!(fact, Fact::Money { .. }));
    priced
        && counts(other)
        && !counts(clause)
        && !counts(&record.piece)
        && clause.facts.iter().any(spans)
        && clause.facts.iter().filter(|fact| spans(fact)).all(|fact| record.piece.facts.contains(fact))
}

/// Across languages only subjects compare: one that another record has and this one lacks is that record's, and "free" of
/// words that cannot be compared is nothing to go by where something is said not to be.
fn known_elsewhere(clause: &Piece, record: &Record, fit: &Fit, against: &Against<'_>) -> Result<(), Why> {
    let free = |piece: &Piece| {
        piece
            .facts
            .iter()
            .find_map(|fact| if let Fact::Free { denied, .. } = fact { Some(*denied) } else { None })
    };
    let lacks = |thing: &&Thing| {
        thing.concept.is_some_and(|name| !is_closed(name)) && has_thing(record, thing, true).is_none()
    };
    let is_of_another = |thing: &Thing| {
        against.records.iter().any(|other| has_thing(other, thing, true).is_some_and(|(_, own)| own))
    };
    if clause.facts.is_empty() && clause.things.iter().filter(lacks).any(is_of_another) {
        return Err(Why::Swapped);
    }
    let only_free = clause.facts.iter().all(|fact| matches!(fact, Fact::Free { .. }));
    if let Some(denied) = free(clause).filter(|_| only_free) {
        let lacks = |thing: &&Thing| thing.concept.is_some() && has_thing(record, thing, true).is_none();
        let held = |thing: &Thing| {
            against.records.iter().any(|other| has_thing(other, thing, true).is_some_and(|(_, own)| own))
        };
        if clause.things.iter().filter(lacks).any(held) {
            return Err(Why::Swapped);
        }
        let opposite = |other: &&&Record| free(&other.piece).is_some_and(|other| other != denied);
        if fit.own == 0 && against.records.iter().any(|other| opposite(&other)) {
            return Err(Why::Polarity);
        }
    }
    Ok(())
}

/// "Open in winter" beside "closed in winter".
fn says_otherwise(clause: &Piece, other: &Piece) -> bool {
    let tells = |piece: &Piece| piece.hours.open || piece.hours.closed;
    tells(clause) && tells(other) && is_shut(clause) != is_shut(other)
}

/// What stands before the figure is what it is of: another record has it, this one has none of it.
fn leads_to(clause: &Piece, other: &Record, record: &Record) -> bool {
    let lead = &clause.things[..clause.lead.min(clause.things.len())];
    let is_of = |record: &Record, own: bool| {
        lead.iter().any(|thing| has_thing(record, thing, false).is_some_and(|(_, is_own)| is_own || !own))
    };
    let named =
        |record: &Record| lead.iter().filter(|thing| has_thing(record, thing, false).is_some()).count();
    let beside =
        other.passage == record.passage && clause.facts.iter().any(|fact| matches!(fact, Fact::Money { .. }));
    is_of(other, true) && (!is_of(record, false) || (beside && named(other) > named(record)))
}

fn things_held(clause: &Piece, record: &Record, foreign: bool, against: &Against<'_>) -> Result<(), Why> {
    if is_done(clause) && !is_done(&record.piece) {
        return Err(Why::Subject);
    }
    for thing in &clause.things {
        if !keeps_to_the_exception(clause, record, thing, foreign) {
            return Err(Why::Polarity);
        }
        let closed = thing.concept.is_some_and(is_closed);
        if thing.concept == Some("stock") && is_sold_out(clause, record) {
            return Err(Why::Polarity);
        }
        let exact = thing.concept.is_some_and(|name| EXACT.contains(&name));
        if matches!(thing.concept, Some("card" | "pay_means")) && denied_elsewhere(thing, record, against) {
            return Err(Why::Polarity);
        }
        match has_thing(record, thing, foreign) {
            Some((denied, own)) if denied != thing.denied => {
                let excused = clause.only && !closed && crosses_anything(record);
                let agreed = !closed
                    && (denies_the_same(clause, record, foreign)
                        || is_subject_of_a_denial(clause, record, thing, foreign));
                if (closed || own) && !excused && !agreed && !crosses(record, thing, foreign) {
                    return Err(Why::Polarity);
                }
            }
            None if is_for_somebody_else(thing, clause) => return Err(Why::Name),
            None if thing.concept == Some("both") && names_a_branch(record) => return Err(Why::Name),
            None if is_card_by_its_name(thing, clause, record) => {}
            None if thing.concept == Some("stock") && is_not_to_be_had(clause, record, thing, foreign) => {}
            None if closed && denies_in_another_word(clause, record, foreign) => {}
            None if is_off_the_price(thing, clause, record) => {}
            None if closed && !is_side_word(thing, clause, record, foreign) => return Err(Why::Subject),
            None if is_of_another_material(thing, record) => return Err(Why::Name),
            None if is_strange_item(thing, record) => return Err(Why::Subject),
            None if thing.concept == Some("all") && is_said_of_all(clause) => {}
            None if thing.name && stands_in(record, thing) => {}
            None if exact || thing.country || (thing.name && name_matters(thing, foreign)) => {
                return Err(Why::Name);
            }
            Some(_) | None => {}
        }
    }
    Ok(())
}

/// "Instalments are not available" of "no instalments".
fn is_not_to_be_had(clause: &Piece, record: &Record, stock: &Thing, foreign: bool) -> bool {
    let mut others = clause.things.iter().filter(|thing| thing.key != stock.key).peekable();
    let denied = |thing: &Thing| thing.denied && has_thing(record, thing, foreign) == Some((true, true));
    stock.denied && clause.facts.is_empty() && others.peek().is_some() && others.all(denied)
}

/// "Our sorbets contain no milk" is "sorbets without milk": where closed subjects are denied alike, their yes or no counts,
/// and not that of the words around them.
fn denies_the_same(clause: &Piece, record: &Record, foreign: bool) -> bool {
    let mut closed = clause.things.iter().filter(|thing| thing.concept.is_some_and(is_closed)).peekable();
    let same = |thing: &Thing| thing.denied && has_thing(record, thing, foreign) == Some((true, true));
    closed.peek().is_some() && closed.all(same)
}

/// A record says a thing both ways ("no dogs, except assistance dogs"): the fit decides.
fn crosses(record: &Record, thing: &Thing, foreign: bool) -> bool {
    record.piece.things.iter().any(|known| is_like(thing, known, foreign) && known.denied == thing.denied)
}

/// What an exception says is said of its own things only: "no dogs, except assistance dogs" lets in no other dogs.
fn keeps_to_the_exception(clause: &Piece, record: &Record, thing: &Thing, foreign: bool) -> bool {
    let things = &record.piece.things;
    let denied = thing.denied;
    let turned =
        |thing: &Thing| things.iter().any(|known| known.denied != denied && is_like(thing, known, foreign));
    let is_the_rule = things.first().is_none_or(|rule| rule.denied == denied);
    if is_the_rule || !turned(thing) || !crosses(record, thing, foreign) {
        return true;
    }
    let mut own = things.iter().filter(|known| known.denied == denied && !turned(known)).peekable();
    own.peek().is_none() || own.any(|known| clause.things.iter().any(|thing| is_like(thing, known, foreign)))
}

/// A record with an exception says yes of one thing and no of another.
fn crosses_anything(record: &Record) -> bool {
    record.piece.things.iter().any(|thing| thing.denied)
        && record.piece.things.iter().any(|thing| !thing.denied)
}

/// A name in the draft's own script that the record does not know.
fn name_matters(thing: &Thing, foreign: bool) -> bool {
    !foreign || thing.word.chars().count() > 2
}
