//! The numbers of lists, counted as Word prints them.

use std::collections::{HashMap, HashSet};

use super::super::counting;
use super::super::xml::{Tag, Tree};

/// Levels of one list.
const LEVELS: usize = 9;

#[derive(Debug, Clone, Default)]
struct Level {
    format: String,
    /// `%1.%2` and the like.
    pattern: String,
    start: u32,
    legal: bool,
}

#[derive(Debug, Clone, Default)]
struct List {
    /// Lists of one pattern count on together.
    pattern: String,
    levels: Vec<Level>,
    /// Levels that this list begins anew.
    starts: HashMap<usize, u32>,
}

/// Every list of the document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: HashMap<String, List>,
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    begun: HashSet<(String, usize)>,
}

impl Numbering {
    pub fn of(tree: &Tree<'_>) -> Self {
        let mut patterns: HashMap<String, Tag<'_, '_>> = HashMap::new();
        let mut by_style = HashMap::new();
        for tag in tree.all("abstractNum") {
            let Some(id) = tag.attribute("abstractNumId") else { continue };
            if let Some(style) = tag.value_of("styleLink") {
                by_style.insert(style, tag);
            }
            patterns.insert(id, tag);
        }
        let mut lists = HashMap::new();
        for tag in tree.all("num") {
            let (Some(id), Some(pattern)) = (tag.attribute("numId"), tag.value_of("abstractNumId")) else {
                continue;
            };
            let Some(mut source) = patterns.get(&pattern).copied() else { continue };
            if let Some(linked) = source.value_of("numStyleLink").and_then(|style| by_style.get(&style)) {
                source = *linked;
            }
            let mut list = List { pattern, levels: levels(source), starts: HashMap::new() };
            for own in tag.tags().filter(|tag| tag.name() == "lvlOverride") {
                let Some(at) = own.number("ilvl").filter(|at| *at < LEVELS) else { continue };
                if let Some(start) = own.value_of("startOverride").and_then(|start| start.parse().ok()) {
                    list.starts.insert(at, start);
                }
                if let Some(level) = own.child("lvl") {
                    list.levels.resize(list.levels.len().max(at + 1), Level::default());
                    list.levels[at] = Level::of(level);
                }
            }
            lists.insert(id, list);
        }
        Self { lists, ..Self::default() }
    }

    /// The next label of a list on a level, with its blank and its indentation; nothing for no list.
    pub fn next(&mut self, id: &str, level: usize) -> String {
        let level = level.min(LEVELS - 1);
        let indent = "  ".repeat(level);
        let Some(list) = self.lists.get(id) else {
            return if id == "0" { String::new() } else { format!("{indent}- ") };
        };
        let of = |at: usize| list.levels.get(at).cloned().unwrap_or_default();
        let counters = self.counters.entry(list.pattern.clone()).or_default();
        if let Some(start) = list.starts.get(&level)
            && self.begun.insert((id.to_owned(), level))
        {
            counters[level] = Some(start.saturating_sub(1));
        }
        counters[level] = Some(counters[level].map_or(of(level).start, |before| before.saturating_add(1)));
        counters[level + 1..].fill(None);
        let own = of(level);
        if own.format == "bullet" || (own.pattern.is_empty() && own.format.is_empty()) {
            return format!("{indent}- ");
        }
        let mut label = own.pattern.clone();
        for (at, counter) in counters.iter().enumerate().take(level + 1) {
            let count = counter.unwrap_or_else(|| of(at).start);
            let format = if own.legal { "decimal".to_owned() } else { of(at).format };
            label = label.replace(&format!("%{}", at + 1), &printed(count, &format));
        }
        if label.trim().is_empty() { indent } else { format!("{indent}{} ", label.trim()) }
    }
}

fn levels(pattern: Tag<'_, '_>) -> Vec<Level> {
    let mut levels = vec![Level::default(); LEVELS];
    for tag in pattern.tags().filter(|tag| tag.name() == "lvl") {
        if let Some(level) = tag.number("ilvl").and_then(|at| levels.get_mut(at)) {
            *level = Level::of(tag);
        }
    }
    levels
}

impl Level {
    fn of(tag: Tag<'_, '_>) -> Self {
        Self {
            format: tag.value_of("numFmt").unwrap_or_else(|| "decimal".to_owned()),
            pattern: tag.value_of("lvlText").unwrap_or_default(),
            start: tag.value_of("start").and_then(|start| start.parse().ok()).unwrap_or(1),
            legal: tag.switch("isLgl") == Some(true),
        }
    }
}

fn printed(count: u32, format: &str) -> String {
    match format {
        "lowerLetter" => counting::letters(count),
        "upperLetter" => counting::letters(count).to_uppercase(),
        "lowerRoman" => counting::roman(count).to_lowercase(),
        "upperRoman" => counting::roman(count),
        "decimalZero" => format!("{count:02}"),
        "none" => String::new(),
        _ => count.to_string(),
    }
}
