//! Cuts text into words, numbers and marks, with digits of every script made plain.

use crate::llm::clean;
use crate::storage::text::fold;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Mark,
}

/// One piece; a word is folded, so that accents and letter forms do not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub text: String,
    /// The word before folding, in lower case.
    pub raw: String,
    /// Where it begins in the text it was cut from, in bytes.
    pub at: usize,
}

impl Token {
    pub fn is_word(&self, words: &[&str]) -> bool {
        self.kind == Kind::Word && words.contains(&self.text.as_str())
    }

    pub fn is_mark(&self, marks: &[&str]) -> bool {
        self.kind == Kind::Mark && marks.contains(&self.text.as_str())
    }

    /// Ends what is said: what comes before does not bind what comes after.
    pub fn ends_sentence(&self) -> bool {
        self.is_mark(&[".", "!", "?", "\n", ";", "।", "؟", "。"])
    }
}

/// Lower case, plain digits, no hidden characters, no emphasis.
pub(super) fn plain(text: &str) -> String {
    let text: String = clean(text).to_lowercase().chars().map(plain_character).collect();
    text.replace("**", "").replace("__", "")
}

fn plain_character(character: char) -> char {
    let digit = |zero: u32| char::from_digit(u32::from(character) - zero, 10).unwrap_or(character);
    match character {
        '\u{0660}'..='\u{0669}' => digit(0x0660),
        '\u{06F0}'..='\u{06F9}' => digit(0x06F0),
        '\u{0966}'..='\u{096F}' => digit(0x0966),
        '\u{066B}' => ',',
        '\u{066C}' | '’' | '‘' => '\'',
        '٪' => '%',
        '–' | '—' | '−' | '‑' => '-',
        '\u{00A0}' | '\u{202F}' | '\t' => ' ',
        other => other,
    }
}

/// "1. " and "2) " at the beginning of a line count what follows; they claim nothing.
pub(super) fn without_list_marks(text: &str) -> String {
    let line = |line: &str| -> String {
        let trimmed = line.trim_start();
        let digits = trimmed.chars().take_while(char::is_ascii_digit).count();
        let after = trimmed[digits..].strip_prefix(['.', ')']).filter(|rest| rest.starts_with(' '));
        match after {
            Some(rest) if (1..=2).contains(&digits) => rest.to_owned(),
            Some(_) | None => line.to_owned(),
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

pub(super) fn cut(text: &str) -> Vec<Token> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let (start, first) = characters[at];
        let (kind, length) = if first.is_ascii_digit() {
            (Kind::Number, number_length(&characters[at..]))
        } else if is_letter(first) {
            (Kind::Word, characters[at..].iter().take_while(|(_, c)| is_letter(*c)).count())
        } else {
            (Kind::Mark, 1)
        };
        let end = characters.get(at + length).map_or(text.len(), |(end, _)| *end);
        let raw = text[start..end].to_owned();
        at += length;
        if kind == Kind::Mark && raw == " " {
            continue;
        }
        let folded = if kind == Kind::Word { fold(&raw) } else { raw.clone() };
        tokens.push(Token { kind, text: folded, raw, at: start });
    }
    tokens
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c)
}

/// Digits, with one separator between two of them.
fn number_length(characters: &[(usize, char)]) -> usize {
    let digit = |at: usize| characters.get(at).is_some_and(|(_, c)| c.is_ascii_digit());
    let mut length = 0;
    while digit(length)
        || (characters.get(length).is_some_and(|(_, c)| matches!(c, '.' | ',' | ':' | '\''))
            && digit(length + 1))
    {
        length += 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        cut(&plain(text)).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_numbers_and_marks_are_told_apart() {
        assert_eq!(
            texts("Costa 1.234,56€, dalle 9:30."),
            ["costa", "1.234,56", "€", ",", "dalle", "9:30", "."]
        );
        assert_eq!(texts("١٢٫٥ درهم — 10km"), ["12,5", "درهم", "-", "10", "km"]);
        assert_eq!(without_list_marks("1. Hello\n2) You\n3.5 kg"), " Hello\n You\n3.5 kg");
    }
}
