//! Five templates to begin with, in each language of the screens: data in `starters/`.
//!
//! A starter is only a suggestion: nothing is kept or submitted until a person says so.

use super::types::{Button, Category, Content, Header};
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const LANGUAGES: [(&str, &str); 2] =
    [("en", include_str!("starters/en.toml")), ("it", include_str!("starters/it.toml"))];

/// A template to begin with: the fields of a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TemplateStarter)]
pub struct Starter {
    /// The same in every language.
    pub key: String,
    #[serde(default)]
    pub language: String,
    pub title: String,
    pub name: String,
    pub category: Category,
    #[serde(default)]
    pub header: Option<Header>,
    pub body: String,
    #[serde(default)]
    pub footer: Option<String>,
    #[serde(default)]
    pub buttons: Vec<Button>,
    #[serde(default)]
    pub examples: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct File {
    starter: Vec<Starter>,
}

/// The starters of one language, or of all.
pub fn starters(language: Option<&str>) -> Result<Vec<Starter>, toml::de::Error> {
    let mut found = Vec::new();
    for (tag, text) in LANGUAGES {
        if language.is_some_and(|wanted| wanted != tag) {
            continue;
        }
        let file: File = toml::from_str(text)?;
        found.extend(file.starter.into_iter().map(|starter| Starter { language: tag.to_owned(), ..starter }));
    }
    Ok(found)
}

impl From<Starter> for Content {
    fn from(starter: Starter) -> Self {
        Self {
            header: starter.header,
            body: starter.body,
            footer: starter.footer,
            buttons: starter.buttons,
            examples: starter.examples,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::whatsapp::templates::check::check;

    #[test]
    fn every_language_has_the_same_five_and_all_pass_metas_rules() {
        let keys = |tag| -> Vec<String> {
            starters(Some(tag)).unwrap().into_iter().map(|starter| starter.key).collect()
        };
        assert_eq!(keys("en"), ["reopen", "order_ready", "reminder", "follow_up", "review"]);
        assert_eq!(keys("it"), keys("en"));
        for starter in starters(None).unwrap() {
            let faults = check(&starter.name, &starter.language, starter.category, &starter.clone().into());
            assert_eq!(faults.into_result(), Ok(()), "{} in {}", starter.key, starter.language);
        }
    }
}
