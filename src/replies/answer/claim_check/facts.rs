//! Figures with what they mean: money with its currency, per unit, percentages, durations, quantities, dates, links,
//! phones, codes, and the bound that belongs to them. "From 48 euros" is another fact than "48 euros".

use std::sync::LazyLock;

use super::amounts::{bound, measured, number};
use super::fact::{Bound, Fact};
use super::rates::{per, tax};
use super::token::{Kind, Token};
use crate::languages::Rate;
use crate::storage::text::{fold, normalise};

/// The facts of these tokens, hours apart (see `hours.rs`): `times` are the places taken by them.
pub(super) fn facts(tokens: &[Token], times: &[usize]) -> Vec<Fact> {
    let mut found = Vec::new();
    let mut here = 0;
    while here < tokens.len() {
        if times.contains(&here) {
            here += 1;
            continue;
        }
        let token = &tokens[here];
        match &token.kind {
            Kind::Link(link) => found.push(Fact::Link(link.clone())),
            Kind::Phone(digits) => found.push(Fact::Phone(digits.clone())),
            Kind::Number(amount) => here = number(tokens, here, *amount, times, &mut found),
            Kind::Word => word(tokens, here, times, &mut found),
            Kind::Mark(_) => currency_alone(tokens, here, &mut found),
        }
        here += 1;
    }
    seasons(tokens, &mut found);
    counts_between(tokens, times, &mut found);
    found.extend(per(tokens, times));
    if let Some(tax) = tax(tokens) {
        // The tax is included, not a thing that costs nothing.
        found.retain(|fact| !matches!(fact, Fact::Free { .. }));
        found.push(tax);
    }
    conditional_free(tokens, &mut found);
    found
}

/// How far apart the months of a list or a season stand: "in May, June and September".
const MONTHS_NEAR: usize = 3;

/// "March to October", "from 15 March to 30 October": the whole months between are months of it.
fn seasons(tokens: &[Token], found: &mut Vec<Fact>) {
    let named: Vec<(usize, u8)> =
        tokens.iter().enumerate().filter_map(|(at, token)| Some((at, token.month()?))).collect();
    for pair in named.windows(2) {
        let [(from, first), (to, last)] = *pair else { continue };
        let between = &tokens[from + 1..to];
        let spans = |token: &Token| token.is_dash() || token.is("range") || token.is("until");
        let apart = |token: &Token| matches!(token.mark(), Some(',' | '、' | '，' | ';'));
        if between.len() > MONTHS_NEAR || !between.iter().any(spans) || between.iter().any(apart) {
            continue;
        }
        let mut month = first % 12 + 1;
        while month != last {
            found.push(Fact::Month(month));
            month = month % 12 + 1;
        }
    }
}

/// Most that a price holds for beside the first of a span.
const MOST_BETWEEN: i64 = 20;

/// "3–5 pieces: 290": the price is that of four too.
fn counts_between(tokens: &[Token], times: &[usize], found: &mut Vec<Fact>) {
    let whole = |at: usize| tokens.get(at).filter(|_| !times.contains(&at))?.amount()?.as_whole();
    for here in 0..tokens.len().saturating_sub(2) {
        let (Some(low), Some(high)) = (whole(here), whole(here + 2)) else { continue };
        let priced = tokens[here + 3..].iter().any(|token| !token.currencies().is_empty());
        let measured = tokens.get(here + 3).is_some_and(|next| {
            next.unit().is_some() || !next.currencies().is_empty() || next.month().is_some()
        });
        if tokens[here + 1].is_dash() && priced && !measured && low < high && high - low <= MOST_BETWEEN {
            found.extend(
                (low + 1..high).map(|count| Fact::Number { milli: count * 1_000, bound: Bound::Exact }),
            );
        }
    }
}

/// Most words of "the day before" up to the one that names it.
const RELATIVE_WORDS: usize = 3;

fn conditional_free(tokens: &[Token], facts: &mut [Fact]) {
    // "The younger ones are free" has its age beside it.
    let younger = tokens.iter().any(|token| token.is("younger"));
    let threshold = younger
        || facts.iter().any(|fact| {
            matches!(
                fact,
                Fact::Money { bound: Bound::Over | Bound::From | Bound::Under | Bound::UpTo, .. }
                | Fact::Number { bound: Bound::Over | Bound::Under | Bound::From, .. }
                // "free under 6 years"
                | Fact::Duration { months: true, bound: Bound::Under | Bound::UpTo | Bound::Before, .. }
            )
        });
    for fact in facts {
        if let Fact::Free { conditional, .. } = fact {
            *conditional = threshold;
        }
    }
}

