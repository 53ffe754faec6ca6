//! What the styles of a DOCX say: which are headings, lists, hidden, a list of contents.

use std::collections::HashMap;

use super::super::xml::{Tag, Tree};

/// Styles that build on each other, at most.
const MAX_STEPS: usize = 20;

#[derive(Debug, Default)]
struct Style {
    base: Option<String>,
    name: String,
    outline: Option<usize>,
    list: Option<(Option<String>, usize)>,
    hidden: Option<bool>,
    struck: Option<bool>,
}

/// The styles by their ids. Ids are translated by Word, names and outline levels are not.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Style>);

impl Styles {
    pub fn of(tree: &Tree<'_>) -> Self {
        let styles = tree.all("style").filter_map(|tag| Some((tag.attribute("styleId")?, Style::of(tag))));
        Self(styles.collect())
    }

    fn find<T>(&self, id: Option<&str>, wanted: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut id = id?;
        for _ in 0..MAX_STEPS {
            let style = self.0.get(id)?;
            if let Some(found) = wanted(style) {
                return Some(found);
            }
            id = style.base.as_deref()?;
        }
        None
    }

    pub fn heading_of(&self, id: Option<&str>) -> Option<usize> {
        self.find(id, |style| heading_level(&style.name).or(style.outline))
    }

    pub fn is_contents_list(&self, id: Option<&str>) -> bool {
        self.find(id, |style| style.name.starts_with("toc ").then_some(())).is_some()
    }

    /// The list a style belongs to, and the level in it.
    pub fn list_of(&self, id: Option<&str>) -> Option<(String, usize)> {
        self.find(id, |style| {
            let (number, level) = style.list.clone()?;
            Some((number?, level))
        })
    }

    pub fn hides(&self, id: Option<&str>) -> Option<bool> {
        self.find(id, |style| style.hidden)
    }

    pub fn strikes(&self, id: Option<&str>) -> Option<bool> {
        self.find(id, |style| style.struck)
    }
}

impl Style {
    fn of(tag: Tag<'_, '_>) -> Self {
        let (paragraph, run) = (tag.child("pPr"), tag.child("rPr"));
        let list = paragraph.and_then(|properties| properties.child("numPr"));
        Self {
            base: tag.value_of("basedOn"),
            name: tag.value_of("name").unwrap_or_default().to_lowercase(),
            outline: paragraph
                .and_then(|properties| properties.value_of("outlineLvl"))
                .and_then(|level| outline_level(&level)),
            list: list.map(|list| {
                let level = list.value_of("ilvl").and_then(|level| level.parse().ok()).unwrap_or(0);
                (list.value_of("numId"), level)
            }),
            hidden: run.and_then(|properties| properties.switch("vanish")),
            struck: run
                .and_then(|properties| properties.switch("strike").or_else(|| properties.switch("dstrike"))),
        }
    }
}

/// Word counts outline levels from 0; 9 is body text.
pub(super) fn outline_level(level: &str) -> Option<usize> {
    level.parse::<usize>().ok().map(|level| level + 1).filter(|level| (1..=6).contains(level))
}

fn heading_level(name: &str) -> Option<usize> {
    if name == "title" {
        return Some(1);
    }
    name.strip_prefix("heading ")?.trim().parse().ok().filter(|level| (1..=6).contains(level))
}

/// The content of a control, unless it shows only the words that ask to fill it in.
pub(super) fn shown_content<'t, 'a>(control: Tag<'t, 'a>) -> Option<Tag<'t, 'a>> {
    let empty =
        control.child("sdtPr").is_some_and(|properties| properties.switch("showingPlcHdr") == Some(true));
    control.child("sdtContent").filter(|_| !empty)
}
