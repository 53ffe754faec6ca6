//! A file of orders as a table: its header, its columns, and what the columns as wholes show of marks and dates.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::iter::Peekable;

use super::amount::{self, Marks};
use super::columns::{Columns, ImportField, told_apart};
use super::desk::Watch;
use super::figures::DayOrder;
use super::refused::as_written;
use crate::extract::{Csv, CsvRow};
use crate::money::Currency;

/// Columns of a file.
const MOST_COLUMNS: usize = 200;
/// Rows after which it is told how far the file has been looked through.
const TOLD_EVERY: usize = 1_000;
/// Rows that are shown before anything is kept.
const SAMPLE_ROWS: usize = 5;

/// A file of orders.
pub struct Sheet {
    csv: Csv,
    /// The names of the columns as they stand.
    pub names: Vec<String>,
    /// The same, those of one name told apart.
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
    pub fn read(text: &str, watch: &Watch) -> Result<Self, NoSheet> {
        let csv = Csv::new(text);
        let header = csv.rows().find(|row| !row.is_title && !row.is_empty()).ok_or(NoSheet::NoTable)?;
        if header.cells.len() < 2 {
            return Err(NoSheet::NoTable);
        }
        if header.cells.len() > MOST_COLUMNS {
            return Err(NoSheet::TooWide);
        }
        let header_line = header.line;
        let (told_apart, names) = (told_apart(&header.cells), header.cells);
        let mut sheet = Self { csv, names, header: told_apart, length: 0, header_line };
        sheet.length = sheet.watched(watch, 0).count();
        Ok(sheet)
    }

    pub fn delimiter(&self) -> char {
        self.csv.delimiter()
    }

    /// The rows, telling every so often how far this walk over them has come.
    fn watched<'a>(&'a self, watch: &'a Watch, walk: u64) -> impl Iterator<Item = CsvRow> + 'a {
        let mut bytes = 0;
        self.rows().enumerate().map(move |(at, row)| {
            bytes += row.cells.iter().map(|cell| cell.len() + 1).sum::<usize>();
            if at % TOLD_EVERY == 0 {
                watch.see(walk, at + 1, bytes);
            }
            row
        })
    }

    /// Rows below the header that hold anything, with their cells as whoever filled them in wrote them.
    pub fn rows(&self) -> impl Iterator<Item = CsvRow> {
        let rows = self.csv.rows().filter(|row| row.line > self.header_line && !row.is_empty());
        rows.map(|mut row| {
            for cell in &mut row.cells {
                let written = as_written(cell);
                if written.len() < cell.len() {
                    *cell = String::from(written);
                }
            }
            row
        })
    }

    /// The columns as the header names them.
    pub fn guessed_columns(&self) -> Columns {
        fn cell(row: &CsvRow, at: usize) -> &str {
            row.cells.get(at).map_or("", |cell| cell.trim())
        }
        Columns::guessed(&self.header, |one, other| {
            self.rows().all(|row| cell(&row, one) == cell(&row, other))
        })
    }

    pub fn sample(&self) -> Vec<Vec<String>> {
        self.rows().take(SAMPLE_ROWS).map(|row| row.cells).collect()
    }

    /// Rows that tell one order: those that follow each other with the same number, where rows are lines of orders.
    pub fn groups<'a>(&'a self, columns: &'a Columns) -> Groups<'a, impl Iterator<Item = CsvRow>> {
        Groups { rows: self.rows().peekable(), columns, lines: columns.get(ImportField::ItemName).is_some() }
    }

