//! Days of a month: "25 December", "3月25日", "from the 1st to the 15th of August".

use super::fact::Fact;
use super::numbers::Amount;
use super::token::{Kind, Token};

/// Days of the longest month.
const LAST_DAY: i64 = 31;

/// The date that begins with the number at `here`, and the place of the last token used.
pub(super) fn date(tokens: &[Token], here: usize, amount: Amount) -> Option<(Fact, usize)> {
    let day = day(amount)?;
    for step in 1..=2 {
        if let Some(token) = tokens.get(here + step)
            && let Some(month) = token.month()
        {
            // "3月25日" is 25 March, whichever stands first.
            return Some((Fact::Date { day, month }, here + step));
        }
    }
    if let Some(month) = begins_a_span(tokens, here) {
        return Some((Fact::Date { day, month }, here));
    }
    if let Some((month, at)) = month_behind(tokens, here).filter(|_| behind_ordinal(tokens, here) > here + 1)
    {
        return Some((Fact::Date { day, month }, at));
    }
    // "In July and August 20 % more"
    let measured = |next: &Token| next.unit() == Some("percent") || !next.currencies().is_empty();
    if tokens.get(here + 1).is_some_and(measured) {
        return None;
    }
    let before = here.checked_sub(1).and_then(|at| tokens.get(at)).and_then(Token::month)?;
    Some((Fact::Date { day, month: before }, here))
}

fn day(amount: Amount) -> Option<i64> {
    amount.as_whole().filter(|day| amount.clock.is_none() && (1..=LAST_DAY).contains(day))
}

/// "1er au 15 août": the month of a span of days, whose first day names none. Nothing where the number begins no such span.
pub(super) fn begins_a_span(tokens: &[Token], here: usize) -> Option<u8> {
    let first = tokens.get(here)?.amount().and_then(day)?;
    if let Some(month) = closed_in(tokens, here) {
        return Some(month);
    }
    let join = behind_ordinal(tokens, here);
    // "18 and 19 October" is no span.
    let joins =
        |token: &Token| token.is_dash() || token.join.is_none() && (token.is("range") || token.is("until"));
    tokens.get(join).filter(|token| joins(token))?;
    let behind = join + 1;
    let article = tokens.get(behind).is_some_and(|token| token.kind == Kind::Word && token.common);
    let second = behind + usize::from(article);
    let last = tokens.get(second)?.amount().and_then(day)?;
    let (month, _) = month_behind(tokens, second)?;
    (first < last).then_some(month)
}

/// "En agosto cerramos del 10 al 24": days of the month that is named before, where it is said when the shop is shut.
fn closed_in(tokens: &[Token], here: usize) -> Option<u8> {
    let is_day = |at: usize| tokens.get(at).and_then(Token::amount).and_then(day).is_some();
    let joins = |at: usize| {
        tokens.get(at).is_some_and(|token| token.is("until") || token.is("range") || token.is_dash())
    };
    let spans = is_day(here)
        && (joins(here + 1) && is_day(here + 2) || here > 1 && joins(here - 1) && is_day(here - 2));
    let shut = tokens.iter().any(|token| token.is("closed")) && !tokens.iter().any(|token| token.is("open"));
    let mut months = tokens.iter().enumerate().filter_map(|(at, token)| Some((at, token.month()?)));
    let (at, month) = months.next()?;
    (spans && shut && at < here && months.next().is_none()).then_some(month)
}

/// The month that is named behind a day, over "of": its number, and its place.
fn month_behind(tokens: &[Token], here: usize) -> Option<(u8, usize)> {
    let next = behind_ordinal(tokens, here);
    let over = tokens.get(next).is_some_and(|token| token.kind == Kind::Word && token.common);
    [next, next + usize::from(over)].into_iter().find_map(|at| Some((tokens.get(at)?.month()?, at)))
}

/// The first token behind a number and what makes it count in order: "1er", "15th", "8.".
fn behind_ordinal(tokens: &[Token], here: usize) -> usize {
    let end = tokens[here].at + tokens[here].raw.len();
    let counts = |next: &Token| next.at == end && (next.mark() == Some('.') || is_ordinal(next));
    here + 1 + usize::from(tokens.get(here + 1).is_some_and(counts))
}

/// What stands glued to a number that counts in order.
pub(super) fn is_ordinal(token: &Token) -> bool {
    token.kind == Kind::Word && matches!(token.folded.as_str(), "st" | "nd" | "rd" | "th" | "er" | "o" | "a")
}
