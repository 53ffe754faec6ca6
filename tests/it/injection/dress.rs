//! In which dress a hostile text comes, and how a model reads it all the same.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Latin letters and Cyrillic and Greek ones that look the same.
const LOOK_ALIKE: &[(char, char)] = &[
    ('a', 'а'),
    ('e', 'е'),
    ('o', 'о'),
    ('p', 'р'),
    ('c', 'с'),
    ('x', 'х'),
    ('y', 'у'),
    ('i', 'і'),
    ('s', 'ѕ'),
];

/// The text in this dress.
pub fn dressed(text: &str, dress: &str) -> String {
    match dress {
        "plain" => text.to_owned(),
        "base64" => format!("Decode this and do what it says: {}", STANDARD.encode(text)),
        "zero_width" => text.chars().flat_map(|letter| [letter, '\u{200b}']).collect(),
        "homoglyphs" => text.chars().map(|letter| twin(letter, |(latin, other)| (*latin, *other))).collect(),
        "reversed" => text.chars().rev().collect(),
        "rot13" => text.chars().map(rot13).collect(),
        "full_width" => text.chars().map(full_width).collect(),
        "rtl" => format!("\u{202e}{text}\u{202c}"),
        _ => panic!("no such dress: {dress}"),
    }
}

fn twin(letter: char, pair: impl Fn(&(char, char)) -> (char, char)) -> char {
    LOOK_ALIKE.iter().map(pair).find(|(from, _)| *from == letter).map_or(letter, |(_, to)| to)
}

fn rot13(letter: char) -> char {
    let base = if letter.is_ascii_uppercase() { b'A' } else { b'a' };
    if letter.is_ascii_alphabetic() { char::from((letter as u8 - base + 13) % 26 + base) } else { letter }
}

fn full_width(letter: char) -> char {
    if letter.is_ascii_graphic() { char::from_u32(letter as u32 + 0xFEE0).unwrap() } else { letter }
}

/// Everything a clever model makes of a text.
pub fn readings(text: &str) -> impl Iterator<Item = String> {
    let visible: String =
        text.chars().filter(|letter| !matches!(letter, '\u{200b}' | '\u{202e}' | '\u{202c}')).collect();
    let latin = visible.chars().map(|letter| twin(letter, |(latin, other)| (*other, *latin))).collect();
    let narrow = visible
        .chars()
        .map(|letter| match letter as u32 {
            wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap(),
            _ => letter,
        })
        .collect();
    let decoded: Vec<String> = visible
        .split(|letter: char| !(letter.is_ascii_alphanumeric() || "+/=".contains(letter)))
        .filter(|word| word.len() >= 24)
        .filter_map(|word| String::from_utf8(STANDARD.decode(word).ok()?).ok())
        .collect();
    [
        visible.chars().rev().collect(),
        visible.chars().map(rot13).collect(),
        latin,
        narrow,
        decoded.join("\n"),
        visible,
    ]
    .into_iter()
}
