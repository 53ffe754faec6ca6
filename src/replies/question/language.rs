//! Which language a customer writes in, well enough to choose a fixed text.
//! Never a guess from one borrowed word: too little evidence gives nothing.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::llm::COMMON_WORDS;
use crate::storage::text::query_tokens;

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

    /// From what somebody wrote; nothing when it does not tell.
    pub fn of_text(text: &str) -> Option<Self> {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let share = |inside: fn(char) -> bool| text.chars().filter(|c| inside(*c)).count() * 2 > letters;
        if letters == 0 {
            None
        } else if share(|c| matches!(c, '\u{0900}'..='\u{097F}')) {
            Some(Self::Hindi)
        } else if share(
            |c| matches!(c, '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FEFC}'),
        ) {
            Some(if is_urdu(text) { Self::Urdu } else { Self::Arabic })
        } else if share(|c| c.is_ascii_alphabetic() || matches!(c, '\u{00C0}'..='\u{024F}')) {
            by_words(text)
        } else {
            None
        }
    }
}

/// Letters that Urdu has and Arabic has not, or Urdu's own small words.
fn is_urdu(text: &str) -> bool {
    text.contains(['ٹ', 'ڈ', 'ڑ', 'ں', 'ے', 'ہ', 'ھ', 'گ', 'چ', 'پ', 'ک', 'ی'])
}

static WORDS: LazyLock<Vec<(Language, HashSet<String>)>> = LazyLock::new(|| {
    let table = COMMON_WORDS.iter().filter_map(|(tag, words)| {
        let language = Language::of_tag(tag)?;
        Some((language, query_tokens(words).into_iter().collect()))
    });
    table.collect()
});

/// Words that alone give a language away, although they are no small words.
const TELLING: &[(Language, &str)] = &[
    (Language::English, "hello hey thanks open price delivery order stop"),
    (Language::Italian, "ciao buongiorno buonasera grazie prezzo orari aperti consegna ordine"),
    (Language::Spanish, "hola gracias precio horario abierto envio pedido"),
    (Language::Portuguese, "ola oi obrigado obrigada preco aberto entrega pedido"),
    (Language::Indonesian, "halo terima kasih harga buka antar pesanan"),
    (Language::RomanUrdu, "assalam salam shukriya qeemat kitne kitna kab kahan"),
];

/// A word of one language only counts double; the clear winner is taken.
fn by_words(text: &str) -> Option<Language> {
    let words: Vec<String> = query_tokens(text).into_iter().filter(|word| word != "ok").collect();
    let mut scores: Vec<(usize, Language)> = Vec::new();
    for language in Language::ALL {
        let own = WORDS.iter().find(|(known, _)| *known == language).map(|(_, words)| words);
        let score =
            words.iter().map(|word| own.map_or(0, |own| weight(word, own)) + telling(word, language)).sum();
        scores.push((score, language));
    }
    scores.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let ((best, language), (second, _)) = (scores[0], scores[1]);
    (best > second).then_some(language)
}

fn weight(word: &str, own: &HashSet<String>) -> usize {
    let known = WORDS.iter().filter(|(_, words)| words.contains(word)).count();
    match (own.contains(word), known) {
        (false, _) => 0,
        (true, 1) => 2,
        (true, _) => 1,
    }
}

fn telling(word: &str, language: Language) -> usize {
    let own = TELLING.iter().filter(|(known, _)| *known == language);
    if own.flat_map(|(_, words)| words.split(' ')).any(|known| known == word) { 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_tells_their_language() {
        for (text, language) in [
            ("Hi, what time do you close today?", Language::English),
            ("ciao, a che ora chiudete?", Language::Italian),
            ("Buongiorno", Language::Italian),
            ("quanto costa la fiorentina?", Language::Italian),
            ("Hola, ¿tienen carne de cordero?", Language::Spanish),
            ("Oi, vocês entregam em casa?", Language::Portuguese),
            ("halo kak, berapa harga dagingnya?", Language::Indonesian),
            ("आपकी दुकान कब खुलती है?", Language::Hindi),
            ("آپ کی دکان کب کھلتی ہے؟", Language::Urdu),
            ("متى تفتحون؟", Language::Arabic),
            ("bhai dukan kab khulti hai", Language::RomanUrdu),
            ("salam, kitne ka hai ye?", Language::RomanUrdu),
        ] {
            assert_eq!(Language::of_text(text), Some(language), "{text}");
        }
        for text in ["", "123?", "👍", "ok", "牛肉多少钱"] {
            assert_eq!(Language::of_text(text), None, "{text}");
        }
        assert_eq!(Language::of_tag("pt-BR"), Some(Language::Portuguese));
        assert_eq!(Language::of_tag("de"), None);
    }
}
