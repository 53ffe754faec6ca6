//! Whether a record knows enough of what a clause speaks of, by its own words and by the question's.

use super::against::{Against, Strictness, Why};
use super::beyond::{
    denies_a_day, denies_all_of, is_a_property_of_what_is_sold, is_about_days, is_said_of_all, names_few,
    names_nothing, names_one_unknown,
};
use super::fact::Fact;
use super::fit::{Fit, has_thing, is_foreign, share_no_language};
use super::piece::{Piece, Thing, is_shut};
use super::record::Record;
use super::subjects::{MEANS, PROMISES};
use super::turned::denies_in_another_word;

pub(super) fn enough(
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
    let few = names_one_unknown(clause) || (is_shut(clause) && is_shut(&record.piece) && names_few(clause));
    if told_of_days && few && against.strictness == Strictness::Verified {
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
    if denies_in_another_word(clause, record, false) {
        return Ok(());
    }
    // "No pets in the showroom" of "no pets": what is denied of all is denied of each.
    if denies_all_of(clause, record) && record.piece.things.iter().all(|known| known.denied) {
        return Ok(());
    }
    let figures = clause.facts.iter().filter(|fact| fact.is_figure()).count();
    let alone = clause.facts.iter().any(Fact::stands_alone);
    let counts = |thing: &&Thing| thing.concept != Some("all") || !is_said_of_all(clause);
    let counted = clause.things.iter().filter(counts).count();
    let missing = counted.saturating_sub(fit.matched);
    // "You can pay by card only" of "cards only": the means are the record's own, with their yes or no.
    let mut means = clause.things.iter().filter(|thing| is_means(thing)).peekable();
    let subject = means.peek().is_some()
        && means.all(|thing| has_thing(record, thing, false) == Some((thing.denied, true)));
    // Beside hours a plain number is that of a house, and holds no other town.
    let numbered = figures > 0
        && fit.own < 2
        && record.piece.hours.has_times()
        && clause.facts.iter().all(|fact| matches!(fact, Fact::Number { .. }));
    let timed = clause.hours.has_times();
    let most = match (figures > 0 || alone || subject || timed, numbered) {
        (true, true) => 0.3,
        (true, false) => 0.67,
        (false, _) if is_a_property_of_what_is_sold(clause, record) => 0.2,
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

fn is_means(thing: &Thing) -> bool {
    thing.concept.is_some_and(|name| MEANS.contains(&name))
}
