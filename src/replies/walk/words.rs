//! What the customer of a walk says, in the shop's language: data in `words.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::replies::question::language::Language;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub hours: String,
    /// Something no shop's knowledge holds.
    pub unknown: String,
    pub person: String,
    pub order: String,
    pub yes: String,
}

static WORDS: LazyLock<BTreeMap<String, Words>> =
    LazyLock::new(|| toml::from_str(include_str!("words.toml")).unwrap_or_default());

impl Words {
    pub fn of(language: Language) -> Self {
        WORDS.get(language.tag()).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replies::question::about_order::{OrderQuestion, about_order};
    use crate::replies::question::needs::{Need, need};
    use crate::replies::question::offer::{Reply, reply_to_offer};
    use crate::replies::question::phrases::{Said, said};

    #[test]
    fn every_language_has_words_and_they_are_heard_as_they_are_meant() {
        let mut unheard = Vec::new();
        for language in Language::all() {
            let words = Words::of(language);
            let tag = language.tag();
            assert!(!words.hours.is_empty(), "{tag} has no words for a walk");
            if reply_to_offer(&words.yes) != Some(Reply::Yes) {
                unheard.push(format!("{tag}: {}", words.yes));
            }
            let calls =
                said(&words.person).contains(&Said::WantsPerson) || need(&words.person) == Some(Need::Person);
            if !calls {
                unheard.push(format!("{tag}: {}", words.person));
            }
            if about_order(&words.order) != Some(OrderQuestion::Status) {
                unheard.push(format!("{tag}: {}", words.order));
            }
            // It must be looked for in what the shop knows, and nowhere else.
            if need(&words.unknown).is_some() || about_order(&words.unknown).is_some() {
                unheard.push(format!("{tag}: {}", words.unknown));
            }
        }
        assert!(unheard.is_empty(), "{unheard:#?}");
    }
}
