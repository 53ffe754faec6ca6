//! Terms that a clause must not drop: "the first Saturday", "only for groups", "(16 if …)", "the last wash at 21:30", "in
//! total", "everywhere", "sold out". Read from words that stand near what they narrow.

use std::sync::LazyLock;

use super::against::{Against, Why};
use super::fact::Fact;
use super::fit::{has_thing, is_foreign, is_like};
use super::hours::Hours;
use super::piece::{Piece, Thing};
use super::record::Record;
use super::token::{Kind, Token};
use crate::languages::Words;
use crate::storage::text::{fold, normalise};

/// What the words about a clause say of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    /// "The first Saturday", "alternate Saturdays": a day, and not every week.
    nth: bool,
    total: bool,
    everywhere: bool,
    gone: bool,
    pub ready: bool,
    half_year: bool,
    conditional: bool,
    /// "Before" and "after" of something that is no figure.
    before: bool,
    after: bool,
    /// The time behind "last".
    last: Option<u16>,
    /// What "only" narrows, and to what.
    narrowed: Vec<Thing>,
    narrowed_to: Vec<Thing>,
    /// Figures that stand in no bracket with a condition, and those that do, with its things.
    plain: Vec<i64>,
    asides: Vec<(Vec<i64>, Vec<Thing>)>,
    /// Each figure with what stands before it, from the last comma or figure on.
    led: Vec<(i64, Vec<Thing>)>,
}

/// A kind of word, in one language.
struct Entry {
    kind: &'static str,
    tag: &'static str,
    /// Each a phrase of folded words.
    phrases: Vec<Vec<String>>,
}

static WORDS: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let lines = include_str!("terms_words.txt").lines().filter(|line| !line.starts_with('#'));
    let entry = |line: &'static str| {
        let mut words = line.split_whitespace();
        let (kind, tag) = (words.next()?, words.next()?);
        let folded = |phrase: &str| phrase.split('_').map(|word| fold(&normalise(word))).collect();
        Some(Entry { kind, tag, phrases: words.map(folded).collect() })
    };
    lines.filter_map(entry).collect()
});

/// Languages that write without blanks: a phrase may lie across tokens.
const RUNS: &[&str] = &["zh", "ja", "th"];

/// Most tokens of a phrase where there are no blanks.
const RUN_TOKENS: usize = 5;

