//! Which kinds of figures stand in a text: money, times, durations, lengths, phone numbers. Reads no value.

use super::days::names_weekdays;
use super::read::Word;
use crate::languages::Meaning;

/// Which kinds of figures stand in a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Figures {
    pub money: bool,
    pub time: bool,
    pub duration: bool,
    pub length: bool,
    pub weight: bool,
    pub phone: bool,
    pub link: bool,
    pub mail: bool,
}

pub(super) fn figures(text: &str, words: &[Word]) -> Figures {
    let has_digit = text.chars().any(char::is_numeric);
    let symbol = text.contains(SYMBOLS) || is_glued(text, words);
    let named = words.iter().any(is_currency);
    let with_unit = |units: &[&str]| {
        words.iter().enumerate().any(|(at, word)| {
            (word.number() || word.spelt)
                && words[at + 1..]
                    .iter()
                    .take(2)
                    .any(|next| unit_of(next).is_some_and(|unit| units.contains(&unit)))
        })
    };
    Figures {
        money: has_digit && (symbol || named),
        time: is_time(text, words),
        duration: with_unit(&["minute", "hour", "day", "week", "month", "year", "night", "second"]),
        length: with_unit(&["cm", "mm", "m", "km"]),
        weight: words.windows(2).any(|pair| pair[0].number() && matches!(pair[1].unit(), Some("g" | "kg"))),
        phone: has_phone(text),
        link: text.contains("http") || text.contains("www."),
        mail: text.split_whitespace().any(|word| {
            word.trim_matches('.')
                .split_once('@')
                .is_some_and(|(name, rest)| !name.is_empty() && rest.contains('.'))
        }),
    }
}

const SYMBOLS: [char; 14] = ['€', '£', '$', '₹', '¥', '₽', '₺', '₩', '₪', '฿', '₫', '₴', '৳', '₦'];

/// Names of money that stand in no table.
const SHORT: &[&str] = &[
    "eur", "usd", "gbp", "chf", "inr", "pkr", "rs", "kr", "zl", "kc", "ft", "lei", "tl", "rp", "aed", "sar",
];

fn is_currency(word: &Word) -> bool {
    word.meanings.iter().any(|meaning| matches!(meaning, Meaning::Currency(_)))
        || SHORT.contains(&word.text.as_str())
}

/// "Rp350.000", "5,000원": money without a blank.
fn is_glued(text: &str, words: &[Word]) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let behind =
        letters.windows(2).any(|two| two[0].is_numeric() && matches!(two[1], '원' | '円' | '元' | '块'));
    let before =
        |word: &Word| word.text.strip_prefix("rp").is_some_and(|rest| rest.starts_with(char::is_numeric));
    behind || words.iter().any(before)
}

/// Whether the number at this place is an amount of money.
pub(super) fn is_money(text: &str, words: &[Word], at: usize) -> bool {
    let place = &words[at].place;
    text[..place.start].trim_end().ends_with(SYMBOLS)
        || text[place.end..].trim_start().starts_with(SYMBOLS)
        || words.get(at + 1).is_some_and(is_currency)
        || at.checked_sub(1).is_some_and(|before| is_currency(&words[before]))
}

/// The unit a word names; lists of small words hold some of their names.
fn unit_of(word: &Word) -> Option<&'static str> {
    word.unit().or_else(|| match word.text.as_str() {
        "cm" | "mm" | "km" | "m" => Some("cm"),
        "minute" | "minutes" | "min" | "hour" | "hours" | "h" => Some("hour"),
        "day" | "days" | "week" | "weeks" | "month" | "months" | "year" | "years" => Some("day"),
        _ => word.says("weekdays").then_some("day"),
    })
}

/// How many times of day are written with their minutes, or with what says that they are one.
pub(super) fn times(text: &str, words: &[Word]) -> usize {
    let letters: Vec<char> = text.chars().collect();
    let written = letters.windows(4).filter(|four| is_clock(four)).count();
    let said = (1..words.len()).filter(|at| words[at - 1].number() && is_half_of_day(&words[*at])).count();
    written.max(said)
}

fn is_clock(four: &[char]) -> bool {
    four[0].is_numeric() && matches!(four[1], ':' | 'h') && four[2].is_numeric() && four[3].is_numeric()
}

fn is_half_of_day(word: &Word) -> bool {
    word.says("am") || word.says("pm") || word.says("clock")
}

/// `8:00`, `14h`, `2 pm`, or `9-17` where a day is named.
fn is_time(text: &str, words: &[Word]) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let clock = letters.windows(4).any(is_clock);
    let range = letters
        .windows(3)
        .any(|three| three[0].is_numeric() && matches!(three[1], '-' | '–') && three[2].is_numeric());
    let said = words.windows(2).any(|pair| pair[0].number() && is_half_of_day(&pair[1]));
    let dotted = letters.windows(5).any(|five| {
        five[0].is_numeric()
            && five[1] == '.'
            && five[2].is_numeric()
            && five[3].is_numeric()
            && matches!(five[4], '-' | '–' | ' ')
    });
    let day = (0..words.len())
        .any(|at| words[at].day().is_some() || names_weekdays(at, words) || words[at].says("every_day"));
    clock || said || (day && (range || dotted))
}

fn has_phone(text: &str) -> bool {
    let mut run = 0;
    let mut longest = 0;
    for letter in text.chars() {
        match letter {
            letter if letter.is_numeric() => run += 1,
            ' ' | '-' | '.' | '/' | '(' | ')' | '+' if run > 0 => {}
            _ => run = 0,
        }
        longest = longest.max(run);
    }
    longest >= 7
}
