//! Which languages a text may be in, well enough to choose whose words to read it with.
//! Never the last word: whoever knows the conversation's language gives it as a hint.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Words, all, of_tag};
use crate::storage::text::query_tokens;

/// Most languages one text is read with.
const LIMIT: usize = 3;

/// What a hint is worth: two words of a short text.
const HINT: usize = 6;

/// The languages whose letters these are.
pub fn script_tags(text: &str) -> &'static [&'static str] {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for letter in text.chars() {
        let script = match letter {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => "latin",
            '\u{370}'..='\u{3ff}' => "greek",
            '\u{400}'..='\u{52f}' => "cyrillic",
            '\u{590}'..='\u{5ff}' => "hebrew",
            '\u{600}'..='\u{77f}' => "arabic",
            '\u{900}'..='\u{97f}' => "devanagari",
            '\u{980}'..='\u{9ff}' => "bengali",
            '\u{e00}'..='\u{e7f}' => "thai",
            '\u{3040}'..='\u{30ff}' => "kana",
            '\u{4e00}'..='\u{9fff}' => "han",
            '\u{ac00}'..='\u{d7a3}' => "hangul",
            _ if letter.is_alphabetic() => "other",
            _ => continue,
        };
        // Names in Latin letters stand in texts of every script.
        *counts.entry(script).or_default() += if script == "latin" { 1 } else { 3 };
    }
    let most = counts.iter().max_by_key(|(_, count)| **count).map_or("latin", |(script, _)| *script);
    match most {
        "greek" => &["el"],
        "cyrillic" => &["ru", "uk"],
        "hebrew" => &["he"],
        "arabic" => &["ar", "fa", "ur"],
        "devanagari" => &["hi"],
        "bengali" => &["bn"],
        "thai" => &["th"],
        "kana" => &["ja"],
        "han" if counts.contains_key("kana") => &["ja"],
        "han" => &["zh", "ja"],
        "hangul" => &["ko"],
        "other" => &[],
        _ => &[
            "en", "it", "es", "pt", "fr", "de", "nl", "pl", "ro", "tr", "id", "ms", "vi", "sv", "da", "cs",
            "hu", "fi", "sw", "tl", "hi-Latn", "ur-Latn",
        ],
    }
}

/// What a word is worth to a language it carries no subject in, and to one that knows it.
const COMMON: usize = 3;
const KNOWN: usize = 2;

/// The languages, by their place in [`all`], that have a word: as one that carries no subject, as one they know.
#[derive(Clone, Copy, Default)]
struct Owners {
    common: u64,
    known: u64,
}

/// One look at each word tells every language that has it.
static OWNERS: LazyLock<HashMap<&'static str, Owners>> = LazyLock::new(|| {
    let mut owners: HashMap<&'static str, Owners> = HashMap::new();
    for (place, words) in all().iter().enumerate() {
        words.common().for_each(|word| owners.entry(word).or_default().common |= 1 << place);
        words.known().for_each(|word| owners.entry(word).or_default().known |= 1 << place);
    }
    owners
});

/// The likely languages of a text, best first. Empty for a script without tables.
pub fn detect(text: &str, hint: Option<&str>) -> Vec<&'static Words> {
    let tags = script_tags(text);
    let heard: Vec<Owners> =
        query_tokens(text).iter().filter_map(|token| OWNERS.get(token.as_str()).copied()).collect();
    let hinted = hint.and_then(of_tag).map(|words| words.tag);
    let score = |place: usize, words: &Words| {
        let worth = |owners: &Owners| match (owners.common >> place & 1, owners.known >> place & 1) {
            (1, _) => COMMON,
            (_, 1) => KNOWN,
            _ => 0,
        };
        heard.iter().map(worth).sum::<usize>() + if Some(words.tag) == hinted { HINT } else { 0 }
    };
    let candidates = all().iter().enumerate().filter(|(_, words)| tags.contains(&words.tag));
    let mut scored: Vec<(usize, &'static Words)> =
        candidates.map(|(place, words)| (score(place, words), words)).collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let best = scored.first().map_or(0, |(score, _)| *score);
    // Two languages are kept where the words do not tell them apart; the one that was expected always is.
    let near = scored.iter().filter(|(score, _)| *score * 5 >= best * 4).take(LIMIT);
    let mut kept: Vec<&'static Words> = near.map(|(_, words)| *words).collect();
    let expected = scored.iter().map(|(_, words)| *words).find(|words| Some(words.tag) == hinted);
    kept.extend(expected.filter(|expected| !kept.iter().any(|words| words.tag == expected.tag)));
    kept
}
