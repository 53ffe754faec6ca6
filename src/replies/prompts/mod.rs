//! The prompts: one file each, with `{{variables}}`, and the tokens an answer to each may have. Text only; what is done with
//! an answer stands elsewhere, and no prompt can make code send what the claim check refuses.

mod ab_test;
mod trades;

use std::sync::Arc;

use crate::words::words;

pub(super) use ab_test::{AbTest, End, Side};
pub(super) use trades::Trade;

words! {
    /// A prompt by its work.
    Prompt {
        /// Finds out what a customer wants.
        Sort = "sort",
        /// Answers from what was found.
        Knowledge = "knowledge",
        /// Asks back.
        Clarification = "clarification",
        /// Says one friendly sentence.
        SmallTalk = "small_talk",
        /// Reads a draft again for its quotes.
        Check = "check",
    }
}

impl Prompt {
    /// As it ships.
    pub const fn usual(self) -> &'static str {
        match self {
            Self::Sort => include_str!("sort.md"),
            Self::Knowledge => include_str!("knowledge.md"),
            Self::Clarification => include_str!("clarification.md"),
            Self::SmallTalk => include_str!("small_talk.md"),
            Self::Check => include_str!("check.md"),
        }
    }

    /// What an owner may put into their own words: its variables, those that must stand in it first. Nothing for the
    /// prompts whose answers are read by code.
    pub const fn variables(self) -> Option<Variables> {
        match self {
            Self::Knowledge | Self::Clarification => {
                Some(Variables { must: &["no_answer", "mark"], may: &["shop", "rules", "personality"] })
            }
            Self::SmallTalk => Some(Variables { must: &["mark"], may: &["shop", "personality"] }),
            Self::Sort | Self::Check => None,
        }
    }

    /// The most tokens an answer may have; nothing where the owner's own limit counts.
    pub const fn max_output_tokens(self) -> Option<u32> {
        match self {
            Self::Sort => Some(200),
            Self::Knowledge => None,
            Self::Clarification => Some(160),
            Self::SmallTalk => Some(80),
            // A copy of a draft of at most three sentences, and their quotes.
            Self::Check => Some(1_200),
        }
    }
}

/// The variables of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Variables {
    pub must: &'static [&'static str],
    pub may: &'static [&'static str],
}

impl Variables {
    /// The first that is missing, and the first that is not known.
    pub fn faults(self, text: &str) -> (Option<&'static str>, Option<String>) {
        let named = named(text);
        let missing = self.must.iter().find(|must| named.iter().all(|name| name != *must));
        let is_known = |name: &&String| self.must.iter().chain(self.may).any(|known| known == *name);
        let unknown = named.iter().find(|name| !is_known(name)).cloned();
        (missing.copied(), unknown)
    }
}

const TEXT_LIMIT_CHARACTERS: usize = 8_000;

/// What is wrong with a text.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unfit {
    #[error("One to 8000 characters.")]
    Length,
    #[error("{{{{{0}}}}} must stand in it: what is written would be refused without.")]
    Misses(&'static str),
    #[error("There is no variable {{{{{0}}}}}.")]
    Unknown(String),
}

pub(super) fn check(variables: Variables, text: &str) -> Result<(), Unfit> {
    if text.trim().is_empty() || text.chars().count() > TEXT_LIMIT_CHARACTERS {
        return Err(Unfit::Length);
    }
    match variables.faults(text) {
        (_, Some(unknown)) => Err(Unfit::Unknown(unknown)),
        (Some(missing), None) => Err(Unfit::Misses(missing)),
        (None, None) => Ok(()),
    }
}

/// The variables a text names.
fn named(text: &str) -> Vec<String> {
    let parts = text.split("{{").skip(1).filter_map(|part| part.split_once("}}"));
    parts.map(|(name, _)| name.trim().to_owned()).collect()
}

/// Words of the owner for one prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Own {
    /// Nothing for words that are only tried.
    pub version: Option<u32>,
    pub text: String,
}

/// The prompts in use: what the owner wrote, else what ships. Clones share them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Prompts(Arc<Vec<(Prompt, Own)>>);

