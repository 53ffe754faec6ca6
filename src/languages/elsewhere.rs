//! What is said in danger in languages without tables of their own: heard all the same, and enough of their small words to
//! tell such a language from its neighbours with tables.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// One language's part of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elsewhere {
    #[serde(default)]
    pub medical: Vec<String>,
    #[serde(default)]
    pub safety: Vec<String>,
    /// Heard when they are all that is said.
    #[serde(default)]
    pub cries: Vec<String>,
    /// Small words the language is told by. Without any it is close enough to one with tables to be taken for that.
    #[serde(default)]
    pub words: Vec<String>,
}

impl Elsewhere {
    /// Every word somebody in danger may say.
    pub fn words_in_danger(&self) -> impl Iterator<Item = &str> {
        let said = [&self.medical, &self.safety, &self.cries].into_iter().flatten();
        let parts = said.flat_map(|text| text.split([' ', '|', '_']));
        parts.filter(|part| !part.is_empty() && !part.contains(['*', '~', '.']))
    }
}

/// By tag.
pub static ELSEWHERE: LazyLock<BTreeMap<String, Elsewhere>> =
    LazyLock::new(|| toml::from_str(include_str!("needs/elsewhere.toml")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        assert!(ELSEWHERE.len() > 40);
        assert!(ELSEWHERE.values().all(|said| !said.medical.is_empty() && !said.cries.is_empty()));
    }
}
