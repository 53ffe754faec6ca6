//! What several tokens mean together: phrases, numbers in words, links spelt out, short names of days.

use super::numbers::Amount;
use super::token::{Kind, Token};
use crate::languages::{Meaning, Rate, Words};

/// Most words one spelt number has.
const NUMBER_WORDS: usize = 6;

/// Endings of links that are no word beside "dot" in any of our languages.
const COUNTRIES: &[&str] =
    &["nl", "fr", "pl", "pt", "uk", "ro", "ch", "eu", "br", "mx", "cz", "gr", "dk", "hu"];

/// "bruni punto com": a link spelt out.
pub(super) fn spelt_links(tokens: &mut [Token]) {
    for here in 1..tokens.len().saturating_sub(1) {
        let dot = matches!(
            tokens[here].folded.as_str(),
            "dot"
                | "punto"
                | "ponto"
                | "point"
                | "punkt"
                | "punt"
                | "точка"
                | "nokta"
                | "نقطه"
                | "دوت"
                | "डॉट"
                | "ڈاٹ"
                | "titik"
                | "点"
        );
        let ending = tokens[here + 1].folded.as_str();
        let ends = matches!(
            ending,
            "com"
                | "net"
                | "org"
                | "info"
                | "shop"
                | "store"
                | "online"
                | "live"
                | "app"
                | "io"
                | "co"
                | "ai"
                | "me"
        ) || (ending.len() == 2
            && ending.is_ascii()
            && (!tokens[here + 1].common || COUNTRIES.contains(&ending)));
        if dot && ends && tokens[here - 1].kind == Kind::Word {
            let link = format!("{}.{}", tokens[here - 1].folded, ending);
            tokens[here].kind = Kind::Link(link);
        }
    }
}

/// "25 000 roubles": a figure written in groups is one where money stands beside it.
pub(super) fn grouped(tokens: &mut Vec<Token>) {
    let is_group =
        |token: &Token| token.raw.len() == 3 && token.raw.bytes().all(|byte| byte.is_ascii_digit());
    let is_first = |token: &Token| {
        (1..=3).contains(&token.raw.len())
            && token.raw.bytes().all(|byte| byte.is_ascii_digit())
            && !token.raw.starts_with('0')
    };
    let mut here = 0;
    while here + 1 < tokens.len() {
        let groups = tokens[here + 1..]
            .iter()
            .zip(&tokens[here..])
            .take_while(|(next, last)| is_group(next) && next.at == last.at + last.raw.len() + 1)
            .count();
        let money = |at: Option<usize>| {
            at.and_then(|at| tokens.get(at)).is_some_and(|token| !token.currencies().is_empty())
        };
        let is_word =
            |at: usize| tokens.get(at).is_some_and(|token| token.kind == Kind::Word && !token.common);
        if groups > 0
            && is_first(&tokens[here])
            && (money(Some(here + groups + 1))
                || money(here.checked_sub(1))
                // "28 000 турецких лир"
                || money(Some(here + groups + 2)) && is_word(here + groups + 1))
        {
            let whole: String = tokens[here..=here + groups].iter().map(|token| token.raw.as_str()).collect();
            if let Ok(value) = whole.parse() {
                tokens[here].kind = Kind::Number(Amount::whole(value));
                tokens.drain(here + 1..=here + groups);
            }
        }
        here += 1;
    }
}

/// "8月", "10월부터": a month in figures, one word of the two.
pub(super) fn figured_months(tokens: &mut Vec<Token>) {
    let names_month = |raw: &str| raw == "月" || raw.starts_with('월') && !raw.starts_with("월요");
    let mut here = 0;
    while here + 1 < tokens.len() {
        let whole = tokens[here].amount().and_then(Amount::as_whole);
        let month = whole.and_then(|month| u8::try_from(month).ok()).filter(|month| (1..=12).contains(month));
        let behind = tokens[here].at + tokens[here].raw.len() == tokens[here + 1].at;
        if let Some(month) = month.filter(|_| behind && names_month(&tokens[here + 1].raw)) {
            let next = tokens.remove(here + 1);
            let token = &mut tokens[here];
            token.raw.push_str(&next.raw);
            token.folded.push_str(&next.folded);
            token.kind = Kind::Word;
            token.meanings = vec![Meaning::Month(month)];
        }
        here += 1;
    }
}

