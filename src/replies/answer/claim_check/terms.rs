//! Terms that a clause must not drop: "the first Saturday", "only for groups", "(16 if …)", "the last wash at 21:30", "in
//! total", "everywhere", "sold out". Read from words that stand near what they narrow.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::hours::Hours;
use super::thing::Thing;
use super::token::{Kind, Token};
use crate::languages::Words;
use crate::storage::text::{fold, normalise};

/// What the words about a clause say of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    /// "The first Saturday", "alternate Saturdays": a day, and not every week.
    pub nth: bool,
    pub total: bool,
    pub everywhere: bool,
    /// "Outside Lyon".
    pub outside: bool,
    pub gone: bool,
    pub ready: bool,
    pub half_year: bool,
    pub conditional: bool,
    /// "If you spend 40": the condition stands before the money.
    pub condition_first: bool,
    /// "Before" and "after" of something that is no figure.
    pub before: bool,
    pub after: bool,
    /// The time behind "last".
    pub last: Option<u16>,
    /// What "only" narrows, and to what.
    pub narrowed: Vec<Thing>,
    pub narrowed_to: Vec<Thing>,
    /// Figures that stand in no bracket with a condition, and those that do, with its things.
    pub plain: Vec<i64>,
    pub asides: Vec<(Vec<i64>, Vec<Thing>)>,
    /// Each figure with what stands before it, from the last comma or figure on.
    pub led: Vec<(i64, Vec<Thing>)>,
    /// Each figure with what stands behind it, up to the next comma or figure.
    pub trailed: Vec<(i64, Vec<Thing>)>,
}

/// A kind of word, in one language.
struct Entry {
    tag: &'static str,
    phrases: Vec<Vec<Word>>,
}

/// A folded word of a phrase.
struct Word {
    text: String,
    /// It only begins so.
    open: bool,
}

impl Word {
    fn read(word: &str) -> Self {
        let text = fold(&normalise(word.trim_end_matches('*')));
        Self { text, open: word.ends_with('*') }
    }

    fn is(&self, token: &Token) -> bool {
        let said = token.folded.trim_end_matches('\'');
        if self.open { said.starts_with(&self.text) } else { said == self.text }
    }
}

/// By their kind.
static WORDS: LazyLock<HashMap<&'static str, Vec<Entry>>> = LazyLock::new(|| {
    let mut by_kind: HashMap<&'static str, Vec<Entry>> = HashMap::new();
    for line in include_str!("terms_words.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        if let (Some(kind), Some(tag)) = (words.next(), words.next()) {
            let phrases = words.map(|phrase| phrase.split('_').map(Word::read).collect()).collect();
            by_kind.entry(kind).or_default().push(Entry { tag, phrases });
        }
    }
    by_kind
});

/// Languages that write without blanks: a phrase may lie across tokens.
const RUNS: &[&str] = &["zh", "ja", "th"];

/// Most tokens of a phrase where there are no blanks.
const RUN_TOKENS: usize = 5;

/// Where a kind of word begins, and how many tokens it has.
fn places(kind: &str, tokens: &[Token], languages: &[&'static Words]) -> Vec<(usize, usize)> {
    let of_kind = WORDS.get(kind).into_iter().flatten();
    let entries: Vec<&Entry> =
        of_kind.filter(|entry| languages.iter().any(|words| words.tag == entry.tag)).collect();
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

fn begins(phrase: &[Word], tokens: &[Token], run: bool) -> Option<usize> {
    if run {
        let mut joined = String::new();
        let word = phrase.first()?;
        for (at, token) in tokens.iter().take(RUN_TOKENS).enumerate() {
            joined.push_str(&token.folded);
            if joined.starts_with(&word.text) {
                return Some(at + 1);
            }
        }
        return None;
    }
    let all = phrase.len() <= tokens.len() && phrase.iter().zip(tokens).all(|(word, token)| word.is(token));
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
        outside: says("outside"),
        gone: says("gone"),
        ready: says("ready") && says("already"),
        half_year: says("half_year"),
        conditional: says("if"),
        condition_first: places("if", tokens, languages)
            .first()
            .is_some_and(|(at, _)| tokens[*at..].iter().any(|token| !token.currencies().is_empty())),
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
        let ends = |token: &Token| token.parts_clauses() || token.amount().is_some();
        let end = tokens[from..].iter().position(ends).map_or(tokens.len(), |at| from + at);
        terms.trailed.push((amount.milli, (from..end).filter_map(thing).collect()));
    }
}

/// Whether "één" counts: a unit stands right behind it.
pub(super) fn is_one_of_a_unit(tokens: &[Token], here: usize) -> bool {
    tokens[here].kind == Kind::Word
        && matches!(tokens[here].raw.to_lowercase().as_str(), "één" | "eén")
        && tokens.get(here + 1).is_some_and(|next| next.unit().is_some())
}
