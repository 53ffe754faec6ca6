//! A record: one thing a passage says, with what it is about.

use super::fact::Fact;
use super::parts::{by_contrast, by_day, by_price};
use super::piece::{Piece, Thing, piece};
use super::rates::of_heading;
use super::subjects::is_diet;
use super::token::Token;
use crate::languages::Words;

/// Most words of a heading before a colon.
pub(super) const HEADING_WORDS: usize = 6;

#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Which passage it is of.
    pub passage: usize,
    pub text: String,
    pub piece: Piece,
    /// Things of its heading, its title and the rest of its sentence: they may help to fit.
    pub context: Vec<Thing>,
    /// What the line it stands in begins with, before a colon: a branch, a course.
    pub label: Vec<Thing>,
    /// What the other parts of its sentence are about: "A: 3 hours, B: 2 hours".
    pub beside: Vec<Thing>,
    /// What each of those parts begins with.
    pub begins_beside: Vec<Thing>,
    /// What those parts that stand behind it begin with.
    pub begins_behind: Vec<Thing>,
    /// Its price has a cell of its own: no other figure of the row is what it is for.
    pub price_apart: bool,
    /// How many of its own things say what it is about, before its first figure.
    pub lead: usize,
    pub heading_facts: Vec<Fact>,
    /// The latest year of its title, so that this year's list wins.
    pub year: Option<i64>,
}

pub(super) fn record(
    passage: usize,
    text: String,
    piece: Piece,
    context: Vec<Thing>,
    heading_facts: Vec<Fact>,
    year: Option<i64>,
) -> Record {
    let (label, beside, begins_beside, lead) = (Vec::new(), Vec::new(), Vec::new(), piece.lead);
    let text = text.trim().to_owned();
    let begins_behind = Vec::new();
    Record {
        passage,
        text,
        piece,
        context,
        label,
        beside,
        begins_beside,
        begins_behind,
        price_apart: false,
        lead,
        heading_facts,
        year,
    }
}

/// What a sentence stands among.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub context: &'a [Thing],
    /// What the line began with, where an earlier sentence of it did.
    pub label: &'a [Thing],
    /// What a part without a subject of its own goes on about.
    pub inherited: &'a [Thing],
    pub year: Option<i64>,
}