fn word(tokens: &[Token], here: usize, times: &[usize], found: &mut Vec<Fact>) {
    let token = &tokens[here];
    let number_near = |at: Option<usize>| {
        let at = at.filter(|at| !times.contains(at));
        at.and_then(|at| tokens.get(at)).is_some_and(|token| token.amount().is_some())
    };
    if token.is("free")
        && !is_free_from(tokens, here)
        && !holds_a_diet(tokens, here)
        && !is_a_gift(tokens, here)
    {
        found.push(Fact::Free { conditional: false, denied: false });
    }
    if token.is("whole_amount") {
        found.push(Fact::Percent { milli: 100_000, bound: Bound::Exact });
    }
    if token.is("holiday") {
        found.push(Fact::Holiday(token.holiday.map_or_else(|| token.folded.clone(), str::to_owned)));
    }
    if token.is("relative") {
        // The same day in every language, where its phrase is known.
        let named = tokens[here..].iter().take(RELATIVE_WORDS).find_map(|token| token.holiday);
        // "Same-day" has a hyphen between.
        let named = named.or_else(|| (token.folded == "same").then_some("same_day"));
        found.push(Fact::Relative(named.map_or_else(|| token.folded.clone(), str::to_owned)));
    }
    if token.is("vague_number")
        && !token.rates.iter().any(|rate| matches!(rate, Rate::Count(_)))
        && tokens.get(here + 1).is_some_and(|next| next.amount().is_none())
    {
        found.push(Fact::Unreadable(token.folded.clone()));
    }
    let beside_month = tokens
        .iter()
        .enumerate()
        .any(|(at, other)| at != here && at.abs_diff(here) <= MONTHS_NEAR && other.month().is_some());
    // "En mai", "im Mai": three letters behind the word that says when.
    let said_when =
        here.checked_sub(1).is_some_and(|at| matches!(tokens[at].folded.as_str(), "en" | "im" | "em"));
    let in_a_name = here
        .checked_sub(1)
        .and_then(|at| tokens.get(at))
        .is_some_and(|before| before.name && before.meanings.is_empty() && !before.common);
    if let Some(month) = token.month()
        && !(token.name && in_a_name)
        && !number_near(here.checked_sub(1))
        && (!number_near(Some(here + 1)) || measured_behind(tokens, here + 1))
        && !number_near(here.checked_sub(2))
        && (token.folded.chars().count() > 3
            || token.name
            || !token.raw.is_ascii()
            || beside_month
            || said_when)
    {
        found.push(Fact::Month(month));
    }
    if token.month().is_none()
        && token.raw.chars().any(char::is_alphabetic)
        && token.raw.chars().any(|letter| super::numbers::digit(letter).is_some())
    {
        found.push(Fact::Code(token.folded.clone()));
    }
    if is_size(tokens, here) {
        found.push(Fact::Code(token.folded.clone()));
    }
    found.extend(street(tokens, here).map(Fact::Street));
    halves(tokens, here, found);
    currency_alone(tokens, here, found);
    one_span(tokens, here, times, found);
}

/// "In August 20 % more": the number is no day of the month.
fn measured_behind(tokens: &[Token], number: usize) -> bool {
    tokens.get(number + 1).is_some_and(|next| next.unit() == Some("percent"))
}

/// "In L", "XL": a size in letters, which is no other size.
fn is_size(tokens: &[Token], here: usize) -> bool {
    const SIZES: &[&str] = &["XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL"];
    let token = &tokens[here];
    let end = token.at + token.raw.len();
    let counted = here.checked_sub(1).is_some_and(|at| tokens[at].amount().is_some());
    // "L'orario", "S-Bahn", "M. Rossi"
    let goes_on = tokens.get(here + 1).is_some_and(|next| {
        next.at == end && (next.kind == Kind::Word || next.is_dash() || next.mark() == Some('.'))
    });
    SIZES.contains(&token.raw.as_str()) && here > 0 && !counted && !goes_on
}

/// Most tokens between the number of a house and the kind of its street.
const HOUSE_NEAR: usize = 3;

