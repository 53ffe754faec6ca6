//! What the styles of an OpenDocument say: hidden, struck, raised and bold words, numbered lists.

use std::collections::{HashMap, HashSet};

use super::super::counting;
use super::super::xml::{Tag, Tree};

/// What the styles of a document say.
#[derive(Default)]
pub(super) struct Styles {
    pub hidden: HashSet<String>,
    pub struck: HashSet<String>,
    pub raised: HashSet<String>,
    pub bold: HashSet<String>,
    pub hidden_tables: HashSet<String>,
    /// How the lists of a style are numbered, by level.
    pub numbered: HashMap<String, Vec<Option<Numbering>>>,
}

/// How the items of a list are numbered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbering {
    format: String,
    before: String,
    behind: String,
    pub start: usize,
}

impl Numbering {
    fn of(level: Tag<'_, '_>) -> Option<Self> {
        let said = |name: &str| level.attribute(name).unwrap_or_default();
        let format = said("num-format");
        (level.name() == "list-level-style-number" && !format.is_empty()).then(|| Self {
            format,
            before: said("num-prefix"),
            behind: level.attribute("num-suffix").unwrap_or_else(|| ".".to_owned()),
            start: level.number("start-value").unwrap_or(1),
        })
    }

    /// `3.`, `C)`, `(iii)`.
    pub fn mark(&self, number: usize) -> String {
        let count = u32::try_from(number).unwrap_or(u32::MAX);
        let shown = match self.format.as_str() {
            "a" => counting::letters(count),
            "A" => counting::letters(count).to_uppercase(),
            "i" => counting::roman(count).to_lowercase(),
            "I" => counting::roman(count),
            _ => number.to_string(),
        };
        format!("{}{shown}{}", self.before, self.behind).trim().to_owned()
    }
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
            let levels = tag.tags().map(Numbering::of);
            if let Some(name) = tag.attribute("name") {
                styles.numbered.insert(name, levels.collect());
            }
        }
        styles
    }
}
