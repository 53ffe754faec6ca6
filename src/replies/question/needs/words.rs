//! What a customer wrote, cut into clauses and words: folded, letters that were held down written once, scripts without
//! blanks cut into characters; and what else a word may be read as.

use crate::storage::text::{Script, fold, held, normalise, runs, words};

/// A word, or a character of a script without blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replies::question) struct Token {
    text: String,
    /// The same word without what is written to it, or with a held letter written twice.
    others: Vec<String>,
    is_character: bool,
}

impl Token {
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All it may be read as, as it stands first.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.text.as_str()).chain(self.others.iter().map(String::as_str))
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
                found.extend(letters.map(|letter| Token {
                    text: letter.to_string(),
                    others: Vec::new(),
                    is_character: true,
                }));
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
    pieces.map(token).collect()
}

fn token(piece: &str) -> Token {
    let text = held(piece, 1);
    let twice = held(piece, 2);
    let mut others: Vec<String> = bare(&text).map(str::to_owned).collect();
    others.extend((twice != text).then_some(twice));
    Token { text, others, is_character: false }
}

/// What Arabic and Hebrew write to the beginning of a word: and, the, to, in, from, that.
const WRITTEN_BEFORE: &[&str] = &[
    "وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف", "וה", "שה", "בה", "מה", "לה", "ו", "ה", "ב",
    "ל", "ש", "מ", "כ",
];
/// Letters of the shortest word they are taken off.
const LEAST_BARE: usize = 3;

/// The word without them.
fn bare(word: &str) -> impl Iterator<Item = &str> {
    let rests = WRITTEN_BEFORE.iter().filter_map(|before| word.strip_prefix(before));
    rests.filter(|rest| rest.chars().count() >= LEAST_BARE)
}
