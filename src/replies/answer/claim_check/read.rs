//! Reads a text into tokens that know what they mean: words, numbers, links, and the languages' own words for days,
//! money, units and subjects. Says nothing about truth.

use super::dates::is_ordinal;
use super::glued::{
    and_the, before_in_names, cases_of_figures, from_and_until, is_within_a_word, shut_behind_days,
};
use super::hangul;
use super::numbers::{self, Amount};
use super::rates::rates;
use super::spelt::{
    figured_months, grouped, money_behind_figures, phrases, settle_short_days, spelt_links, spelt_numbers,
};
use super::terms::is_one_of_a_unit;
use super::token::{Kind, Token};
use super::{links, phones};
use crate::languages::{Meaning, Rate, Words};
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
        } else if letter == '.' && is_short_money(tokens.last(), at, &rest[1..]) {
            at += 1;
        } else {
            let mut token = plain(&rest[..letter.len_utf8()], Kind::Mark(letter), at);
            token.meanings = symbol(letter);
            if letter == '$'
                && let Some(before) =
                    tokens.pop_if(|last| last.at + last.raw.len() == at && dollar(&last.raw).is_some())
            {
                token.meanings = dollar(&before.raw).map(Meaning::Currency).into_iter().collect();
                token.at = before.at;
                token.raw = format!("{}$", before.raw);
            }
            // "45'" lasts so many minutes.
            let glued =
                tokens.last().is_some_and(|last| last.amount().is_some() && last.at + last.raw.len() == at);
            let ends = !rest[letter.len_utf8()..].starts_with(char::is_alphanumeric);
            if glued && ends && matches!(letter, '\'' | '′' | '’') {
                token.meanings.push(Meaning::Unit("minute"));
            }
            tokens.push(token);
            at += letter.len_utf8();
        }
    }
    before_in_names(&mut tokens);
    cases_of_figures(&mut tokens, languages);
    rates(&mut tokens, languages);
    grouped(&mut tokens);
    figured_months(&mut tokens);
    money_behind_figures(&mut tokens);
    spelt_links(&mut tokens);
    phrases(&mut tokens, languages);
    accented_ones(&mut tokens);
    spelt_numbers(&mut tokens, languages);
    settle_short_days(&mut tokens);
    shut_behind_days(&mut tokens, languages);
    tokens
}

/// Dutch "één dag" counts, where "een dag" does not: accents are folded.
fn accented_ones(tokens: &mut [Token]) {
    for here in 0..tokens.len() {
        if is_one_of_a_unit(tokens, here) {
            tokens[here].kind = Kind::Number(Amount::whole(1));
            tokens[here].spelt = true;
        }
    }
}

