//! Finds stretches of digits: in any script, with whatever people write between the digits of one number.

use unicode_normalization::UnicodeNormalization as _;

use super::{FEWEST_AFTER_PLUS, Run};

/// Characters between two digits of one number, at most.
const LONGEST_GAP: usize = 5;

/// The zeros of all scripts that have digits of their own; the others follow in order (Unicode, category Nd).
const ZEROS: [u32; 58] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0,
    0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0x104A0, 0x10D30, 0x11066,
    0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950,
    0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1E140, 0x1E2F0, 0x1E950,
];

/// Chinese and Japanese digits, as numbers are read aloud.
const HAN: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The plain digit a letter stands for: of any script, full-width, raised, circled.
pub(super) fn value(letter: char) -> Option<char> {
    if letter.is_ascii() {
        return letter.is_ascii_digit().then_some(letter);
    }
    let code = u32::from(letter);
    let of_script = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10));
    let of_han = || HAN.iter().position(|digit| *digit == letter).and_then(|at| u32::try_from(at).ok());
    if let Some(value) = of_script.or_else(of_han) {
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
        // Joiners, marks of direction, the two parts of a keycap, WhatsApp's marks for bold, italic, struck and code.
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{00AD}'
        | '\u{061C}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{20E3}'
        | '*'
        | '_'
        | '~'
        | '`' => Some(""),
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
