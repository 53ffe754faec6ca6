//! Days and times: what a sentence says of opening, read into days, spans and open or closed.
//! Times without "am" or "pm" may be either half of the day when a customer would say them so.

use super::counted;
use super::days::days;
use super::halves::halves_of_day;
use super::numbers::Amount;
use super::time::DAY_MINUTES;
pub(super) use super::time::{Role, Time};
use super::token::{Kind, Token};
use crate::languages::Join;

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Hours {
    pub days: Vec<u8>,
    pub spans: Vec<(Time, Time)>,
    pub times: Vec<Time>,
    pub open: bool,
    pub closed: bool,
    /// "Not open", "not closed": the word itself is denied.
    pub turned: bool,
    /// Token places used up.
    pub places: Vec<usize>,
}

impl Hours {
    pub fn has_times(&self) -> bool {
        !self.spans.is_empty() || !self.times.is_empty()
    }
}

/// What these tokens say of days and times.
pub(super) fn hours(tokens: &[Token]) -> Hours {
    let mut hours = Hours {
        days: days(tokens),
        open: (0..tokens.len()).any(|at| tokens[at].is("open") && !is_counted(tokens, at))
            // "Come by on Tuesday": then it is open.
            || says_to_come(tokens) && tokens.iter().any(|token| token.day().is_some()),
        closed: tokens.iter().any(|token| token.is("closed")),
        ..Hours::default()
    };
    let spoken = tokens.iter().any(|token| token.is("clock") || token.is("half_past") || token.is("half_to"));
    let bare_allowed = !hours.days.is_empty() || hours.open || hours.closed || is_of_a_season(tokens);
    let mut times: Vec<Time> = Vec::new();
    for here in 0..tokens.len() {
        if let Some((time, mut used)) = time_at(tokens, here, bare_allowed, spoken) {
            if used.iter().any(|place| hours.places.contains(place)) {
                continue;
            }
            times.push(time);
            hours.places.append(&mut used);
        }
    }
    halves_of_day(tokens, &mut times);
    // "Open day and night": from midnight to midnight.
    let always = day_and_night(tokens);
    if let Some(place) = always {
        hours.places.extend(place..place + 3);
    }
    if times.is_empty()
        && let Some(place) = always.or_else(|| tokens.iter().position(|token| token.is("round_the_clock")))
    {
        let time = |minute: u16| Time { minute, also: None, role: Role::Any, place };
        hours.spans.push((time(0), time(DAY_MINUTES)));
    }
    let mut at = 0;
    while at < times.len() {
        if let Some(next) = times.get(at + 1)
            && is_span(tokens, times[at], *next)
        {
            hours.spans.push(later(times[at], *next));
            at += 2;
        } else {
            hours.times.push(times[at]);
            at += 1;
        }
    }
    hours
}

/// "24/7"
fn day_and_night(tokens: &[Token]) -> Option<usize> {
    let is = |token: &Token, number: i64| token.amount().and_then(Amount::as_whole) == Some(number);
    tokens.windows(3).position(|three| is(&three[0], 24) && three[1].mark() == Some('/') && is(&three[2], 7))
}

fn later(start: Time, mut end: Time) -> (Time, Time) {
    if end.minute <= start.minute
        && let Some(also) = end.also
    {
        end.minute = also;
        end.also = None;
    }
    (start, end)
}

/// The days named, ranges filled in.
/// "Takes two hours", "one and a half hours": so long, and no hours of opening.
fn is_counted(tokens: &[Token], here: usize) -> bool {
    let before = here.checked_sub(1).and_then(|at| tokens.get(at));
    tokens[here].unit().is_some()
        && before.is_some_and(|token| token.amount().is_some() || token.is("half") || token.is("half_past"))
}

/// "July and August 8.30-20": a span with the minutes of a clock behind months.
fn is_of_a_season(tokens: &[Token]) -> bool {
    let to_the_minute = |token: &Token| {
        let parts = token.raw.split_once(['.', ':']);
        token.amount().is_some()
            && parts
                .is_some_and(|(hour, minute)| hour.len() <= 2 && matches!(minute, "00" | "15" | "30" | "45"))
    };
    let spans = |three: &[Token]| {
        three[1].is_dash()
            && three[0].amount().is_some()
            && three[2].amount().is_some()
            && (to_the_minute(&three[0]) || to_the_minute(&three[2]))
    };
    tokens.iter().any(|token| token.month().is_some())
        && tokens.windows(3).any(spans)
        && tokens.iter().all(|token| token.currencies().is_empty())
}

/// "Come by", where nothing is denied.
fn says_to_come(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| token.is("come_by"))
        && !tokens.iter().any(|token| token.is("neg") || token.is("without"))
}

