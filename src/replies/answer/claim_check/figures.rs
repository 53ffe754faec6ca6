//! Numbers in a text, each with what it may mean: money, percent, time, date, a measure, a phone, or just a number.
//! Two numbers agree when one meaning of the one is one meaning of the other, whatever the format.

use std::collections::HashSet;

use super::tokens::{Kind, Token};
use super::words::{currency, is_percent, month, number_word, stands_after_hours, stands_before_hours, unit};
use super::{Claim, ClaimKind, claim};

/// One thing a number may mean.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Meaning {
    Plain(String),
    /// With its currency when one stands beside it.
    Money(String, &'static str),
    Percent(String),
    Measure(String, &'static str),
    /// Minutes since midnight.
    Time(u32),
    /// A bare number where hours stand: "from 9 to 6".
    Hour(u32),
    /// Month and day.
    Date(u32, u32),
}

/// A number where it stands.
struct Figure {
    text: String,
    meanings: Vec<Meaning>,
}

/// All numbers of the evidence.
pub(super) struct Figures {
    meanings: HashSet<Meaning>,
    phones: Vec<String>,
}

impl Figures {
    pub fn of(text: &str, tokens: &[Token]) -> Self {
        let (phones, taken) = phones(text);
        let meanings = read(tokens, &taken).into_iter().flat_map(|figure| figure.meanings).collect();
        Self { meanings, phones: phones.into_iter().map(|(_, digits)| digits).collect() }
    }

    fn supports(&self, figure: &Figure) -> bool {
        figure.meanings.iter().any(|meaning| self.meanings.contains(meaning) || self.agrees(meaning))
    }

    /// The same number where only one side says what it measures.
    fn agrees(&self, meaning: &Meaning) -> bool {
        self.meanings.iter().any(|known| match (meaning, known) {
            (Meaning::Money(a, _) | Meaning::Measure(a, _), Meaning::Plain(b))
            | (Meaning::Plain(a), Meaning::Money(b, _) | Meaning::Percent(b) | Meaning::Measure(b, _)) => {
                a == b
            }
            (Meaning::Time(time), Meaning::Hour(hour)) | (Meaning::Hour(hour), Meaning::Time(time)) => {
                is_hour(*hour, *time)
            }
            (Meaning::Time(time), Meaning::Plain(number)) => {
                number.parse().is_ok_and(|hour| is_hour(hour, *time))
            }
            (Meaning::Hour(hour), Meaning::Plain(number)) => number.parse() == Ok(*hour),
            _ => false,
        })
    }
}

/// "9" is nine in the morning; "6" may be six in the evening.
fn is_hour(hour: u32, time: u32) -> bool {
    hour <= 24 && (hour * 60 == time || ((1..=8).contains(&hour) && (hour + 12) * 60 == time))
}

pub(super) fn claims(text: &str, tokens: &[Token], evidence: &Figures) -> Vec<Claim> {
    let (phones, taken) = phones(text);
    let ends_alike = |one: &str, other: &str| {
        let shared = one.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).count();
        shared == one.len().min(other.len()) && shared >= 7
    };
    let known =
        |digits: &str| evidence.phones.iter().any(|known| known == digits || ends_alike(known, digits));
    let mut claims: Vec<Claim> =
        phones.iter().map(|(text, digits)| claim(ClaimKind::Phone, text, known(digits))).collect();
    let figures = read(tokens, &taken);
    claims.extend(
        figures.iter().map(|figure| claim(ClaimKind::Figure, &figure.text, evidence.supports(figure))),
    );
    claims
}

type Taken = Vec<std::ops::Range<usize>>;

/// Runs of at least seven digits with nothing but blanks, dashes, dots and brackets between them.
fn phones(text: &str) -> (Vec<(String, String)>, Taken) {
    let (mut phones, mut taken) = (Vec::new(), Vec::new());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let begins = bytes[at].is_ascii_digit()
            || (matches!(bytes[at], b'+' | b'(') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit));
        if !begins {
            at += 1;
            continue;
        }
        let run =
            bytes[at..].iter().take_while(|byte| byte.is_ascii_digit() || b"+ -().".contains(byte)).count();
        let run = text[at..at + run].trim_end_matches(|c: char| !c.is_ascii_digit());
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        if (7..=15).contains(&digits.len()) && !is_dotted_amount(run) && !is_year_first(run) {
            phones.push((run.to_owned(), digits.trim_start_matches('0').to_owned()));
            taken.push(at..at + run.len());
        }
        at += run.len().max(1);
    }
    (phones, taken)
}

