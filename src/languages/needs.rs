//! How each language says what a person must see to, one file a language in `needs/`; adding a language is adding a
//! file and its tag to the list below. Words alone: what they mean together is read in `replies/question/needs/`.

use std::sync::LazyLock;

use serde::Deserialize;

macro_rules! files {
    ($($tag:literal),+ $(,)?) => { &[$(($tag, include_str!(concat!("needs/", $tag, ".toml")))),+] };
}

/// By its tag, every language's file.
pub const NEEDS: &[(&str, &str)] = files![
    "ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hi-Latn", "hu", "id",
    "it", "ja", "ko", "ms", "nl", "pl", "pt", "ro", "ru", "sv", "sw", "th", "tl", "tr", "uk", "ur", "vi",
    "zh",
];

/// Of a file, what is heard when it is all that is said.
#[derive(Deserialize)]
struct OnlyCries {
    #[serde(default)]
    cries: Vec<String>,
}

/// By tag, cries for help.
pub static CRIES: LazyLock<Vec<(&'static str, Vec<String>)>> = LazyLock::new(|| {
    let files = NEEDS.iter().filter_map(|(tag, text)| Some((*tag, toml::from_str::<OnlyCries>(text).ok()?)));
    files.map(|(tag, file)| (tag, file.cries)).collect()
});