/// "17 Mill Lane", "via Savona 33": a kind of street beside its name, near the number of a house.
pub(super) fn street(tokens: &[Token], here: usize) -> Option<&'static str> {
    const KINDS: &[&str] = &["street", "road", "lane", "avenue", "square"];
    let kind = KINDS.iter().find(|kind| tokens[here].is(kind))?;
    let named = |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(|token| token.name);
    let near = &tokens[here.saturating_sub(HOUSE_NEAR)..(here + HOUSE_NEAR + 1).min(tokens.len())];
    let numbered = near.iter().any(|token| token.amount().is_some());
    ((named(here.checked_sub(1)) || named(Some(here + 1))) && numbered).then_some(*kind)
}

/// "valid for a year": one of it, where no money stands before.
fn one_span(tokens: &[Token], here: usize, times: &[usize], found: &mut Vec<Fact>) {
    const SPANS: &[&str] = &["hour", "day", "week", "month", "year", "night", "minute"];
    let Some(unit) = tokens[here].unit().filter(|unit| SPANS.contains(unit)) else { return };
    let money = tokens[..here].iter().rposition(|token| !token.currencies().is_empty());
    // "450 euros a year", but not "450 euros and is valid for a year".
    let says_more = |token: &Token| token.kind == Kind::Word && !token.common && token.meanings.is_empty();
    let money = money.is_some_and(|at| !tokens[at + 1..here].iter().any(says_more));
    // "a day pass"
    let adjunct = tokens.get(here + 1).is_some_and(|next| {
        next.kind == Kind::Word && !next.common && next.meanings.is_empty() && next.raw.is_ascii()
    });
    if tokens[here].is("dual") {
        found.push(measured(2_000, 2_000, unit, bound(tokens, here)));
    } else if !money && !adjunct && !is_part_of_hours(&tokens[here], times) && is_one(tokens, here)
        || is_a_bare_year(tokens, here) && !money && !adjunct
    {
        let half = tokens[here + 1..].iter().take(2).any(|token| token.is("half") || token.is("half_past"));
        let long = if half { 1_500 } else { 1_000 };
        found.push(measured(long, long, unit, bound(tokens, here)));
    }
}

/// "Gwarancja wynosi rok": languages without an article say "a year" in one word.
fn is_a_bare_year(tokens: &[Token], here: usize) -> bool {
    let counted = here.checked_sub(1).is_some_and(|at| tokens[at].amount().is_some());
    let lasts = here
        .checked_sub(1)
        .is_some_and(|at| matches!(tokens[at].folded.as_str(), "wynosi" | "trwa" | "na" | "на"));
    matches!(tokens[here].folded.as_str(), "rok" | "год" | "рік") && lasts && !counted
}

/// "Saturday" is a week in Urdu, and "at night" a night.
fn is_part_of_hours(token: &Token, times: &[usize]) -> bool {
    token.day().is_some() || (!times.is_empty() && (token.is("am") || token.is("pm")))
}

/// "a year", "un anno": one.
fn is_one(tokens: &[Token], here: usize) -> bool {
    let word = here.checked_sub(1).and_then(|at| tokens.get(at));
    word.is_some_and(|word| {
        word.kind == Kind::Word
            && matches!(
                word.folded.as_str(),
                "a" | "an"
                    | "one"
                    | "un"
                    | "una"
                    | "uno"
                    | "ein"
                    | "einen"
                    | "eine"
                    | "einer"
                    | "eines"
                    | "een"
                    | "jednego"
                    | "jednej"
                    | "одного"
                    | "одной"
                    | "μιασ"
                    | "ενοσ"
                    | "einem"
                    | "une"
                    | "um"
                    | "uma"
                    | "bir"
                    | "один"
                    | "одну"
                    | "одна"
                    | "jeden"
                    | "jedna"
                    | "jedne"
                    | "satu"
                    | "ek"
                    | "एक"
                    | "ایک"
                    | "یک"
                    | "ett"
                    | "egy"
                    | "μια"
                    | "ενα"
                    | "εναν"
                    | "yksi"
                    | "một"
            )
    })
}

/// "gluten free", "free parking": only the second costs nothing.
fn is_free_from(tokens: &[Token], here: usize) -> bool {
    if tokens[here].folded != "free" {
        return false;
    }
    let before = here.checked_sub(1).and_then(|at| tokens.get(at));
    let dashed = before.is_some_and(Token::is_dash);
    let thing = here.checked_sub(if dashed { 2 } else { 1 }).and_then(|at| tokens.get(at));
    let allergen = thing.is_some_and(|thing| {
        super::subjects::ALLERGENS.iter().any(|name| thing.is(name))
            || thing.folded == "interest"
            || thing.folded == "sugar"
    });
    dashed
        || allergen
        || tokens.get(here + 1).is_some_and(|next| next.folded == "of")
            && !tokens.get(here + 2).is_some_and(|next| next.is("price"))
}

