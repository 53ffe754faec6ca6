//! XLSX: the parts themselves, because what a cell shows depends on its number format, and whether it is
//! seen on its row, its column and its sheet. The results of formulas are those the file keeps.

use super::super::archive::{Archive, target_of};
use super::super::letters::{self, STRUCK};
use super::super::xml::{Tag, Tree};
use super::super::{Fault, Warning, WarningCode, drawing};
use super::format;
use super::{Book, MAX_COLUMNS, MAX_ROWS, Sheet, Shown};

/// Cells of one workbook that are read.
const MAX_CELLS: usize = 1_000_000;

/// How cells of one style look.
#[derive(Debug, Clone)]
struct Look {
    format: String,
    bold: bool,
    struck: bool,
}

/// What all sheets share.
struct Shared {
    strings: Vec<String>,
    looks: Vec<Look>,
    since_1904: bool,
}

pub(super) fn read(document: &[u8]) -> Result<Book, Fault> {
    let mut archive = Archive::open(document)?;
    let main = archive.main_part("xl/workbook.xml")?;
    let workbook = archive.text(&main)?.ok_or(Fault::Mismatch)?;
    let relations = archive.relations(&main)?;
    let mut of_kind = |kind: &str| match target_of(&relations, kind) {
        Some(path) => archive.text(&path).map(Option::unwrap_or_default),
        None => Ok(String::new()),
    };
    let (strings, styles) = (of_kind("sharedStrings")?, of_kind("styles")?);
    let workbook = Tree::parse(&workbook)?;
    let since_1904 = workbook.find("workbookPr").and_then(|own| own.attribute("date1904"));
    let shared = Shared {
        strings: shared_strings(&strings)?,
        looks: looks(&styles)?,
        since_1904: matches!(since_1904.as_deref(), Some("1" | "true")),
    };
    let mut book = Book::default();
    let mut room = MAX_CELLS;
    let mut asks_for_words = false;
    for tag in workbook.all("sheet") {
        let name = tag.attribute("name").unwrap_or_default();
        if tag.attribute("state").is_some_and(|state| state != "visible") {
            book.hidden.push(name);
            continue;
        }
        let part =
            tag.attribute("id").and_then(|id| relations.get(&id)).filter(|part| part.kind == "worksheet");
        let Some(text) = part.map(|part| archive.text(&part.target)).transpose()?.flatten() else { continue };
        asks_for_words |= text.contains("t=\"s\"");
        let mut sheet = sheet(&name, &text, &shared, &mut room)?;
        let drawing = part.map(|part| archive.relations(&part.target)).transpose()?;
        if let Some(path) = drawing.and_then(|relations| target_of(&relations, "drawing"))
            && let Some(text) = archive.text(&path)?
        {
            let (boxes, pictures) = drawing::shapes(&text)?;
            sheet.boxes = boxes;
            book.pictures += pictures;
        }
        book.sheets.push(sheet);
    }
    if book.sheets.is_empty() && book.hidden.is_empty() {
        return Err(Fault::Mismatch);
    }
    // Without the part that holds the words nothing says what the figures are.
    if strings.is_empty() && asks_for_words {
        return Err(Fault::Broken);
    }
    if room == 0 {
        book.warnings.push(Warning::new(WarningCode::CutShort));
    }
    Ok(book)
}

/// The shared strings; how to read Japanese words aloud is left out.
fn shared_strings(text: &str) -> Result<Vec<String>, Fault> {
    let tree = Tree::parse(text)?;
    Ok(tree.all("si").map(rich_text).collect())
}

/// The runs of a text, struck ones marked, raised ones kept apart.
fn rich_text(tag: Tag<'_, '_>) -> String {
    let mut text = String::new();
    for part in tag.tags() {
        match part.name() {
            "t" => text.push_str(&part.text()),
            "r" => {
                let words = part.child("t").map(|words| words.text()).unwrap_or_default();
                let own = part.child("rPr");
                let raised = own.and_then(|own| own.value_of("vertAlign")).as_deref() == Some("superscript");
                if own.and_then(|own| own.switch("strike")) == Some(true) && !words.trim().is_empty() {
                    text.push_str(&format!("{STRUCK}{words}{STRUCK}"));
                } else if raised {
                    letters::push_raised(&mut text, &words);
                } else {
                    text.push_str(&words);
                }
            }
            _ => {}
        }
    }
    letters::visible(&unescaped(&text))
}

/// `_x000D_` stands for a control letter.
fn unescaped(text: &str) -> String {
    if text.contains("_x") { text.replace("_x000D_", " ").replace("_x000A_", " ") } else { text.to_owned() }
}

