//! Reads a text into tokens that know what they mean: words, numbers, links, and the languages' own words for days,
//! money, units and subjects. Says nothing about truth.

use super::numbers::{self, Amount};
use super::spelt::{phrases, settle_short_days, spelt_links, spelt_numbers};
use super::token::{Kind, Token};
use super::{links, phones};
use crate::languages::{Meaning, Words};
use crate::storage::text::{fold, normalise};

/// The tokens of a text read in these languages.
pub(super) fn tokens(text: &str, languages: &[&'static Words]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(letter) = rest.chars().next() else { break };
        if letter.is_whitespace() {
            at += letter.len_utf8();
            continue;
        }
        let read = links::at(text, at)
            .map(|(length, link)| (length, Kind::Link(link)))
            .or_else(|| phones::at(text, at).map(|(length, digits)| (length, Kind::Phone(digits))))
            .or_else(|| numbers::at(text, at).map(|(length, amount)| (length, Kind::Number(amount))));
        if let Some((length, kind)) = read {
            tokens.push(plain(&rest[..length], kind, at));
            at += length;
        } else if letter.is_alphanumeric() || is_mark_of_word(letter) {
            let length = word_length(rest);
            words(&rest[..length], at, languages, &mut tokens);
            at += length;
        } else {
            let mut token = plain(&rest[..letter.len_utf8()], Kind::Mark(letter), at);
            token.meanings = symbol(letter);
            tokens.push(token);
            at += letter.len_utf8();
        }
    }
    spelt_links(&mut tokens);
    phrases(&mut tokens, languages);
    spelt_numbers(&mut tokens, languages);
    settle_short_days(&mut tokens);
    tokens
}

fn plain(raw: &str, kind: Kind, at: usize) -> Token {
    Token {
        raw: raw.to_owned(),
        folded: fold(&normalise(raw)),
        kind,
        meanings: Vec::new(),
        name: false,
        common: false,
        at,
        spelt: false,
    }
}

fn symbol(letter: char) -> Vec<Meaning> {
    let code = match letter {
        '€' => "EUR",
        '£' => "GBP",
        '$' => "dollar",
        '₹' => "INR",
        '¥' | '￥' => "JPY",
        '₽' => "RUB",
        '₺' => "TRY",
        '₩' => "KRW",
        '₪' => "ILS",
        '฿' => "THB",
        '₫' => "VND",
        '₴' => "UAH",
        '৳' => "BDT",
        '₦' => "NGN",
        '%' | '٪' | '％' => return vec![Meaning::Unit("percent")],
        _ => return Vec::new(),
    };
    vec![Meaning::Currency(code)]
}

fn is_mark_of_word(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

fn word_length(rest: &str) -> usize {
    let mut end = 0;
    for (at, letter) in rest.char_indices() {
        let inside = letter.is_alphanumeric()
            || is_mark_of_word(letter)
            || letter == '\u{200c}'
            || (matches!(letter, '\'' | '’')
                && rest[at + letter.len_utf8()..].starts_with(char::is_alphabetic));
        let after_wide = rest[..at].chars().next_back().is_some_and(is_run_script);
        let glued = || numbers::glued_currency(&rest[..at]).is_some();
        if !inside || (numbers::digit(letter).is_some() && (after_wide || glued())) {
            break;
        }
        end = at + letter.len_utf8();
    }
    end.max(rest.chars().next().map_or(1, char::len_utf8))
}

fn is_run_script(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}')
}