/// Money that is a word of its own elsewhere: "220 lei" stands right behind its figure.
pub(super) fn money_behind_figures(tokens: &mut [Token]) {
    for here in 1..tokens.len() {
        let code = match tokens[here].folded.as_str() {
            "lei" | "leu" | "ron" => "RON",
            "ft" | "huf" => "HUF",
            "dkk" => "DKK",
            "sek" => "SEK",
            "nok" => "NOK",
            _ => continue,
        };
        if tokens[here - 1].amount().is_some() && tokens[here].currencies().is_empty() {
            tokens[here].meanings = vec![Meaning::Currency(code)];
        }
    }
}

/// Meanings of several words, kept on the first; the others lose what they would mean alone.
pub(super) fn phrases(tokens: &mut [Token], languages: &[&'static Words]) {
    let mut here = 0;
    while here < tokens.len() {
        // "Royaume-Uni": a hyphen inside a phrase is none of its words.
        let places: Vec<usize> = (here..tokens.len()).filter(|at| !is_hyphen(tokens, *at)).take(6).collect();
        let word = |at: &usize| tokens[*at].folded.trim_end_matches('\'').to_owned();
        let folded: Vec<String> = places.iter().map(word).collect();
        let refs: Vec<&str> = folded.iter().map(String::as_str).collect();
        let found: Vec<(usize, Meaning)> = languages.iter().flat_map(|words| words.phrases(&refs)).collect();
        if let Some(longest) = found.iter().map(|(length, _)| *length).max().filter(|_| places[0] == here) {
            let end = places[longest - 1] + 1;
            tokens[here].meanings =
                found.iter().filter(|(length, _)| *length == longest).map(|(_, meaning)| *meaning).collect();
            // The hundred in "per cento" counts nothing.
            let is_unit = matches!(tokens[here].meanings.first(), Some(Meaning::Unit(_)));
            for token in &mut tokens[here + 1..end] {
                // Nor does the Spanish two in Portuguese "a partir dos".
                let counts = |words: &&'static Words| {
                    words.numbers.value(&token.folded).is_some_and(|value| value > 1)
                };
                if is_unit || languages.iter().any(counts) {
                    token.folded.clear();
                }
                token.meanings.clear();
                token.common = true;
            }
            here = end;
        } else {
            here += 1;
        }
    }
}

/// A hyphen between two words without a blank.
fn is_hyphen(tokens: &[Token], at: usize) -> bool {
    let ends = |token: &Token| token.at + token.raw.len();
    let is_word = |token: &Token| token.kind == Kind::Word;
    let before = at.checked_sub(1).map(|before| &tokens[before]);
    tokens[at].mark() == Some('-')
        && before.is_some_and(|before| is_word(before) && ends(before) == tokens[at].at)
        && tokens.get(at + 1).is_some_and(|next| is_word(next) && next.at == ends(&tokens[at]))
}

