//! Finds stretches of digits: in any script, with whatever people write between the digits of one number.

use unicode_normalization::UnicodeNormalization as _;

use super::{FEWEST_AFTER_PLUS, Run};
use crate::{digits, letters};

/// Characters between two digits of one number, at most.
const LONGEST_GAP: usize = 5;

/// Chinese and Japanese digits, as numbers are read aloud.
const HAN: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The plain digit a letter stands for: of any script, full-width, raised, circled.
pub(super) fn value(letter: char) -> Option<char> {
    if let Some(plain) = digits::plain(letter) {
        return Some(plain);
    }
    if letter.is_ascii() {
        return None;
    }
    if let Some(value) = HAN.iter().position(|digit| *digit == letter).and_then(|at| u32::try_from(at).ok()) {
        return char::from_digit(value, 10);
    }
    if letter == '零' {
        return Some('0');
    }
    let mut plain = letter.nfkc().filter(char::is_ascii_alphanumeric);
    plain.next().filter(|first| first.is_ascii_digit() && plain.next().is_none())
}

/// What stands between two digits of one number, made plain; empty for what one cannot see.
fn gap(letter: char) -> Option<&'static str> {
    match letter {
        letter if letters::is_hidden(letter) => Some(""),
        // The two parts of a keycap, WhatsApp's marks for bold, italic, struck and code.
        '\u{FE00}'..='\u{FE0F}' | '\u{20E3}' | '*' | '_' | '~' | '`' => Some(""),
        '\n' | '\r' => None,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' | '\u{30FC}' => {
            Some("-")
        }
        '.' | '\u{00B7}' | '\u{2022}' | '\u{2024}' | '\u{2027}' | '\u{3002}' | '\u{FF0E}' => Some("."),
        '/' | '\u{2044}' | '\u{2215}' | '\u{FF0F}' | '\\' | '|' => Some("/"),
        '(' | ')' | '[' | ']' | '\u{FF08}' | '\u{FF09}' => Some(" "),
        '+' | '\u{FF0B}' => Some("+"),
        letter if letter.is_whitespace() => Some(" "),
        _ => None,
    }
}

/// Every stretch of at least as many digits as the shortest number has.
pub(super) fn runs(text: &str) -> Vec<Run> {
    let mut found = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        let begins = value(letter).or_else(|| is_plus(letter).then_some('+'));
        let Some(first) = begins else { continue };
        let mut run = Run { at: start..start + letter.len_utf8(), plain: String::from(first) };
        let mut between = String::new();
        let mut skipped = 0;
        while let Some((at, next)) = letters.peek().copied() {
            if let Some(digit) = value(next) {
                run.plain.push_str(&between);
                run.plain.push(digit);
                run.at.end = at + next.len_utf8();
                between.clear();
                skipped = 0;
            } else if let Some(plain) = gap(next).filter(|_| skipped < LONGEST_GAP) {
                between.push_str(plain);
                skipped += 1;
            } else {
                break;
            }
            letters.next();
        }
        if run.plain.bytes().filter(u8::is_ascii_digit).count() >= FEWEST_AFTER_PLUS {
            found.push(run);
        }
    }
    found
}

fn is_plus(letter: char) -> bool {
    matches!(letter, '+' | '\u{FF0B}')
}
