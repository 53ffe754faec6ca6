//! A sentence held by records: whole by one, joined by several, or clause by clause.

use super::against::{Against, Why};
use super::behind::{
    Behind, NAMED, after_that, goes_on, in_other_words, of_what_was_named, still_of_the_same,
};
use super::beyond::{is_about_days, is_strange_item};
use super::carried::{
    in_the_same_money, of_the_same_length, on_that_day, on_the_other_days, on_the_same_terms, still_in_season,
};
use super::denied::{denials, parts_in_two};
use super::fact::Fact;
use super::fit::{has_thing, is_foreign, is_like};
use super::hours::Hours;
use super::joined::joined;
use super::lock::support;
use super::piece::{self, Piece, Thing, is_shut};
use super::record::Record;
use super::subjects;
use super::terms_kept::is_gone;
use super::token::{Kind, Token};
use super::turned::is_denied_then;
use crate::languages::Words;

/// The records that hold a sentence, or what is missing.
pub(super) fn held(
    whole: &Piece,
    read: &[Token],
    languages: &[&'static Words],
    behind: Behind<'_>,
    against: &Against<'_>,
) -> Result<Vec<usize>, &'static str> {
    sentence(whole, read, languages, behind, against).or_else(|why| {
        let denied = whole.denied.then(|| in_other_words(whole, behind.held, against)).flatten();
        let after = whole.afterwards.then(|| after_that(whole, behind.held, against)).flatten();
        let still = still_of_the_same(whole, behind, against).or(denied).or(after);
        still.map(|at| vec![at]).ok_or(why)
    })
}

fn sentence(
    whole: &Piece,
    read: &[Token],
    languages: &[&'static Words],
    behind: Behind<'_>,
    against: &Against<'_>,
) -> Result<Vec<usize>, &'static str> {
    let before = behind.piece;
    let strange =
        |thing: &Thing| thing.listed && against.records.iter().all(|record| is_strange_item(thing, record));
    if whole.things.iter().any(strange) {
        return Err(Why::Subject.word());
    }
    if is_kept_elsewhere(whole, against) {
        return Err(Why::Name.word());
    }
    if is_gone(whole, against) || is_denied_then(whole, against) {
        return Err(Why::Polarity.word());
    }
    let first = one(whole, before, against);
    let parts = parts(read, languages);
    // A sentence that is one clause is read already.
    let clauses: Vec<Clause> = if parts.len() < 2 {
        Vec::new()
    } else {
        let denied = denials(read);
        parts.into_iter().map(|part| Clause::read(part, read, &denied, languages)).collect()
    };
    if let Ok(at) = first
        && !adds_another(&clauses, at, against)
    {
        return Ok(vec![at]);
    }
    let why = first.err().map_or("thing", Why::word);
    if clauses.is_empty() {
        return several(whole, before, against).ok_or(why);
    }
    match clause_by_clause(clauses, whole.afterwards, behind, against) {
        Ok(held) if held.is_empty() => Err(why),
        Ok(held) => Ok(held),
        Err(missing) => several(whole, before, against).ok_or(missing),
    }
}

/// "We do the geometry at B too" beside "the geometry is done at A only": a branch that is another, of what only one has.
fn is_kept_elsewhere(whole: &Piece, against: &Against<'_>) -> bool {
    let labels = || against.records.iter().flat_map(|record| &record.label);
    let is_branch =
        |thing: &Thing| thing.concept.is_none() && labels().any(|known| is_like(thing, known, false));
    let branches: Vec<&Thing> = whole.things.iter().filter(|thing| is_branch(thing)).collect();
    if branches.is_empty() || whole.denied {
        return false;
    }
    against.records.iter().filter(|record| record.piece.only && !record.piece.denied).any(|record| {
        let foreign = is_foreign(whole, record);
        let own = &record.piece.things;
        let names = |thing: &Thing| own.iter().any(|known| is_like(thing, known, foreign));
        let other = own.iter().filter(|known| is_branch(known));
        let shares = whole.things.iter().any(|thing| !is_branch(thing) && names(thing));
        other.clone().count() > 0
            && shares
            && !branches.iter().any(|thing| names(thing))
            && own
                .first()
                .is_some_and(|first| whole.things.iter().any(|thing| is_like(thing, first, foreign)))
    })
}

/// A part of a sentence that may stand alone.
struct Clause {
    piece: Piece,
    words: usize,
}

