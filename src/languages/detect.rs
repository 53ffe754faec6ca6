//! Which languages a text may be in, well enough to choose whose words to read it with.
//! Never the last word: whoever knows the conversation's language gives it as a hint.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use super::{Words, all, asked, asking, of_tag};
use crate::storage::text::{fold, normalise, query_tokens};

/// Most languages one text is read with.
const LIMIT: usize = 3;

/// What a hint is worth: two words of a short text.
const HINT: usize = 6;

/// Letters of Latin that weigh as much as one of another script, whose texts hold names in Latin letters.
const LATIN_LETTERS: usize = 3;
/// Words looked at where a text has letters of both.
const WORDS_OF_FRAMING: usize = 60;

const LATIN: &[&str] = &[
    "en", "it", "es", "pt", "fr", "de", "nl", "pl", "ro", "tr", "id", "ms", "vi", "sv", "da", "cs", "hu",
    "fi", "sw", "tl", "hi-Latn", "ur-Latn",
];

/// The languages whose letters these are. Names in Latin letters stand in texts of every script, and others in Latin texts:
/// the small words around them tell which of both a text is in.
pub fn script_tags(text: &str) -> &'static [&'static str] {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for letter in text.chars() {
        if let Some(script) = script_of(letter) {
            *counts.entry(script).or_default() += 1;
        }
    }
    let latin = counts.remove("latin").unwrap_or_default();
    let Some((most, letters)) = counts.iter().max_by_key(|(script, count)| (**count, **script)) else {
        return LATIN;
    };
    let others: &[&str] = match *most {
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
        _ => &[],
    };
    if latin == 0 {
        return others;
    }
    let framing = Framing::of(text, others);
    let is_latin = if latin < letters * LATIN_LETTERS { framing.is_latin() } else { framing.small > 0 };
    if is_latin { LATIN } else { others }
}

/// The script of a letter; nothing for what is in all of them.
fn script_of(letter: char) -> Option<&'static str> {
    Some(match letter {
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
        _ => return None,
    })
}

/// The words in Latin letters of a text that has others too.
struct Framing {
    words: usize,
    /// Words of the other script.
    others: usize,
    /// Those in Latin letters that are small ones of one language.
    small: usize,
    /// Words of the other script that are.
    small_others: usize,
}

impl Framing {
    fn of(text: &str, others: &[&str]) -> Self {
        let (mut latin, mut other) = (Vec::new(), Vec::new());
        for (at, word) in text.unicode_words().take(WORDS_OF_FRAMING).enumerate() {
            let Some(first) = word.chars().find(|letter| letter.is_alphabetic()) else { continue };
            let folded = || fold(&normalise(word));
            match script_of(first) {
                // A name within a text begins with a capital.
                Some("latin") => latin.push((at == 0 || !first.is_uppercase()).then(folded)),
                _ => other.push(Some(folded())),
            }
        }
        let (small, small_others) = (most_small_words(&latin, LATIN), most_small_words(&other, others));
        Self { words: latin.len(), others: other.len(), small, small_others }
    }

    /// "Is the مندي spicy?", and no heading over a text in another script.
    fn is_latin(&self) -> bool {
        self.words >= self.others && self.small * 2 > self.words && self.small > self.small_others
    }
}

/// How many of the words carry no subject or ask, in the one of the languages that has most.
fn most_small_words(words: &[Option<String>], tags: &[&str]) -> usize {
    let asks = |tag: &str, word: &str| {
        asking::is_of(tag, word) || asked(tag).is_some_and(|asked| !asked.lists(word).is_empty())
    };
    let is_small =
        |tag: &str, word: &str| asks(tag, word) || of_tag(tag).is_some_and(|table| table.is_common(word));
    let of = |tag: &&str| words.iter().flatten().filter(|word| is_small(tag, word)).count();
    tags.iter().map(of).max().unwrap_or_default()
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
