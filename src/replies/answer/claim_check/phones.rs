//! Phone numbers, whole: seven figures and more with a leading zero or plus, or grouped as people group them.
//! A number may be written with or without its country's prefix, and with no other.

use super::numbers::digit;

const LEAST: usize = 7;
const MOST: usize = 17;

/// The phone number that begins here as its figures, and its length in bytes.
pub(super) fn at(text: &str, at: usize) -> Option<(usize, String)> {
    let before = text[..at].chars().next_back();
    if before.is_some_and(|before| before.is_alphanumeric() || matches!(before, '.' | ',' | '£' | '€' | '$'))
    {
        return None;
    }
    let rest = &text[at..];
    let mut digits = String::new();
    let (mut length, mut groups, mut in_group) = (0, 0, false);
    for (offset, letter) in rest.char_indices() {
        if let Some(value) = digit(letter) {
            digits.push(char::from_digit(value, 10).unwrap_or('0'));
            length = offset + letter.len_utf8();
            groups += usize::from(!in_group);
            in_group = true;
        } else if letter == '+' && offset == 0 {
            digits.push('+');
        } else if matches!(letter, ' ' | '-' | '/' | '(' | ')' | '.' | '\u{a0}') && !digits.is_empty()
            || (letter == '(' && offset == 0)
        {
            in_group = false;
            if letter == '.' && rest[offset + 1..].chars().next().is_none_or(|next| digit(next).is_none()) {
                break;
            }
        } else {
            break;
        }
    }
    let count = digits.trim_start_matches('+').len();
    let wrong_length = !(LEAST..=MOST).contains(&count);
    if wrong_length || rest[length..].starts_with(char::is_alphabetic) || is_span(&rest[..length]) {
        return None;
    }
    let marked = digits.starts_with('+') || digits.starts_with('0') || groups >= 2;
    let looks =
        marked && !rest[..length].contains("20") || (count >= 9) && !is_years_or_prices(&rest[..length]);
    looks.then_some((length, digits))
}

/// `9.00-17.00` is a span of hours.
fn is_span(raw: &str) -> bool {
    let is_time = |part: &str| {
        part.trim().split_once('.').is_some_and(|(hour, minute)| {
            minute.len() == 2
                && hour.parse::<u8>().is_ok_and(|hour| hour <= 24)
                && minute.parse::<u8>().is_ok_and(|minute| minute < 60)
        })
    };
    raw.split(['-', '/', ' ']).filter(|part| !part.is_empty()).all(is_time)
}

fn is_years_or_prices(raw: &str) -> bool {
    raw.split([' ', '-', '–', '/'])
        .filter(|part| !part.is_empty())
        .all(|part| part.contains('.') && part.len() <= 6)
}

/// Whether two writings are one number: alike, or alike but for the shop's own country prefix.
pub(super) fn are_one(said: &str, known: &str, prefix: Option<&str>) -> bool {
    let bare = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let (said_plain, known_plain) = (bare(said), bare(known));
    if said_plain == known_plain {
        return true;
    }
    let Some(prefix) = prefix else { return false };
    let national = |text: &str, plain: &str| -> Option<String> {
        let international = text.starts_with('+') || plain.starts_with("00");
        let rest = plain.trim_start_matches("00").strip_prefix(prefix).filter(|_| international)?;
        Some(rest.to_owned())
    };
    let forms = |text: &str, plain: &str| -> Vec<String> {
        let own = national(text, plain).unwrap_or_else(|| plain.to_owned());
        vec![own.trim_start_matches('0').to_owned()]
    };
    let international_elsewhere = |text: &str, plain: &str| {
        (text.starts_with('+') || plain.starts_with("00")) && national(text, plain).is_none()
    };
    if international_elsewhere(said, &said_plain) || international_elsewhere(known, &known_plain) {
        return false;
    }
    forms(said, &said_plain) == forms(known, &known_plain)
}

/// Prefixes of the countries shops of our languages stand in, by time zone.
const PREFIXES: &[(&str, &str)] = &[
    ("Europe/Rome", "39"),
    ("Europe/London", "44"),
    ("Europe/Madrid", "34"),
    ("Atlantic/Canary", "34"),
    ("Europe/Lisbon", "351"),
    ("Europe/Paris", "33"),
    ("Europe/Berlin", "49"),
    ("Europe/Vienna", "43"),
    ("Europe/Zurich", "41"),
    ("Europe/Amsterdam", "31"),
    ("Europe/Brussels", "32"),
    ("Europe/Dublin", "353"),
    ("Europe/Warsaw", "48"),
    ("Europe/Bucharest", "40"),
    ("Europe/Athens", "30"),
    ("Europe/Moscow", "7"),
    ("Europe/Kyiv", "380"),
    ("Europe/Istanbul", "90"),
    ("Europe/Stockholm", "46"),
    ("Europe/Copenhagen", "45"),
    ("Europe/Prague", "420"),
    ("Europe/Budapest", "36"),
    ("Asia/Dubai", "971"),
    ("Asia/Riyadh", "966"),
    ("Africa/Cairo", "20"),
    ("Asia/Tehran", "98"),
    ("Asia/Jerusalem", "972"),
    ("Asia/Kolkata", "91"),
    ("Asia/Karachi", "92"),
    ("Asia/Dhaka", "880"),
    ("Asia/Jakarta", "62"),
    ("Asia/Kuala_Lumpur", "60"),
    ("Asia/Ho_Chi_Minh", "84"),
    ("Asia/Bangkok", "66"),
    ("Asia/Shanghai", "86"),
    ("Asia/Tokyo", "81"),
    ("Asia/Seoul", "82"),
    ("America/New_York", "1"),
    ("America/Chicago", "1"),
    ("America/Los_Angeles", "1"),
    ("America/Toronto", "1"),
    ("America/Mexico_City", "52"),
    ("America/Sao_Paulo", "55"),
    ("America/Argentina/Buenos_Aires", "54"),
    ("America/Bogota", "57"),
    ("America/Santiago", "56"),
    ("America/Lima", "51"),
];

/// The country prefix of a shop: of the number it gives, else of where its clock is.
pub fn country_prefix(phone: &str, time_zone: &str) -> Option<&'static str> {
    let figures: String =
        phone.chars().filter_map(digit).filter_map(|value| char::from_digit(value, 10)).collect();
    let international = phone.trim_start().starts_with('+');
    let written = PREFIXES
        .iter()
        .map(|(_, prefix)| *prefix)
        .filter(|prefix| international && figures.starts_with(prefix));
    written
        .max_by_key(|prefix| prefix.len())
        .or_else(|| PREFIXES.iter().find(|(zone, _)| *zone == time_zone).map(|(_, prefix)| *prefix))
}
