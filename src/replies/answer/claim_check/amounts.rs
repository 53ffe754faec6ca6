//! Numbers with what belongs to them: the currency beside, the unit behind, the month, the word about them.

use super::cents::{cents, small_money};
use super::dates::date;
use super::fact::{Bound, Fact};
use super::numbers::Amount;
use super::token::{Kind, Token};
use crate::languages::Rate;

/// A number with whatever belongs to it; gives the place of the last token used.
pub(super) fn number(
    tokens: &[Token],
    here: usize,
    amount: Amount,
    times: &[usize],
    found: &mut Vec<Fact>,
) -> usize {
    let bound = bound(tokens, here);
    if let Some(minutes) = amount.clock.filter(|_| tokens[here].raw.contains(['h', 'H'])) {
        found.push(measured(i64::from(minutes) * 1_000, i64::from(minutes) * 1_000, "minute", bound));
        return here;
    }
    if let Some((last, high)) = range_end(tokens, here, times) {
        // "From 6 to 11 years" is a range, and no "from 6".
        let bound = if bound == Bound::From { Bound::Exact } else { bound };
        if let Some((unit_at, unit)) = unit_after(tokens, last) {
            found.push(measured(amount.milli, high.milli, unit, bound));
            return unit_at;
        }
        if is_age(tokens, here, amount) || is_age_of_the_young(tokens, here, last, (amount, high)) {
            found.push(measured(amount.milli, high.milli, "year", bound));
            return last;
        }
    }
    if let Some(fact) = date(tokens, here, amount) {
        found.push(fact.0);
        return fact.1;
    }
    if let Some((last, currencies)) = currency_beside(tokens, here) {
        let (milli, last) = cents(tokens, last, amount.milli);
        let bound = if is_former(tokens, here) {
            Bound::Former
        } else if bound == Bound::Exact && is_open_end(tokens, last) {
            Bound::From
        } else {
            bound
        };
        // "After that it is £1.50": no price is before or after, and "from £10 up to £100" ends at 100.
        let ends = matches!(bound, Bound::After | Bound::Before) || ends_a_range(tokens, here, bound);
        let bound = if ends { Bound::Exact } else { bound };
        found.push(Fact::Money { milli, currencies, bound });
        return last;
    }
    if let Some((currencies, last)) = small_money(tokens, here) {
        found.push(Fact::Money { milli: amount.milli / 100, currencies, bound });
        return last;
    }
    if let Some((unit_at, unit)) = unit_after(tokens, here).or_else(|| unit_before(tokens, here)) {
        found.push(measured(amount.milli, amount.milli, unit, bound));
        return unit_at.max(here);
    }
    if is_age(tokens, here, amount) {
        found.push(measured(amount.milli, amount.milli, "year", bound));
        return here;
    }
    if !is_one_of(tokens, here, amount) {
        found.push(Fact::Number { milli: amount.milli, bound });
    }
    here
}

/// Nobody is older.
const OLDEST_MILLI: i64 = 120_000;

/// "Ages 16 and up", "children up to 6", "anyone under 16": years without their word.
fn is_age(tokens: &[Token], here: usize, amount: Amount) -> bool {
    let before = tokens[..here].iter().rev().take(AGE_NEAR).take_while(|token| {
        token.mark().is_none_or(|mark| matches!(mark, '(' | ':')) && token.amount().is_none()
    });
    let bounded = bound(tokens, here) != Bound::Exact;
    let said = before.clone().any(|token| token.is("age"));
    let young = bounded
        && before.clone().any(|token| ["child", "baby", "girl", "boy"].iter().any(|name| token.is(name)));
    let anyone = bounded && before.clone().any(|token| ANYONE.contains(&token.folded.as_str()));
    let next = tokens.get(here + 1);
    let counted = next.is_some_and(|next| next.kind == Kind::Word && !next.common && !next.is("behind"));
    // "Children under 14 climb with an adult": whatever stands behind.
    let at = |step: usize| here.checked_sub(step).and_then(|at| tokens.get(at));
    let is_young = |token: &Token| ["child", "baby", "girl", "boy"].iter().any(|name| token.is(name));
    let right_behind = at(2).is_some_and(is_young) && at(1).is_some_and(|token| token.is("under"));
    let aged = said || right_behind || ((young || anyone) && !counted);
    amount.as_whole().is_some() && amount.milli <= OLDEST_MILLI && aged
}