/// `1.234.567` is an amount, not a phone.
fn is_dotted_amount(run: &str) -> bool {
    let mut groups = run.split('.');
    run.contains('.')
        && groups.next().is_some_and(|first| (1..=3).contains(&first.len()))
        && groups.all(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_year_first(run: &str) -> bool {
    let parts: Vec<&str> = run.split('-').collect();
    parts.len() == 3 && parts[0].len() == 4 && parts[1].len() <= 2 && parts[2].len() <= 2
}

fn read(tokens: &[Token], taken: &Taken) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        let is_free = !taken.iter().any(|range| range.contains(&token.at));
        let (figure, length) = match token.kind {
            Kind::Number if is_free => figure(tokens, at),
            Kind::Word => (words_figure(tokens, at), 1),
            Kind::Number | Kind::Mark => (None, 1),
        };
        figures.extend(figure);
        at += length;
    }
    figures
}

/// A number in digits with what stands around it; how many tokens it takes.
fn figure(tokens: &[Token], at: usize) -> (Option<Figure>, usize) {
    if let Some((figure, length)) = date(tokens, at) {
        return (Some(figure), length);
    }
    let text = &tokens[at].text;
    let hour_and_minute = match (tokens.get(at + 1), tokens.get(at + 2)) {
        (Some(h), Some(minutes))
            if h.is_word(&["h"]) && minutes.kind == Kind::Number && minutes.text.len() == 2 =>
        {
            clock(text, &minutes.text)
        }
        _ => None,
    };
    if let Some(time) = hour_and_minute {
        return (
            Some(Figure {
                text: format!("{text}h{}", tokens[at + 2].text),
                meanings: vec![Meaning::Time(time)],
            }),
            3,
        );
    }
    let meanings = meanings(tokens, at, at, &values(text));
    (Some(Figure { text: shown(tokens, at), meanings }), 1)
}

/// The number with its neighbours, for people.
fn shown(tokens: &[Token], at: usize) -> String {
    let near =
        |token: Option<&Token>| token.filter(|token| !token.ends_sentence()).map(|token| token.raw.clone());
    let before = at.checked_sub(1).and_then(|at| near(tokens.get(at)));
    let parts = [before, Some(tokens[at].raw.clone()), near(tokens.get(at + 1))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What the number from `first` to `last` may mean beside its neighbours.
fn meanings(tokens: &[Token], first: usize, last: usize, values: &[String]) -> Vec<Meaning> {
    let text = &tokens[first].text;
    let before = first.checked_sub(1).map(|at| &tokens[at]);
    let after = tokens.get(last + 1);
    let money = after.and_then(currency).or_else(|| currency_before(tokens, first));
    if let Some((hour, minute)) = text.split_once(':')
        && let Some(time) = clock(hour, minute)
    {
        return half_of_day(tokens, last + 1).map_or(vec![Meaning::Time(time)], |half| vec![half.of(time)]);
    }
    if let Some(currency) = money {
        return values.iter().map(|value| Meaning::Money(value.clone(), currency)).collect();
    }
    if is_percent(after, tokens.get(last + 2)) || before.is_some_and(|token| token.is_mark(&["%"])) {
        return values.iter().map(|value| Meaning::Percent(value.clone())).collect();
    }
    if let Some(half) = half_of_day(tokens, last + 1) {
        let (hour, minute) = text.split_once('.').unwrap_or((text, "00"));
        if let Some(time) = clock(hour, minute) {
            return vec![half.of(time)];
        }
    }
    if let Ok(hour) = text.parse::<u32>()
        && hour <= 24
        && after.and_then(unit).is_none()
        && (before.is_some_and(stands_before_hours) || after.is_some_and(stands_after_hours))
    {
        return vec![Meaning::Hour(hour)];
    }
    let mut meanings: Vec<Meaning> = match after.and_then(unit) {
        Some(unit) => values.iter().map(|value| Meaning::Measure(value.clone(), unit)).collect(),
        None => values.iter().map(|value| Meaning::Plain(value.clone())).collect(),
    };
    if after.is_some_and(|token| token.is_word(&["h"])) {
        meanings.extend(clock(text, "00").map(Meaning::Time));
    }
    if let Some((hour, minute)) = text.split_once('.') {
        meanings.extend(clock(hour, minute).map(Meaning::Time));
    }
    meanings
}

/// `€ 5`, `Rs. 500`, `R$ 10`.
fn currency_before(tokens: &[Token], at: usize) -> Option<&'static str> {
    let before = tokens.get(at.checked_sub(1)?)?;
    if before.is_mark(&["."]) && at >= 2 {
        return currency(&tokens[at - 2]).filter(|_| tokens[at - 2].kind == Kind::Word);
    }
    let is_real = before.is_mark(&["$"]) && at >= 2 && tokens[at - 2].is_word(&["r"]);
    if is_real { Some("real") } else { currency(before) }
}

#[derive(Clone, Copy)]
enum HalfOfDay {
    Morning,
    Evening,
}

impl HalfOfDay {
    fn of(self, time: u32) -> Meaning {
        let twelve = 12 * 60;
        Meaning::Time(match self {
            Self::Morning if time >= twelve => time - twelve,
            Self::Evening if time < twelve => time + twelve,
            Self::Morning | Self::Evening => time,
        })
    }
}

/// `am`, `p.m.` after a number.
fn half_of_day(tokens: &[Token], at: usize) -> Option<HalfOfDay> {
    let word = tokens.get(at)?;
    let dotted = tokens.get(at + 1).is_some_and(|t| t.is_mark(&["."]))
        && tokens.get(at + 2).is_some_and(|t| t.is_word(&["m"]));
    match word.text.as_str() {
        "am" => Some(HalfOfDay::Morning),
        "pm" => Some(HalfOfDay::Evening),
        "a" if dotted => Some(HalfOfDay::Morning),
        "p" if dotted => Some(HalfOfDay::Evening),
        _ => None,
    }
}

fn clock(hour: &str, minute: &str) -> Option<u32> {
    let (hour, minute_number): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute_number < 60 && minute.len() == 2).then_some(hour * 60 + minute_number)
}

