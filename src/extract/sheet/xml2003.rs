//! Workbooks of Excel 2003 written as one XML file, as many tills export them; they are called `.xls`.

use std::collections::HashMap;

use jiff::civil::{DateTime, date};

use super::super::Fault;
use super::super::letters::{self, STRUCK};
use super::super::xml::{self, Tag, Tree};
use super::format;
use super::{Book, MAX_COLUMNS, MAX_ROWS, Sheet, Shown};

/// Cells of one workbook that are read.
const MAX_CELLS: usize = 1_000_000;
/// Columns that one element hides.
const MAX_SPAN: usize = 16_384;

/// Whether a file begins as such a workbook does.
pub(super) fn is_one(document: &[u8]) -> bool {
    let start = document.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(document).trim_ascii_start();
    start.starts_with(b"<")
}

/// How cells of one style look.
#[derive(Debug, Clone, Default)]
struct Look {
    format: String,
    bold: bool,
    struck: bool,
}

pub(super) fn read(document: &[u8]) -> Result<Book, Fault> {
    let text = xml::letters(document.to_vec());
    let tree = Tree::parse(&text)?;
    let looks = looks(&tree);
    let mut book = Book::default();
    let mut room = MAX_CELLS;
    for own in tree.all("Worksheet") {
        let name = own.attribute("Name").unwrap_or_default();
        let visible = own.child("WorksheetOptions").and_then(|options| options.child("Visible"));
        if visible.is_some_and(|visible| visible.text().contains("Hidden")) {
            book.hidden.push(name);
        } else if let Some(table) = own.child("Table") {
            book.sheets.push(sheet(name, table, &looks, &mut room));
        }
    }
    if book.sheets.is_empty() && book.hidden.is_empty() { Err(Fault::Mismatch) } else { Ok(book) }
}

/// Every style with what it takes from the one it rests on.
fn looks(tree: &Tree<'_>) -> HashMap<String, Look> {
    let mut looks: HashMap<String, Look> = HashMap::new();
    for style in tree.all("Style") {
        let Some(id) = style.attribute("ID") else { continue };
        let parent = style.attribute("Parent").unwrap_or_else(|| "Default".to_owned());
        let mut look = looks.get(&parent).cloned().unwrap_or_default();
        let on = |tag: Tag<'_, '_>, name: &str| matches!(tag.attribute(name).as_deref(), Some("1" | "true"));
        if let Some(font) = style.child("Font") {
            (look.bold, look.struck) = (on(font, "Bold"), on(font, "StrikeThrough"));
        }
        if let Some(format) = style.child("NumberFormat").and_then(|own| own.attribute("Format")) {
            named(&format).clone_into(&mut look.format);
        }
        looks.insert(id, look);
    }
    looks
}

/// The formats that are called by a name.
fn named(format: &str) -> &str {
    match format {
        "General Number" => "General",
        "Fixed" => "0.00",
        "Standard" | "Currency" => "#,##0.00",
        "Euro Currency" => "#,##0.00 [$€]",
        "Percent" => "0.00%",
        "Scientific" => "0.00E+00",
        "General Date" => "yyyy-mm-dd hh:mm",
        "Short Date" | "Medium Date" | "Long Date" => "yyyy-mm-dd",
        "Short Time" => "hh:mm",
        "Medium Time" => "h:mm AM/PM",
        "Long Time" => "h:mm:ss",
        other => other,
    }
}

fn sheet(name: String, table: Tag<'_, '_>, looks: &HashMap<String, Look>, room: &mut usize) -> Sheet {
    let mut sheet = Sheet { name, ..Sheet::default() };
    let (mut next_column, mut next_row) = (0, 0);
    for tag in table.tags() {
        let at = |next: usize| tag.number("Index").map_or(next, |index| index.saturating_sub(1));
        match tag.name() {
            "Column" => {
                let first = at(next_column);
                let last = first.saturating_add(tag.number("Span").unwrap_or(0).min(MAX_SPAN));
                next_column = last.saturating_add(1);
                if is_hidden(tag, "Width") {
                    sheet.hidden_columns.push((first, last));
                }
            }
            "Row" => {
                let row = at(next_row);
                next_row = row.saturating_add(1 + tag.number("Span").unwrap_or(0));
                if row >= MAX_ROWS || *room == 0 {
                    break;
                }
                if is_hidden(tag, "Height") {
                    sheet.hidden_rows.push(row);
                }
                cells(tag, row, looks, &mut sheet, room);
            }
            _ => {}
        }
    }
    sheet.hidden_rows.sort_unstable();
    sheet
}

fn is_hidden(tag: Tag<'_, '_>, size: &str) -> bool {
    let flat = tag.attribute(size).and_then(|size| size.parse::<f64>().ok()) == Some(0.0);
    flat || matches!(tag.attribute("Hidden").as_deref(), Some("1" | "true"))
}

