//! How a product of a web shop is told in rows: what its columns are called, and whether it can be had. One file a language
//! in `products/`; adding a language is adding a file and its tag. Words alone: what a row holds is decided in `orders/`.

use std::sync::LazyLock;

use serde::Deserialize;

macro_rules! files {
    ($($tag:literal),+ $(,)?) => { &[$(($tag, include_str!(concat!("products/", $tag, ".toml")))),+] };
}

/// By its tag, every language's file.
const FILES: &[(&str, &str)] = files![
    "ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja",
    "ko", "ms", "nl", "pl", "pt", "ro", "ru", "sv", "sw", "th", "tl", "tr", "uk", "ur", "ur-Latn", "vi",
    "zh"
];

/// The words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductWords {
    pub product: String,
    pub variant: String,
    pub price: String,
    /// What the price is called where tax is added at the till.
    pub untaxed: String,
    /// What it cost before an offer.
    pub old_price: String,
    /// The last day of an offer.
    pub until: String,
    pub availability: String,
    pub category: String,
    pub link: String,
    pub in_stock: String,
    pub sold_out: String,
    pub backorder: String,
}

static ALL: LazyLock<Vec<(&'static str, ProductWords)>> = LazyLock::new(|| {
    FILES.iter().filter_map(|(tag, text)| Some((*tag, toml::from_str(text).ok()?))).collect()
});

impl ProductWords {
    /// The words of a language by its tag, or English ones; nothing in a build whose files are broken, which a test holds.
    pub fn of(language: &str) -> Option<&'static Self> {
        let known = |wanted: &str| ALL.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(wanted));
        let found = known(language).or_else(|| known(super::base(language))).or_else(|| known("en"));
        found.map(|(_, words)| words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::TEXTS;

    #[test]
    fn every_language_that_is_answered_in_says_products() {
        for (tag, text) in FILES {
            if let Err(error) = toml::from_str::<ProductWords>(text) {
                panic!("{tag}: {error}");
            }
        }
        let tags = |files: &[(&'static str, &str)]| files.iter().map(|(tag, _)| *tag).collect::<Vec<_>>();
        assert_eq!(tags(FILES), tags(TEXTS));
        assert_eq!(ProductWords::of("it-CH").map(|words| words.price.as_str()), Some("Prezzo"));
        assert_eq!(ProductWords::of("xx").map(|words| words.price.as_str()), Some("Price"));
    }
}