    /// Orders whose lines do not follow each other, with all of their rows, where rows are lines of orders.
    pub fn scattered(&self, columns: &Columns) -> HashMap<String, Vec<CsvRow>> {
        let mut found: HashMap<String, Vec<CsvRow>> = HashMap::new();
        if columns.get(ImportField::ItemName).is_none() {
            return found;
        }
        let number =
            |group: &[CsvRow]| Some(columns.cell(&group.first()?.cells, ImportField::Number)?.to_owned());
        let mut seen: HashMap<String, u64> = HashMap::new();
        for group in self.groups(columns) {
            let Some(number) = number(&group) else { continue };
            let says = fingerprint(&group);
            if seen.get(&number).is_some_and(|before| *before != says) {
                found.insert(number.clone(), Vec::new());
            }
            seen.entry(number).or_insert(says);
        }
        if found.is_empty() {
            return found;
        }
        for group in self.groups(columns) {
            if let Some(rows) = number(&group).and_then(|number| found.get_mut(&number)) {
                rows.extend(group);
            }
        }
        found
    }
}

/// What tells whether rows say the same.
pub fn fingerprint(group: &[CsvRow]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for row in group {
        row.cells.hash(&mut hasher);
    }
    hasher.finish()
}

/// Walks the rows, order by order.
pub struct Groups<'a, I: Iterator<Item = CsvRow>> {
    rows: Peekable<I>,
    columns: &'a Columns,
    /// Rows are lines of orders.
    lines: bool,
}

/// Lines of one order; more are another order's, or a mistake.
const MOST_LINES: usize = 1_000;

impl<I: Iterator<Item = CsvRow>> Iterator for Groups<'_, I> {
    type Item = Vec<CsvRow>;

    fn next(&mut self) -> Option<Vec<CsvRow>> {
        let mut group = vec![self.rows.next()?];
        let columns = self.columns;
        let number =
            columns.cell(&group[0].cells, ImportField::Number).filter(|_| self.lines).map(str::to_owned);
        while number.is_some() && group.len() < MOST_LINES {
            let same = |row: &CsvRow| {
                let again = columns.cell(&row.cells, ImportField::Number);
                again.map_or_else(|| goes_on(columns, row), |again| Some(again) == number.as_deref())
            };
            let Some(row) = self.rows.next_if(same) else { break };
            group.push(row);
        }
        Some(group)
    }
}

/// A row with an item and nothing an order has of its own: the next line of the order above.
fn goes_on(columns: &Columns, row: &CsvRow) -> bool {
    let empty = |field| columns.cell(&row.cells, field).is_none();
    !empty(ImportField::ItemName) && ImportField::NEEDED.into_iter().all(empty)
}

/// What the columns as wholes show.
#[derive(Debug, Default)]
pub struct Shown {
    marks: HashMap<ImportField, Marks>,
    placed_at: DayOrder,
    state_at: DayOrder,
    /// The currency the header of the total names.
    pub currency: Option<Currency>,
    /// Columns of the header.
    pub width: usize,
}

/// Fields that hold amounts.
const AMOUNTS: [ImportField; 4] =
    [ImportField::Total, ImportField::Refunded, ImportField::ItemPrice, ImportField::ItemQuantity];

impl Shown {
    pub fn by(sheet: &Sheet, columns: &Columns, this_year: i16, watch: &Watch) -> Self {
        let (currency, width) = (header_currency(sheet, columns), sheet.header.len());
        let unseen = DayOrder::in_year(this_year);
        let mut shown = Self { placed_at: unseen, state_at: unseen, currency, width, ..Self::default() };
        for row in sheet.watched(watch, 1) {
            for field in AMOUNTS {
                if let Some(cell) = columns.cell(&row.cells, field) {
                    shown.marks.entry(field).or_default().see(cell);
                }
            }
            if let Some(cell) = columns.cell(&row.cells, ImportField::PlacedAt) {
                shown.placed_at.see(cell);
            }
            if let Some(cell) = columns.cell(&row.cells, ImportField::StateAt) {
                shown.state_at.see(cell);
            }
        }
        shown
    }

    /// How the dates orders were placed at are written.
    pub const fn of_placed(&self) -> DayOrder {
        self.placed_at
    }

    /// How the moments since when they are in their state are written: by their own column, else as the other one.
    pub fn of_states(&self) -> DayOrder {
        self.state_at.or_as(self.placed_at)
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
