//! What the style sheets inside a page say of its elements: what they hide, what they strike through, what they
//! lay out in a row. Only rules outside of `@media` and the like count, later ones over earlier ones.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::node::Element;
use scraper::{Html, Selector};

use super::columns::columns_of;
use super::stature::Stature;

/// Rules that say something of this, at most.
const MAX_RULES: usize = 300;

/// What the rules come to for the elements they name.
#[derive(Default)]
pub(super) struct Styles {
    hidden: HashMap<NodeId, bool>,
    struck: HashMap<NodeId, bool>,
    rows: HashMap<NodeId, bool>,
    statures: HashMap<NodeId, Stature>,
    columns: HashMap<NodeId, usize>,
}

impl Styles {
    pub fn of(page: &Html) -> Self {
        let mut styles = Self::default();
        let sheets = sheets(page);
        for rule in sheets.iter().flat_map(|sheet| rules_of(sheet)).take(MAX_RULES) {
            styles.apply(page, &rule);
        }
        styles
    }

    pub fn hides(&self, id: NodeId) -> bool {
        self.hidden.get(&id).copied().unwrap_or(false)
    }

    pub fn strikes(&self, id: NodeId) -> bool {
        self.struck.get(&id).copied().unwrap_or(false)
    }

    /// How high and how large the letters stand, where a style says so.
    pub fn stature(&self, id: NodeId, element: &Element) -> Option<Stature> {
        Stature::of(&squeezed(element.attr("style").unwrap_or_default()))
            .or_else(|| self.statures.get(&id).copied())
    }

    /// The columns of a grid, where a style names them.
    pub fn columns(&self, id: NodeId, element: &Element) -> Option<usize> {
        columns_of(element.attr("style").unwrap_or_default()).or_else(|| self.columns.get(&id).copied())
    }

    /// By its own style, by a sheet, or by the names the common style kits give such boxes.
    pub fn lays_in_row(&self, id: NodeId, element: &Element) -> bool {
        let own = squeezed(element.attr("style").unwrap_or_default());
        if let Some(row) = row_of(&own) {
            return row;
        }
        let named = |names: &[&str]| element.classes().any(|class| names.contains(&class));
        if named(&["flex-column", "flex-col", "d-flex-column"]) {
            return false;
        }
        self.rows.get(&id).copied().unwrap_or_else(|| {
            named(&[
                "d-flex",
                "flex",
                "inline-flex",
                "flex-row",
                "justify-between",
                "justify-content-between",
            ])
        })
    }

    fn apply(&mut self, page: &Html, rule: &Rule) {
        let Ok(selector) = Selector::parse(&rule.selectors) else { return };
        for element in page.select(&selector) {
            let note = |kept: &mut HashMap<NodeId, bool>, said: Option<bool>| {
                if let Some(said) = said {
                    kept.insert(element.id(), said);
                }
            };
            note(&mut self.hidden, rule.hides);
            note(&mut self.struck, rule.strikes);
            note(&mut self.rows, rule.rows);
            if let Some(columns) = rule.columns {
                self.columns.insert(element.id(), columns);
            }
            if let Some(stature) = rule.stature {
                self.statures.insert(element.id(), stature);
            }
        }
    }
}

/// What one rule says; nothing where it says nothing of it.
struct Rule {
    selectors: String,
    hides: Option<bool>,
    strikes: Option<bool>,
    rows: Option<bool>,
    stature: Option<Stature>,
    columns: Option<usize>,
}

/// The sheets inside a page that hold for a screen.
pub(super) fn sheets(page: &Html) -> Vec<String> {
    let Ok(sheets) = Selector::parse("style") else { return Vec::new() };
    page.select(&sheets)
        .filter(|sheet| {
            sheet.attr("media").is_none_or(|media| media.contains("all") || media.contains("screen"))
        })
        .map(|sheet| without_comments(&sheet.text().collect::<String>()))
        .collect()
}

/// The rules of a sheet as selectors and what they say, without those of `@media` and the like.
pub(super) fn blocks_of(sheet: &str) -> Vec<(&str, &str)> {
    let mut blocks = Vec::new();
    let mut rest = sheet;
    while let Some((selectors, after)) = rest.split_once('{') {
        let selectors = selectors.rsplit(['}', ';']).next().unwrap_or_default().trim();
        if selectors.starts_with('@') {
            rest = &after[end_of_block(after)..];
            continue;
        }
        let (body, after) = after.split_once('}').unwrap_or((after, ""));
        blocks.push((selectors, body));
        rest = after;
    }
    blocks
}

fn rules_of(sheet: &str) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (selectors, body) in blocks_of(sheet) {
        let columns = columns_of(body);
        let body = squeezed(body);
        let says = body.contains("display:") || body.contains("visibility:");
        let hides = says.then(|| body.contains("display:none") || body.contains("visibility:hidden"));
        let strikes = body.contains("text-decoration").then(|| body.contains("line-through"));
        let rows = row_of(&body);
        let stature = Stature::of(&body);
        let says =
            hides.is_some() || strikes.is_some() || rows.is_some() || stature.is_some() || columns.is_some();
        if says && !selectors.contains(':') {
            rules.push(Rule { selectors: selectors.to_owned(), hides, strikes, rows, stature, columns });
        }
    }
    rules
}

/// Whether a box with this style lays what it holds beside each other, where the style says so at all.
fn row_of(style: &str) -> Option<bool> {
    let flexible = style.contains("display:flex") || style.contains("display:inline-flex");
    let grid = style.contains("display:grid") && style.contains("grid-template-columns");
    let row = style.split(';').any(|rule| rule == "display:table-row");
    (flexible || grid || row)
        .then(|| !style.contains("flex-direction:column") && !style.contains("flex-flow:column"))
}

pub(super) fn squeezed(style: &str) -> String {
    style.replace([' ', '\n', '\t', '\r'], "").to_ascii_lowercase()
}

fn without_comments(sheet: &str) -> String {
    let mut plain = String::new();
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain
}

fn end_of_block(text: &str) -> usize {
    let mut depth = 1;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}
