//! A record: one thing a passage says, with what it is about.

use super::fact::Fact;
use super::piece::{Piece, Thing, piece};
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
    Record { passage, text: text.trim().to_owned(), piece, context, heading_facts, year }
}

/// One sentence: its heading before a colon, and one record for each price in it.
pub(super) fn sentence(
    at: usize,
    text: &str,
    read: &[Token],
    languages: &[&'static Words],
    context: &[Thing],
    year: Option<i64>,
    found: &mut Vec<Record>,
) {
    let mut context = context.to_vec();
    let mut heading_facts = Vec::new();
    let mut body = read;
    if let Some(colon) = read.iter().position(|token| token.mark() == Some(':'))
        && (1..=HEADING_WORDS).contains(&colon)
        && colon + 1 < read.len()
        && !read[..colon].iter().any(|token| token.amount().is_some())
    {
        let head = piece(&read[..colon], languages);
        context.extend(head.things);
        heading_facts = head.facts;
        if head.hours.days.is_empty() && head.hours.open == head.hours.closed {
            body = &read[colon + 1..];
        }
    }
    let groups = by_price(body, languages);
    let several = groups.len() > 1;
    for group in groups {
        let part = slice(text, read, group);
        let piece = piece(group, languages);
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
        found.push(record(
            at,
            if several { part } else { text.to_owned() },
            piece,
            context,
            heading_facts.clone(),
            year,
        ));
    }
}

fn slice(text: &str, read: &[Token], group: &[Token]) -> String {
    let base = read.first().map_or(0, |_| 0);
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return String::new() };
    text.get(first.at - base..(last.at + last.raw.len()).min(text.len())).unwrap_or(text).to_owned()
}

/// Parts at commas and "and", so that each holds one price.
pub(super) fn by_price<'a>(body: &'a [Token], languages: &[&'static Words]) -> Vec<&'a [Token]> {
    let prices = |tokens: &[Token]| {
        let facts = piece(tokens, languages).facts;
        facts
            .iter()
            .filter(|fact| {
                matches!(
                    fact,
                    Fact::Money {
                        bound: super::fact::Bound::Exact
                            | super::fact::Bound::From
                            | super::fact::Bound::About
                            | super::fact::Bound::UpTo,
                        ..
                    }
                )
            })
            .count()
    };
    if prices(body) < 2 {
        return vec![body];
    }
    let mut groups = Vec::new();
    let mut start = 0;
    let mut end = 0;
    let cuts: Vec<usize> = (0..body.len()).filter(|at| is_join(&body[*at])).chain([body.len()]).collect();
    let mut from = 0;
    for cut in cuts {
        let part = &body[from..cut];
        if prices(part) > 0 && end > start && prices(&body[start..end]) > 0 {
            groups.push(&body[start..end]);
            start = from;
        }
        end = cut;
        from = cut + 1;
    }
    groups.push(&body[start..]);
    groups.retain(|group| !group.is_empty());
    groups
}

pub(super) fn is_join(token: &Token) -> bool {
    matches!(token.mark(), Some(',' | '，' | '、' | '،' | '/' | '+'))
        || matches!(
            token.raw.to_lowercase().as_str(),
            "and"
                | "e"
                | "y"
                | "et"
                | "und"
                | "și"
                | "και"
                | "и"
                | "і"
                | "та"
                | "ve"
                | "و"
                | "और"
                | "اور"
                | "এবং"
                | "dan"
                | "và"
                | "และ"
                | "和"
                | "と"
                | "och"
                | "og"
                | "és"
                | "aur"
                | "ו"
                | "while"
                | "mentre"
                | "mientras"
                | "während"
                | "but"
                | "ma"
                | "pero"
                | "aber"
                | "mais"
        )
}
