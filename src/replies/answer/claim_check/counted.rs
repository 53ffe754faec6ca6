//! Whether a number among days and times counts something else: two hours, eight persons, level one.

use super::dates;
use super::numbers::Amount;
use super::subjects;
use super::token::{Kind, Token};
use crate::languages::Meaning;

/// A number without the form of a time that tells none; `bare` where numbers alone may be hours.
pub(super) fn is_no_hour(tokens: &[Token], here: usize, bare: bool) -> bool {
    // "The third Tuesday".
    let ordinal = here.checked_sub(1).is_some_and(|at| tokens[at].raw == "第");
    let counts_in_order = tokens
        .get(here + 1)
        .is_some_and(|next| dates::is_ordinal(next) && next.at == tokens[here].at + tokens[here].raw.len());
    ordinal
        || counts_in_order
        || dates::begins_a_span(tokens, here).is_some()
        || is_aged(tokens, here)
        || measured(tokens, here)
        || is_aside(tokens, here)
        || is_least(tokens, here)
        || is_within(tokens, here)
        || if bare { counts_a_thing(tokens, here) } else { lasts(tokens, here) }
}

/// "For ages 8 to 12": years, and no span of hours.
fn is_aged(tokens: &[Token], here: usize) -> bool {
    let before = |step: usize| here.checked_sub(step).and_then(|at| tokens.get(at));
    let aged = |step: usize| before(step).is_some_and(|token| token.is("age"));
    let ends_a_span = before(2).is_some_and(|token| token.amount().is_some());
    aged(1) || (ends_a_span && aged(3))
}

/// "A bed for 8 persons on Fridays", "level 1 on Mondays": a thing stands right behind the number, or right before one that
/// begins no span.
fn counts_a_thing(tokens: &[Token], here: usize) -> bool {
    let is_subject =
        |meaning: &Meaning| matches!(meaning, Meaning::Concept(name) if !subjects::is_frame(name));
    let is_thing = |token: &Token| {
        token.kind == Kind::Word
            && !token.common
            && token.meanings.iter().all(is_subject)
            && token.raw.chars().count() > 2
            && token.raw.chars().all(|letter| letter < '\u{590}')
    };
    let begins_a_span = |token: &Token| token.is_dash() || token.is("range") || token.is("until");
    let next = tokens.get(here + 1);
    let before = here.checked_sub(1).and_then(|at| tokens.get(at));
    let tells_a_time =
        next.is_some_and(|next| begins_a_span(next) || next.is("clock") || next.is("am") || next.is("pm"));
    next.is_some_and(is_thing) || (before.is_some_and(is_thing) && !tells_a_time)
}

/// "12 €/2 h", "course (2 h 30)", "3 h/week": so long, where nothing says when.
pub(super) fn is_aside(tokens: &[Token], here: usize) -> bool {
    let hour = tokens.get(here + 1).is_some_and(|next| next.unit() == Some("hour"));
    let begins = |mark: char| here.checked_sub(1).is_some_and(|at| tokens[at].mark() == Some(mark));
    let ends = |at: usize, mark: char| tokens.get(at).is_some_and(|token| token.mark() == Some(mark));
    let minutes = tokens.get(here + 2).is_some_and(|token| token.amount().is_some());
    let behind = here + 2 + usize::from(minutes);
    let long = |amount: Amount| amount.clock.is_some_and(|minutes| minutes <= LONGEST_MINUTES);
    if tokens[here].raw.contains(['h', 'H']) && tokens[here].amount().is_some_and(long) {
        return begins('(') && ends(here + 1, ')') || ends(here + 1, '/') || is_spoken_length(tokens, here);
    }
    hour && (begins('/') || ends(here + 2, '/') || begins('(') && ends(behind, ')'))
}

/// "Minimum: 2 heures", "3 h minimum": how long at least.
fn is_least(tokens: &[Token], here: usize) -> bool {
    let before = |step: usize| here.checked_sub(step).and_then(|at| tokens.get(at));
    let limits = |token: &Token| {
        token.is("lasts") || token.folded.starts_with("minim") || token.folded.starts_with("maxim")
    };
    let named = before(1).is_some_and(|token| token.mark() == Some(':')) && before(2).is_some_and(limits);
    let hours = tokens.get(here + 1).is_some_and(|next| next.unit() == Some("hour"));
    hours && (named || tokens.get(here + 2).is_some_and(limits))
}