/// Where a kind of word begins, and how many tokens it has.
fn places(kind: &str, tokens: &[Token], languages: &[&'static Words]) -> Vec<(usize, usize)> {
    let entries: Vec<&Entry> = WORDS
        .iter()
        .filter(|entry| entry.kind == kind && languages.iter().any(|words| words.tag == entry.tag))
        .collect();
    let mut found = Vec::new();
    for here in 0..tokens.len() {
        let length = entries.iter().find_map(|entry| {
            let run = RUNS.contains(&entry.tag);
            entry.phrases.iter().find_map(|phrase| begins(phrase, &tokens[here..], run))
        });
        found.extend(length.map(|length| (here, length)));
    }
    found
}

fn begins(phrase: &[String], tokens: &[Token], run: bool) -> Option<usize> {
    if run {
        let mut joined = String::new();
        let word = phrase.first()?;
        for (at, token) in tokens.iter().take(RUN_TOKENS).enumerate() {
            joined.push_str(&token.folded);
            if joined.starts_with(word.as_str()) {
                return Some(at + 1);
            }
        }
        return None;
    }
    let is = |token: &Token, word: &str| {
        let said = token.folded.trim_end_matches('\'');
        word.strip_suffix('*').map_or(said == word, |start| said.starts_with(start))
    };
    let all = phrase.len() <= tokens.len() && phrase.iter().zip(tokens).all(|(word, token)| is(token, word));
    all.then_some(phrase.len())
}

/// How far from its day "first" stands.
const NEAR_DAY: usize = 2;

/// How far behind "last" its time stands.
const NEAR_LAST: usize = 8;

/// How near a figure takes "before" and "after" for its own.
const NEAR_FIGURE: usize = 4;

/// The terms of a clause; `thing` is what a token speaks of.
pub(super) fn terms(
    tokens: &[Token],
    languages: &[&'static Words],
    hours: &Hours,
    thing: impl Fn(usize) -> Option<Thing>,
) -> Terms {
    let says = |kind: &str| !places(kind, tokens, languages).is_empty();
    let is_day = |at: usize| tokens[at].day().is_some();
    let days_near = |(at, length): &(usize, usize)| {
        let from = at.saturating_sub(NEAR_DAY);
        (from..(at + length + NEAR_DAY).min(tokens.len())).any(is_day)
    };
    let mut terms = Terms {
        nth: places("nth", tokens, languages).iter().any(days_near),
        total: says("total"),
        everywhere: says("everywhere"),
        gone: says("gone"),
        ready: says("ready") && says("already"),
        half_year: says("half_year"),
        conditional: says("if"),
        before: is_of_no_figure(tokens, "before"),
        after: is_of_no_figure(tokens, "after"),
        last: last_time(tokens, languages, hours),
        ..Terms::default()
    };
    narrow(tokens, &thing, &mut terms);
    asides(tokens, languages, &thing, &mut terms);
    lead(tokens, hours, &thing, &mut terms);
    terms
}

fn is_of_no_figure(tokens: &[Token], name: &str) -> bool {
    let plain = |token: &Token| token.amount().is_none() && token.day().is_none();
    let free = |at: usize| {
        let goes_on = |token: &&Token| token.mark().is_none_or(|mark| token.is_dash() || mark == '\'');
        let before = tokens[..at].iter().rev().take_while(goes_on).take(NEAR_FIGURE);
        let behind = tokens[at + 1..].iter().take_while(goes_on).take(NEAR_FIGURE);
        before.chain(behind).all(plain)
    };
    (0..tokens.len()).any(|at| tokens[at].is(name) && !tokens[at].is("until") && free(at))
}

/// "The last wash at 21:30".
fn last_time(tokens: &[Token], languages: &[&'static Words], hours: &Hours) -> Option<u16> {
    let spans = hours.spans.iter().map(|(from, _)| from);
    let mut times: Vec<_> = hours.times.iter().chain(spans).collect();
    times.sort_by_key(|time| time.place);
    places("last", tokens, languages).into_iter().find_map(|(at, _)| {
        let behind = |time: &&&super::hours::Time| time.place > at && time.place <= at + NEAR_LAST;
        times.iter().find(behind).map(|time| time.minute)
    })
}

/// What "only" narrows and to what: "on account only for managers", "(black and white only)".
fn narrow(tokens: &[Token], thing: &impl Fn(usize) -> Option<Thing>, terms: &mut Terms) {
    let Some(only) = tokens.iter().position(|token| token.is("only")) else { return };
    let parts = |token: &Token| matches!(token.mark(), Some(',' | ';' | ':' | '，' | '、' | '،' | '；'));
    let aside = |token: &Token| matches!(token.mark(), Some('(' | ')' | '（' | '）' | '!' | '.'));
    let ends = |token: &Token| parts(token) || aside(token);
    let end = tokens[only..].iter().position(ends).map_or(tokens.len(), |at| only + at);
    let start = tokens[..only].iter().rposition(ends).map_or(0, |at| at + 1);
    let in_bracket = start.checked_sub(1).is_some_and(|at| matches!(tokens[at].mark(), Some('(' | '（')));
    let things = |range: std::ops::Range<usize>| range.filter_map(thing).collect::<Vec<Thing>>();
    let behind = things(only + 1..end);
    let before = things(start..only);
    let outside = || {
        let close = start.saturating_sub(1);
        let from = tokens[..close].iter().rposition(parts).map_or(0, |at| at + 1);
        things(from..close)
    };
    (terms.narrowed, terms.narrowed_to) = match (behind.is_empty(), in_bracket) {
        (false, true) => (outside(), behind),
        (false, false) => (before, behind),
        (true, true) => (outside(), before),
        // "10 % off for members only"
        (true, false) => {
            let last = before.len().saturating_sub(1);
            (before[..last].to_vec(), before[last..].to_vec())
        }
    };
}

/// "Minimum age is 17 (16 if you get …)": a figure that holds on a condition.
fn asides(
    tokens: &[Token],
    languages: &[&'static Words],
    thing: &impl Fn(usize) -> Option<Thing>,
    terms: &mut Terms,
) {
    let figure = |token: &Token| token.amount().map(|amount| amount.milli);
    let mut from = 0;
    while let Some(open) = tokens[from..].iter().position(|token| matches!(token.mark(), Some('(' | '（'))) {
        let open = from + open;
        terms.plain.extend(tokens[from..open].iter().filter_map(figure));
        let close = tokens[open..].iter().position(|token| matches!(token.mark(), Some(')' | '）')));
        let close = close.map_or(tokens.len(), |at| open + at);
        let inside = &tokens[open + 1..close];
        let figures: Vec<i64> = inside.iter().filter_map(figure).collect();
        if !figures.is_empty() && !places("if", inside, languages).is_empty() {
            terms.asides.push((figures, (open + 1..close).filter_map(thing).collect()));
        } else {
            terms.plain.extend(figures);
        }
        from = close;
    }
    terms.plain.extend(tokens[from..].iter().filter_map(figure));
}

/// "Screen 6 months and battery 3 months": which figure is of what.
fn lead(tokens: &[Token], hours: &Hours, thing: &impl Fn(usize) -> Option<Thing>, terms: &mut Terms) {
    let mut from = 0;
    for (here, token) in tokens.iter().enumerate() {
        if token.parts_clauses() {
            from = here + 1;
        }
        let Some(amount) = token.amount().filter(|_| !hours.places.contains(&here)) else { continue };
        terms.led.push((amount.milli, (from..here).filter_map(thing).collect()));
        from = here + 1;
    }
}

/// The clause gives the figure of one thing to another that has its own beside it.
fn is_led_by_another(clause: &Piece, record: &Piece, foreign: bool) -> bool {
    // What is paid is told apart elsewhere, and several figures have their own order.
    let is_span = |fact: &Fact| matches!(fact, Fact::Duration { .. });
    let spans = record.facts.iter().filter(|fact| is_span(fact)).count();
    if spans < 2 || clause.terms.led.len() != 1 || !clause.facts.iter().any(is_span) {
        return false;
    }
    let said: Vec<i64> = clause.terms.led.iter().map(|(figure, _)| *figure).collect();
    let led = &record.terms.led;
    let among = |things: &[Thing], thing: &Thing| things.iter().any(|own| is_like(thing, own, foreign));
    let names_one = |of: &[Thing], and_not: &[Thing]| {
        clause.things.iter().any(|thing| among(of, thing) && !among(and_not, thing))
    };
    let only_once = |figure: i64| led.iter().filter(|(known, _)| *known == figure).count() == 1;
    let mut own = led
        .iter()
        .filter(|(figure, things)| said.contains(figure) && only_once(*figure) && !things.is_empty());
    own.any(|(_, things)| {
        let mut others = led.iter().filter(|(figure, _)| !said.contains(figure));
        others.any(|(_, other)| names_one(other, things) && !names_one(things, other))
    })
}

/// What a clause drops or adds of a record's terms.
pub(super) fn kept(clause: &Piece, record: &Record, foreign: bool) -> Result<(), Why> {
    let (said, known) = (&clause.terms, &record.piece.terms);
    let named =
        |own: &[Thing]| own.iter().any(|own| clause.things.iter().any(|thing| is_like(thing, own, foreign)));
    if known.nth && !said.nth && shares_a_day(clause, &record.piece) {
        return Err(Why::Day);
    }
    if let (Some(last), Some(known)) = (said.last, known.last)
        && last != known
    {
        return Err(Why::Day);
    }
    if said.everywhere && !known.everywhere && !clause.denied {
        return Err(Why::Name);
    }
    let is_rate = |fact: &Fact| matches!(fact, Fact::Per("person" | "each" | "piece") | Fact::PerWord(_));
    if said.total && !known.total && record.piece.facts.iter().any(is_rate) {
        return Err(Why::Figure);
    }
    let six_months = |fact: &Fact| matches!(fact, Fact::Duration { low: 6, high: 6, months: true, .. });
    if said.half_year && !known.half_year && !record.piece.facts.iter().any(six_months) {
        return Err(Why::Figure);
    }
    // Each language has other words for both: "by appointment", "nach Vereinbarung".
    let turned = (said.before && !said.after && known.after && !known.before)
        || (said.after && !said.before && known.before && !known.after);
    if turned && !foreign {
        return Err(Why::Polarity);
    }
    if is_led_by_another(clause, &record.piece, foreign) {
        return Err(Why::Swapped);
    }
    let strange = || clause.things.iter().any(|thing| has_thing(record, thing, foreign).is_none());
    if !clause.only
        && !known.narrowed_to.is_empty()
        && named(&known.narrowed)
        && !named(&known.narrowed_to)
        && !(foreign && strange())
    {
        return Err(Why::Thing);
    }
    let conditional = known.asides.iter().any(|(figures, things)| {
        let only_there = |milli: &i64| figures.contains(milli) && !known.plain.contains(milli);
        said.plain.iter().any(only_there) && !said.conditional && !named(things)
    });
    if conditional { Err(Why::Figure) } else { Ok(()) }
}

fn shares_a_day(clause: &Piece, record: &Piece) -> bool {
    clause.hours.days.iter().any(|day| record.hours.days.contains(day))
}

/// "There is some left" beside "sold out".
pub(super) fn is_gone(clause: &Piece, against: &Against<'_>) -> bool {
    if clause.terms.gone || clause.denied || !clause.facts.is_empty() || clause.things.is_empty() {
        return false;
    }
    against.records.iter().filter(|record| record.piece.terms.gone).any(|record| {
        let foreign = is_foreign(clause, record);
        let lead = &record.piece.things[..record.piece.things.len().min(1)];
        let of = if record.label.is_empty() { lead } else { record.label.as_slice() };
        let named = |own: &Thing| clause.things.iter().any(|thing| is_like(thing, own, foreign));
        !of.is_empty() && of.iter().all(named)
    })
}

/// Whether "één" counts: a unit stands right behind it.
pub(super) fn is_one_of_a_unit(tokens: &[Token], here: usize) -> bool {
    tokens[here].kind == Kind::Word
        && matches!(tokens[here].raw.to_lowercase().as_str(), "één" | "eén")
        && tokens.get(here + 1).is_some_and(|next| next.unit().is_some())
}