/// "Children (6–11)": a span in brackets right behind the young is of years.
fn is_age_of_the_young(tokens: &[Token], here: usize, last: usize, (low, high): (Amount, Amount)) -> bool {
    let young = |token: &Token| ["child", "baby", "girl", "boy"].iter().any(|name| token.is(name));
    let before = |step: usize| here.checked_sub(step).and_then(|at| tokens.get(at));
    before(1).is_some_and(|token| matches!(token.mark(), Some('(' | '（')))
        && before(2).is_some_and(young)
        && tokens.get(last + 1).is_some_and(|token| matches!(token.mark(), Some(')' | '）')))
        && low.milli < high.milli
        && high.milli <= OLDEST_MILLI
}

/// How far before its figure a word of age may stand.
const AGE_NEAR: usize = 4;

const ANYONE: &[&str] = &["anyone", "nobody", "those", "be", "kids", "kinder", "personen"];

/// "1泊12,000円", "1 pezzo 9 €": what the money is for, see `rates.rs`.
fn is_one_of(tokens: &[Token], here: usize, amount: Amount) -> bool {
    let counts = |token: &Token| token.rates.iter().any(|rate| matches!(rate, Rate::Count(_)));
    amount.milli == 1_000
        && tokens.get(here + 1).is_some_and(counts)
        && tokens.iter().any(|token| !token.currencies().is_empty())
}

pub(super) fn measured(low: i64, high: i64, unit: &'static str, bound: Bound) -> Fact {
    let minutes = |factor: i64| Fact::Duration {
        low: low.saturating_mul(factor) / 1_000,
        high: high.saturating_mul(factor) / 1_000,
        months: false,
        bound,
    };
    let months = |factor: i64| Fact::Duration {
        low: low.saturating_mul(factor) / 1_000,
        high: high.saturating_mul(factor) / 1_000,
        months: true,
        bound,
    };
    match unit {
        "minute" => minutes(1),
        "hour" => minutes(60),
        "day" | "night" => minutes(24 * 60),
        "week" => minutes(7 * 24 * 60),
        "month" => months(1),
        "year" => months(12),
        // "After that 80 %": no share is before or after.
        "percent" => {
            let bound = if matches!(bound, Bound::After | Bound::Before) { Bound::Exact } else { bound };
            Fact::Percent { milli: low, bound }
        }
        "kg" => Fact::Quantity { milli: low.saturating_mul(1_000), unit: "g", bound },
        "l" => Fact::Quantity { milli: low.saturating_mul(1_000), unit: "ml", bound },
        _ if low == high => Fact::Quantity { milli: low, unit, bound },
        _ => Fact::Quantity { milli: low.saturating_mul(1_000_003).saturating_add(high), unit, bound },
    }
}

/// "3-5", "3 to 5": the place and value of the second number.
fn range_end(tokens: &[Token], here: usize, times: &[usize]) -> Option<(usize, Amount)> {
    let between = tokens.get(here + 1)?;
    let joins = between.is_dash()
        || between.is("range")
        || between.is("until")
        || matches!(between.folded.as_str(), "a" | "o" | "or" | "oder" | "e" | "y" | "to");
    let high = tokens.get(here + 2)?.amount()?;
    (joins && !times.contains(&(here + 2))).then_some((here + 2, high))
}

/// A unit right behind, or behind one word such as "working".
fn unit_after(tokens: &[Token], here: usize) -> Option<(usize, &'static str)> {
    // "a 45-minute lesson"
    let hyphen = tokens.get(here + 1).is_some_and(|token| token.mark() == Some('-'));
    if hyphen && let Some(unit) = tokens.get(here + 2).and_then(Token::unit) {
        return Some((here + 2, unit));
    }
    // "From the 8. week", as Polish and German write what stands in order.
    let in_order = tokens.get(here + 1).is_some_and(|token| {
        token.mark() == Some('.') && token.at == tokens[here].at + tokens[here].raw.len()
    });
    if in_order && let Some(unit) = tokens.get(here + 2).and_then(Token::unit) {
        return Some((here + 2, unit));
    }
    for step in 1..=2 {
        let token = tokens.get(here + step)?;
        // "2台分" is for two: minutes stand right behind their figure.
        if token.amount().is_some()
            || (step == 2 && token.raw == "分")
            || (token.mark().is_some() && token.unit().is_none())
            || !token.currencies().is_empty()
        {
            return None;
        }
        // "After 16 on weekdays" counts no days.
        if step == 2 && token.is("weekdays") && tokens[here + 1].common {
            return None;
        }
        if let Some(unit) = token.unit() {
            return Some((here + step, unit));
        }
        // "4 passes a month", "1 a month": so many in each.
        if step == 1 && token.rates.iter().any(|rate| matches!(rate, Rate::Per | Rate::Article)) {
            return None;
        }
        // "3 working days"
        if token.is("weekdays") {
            return Some((here + step, "day"));
        }
        if token.is("deliver") || token.is("until") || token.is("range") {
            return None;
        }
    }
    None
}