fn plain(raw: &str, kind: Kind, at: usize) -> Token {
    Token {
        raw: raw.to_owned(),
        folded: fold(&normalise(raw)),
        kind,
        meanings: Vec::new(),
        rates: Vec::new(),
        holiday: None,
        name: false,
        common: false,
        join: None,
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

/// "R$", "US$": whose dollar it is.
fn dollar(before: &str) -> Option<&'static str> {
    Some(match before {
        "R" => "BRL",
        "US" => "USD",
        "A" | "AU" => "AUD",
        "C" | "CA" => "CAD",
        "NZ" => "NZD",
        "HK" => "HKD",
        "S" => "SGD",
        "MX" => "MXN",
        _ => return None,
    })
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
        let glued = || numbers::glued_currency(&rest[..at]).is_some() || numbers::is_particle(&rest[..at]);
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
    let counted = tokens.last().is_some_and(|last| last.amount().is_some() && last.at + last.raw.len() == at);
    let mut pieces: Vec<(usize, &str)> = Vec::new();
    for (offset, piece) in
        elisions(stretch).into_iter().flat_map(|(offset, piece)| and_the(offset, piece, languages))
    {
        let parts = hangul::parts(piece, counted, languages);
        pieces.extend(parts.into_iter().map(|(within, part)| (offset + within, part)));
    }
    let several = pieces.len() > 1;
    for (offset, piece) in pieces {
        let mut token = plain(piece, Kind::Word, at + offset);
        token.folded = token.folded.replace('’', "'");
        look_up(&mut token, languages);
        from_and_until(&mut token);
        // What is glued to a Korean measure and means nothing is an ending.
        token.common |= counted && is_ordinal(&token);
        token.common |= several && offset > 0 && token.meanings.is_empty() && hangul::is_only(&token.raw);
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
    token.join = languages.iter().find_map(|words| words.join(&token.raw));
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
    if token.meanings.is_empty() && elided {
        let bare = token.folded.trim_end_matches('\'');
        let known = languages.iter().flat_map(|words| words.exactly(bare)).copied();
        token.meanings = known.filter(|meaning| matches!(meaning, Meaning::Currency(_))).collect();
    }
    let code = iso(&token.raw).or_else(|| symbol_of_letters(&token.folded));
    token.meanings.extend(code.map(Meaning::Currency));
    // "Dà" gives, "da" is from; Vietnamese "tôi" is I, "tối" evening and "tỏi" garlic: accents are folded.
    if matches!(token.raw.to_lowercase().as_str(), "dà" | "tôi") {
        token.meanings.clear();
    }
    if token.folded == "min" && token.meanings.is_empty() {
        token.meanings.push(Meaning::Unit("minute"));
    }
    // French is no franc.
    if token.folded.starts_with("france") || token.folded.starts_with("francai") {
        token.meanings.retain(|meaning| !matches!(meaning, Meaning::Currency(_)));
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

/// "Rs. 900": the full stop of the word cut short.
fn is_short_money(last: Option<&Token>, at: usize, behind: &str) -> bool {
    let figure = behind.trim_start().chars().next().is_some_and(|next| numbers::digit(next).is_some());
    figure
        && last
            .is_some_and(|last| last.at + last.raw.len() == at && symbol_of_letters(&last.folded).is_some())
}

/// How money is abbreviated on price lists, whatever the language around it.
fn symbol_of_letters(folded: &str) -> Option<&'static str> {
    Some(match folded {
        "zl" => "PLN",
        "kc" => "CZK",
        "kr" => "krone",
        "rp" => "IDR",
        "rs" => "rupee",
        "tl" => "TRY",
        "грн" => "UAH",
        "руб" => "RUB",
        _ => return None,
    })
}

/// A text folded as the tables are, and for each of its bytes where a letter of the text begins there.
struct Unfolded {
    folded: String,
    begins: Vec<Option<usize>>,
}

impl Unfolded {
    fn of(text: &str) -> Self {
        let (mut folded, mut begins) = (String::new(), Vec::new());
        for (at, letter) in text.char_indices() {
            begins.resize(folded.len(), None);
            begins.push(Some(at));
            folded.push_str(&fold(&normalise(letter.encode_utf8(&mut [0; 4]))));
            begins.truncate(folded.len().max(begins.len() - 1));
        }
        begins.resize(folded.len(), None);
        begins.push(Some(text.len()));
        Self { folded, begins }
    }

    /// Where in the text a place of the folded one is, unless it is inside a letter.
    fn place(&self, at: usize) -> Option<usize> {
        self.begins.get(at).copied().flatten()
    }
}

/// Letters without blanks, cut by the longest known words; what is between them stays in single letters.
fn run(stretch: &str, at: usize, languages: &[&'static Words], tokens: &mut Vec<Token>) {
    let text = Unfolded::of(stretch);
    let mut here = 0;
    while here < text.folded.len() {
        let rest = &text.folded[here..];
        let whole = |length: usize| text.place(here + length).is_some();
        let (length, mut token) = read_run(&text.folded, here, whole, languages, tokens.last());
        let (Some(begin), Some(end)) = (text.place(here), text.place(here + length)) else {
            here += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        token.at = at + begin;
        stretch[begin..end].clone_into(&mut token.raw);
        token.join = languages.iter().find_map(|words| words.join(&token.raw));
        tokens.push(token);
        here += length;
    }
}

/// The token that begins at `here`, and its length in bytes.
fn read_run(
    text: &str,
    here: usize,
    whole: impl Fn(usize) -> bool,
    languages: &[&'static Words],
    last: Option<&Token>,
) -> (usize, Token) {
    let rest = &text[here..];
    if let Some((length, amount)) = numbers::at(text, here) {
        return (length, plain(&rest[..length], Kind::Number(amount), 0));
    }
    if let Some(length) = counted(rest, last, languages) {
        return (length, plain(&rest[..length], Kind::Word, 0));
    }
    let known = languages
        .iter()
        .flat_map(|words| words.runs.iter())
        .filter(|(form, _)| form.len() > 1 && rest.starts_with(form.as_str()) && whole(form.len()))
        .filter(|(form, meaning)| !is_within_a_word(form, &rest[form.len()..], meaning));
    let longest = known.clone().map(|(form, _)| form.len()).max();
    let idle =
        languages.iter().filter_map(|words| words.common_run(rest)).filter(|length| whole(*length)).max();
    if let Some(length) = idle.filter(|length| longest.is_none_or(|longest| longest < *length)) {
        let mut token = plain(&rest[..length], Kind::Word, 0);
        token.common = true;
        return (length, token);
    }
    let number =
        languages.iter().filter_map(|words| numbers::han(rest, words)).max_by_key(|(length, _)| *length);
    let meanings = |length: usize| {
        let mut meanings: Vec<Meaning> =
            known.clone().filter(|(form, _)| form.len() == length).map(|(_, meaning)| *meaning).collect();
        meanings.sort();
        meanings.dedup();
        meanings
    };
    match (longest, number) {
        (long, Some((length, value))) if long.is_none_or(|long| long <= length) => {
            let mut token = plain(&rest[..length], Kind::Number(Amount::whole(value)), 0);
            token.spelt = true;
            token.meanings = long.map(meanings).unwrap_or_default();
            (length, token)
        }
        (Some(length), _) => {
            let mut token = plain(&rest[..length], Kind::Word, 0);
            token.meanings = meanings(length);
            (length, token)
        }
        (None, _) => {
            let first = rest.char_indices().map(|(at, letter)| at + letter.len_utf8());
            let length = first.into_iter().find(|end| whole(*end)).unwrap_or(rest.len());
            let mut token = plain(&rest[..length], Kind::Word, 0);
            token.common = languages.iter().any(|words| words.is_common(&token.folded));
            (length, token)
        }
    }
}

/// A thing counted, right behind its figure: "1人".
fn counted(rest: &str, last: Option<&Token>, languages: &[&'static Words]) -> Option<usize> {
    let is_figure = last.is_some_and(|token| token.amount().is_some() && !token.spelt);
    let counts = |words: &&'static Words| {
        let length = words.rate_run(rest)?;
        words.rates(&rest[..length]).any(|rate| matches!(rate, Rate::Count(_))).then_some(length)
    };
    is_figure.then(|| languages.iter().filter_map(counts).max()).flatten()
}