/// "Vale regalo", "caja de regalo": what is given to somebody, where another thing stands before the word.
fn is_a_gift(tokens: &[Token], here: usize) -> bool {
    const GIFTS: &[&str] = &["regalo", "cadeau", "oferta", "presente", "hediye", "geschenk", "omaggio"];
    let before = |step: usize| here.checked_sub(step).and_then(|at| tokens.get(at));
    let is_of = |token: &Token| matches!(token.folded.as_str(), "de" | "di");
    let names = |token: &Token| token.kind == Kind::Word && !token.common && !token.is("price");
    let of = if before(1).is_some_and(is_of) { 2 } else { 1 };
    let costs = tokens.iter().any(|token| !token.currencies().is_empty() || token.unit().is_some());
    GIFTS.contains(&tokens[here].folded.as_str()) && before(of).is_some_and(names) && costs
}

/// "小麦が含まれます": the word for what a price includes says what a food contains.
fn holds_a_diet(tokens: &[Token], here: usize) -> bool {
    static HOLDS: LazyLock<[String; 4]> =
        LazyLock::new(|| ["含まれ", "포함", "包含", "περιλαμβ"].map(|word| fold(&normalise(word))));
    let diet = |token: &Token| super::subjects::ALLERGENS.iter().any(|name| token.is(name));
    HOLDS.iter().any(|word| tokens[here].folded.starts_with(word)) && tokens.iter().any(diet)
}

fn halves(tokens: &[Token], here: usize, found: &mut Vec<Fact>) {
    let token = &tokens[here];
    let next_unit = (1..=3)
        .find_map(|step| {
            tokens.get(here + step).filter(|_| step < 3 || tokens[here + 1].common).and_then(Token::unit)
        })
        .filter(|unit| matches!(*unit, "hour" | "day" | "year" | "month" | "kg"));
    if token.is("half") && !token.is("half_to") {
        match next_unit {
            Some(unit) => found.push(measured(500, 500, unit, Bound::Exact)),
            None => found.push(Fact::Percent { milli: 50_000, bound: Bound::Exact }),
        }
    } else if token.is("quarter") {
        match next_unit {
            Some(unit) => found.push(measured(250, 250, unit, Bound::Exact)),
            None if token.folded == "quarter" => {}
            None => found.push(measured(250, 250, "hour", Bound::Exact)),
        }
    }
}

/// Money that is a weight or a book too: alone it tells neither.
const WEIGHTS: &[&str] = &["livre", "livres", "libra", "libras", "pound", "pounds", "pfund", "pond"];

/// "دينار ونصف": one of the money and a half of it.
fn one_and_a_half(tokens: &[Token], here: usize) -> Option<Fact> {
    let half = tokens.get(here + 1).is_some_and(|next| matches!(next.raw.as_str(), "ونصف" | "ونص"));
    let currencies = tokens[here].currencies();
    let counted = here.checked_sub(1).is_some_and(|at| tokens[at].amount().is_some());
    (half && !currencies.is_empty() && !counted).then_some(Fact::Money {
        milli: 1_500,
        currencies,
        bound: Bound::Exact,
    })
}

/// "a few euros", "XV euro": money whose figure cannot be read.
fn currency_alone(tokens: &[Token], here: usize, found: &mut Vec<Fact>) {
    // Crowns and reals are things too: a wreath is a "couronne".
    let is_money = |code: &&str| !matches!(*code, "CZK" | "koruna" | "krone" | "BRL" | "HUF" | "KRW");
    let is_weight_or_book = WEIGHTS.contains(&tokens[here].folded.as_str());
    if let Some(money) = one_and_a_half(tokens, here) {
        found.push(money);
        return;
    }
    if is_weight_or_book || !tokens[here].currencies().iter().any(is_money) {
        return;
    }
    let near = here.saturating_sub(2)..(here + 3).min(tokens.len());
    let read = near.clone().any(|at| tokens[at].amount().is_some());
    let neighbour = near.into_iter().any(|at| {
        at != here
            && !tokens[at].currencies().is_empty()
            && tokens.get(at.wrapping_sub(1)).is_some_and(|token| token.amount().is_some())
    });
    if !read && !neighbour {
        found.push(Fact::Unreadable(tokens[here].folded.clone()));
    }
}
