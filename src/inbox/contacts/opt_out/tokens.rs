//! Cuts a message into clauses of folded tokens: words where words are written apart, single characters where not.

use unicode_normalization::char::is_combining_mark;

use crate::storage::text::{Script, fold, normalise, runs};

/// A stretch of a message between signs that end a thought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Clause {
    pub tokens: Vec<String>,
    /// It ends with a question mark.
    pub asks: bool,
}

/// The clauses of a message, in order.
pub(super) fn clauses(text: &str) -> Vec<Clause> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(ends_a_clause).unwrap_or(rest.len());
        let sign = rest[end..].chars().next();
        let tokens = tokens(&rest[..end]);
        if !tokens.is_empty() {
            found.push(Clause { tokens, asks: false });
        }
        if matches!(sign, Some('?' | '？' | '؟' | '⁇'))
            && let Some(last) = found.last_mut()
        {
            last.asks = true;
        }
        rest = &rest[end + sign.map_or(0, char::len_utf8)..];
    }
    found
}

/// All clauses as one.
pub(super) fn joined(clauses: &[Clause]) -> Clause {
    Clause {
        tokens: clauses.iter().flat_map(|clause| clause.tokens.iter().cloned()).collect(),
        asks: clauses.last().is_some_and(|clause| clause.asks),
    }
}

fn ends_a_clause(letter: char) -> bool {
    matches!(
        letter,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '¿'
            | '¡'
            | '('
            | ')'
            | '\n'
            | '—'
            | '–'
            | '…'
            | '。'
            | '、'
            | '，'
            | '！'
            | '？'
            | '；'
            | '：'
            | '،'
            | '؛'
            | '؟'
            | '۔'
            | '।'
            | '⁇'
            | '"'
            | '“'
            | '”'
            | '«'
            | '»'
            | '„'
    )
}

/// The folded tokens of a stretch. Single letters with blanks between them are one word ("S T O P"); a letter held
/// down counts once or twice.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (script, run) in runs(&normalise(text)) {
        match script {
            Script::Spaced => found.extend(words(run)),
            Script::Han | Script::Stacked => {
                found.extend(run.chars().filter(|letter| is_part(*letter)).map(String::from));
            }
        }
    }
    let spelled = found.len() >= 4 && found.iter().all(|token| token.len() == 1);
    if spelled { vec![found.concat()] } else { found }
}

fn words(run: &str) -> Vec<String> {
    let folded = fold(run);
    let words = folded.split(|letter| !is_part(letter)).filter(|word| !word.is_empty());
    words.map(unheld).collect()
}

fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

/// "stoooop" is "stop".
fn unheld(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut kept = String::with_capacity(word.len());
    for (at, letter) in letters.iter().enumerate() {
        let same = |other: Option<&char>| other == Some(letter);
        let held_before = at >= 1 && same(letters.get(at - 1));
        let held_after = same(letters.get(at + 1));
        let third = (at >= 2 && held_before && same(letters.get(at - 2)))
            || (held_before && held_after)
            || (held_after && same(letters.get(at + 2)));
        if letter.is_ascii_digit() || !third || !held_before {
            kept.push(*letter);
        }
    }
    kept
}