impl Prompts {
    pub fn of(own: Vec<(Prompt, Own)>) -> Self {
        Self(Arc::new(own))
    }

    /// The same with other words for one of them.
    #[must_use]
    pub fn with(&self, prompt: Prompt, text: String) -> Self {
        self.using(prompt, Some(Own { version: None, text }))
    }

    /// The same with the owner's words for one of them, or with what ships.
    #[must_use]
    pub fn using(&self, prompt: Prompt, own: Option<Own>) -> Self {
        let others = self.0.iter().filter(|(own, _)| *own != prompt).cloned();
        Self(Arc::new(others.chain(own.map(|own| (prompt, own))).collect()))
    }

    pub fn text(&self, prompt: Prompt) -> &str {
        self.own(prompt).map_or_else(|| prompt.usual(), |own| own.text.as_str())
    }

    /// Which version of the owner's words; nothing for what ships.
    pub fn version(&self, prompt: Prompt) -> Option<u32> {
        self.own(prompt).and_then(|own| own.version)
    }

    fn own(&self, prompt: Prompt) -> Option<&Own> {
        self.0.iter().find(|(own, _)| *own == prompt).map(|(_, own)| own)
    }
}

/// The text with its variables filled. What a variable holds is never looked through for others; one that is not known
/// stays as it stands, so that whoever wrote it sees it.
pub(super) fn filled(text: &str, variables: &[(&str, &str)]) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        whole.push_str(before);
        let found = after.split_once("}}").and_then(|(name, after)| {
            let (_, value) = variables.iter().find(|(known, _)| *known == name.trim())?;
            Some((value, after))
        });
        rest = if let Some((value, after)) = found {
            whole.push_str(value);
            after
        } else {
            whole.push_str("{{");
            after
        };
    }
    whole.push_str(rest);
    whole.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_once_and_unknown_ones_stay() {
        let variables = [("shop", "Da {{mark}} Anna"), ("mark", "zq1"), ("rules", "")];
        for (text, whole) in [
            ("{{shop}} ({{ mark }})\n{{rules}}\n", "Da {{mark}} Anna (zq1)"),
            ("{{unknown}} {{shop", "{{unknown}} {{shop"),
            ("{{{{mark}}", "{{zq1"),
            ("", ""),
        ] {
            assert_eq!(filled(text, &variables), whole);
        }
    }

    #[test]
    fn every_prompt_that_speaks_to_customers_holds_its_walls() {
        for prompt in [Prompt::Knowledge, Prompt::Clarification, Prompt::SmallTalk] {
            for wall in ["{{shop}}", "{{mark}}", "Never say that you are human", "romise"] {
                assert!(prompt.usual().contains(wall), "{prompt}: {wall}");
            }
        }
        assert!(Prompt::ALL.iter().all(|prompt| !prompt.usual().trim().is_empty()));
    }

    #[test]
    fn what_ships_keeps_the_rules_owners_must_keep() {
        for prompt in Prompt::ALL {
            let Some(variables) = prompt.variables() else { continue };
            assert_eq!(variables.faults(prompt.usual()), (None, None), "{prompt}");
        }
        let knowledge = Prompt::Knowledge.variables().unwrap();
        assert_eq!(knowledge.faults("{{shop}} {{ no_answer }}"), (Some("mark"), None));
        assert_eq!(knowledge.faults("{{mark}} {{no_answer}} {{price}}"), (None, Some("price".to_owned())));
    }

    #[test]
    fn a_text_that_code_cannot_work_with_is_refused_with_its_reason() {
        let variables = Prompt::Knowledge.variables().unwrap();
        let said = |text: &str| check(variables, text).map_err(|unfit| unfit.to_string());
        assert_eq!(said("{{no_answer}} ({{mark}})"), Ok(()));
        assert_eq!(said(" "), Err("One to 8000 characters.".to_owned()));
        assert_eq!(
            said("{{mark}}"),
            Err("{{no_answer}} must stand in it: what is written would be refused without.".to_owned())
        );
        assert_eq!(said("{{mark}} {{no_answer}} {{x}}"), Err("There is no variable {{x}}.".to_owned()));
    }
}