/// Chinese and Turkish say "percent" first.
fn unit_before(tokens: &[Token], here: usize) -> Option<(usize, &'static str)> {
    let token = tokens.get(here.checked_sub(1)?)?;
    // Polish says years first: "do lat 7".
    let years = token.folded == "lat" && token.unit() == Some("year");
    let bounded = here.checked_sub(2).is_some_and(|at| named(&tokens[at]).is_some());
    if years && bounded {
        return Some((here, "year"));
    }
    (token.unit() == Some("percent")).then_some((here, "percent"))
}

fn currency_beside(tokens: &[Token], here: usize) -> Option<(usize, Vec<&'static str>)> {
    if let Some(after) = tokens.get(here + 1).map(Token::currencies).filter(|codes| !codes.is_empty())
        && !is_of_the_next(tokens, here + 1)
    {
        // "22 British pounds", "جنيه إسترليني": a second word may narrow the first.
        let narrowed = tokens.get(here + 2).map(Token::currencies).filter(|codes| !codes.is_empty());
        return Some(narrowed.map_or((here + 1, after), |narrow| (here + 2, narrow)));
    }
    let before = tokens.get(here.checked_sub(1)?)?;
    let codes = before.currencies();
    (!codes.is_empty()).then_some((here, codes))
}

/// "iPhone 11 ₹3,500": a sign that leans on the figure behind it is of that one.
fn is_of_the_next(tokens: &[Token], sign: usize) -> bool {
    let end = |token: &Token| token.at + token.raw.len();
    let leans =
        tokens.get(sign + 1).is_some_and(|next| next.amount().is_some() && next.at == end(&tokens[sign]));
    let apart = sign.checked_sub(1).is_some_and(|before| end(&tokens[before]) < tokens[sign].at);
    tokens[sign].mark().is_some() && leans && apart
}

/// "was €130", "statt 130 Euro": the word stands right before, or before the currency's mark.
fn is_former(tokens: &[Token], here: usize) -> bool {
    let before = |step: usize| here.checked_sub(step).and_then(|at| tokens.get(at));
    let is = |step: usize| before(step).is_some_and(|token| token.is("former"));
    let is_money = before(1).is_some_and(|token| !token.currencies().is_empty());
    // "instead of £79"
    let joined = is(3) && before(2).is_some_and(|token| token.common);
    is(1) || (is(2) && before(1).is_some_and(|token| is_money || token.common)) || (joined && is_money)
}

/// "₹3500 से": a word that joins two figures elsewhere, with none behind it.
fn is_open_end(tokens: &[Token], last: usize) -> bool {
    let next = tokens.get(last + 1);
    next.is_some_and(|next| next.is("range") && matches!(next.folded.as_str(), "से" | "سے"))
        && tokens.iter().skip(last + 2).take(NEAR_FROM).all(|token| token.mark().is_some())
}

/// How many words may stand between "from" and its figure, the figure counted.
const NEAR_FROM: usize = 3;

/// The word about a number that stands right before it, or right behind where languages put it there.
pub(super) fn bound(tokens: &[Token], here: usize) -> Bound {
    begins_at(tokens, here)
        .or_else(|| bound_before(tokens, here))
        .or_else(|| bound_behind(tokens, here))
        .unwrap_or(Bound::Exact)
}

/// "Beginnt die Pflege bei 85 €": German and Dutch part what begins from where it does.
fn begins_at(tokens: &[Token], here: usize) -> Option<Bound> {
    let at = here.checked_sub(1).filter(|at| matches!(tokens[*at].folded.as_str(), "bei" | "bij"))?;
    let parted = tokens[..at].iter().rposition(|token| token.mark().is_some()).map_or(0, |mark| mark + 1);
    let begins = |token: &Token| {
        matches!(token.folded.as_str(), "beginnt" | "beginnen" | "startet" | "starten" | "begint")
    };
    tokens[parted..at].iter().any(begins).then_some(Bound::From)
}

fn named(token: &Token) -> Option<Bound> {
    const NAMES: &[(&str, Bound)] = &[
        ("up_to", Bound::UpTo),
        ("over", Bound::Over),
        ("under", Bound::Under),
        ("about", Bound::About),
        ("before", Bound::Before),
        ("after", Bound::After),
        ("from", Bound::From),
    ];
    NAMES.iter().find(|(name, _)| token.is(name)).map(|(_, bound)| *bound)
}

