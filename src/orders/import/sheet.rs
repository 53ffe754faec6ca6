//! A file of orders as a table: its header, its columns, and what the columns as wholes show of marks and dates.

use std::collections::HashMap;
use std::iter::Peekable;

use super::amount::{self, Marks};
use super::columns::{Columns, ImportField};
use super::date::DayOrder;
use crate::extract::{Csv, CsvRow};
use crate::money::Currency;

/// Columns of a file.
const MOST_COLUMNS: usize = 200;
/// Rows that are shown before anything is kept.
const SAMPLE_ROWS: usize = 5;

/// A file of orders.
pub struct Sheet {
    csv: Csv,
    pub header: Vec<String>,
    /// Rows below the header that hold anything.
    pub length: usize,
    header_line: usize,
}

/// Why a file is no table of orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSheet {
    /// No row has two cells.
    NoTable,
    TooWide,
}

impl Sheet {
    pub fn read(text: &str) -> Result<Self, NoSheet> {
        let csv = Csv::new(text);
        let header = csv.rows().find(|row| !row.is_title && !row.is_empty()).ok_or(NoSheet::NoTable)?;
        if header.cells.len() < 2 {
            return Err(NoSheet::NoTable);
        }
        if header.cells.len() > MOST_COLUMNS {
            return Err(NoSheet::TooWide);
        }
        let header_line = header.line;
        let mut sheet = Self { csv, header: header.cells, length: 0, header_line };
        sheet.length = sheet.rows().count();
        Ok(sheet)
    }

    /// Rows below the header that hold anything.
    pub fn rows(&self) -> impl Iterator<Item = CsvRow> {
        self.csv.rows().filter(|row| row.line > self.header_line && !row.is_empty())
    }

    pub fn sample(&self) -> Vec<Vec<String>> {
        self.rows().take(SAMPLE_ROWS).map(|row| row.cells).collect()
    }

    /// Rows that tell one order: those that follow each other with the same number, where rows are lines of orders.
    pub fn groups(&self, columns: &Columns) -> Groups<impl Iterator<Item = CsvRow>> {
        let number = columns.get(ImportField::ItemName).and(columns.get(ImportField::Number));
        Groups { rows: self.rows().peekable(), number }
    }
}

/// Walks the rows, order by order.
pub struct Groups<I: Iterator<Item = CsvRow>> {
    rows: Peekable<I>,
    /// The column of the number, where rows are lines of orders.
    number: Option<usize>,
}

/// Lines of one order; more are another order's, or a mistake.
const MOST_LINES: usize = 1_000;

impl<I: Iterator<Item = CsvRow>> Iterator for Groups<I> {
    type Item = Vec<CsvRow>;

    fn next(&mut self) -> Option<Vec<CsvRow>> {
        let mut group = vec![self.rows.next()?];
        let Some(column) = self.number else { return Some(group) };
        let number = group[0].cells.get(column).cloned().unwrap_or_default();
        while !number.is_empty() && group.len() < MOST_LINES {
            let same = |row: &CsvRow| row.cells.get(column) == Some(&number);
            let Some(row) = self.rows.next_if(same) else { break };
            group.push(row);
        }
        Some(group)
    }
}

/// What the columns as wholes show.
#[derive(Debug, Default)]
pub struct Shown {
    marks: HashMap<ImportField, Marks>,
    pub day_order: DayOrder,
    /// The currency the header of the total names.
    pub currency: Option<Currency>,
    /// Columns of the header.
    pub width: usize,
}

/// Fields that hold amounts.
const AMOUNTS: [ImportField; 4] =
    [ImportField::Total, ImportField::Refunded, ImportField::ItemPrice, ImportField::ItemQuantity];

impl Shown {
    pub fn by(sheet: &Sheet, columns: &Columns) -> Self {
        let currency = header_currency(sheet, columns);
        let mut shown = Self { currency, width: sheet.header.len(), ..Self::default() };
        for row in sheet.rows() {
            for field in AMOUNTS {
                if let Some(cell) = columns.cell(&row.cells, field) {
                    shown.marks.entry(field).or_default().see(cell);
                }
            }
            if let Some(cell) = columns.cell(&row.cells, ImportField::PlacedAt) {
                shown.day_order.see(cell);
            }
        }
        shown
    }

    pub fn marks(&self, field: ImportField) -> Marks {
        self.marks.get(&field).copied().unwrap_or_default()
    }
}

/// `Total (EUR)`, `Importo €`.
fn header_currency(sheet: &Sheet, columns: &Columns) -> Option<Currency> {
    let header = sheet.header.get(columns.get(ImportField::Total)?)?;
    let words = header.split(|letter: char| letter.is_whitespace() || "()[]/-_:".contains(letter));
    words.filter(|word| !word.is_empty()).find_map(|word| {
        let is_code = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_sign = word.chars().all(|letter| !letter.is_alphanumeric());
        if is_code || is_sign { amount::currency(word).ok().flatten() } else { None }
    })
}
