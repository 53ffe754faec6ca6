//! What a customer wrote, cut into clauses and words: folded, letters that were held down written once, scripts without
//! blanks cut into characters.

use crate::storage::text::{Script, fold, normalise, runs, words};

/// A word, or a character of a script without blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replies::question) struct Token {
    text: String,
    is_character: bool,
}

impl Token {
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn into_text(self) -> String {
        self.text
    }

    pub fn is_character(&self) -> bool {
        self.is_character
    }
}

/// Ends of a clause.
const ENDS: &[char] = &['.', '!', '?', '\n', ';', '…', '؟', '۔', '।', '？', '！', '。', '؛'];

/// Whether a clause ends here: a point within a number or a name ends none.
fn ends(text: &str, at: usize, letter: char) -> bool {
    let next = text[at + letter.len_utf8()..].chars().next();
    ENDS.contains(&letter) && (letter != '.' || next.is_none_or(|next| !next.is_alphanumeric()))
}

/// The clauses of a message.
pub(in crate::replies::question) fn clauses(text: &str) -> Vec<Vec<Token>> {
    let mut clauses = Vec::new();
    let mut from = 0;
    for (at, letter) in text.char_indices().filter(|(at, letter)| ends(text, *at, *letter)) {
        clauses.push(tokens(&text[from..at]));
        from = at + letter.len_utf8();
    }
    clauses.push(tokens(&text[from..]));
    clauses.retain(|words| !words.is_empty());
    clauses
}

/// The words of a text.
pub(in crate::replies::question) fn tokens(text: &str) -> Vec<Token> {
    let plain = normalise(text);
    let mut found = Vec::new();
    for (script, run) in runs(&plain) {
        match script {
            Script::Spaced => found.extend(words(run).flat_map(spaced)),
            Script::Han | Script::Stacked => {
                let letters = run.chars().filter(|letter| letter.is_alphanumeric() || is_mark(*letter));
                found.extend(letters.map(|letter| Token { text: letter.to_string(), is_character: true }));
            }
        }
    }
    found
}

/// Marks of Thai and its like, which belong to the word.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0E31}' | '\u{0E34}'..='\u{0E3A}' | '\u{0E47}'..='\u{0E4E}')
}

fn spaced(word: &str) -> Vec<Token> {
    let folded = fold(word);
    let pieces = folded.split(|letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric());
    let pieces = pieces.filter(|piece| !piece.is_empty());
    pieces.map(|piece| Token { text: without_runs(piece), is_character: false }).collect()
}

/// Three equal letters or more are one that was held down.
fn without_runs(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut kept = String::with_capacity(word.len());
    for (at, letter) in letters.iter().enumerate() {
        let held = letter.is_alphabetic() && {
            let before = letters[..at].iter().rev().take_while(|other| *other == letter).count();
            let after = letters[at + 1..].iter().take_while(|other| *other == letter).count();
            before > 0 && before + after >= 2
        };
        if !held {
            kept.push(*letter);
        }
    }
    kept
}
