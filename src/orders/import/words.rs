//! What is said of refused rows in the file of them, in the language of whoever asks for it: data in `words/`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::orders::fault::FaultCode;

/// The words of one language.
#[derive(Debug, Deserialize)]
pub struct Words {
    /// What the column of lines is called.
    pub line: String,
    pub reasons: String,
    faults: BTreeMap<String, String>,
}

static ALL: LazyLock<Vec<(&'static str, Words)>> = LazyLock::new(|| {
    [("en", include_str!("words/en.toml")), ("it", include_str!("words/it.toml"))]
        .into_iter()
        .filter_map(|(language, text)| Some((language, toml::from_str(text).ok()?)))
        .collect()
});

impl Words {
    /// The words of a language by its tag, or English ones.
    pub fn of(language: &str) -> Option<&'static Self> {
        let base = language.split(['-', '_']).next().unwrap_or_default();
        let known = |wanted: &str| ALL.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(wanted));
        known(base).or_else(|| known("en")).map(|(_, words)| words)
    }

    pub fn fault(&self, code: FaultCode) -> &str {
        self.faults.get(code.as_str()).map_or(code.words(), String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_its_words_in_every_language_and_no_others() {
        assert_eq!(ALL.len(), 2);
        for (language, words) in ALL.iter() {
            let mut codes: Vec<&str> = FaultCode::ALL.iter().map(|code| code.as_str()).collect();
            codes.sort_unstable();
            assert_eq!(words.faults.keys().collect::<Vec<_>>(), codes, "{language}");
        }
        assert_eq!(Words::of("it-CH").map(|words| words.line.as_str()), Some("Riga"));
        assert_eq!(Words::of("xx").map(|words| words.line.as_str()), Some("Line"));
    }
}
