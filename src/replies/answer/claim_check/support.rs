//! Whether one clause of a draft is held by one record: all its facts with their meaning, its things and its yes or no,
//! and no other record that fits better and says something else.

use super::against::{Against, Strictness, Why};
use super::beyond::{
    denied_elsewhere, denies_a_day, is_about_days, is_denied_by_another, is_done, is_for_somebody_else,
    is_of_another_material, is_of_the_same, is_strange_item, names_a_branch, names_nothing,
    names_one_unknown, narrowed, stands_in, taken_from_another,
};
use super::fact::Fact;
use super::facts_held::{facts_held, holds};
use super::fit::{Fit, fit, has_thing, is_foreign, is_like, share_no_language};
use super::piece::{Piece, Thing, is_shut};
use super::record::Record;
use super::subjects::{EXACT, MEANS, PROMISES, is_closed};
use super::terms_kept;

pub(super) fn generic(clause: &Piece, against: &Against<'_>) -> Result<usize, Why> {
    let pays = clause.things.iter().any(is_means);
    if clause.price
        && !clause.facts.iter().any(|fact| {
            matches!(fact, Fact::Money { .. } | Fact::Free { .. } | Fact::Percent { .. } | Fact::Tax { .. })
        })
        && !clause.question
    {
        let said = against.records.iter().any(|record| {
            (record.piece.price || pays)
                && clause
                    .things
                    .iter()
                    .all(|thing| has_thing(record, thing, is_foreign(clause, record)).is_some())
                && !clause.things.is_empty()
        });
        if !said {
            return Err(Why::Figure);
        }
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
    things_held(clause, record, foreign, against)?;
    if foreign {
        known_elsewhere(clause, record, &fit, against)?;
    }
    enough(clause, record, &fit, foreign, against)?;
    narrowed(clause, record, foreign)?;
    if !is_of_the_same(clause, record, against) {
        return Err(Why::Swapped);
    }
    if is_denied_by_another(clause, record, foreign, against) {
        return Err(Why::Polarity);
    }
    if !foreign && clause.facts.is_empty() {
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
        let spared = denied_days && !other.piece.denied;
        let rivals = !spared
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
        let exact = thing.concept.is_some_and(|name| EXACT.contains(&name));
        if matches!(thing.concept, Some("card" | "pay_means")) && denied_elsewhere(thing, record, against) {
            return Err(Why::Polarity);
        }
        match has_thing(record, thing, foreign) {
            Some((denied, own)) if denied != thing.denied => {
                let excused = clause.only && !closed && crosses_anything(record);
                let agreed = !closed && denies_the_same(clause, record, foreign);
                if (closed || own) && !excused && !agreed && !crosses(record, thing, foreign) {
                    return Err(Why::Polarity);
                }
            }
            None if is_for_somebody_else(thing, clause) => return Err(Why::Name),
            None if thing.concept == Some("both") && names_a_branch(record) => return Err(Why::Name),
            None if closed && !is_side_word(thing, clause, record, foreign) => return Err(Why::Subject),
            None if is_of_another_material(thing, record) => return Err(Why::Name),
            None if is_strange_item(thing, record) => return Err(Why::Subject),
            None if exact && thing.concept == Some("all") && clause.facts.iter().any(Fact::stands_alone) => {}
            None if thing.name && stands_in(record, thing) => {}
            None if exact || thing.country || (thing.name && name_matters(thing, foreign)) => {
                return Err(Why::Name);
            }
            Some(_) | None => {}
        }
    }
    Ok(())
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

/// Subjects that are only how one speaks: "order", "card" in "gift card".
fn is_side_word(thing: &Thing, clause: &Piece, record: &Record, foreign: bool) -> bool {
    // "Cash on delivery is not available": there is none, and nothing is said of a stock.
    let same = |other: &Thing| {
        other.concept.is_some_and(|name| is_closed(name) && name != "stock")
            && other.denied == thing.denied
            && has_thing(record, other, foreign) == Some((other.denied, true))
    };
    if thing.concept == Some("stock") && clause.things.iter().any(same) {
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

/// A name in the draft's own script that the record does not know.
fn name_matters(thing: &Thing, foreign: bool) -> bool {
    !foreign || thing.word.chars().count() > 2
}

fn enough(
    clause: &Piece,
    record: &Record,
    fit: &Fit,
    foreign: bool,
    against: &Against<'_>,
) -> Result<(), Why> {
    let figures = clause.facts.iter().filter(|fact| fact.is_figure()).count();
    let alone = clause.facts.iter().any(Fact::stands_alone);
    let counted = clause.things.len();
    let about_question = against.question.is_some_and(|question| {
        question.things.iter().any(|thing| has_thing(record, thing, is_foreign(question, record)).is_some())
    });
    if fit.own == 0 && clause.denied != record.piece.denied && clause.facts.iter().all(is_about_days) {
        return Err(Why::Polarity);
    }
    let tells = clause.hours.open || clause.hours.closed;
    if counted == 0 && tells && !clause.facts.is_empty() && clause.facts.iter().all(is_about_days) {
        return Ok(());
    }
    if counted == 0 && figures > 0 {
        // "It costs 5 euros": of what, the question must say.
        let vague = clause.facts.iter().any(|fact| matches!(fact, Fact::Free { .. }));
        let told = about_question || (!vague && against.strictness == Strictness::Verified);
        return if told { Ok(()) } else { Err(Why::Thing) };
    }
    let taxed = clause.facts.iter().any(|fact| matches!(fact, Fact::Tax { .. }));
    if counted == 0 && (taxed || tells && clause.facts.iter().any(is_about_days)) {
        return Ok(());
    }
    // "At Christmas we stay closed": one word that nobody knows is how it is said.
    let told_of_days = tells && !clause.facts.is_empty() && clause.facts.iter().all(is_about_days);
    if told_of_days && names_one_unknown(clause) && against.strictness == Strictness::Verified {
        return Ok(());
    }
    if figures == 0 && !alone && fit.matched == 0 {
        return if against.strictness == Strictness::Verified
            && share_no_language(clause, record)
            && names_nothing(clause)
        {
            Ok(())
        } else {
            Err(Why::Thing)
        };
    }
    if alone && figures == 0 {
        return Ok(());
    }
    if figures > 0
        && about_question
        && denies_a_day(clause, record)
        && against.strictness == Strictness::Verified
    {
        return Ok(());
    }
    if !foreign {
        knows_enough(clause, record, fit, about_question)?;
    } else if against.strictness == Strictness::Alone && fit.own == 0 && !alone {
        return Err(Why::Thing);
    }
    let promise = clause
        .things
        .iter()
        .any(|thing| thing.concept.is_some_and(|name| PROMISES.contains(&name)) && !thing.denied)
        // "Only on appointment" promises none.
        && !(clause.only && record.piece.only);
    let done = clause.things.iter().any(|thing| {
        matches!(thing.concept, Some("refund" | "book" | "confirm" | "replace")) && !thing.denied
    });
    let beside = clause.things.iter().any(|thing| {
        !thing.concept.is_some_and(|name| PROMISES.contains(&name))
            && has_thing(record, thing, foreign).is_some_and(|(_, own)| own)
    });
    let bare = fit.own < 2 || !beside;
    if promise && (foreign || done) && figures == 0 && clause.hours.days.is_empty() && bare {
        return Err(Why::Subject);
    }
    Ok(())
}

/// Of what a clause in the record's own language speaks of, the record knows most.
fn knows_enough(clause: &Piece, record: &Record, fit: &Fit, about_question: bool) -> Result<(), Why> {
    let figures = clause.facts.iter().filter(|fact| fact.is_figure()).count();
    let alone = clause.facts.iter().any(Fact::stands_alone);
    let counted = clause.things.len();
    let missing = counted - fit.matched;
    // "You can pay by card only" of "cards only": the means are the record's own, with their yes or no.
    let mut means = clause.things.iter().filter(|thing| is_means(thing)).peekable();
    let subject = means.peek().is_some()
        && means.all(|thing| has_thing(record, thing, false) == Some((thing.denied, true)));
    // Beside hours a plain number is that of a house, and holds no other town.
    let numbered = figures > 0
        && record.piece.hours.has_times()
        && clause.facts.iter().all(|fact| matches!(fact, Fact::Number { .. }));
    let most = match (figures > 0 || alone || subject, numbered) {
        (true, true) => 0.3,
        (true, false) => 0.67,
        (false, _) => 0.34,
    };
    #[expect(clippy::cast_precision_loss, reason = "a few words")]
    let share = missing as f32 / counted.max(1) as f32;
    if counted > 0 && share > most
        || (figures > 0 && counted >= 1 && fit.matched == 0 && !alone && !about_question)
    {
        return Err(Why::Thing);
    }
    Ok(())
}
