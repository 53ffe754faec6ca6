//! XLS, the binary workbooks of before 2007: the values through `calamine`, how they look from `xls_looks`. Of
//! workbooks before Excel 97 numbers come without the way the sheet shows them, which is said.

use std::io::Cursor;

use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError};

use super::super::letters;
use super::super::{Fault, Warning, WarningCode};
use super::format;
use super::xls_looks::Looks;
use super::{Book, MAX_COLUMNS, MAX_ROWS, Sheet, Shown};

pub(super) fn read(document: &[u8]) -> Result<Book, Fault> {
    let mut workbook: Xls<_> = Xls::new(Cursor::new(document)).map_err(|error| match error {
        XlsError::Password => Fault::Locked,
        _ => Fault::Broken,
    })?;
    let mut book = Book::default();
    let looks = Looks::of(document).unwrap_or_default();
    let mut plain = 0;
    for (at, about) in workbook.sheets_metadata().to_vec().into_iter().enumerate() {
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
        if let Some(own) = looks.sheets.get(at) {
            sheet.hidden_rows.clone_from(&own.hidden_rows);
            sheet.hidden_columns.clone_from(&own.hidden_columns);
        }
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
            let format = looks.format(at, row, column);
            let is_fraction = matches!(value, Data::Float(number) if number.fract() != 0.0);
            plain += usize::from(format.is_none() && is_fraction);
            sheet.without_result += usize::from(matches!(value, Data::Error(_)));
            if let Some(text) = shown(value, format, looks.since_1904) {
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

fn shown(value: &Data, format: Option<&str>, since_1904: bool) -> Option<String> {
    let text = match value {
        Data::Empty | Data::Error(_) => return None,
        Data::String(text) => format::shown_text(&letters::visible(text), format.unwrap_or("General")),
        Data::DateTimeIso(text) | Data::DurationIso(text) => letters::visible(text),
        Data::Float(number) => format::shown(*number, format.unwrap_or("General"), since_1904),
        #[expect(clippy::cast_precision_loss, reason = "the format keeps such numbers in 30 bits")]
        Data::Int(number) => format::shown(*number as f64, format.unwrap_or("General"), since_1904),
        Data::Bool(value) => (if *value { "TRUE" } else { "FALSE" }).to_owned(),
        Data::DateTime(moment) => {
            let number = moment.as_f64();
            let pattern =
                format.unwrap_or(match (moment.is_duration(), number.fract() == 0.0, number < 1.0) {
                    (true, ..) => "[h]:mm",
                    (false, true, _) => "yyyy-mm-dd",
                    (false, false, true) => "hh:mm",
                    (false, false, false) => "yyyy-mm-dd hh:mm",
                });
            format::shown(number, pattern, since_1904)
        }
    };
    Some(text).filter(|text| !text.trim().is_empty())
}
