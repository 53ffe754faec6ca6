//! ODT and ODS to text as LibreOffice shows them. A sheet keeps beside every value the words it shows, so
//! nothing is formatted here. Repeated cells are counted, never unrolled without a limit.

mod sheet;
mod styles;

use super::archive::Archive;
use super::grid::{Cell, Grid, MAX_COLUMNS};
use super::letters::{self, STRUCK};
use super::sheet::Book;
use super::xml::{Child, Tag, Tree};
use super::{Extracted, Fault};
use styles::Styles;

/// Rows of a table in a text.
const MAX_ROWS: usize = 20_000;
/// Blanks that one mark stands for.
const MAX_BLANKS: usize = 50;

pub(crate) fn read_text(document: &[u8]) -> Result<Extracted, Fault> {
    let mut archive = open(document)?;
    let content = archive.text("content.xml")?.ok_or(Fault::Mismatch)?;
    let shared = archive.text("styles.xml")?.unwrap_or_default();
    let (tree, shared) = (Tree::parse(&content)?, Tree::parse(&shared)?);
    let mut writer = Writer { styles: Styles::of(&[&tree, &shared]), ..Writer::default() };
    let around = |writer: &mut Writer<'_, '_>, name: &str| {
        let mut seen: Vec<String> = Vec::new();
        for page in shared.all(name) {
            let mut inner = Writer { styles: std::mem::take(&mut writer.styles), ..Writer::default() };
            inner.blocks(page);
            writer.styles = inner.styles;
            if !seen.contains(&inner.text) {
                seen.push(inner.text);
            }
        }
        writer.text.push_str(&seen.concat());
    };
    around(&mut writer, "header");
    let body = tree.find("body").and_then(|body| body.child("text")).ok_or(Fault::Mismatch)?;
    writer.blocks(body);
    around(&mut writer, "footer");
    Ok(Extracted::of(letters::finish(&writer.text)))
}

pub(crate) fn read_sheets(document: &[u8]) -> Result<Extracted, Fault> {
    let mut archive = open(document)?;
    let content = archive.text("content.xml")?.ok_or(Fault::Mismatch)?;
    let tree = Tree::parse(&content)?;
    let styles = Styles::of(&[&tree]);
    let mut book = Book::default();
    let body = tree.find("spreadsheet").ok_or(Fault::Mismatch)?;
    let mut writer = Writer { styles, ..Writer::default() };
    for table in body.tags().filter(|tag| tag.name() == "table") {
        let name = table.attribute("name").unwrap_or_default();
        if table.attribute("style-name").is_some_and(|style| writer.styles.hidden_tables.contains(&style)) {
            book.hidden.push(name);
        } else {
            book.sheets.push(writer.sheet(&name, table)?);
        }
    }
    book.write()
}

fn open(document: &[u8]) -> Result<Archive<'_>, Fault> {
    let mut archive = Archive::open(document)?;
    let manifest = archive.text("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") { Err(Fault::Locked) } else { Ok(archive) }
}

/// What has been read so far.
#[derive(Default)]
struct Writer<'t, 'a> {
    text: String,
    styles: Styles,
    notes: Vec<Tag<'t, 'a>>,
    notes_seen: usize,
    boxes: Vec<Tag<'t, 'a>>,
}

impl<'t, 'a> Writer<'t, 'a> {
    fn blocks(&mut self, parent: Tag<'t, 'a>) {
        for tag in parent.tags() {
            match tag.name() {
                "h" => {
                    let level = tag.number("outline-level").unwrap_or(1).clamp(1, 6);
                    self.paragraph(tag, &("#".repeat(level) + " "));
                }
                "p" => self.paragraph(tag, ""),
                "list" => self.list(tag, None, 0),
                "table" => self.table(tag),
                // What was deleted is kept in front of the text; a list of contents says what follows.
                // A note stuck to a cell is the author's own.
                "tracked-changes" | "table-of-content" | "alphabetical-index" | "sequence-decls"
                | "forms" | "annotation" => {}
                "section" => {
                    if tag.attribute("display").as_deref() != Some("none") {
                        self.blocks(tag);
                    }
                }
                "frame" | "custom-shape" | "rect" => self.boxes_of(tag),
                _ => self.blocks(tag),
            }
        }
    }

    fn paragraph(&mut self, tag: Tag<'t, 'a>, prefix: &str) {
        if tag.attribute("style-name").is_some_and(|style| self.styles.hidden.contains(&style)) {
            return;
        }
        let mut words = String::new();
        self.inline(tag, &mut words);
        self.push(prefix, &words);
        for note in std::mem::take(&mut self.notes) {
            let number = note.child("note-citation").map(|own| own.text()).unwrap_or_default();
            let mut words = String::new();
            if let Some(body) = note.child("note-body") {
                body.tags().for_each(|tag| self.inline(tag, &mut words));
            }
            self.push(&format!("[{}] ", number.trim()), &words);
        }
        for own in std::mem::take(&mut self.boxes) {
            self.blocks(own);
        }
    }

    fn push(&mut self, prefix: &str, words: &str) {
        let words = letters::single_blanks(&words.replace(&format!("{STRUCK}{STRUCK}"), ""));
        let words = words.trim();
        if !words.is_empty() {
            self.text.push_str(&format!("{prefix}{words}\n\n"));
        }
    }

    fn boxes_of(&mut self, tag: Tag<'t, 'a>) {
        for inner in tag.tags() {
            match inner.name() {
                "text-box" => self.blocks(inner),
                "p" => self.paragraph(inner, ""),
                _ => {}
            }
        }
    }

