//! Which language a customer writes in, and in which of ours a fixed text answers it.
//! Never the shop's own by accident: whoever speaks a language without fixed texts is answered in English.

use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use super::lately::Lately;
use crate::languages::{self, TEXTS, spoken_at_home, tag_of};

/// A language fixed texts exist in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language(&'static str);

impl Language {
    pub const ENGLISH: Self = Self("en");

    pub fn all() -> impl Iterator<Item = Self> {
        TEXTS.iter().map(|(tag, _)| Self(tag))
    }

    pub const fn tag(self) -> &'static str {
        self.0
    }

    /// From a tag such as `pt-BR`.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let with = |tag: &str| Self::all().find(|language| language.tag().eq_ignore_ascii_case(tag));
        with(tag).or_else(|| with(read_as(tag)))
    }

    /// The one for what somebody speaks: their own, else English, which most people read.
    pub fn nearest(tag: &str) -> Self {
        Self::of_tag(tag).unwrap_or(Self::ENGLISH)
    }
}

/// The language whose texts a tag such as `de-AT` is answered with. Norwegians read Danish, and Hindi in Latin letters is
/// Urdu in Latin letters.
fn read_as(tag: &str) -> &str {
    match languages::base(tag) {
        "no" | "nb" | "nn" => "da",
        "hi" | "ur" if is_in_latin(tag) => "ur-Latn",
        base => base,
    }
}

fn is_in_latin(tag: &str) -> bool {
    tag.split(['-', '_']).any(|part| part.eq_ignore_ascii_case("latn"))
}

/// What people call the language of a tag such as `de-AT`, for the model.
pub(in crate::replies) fn name_of(tag: &str) -> Option<&'static str> {
    Some(match languages::base(tag) {
        "hi" | "ur" if is_in_latin(tag) => "Urdu or Hindi in Latin letters",
        "en" => "English",
        "it" => "Italian",
        "es" => "Spanish",
        "pt" => "Portuguese",
        "id" => "Indonesian",
        "hi" => "Hindi",
        "ur" => "Urdu",
        "ar" => "Arabic",
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
        "sw" => "Swahili",
        "tl" => "Tagalog",
        _ => return None,
    })
}

/// The tag of a language that a service writes as a tag or by its English name.
pub(in crate::replies) fn tag_of_name(name: &str) -> Option<&'static str> {
    let by_name = |tag: &&'static str| name_of(tag).is_some_and(|known| known.eq_ignore_ascii_case(name));
    tag_of(name).or_else(|| {
        let with_tables = languages::all().iter().map(|words| words.tag);
        let mut tags = with_tables.chain(Language::all().map(Language::tag)).filter(|tag| !tag.contains('-'));
        tags.find(by_name)
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
    /// From what the customer wrote now and before, oldest first, the language known of them, and the shop's own, in which a
    /// greeting of many languages is taken.
    pub fn in_words(now: &str, before: &[&str], known: Option<&str>, shop: &str) -> Self {
        // A thread is read anew with every message of it.
        static LATELY: LazyLock<Lately<Option<&'static str>>> = LazyLock::new(Lately::new);
        let hear = |text: &str, known| {
            LATELY.heard((text, known, shop), |(text, known, shop)| spoken_at_home(text, known, Some(shop)))
        };
        let earlier = before.iter().fold(known.and_then(tag_of), |known, text| hear(text, known).or(known));
        let is_whole = |text: &&str| text.unicode_words().count() >= SAMPLE_WORDS;
        let whole = std::iter::once(now).chain(before.iter().rev().copied()).find(is_whole);
        let sample = whole.unwrap_or(now).chars().take(SAMPLE_LIMIT_CHARACTERS).collect();
        // A word or two do not tell the language of who spoke one before that we have no words for.
        let is_untold = earlier.is_none()
            && !is_whole(&now)
            && before.iter().any(|text| languages::is_of_elsewhere(text));
        Self { tag: if is_untold { None } else { hear(now, earlier) }, sample }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_tells_their_language() {
        for (text, tag, language) in [
            ("Hi, what time do you close today?", "en", "en"),
            ("Buongiorno", "it", "it"),
            ("Hola, ¿tienen carne de cordero?", "es", "es"),
            ("Oi, vocês entregam em casa?", "pt", "pt"),
            ("halo kak, berapa harga dagingnya?", "id", "id"),
            ("आपकी दुकान कब खुलती है?", "hi", "hi"),
            ("آپ کی دکان کب کھلتی ہے؟", "ur", "ur"),
            ("متى تفتحون؟", "ar", "ar"),
            ("bhai dukan kab khulti hai", "ur-Latn", "ur-Latn"),
            ("Kann ich mit Karte zahlen?", "de", "de"),
            ("牛肉多少钱", "zh", "zh"),
            ("این چند است؟", "fa", "fa"),
        ] {
            assert_eq!(Heard::in_words(text, &[], None, "en").tag, Some(tag), "{text}");
            assert_eq!(Language::nearest(tag).tag(), language);
            assert!(name_of(tag).is_some(), "{tag}");
        }
        for text in ["", "123?", "👍", "ok"] {
            assert_eq!(Heard::in_words(text, &[], None, "en").tag, None, "{text}");
        }
        for (tag, language) in [
            ("pt-BR", "pt"),
            ("de-AT", "de"),
            ("nb", "da"),
            ("hi-Latn", "ur-Latn"),
            ("ur-latn", "ur-Latn"),
            ("sq", "en"),
            ("sr-Latn", "en"),
            ("uz-Latn", "en"),
        ] {
            assert_eq!(Language::nearest(tag).tag(), language, "{tag}");
        }
    }

    #[test]
    fn what_was_said_before_counts() {
        let before = ["Guten Tag, wann habt ihr offen?", "👍"];
        let heard = Heard::in_words("ok", &before, None, "en");
        assert_eq!((heard.tag, heard.sample.as_str()), (Some("de"), before[0]));
        let switched = Heard::in_words("sorry, do you speak English?", &before, Some("de-AT"), "en");
        assert_eq!((switched.tag, switched.sample.as_str()), (Some("en"), "sorry, do you speak English?"));
        for (known, tag) in [("de-AT", "de"), ("sw", "sw"), ("tl-PH", "tl"), ("hi-Latn", "ur-Latn")] {
            assert_eq!(Heard::in_words("ok", &[], Some(known), "en").tag, Some(tag), "{known}");
        }
    }

    #[test]
    fn a_word_does_not_tell_whose_language_has_no_words_here() {
        let before = ["Имам алергия към ядки. Колко струва лопатата?"];
        for text in ["да", "не", "да, моля"] {
            assert_eq!(Heard::in_words(text, &before, None, "en").tag, None, "{text}");
        }
        assert_eq!(Heard::in_words("да, пожалуйста", &[], None, "en").tag, Some("ru"));
    }

    #[test]
    fn a_services_word_for_a_language_is_a_tag() {
        let tags = ["italian", "it", "de-AT", "Chinese", "hindi", "Swahili", "klingon", ""].map(tag_of_name);
        let known = [Some("it"), Some("it"), Some("de"), Some("zh"), Some("hi"), Some("sw"), None, None];
        assert_eq!(tags, known);
    }

    #[test]
    fn every_language_with_tables_has_a_name() {
        for words in crate::languages::all() {
            assert!(name_of(words.tag).is_some() || words.tag == "hi-Latn", "{}", words.tag);
        }
    }
}