fn looks(text: &str) -> Result<Vec<Look>, Fault> {
    let tree = Tree::parse(text)?;
    let formats: std::collections::HashMap<usize, String> = tree
        .all("numFmt")
        .filter_map(|tag| Some((tag.number("numFmtId")?, tag.attribute("formatCode")?)))
        .collect();
    let fonts: Vec<(bool, bool)> = tree
        .find("fonts")
        .map(|fonts| {
            fonts
                .tags()
                .map(|font| (font.switch("b") == Some(true), font.switch("strike") == Some(true)))
                .collect()
        })
        .unwrap_or_default();
    let styles = tree.find("cellXfs").map(|styles| styles.tags().collect::<Vec<_>>()).unwrap_or_default();
    Ok(styles
        .into_iter()
        .map(|style| {
            let id = style.number("numFmtId").unwrap_or(0);
            let (bold, struck) =
                style.number("fontId").and_then(|font| fonts.get(font).copied()).unwrap_or_default();
            Look {
                format: formats.get(&id).cloned().unwrap_or_else(|| format::builtin(id).to_owned()),
                bold,
                struck,
            }
        })
        .collect())
}

fn sheet(name: &str, text: &str, shared: &Shared, room: &mut usize) -> Result<Sheet, Fault> {
    let tree = Tree::parse(text)?;
    let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
    let hidden = |tag: &Tag<'_, '_>| matches!(tag.attribute("hidden").as_deref(), Some("1" | "true"));
    let flat =
        |tag: &Tag<'_, '_>| tag.attribute("width").and_then(|width| width.parse::<f64>().ok()) == Some(0.0);
    for column in tree.all("col").filter(|column| hidden(column) || flat(column)) {
        if let (Some(first), Some(last)) = (column.number("min"), column.number("max")) {
            sheet.hidden_columns.push((first.saturating_sub(1), last.saturating_sub(1)));
        }
    }
    for tag in tree.all("mergeCell") {
        let area = tag.attribute("ref").and_then(|area| {
            let (first, last) = area.split_once(':')?;
            let ((top, left), (bottom, right)) = (place(first)?, place(last)?);
            Some([top, left, bottom, right])
        });
        sheet.merged.extend(area);
    }
    let mut next_row = 0;
    for row in tree.all("row") {
        let at = row.number("r").map_or(next_row, |row| row.saturating_sub(1));
        next_row = at + 1;
        if at >= MAX_ROWS * 11 || sheet.rows.len() >= MAX_ROWS || *room == 0 {
            break;
        }
        let flat = row.attribute("ht").and_then(|height| height.parse::<f64>().ok()) == Some(0.0);
        if hidden(&row) || flat {
            sheet.hidden_rows.push(at);
        }
        let mut next_column = 0;
        for cell in row.tags().filter(|tag| tag.name() == "c") {
            let column = cell
                .attribute("r")
                .and_then(|place_| place(&place_))
                .map_or(next_column, |(_, column)| column);
            next_column = column + 1;
            if column >= MAX_COLUMNS * 4 || *room == 0 {
                continue;
            }
            *room -= 1;
            if let Some(shown) = cell_shown(cell, shared, &mut sheet.without_result) {
                sheet.rows.entry(at).or_default().insert(column, shown);
            }
        }
    }
    sheet.hidden_rows.sort_unstable();
    Ok(sheet)
}

/// `B7` as row and column from 0.
fn place(word: &str) -> Option<(usize, usize)> {
    let word = word.trim().trim_start_matches('$');
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let column = word[..letters]
        .bytes()
        .take(4)
        .fold(0_usize, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row: usize = word[letters..].trim_start_matches('$').parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

fn cell_shown(cell: Tag<'_, '_>, shared: &Shared, without_result: &mut usize) -> Option<Shown> {
    let look = cell.number("s").and_then(|style| shared.looks.get(style)).or(shared.looks.first());
    let format = look.map_or("General", |look| look.format.as_str());
    let value = cell.child("v").map(|value| value.text()).filter(|value| !value.is_empty());
    let kind = cell.attribute("t").unwrap_or_default();
    let text = match (kind.as_str(), value) {
        ("inlineStr", _) => cell.child("is").map(rich_text)?,
        (_, None) => {
            *without_result += usize::from(cell.child("f").is_some());
            return None;
        }
        ("s", Some(value)) => {
            format::shown_text(shared.strings.get(value.trim().parse::<usize>().ok()?)?, format)
        }
        ("str", Some(value)) => letters::visible(&unescaped(&value)),
        ("b", Some(value)) => (if value.trim() == "1" { "TRUE" } else { "FALSE" }).to_owned(),
        // An error is no value.
        ("e", Some(_)) => {
            *without_result += 1;
            return None;
        }
        ("d", Some(value)) => value.trim_end_matches("T00:00:00").to_owned(),
        (_, Some(value)) => value
            .trim()
            .parse::<f64>()
            .map_or_else(|_| value.clone(), |number| format::shown(number, format, shared.since_1904)),
    };
    let text = letters::visible(&text);
    let (bold, struck) = look.map_or((false, false), |look| (look.bold, look.struck));
    let text =
        if struck && !text.trim().is_empty() { format!("{STRUCK}{}{STRUCK}", text.trim()) } else { text };
    (!text.trim().is_empty()).then_some(Shown { text, bold })
}