/// One sentence: its heading before a colon, and one record for each price in it.
pub(super) fn sentence(
    at: usize,
    text: &str,
    read: &[Token],
    languages: &[&'static Words],
    setting: &Setting<'_>,
    found: &mut Vec<Record>,
) {
    let mut context = setting.context.to_vec();
    let mut label: Vec<Thing> = Vec::new();
    let mut heading_facts = Vec::new();
    let mut body = read;
    if let Some(colon) = read.iter().position(is_colon)
        && (1..=HEADING_WORDS).contains(&colon)
        && colon + 1 < read.len()
        && !read[..colon].iter().any(|token| token.amount().is_some())
    {
        let head = piece(&read[..colon], languages);
        label.clone_from(&head.things);
        heading_facts = head.facts;
        if head.hours.days.is_empty() && head.hours.open == head.hours.closed && !head.hours.has_times() {
            body = &read[colon + 1..];
        }
    }
    // What the line began with holds on, until a sentence names something else.
    if label.is_empty() && !piece(body, languages).things.iter().any(|thing| thing.name) {
        // A branch does; that "the classic ones are gluten free" says nothing of those behind it.
        let is_claim = |thing: &Thing| thing.concept.is_some_and(is_diet);
        label = if setting.label.iter().any(is_claim) { Vec::new() } else { setting.label.to_vec() };
    }
    context.extend(label.iter().cloned());
    heading_facts.extend(rate_of_all(body));
    let groups = parted(body, languages);
    let several = groups.len() > 1;
    let list_of = subject(body, languages);
    let mut rate: Vec<Fact> = Vec::new();
    let leads: Vec<Vec<Thing>> = groups.iter().map(|group| subject(group, languages)).collect();
    for (place, group) in groups.into_iter().enumerate() {
        let others = leads.iter().enumerate().filter(|(at, _)| *at != place).flat_map(|(_, lead)| lead);
        let beside: Vec<Thing> = others.cloned().collect();
        let others = leads.iter().enumerate().filter(|(at, _)| *at != place);
        let begins_beside: Vec<Thing> = others.filter_map(|(_, lead)| lead.first()).cloned().collect();
        let begins_behind: Vec<Thing> =
            leads[place + 1..].iter().filter_map(|lead| lead.first()).cloned().collect();
        let part = slice(text, read, group);
        let mut piece = piece(group, languages);
        // "4.25 per m², from 50 m² 3.60": of the same thing, for each of the same.
        let is_rate = |fact: &&Fact| matches!(fact, Fact::Per(_) | Fact::PerWord(_));
        let own: Vec<Fact> = piece.facts.iter().filter(is_rate).cloned().collect();
        let mut heading_facts = heading_facts.clone();
        if own.is_empty() && piece.things.is_empty() {
            heading_facts.extend(rate.iter().cloned());
        } else {
            rate = own;
        }
        // "4 euros in one quarter, 5 euros in the other": the second price is of the same thing.
        if subject(group, languages).is_empty() {
            let goes_on = if place == 0 { setting.inherited } else { &list_of };
            // "Charcoal is forbidden; gas is fine": not with the "no" of what was named before.
            let bare = piece.things.is_empty();
            let alike = goes_on.iter().filter(|thing| !thing.denied || piece.denied || bare);
            piece.things.extend(alike.cloned());
        }
        // "Deposit for the van: 200 €, plus 60 € for cleaning": the first price is of what stands before the colon.
        let is_priced = piece.facts.iter().any(|fact| matches!(fact, Fact::Money { .. }));
        if place == 0 && is_priced && piece.things.is_empty() && !piece.denied {
            piece.things.extend(label.iter().cloned());
        }
        let mut context = context.clone();
        if several {
            // The subject of a list stands once, before its first item.
            context.extend(
                super::piece::piece(&body[..body.len().min(3)], languages).things.into_iter().take(1).map(
                    |mut thing| {
                        thing.denied = piece.denied;
                        thing
                    },
                ),
            );
        }
        let text = if several { part } else { text.to_owned() };
        let record = record(at, text, piece, context, heading_facts, setting.year);
        let lead = leads[place].len();
        found.push(Record { label: label.clone(), beside, begins_beside, begins_behind, lead, ..record });
    }
}

/// "All prices are per night": without a figure, it is said of every price.
fn rate_of_all(body: &[Token]) -> Vec<Fact> {
    let priced = body.iter().any(|token| token.is("price"));
    let told = body.iter().any(|token| token.amount().is_some());
    if priced && !told { of_heading(body) } else { Vec::new() }
}

/// Narrow or wide.
fn is_colon(token: &Token) -> bool {
    matches!(token.mark(), Some(':' | '：'))
}

/// By its prices, else by its days, else where it turns.
fn parted<'b>(body: &'b [Token], languages: &[&'static Words]) -> Vec<&'b [Token]> {
    let priced = by_price(body, languages);
    if priced.len() > 1 {
        return priced;
    }
    let dated = by_day(body);
    if dated.len() > 1 { dated } else { by_contrast(body, languages) }
}

/// What a sentence speaks of before its first figure.
pub(super) fn subject(read: &[Token], languages: &[&'static Words]) -> Vec<Thing> {
    let first = read.iter().position(|token| token.amount().is_some()).unwrap_or(0);
    piece(&read[..first], languages).things
}

/// What a sentence at the beginning of its line names before a colon.
pub(super) fn label(read: &[Token], languages: &[&'static Words]) -> Vec<Thing> {
    let colon = read.iter().position(is_colon).filter(|at| *at <= HEADING_WORDS);
    colon.map(|colon| piece(&read[..colon], languages).things).unwrap_or_default()
}

fn slice(text: &str, read: &[Token], group: &[Token]) -> String {
    let base = read.first().map_or(0, |_| 0);
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return String::new() };
    text.get(first.at - base..(last.at + last.raw.len()).min(text.len())).unwrap_or(text).to_owned()
}
