//! Turns text of any script into the tokens our search indexes are made of.
//!
//! Words are not told their language. Han and Kana become overlapping pairs of characters, Thai, Lao, Khmer and Burmese
//! overlapping triples (neither puts blanks between words), everything else the words of UAX #29. Folding makes two
//! spellings of one word equal: accents, Arabic letter forms, digits of other scripts.
//! It knows no weights, no table and no query syntax: those belong to whoever keeps an index.

mod fold;
mod phone_pieces;

pub use fold::folded_letters;
pub use phone_pieces::{PHONE_MARK, phone_piece, phone_tokens};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// How a stretch of text is cut into tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Written with blanks between words.
    Spaced,
    /// Han, Hiragana, Katakana: pairs of characters.
    Han,
    /// Thai, Lao, Khmer, Burmese: triples of characters.
    Stacked,
}

impl Script {
    pub fn of(letter: char) -> Self {
        match letter {
            '々'
            | '〇'
            | '\u{3041}'..='\u{30FA}'
            | '\u{30FC}'..='\u{30FF}'
            | '\u{31F0}'..='\u{31FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{323AF}' => Self::Han,
            '\u{0E00}'..='\u{0EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{A9E0}'..='\u{A9FF}'
            | '\u{AA60}'..='\u{AA7F}' => Self::Stacked,
            _ => Self::Spaced,
        }
    }

    /// Characters in one token, for scripts cut into windows.
    pub fn window(self) -> Option<usize> {
        match self {
            Self::Spaced => None,
            Self::Han => Some(2),
            Self::Stacked => Some(3),
        }
    }
}

/// Compatibility forms made plain and everything in lower case, accents kept.
pub fn normalise(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.nfkc().collect::<String>().to_lowercase() }
}

/// The text cut where its script changes.
pub fn runs(text: &str) -> impl Iterator<Item = (Script, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let script = Script::of(rest.chars().next()?);
        let end = rest.find(|letter| Script::of(letter) != script).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some((script, run))
    })
}

/// The words of a run written with blanks: those of UAX #29 that hold a letter or a digit.
pub fn words(run: &str) -> impl Iterator<Item = &str> {
    run.unicode_words().filter(|word| word.chars().any(char::is_alphanumeric))
}

/// Overlapping windows of `length` characters; a shorter text is its own only window.
pub fn windows(text: &str, length: usize) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let characters = starts.len() - 1;
    let count = if characters == 0 { 0 } else { characters.saturating_sub(length) + 1 };
    (0..count).map(move |first| &text[starts[first]..starts[(first + length).min(characters)]])
}

/// Makes spellings of one word equal. Case is the caller's: see [`normalise`].
pub fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { folded_letters(text).collect() }
}

/// Three equal letters or more are one that was held down: it is written so many times, "ciaooo" as "ciao".
pub fn held(word: &str, times: usize) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut kept = String::with_capacity(word.len());
    for run in letters.chunk_by(|one, other| one == other) {
        let is_held = run.len() > 2 && run[0].is_alphabetic();
        kept.extend(run.iter().take(if is_held { times } else { run.len() }));
    }
    kept
}

/// Tokens to look for: folded words, pairs and triples. None holds ASCII punctuation, so each is one token of an
/// FTS5 `ascii` tokenizer, and `_` is free for the index's own marks.
pub fn query_tokens(text: &str) -> Vec<String> {
    tokens(text, false)
}

/// Tokens to store: those of [`query_tokens`], and the tails of runs that have no blanks, so that the beginning of a
/// token finds every place where its characters stand.
pub fn index_tokens(text: &str) -> Vec<String> {
    tokens(text, true)
}

fn tokens(text: &str, with_tails: bool) -> Vec<String> {
    let plain = normalise(text);
    let mut found = Vec::new();
    if plain.is_ascii() {
        push_pieces(&plain, &mut found);
        return found;
    }
    for (script, run) in runs(&plain) {
        match script.window() {
            None => words(run).for_each(|word| push_pieces(&fold(word), &mut found)),
            Some(length) => push_windows(run, length, with_tails, &mut found),
        }
    }
    found
}

fn push_pieces(word: &str, found: &mut Vec<String>) {
    let pieces = word.split(|letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric());
    found.extend(pieces.filter(|piece| piece.chars().any(char::is_alphanumeric)).map(str::to_owned));
}

fn push_windows(run: &str, length: usize, with_tails: bool, found: &mut Vec<String>) {
    for piece in run.split(|letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter)) {
        let folded = fold(piece);
        let whole = found.len();
        found.extend(windows(&folded, length).map(str::to_owned));
        if with_tails && found.len() > whole {
            let last = found[found.len() - 1].clone();
            found.extend(last.char_indices().skip(1).map(|(at, _)| last[at..].to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_fold_alike() {
        for (one, other) in [
            ("Perché", "perche"),
            ("Straße", "STRASSE"),
            ("İstanbul", "istanbul"),
            ("ΚΑΛΗΜΈΡΑ", "καλημερα"),
            ("أهلاً", "اهلا"),
            ("کیا", "كيا"),
            ("قيمة", "قیمه"),
            ("١٢٣", "123"),
            ("१२", "12"),
            ("ज़रूर", "जरूर"),
            ("ｃａｆé", "cafe"),
        ] {
            assert_eq!(query_tokens(one), query_tokens(other), "{one} and {other}");
        }
    }

    #[test]
    fn hindi_keeps_its_vowels() {
        assert_ne!(query_tokens("कल"), query_tokens("काल"));
        assert_eq!(query_tokens("कीमत क्या है"), ["कीमत", "क्या", "है"]);
    }

    #[test]
    fn scripts_without_blanks_are_cut_into_windows() {
        assert_eq!(query_tokens("牛肉店"), ["牛肉", "肉店"]);
        assert_eq!(query_tokens("肉"), ["肉"]);
        assert_eq!(query_tokens("ราคา"), ["ราค", "าคา"]);
        assert_eq!(query_tokens("wagyu和牛 500g"), ["wagyu", "和牛", "500g"]);
    }

    #[test]
    fn any_single_character_of_a_run_can_be_found() {
        let stored = index_tokens("我要牛肉");
        for asked in ["我", "要", "牛", "肉", "牛肉"] {
            let token = query_tokens(asked).remove(0);
            assert!(stored.iter().any(|candidate| candidate.starts_with(&token)), "{asked} in {stored:?}");
        }
    }

    #[test]
    fn tokens_never_hold_ascii_punctuation() {
        assert_eq!(
            query_tokens("don't pay 3.50 to a_b@shop.com, caffè-latte!"),
            ["don", "t", "pay", "3", "50", "to", "a", "b", "shop", "com", "caffe", "latte"]
        );
        assert!(query_tokens("?!… 🙂 —").is_empty());
    }
}