fn cells(own: Tag<'_, '_>, row: usize, looks: &HashMap<String, Look>, sheet: &mut Sheet, room: &mut usize) {
    let mut next = 0;
    for cell in own.tags().filter(|tag| tag.name() == "Cell") {
        let column = cell.number("Index").map_or(next, |index| index.saturating_sub(1));
        let reaches = |name: &str| cell.number(name).unwrap_or(0).min(MAX_ROWS);
        let (across, down) = (reaches("MergeAcross"), reaches("MergeDown"));
        next = column.saturating_add(1 + across);
        if column >= MAX_COLUMNS || *room == 0 {
            continue;
        }
        *room -= 1;
        if across + down > 0 {
            sheet.merged.push([row, column, row + down, column + across]);
        }
        let style = cell.attribute("StyleID").or_else(|| own.attribute("StyleID"));
        let look = style.and_then(|style| looks.get(&style)).or_else(|| looks.get("Default"));
        let look = look.cloned().unwrap_or_default();
        let Some(data) = cell.child("Data") else {
            sheet.without_result += usize::from(cell.attribute("Formula").is_some());
            continue;
        };
        match shown(data, &look) {
            Some(text) if !text.trim().is_empty() => {
                let text = if look.struck { format!("{STRUCK}{}{STRUCK}", text.trim()) } else { text };
                sheet.rows.entry(row).or_default().insert(column, Shown { text, bold: look.bold });
            }
            Some(_) => {}
            None => sheet.without_result += 1,
        }
    }
}

/// What a cell shows; nothing for an error.
fn shown(data: Tag<'_, '_>, look: &Look) -> Option<String> {
    let value = data.text();
    let kind = data.attribute("Type").unwrap_or_default();
    let number = |number: f64, usual: &str| {
        let format = if look.format.is_empty() { usual } else { &look.format };
        format::shown(number, format, false)
    };
    let text = match kind.as_str() {
        "Error" => return None,
        "Number" => value.trim().parse().map_or_else(|_| value.clone(), |value| number(value, "General")),
        "Boolean" => (if value.trim() == "1" { "TRUE" } else { "FALSE" }).to_owned(),
        "DateTime" => match days(value.trim()) {
            Some(days) if days < 1.0 => number(days, "hh:mm"),
            Some(days) if days.fract() == 0.0 => number(days, "yyyy-mm-dd"),
            Some(days) => number(days, "yyyy-mm-dd hh:mm"),
            None => value.clone(),
        },
        _ => format::shown_text(&value, &look.format),
    };
    Some(letters::visible(&text))
}

/// A moment as the days since the end of 1899, as Excel counts them.
fn days(moment: &str) -> Option<f64> {
    let moment: DateTime = moment.parse().ok()?;
    let since = moment.duration_since(date(1899, 12, 30).at(0, 0, 0, 0));
    let days = since.as_secs_f64() / 86_400.0;
    // A time alone is written on the last day of 1899.
    Some(if (1.0..2.0).contains(&days) { days - 1.0 } else { days })
}

#[cfg(test)]
mod tests {
    use super::super::read_xls;

    #[test]
    fn cells_are_shown_as_their_styles_say_and_what_is_hidden_is_left_out() {
        let book = r##"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
            <Styles><Style ss:ID="Default"><Font/></Style><Style ss:ID="zl"><NumberFormat ss:Format="#,##0.00\ &quot;zł&quot;"/></Style><Style ss:ID="old" ss:Parent="zl"><Font ss:StrikeThrough="1"/></Style>
            <Style ss:ID="day"><NumberFormat ss:Format="dd/mm/yyyy"/></Style><Style ss:ID="hour"><NumberFormat ss:Format="Short Time"/></Style></Styles>
            <Worksheet ss:Name="Cennik"><Table><Column/><Column ss:Index="4" ss:Hidden="1"/>
            <Row><Cell><Data ss:Type="String">Usługa</Data></Cell><Cell><Data ss:Type="String">Cena</Data></Cell><Cell><Data ss:Type="String">Od</Data></Cell><Cell><Data ss:Type="String">Koszt</Data></Cell></Row>
            <Row ss:Index="2"><Cell><Data ss:Type="String">Mycie</Data></Cell><Cell ss:StyleID="zl"><Data ss:Type="Number">25.5</Data></Cell><Cell ss:StyleID="day"><Data ss:Type="DateTime">2027-03-01T00:00:00.000</Data></Cell><Cell><Data ss:Type="Number">9</Data></Cell></Row>
            <Row ss:Hidden="1"><Cell><Data ss:Type="String">Szkic</Data></Cell></Row>
            <Row><Cell><Data ss:Type="String">Wosk</Data></Cell><Cell ss:StyleID="old"><Data ss:Type="Number">60</Data></Cell><Cell ss:StyleID="hour"><Data ss:Type="DateTime">1899-12-31T09:30:00.000</Data></Cell></Row>
            <Row><Cell ss:MergeAcross="1"><Data ss:Type="String">Brutto</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row></Table></Worksheet>
            <Worksheet ss:Name="Ukryty"><Table/><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"##;
        let read = read_xls(book.as_bytes()).unwrap();
        assert_eq!(
            read.text.trim(),
            "## Cennik\n\nUsługa | Cena | Od\n--- | --- | ---\nMycie | 25.50 zł | 01/03/2027\nWosk | ~~60.00 zł~~ | 09:30\nBrutto"
        );
        let codes: Vec<_> = read.warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(codes, ["hidden_cells", "formulas_without_result", "hidden_sheets"]);
    }
}