/// Words that spell a number become one.
pub(super) fn spelt_numbers(tokens: &mut Vec<Token>, languages: &[&'static Words]) {
    let mut here = 0;
    while here < tokens.len() {
        if tokens[here].kind == Kind::Word
            && let Some((length, value)) = spelt_at(&tokens[here..], languages)
            && !(value <= 1 || (length == 1 && is_other_word(&tokens[here])))
        {
            let first = &mut tokens[here];
            first.kind = Kind::Number(Amount::whole(value));
            first.spelt = true;
            first.meanings.retain(|meaning| matches!(meaning, Meaning::Unit("percent")));
            tokens.drain(here + 1..here + length);
        }
        here += 1;
    }
    scale(tokens, languages);
}

/// A word that is a number in one language and a frame in another.
fn is_other_word(token: &Token) -> bool {
    token
        .meanings
        .iter()
        .any(|meaning| matches!(meaning, Meaning::Day(_) | Meaning::Month(_) | Meaning::Currency(_)))
        || token.is("half_to")
}

fn spelt_at(tokens: &[Token], languages: &[&'static Words]) -> Option<(usize, i64)> {
    let mut best = None;
    for words in languages {
        let mut joined = String::new();
        for (at, token) in tokens.iter().take(NUMBER_WORDS * 2).enumerate() {
            match &token.kind {
                Kind::Word => joined.push_str(&token.folded),
                Kind::Mark('-') => continue,
                _ => break,
            }
            if let Some(value) = words.numbers.value(&joined)
                && best.is_none_or(|(length, _)| at + 1 > length)
            {
                best = Some((at + 1, value));
            }
            if at == 0 && !words.numbers.starts_number(&joined) {
                break;
            }
        }
    }
    best
}

/// "2 hundred", "2k", "2만원".
fn scale(tokens: &mut Vec<Token>, languages: &[&'static Words]) {
    let mut here = 0;
    while here + 1 < tokens.len() {
        if let Kind::Number(amount) = tokens[here].kind
            && !tokens[here].spelt
        {
            let next = tokens[here + 1].folded.clone();
            let own = languages.iter().find_map(|words| words.scale(&next));
            let whole = own.or_else(|| (next == "k").then_some(1_000));
            let glued = languages.iter().find_map(|words| glued_money(words, &next));
            let times = whole.or(glued.as_ref().map(|(times, _)| *times)).unwrap_or(1);
            tokens[here].kind = Kind::Number(Amount { milli: amount.milli.saturating_mul(times), ..amount });
            // Thousands of Indonesia are money where nothing else is said of them: "50rb (3 days)".
            let counted = tokens.get(here + 2).is_some_and(|token| token.kind == Kind::Word);
            let money = matches!(next.as_str(), "rb" | "jt")
                && !counted
                && here.checked_sub(1).is_none_or(|at| tokens[at].currencies().is_empty());
            if whole.is_some() && money {
                tokens[here + 1].meanings = vec![Meaning::Currency("IDR")];
            } else if whole.is_some() {
                tokens.remove(here + 1);
            } else if let Some((_, money)) = glued {
                tokens[here + 1].meanings = money;
            }
        }
        here += 1;
    }
}

/// A multiplier and money in one word.
fn glued_money(words: &Words, folded: &str) -> Option<(i64, Vec<Meaning>)> {
    let (times, rest) = words.glued_scale(folded)?;
    let money: Vec<Meaning> = words
        .exactly(rest)
        .iter()
        .filter(|meaning| matches!(meaning, Meaning::Currency(_)))
        .copied()
        .collect();
    (!money.is_empty()).then_some((times, money))
}

/// "Sat" and "mar" are days only beside other days and times.
pub(super) fn settle_short_days(tokens: &mut [Token]) {
    let near: Vec<bool> = (0..tokens.len())
        .map(|here| {
            let around = here.saturating_sub(2)..(here + 3).min(tokens.len());
            around.filter(|at| *at != here).any(|at| {
                let token = &tokens[at];
                token.day().is_some()
                    || token.meanings.iter().any(|meaning| matches!(meaning, Meaning::DayShort(_)))
                    || token.is("closed")
                    || matches!(token.kind, Kind::Number(amount) if amount.clock.is_some())
            })
        })
        .collect();
    // "Sat 9am", "sob 8-14": an hour stands right behind.
    let before_an_hour: Vec<bool> = (0..tokens.len()).map(|here| is_an_hour(&tokens[here + 1..])).collect();
    let after_per: Vec<bool> = (0..tokens.len())
        .map(|here| here.checked_sub(1).is_some_and(|at| tokens[at].rates.contains(&Rate::Per)))
        .collect();
    let counted: Vec<bool> = (0..tokens.len())
        .map(|here| here.checked_sub(1).is_some_and(|at| tokens[at].amount().is_some()))
        .collect();
    for (here, token) in tokens.iter_mut().enumerate() {
        // Romanian months are Mondays beside other days: "luni–vineri".
        if token.folded == "luni" && near[here] && !counted[here] {
            token.meanings = vec![Meaning::Day(1)];
        }
        // "Per minggu" is for each week, not for each Sunday.
        if after_per[here] && token.unit().is_some() {
            token.meanings.retain(|meaning| !matches!(meaning, Meaning::Day(_)));
        }
        let short = token
            .meanings
            .iter()
            .find_map(|meaning| if let Meaning::DayShort(day) = meaning { Some(*day) } else { None });
        if let Some(day) = short {
            token.meanings.retain(|meaning| !matches!(meaning, Meaning::DayShort(_)));
            if (near[here] || before_an_hour[here])
                && token.unit().is_none()
                && token.folded.len() > 1
                && token.day().is_none()
            {
                token.meanings.push(Meaning::Day(day));
            }
        }
    }
}

/// A number up to 24 with a word of time or a dash behind it: "9am", "8-14", "15.30-19.00"; or from one to another: "10 to 1".
fn is_an_hour(tokens: &[Token]) -> bool {
    let hour = |at: usize| tokens.get(at).and_then(Token::amount).and_then(Amount::whole_or_dotted);
    let time = |token: &Token| token.is_dash() || token.is("am") || token.is("pm") || token.is("clock");
    let spans = tokens.get(1).is_some_and(|token| token.is("range") || token.is("until"))
        && hour(2).is_some()
        && tokens.get(3).is_none_or(|token| {
            token.currencies().is_empty() && token.unit().is_none_or(|unit| unit == "hour")
        });
    hour(0).is_some() && (tokens.get(1).is_some_and(time) || spans)
}
