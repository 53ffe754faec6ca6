//! The languages' words: days, months, money, units, numbers, and how each says open, free, without or refund.
//! Data, one file a language in `data/`, made by `make.py`; adding a language is adding a file and its tag.
//! And which language a text is in (`spoken`). Decides nothing.

mod articles;
mod asked;
mod asking;
mod cover;
mod detect;
mod elsewhere;
mod key;
mod lexicon;
mod meaning;
mod needs;
mod number_words;
mod orders;
mod ours;
mod phrases;
mod products;
mod replies;
mod spoken;
mod talk;
mod texts;

pub use asked::asked;
pub use cover::cover;
pub use detect::{detect, script_tags};
pub use elsewhere::ELSEWHERE;
pub use lexicon::Words;
pub use meaning::{Join, Meaning, Rate};
pub use needs::{CRIES, NEEDS};
pub use number_words::NumberWords;
pub use orders::{AND, ORDERS};
pub use ours::{speaks_as_us, speaks_to_you};
pub use phrases::PHRASES;
pub use products::ProductWords;
pub use replies::REPLIES;
pub use spoken::{is_of_elsewhere, spoken, spoken_at_home, tag_of};
pub use talk::{is_only_talk, offers_help, without_talk};
pub use texts::TEXTS;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

macro_rules! files {
    ($($tag:literal),+ $(,)?) => { &[$(($tag, include_str!(concat!("data/", $tag, ".toml")))),+] };
}

/// Every language there are tables for.
const FILES: &[(&str, &str)] = files![
    "en", "it", "es", "pt", "fr", "de", "nl", "pl", "ro", "el", "ru", "uk", "tr", "ar", "fa", "he", "hi",
    "fi", "ur", "bn", "id", "ms", "vi", "th", "zh", "ja", "ko", "sv", "da", "cs", "hu", "hi-Latn", "ur-Latn",
];

/// One file as it is written.
#[derive(Debug, Deserialize)]
pub(crate) struct Table {
    pub tag: String,
    #[serde(default)]
    pub days: Vec<Vec<String>>,
    #[serde(default)]
    pub days_short: Vec<Vec<String>>,
    #[serde(default)]
    pub months: Vec<Vec<String>>,
    #[serde(default)]
    pub numbers: Vec<String>,
    #[serde(default)]
    pub big: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub currencies: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub units: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub countries: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub things: BTreeMap<String, Vec<String>>,
    pub words: BTreeMap<String, Vec<String>>,
}

static ALL: LazyLock<Vec<Words>> = LazyLock::new(|| {
    FILES
        .iter()
        .filter_map(|(_, text)| toml::from_str::<Table>(text).ok())
        .map(|table| Words::of(&table))
        .collect()
});

/// Every language, in the order of the list.
pub fn all() -> &'static [Words] {
    &ALL
}

/// The language of a tag without its region or script: `pt` of `pt-BR`.
pub fn base(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// The words of a tag such as `pt-BR`; nothing for a language without tables.
pub fn of_tag(tag: &str) -> Option<&'static Words> {
    // Norwegian is read with Danish, which a shop's sentences hardly differ from.
    let tag = if matches!(base(tag), "no" | "nb" | "nn") { "da" } else { tag };
    let exact = ALL.iter().find(|words| words.tag.eq_ignore_ascii_case(tag));
    exact.or_else(|| {
        (!tag.contains("Latn")).then(|| ALL.iter().find(|words| words.tag.eq_ignore_ascii_case(base(tag))))?
    })
}

#[cfg(test)]
mod tests;