/// One stretch of letters: words, parted at elisions and, where there are no blanks, by the language's own words.
fn words(stretch: &str, at: usize, languages: &[&'static Words], tokens: &mut Vec<Token>) {
    if stretch.chars().any(is_run_script) {
        run(stretch, at, languages, tokens);
        return;
    }
    let pieces: Vec<(usize, &str)> = elisions(stretch);
    for (offset, piece) in pieces {
        let mut token = plain(piece, Kind::Word, at + offset);
        token.folded = token.folded.replace('’', "'");
        look_up(&mut token, languages);
        tokens.push(token);
    }
}

/// `l'agnello` is two words, `women's` one, `don't` one.
fn elisions(stretch: &str) -> Vec<(usize, &str)> {
    let Some(cut) = stretch.find(['\'', '’']) else { return vec![(0, stretch)] };
    let (before, after) = stretch.split_at(cut);
    let mark = after.chars().next().map_or(1, char::len_utf8);
    let rest = &after[mark..];
    let negated = before.to_lowercase().ends_with('n') && rest.eq_ignore_ascii_case("t");
    if negated {
        return vec![(0, stretch)];
    }
    if matches!(rest.to_lowercase().as_str(), "s" | "re" | "ll" | "ve" | "m" | "d") {
        return vec![(0, before)];
    }
    let mut pieces = vec![(0, &stretch[..cut + mark])];
    pieces.extend(elisions(rest).into_iter().map(|(offset, piece)| (cut + mark + offset, piece)));
    pieces
}

fn look_up(token: &mut Token, languages: &[&'static Words]) {
    let elided = token.folded.ends_with('\'') && token.folded.chars().count() <= 3;
    let bare = if elided { token.folded.clone() } else { token.folded.trim_end_matches('\'').to_owned() };
    for words in languages {
        for meaning in words.meanings(&token.folded).into_iter().chain(words.meanings(&bare)) {
            if !token.meanings.contains(&meaning) {
                token.meanings.push(meaning);
            }
        }
    }
    token.common = languages.iter().any(|words| words.is_common(&token.folded) || words.is_common(&bare))
        || bare.chars().count() < 2 && bare.chars().all(char::is_alphabetic);
    let acronym = token.raw.chars().count() > 1 && token.raw.chars().all(char::is_uppercase);
    token.common &= !acronym;
    let code = iso(&token.raw);
    token.meanings.extend(code.map(Meaning::Currency));
    if token.folded == "min" && token.meanings.is_empty() {
        token.meanings.push(Meaning::Unit("minute"));
    }
    let capital = token.raw.chars().next().is_some_and(char::is_uppercase);
    token.name = capital && languages.first().is_none_or(|words| words.tag != "de");
}

fn iso(raw: &str) -> Option<&'static str> {
    [
        "EUR", "GBP", "USD", "CHF", "INR", "PKR", "CNY", "JPY", "MXN", "AED", "SAR", "IDR", "TRY", "PLN",
        "SEK", "DKK", "CZK", "HUF", "RON",
    ]
    .into_iter()
    .find(|code| *code == raw)
}

/// Letters without blanks, cut by the longest known words; what is between them stays in single letters.
fn run(stretch: &str, at: usize, languages: &[&'static Words], tokens: &mut Vec<Token>) {
    let folded = normalise(stretch);
    let text = if folded.len() == stretch.len() { folded.as_str() } else { stretch };
    let mut here = 0;
    while here < text.len() {
        let rest = &text[here..];
        let letter = rest.chars().next().map_or(1, char::len_utf8);
        if let Some((length, amount)) = numbers::at(text, here) {
            tokens.push(plain(&rest[..length], Kind::Number(amount), at + here));
            here += length;
            continue;
        }
        let known = languages
            .iter()
            .flat_map(|words| words.runs.iter())
            .filter(|(form, _)| rest.starts_with(form.as_str()) && (form.len() > 1));
        let longest = known.clone().map(|(form, _)| form.len()).max();
        let number =
            languages.iter().filter_map(|words| numbers::han(rest, words)).max_by_key(|(length, _)| *length);
        match (longest, number) {
            (long, Some((length, value))) if long.is_none_or(|long| long <= length) => {
                let mut token = plain(&rest[..length], Kind::Number(Amount::whole(value)), at + here);
                token.spelt = true;
                if let Some(long) = long {
                    token.meanings =
                        known.filter(|(form, _)| form.len() == long).map(|(_, meaning)| *meaning).collect();
                }
                tokens.push(token);
                here += length;
            }
            (Some(length), _) => {
                let mut token = plain(&rest[..length], Kind::Word, at + here);
                token.meanings =
                    known.filter(|(form, _)| form.len() == length).map(|(_, meaning)| *meaning).collect();
                token.meanings.sort();
                token.meanings.dedup();
                tokens.push(token);
                here += length;
            }
            (None, _) => {
                let mut token = plain(&rest[..letter], Kind::Word, at + here);
                token.common = languages.iter().any(|words| words.is_common(&token.folded));
                tokens.push(token);
                here += letter;
            }
        }
    }
}
