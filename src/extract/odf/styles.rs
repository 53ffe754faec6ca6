//! What the styles of an OpenDocument say: hidden, struck, raised and bold words, numbered lists.

use std::collections::{HashMap, HashSet};

use super::super::xml::Tree;

/// What the styles of a document say.
#[derive(Default)]
pub(super) struct Styles {
    pub hidden: HashSet<String>,
    pub struck: HashSet<String>,
    pub raised: HashSet<String>,
    pub bold: HashSet<String>,
    pub hidden_tables: HashSet<String>,
    /// Whether the lists of a style are numbered, by level.
    pub numbered: HashMap<String, Vec<bool>>,
}

impl Styles {
    pub fn of(trees: &[&Tree<'_>]) -> Self {
        let mut styles = Self::default();
        for tag in trees.iter().flat_map(|tree| tree.all("style")) {
            let Some(name) = tag.attribute("name") else { continue };
            let text = tag.child("text-properties");
            let of = |property: &str| text.and_then(|text| text.attribute(property)).unwrap_or_default();
            if of("display") == "none" {
                styles.hidden.insert(name.clone());
            }
            if !matches!(of("text-line-through-style").as_str(), "" | "none") {
                styles.struck.insert(name.clone());
            }
            if of("text-position").starts_with("super")
                || of("text-position").starts_with(|letter: char| letter.is_ascii_digit() && letter != '0')
            {
                styles.raised.insert(name.clone());
            }
            if of("font-weight") == "bold" {
                styles.bold.insert(name.clone());
            }
            if tag.child("table-properties").and_then(|own| own.attribute("display")).as_deref()
                == Some("false")
            {
                styles.hidden_tables.insert(name);
            }
        }
        for tag in trees.iter().flat_map(|tree| tree.all("list-style")) {
            let levels = tag.tags().map(|level| {
                level.name() == "list-level-style-number"
                    && level.attribute("num-format").is_some_and(|format| !format.is_empty())
            });
            if let Some(name) = tag.attribute("name") {
                styles.numbered.insert(name, levels.collect());
            }
        }
        styles
    }
}
