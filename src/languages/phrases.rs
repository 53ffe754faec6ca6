//! What customers say that needs no model to be understood, one file a language in `phrases/`; adding a language is adding a
//! file and its tag to the list below. Words alone: who listens for them is `spoken` here, and `replies/question/`.
//!
//! `greets`, `thanks`, `praise`, `wishes`, `person`, `asks_bot` and `stop` are all that a message says, and `beside` goes with any of them: how
//! somebody is addressed, and small words. The others stand anywhere in it: `wants_person` asks for somebody, `gone` takes
//! back what is not named ("cancel it"), `may_i` asks whether something can be done, `why` why it was.

use std::sync::LazyLock;

use serde::Deserialize;

macro_rules! files {
    ($($tag:literal),+ $(,)?) => { &[$(($tag, include_str!(concat!("phrases/", $tag, ".toml")))),+] };
}

/// By its tag, every language's file.
const FILES: &[(&str, &str)] = files![
    "ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja",
    "ko", "ms", "nl", "pl", "pt", "ro", "ru", "sv", "sw", "th", "tl", "tr", "uk", "ur", "ur-Latn", "vi",
    "zh",
];

/// What is said in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    pub greets: Vec<String>,
    pub thanks: Vec<String>,
    pub wishes: Vec<String>,
    pub beside: Vec<String>,
    pub person: Vec<String>,
    pub wants_person: Vec<String>,
    pub stop: Vec<String>,
    pub gone: Vec<String>,
    pub may_i: Vec<String>,
    pub why: Vec<String>,
    pub asks_bot: Vec<String>,
    pub praise: Vec<String>,
    #[serde(default)]
    pub complains: Vec<String>,
    #[serde(default)]
    pub payment_failed: Vec<String>,
    #[serde(default)]
    pub where_is_my_order: Vec<String>,
    #[serde(default)]
    pub big_basket: Vec<String>,
    #[serde(default)]
    pub legal_or_medical: Vec<String>,
}

/// By its tag, what is said in every language.
pub static PHRASES: LazyLock<Vec<(&'static str, Phrases)>> = LazyLock::new(|| {
    FILES.iter().filter_map(|(tag, text)| Some((*tag, toml::from_str(text).ok()?))).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_read_and_says_everything() {
        for (tag, text) in FILES {
            let said: Phrases = toml::from_str(text).unwrap_or_else(|error| panic!("{tag}: {error}"));
            for list in [
                &said.greets,
                &said.thanks,
                &said.wishes,
                &said.beside,
                &said.person,
                &said.wants_person,
                &said.stop,
                &said.gone,
                &said.may_i,
                &said.why,
                &said.asks_bot,
                &said.praise,
            ] {
                let has_letters = |phrase: &String| phrase.chars().any(char::is_alphanumeric);
                assert!(!list.is_empty() && list.iter().all(has_letters), "{tag}");
            }
        }
    }
}