impl Clause {
    fn read(part: &[Token], whole: &[Token], denied: &[bool], languages: &[&'static Words]) -> Self {
        let words = part.iter().filter(|token| token.kind == Kind::Word).count();
        let own = piece::piece(part, languages);
        // "It covers no hedges, bedding or houseplants": the "no" of a list stands in its first part.
        let from = part.first().and_then(|first| whole.iter().position(|token| token.at == first.at));
        let listed = own.facts.is_empty() && !own.denied;
        let denied = from.filter(|_| listed).and_then(|from| denied.get(from..from + part.len()));
        let piece = denied.map_or(own, |denied| piece::part(part, denied, languages));
        Self { piece, words }
    }
}

fn clause_by_clause(
    clauses: Vec<Clause>,
    afterwards: bool,
    behind: Behind<'_>,
    against: &Against<'_>,
) -> Result<Vec<usize>, &'static str> {
    let before = behind.piece;
    let mut subject: Option<Piece> = None;
    let mut held = Vec::new();
    let mut terms: Vec<Fact> = Vec::new();
    let most = clauses.len();
    // "We have massage, drainage and pilates": each by the row of its own.
    let is_list =
        clauses.iter().all(|clause| clause.piece.facts.is_empty() && !clause.piece.hours.has_times());
    for (at, Clause { piece: mut clause, .. }) in clauses.into_iter().enumerate() {
        if says_nothing(&clause) {
            continue;
        }
        // "In August, a tent is 16 €": the month is that of the price.
        if at + 1 < most && is_term(&clause) {
            terms.append(&mut clause.facts);
            continue;
        }
        clause.facts.append(&mut terms);
        let about = subject.as_ref().or(before);
        match one(&clause, about, against) {
            Ok(at) if !is_list && only_names(&clause, at, &held, against) => return Err(Why::Thing.word()),
            // "For ironing, we bring the products": what the next part is of, and no price of it.
            Ok(found) if at == 0 && most == 2 && names_a_price(&clause, found, against) => {
                return Err(Why::Thing.word());
            }
            Ok(at) => held.push(at),
            Err(why) => {
                let more = several(&clause, about, against).or_else(|| {
                    goes_on(&clause, about, &held, against)
                        .or_else(|| in_other_words(&clause, &held, against))
                        .or_else(|| {
                            let last = if held.is_empty() { behind.held } else { &held };
                            afterwards.then(|| after_that(&clause, last, against)).flatten()
                        })
                        .map(|at| vec![at])
                });
                held.extend(more.ok_or(why.word())?);
            }
        }
        if subject.is_none() {
            subject = Some(with_subject(clause, before));
        }
    }
    Ok(held)
}

/// "10 % off, and also for the cards": a price of the cards holds no discount on them.
fn only_names(clause: &Piece, at: usize, held: &[usize], against: &Against<'_>) -> bool {
    names_a_price(clause, at, against)
        && !held.is_empty()
        && !held.contains(&at)
        && !held.iter().any(|held| knows_all(clause, against.records[*held]))
}

/// A part that only names what some record gives a price of.
fn names_a_price(clause: &Piece, at: usize, against: &Against<'_>) -> bool {
    let is_price = |fact: &Fact| matches!(fact, Fact::Money { .. });
    clause.facts.is_empty()
        && !clause.hours.has_times()
        && clause.things.len() <= NAMED
        && against.records[at].piece.facts.iter().any(is_price)
}

/// Only when, and nothing of what.
fn is_term(clause: &Piece) -> bool {
    let hours = &clause.hours;
    clause.things.is_empty()
        && !clause.facts.is_empty()
        && clause.facts.iter().all(is_about_days)
        && !(hours.open || hours.closed || hours.has_times())
}

/// "I have no information on racing bikes", where nothing is named that a slip would hurt.
pub(super) fn is_not_known(whole: &Piece) -> bool {
    let open = |thing: &Thing| thing.concept.is_none_or(|name| !subjects::is_closed(name));
    knows_no_answer(whole) && whole.things.iter().all(|thing| thing.denied && open(thing))
}

fn knows_no_answer(clause: &Piece) -> bool {
    let unknown = |thing: &Thing| thing.concept == Some("no_answer") && thing.denied;
    clause.facts.is_empty() && clause.hours == Hours::default() && clause.things.iter().any(unknown)
}

fn says_nothing(clause: &Piece) -> bool {
    if knows_no_answer(clause) {
        return true;
    }
    clause.things.is_empty()
        && clause.facts.is_empty()
        && !clause.hours.has_times()
        && clause.hours.days.is_empty()
        && !clause.hours.closed
        && !clause.hours.open
}

/// The records that hold a clause together.
fn several(clause: &Piece, before: Option<&Piece>, against: &Against<'_>) -> Option<Vec<usize>> {
    joined(&with_subject(clause.clone(), before), against)
}

/// "It costs 18 euros and is guarded by night": a clause of its own of which the record knows no word.
fn adds_another(clauses: &[Clause], at: usize, against: &Against<'_>) -> bool {
    let record = against.records[at];
    clauses.iter().skip(1).any(|Clause { piece: clause, words }| {
        let verb = clause.things.iter().any(|thing| thing.concept.is_none() && !thing.name);
        verb && *words > 2
            && clause.facts.is_empty()
            && !clause.hours.has_times()
            && !is_foreign(clause, record)
            && clause.things.iter().all(|thing| has_thing(record, thing, false).is_none())
    })
}