/// The time that stands here, and the places it uses.
fn time_at(tokens: &[Token], here: usize, bare_allowed: bool, spoken: bool) -> Option<(Time, Vec<usize>)> {
    let token = &tokens[here];
    let fixed = |minute: u16, used: Vec<usize>| {
        Some((Time { minute, also: None, role: role(tokens, here), place: here }, used))
    };
    if token.is("noon") {
        return fixed(12 * 60, vec![here]);
    }
    if token.is("midnight") {
        return fixed(DAY_MINUTES, vec![here]);
    }
    if token.kind == Kind::Word && token.is("clock") && token.folded == "una" {
        return None;
    }
    let Kind::Number(amount) = token.kind else { return one(tokens, here, bare_allowed) };
    let mut used = vec![here];
    let next = |step: usize| tokens.get(here + step);
    let before = |step: usize| here.checked_sub(step).and_then(|at| tokens.get(at));
    let minute = if let Some(minute) = amount.clock {
        if counted::is_aside(tokens, here) {
            return None;
        }
        minute
    } else {
        let context = bare_allowed || tells_a_time(tokens, here, spoken);
        if !context || counted::is_no_hour(tokens, here, bare_allowed) {
            return None;
        }
        amount.whole_or_dotted()?
    };
    // "10 to 5.30": a dot leaves the half of the day open, as long as no nought stands before.
    let dotted = amount.clock.is_none() && amount.exact_clock && !token.raw.starts_with('0');
    let mut also = (!amount.exact_clock && amount.clock.is_none()
        || dotted
        || amount.clock.is_some_and(|_| !amount.exact_clock))
    .then_some(minute)
    .filter(|minute| *minute < 12 * 60 + 60 && *minute > 0)
    .map(|minute| if minute >= 12 * 60 { minute - 12 * 60 } else { minute + 12 * 60 });
    let mut minute = minute;
    let mut shift = |by: i32, used_place: usize, used: &mut Vec<usize>| {
        minute = moved(minute, by);
        also = also.map(|minute| moved(minute, by));
        used.push(used_place);
    };
    if amount.clock.is_none() {
        if let Some(minutes) = minutes_behind(tokens, here) {
            shift(minutes, here + 2, &mut used);
            used.push(here + 3);
        }
        for step in 1..=2 {
            match next(step) {
                Some(t) if t.is("half_past") => shift(30, here + step, &mut used),
                Some(t) if t.is("quarter_past") => shift(15, here + step, &mut used),
                Some(t) if t.is("quarter_to") => shift(-15, here + step, &mut used),
                Some(t) if t.is("clock") => continue,
                _ => {}
            }
            break;
        }
        for step in 1..=3 {
            match before(step) {
                Some(t) if t.is("half_past") => shift(30, here - step, &mut used),
                Some(t) if t.is("half_to") => shift(-30, here - step, &mut used),
                Some(t) if t.is("quarter_past") => shift(15, here - step, &mut used),
                Some(t) if t.is("quarter_to") => shift(-15, here - step, &mut used),
                Some(t) if t.common && t.amount().is_none() => continue,
                _ => {}
            }
            break;
        }
    }
    Some((Time { minute, also, role: role(tokens, here), place: here }, used))
}

/// Words of the clock or of the half of the day beside a number that has no form of a time.
fn tells_a_time(tokens: &[Token], here: usize, spoken: bool) -> bool {
    let before = |step: usize| here.checked_sub(step).and_then(|at| tokens.get(at));
    let clock = |token: &Token| token.is("clock") || token.is("am") || token.is("pm");
    let half = |token: &Token| token.is("half_past") || token.is("half_to");
    tokens.get(here + 1).is_some_and(clock)
        || leads_to_the_clock(tokens, here)
        || before(1).is_some_and(clock)
        || (spoken && before(1).is_some_and(half))
        || half_day_behind(tokens, here)
        || is_at_the(tokens, here)
        || (before(1).is_some_and(|token| token.common)
            && before(2).is_some_and(|token| token.is("half_past")))
}

/// "Von 7 bis 22 Uhr": the word of the clock stands behind the second.
fn leads_to_the_clock(tokens: &[Token], here: usize) -> bool {
    let [_, join, end, clock, ..] = &tokens[here..] else { return false };
    (join.is_dash() || join.is("until") || join.is("range"))
        && end.amount().is_some()
        && clock.is("clock")
        && clock.unit().is_none()
}

/// "Antes de las once", "a las siete": the article of hours behind a word that says when, and nothing counted behind.
fn is_at_the(tokens: &[Token], here: usize) -> bool {
    let before = |step: usize| here.checked_sub(step).and_then(|at| tokens.get(at));
    let when = |token: &Token| matches!(token.folded.as_str(), "a" | "de" | "desde" | "hasta" | "sobre");
    before(1).is_some_and(|token| token.folded == "las")
        && before(2).is_some_and(when)
        && tokens.get(here + 1).is_none_or(|next| next.mark().is_some() || next.common)
}

