//! The sheets of an ODS: beside every value stands what it shows. Repeated rows and cells are counted.

use std::collections::BTreeMap;

use super::super::grid::MAX_COLUMNS;
use super::super::sheet::{Sheet, Shown};
use super::super::xml::Tag;
use super::super::{Fault, MAX_TEXT_BYTES};
use super::Writer;

/// Times a row with content is repeated.
const MAX_REPEATS: usize = 200;

impl<'t, 'a> Writer<'t, 'a> {
    pub(super) fn sheet(&mut self, name: &str, table: Tag<'t, 'a>) -> Result<Sheet, Fault> {
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

    fn sheet_row(&mut self, tag: Tag<'t, 'a>, row: usize, sheet: &mut Sheet) -> BTreeMap<usize, Shown> {
        let mut cells = BTreeMap::new();
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
