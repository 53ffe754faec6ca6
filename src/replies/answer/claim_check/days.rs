//! The days a sentence names: lists, spans, exceptions, and what a bracket says they are.

use super::glued::ranges_by_case;
use super::token::{Kind, Token};
use crate::languages::Join;

/// "On weekdays (Sunday, Tuesday and Wednesday)": which days those are stands in the bracket.
fn is_explained(tokens: &[Token], here: usize) -> bool {
    let Some(open) = tokens.get(here + 1).filter(|token| matches!(token.mark(), Some('(' | '（'))) else {
        return false;
    };
    let inside = tokens[here + 2..].iter().take_while(|token| !matches!(token.mark(), Some(')' | '）')));
    let is_of_days = |token: &Token| {
        token.day().is_some()
            || token.common
            || token.join.is_some()
            || token.mark().is_some()
            || token.is("range")
            || token.is("until")
            || token.is("from")
    };
    open.kind != Kind::Word
        && inside.clone().any(|token| token.day().is_some())
        && inside.into_iter().all(is_of_days)
}

pub(super) fn days(tokens: &[Token]) -> Vec<u8> {
    let mut found: Vec<u8> = Vec::new();
    let mut last: Option<(usize, u8)> = None;
    // "Every day except Wednesday"
    let except = tokens.iter().position(|token| token.is("except")).unwrap_or(tokens.len());
    let mut spared: Vec<u8> = Vec::new();
    // "Wednesdays and Fridays" are two days, "between Monday and Friday" are five.
    let is_between = |here: usize| tokens[..here].iter().rev().take(4).any(|token| token.is("between"));
    let spans = |token: &Token, here: usize| {
        token.is_dash()
            || token.folded == "με"
            || (token.is("range") || token.is("until")) && (token.join != Some(Join::And) || is_between(here))
    };
    for (here, token) in tokens.iter().enumerate() {
        if here > except && !found.is_empty() {
            spared.extend(token.day());
            continue;
        }
        if token.is("every_day") {
            found.extend(1..=7);
        }
        if token.is("weekend") && !is_explained(tokens, here) {
            found.extend([6, 7]);
        }
        if token.is("weekdays")
            && !is_explained(tokens, here)
            && !tokens[here.saturating_sub(2)..here].iter().any(|token| token.amount().is_some())
        {
            found.extend(1..=5);
        }
        let Some(day) = token.day() else { continue };
        if let Some((before, from)) = last {
            let between = &tokens[before + 1..here];
            let joined = between.is_empty() && ranges_by_case(&tokens[before], token)
                || between.len() <= 3
                    && between.iter().any(|token| spans(token, here))
                    // "Às terças e às sextas" are two days.
                    && (is_between(here) || between.iter().all(|token| token.join != Some(Join::And)))
                    && !between.iter().any(|token| matches!(token.mark(), Some(',' | '、')));
            if joined {
                let mut day_between = from % 7 + 1;
                while day_between != day {
                    found.push(day_between);
                    day_between = day_between % 7 + 1;
                }
            }
        }
        found.push(day);
        last = Some((here, day));
    }
    found.retain(|day| !spared.contains(day));
    found.sort_unstable();
    found.dedup();
    found
}
