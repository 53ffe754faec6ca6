//! What a price is for: per person, a night, the kilo, 1人, monthly. Which words say so is language data; here only where
//! they must stand.

use super::fact::Fact;
use super::token::{Kind, Token};
use crate::languages::{Rate, Words};

/// Units a price may be for, counted things apart.
const UNITS: &[&str] =
    &["kg", "g", "l", "m", "m2", "m3", "km", "lb", "minute", "hour", "day", "week", "month", "year", "night"];

/// Notes on each word how it helps to say what a price is for and which holiday it names, alone or with the word behind
/// it.
pub(super) fn rates(tokens: &mut [Token], languages: &[&'static Words]) {
    for here in 0..tokens.len() {
        if tokens[here].kind != Kind::Word {
            continue;
        }
        let pair = tokens.get(here + 1).map(|next| format!("{} {}", tokens[here].folded, next.folded));
        // "月卡": without blanks.
        let touches =
            |next: &&Token| next.at == tokens[here].at + tokens[here].raw.len() && !next.raw.is_ascii();
        let glued = tokens
            .get(here + 1)
            .filter(touches)
            .map(|next| format!("{}{}", tokens[here].folded, next.folded));
        let mut found: Vec<Rate> = Vec::new();
        for words in languages {
            // French "par" is a pair elsewhere: the first language that has the word tells.
            if found.is_empty() {
                found.extend(words.rates(&tokens[here].folded));
                found.extend(pair.iter().flat_map(|pair| words.rates(pair)));
                found.extend(glued.iter().flat_map(|pair| words.rates(pair)));
            }
            let holiday = pair.as_deref().and_then(|pair| words.holiday(pair));
            let holiday = holiday.or_else(|| words.holiday(&tokens[here].folded));
            tokens[here].holiday = tokens[here].holiday.or(holiday);
        }
        tokens[here].rates = found;
    }
}

/// What the money among these tokens is for; `times` are the places taken by hours.
pub(super) fn per(tokens: &[Token], times: &[usize]) -> Vec<Fact> {
    let Some(money) = tokens.iter().position(|token| !token.currencies().is_empty()) else {
        return Vec::new();
    };
    let mut found: Vec<Fact> = Vec::new();
    for here in 0..tokens.len() {
        if times.contains(&here) || tokens[here].kind != Kind::Word || tokens[here].day().is_some() {
            continue;
        }
        let fact = said_alone(&tokens[here])
            .or_else(|| thing(&tokens[here]).filter(|_| is_for(tokens, here, money)).map(Fact::Per))
            .or_else(|| word(tokens, here));
        found.extend(fact.filter(|fact| !found.contains(fact)));
    }
    // A word that no table counts tells nothing beside one that does.
    if found.iter().any(|fact| matches!(fact, Fact::Per(_))) {
        found.retain(|fact| matches!(fact, Fact::Per(_)));
    }
    found
}

/// What a heading says of all prices below it: "Tarifs par nuit", "prices per hour".
pub(super) fn of_heading(tokens: &[Token]) -> Vec<Fact> {
    let behind_per = |here: usize| {
        has(here.checked_sub(1).and_then(|at| tokens.get(at)), Rate::Per)
            || has(tokens.get(here + 1), Rate::Behind)
    };
    let of = |here: usize| {
        said_alone(&tokens[here]).or_else(|| thing(&tokens[here]).filter(|_| behind_per(here)).map(Fact::Per))
    };
    (0..tokens.len()).filter(|here| tokens[*here].kind == Kind::Word).filter_map(of).collect()
}

/// "monthly", "each".
fn said_alone(token: &Token) -> Option<Fact> {
    let each = |rate: &Rate| if let Rate::Each(unit) = rate { Some(Fact::Per(unit)) } else { None };
    token.rates.iter().find_map(each)
}

/// The unit or the counted thing a word names.
fn thing(token: &Token) -> Option<&'static str> {
    let counted = |rate: &Rate| if let Rate::Count(thing) = rate { Some(*thing) } else { None };
    let unit = token.unit().filter(|unit| UNITS.contains(unit));
    unit.or_else(|| token.rates.iter().find_map(counted))
}

fn has(token: Option<&Token>, rate: Rate) -> bool {
    token.is_some_and(|token| token.rates.contains(&rate))
}

/// Whether the thing at `here` is what the money is for.
fn is_for(tokens: &[Token], here: usize, money: usize) -> bool {
    let before = here.checked_sub(1).and_then(|at| tokens.get(at));
    let behind_money = here.checked_sub(2).is_some_and(|at| ends_amount(tokens, at));
    // "1 h/week: 35 €/month": only the money is for a month.
    let counts =
        here.checked_sub(2).is_some_and(|at| tokens[at].unit().is_some() && !ends_amount(tokens, at));
    let is_slash = before.is_some_and(|token| matches!(token.mark(), Some('/' | '／'))) && !counts;
    let is_one = before.and_then(Token::amount).is_some_and(|amount| amount.milli == 1_000);
    let first = here == 0 && money > 0 && tokens[here].unit().is_some();
    is_slash
        || first
        || is_one
        || has(before, Rate::Per)
        || (has(before, Rate::Article) && (behind_money || is_of_the(tokens, here)))
        || here.checked_sub(1).is_some_and(|at| ends_amount(tokens, at))
        || has(tokens.get(here + 1), Rate::Behind)
        || has(Some(&tokens[here]), Rate::Behind)
}

/// "28 € de l'heure", "20 € a la semana": one small word more before the article.
fn is_of_the(tokens: &[Token], here: usize) -> bool {
    let joins = |at: usize| matches!(tokens[at].folded.as_str(), "de" | "a");
    here.checked_sub(2).is_some_and(joins) && here.checked_sub(3).is_some_and(|at| ends_amount(tokens, at))
}

/// Whether an amount of money ends at this place: "12 €", "€12".
fn ends_amount(tokens: &[Token], at: usize) -> bool {
    let money = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at)).is_some_and(|token| !token.currencies().is_empty())
    };
    let amount =
        |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(|token| token.amount().is_some());
    (money(Some(at)) && amount(at.checked_sub(1))) || (amount(Some(at)) && money(at.checked_sub(1)))
}

/// "62 € je Fahrstunde": a thing that no table counts, behind a word that says "for each" right behind the money.
fn word(tokens: &[Token], here: usize) -> Option<Fact> {
    let token = &tokens[here];
    let per = here.checked_sub(1).and_then(|at| tokens.get(at));
    let behind_money = here.checked_sub(2).is_some_and(|at| ends_amount(tokens, at));
    let carries = !token.common && token.meanings.is_empty() && token.folded.chars().count() > 2;
    (has(per, Rate::Per) && behind_money && carries).then(|| Fact::PerWord(token.folded.clone()))
}

/// Words between the name of a tax and what is said of it.
const TAX_NEAR: usize = 3;

/// Whether the tax that is named is in the price; nothing when none is, or nothing is said of it.
pub(super) fn tax(tokens: &[Token]) -> Option<Fact> {
    let named = tokens.iter().position(|token| token.is("vat"))?;
    let near = named.saturating_sub(TAX_NEAR)..(named + TAX_NEAR + 1).min(tokens.len());
    let says = |rate: Rate| {
        near.clone().any(|at| {
            tokens[at].rates.contains(&rate) || rate == Rate::TaxOut && tokens[at].mark() == Some('+')
        })
    };
    match (says(Rate::TaxIn), says(Rate::TaxOut)) {
        (_, true) => Some(Fact::Tax { included: false }),
        (true, false) => Some(Fact::Tax { included: true }),
        (false, false) => None,
    }
}
