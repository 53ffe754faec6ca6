//! Which language a customer writes in, and in which of ours a fixed text answers it.
//! Never the shop's own by accident: whoever speaks a language without fixed texts is answered in English.

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use crate::languages::spoken;

/// The languages fixed texts exist in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Language {
    #[serde(rename = "en")]
    English,
    #[serde(rename = "it")]
    Italian,
    #[serde(rename = "es")]
    Spanish,
    #[serde(rename = "pt")]
    Portuguese,
    #[serde(rename = "id")]
    Indonesian,
    #[serde(rename = "hi")]
    Hindi,
    #[serde(rename = "ur")]
    Urdu,
    #[serde(rename = "ar")]
    Arabic,
    /// Urdu or Hindi in Latin letters.
    #[serde(rename = "ur-Latn")]
    RomanUrdu,
}

impl Language {
    pub const ALL: [Self; 9] = [
        Self::English,
        Self::Italian,
        Self::Spanish,
        Self::Portuguese,
        Self::Indonesian,
        Self::Hindi,
        Self::Urdu,
        Self::Arabic,
        Self::RomanUrdu,
    ];

    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Italian => "it",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
            Self::Indonesian => "id",
            Self::Hindi => "hi",
            Self::Urdu => "ur",
            Self::Arabic => "ar",
            Self::RomanUrdu => "ur-Latn",
        }
    }

    /// What people call it, for the model.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Italian => "Italian",
            Self::Spanish => "Spanish",
            Self::Portuguese => "Portuguese",
            Self::Indonesian => "Indonesian",
            Self::Hindi => "Hindi",
            Self::Urdu => "Urdu",
            Self::Arabic => "Arabic",
            Self::RomanUrdu => "Urdu or Hindi in Latin letters",
        }
    }

    /// From a tag such as `pt-BR`.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let exact = Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(tag));
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        exact.or_else(|| Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary)))
    }

    /// The one for what somebody speaks: their own, else English, which most people read.
    pub fn nearest(tag: &str) -> Self {
        Self::of_tag(tag).unwrap_or(Self::English)
    }
}

/// What people call the language of a tag such as `de-AT`, for the model.
pub(in crate::replies) fn name_of(tag: &str) -> Option<&'static str> {
    Some(match tag.split(['-', '_']).next().unwrap_or(tag) {
        "de" => "German",
        "fr" => "French",
        "nl" => "Dutch",
        "pl" => "Polish",
        "ro" => "Romanian",
        "el" => "Greek",
        "ru" => "Russian",
        "uk" => "Ukrainian",
        "tr" => "Turkish",
        "fa" => "Persian",
        "he" => "Hebrew",
        "bn" => "Bengali",
        "ms" => "Malay",
        "vi" => "Vietnamese",
        "th" => "Thai",
        "zh" => "Chinese",
        "ja" => "Japanese",
        "ko" => "Korean",
        "sv" => "Swedish",
        "da" => "Danish",
        "cs" => "Czech",
        "hu" => "Hungarian",
        "fi" => "Finnish",
        _ => return Language::of_tag(tag).map(Language::name),
    })
}

/// The tag of a language that a service writes as a tag or by its English name.
pub(in crate::replies) fn tag_of_name(name: &str) -> Option<&'static str> {
    let by_name = |tag: &&'static str| name_of(tag).is_some_and(|known| known.eq_ignore_ascii_case(name));
    tag_of(name).or_else(|| {
        crate::languages::all().iter().map(|words| words.tag).filter(|tag| !tag.contains('-')).find(by_name)
    })
}

/// What a customer speaks, as far as their words tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::replies) struct Heard {
    /// A tag of ours; also of a language there are no fixed texts in.
    pub tag: Option<&'static str>,
    /// The customer's own latest words of at least a few: what a model may take the language from.
    pub sample: String,
}

/// Words a sample should have; a shorter one is taken only when there is no other.
const SAMPLE_WORDS: usize = 3;
const SAMPLE_LIMIT_CHARACTERS: usize = 300;

impl Heard {
    /// From what the customer wrote now and before, oldest first, and the language known of them.
    pub fn in_words(now: &str, before: &[&str], known: Option<&str>) -> Self {
        let earlier = before.iter().fold(known.and_then(tag_of), |known, text| spoken(text, known).or(known));
        let is_whole = |text: &&str| text.unicode_words().count() >= SAMPLE_WORDS;
        let whole = std::iter::once(now).chain(before.iter().rev().copied()).find(is_whole);
        let sample = whole.unwrap_or(now).chars().take(SAMPLE_LIMIT_CHARACTERS).collect();
        Self { tag: spoken(now, earlier), sample }
    }
}

/// A tag as we write it: `de` for `de-AT`.
fn tag_of(tag: &str) -> Option<&'static str> {
    crate::languages::of_tag(tag).map(|words| words.tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_tells_their_language() {
        for (text, tag, language) in [
            ("Hi, what time do you close today?", "en", Language::English),
            ("Buongiorno", "it", Language::Italian),
            ("Hola, ¿tienen carne de cordero?", "es", Language::Spanish),
            ("Oi, vocês entregam em casa?", "pt", Language::Portuguese),
            ("halo kak, berapa harga dagingnya?", "id", Language::Indonesian),
            ("आपकी दुकान कब खुलती है?", "hi", Language::Hindi),
            ("آپ کی دکان کب کھلتی ہے؟", "ur", Language::Urdu),
            ("متى تفتحون؟", "ar", Language::Arabic),
            ("bhai dukan kab khulti hai", "ur-Latn", Language::RomanUrdu),
            ("Kann ich mit Karte zahlen?", "de", Language::English),
            ("牛肉多少钱", "zh", Language::English),
            ("این چند است؟", "fa", Language::English),
        ] {
            assert_eq!(Heard::in_words(text, &[], None).tag, Some(tag), "{text}");
            assert_eq!(Language::nearest(tag), language);
            assert!(name_of(tag).is_some(), "{tag}");
        }
        for text in ["", "123?", "👍", "ok"] {
            assert_eq!(Heard::in_words(text, &[], None).tag, None, "{text}");
        }
        assert_eq!(Language::of_tag("pt-BR"), Some(Language::Portuguese));
        assert_eq!(Language::of_tag("de"), None);
    }

    #[test]
    fn what_was_said_before_counts() {
        let before = ["Guten Tag, wann habt ihr offen?", "👍"];
        let heard = Heard::in_words("ok", &before, None);
        assert_eq!((heard.tag, heard.sample.as_str()), (Some("de"), before[0]));
        let switched = Heard::in_words("sorry, do you speak English?", &before, Some("de-AT"));
        assert_eq!((switched.tag, switched.sample.as_str()), (Some("en"), "sorry, do you speak English?"));
        assert_eq!(Heard::in_words("ok", &[], Some("de-AT")).tag, Some("de"));
    }

    #[test]
    fn a_services_word_for_a_language_is_a_tag() {
        let tags = ["italian", "it", "de-AT", "Chinese", "hindi", "klingon", ""].map(tag_of_name);
        assert_eq!(tags, [Some("it"), Some("it"), Some("de"), Some("zh"), Some("hi"), None, None]);
    }

    #[test]
    fn every_language_with_tables_has_a_name() {
        for words in crate::languages::all() {
            assert!(name_of(words.tag).is_some() || words.tag == "hi-Latn", "{}", words.tag);
        }
    }
}