/// The record that holds a clause, about what was named before where it only says "it". "We do not deliver on Sundays" may
/// also stand by itself.
fn one(clause: &Piece, before: Option<&Piece>, against: &Against<'_>) -> Result<usize, Why> {
    let about = with_subject(clause.clone(), before);
    let first = support(&about, against);
    if first.is_err() {
        let others = [
            still_in_season(&about, before),
            on_the_other_days(&about, before),
            on_that_day(&about, before, against),
        ];
        if let Some(at) = others.into_iter().flatten().find_map(|still| support(&still, against).ok()) {
            return Ok(at);
        }
        let shortly = [in_the_same_money(clause, before), of_the_same_length(clause, before)];
        if let Some(at) = shortly.into_iter().flatten().find_map(|full| one(&full, before, against).ok()) {
            return Ok(at);
        }
        if let Some(still) = on_the_same_terms(clause, before) {
            // Its own things alone, where it has any; else what was named before.
            let own = Piece { things: clause.things.clone(), ..still.clone() };
            let has_own = !own.things.is_empty() && own.facts.len() > clause.facts.len();
            let tried = [has_own.then_some(own), Some(still)];
            let held = |still: Piece| {
                support(&still, against).ok().filter(|at| knows_all(clause, against.records[*at]))
            };
            if let Some(at) = tried.into_iter().flatten().find_map(held) {
                return Ok(at);
            }
        }
    }
    if first.is_err()
        && let Some(at) = before.and_then(|before| of_what_was_named(clause, before, against))
    {
        return Ok(at);
    }
    let acts = |thing: &Thing| {
        thing.concept.is_some_and(|name| !subjects::is_property(name) && !subjects::is_size(name))
    };
    if first.is_err() && about.things.len() > clause.things.len() && clause.things.iter().any(acts) {
        return support(clause, against).map_err(|_| first.err().unwrap_or(Why::Nothing));
    }
    first
}

/// Whether a record has every thing of a clause.
fn knows_all(clause: &Piece, record: &Record) -> bool {
    let foreign = is_foreign(clause, record);
    clause.things.iter().all(|thing| has_thing(record, thing, foreign).is_some())
}

/// A clause that only says "it" is about what was named before.
fn with_subject(mut clause: Piece, before: Option<&Piece>) -> Piece {
    // "A large one is 68": the size is of what was named before.
    let sized = |thing: &Thing| thing.concept.is_some_and(subjects::is_size);
    let own = clause
        .things
        .iter()
        .any(|thing| thing.concept.is_none_or(|name| !subjects::is_closed(name)) && !sized(thing));
    let has_size = clause.things.iter().any(sized);
    if let Some(before) = before
        && (clause.hours.has_times() || clause.hours.open || clause.hours.closed)
        && clause.hours.days.is_empty()
        // "Closed on Thursday, and the hours are 9 to 18": of the other days.
        && is_shut(&clause) == is_shut(before)
    {
        clause.hours.days.clone_from(&before.hours.days);
    }
    let taxed = clause.things.is_empty() && clause.facts.iter().any(|fact| matches!(fact, Fact::Tax { .. }));
    if !own
        && !taxed
        && let Some(before) = before
    {
        let mut subject: Vec<_> = before
            .things
            .iter()
            .filter(|thing| !(thing.concept.is_some_and(subjects::is_closed) || has_size && sized(thing)))
            .take(3)
            .cloned()
            .collect();
        for thing in &mut subject {
            thing.denied = clause.denied;
        }
        clause.things.extend(subject);
    }
    clause
}

/// Most words of a bracket that only names once more what stands before it.
const ASIDE: usize = 3;

/// "A full service (grote beurt) is 89 €": such a bracket is no clause.
fn names_it_again(read: &[Token], at: usize) -> bool {
    let bracket = |place: usize, mark: char| read[place].mark() == Some(mark);
    let (open, close) = if bracket(at, '(') {
        (Some(at), (at..read.len()).find(|place| bracket(*place, ')')))
    } else {
        ((0..at).rev().find(|place| bracket(*place, '(')), Some(at))
    };
    let inside = open.zip(close).and_then(|(open, close)| read.get(open + 1..close));
    let plain = |token: &Token| {
        token.kind == Kind::Word
            && token.join.is_none()
            && !token.is("neg")
            && !token.is("without")
            && !token.is("only")
    };
    inside.is_some_and(|inside| (1..=ASIDE).contains(&inside.len()) && inside.iter().all(plain))
}

/// Clauses at commas and "and".
fn parts<'t>(read: &'t [Token], languages: &[&'static Words]) -> Vec<&'t [Token]> {
    let priced = super::parts::by_price(read, languages);
    if priced.len() > 1 {
        return priced;
    }
    let dated = super::parts::by_day(read);
    if dated.len() > 1 {
        return dated;
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for at in 0..=read.len() {
        if read.get(at).is_none_or(|token| {
            token.parts_clauses()
                || matches!(token.mark(), Some(':' | '—'))
                || matches!(token.mark(), Some('(' | ')')) && !names_it_again(read, at)
                || parts_in_two(read, at)
        }) {
            if at > from {
                parts.push(&read[from..at]);
            }
            from = at + 1;
        }
    }
    parts
}
