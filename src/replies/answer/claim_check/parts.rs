//! Cuts a sentence or a clause into parts at commas and "and": each price with its thing, each day with its hours.

use super::fact::{Bound, Fact};
use super::hours::{Hours, hours};
use super::piece::piece;
use super::token::Token;
use crate::languages::Words;

/// Parts at commas and "and", so that each holds one price.
pub(super) fn by_price<'a>(body: &'a [Token], languages: &[&'static Words]) -> Vec<&'a [Token]> {
    let prices = |tokens: &[Token]| {
        let facts = piece(tokens, languages).facts;
        facts
            .iter()
            .filter(|fact| {
                matches!(
                    fact,
                    Fact::Money { bound: Bound::Exact | Bound::From | Bound::About | Bound::UpTo, .. }
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
    let is_cut = |token: &Token| is_join(token) || OR.contains(&token.raw.to_lowercase().as_str());
    let cuts: Vec<usize> = (0..body.len()).filter(|at| is_cut(&body[*at])).chain([body.len()]).collect();
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

/// Parts at commas and "and", so that each holds its own days with their times: "Monday 9-13, Tuesday 15-19".
pub(super) fn by_day(body: &[Token]) -> Vec<&[Token]> {
    let cuts: Vec<usize> = (0..body.len()).filter(|at| is_join(&body[*at])).chain([body.len()]).collect();
    let mut from = 0;
    let mut parts: Vec<(usize, usize, Hours)> = Vec::new();
    for cut in cuts {
        parts.push((from, cut, hours(&body[from..cut])));
        from = cut + 1;
    }
    // "open on Saturday and Sunday from 9 to 13" is one list: where times are told, "open" alone tells nothing.
    let timed = parts.iter().any(|(_, _, hours)| hours.has_times());
    let tells = |hours: &Hours| hours.has_times() || hours.closed || (hours.open && !timed);
    let is_whole = |hours: &Hours| !hours.days.is_empty() && tells(hours);
    if parts.iter().filter(|(_, _, hours)| is_whole(hours)).count() < 2 {
        return vec![body];
    }
    let mut groups: Vec<(usize, usize, Hours)> = Vec::new();
    for (at, (from, to, part)) in parts.iter().enumerate() {
        let later_whole = parts[at + 1..].iter().any(|(_, _, hours)| is_whole(hours));
        match groups.last_mut() {
            // Days behind "closed on" belong to it, days behind a time begin the next list.
            Some((_, end, group))
                if !tells(group)
                    || part.days.is_empty()
                    || !is_whole(part) && (!later_whole || !group.has_times()) =>
            {
                *end = *to;
                group.days.extend(&part.days);
                group.open |= part.open;
                group.closed |= part.closed;
                group.times.extend(&part.times);
                group.spans.extend(&part.spans);
            }
            _ => groups.push((*from, *to, part.clone())),
        }
    }
    groups.into_iter().map(|(from, to, _)| &body[from..to]).filter(|group| !group.is_empty()).collect()
}

/// Words between two prices of one thing.
const OR: &[&str] = &[
    "or",
    "o",
    "oder",
    "ou",
    "of",
    "lub",
    "albo",
    "sau",
    "ή",
    "или",
    "або",
    "veya",
    "أو",
    "یا",
    "या",
    "বা",
    "atau",
    "hoặc",
    "หรือ",
    "或",
    "或者",
    "または",
    "eller",
    "nebo",
    "vagy",
    "או",
];

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