/// "Sous 24 h": within so long, and no hour of the day.
fn is_within(tokens: &[Token], here: usize) -> bool {
    let within = |token: &Token| token.is("up_to") && !token.is("until") && !token.is("at");
    here.checked_sub(1).is_some_and(|at| within(&tokens[at]))
        && tokens.get(here + 1).is_some_and(|next| next.unit() == Some("hour"))
}

/// A time this early is a length where nothing says when: "dure 2 h 30".
const LONGEST_MINUTES: u16 = 6 * 60;

/// A word that means nothing to a clock stands before, and no second time behind.
fn is_spoken_length(tokens: &[Token], here: usize) -> bool {
    const WHEN: &[&str] =
        &["at", "until", "range", "from", "before", "after", "clock", "open", "closed", "am", "pm"];
    let before = here.checked_sub(1).map(|at| &tokens[at]);
    let verb = before.is_some_and(|token| {
        token.is("lasts") || token.kind == Kind::Word && !token.common && token.meanings.is_empty()
    });
    let says_when =
        |token: &Token| WHEN.iter().any(|word| token.is(word)) || token.is_dash() || token.day().is_some();
    verb && !tokens[here + 1..].iter().take(2).any(says_when)
}

/// "Dure 2 heures": a word that tells hours of the day and counts them counts where nothing before it says when.
fn lasts(tokens: &[Token], here: usize) -> bool {
    const WHEN: &[&str] = &["at", "until", "range", "from", "before", "after", "clock", "open", "closed"];
    let counts =
        |token: &Token| token.is("clock") && token.unit() == Some("hour") && token.folded.chars().count() > 3;
    let when = |token: &Token| WHEN.iter().any(|word| token.is(word));
    tokens.get(here + 1).is_some_and(counts)
        && here
            .checked_sub(1)
            .and_then(|at| tokens.get(at))
            .is_some_and(|before| before.kind == Kind::Word && !when(before))
}

/// A number that counts something else.
fn measured(tokens: &[Token], here: usize) -> bool {
    let next = tokens.get(here + 1);
    // "Jam 8 malam": eight at night, and no eight nights.
    let clock = here.checked_sub(1).is_some_and(|at| tokens[at].is("clock"));
    if clock && next.is_some_and(|next| next.is("am") || next.is("pm")) {
        return false;
    }
    let money = |token: Option<&Token>| token.is_some_and(|token| !token.currencies().is_empty());
    if ends_a_span(tokens, here) {
        return false;
    }
    let unit = next.is_some_and(|next| next.unit().is_some() && (!next.is("clock") || counts_hours(next)))
        || next.is_some_and(Token::is_dash)
            && tokens.get(here + 3).is_some_and(|token| token.unit().is_some() && !token.is("clock"))
        || tokens.get(here + 2).is_some_and(|token| {
            token.unit().is_some_and(|unit| unit != "hour")
                && !(token.is("am") || token.is("pm") || token.day().is_some())
                && next.is_some_and(|next| next.kind == Kind::Word)
        });
    // "24 heures avant", "24 uur na": how long before or after, not when.
    let ahead = next.is_some_and(|next| next.unit() == Some("hour") && next.folded.chars().count() > 2)
        && tokens
            .get(here + 2)
            .is_some_and(|token| token.is("before") && !token.is("until") || token.is("after"));
    let month = next.is_some_and(|next| next.month().is_some())
        || here.checked_sub(1).is_some_and(|at| tokens[at].month().is_some())
        || tokens.get(here + 2).is_some_and(|token| token.month().is_some());
    unit || ahead || month || money(next) || money(here.checked_sub(1).and_then(|at| tokens.get(at)))
}

/// "De 10 a 19 horas": from one hour of the day to a later one, and no nineteen hours.
fn ends_a_span(tokens: &[Token], here: usize) -> bool {
    let hour = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at)?.amount()?.as_whole()).filter(|hour| (1..=24).contains(hour))
    };
    let joined = here
        .checked_sub(1)
        .is_some_and(|at| tokens[at].is_dash() || tokens[at].is("until") || tokens[at].is("range"));
    let later = hour(here.checked_sub(2))
        .zip(hour(Some(here)))
        .is_some_and(|(from, to)| from >= EARLIEST && to > from && to > 12);
    joined && later && tokens.get(here + 1).is_some_and(|next| next.unit() == Some("hour"))
}

/// No shop opens before.
const EARLIEST: i64 = 5;

/// Words of hours that stand before a time of day; behind a number they count hours: "ore 9" and "9 ore".
fn counts_hours(token: &Token) -> bool {
    matches!(token.folded.as_str(), "ore" | "jam" | "saat" | "godzin" | "godziny" | "ساعه" | "ساعات")
}