    fn inline(&mut self, parent: Tag<'t, 'a>, words: &mut String) {
        for child in parent.children() {
            let tag = match child {
                Child::Text(text) => {
                    words.push_str(&letters::visible(&text.replace(['\n', '\r', '\t'], " ")));
                    continue;
                }
                Child::Tag(tag) => tag,
            };
            match tag.name() {
                "s" => words.push_str(&" ".repeat(tag.number("c").unwrap_or(1).min(MAX_BLANKS))),
                "tab" => words.push(' '),
                "line-break" => words.push('\n'),
                "span" => self.span(tag, words),
                "a" => {
                    let begun = words.len();
                    self.inline(tag, words);
                    super::links::push_address(words, begun, &tag.attribute("href").unwrap_or_default());
                }
                "note" => {
                    self.notes_seen += 1;
                    words.push_str(&format!(
                        " [{}]",
                        tag.child("note-citation").map(|own| own.text()).unwrap_or_default().trim()
                    ));
                    self.notes.push(tag);
                }
                "annotation" | "annotation-end" | "tracked-changes" | "page-number" | "page-count"
                | "bookmark" | "soft-page-break" | "hidden-text" | "hidden-paragraph" | "ruby-text" => {}
                "frame" | "custom-shape" | "rect" | "text-box" => tag
                    .tags()
                    .filter(|inner| matches!(inner.name(), "text-box" | "p"))
                    .for_each(|own| self.boxes.push(own)),
                _ => self.inline(tag, words),
            }
        }
    }

    fn span(&mut self, tag: Tag<'t, 'a>, words: &mut String) {
        let style = tag.attribute("style-name").unwrap_or_default();
        if self.styles.hidden.contains(&style) {
            return;
        }
        let mut inner = String::new();
        self.inline(tag, &mut inner);
        if self.styles.raised.contains(&style) {
            letters::push_raised(words, &inner);
        } else if self.styles.struck.contains(&style) && !inner.trim().is_empty() {
            words.push_str(&format!("{STRUCK}{inner}{STRUCK}"));
        } else {
            words.push_str(&inner);
        }
    }

    fn list(&mut self, list: Tag<'t, 'a>, style: Option<&str>, level: usize) {
        let own = list.attribute("style-name");
        let style = own.as_deref().or(style);
        let numbering = style
            .and_then(|style| self.styles.numbered.get(style))
            .and_then(|levels| levels.get(level))
            .cloned()
            .flatten();
        let indent = "  ".repeat(level.min(8));
        let mut number = numbering.as_ref().map_or(0, |own| own.start.saturating_sub(1));
        for item in list.tags().filter(|tag| matches!(tag.name(), "list-item" | "list-header")) {
            if item.name() == "list-item" {
                number = item.number("start-value").unwrap_or(number.saturating_add(1));
            }
            let mark = match &numbering {
                _ if item.name() == "list-header" => indent.clone(),
                Some(numbering) => format!("{indent}{} ", numbering.mark(number)),
                None => format!("{indent}- "),
            };
            let mut first = true;
            for tag in item.tags() {
                match tag.name() {
                    "list" => self.list(tag, style, level + 1),
                    "h" => self.blocks(item),
                    "p" => {
                        self.paragraph(tag, if first { &mark } else { &indent });
                        first = false;
                    }
                    _ => {}
                }
            }
        }
    }

    fn table(&mut self, table: Tag<'t, 'a>) {
        let mut grid = Grid::default();
        self.rows(table, false, &mut grid);
        if grid.rows.iter().map(Vec::len).max().unwrap_or(0) <= 1 {
            for row in grid.rows.iter().flatten() {
                self.push("", &row.text.clone());
            }
            return;
        }
        let text = grid.write();
        if !text.is_empty() {
            self.text.push_str(&text);
            self.text.push('\n');
        }
    }

    fn rows(&mut self, parent: Tag<'t, 'a>, header: bool, grid: &mut Grid) {
        for tag in parent.tags() {
            match tag.name() {
                "table-header-rows" => self.rows(tag, true, grid),
                "table-rows" | "table-row-group" => self.rows(tag, header, grid),
                "table-row" if grid.rows.len() < MAX_ROWS => {
                    let mut line = Vec::new();
                    for cell in tag.tags().filter(|cell| cell.name() == "table-cell") {
                        let (text, bold) = self.cell(cell);
                        let span = |name: &str| cell.number(name).unwrap_or(1);
                        let (across, down) = (span("number-columns-spanned"), span("number-rows-spanned"));
                        let again = span("number-columns-repeated")
                            .clamp(1, MAX_COLUMNS.saturating_sub(line.len()).max(1));
                        line.extend(std::iter::repeat_n(
                            Cell { across, down, header, bold, ..Cell::new(&text) },
                            again,
                        ));
                    }
                    grid.rows.push(line);
                }
                _ => {}
            }
        }
    }

    /// The words of a cell, and whether all of them are bold.
    fn cell(&mut self, cell: Tag<'t, 'a>) -> (String, bool) {
        let before = std::mem::take(&mut self.text);
        self.blocks(cell);
        let own = std::mem::replace(&mut self.text, before);
        let bold = |tag: Tag<'_, '_>| {
            tag.attribute("style-name").is_some_and(|style| self.styles.bold.contains(&style))
        };
        let all_bold = bold(cell)
            || (cell.tags().next().is_some()
                && cell.tags().all(|tag| {
                    bold(tag)
                        || (tag.tags().next().is_some()
                            && tag.children().all(|child| matches!(child, Child::Tag(span) if bold(span))))
                }));
        (own.lines().collect::<Vec<_>>().join(" "), all_bold)
    }
}