/// `12 March`, `March 12`, `12 de marzo`, `12/3`, `12/03/2026`, `2026-03-12`.
fn date(tokens: &[Token], at: usize) -> Option<(Figure, usize)> {
    let number = |at: usize| {
        tokens.get(at).filter(|t| t.kind == Kind::Number).and_then(|t| t.text.parse::<u32>().ok())
    };
    let day = number(at)?;
    let mark = |at: usize, mark: &str| tokens.get(at).is_some_and(|token| token.is_mark(&[mark]));
    let figure = |meanings: Vec<Meaning>, length: usize| {
        let raw: Vec<&str> = tokens[at..at + length].iter().map(|token| token.raw.as_str()).collect();
        Some((Figure { text: raw.join(" "), meanings }, length))
    };
    if mark(at + 1, "/")
        && let Some(second) = number(at + 2)
    {
        let length = if mark(at + 3, "/") && number(at + 4).is_some() { 5 } else { 3 };
        return figure(vec![Meaning::Date(second, day), Meaning::Date(day, second)], length);
    }
    if mark(at + 1, "-")
        && mark(at + 3, "-")
        && day > 1900
        && let (Some(month), Some(day)) = (number(at + 2), number(at + 4))
    {
        return figure(vec![Meaning::Date(month, day)], 5);
    }
    let joins =
        usize::from(tokens.get(at + 1).is_some_and(|t| t.is_word(&["de", "of", "st", "nd", "rd", "th"])));
    if let Some(month) = tokens.get(at + 1 + joins).and_then(month).filter(|_| day <= 31) {
        return figure(vec![Meaning::Date(month, day)], 2 + joins);
    }
    let month = at.checked_sub(1).and_then(|at| month(&tokens[at])).filter(|_| day <= 31)?;
    figure(vec![Meaning::Date(month, day)], 1)
}

/// "five euros", "venti minuti": a number in words counts when it measures something.
fn words_figure(tokens: &[Token], at: usize) -> Option<Figure> {
    let tens = number_word(&tokens[at])?;
    let ones =
        tokens.get(at + 1).and_then(number_word).filter(|ones| tens >= 20 && tens % 10 == 0 && *ones < 10);
    let last = at + usize::from(ones.is_some());
    if at > 0 && number_word(&tokens[at - 1]).is_some_and(|before| before >= 20) {
        return None;
    }
    let value = (tens + ones.unwrap_or(0)).to_string();
    let meanings = meanings(tokens, at, last, &[value]);
    let measures = meanings.iter().any(|meaning| !matches!(meaning, Meaning::Plain(_)));
    measures.then(|| Figure { text: shown(tokens, at), meanings })
}

/// The plain values digits with separators may stand for: `1.234` may be a thousand or one and a bit.
fn values(text: &str) -> Vec<String> {
    let separators: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect();
    let Some(&(last_at, last)) = separators.last() else { return vec![canonical(text, "")] };
    let whole: String = text.chars().filter(char::is_ascii_digit).collect();
    let before: String = text[..last_at].chars().filter(char::is_ascii_digit).collect();
    let decimal = canonical(&before, &text[last_at + 1..]);
    let groups_of_three = text.split(|c: char| !c.is_ascii_digit()).skip(1).all(|group| group.len() == 3);
    let mixed = separators.iter().any(|(_, c)| *c != last);
    match (separators.len(), mixed, groups_of_three) {
        (_, _, _) if last == '\'' => vec![canonical(&whole, "")],
        (1, _, true) => vec![canonical(&whole, ""), decimal],
        (1, _, false) | (_, true, _) => vec![decimal],
        (_, false, _) => vec![canonical(&whole, "")],
    }
}

fn canonical(whole: &str, fraction: &str) -> String {
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}
