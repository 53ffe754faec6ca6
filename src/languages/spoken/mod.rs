//! Which language somebody writes in: by letters first, then by two detectors and the languages' own small words.
//!
//! Short questions are what shops are asked, and no detector alone is sure of them: `whichlang` is right about sixteen
//! languages and knows no others, `whatlang` knows them all and is right about long texts. What was spoken before
//! counts too: a word or two change nothing, a whole sentence does.

mod elsewhere;
mod greetings;
mod letters;
mod roman;

use std::collections::HashSet;

use unicode_segmentation::UnicodeSegmentation;

use super::{Words, asked, asking, base, of_tag, script_tags};
use crate::storage::text::{fold, normalise};

/// What the evidence weighs: every word that is one of the language's own counts its part of one.
const SMALL_WORD: f32 = 1.0;
/// A word people ask shops with.
const ASKING_WORD: f32 = 1.5;
const KNOWN_WORD: f32 = 0.4;
const WHICHLANG: f32 = 0.4;
/// A language without a single word of its own in the text.
const WHICHLANG_ALONE: f32 = 0.2;
const WHATLANG: f32 = 0.1;
/// Of a language `whichlang` does not know.
const WHATLANG_ALONE: f32 = 0.4;
/// Of that, what it weighs when it is not sure and no word of the text is the language's own.
const UNSURE: f32 = 0.5;
const ONLY_WHATLANG: &[&str] = &["pl", "ro", "id", "cs", "hu", "fi", "uk", "fa", "ur"];
/// A word of one letter stands in many languages.
const ONE_LETTER: f32 = 0.3;
const OWN_LETTER: f32 = 0.15;
const MOST_OWN_LETTERS: f32 = 2.0;

/// Words from which on a text speaks for itself.
const WHOLE: usize = 3;
/// A shorter text must be this sure to change the language.
const SURE: f32 = 0.9;
/// How far ahead the best of a whole text must be of the language spoken before.
const AHEAD: f32 = 0.15;
/// How far ahead of the shop's own language the best of a first text must be.
const AT_HOME: f32 = 0.12;
/// Words that belong to no language.
const OF_EVERYONE: &[&str] = &["ok", "okay", "okey", "okk", "whatsapp", "sms", "iphone", "wifi", "pdf"];
/// Languages that are told from their small words alone.
const WITHOUT_TABLES: &[&str] = &["sw", "tl"];
/// The least evidence that tells anything.
const LEAST: f32 = 0.25;

/// The language of a text, as a tag of ours, `ur-Latn` for Urdu and Hindi in Latin letters; nothing when it does not
/// tell and nothing was spoken before.
pub fn spoken(text: &str, before: Option<&str>) -> Option<&'static str> {
    spoken_at_home(text, before, None)
}

