//! XLS, the binary workbooks of before 2007, through `calamine`. Dates come out as dates; other numbers come
//! without the way the sheet shows them, which is said.

use std::io::Cursor;

use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError};

use super::super::letters;
use super::super::{Fault, Warning, WarningCode};
use super::format;
use super::{Book, MAX_COLUMNS, MAX_ROWS, Sheet, Shown};

pub(super) fn read(document: &[u8]) -> Result<Book, Fault> {
    let mut workbook: Xls<_> = Xls::new(Cursor::new(document)).map_err(|error| match error {
        XlsError::Password => Fault::Locked,
        _ => Fault::Broken,
    })?;
    let mut book = Book::default();
    let mut plain = 0;
    for about in workbook.sheets_metadata().to_vec() {
        if about.typ != SheetType::WorkSheet {
            continue;
        }
        if about.visible != SheetVisible::Visible {
            book.hidden.push(about.name);
            continue;
        }
        let Ok(range) = workbook.worksheet_range(&about.name) else { continue };
        let (top, left) = range.start().unwrap_or_default();
        let mut sheet = Sheet { name: about.name.clone(), ..Sheet::default() };
        let areas = workbook.merge_cells_by_sheet_name(&about.name).unwrap_or_default();
        sheet.merged = areas
            .iter()
            .map(|area| [area.start.0, area.start.1, area.end.0, area.end.1].map(|at| at as usize))
            .collect();
        for (row, column, value) in range.used_cells() {
            let (row, column) = (row + top as usize, column + left as usize);
            if row >= MAX_ROWS || column >= MAX_COLUMNS {
                continue;
            }
            plain += usize::from(matches!(value, Data::Float(number) if number.fract() != 0.0));
            sheet.without_result += usize::from(matches!(value, Data::Error(_)));
            if let Some(text) = shown(value) {
                sheet.rows.entry(row).or_default().insert(column, Shown { text, bold: false });
            }
        }
        book.sheets.push(sheet);
    }
    if plain > 0 {
        book.warnings.push(Warning::new(WarningCode::PlainNumbers));
    }
    Ok(book)
}

fn shown(value: &Data) -> Option<String> {
    let text = match value {
        Data::Empty | Data::Error(_) => return None,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => letters::visible(text),
        Data::Float(number) => format::general(*number),
        Data::Int(number) => number.to_string(),
        Data::Bool(value) => (if *value { "TRUE" } else { "FALSE" }).to_owned(),
        Data::DateTime(moment) => {
            let number = moment.as_f64();
            let pattern = match (moment.is_duration(), number.fract() == 0.0, number < 1.0) {
                (true, ..) => "[h]:mm",
                (false, true, _) => "yyyy-mm-dd",
                (false, false, true) => "hh:mm",
                (false, false, false) => "yyyy-mm-dd hh:mm",
            };
            format::shown(number, pattern, false)
        }
    };
    Some(text).filter(|text| !text.trim().is_empty())
}
