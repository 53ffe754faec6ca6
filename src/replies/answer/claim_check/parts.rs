//! Cuts a sentence or a clause into parts at commas and "and": each price with its thing, each day with its hours.

use super::fact::{Bound, Fact};
use super::facts::facts;
use super::hours::{Hours, hours};
use super::piece::{Piece, Thing, piece};
use super::token::{Kind, Token};
use crate::languages::{Join, Words};

/// Parts at commas and "and", so that each holds one price.
pub(super) fn by_price<'a>(body: &'a [Token], languages: &[&'static Words]) -> Vec<&'a [Token]> {
    let money = |fact: &Fact| {
        matches!(fact, Fact::Money { bound: Bound::Exact | Bound::From | Bound::About | Bound::UpTo, .. })
    };
    let share = |fact: &Fact| matches!(fact, Fact::Percent { .. } | Fact::Free { .. });
    // "The full service about 3 hours, the small one about 50 minutes."
    let span = |fact: &Fact| matches!(fact, Fact::Duration { .. } | Fact::Quantity { unit: "m" | "km", .. });
    let count = |tokens: &[Token], is_price: &dyn Fn(&Fact) -> bool| {
        piece(tokens, languages).facts.iter().filter(|fact| is_price(fact)).count()
    };
    // "100 % on the day, 50 % the day before, free until then": shares of a price part as prices do.
    let facts = piece(body, languages).facts;
    // "€25 for women, and the first visit is free": what costs nothing has a price too.
    let free = |fact: &Fact| matches!(fact, Fact::Free { conditional: false, denied: false });
    let priced = |fact: &Fact| money(fact) || free(fact);
    let several = facts.iter().filter(|fact| money(fact)).count() > 1;
    // "Frames 3 years, lenses 2 years (scratches not included)": one share beside several spans parts nothing.
    let shares_alone = facts.iter().filter(|fact| share(fact)).count() > 1
        || facts.iter().filter(|fact| span(fact)).count() < 2;
    let is_price: &dyn Fn(&Fact) -> bool = match (facts.iter().any(money), facts.iter().any(share)) {
        (true, _) if several && frees_a_thing(body, languages) => &priced,
        (true, _) => &money,
        (false, true) if shares_alone => &share,
        (false, _) => &span,
    };
    if let Some(parts) = one_is_free(body, languages) {
        return parts;
    }
    let prices = |tokens: &[Token]| count(tokens, is_price);
    if prices(body) < 2 {
        return vec![body];
    }
    let mut groups = Vec::new();
    let (mut start, mut end) = (0, 0);
    // "Entry 600, scrub and foam 450": where the first price has its thing before it, the others have too.
    let first_price = body.iter().position(|token| !token.currencies().is_empty());
    let things_lead = piece(body, languages).lead > 0
        || first_price.is_some_and(|at| !piece(&body[..at], languages).things.is_empty())
            && body.first().is_some_and(|token| token.common && token.amount().is_none());
    let mut begun: Option<usize> = None;
    let is_cut = |token: &Token| token.parts_clauses() || token.join == Some(Join::Or);
    // "On Friday and Saturday" is one list of days.
    let is_day =
        |at: Option<usize>| at.and_then(|at| body.get(at)).is_some_and(|token| token.day().is_some());
    let parts_days = |at: usize| is_day(at.checked_sub(1)) && is_day(Some(at + 1));
    let cuts = (0..body.len()).filter(|at| is_cut(&body[*at]) && !parts_days(*at) && !is_for_each(body, *at));
    let cuts: Vec<usize> = cuts.chain([body.len()]).collect();
    let mut from = 0;
    for cut in cuts {
        let part = &body[from..cut];
        if prices(part) > 0 && end > start && prices(&body[start..end]) > 0 {
            let cut = if things_lead { begun.unwrap_or(from) } else { from };
            groups.push(&body[start..cut.saturating_sub(1).max(start)]);
            start = cut;
        }
        if prices(part) > 0 {
            begun = None;
        } else if begun.is_none()
            && prices(&body[start..cut]) > 0
            && (is_bare_thing(part, languages) || is_bare_count(part, languages))
        {
            begun = Some(from);
        }
        end = cut;
        from = cut + 1;
    }
    groups.push(&body[start..]);
    groups.retain(|group| !group.is_empty());
    // Spans alone part nothing unless each has its thing: "from 3 years, up to 7 with an adult".
    let is_span = !facts.iter().any(|fact| money(fact) || share(fact));
    if is_span && groups.iter().any(|group| piece(group, languages).lead == 0) {
        return vec![body];
    }
    groups
}

/// "Rp300/lembar, both sides Rp500": a stroke between money and a word says what the price is for, and parts nothing.
fn is_for_each(body: &[Token], at: usize) -> bool {
    let money = |token: &Token| token.amount().is_some() || !token.currencies().is_empty();
    let glued = |next: &Token| next.kind == Kind::Word && next.at == body[at].at + body[at].raw.len();
    // "前輪 4,500円／後輪 5,800円": a thing with a price of its own.
    let behind = body[at + 1..].iter().take_while(|token| !token.parts_clauses());
    matches!(body[at].mark(), Some('/' | '／'))
        && behind.into_iter().all(|token| token.amount().is_none())
        && at.checked_sub(1).is_some_and(|before| money(&body[before]))
        && body.get(at + 1).is_some_and(glued)
}

/// Parts at commas and "and", so that each holds its own days with their times: "Monday 9-13, Tuesday 15-19".
pub(super) fn by_day(body: &[Token]) -> Vec<&[Token]> {
    let cuts: Vec<usize> =
        (0..body.len()).filter(|at| body[*at].parts_clauses()).chain([body.len()]).collect();
    let mut from = 0;
    let mut parts: Vec<(usize, usize, Hours)> = Vec::new();
    let mut dated: Vec<bool> = Vec::new();
    for cut in cuts {
        let part = &body[from..cut];
        let told = hours(part);
        dated.push(names_a_date(part, &told));
        parts.push((from, cut, told));
        from = cut + 1;
    }
    if let Some(parts) = until_and_until(body, &parts) {
        return parts;
    }
    if let Some(parts) = all_days_but_one(body, &parts) {
        return parts;
    }
    // "open on Saturday and Sunday from 9 to 13" is one list: where times are told, "open" alone tells nothing.
    let timed = parts.iter().any(|(_, _, hours)| hours.has_times());
    let tells = |hours: &Hours| hours.has_times() || hours.closed || (hours.open && !timed);
    let is_whole = |hours: &Hours| !hours.days.is_empty() && tells(hours);
    let is_dated = |at: usize| dated[at] && tells(&parts[at].2);
    if (0..parts.len()).filter(|at| is_whole(&parts[*at].2) || is_dated(*at)).count() < 2 {
        return vec![body];
    }
    let mut groups: Vec<(usize, usize, Hours)> = Vec::new();
    for (at, (from, to, part)) in parts.iter().enumerate() {
        let later_whole = parts[at + 1..].iter().any(|(_, _, hours)| is_whole(hours));
        match groups.last_mut() {
            Some((_, _, group)) if is_dated(at) && tells(group) => groups.push((*from, *to, part.clone())),
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

/// "31 December until 5 pm": a date or a holiday.
fn names_a_date(part: &[Token], told: &Hours) -> bool {
    facts(part, &told.places).iter().any(|fact| matches!(fact, Fact::Date { .. } | Fact::Holiday(_)))
}

/// "The bar closes at 21, on Friday at 24": the time of all days, then that of one.
fn until_and_until<'b>(body: &'b [Token], parts: &[(usize, usize, Hours)]) -> Option<Vec<&'b [Token]>> {
    let single = |hours: &Hours| hours.times.len() == 1 && hours.spans.is_empty();
    let [(_, first_end, every_day), (_, _, one_day)] = parts else { return None };
    let is_pair =
        single(every_day) && every_day.days.is_empty() && single(one_day) && !one_day.days.is_empty();
    is_pair.then(|| vec![&body[..*first_end], &body[first_end + 1..]])
}

/// "Helmet free, child seat 4 € a day": two things, of which one costs nothing.
fn one_is_free<'b>(body: &'b [Token], languages: &[&'static Words]) -> Option<Vec<&'b [Token]>> {
    let mut cuts = (0..body.len()).filter(|at| body[*at].parts_clauses());
    let (cut, None) = (cuts.next()?, cuts.next()) else { return None };
    let parts = [&body[..cut], &body[cut + 1..]];
    let read = parts.map(|part| piece(part, languages));
    let free = |fact: &Fact| matches!(fact, Fact::Free { conditional: false, denied: false });
    let costs = |fact: &Fact| matches!(fact, Fact::Money { .. });
    let only = |piece: &Piece, is: &dyn Fn(&Fact) -> bool, not: &dyn Fn(&Fact) -> bool| {
        piece.facts.iter().any(is) && !piece.facts.iter().any(not)
    };
    let [one, other] = &read;
    let differ = only(one, &free, &costs) && only(other, &costs, &free)
        || only(one, &costs, &free) && only(other, &free, &costs);
    let named = read.iter().all(|piece| {
        !piece.things.is_empty()
            && !piece.denied
            && piece.things.iter().all(|thing| thing.concept != Some("deliver"))
    });
    (differ && named).then(|| parts.to_vec())
}

/// "…, and the first visit is free": the last part names its thing, and nothing else.
fn frees_a_thing(body: &[Token], languages: &[&'static Words]) -> bool {
    let cut = body.iter().rposition(Token::parts_clauses).map_or(0, |at| at + 1);
    let last = piece(&body[cut..], languages);
    cut > 0
        && !last.things.is_empty()
        && matches!(last.facts.as_slice(), [Fact::Free { conditional: false, denied: false }])
}

/// "And with three, 80 euros": a count alone, whose price follows.
fn is_bare_count(part: &[Token], languages: &[&'static Words]) -> bool {
    let piece = piece(part, languages);
    piece.things.is_empty() && matches!(piece.facts.as_slice(), [Fact::Number { .. }])
}

/// "9:30–18:30, closed on Thursday": the hours are those of the other days.
fn all_days_but_one<'b>(body: &'b [Token], parts: &[(usize, usize, Hours)]) -> Option<Vec<&'b [Token]>> {
    let [(_, first_end, told), (from, to, shut)] = parts else { return None };
    // "6 to 11, on Sunday not"
    let denied = body[*from..*to].iter().any(|token| token.is("neg"));
    let is_pair = !told.spans.is_empty()
        && told.days.is_empty()
        && !told.closed
        && !shut.days.is_empty()
        && (shut.closed || denied)
        && !shut.open
        && !shut.has_times();
    is_pair.then(|| vec![&body[..*first_end], &body[*from..*to]])
}

/// Things without a figure: what follows is their price.
fn is_bare_thing(part: &[Token], languages: &[&'static Words]) -> bool {
    let piece = piece(part, languages);
    !piece.things.is_empty() && piece.facts.is_empty() && !piece.denied
}

/// "Our oils are free of alcohol, but the white musk contains it": two records where one thing is said both ways.
pub(super) fn by_contrast<'b>(body: &'b [Token], languages: &[&'static Words]) -> Vec<&'b [Token]> {
    // "Natural henna only, no black henna" turns at the comma.
    let turns = (1..body.len())
        .filter(|at| body[*at].join == Some(Join::But) || matches!(body[*at].mark(), Some(',' | '，' | '،')));
    for at in turns {
        let (before, behind) = (&body[..at], &body[at + 1..]);
        let (one, other) = (piece(before, languages), piece(behind, languages));
        let crosses = |thing: &Thing| {
            other.things.iter().any(|known| known.key == thing.key && known.denied != thing.denied)
        };
        if one.things.iter().any(crosses) {
            return vec![before, behind];
        }
    }
    vec![body]
}