fn bound_before(tokens: &[Token], here: usize) -> Option<Bound> {
    // "A partir de R$ 700": the mark of the money is no word between.
    let mark = usize::from(here.checked_sub(1).is_some_and(|at| !tokens[at].currencies().is_empty()));
    for step in 1..=4 + mark {
        let token = here.checked_sub(step).and_then(|at| tokens.get(at))?;
        let ends = matches!(token.mark(), Some(',' | '(' | ':' | ')' | '-' | '–')) && step > 1;
        if token.amount().is_some() || ends {
            return None;
        }
        // "10 m² üzeri siparişte %10": the word stands behind its own figure.
        let own = here.checked_sub(step + 2).map(|at| &tokens[at..here - step]);
        let is_behind =
            stands_behind(token) && own.is_some_and(|own| own.iter().any(|token| token.amount().is_some()));
        if is_behind && named(token).is_some() {
            return None;
        }
        // "A surcharge of 20 %": German and Dutch have one word for "of" and "from", which begins a span.
        if matches!(token.folded.as_str(), "von" | "van") && !begins_a_span(&tokens[here + 1..]) {
            continue;
        }
        // "Second dog from the same home 20 % off" has no "from 20 %".
        if let Some(bound) = named(token).filter(|bound| *bound != Bound::From || step <= NEAR_FROM + mark) {
            return Some(bound);
        }
        let passes = token.mark().is_some()
            || token.common
            || !token.currencies().is_empty()
            || token.is("price")
            || token.is("order");
        if !passes {
            return None;
        }
    }
    None
}

/// How far before its end the beginning of a range of money stands.
const RANGE_NEAR: usize = 6;

fn ends_a_range(tokens: &[Token], here: usize, own: Bound) -> bool {
    let before = tokens[..here].iter().rev().take(RANGE_NEAR);
    let passes = |token: &Token| token.common || !token.currencies().is_empty() || token.is_dash();
    let words = before.take_while(|token| token.amount().is_none() && passes(token)).count();
    let first = here.checked_sub(words + 1).filter(|at| tokens[*at].amount().is_some());
    own == Bound::UpTo && first.is_some_and(|at| bound(tokens, at) == Bound::From)
}

/// "Von 39 bis 89 €", "von 8 Uhr an".
fn begins_a_span(behind: &[Token]) -> bool {
    let goes_on = |token: &Token| {
        token.is_dash()
            || token.is("until")
            || token.is("range")
            || matches!(token.folded.as_str(), "an" | "af")
    };
    behind.iter().take(NEAR_FROM).any(goes_on)
}

fn bound_behind(tokens: &[Token], here: usize) -> Option<Bound> {
    // "Age: 4+"
    let end = tokens[here].at + tokens[here].raw.len();
    let is_glued = tokens.get(here + 1).is_some_and(|next| next.mark() == Some('+') && next.at == end);
    if is_glued && tokens.get(here + 2).is_none_or(|next| next.amount().is_none()) {
        return Some(Bound::From);
    }
    for step in 1..=4 {
        let token = tokens.get(here + step)?;
        if token.amount().is_some() {
            return None;
        }
        // "32 € and takes about 45 minutes": right before another figure it is that one's.
        let is_of_the_next =
            token.is("about") && tokens.get(here + step + 1).is_some_and(|next| next.amount().is_some());
        if let Some(bound) = named(token).filter(|_| stands_behind(token) && !is_of_the_next) {
            return Some(bound);
        }
        if matches!(token.mark(), Some(',' | '.' | ';' | '，' | '、' | '(' | '（' | '/' | '／')) {
            return None;
        }
    }
    None
}

/// Whether the language of a word puts it behind its number: those of other scripts, and these.
fn stands_behind(token: &Token) -> bool {
    const POSTPOSED: &[&str] = &[
        "se",
        "tak",
        "kadar",
        "itibaren",
        "uzeri",
        "upwards",
        "shuru",
        "basliyor",
        "baslar",
        "baslayan",
        "baslayarak",
        "baslamaktadir",
        "baslamakta",
    ];
    // Devanagari and Bengali, Han, Kana and Hangul; Urdu has the letters of Arabic, which puts it before.
    let behind = |letter: char| matches!(letter, '\u{900}'..='\u{9ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    token.raw.chars().any(behind) || POSTPOSED.contains(&token.folded.as_str()) || token.is("behind")
}
