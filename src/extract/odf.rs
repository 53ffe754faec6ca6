//! ODT and ODS to text as LibreOffice shows them. A sheet keeps beside every value the words it shows, so
//! nothing is formatted here. Repeated cells are counted, never unrolled without a limit.

use std::collections::{HashMap, HashSet};

use super::archive::Archive;
use super::grid::{Cell, Grid, MAX_COLUMNS};
use super::letters::{self, STRUCK};
use super::sheet::{Book, Sheet, Shown};
use super::xml::{Child, Tag, Tree};
use super::{Extracted, Fault, MAX_TEXT_BYTES};

/// Rows of a table in a text.
const MAX_ROWS: usize = 20_000;
/// Times a row with content is repeated.
const MAX_REPEATS: usize = 200;
/// Blanks that one mark stands for.
const MAX_BLANKS: usize = 50;

/// What the styles of a document say.
#[derive(Default)]
struct Styles {
    hidden: HashSet<String>,
    struck: HashSet<String>,
    raised: HashSet<String>,
    bold: HashSet<String>,
    hidden_tables: HashSet<String>,
    /// Whether the lists of a style are numbered, by level.
    numbered: HashMap<String, Vec<bool>>,
}

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

impl Styles {
    fn of(trees: &[&Tree<'_>]) -> Self {
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
                "tracked-changes" | "table-of-content" | "alphabetical-index" | "sequence-decls"
                | "forms" => {}
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
        let words = words.replace(&format!("{STRUCK}{STRUCK}"), "");
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
                    super::docx::push_address(words, begun, &tag.attribute("href").unwrap_or_default());
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
                | "bookmark" | "soft-page-break" => {}
                "hidden-text" | "hidden-paragraph" | "ruby-text" => {}
                "conditional-text" => self.inline(tag, words),
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
        let numbered = style
            .and_then(|style| self.styles.numbered.get(style))
            .and_then(|levels| levels.get(level))
            .copied()
            .unwrap_or(false);
        let indent = "  ".repeat(level.min(8));
        let mut number = 0;
        for item in list.tags().filter(|tag| matches!(tag.name(), "list-item" | "list-header")) {
            if item.name() == "list-item" {
                number = item.number("start-value").unwrap_or(number + 1);
            }
            let mark = if numbered { format!("{indent}{number}. ") } else { format!("{indent}- ") };
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

    fn sheet(&mut self, name: &str, table: Tag<'t, 'a>) -> Result<Sheet, Fault> {
        let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
        let mut column = 0;
        for tag in columns(table) {
            let again = tag.number("number-columns-repeated").unwrap_or(1);
            if is_collapsed(tag) {
                sheet.hidden_columns.push((column, column.saturating_add(again).saturating_sub(1)));
            }
            column = column.saturating_add(again);
        }
        let mut row = 0_usize;
        let mut letters = 0;
        for tag in rows(table) {
            let again = tag.number("number-rows-repeated").unwrap_or(1);
            let cells = self.sheet_row(tag, row, &mut sheet);
            let filled = !cells.is_empty();
            // Millions of empty rows are one; some with content are repeated as shown.
            for step in 0..if filled { again.min(MAX_REPEATS) } else { 0 } {
                letters += cells.values().map(|cell| cell.text.len()).sum::<usize>();
                if letters > MAX_TEXT_BYTES * 2 {
                    return Err(Fault::TooMuchText);
                }
                sheet.rows.insert(row + step, cells.clone());
                if is_collapsed(tag) {
                    sheet.hidden_rows.push(row + step);
                }
            }
            row = row.saturating_add(again);
        }
        Ok(sheet)
    }

    fn sheet_row(
        &mut self,
        tag: Tag<'t, 'a>,
        row: usize,
        sheet: &mut Sheet,
    ) -> std::collections::BTreeMap<usize, Shown> {
        let mut cells = std::collections::BTreeMap::new();
        let mut column = 0_usize;
        for cell in tag.tags().filter(|cell| matches!(cell.name(), "table-cell" | "covered-table-cell")) {
            let again = cell.number("number-columns-repeated").unwrap_or(1);
            let (text, bold) =
                if cell.name() == "table-cell" { self.cell(cell) } else { (String::new(), false) };
            let text = text.trim();
            let is_error = text.starts_with('#') || text.starts_with("Err:");
            if cell.attribute("formula").is_some() && (text.is_empty() || is_error) {
                sheet.without_result += usize::from(is_error);
            } else if !text.is_empty() {
                for step in 0..again.min(MAX_COLUMNS) {
                    cells.insert(column + step, Shown { text: text.to_owned(), bold });
                }
            }
            let (across, down) = (
                cell.number("number-columns-spanned").unwrap_or(1),
                cell.number("number-rows-spanned").unwrap_or(1),
            );
            if across > 1 || down > 1 {
                sheet.merged.push([
                    row,
                    column,
                    row.saturating_add(down - 1),
                    column.saturating_add(across - 1),
                ]);
            }
            column = column.saturating_add(again);
        }
        cells
    }
}

fn is_collapsed(tag: Tag<'_, '_>) -> bool {
    matches!(tag.attribute("visibility").as_deref(), Some("collapse" | "filter"))
}

fn columns<'t, 'a>(parent: Tag<'t, 'a>) -> Vec<Tag<'t, 'a>> {
    gather(parent, "table-column", &["table-columns", "table-header-columns", "table-column-group"])
}

fn rows<'t, 'a>(parent: Tag<'t, 'a>) -> Vec<Tag<'t, 'a>> {
    gather(parent, "table-row", &["table-rows", "table-header-rows", "table-row-group"])
}

fn gather<'t, 'a>(parent: Tag<'t, 'a>, wanted: &str, groups: &[&str]) -> Vec<Tag<'t, 'a>> {
    let mut found = Vec::new();
    for tag in parent.tags() {
        if tag.name() == wanted {
            found.push(tag);
        } else if groups.contains(&tag.name()) {
            found.extend(gather(tag, wanted, groups));
        }
    }
    found
}