/// The same where a greeting may be of several languages: it is then taken for one in the shop's own.
pub fn spoken_at_home(text: &str, before: Option<&str>, home: Option<&str>) -> Option<&'static str> {
    let before = before.and_then(tag_of);
    let tags = script_tags(text);
    let words = words_of(text);
    if words.is_empty() || tags.is_empty() {
        return before;
    }
    // Of a language we have no words for nothing is told, rather than that it were its neighbour.
    if let Some(elsewhere) = elsewhere::heard(text, &words, tags) {
        return elsewhere.same.or(before);
    }
    let tags = letters::narrowed(text, tags);
    match tags {
        [only] => return Some(only),
        // Characters without a syllable of Japanese between them.
        ["zh", "ja"] => return before.filter(|before| *before == "ja").or(Some("zh")),
        _ => {}
    }
    let greets = if before.is_none() {
        greetings::said_in(&words, |word| is_anybodys(word, tags))
    } else {
        Vec::new()
    };
    if let Some(tag) = of_greeting(&greets, home) {
        return Some(tag);
    }
    let is_latin = tags.contains(&"en");
    if is_latin && roman::is_roman(&words) {
        return Some("ur-Latn");
    }
    let scores = scores(text, &words, tags);
    let (best, score) = *scores.first()?;
    let kept = before.and_then(|before| Some((before, scores.iter().find(|(tag, _)| *tag == before)?.1)));
    match kept {
        Some((before, _)) if words.len() < 2 => Some(before),
        // Short words stand in many languages: "na ja", "claro que no".
        Some((before, of_before)) if words.len() <= WHOLE && (score < SURE || of_before >= LEAST) => {
            Some(before)
        }
        Some((before, of_before)) if score - of_before < AHEAD => Some(before),
        Some(_) => Some(best),
        // Roman Urdu has no score of its own: a word or two of it say nothing against it.
        None if is_latin && before == Some("ur-Latn") && words.len() < WHOLE => before,
        // A name, a product, an address: words of no language, which detectors of long texts know nothing about.
        None if is_latin
            && (words.len() < WHOLE && are_names(text, &words, tags) || is_of_capitals(text, tags)) =>
        {
            None
        }
        None => {
            // Most who write to a shop speak its language: what is as much that one as any other is that one.
            let home = home.and_then(tag_of).filter(|home| of_home(home, &scores) + AT_HOME > score);
            let tells = score >= LEAST && (words.len() > 1 || !is_latin || score >= SURE);
            tells.then(|| home.unwrap_or(best))
        }
    }
}

/// Whether a text is in a language without tables, and in none of ours in other letters.
pub fn is_of_elsewhere(text: &str) -> bool {
    let (words, tags) = (words_of(text), script_tags(text));
    let heard = if words.is_empty() { None } else { elsewhere::heard(text, &words, tags) };
    heard.is_some_and(|elsewhere| elsewhere.same.is_none())
}