/// "Half past two in the afternoon", "الثامنة والنصف صباحًا": small words may stand before the half of the day.
fn half_day_behind(tokens: &[Token], here: usize) -> bool {
    let passes = |token: &Token| {
        token.common || token.is("half_past") || token.is("quarter_past") || token.is("quarter_to")
    };
    let half = |token: &Token| token.is("am") || token.is("pm");
    let behind = &tokens[here + 1..];
    let words = behind.iter().take(5).take_while(|token| passes(token) && !half(token)).count();
    behind.get(words).is_some_and(|token| half(token) && token.unit().is_none())
}

/// "17時30分", "5시 30분": the minutes behind the hour.
fn minutes_behind(tokens: &[Token], here: usize) -> Option<i32> {
    let hour = tokens.get(here + 1).filter(|token| token.is("clock"))?;
    let minutes = tokens.get(here + 2).and_then(Token::amount).and_then(super::numbers::Amount::as_whole)?;
    let unit = tokens.get(here + 3).filter(|token| token.unit() == Some("minute"))?;
    let other_script = |token: &Token| token.raw.chars().all(|letter| letter > '\u{36f}');
    (other_script(hour) && other_script(unit))
        .then(|| i32::try_from(minutes).ok().filter(|minutes| *minutes < 60))?
}

/// "all'una", "a la una": one o'clock is an article elsewhere.
fn one(tokens: &[Token], here: usize, bare_allowed: bool) -> Option<(Time, Vec<usize>)> {
    let token = &tokens[here];
    let before = here.checked_sub(1).and_then(|at| tokens.get(at));
    let is_one = matches!(token.folded.as_str(), "una" | "one" | "uma")
        && before.is_some_and(|t| t.is("at") || t.is("until") || t.is("clock"))
        && tokens
            .get(here + 1)
            .is_none_or(|next| next.mark().is_some() || next.is("half_past") || next.is("pm") || next.common);
    (is_one && bare_allowed).then(|| {
        (Time { minute: 60, also: Some(13 * 60), role: role(tokens, here), place: here }, vec![here])
    })
}

fn role(tokens: &[Token], here: usize) -> Role {
    let mut at_a_time = false;
    for step in 1..=4 {
        let Some(token) = here.checked_sub(step).and_then(|at| tokens.get(at)) else { break };
        if token.amount().is_some() {
            break;
        }
        at_a_time |= token.is("at");
        if token.is("before") && !token.is("until") && !token.is("range") {
            return Role::Before;
        }
        if token.is("after") {
            return Role::After;
        }
        if token.is("from") && step <= 2 && !token.is("until") && !token.is("closed") {
            return Role::Start;
        }
        if token.is("closed") {
            return Role::End;
        }
        if token.is("open") && (step <= 3 || at_a_time) {
            // "open until 8" and "open from 9" are told by the nearer word, "open at 8" by "at".
            return if token.folded.starts_with("apri") || token.is("from") || at_a_time {
                Role::Start
            } else {
                Role::Any
            };
        }
        if token.is("until")
            && token.folded != "a"
            && token.folded != "al"
            && token.folded != "alle"
            && token.folded != "all'"
            && token.folded != "all"
            && token.folded != "to"
        {
            return Role::End;
        }
    }
    for step in 1..=3 {
        let Some(token) = tokens.get(here + step) else { break };
        if token.amount().is_some() {
            break;
        }
        // Latin letters put it before the time, whatever accents they bear: "11 h et à 15 h".
        let other_script = token.raw.chars().any(|letter| letter > '\u{36f}');
        let postposed = other_script || matches!(token.folded.as_str(), "tak" | "kadar");
        if token.is("until") && postposed {
            return Role::End;
        }
        if token.is("closed") {
            return Role::End;
        }
    }
    Role::Any
}

/// "9-13", "from 9 to 13", "dalle 9 alle 13".
fn is_span(tokens: &[Token], first: Time, second: Time) -> bool {
    let between = &tokens[first.place + 1..second.place];
    // "Before 11, and it is ready at 19."
    if matches!(first.role, Role::Before | Role::After) {
        return false;
    }
    if between.len() > 5 || between.iter().any(|token| token.day().is_some()) {
        return false;
    }
    let joined = between.iter().any(|token| token.is_dash() || token.is("range") || token.is("until"))
        || between.iter().any(|token| token.folded == "and" || token.folded == "e")
            && first.role == Role::Any
            && between.len() == 1
        || between.iter().any(|token| token.join == Some(Join::And)) && is_between(tokens, first);
    let verb = between.iter().any(|token| token.is("closed") || token.is("open"));
    let comma = between.iter().any(|token| matches!(token.mark(), Some(',')));
    joined && !verb && !comma
}

/// "Between 9 and 17": the word stands before the first time.
fn is_between(tokens: &[Token], first: Time) -> bool {
    tokens[..first.place].iter().rev().take(2).any(|token| token.is("between"))
}

/// A time of day so many minutes later or earlier.
fn moved(minute: u16, by: i32) -> u16 {
    u16::try_from((i32::from(minute) + by).rem_euclid(i32::from(DAY_MINUTES))).unwrap_or(minute)
}