/// The evidence for the shop's own language.
fn of_home(home: &str, scores: &[(&'static str, f32)]) -> f32 {
    scores.iter().find(|(tag, _)| *tag == home).map_or(0.0, |(_, score)| *score)
}

/// The language of what these languages say alike: the shop's own where it is one of them, else English, else the one that
/// says so most.
fn of_greeting(greets: &[&'static str], home: Option<&str>) -> Option<&'static str> {
    let home = home.and_then(tag_of).filter(|home| greets.contains(home));
    let english = || greets.iter().copied().find(|tag| *tag == "en");
    home.or_else(english).or_else(|| greets.first().map(|tag| one_name(tag)))
}

/// A tag as we write it, `de` for `de-AT`, of a language that is told from words, also one without tables of its own.
pub fn tag_of(tag: &str) -> Option<&'static str> {
    let without_tables = || WITHOUT_TABLES.iter().copied().find(|known| *known == base(tag));
    of_tag(tag).map(|words| one_name(words.tag)).or_else(without_tables)
}

/// Malay and Indonesian are not told apart by a sentence, and are understood by both.
fn one_name(tag: &'static str) -> &'static str {
    match tag {
        "ms" => "id",
        "hi-Latn" => "ur-Latn",
        tag => tag,
    }
}

/// Folded words that hold a letter, parted at apostrophes.
fn words_of(text: &str) -> Vec<String> {
    normalise(text)
        .unicode_words()
        .flat_map(|word| word.split(['\'', '’']))
        .map(fold)
        .filter(|word| word.chars().any(char::is_alphabetic) && !OF_EVERYONE.contains(&word.as_str()))
        .collect()
}

/// Without numbers and names within the text, which are of no language and mislead the detectors; as it stands where nothing
/// else is left.
fn without_names(text: &str, tags: &[&str]) -> String {
    let is_name = |word: &str| {
        word.starts_with(char::is_uppercase) && words_of(word).iter().all(|word| !is_anybodys(word, tags))
    };
    let words = text.split_whitespace().filter(|word| !word.chars().any(char::is_numeric));
    let kept =
        words.clone().enumerate().filter(|(at, word)| *at == 0 || !is_name(word)).map(|(_, word)| word);
    let (all, kept) = (words.collect::<Vec<_>>(), kept.collect::<Vec<_>>());
    if kept.is_empty() { all.join(" ") } else { kept.join(" ") }
}

/// The candidates with their evidence, best first.
fn scores(text: &str, words: &[String], tags: &'static [&'static str]) -> Vec<(&'static str, f32)> {
    let spelt = without_names(text, tags);
    let (short_texts, all) = (by_whichlang(&spelt), by_whatlang(&spelt));
    let lower = text.to_lowercase();
    let mut scores: Vec<(&'static str, f32)> = shares(words, tags)
        .into_iter()
        .filter(|(tag, _)| one_name(tag) == *tag)
        .map(|(tag, own)| {
            let vote = match short_texts {
                Some(family) if family.contains(&tag) => WHICHLANG_ALONE + WHICHLANG * own.min(1.0),
                Some(_) | None => 0.0,
            };
            let unknown_to_whichlang = ONLY_WHATLANG.contains(&tag);
            let vote = match all {
                Some((all, sure)) if all == tag && unknown_to_whichlang => {
                    vote + WHATLANG_ALONE * (UNSURE + (1.0 - UNSURE) * own.max(sure).min(1.0))
                }
                Some((all, _)) if all == tag => vote + WHATLANG,
                Some(_) | None => vote,
            };
            let letters = letters::of(tag);
            let found =
                lower.chars().filter(|letter| letters.contains(*letter)).fold(0.0, |sum, _| sum + 1.0);
            (tag, own + vote + OWN_LETTER * MOST_OWN_LETTERS.min(found))
        })
        .collect();
    scores.sort_by(|one, other| other.1.total_cmp(&one.1));
    scores
}

/// For each language the part of the words that are its own; a word of many languages counts less for each.
#[expect(clippy::cast_precision_loss, reason = "words of one message")]
fn shares(words: &[String], tags: &'static [&'static str]) -> Vec<(&'static str, f32)> {
    let mut sums: Vec<f32> = vec![0.0; tags.len()];
    let tables: Vec<Option<&Words>> = tags.iter().map(|tag| of_tag(tag)).collect();
    let heard: Vec<&str> = words.iter().map(String::as_str).collect();
    let asked_with: Vec<HashSet<usize>> = tags.iter().map(|tag| in_asking_phrases(tag, &heard)).collect();
    for (at, word) in words.iter().enumerate() {
        let weigh = |of: usize| {
            if asked_with[of].contains(&at) { ASKING_WORD } else { weight(tags[of], tables[of], word) }
        };
        let weights: Vec<f32> = (0..tags.len()).map(weigh).collect();
        let speakers = weights.iter().filter(|weight| **weight > 0.0).count() as f32;
        for (sum, weight) in sums.iter_mut().zip(weights).filter(|(_, weight)| *weight > 0.0) {
            *sum += weight * (0.5 + 0.5 / speakers);
        }
    }
    tags.iter().zip(sums).map(|(tag, sum)| (*tag, sum / words.len() as f32)).collect()
}

/// How much a word is the language's own.
fn weight(tag: &str, table: Option<&Words>, word: &str) -> f32 {
    match table {
        Some(table) if word.chars().count() == 1 && table.is_common(word) => ONE_LETTER,
        _ if asking::is_of(tag, word) || asks(tag, word) => ASKING_WORD,
        Some(table) if table.is_common(word) => SMALL_WORD,
        _ if greetings::is_of(tag, word) => SMALL_WORD,
        Some(table) if !table.exactly(word).is_empty() => KNOWN_WORD,
        Some(_) | None => 0.0,
    }
}

/// Lists of words that say what is wanted.
const ASKING: &[&str] = &["hours", "price", "place", "phone"];

/// Whether the language asks by this word: "price".
fn asks(tag: &str, word: &str) -> bool {
    asked(tag).is_some_and(|asked| asked.lists(word).iter().any(|list| ASKING.contains(list)))
}

/// Where the words stand that ask together: "quanto custa".
fn in_asking_phrases(tag: &str, words: &[&str]) -> HashSet<usize> {
    let Some(asked) = asked(tag) else { return HashSet::new() };
    let longest = |at: usize| {
        let phrases = asked.phrases(&words[at..]).into_iter().filter(|(_, list)| ASKING.contains(list));
        phrases.map(|(length, _)| at..at + length).max_by_key(ExactSizeIterator::len)
    };
    (0..words.len()).filter_map(longest).flatten().collect()
}

/// Whether a word is any language's own.
fn is_anybodys(word: &str, tags: &[&str]) -> bool {
    tags.iter().any(|tag| weight(tag, of_tag(tag), word) > 0.0)
}

/// Whether no word is any language's own, nor any letter of them.
fn are_names(text: &str, words: &[String], tags: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().all(|word| !is_anybodys(word, tags))
        && tags.iter().all(|tag| !lower.contains(|letter| letters::of(tag).contains(letter)))
}

/// Whether every word begins with a capital and none carries no subject, as in "Mario Rossi".
fn is_of_capitals(text: &str, tags: &[&str]) -> bool {
    let is_small = |word: &String| tags.iter().any(|tag| weight(tag, of_tag(tag), word) >= SMALL_WORD);
    let is_name = |word: &str| word.starts_with(char::is_uppercase) && !words_of(word).iter().any(is_small);
    text.unicode_words().filter(|word| word.contains(char::is_alphabetic)).all(is_name)
}

/// What the detector of short texts says: a language with those it takes for it because it does not know them.
fn by_whichlang(text: &str) -> Option<&'static [&'static str]> {
    use whichlang::Lang;
    Some(match whichlang::detect_language(text) {
        Lang::Ara => &["ar", "fa", "ur"],
        Lang::Deu => &["de"],
        Lang::Eng => &["en"],
        Lang::Fra => &["fr"],
        Lang::Hin => &["hi"],
        Lang::Ita => &["it"],
        Lang::Nld => &["nl"],
        Lang::Por => &["pt"],
        Lang::Rus => &["ru", "uk"],
        Lang::Spa => &["es"],
        Lang::Swe => &["sv", "da"],
        Lang::Tur => &["tr"],
        Lang::Vie => &["vi"],
        Lang::Cmn | Lang::Jpn | Lang::Kor => return None,
    })
}

/// What the other says, and how sure it is, up to one.
fn by_whatlang(text: &str) -> Option<(&'static str, f32)> {
    use whatlang::Lang;
    const KNOWN: &[(Lang, &str)] = &[
        (Lang::Eng, "en"),
        (Lang::Ita, "it"),
        (Lang::Spa, "es"),
        (Lang::Por, "pt"),
        (Lang::Fra, "fr"),
        (Lang::Deu, "de"),
        (Lang::Nld, "nl"),
        (Lang::Pol, "pl"),
        (Lang::Ron, "ro"),
        (Lang::Tur, "tr"),
        (Lang::Ind, "id"),
        (Lang::Vie, "vi"),
        (Lang::Swe, "sv"),
        (Lang::Dan, "da"),
        (Lang::Ces, "cs"),
        (Lang::Hun, "hu"),
        (Lang::Fin, "fi"),
        (Lang::Rus, "ru"),
        (Lang::Ukr, "uk"),
        (Lang::Ara, "ar"),
        (Lang::Pes, "fa"),
        (Lang::Urd, "ur"),
        (Lang::Hin, "hi"),
    ];
    let among = KNOWN.iter().map(|(language, _)| *language).collect();
    let found = whatlang::Detector::with_allowlist(among).detect(text)?;
    let (_, tag) = KNOWN.iter().find(|(language, _)| *language == found.lang())?;
    #[expect(clippy::cast_possible_truncation, reason = "a share of one")]
    Some((tag, found.confidence() as f32))
}

#[cfg(test)]
mod tests;
