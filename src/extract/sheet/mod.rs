//! Workbooks to text: each visible sheet under its name, its tables one after the other, every cell as the
//! program that made it shows it. Hidden sheets, rows and columns are left out and said.

mod format;
mod xls;
mod xls_looks;
mod xlsx;
mod xml2003;

use std::collections::BTreeMap;

use super::grid::{Cell, Grid, MAX_COLUMNS};
use super::{Extracted, Fault, MAX_TEXT_BYTES, Warning, WarningCode};

/// Rows of one sheet that are read.
const MAX_ROWS: usize = 100_000;
/// Names of hidden sheets that are told.
const MAX_NAMES: usize = 5;

/// Letters below which a workbook that holds pictures is said to be mostly pictures.
const FEW_LETTERS: usize = 200;

/// The names the table above gave its columns.
#[derive(Debug, Default)]
struct Known {
    columns: Vec<usize>,
    names: Vec<String>,
}

/// One sheet while it is read: the shown cells by row and column.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub name: String,
    pub rows: BTreeMap<usize, BTreeMap<usize, Shown>>,
    /// First and last row and column of each merged cell.
    pub merged: Vec<[usize; 4]>,
    pub hidden_rows: Vec<usize>,
    /// First and last of each run of hidden columns.
    pub hidden_columns: Vec<(usize, usize)>,
    pub without_result: usize,
    /// What boxes on the sheet say.
    pub boxes: Vec<String>,
}

/// What a cell shows.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    pub text: String,
    pub bold: bool,
}

/// A workbook while it is read.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub sheets: Vec<Sheet>,
    pub hidden: Vec<String>,
    pub warnings: Vec<Warning>,
    pub pictures: usize,
}

pub(crate) fn read_xlsx(document: &[u8]) -> Result<Extracted, Fault> {
    xlsx::read(document)?.write()
}

pub(crate) fn read_xls(document: &[u8]) -> Result<Extracted, Fault> {
    let read = if xml2003::is_one(document) { xml2003::read } else { xls::read };
    read(document)?.write()
}

impl Book {
    pub fn write(self) -> Result<Extracted, Fault> {
        let Self { sheets, hidden, mut warnings, pictures } = self;
        let mut text = String::new();
        for sheet in &sheets {
            let words = sheet.write(&mut warnings);
            if words.trim().is_empty() {
                continue;
            }
            text.push_str(&format!("## {}\n\n{}\n", sheet.name.trim(), words.trim_end()));
            text.push('\n');
            if text.len() > MAX_TEXT_BYTES {
                return Err(Fault::TooMuchText);
            }
        }
        if pictures > 0 && text.trim().chars().count() < FEW_LETTERS {
            warnings.push(Warning::new(WarningCode::PicturesNotRead).with("pictures", pictures));
        }
        if !hidden.is_empty() {
            let names = hidden.iter().take(MAX_NAMES).cloned().collect::<Vec<_>>().join(", ");
            warnings.push(
                Warning::new(WarningCode::HiddenSheets).with("sheets", hidden.len()).with("names", names),
            );
        }
        Ok(Extracted { warnings, ..Extracted::of(super::letters::finish(&text)) })
    }
}

impl Sheet {
    fn write(&self, warnings: &mut Vec<Warning>) -> String {
        let hidden_column =
            |column: &usize| self.hidden_columns.iter().any(|(first, last)| (first..=last).contains(&column));
        let mut left_out = 0;
        let mut text = String::new();
        let mut known = Known::default();
        // Rows that follow each other without an empty one are one table.
        let mut block: Vec<(usize, Vec<(usize, &Shown)>)> = Vec::new();
        for (row, cells) in self.rows.iter().take(MAX_ROWS) {
            if self.hidden_rows.binary_search(row).is_ok() {
                left_out += 1;
                continue;
            }
            let seen: Vec<_> = cells
                .iter()
                .filter(|(column, cell)| !hidden_column(column) && !cell.text.is_empty())
                .map(|(column, cell)| (*column, cell))
                .collect();
            if seen.len() < cells.values().filter(|cell| !cell.text.is_empty()).count() {
                left_out += 1;
            }
            if seen.is_empty() {
                continue;
            }
            if block.last().is_some_and(|(last, _)| self.is_gap(*last, *row)) {
                text.push_str(&self.table(&std::mem::take(&mut block), &mut known));
            }
            block.push((*row, seen));
        }
        text.push_str(&self.table(&block, &mut known));
        for words in &self.boxes {
            text.push_str(&format!("{words}\n\n"));
        }
        if left_out > 0 {
            warnings
                .push(Warning::new(WarningCode::HiddenCells).in_sheet(&self.name).with("count", left_out));
        }
        if self.without_result > 0 {
            warnings.push(
                Warning::new(WarningCode::FormulasWithoutResult)
                    .in_sheet(&self.name)
                    .with("count", self.without_result),
            );
        }
        text
    }

    /// Whether an empty row that is shown lies between two rows.
    fn is_gap(&self, above: usize, below: usize) -> bool {
        (above + 1..below).any(|row| self.hidden_rows.binary_search(&row).is_err())
    }

    /// Rows as tables: side by side when a column between them is empty throughout.
    fn table(&self, block: &[(usize, Vec<(usize, &Shown)>)], known: &mut Known) -> String {
        let mut used: Vec<usize> =
            block.iter().flat_map(|(_, cells)| cells.iter().map(|(column, _)| *column)).collect();
        used.extend(
            self.merged
                .iter()
                .filter(|area| block.iter().any(|(row, _)| (area[0]..=area[2]).contains(row)))
                .flat_map(|area| area[1]..=area[3].min(area[1] + MAX_COLUMNS)),
        );
        used.sort_unstable();
        used.dedup();
        let mut text = String::new();
        let mut tables = self.beside(block, &used);
        // A part of the columns above may be all of them: the last one is empty in these rows.
        let within = tables.len() == 1 && tables[0].iter().all(|column| known.columns.contains(column));
        if within && !self.grid(block, &tables[0]).has_names() {
            tables[0].clone_from(&known.columns);
        }
        for columns in tables {
            let grid = self.grid(block, &columns);
            if known.columns != columns {
                *known = Known { columns: columns.clone(), names: Vec::new() };
            }
            if !grid.rows.is_empty() {
                text.push_str(&grid.write_below(&mut known.names));
                text.push('\n');
            }
        }
        text
    }

    /// The columns of each table of a block. An empty column parts two tables when both can stand alone: it is
    /// but a space where the names would stand on one side and their figures on the other.
    fn beside(&self, block: &[(usize, Vec<(usize, &Shown)>)], used: &[usize]) -> Vec<Vec<usize>> {
        let mut tables: Vec<Vec<usize>> = Vec::new();
        for columns in used.chunk_by(|one, next| one + 1 == *next || self.only_hidden_between(*one, *next)) {
            match tables.last_mut() {
                Some(left) if !stand_apart(block, left, columns) => left.extend(columns),
                Some(_) | None => tables.push(columns.to_vec()),
            }
        }
        tables
    }

    fn only_hidden_between(&self, one: usize, next: usize) -> bool {
        (one + 1..next)
            .all(|column| self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column)))
    }

    fn grid(&self, block: &[(usize, Vec<(usize, &Shown)>)], columns: &[usize]) -> Grid {
        let columns = &columns[..columns.len().min(MAX_COLUMNS)];
        let mut rows = Vec::new();
        for (row, cells) in block {
            let mut line = Vec::new();
            for column in columns {
                let area = self
                    .merged
                    .iter()
                    .find(|area| (area[0]..=area[2]).contains(row) && (area[1]..=area[3]).contains(column));
                let shown = cells.iter().find(|(at, _)| at == column).map(|(_, shown)| *shown);
                match area {
                    Some(area) if area[0] == *row && area[1] == *column => {
                        let across = columns.iter().filter(|at| (area[1]..=area[3]).contains(at)).count();
                        let down = block.iter().filter(|(at, _)| (area[0]..=area[2]).contains(at)).count();
                        line.push(Cell { across, down, ..cell(shown) });
                    }
                    Some(_) => {}
                    None => line.push(cell(shown)),
                }
            }
            if line.iter().any(|cell| !cell.text.is_empty()) || !line.is_empty() {
                rows.push(line);
            }
        }
        Grid { rows, ..Grid::default() }
    }
}

/// Whether two groups of columns are tables of their own rather than one with a space in it.
fn stand_apart(block: &[(usize, Vec<(usize, &Shown)>)], left: &[usize], right: &[usize]) -> bool {
    let filled = |columns: &[usize]| {
        block.iter().filter(|(_, cells)| cells.iter().any(|(at, _)| columns.contains(at))).count()
    };
    let (on_left, on_right) = (filled(left), filled(right));
    if on_left.min(on_right) * 2 <= on_left.max(on_right) {
        return true;
    }
    // In its first column a table of its own has names.
    let first = right.first().copied().unwrap_or_default();
    let names = block.iter().filter(|(_, cells)| {
        cells.iter().any(|(at, cell)| *at == first && cell.text.starts_with(char::is_alphabetic))
    });
    left.len() >= 2 && right.len() >= 2 && names.count() * 2 > on_right
}

fn cell(shown: Option<&Shown>) -> Cell {
    shown.map_or_else(|| Cell::new(""), |shown| Cell { bold: shown.bold, ..Cell::new(&shown.text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let mut sheet = Sheet { name: "Prices".to_owned(), ..Sheet::default() };
        for (at, row) in rows.iter().enumerate() {
            let cells = row
                .iter()
                .enumerate()
                .map(|(column, text)| (column, Shown { text: (*text).to_owned(), bold: false }));
            sheet.rows.insert(at, cells.collect());
        }
        sheet
    }

    #[test]
    fn tables_under_and_beside_each_other_stay_apart() {
        let rows: &[&[&str]] = &[
            &["Item", "Price", "", "Day", "Hours"],
            &["Bread", "2,50", "", "Monday", "9-18"],
            &["Milk", "1,20", "", "Sunday", "closed"],
            &[],
            &["Area", "Fee"],
            &["Centre", "4,90"],
        ];
        let text = sheet(rows).write(&mut Vec::new());
        let expected = "Item | Price\n--- | ---\nBread | 2,50\nMilk | 1,20\n\nDay | Hours\n--- | ---\nMonday | 9-18\nSunday | closed\n\nArea | Fee\n--- | ---\nCentre | 4,90\n\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn an_empty_column_between_names_and_their_figures_is_but_a_space() {
        let rows: &[&[&str]] =
            &[&["Item", "Size", "", "Price"], &["Bread", "1 kg", "", "2,50"], &["Milk", "1 l", "", "1,20"]];
        let expected = "Item | Size | Price\n--- | --- | ---\nBread | 1 kg | 2,50\nMilk | 1 l | 1,20\n\n";
        assert_eq!(sheet(rows).write(&mut Vec::new()), expected);
        let rows: &[&[&str]] =
            &[&["Bread", "", "2,50", "3,00", "", "closed in August"], &["Milk", "", "1,20", "1,60"]];
        let text = sheet(rows).write(&mut Vec::new());
        assert_eq!(text, "Bread | 2,50 | 3,00\nMilk | 1,20 | 1,60\n\nclosed in August\n\n");
    }

    #[test]
    fn rows_below_an_empty_one_go_on_under_the_same_names() {
        let rows: &[&[&str]] = &[
            &["Pizza", "26 cm", "32 cm"],
            &["Funghi", "7,50", "9,50"],
            &[],
            &["Margherita", "", "8,50"],
            &["Diavola", "7,90"],
            &[],
            &["Monday", "9-12", "15-18"],
        ];
        let expected = "Pizza | 26 cm | 32 cm\n--- | --- | ---\nFunghi | 7,50 | 9,50\n\nPizza | 26 cm | 32 cm\n--- | --- | ---\nMargherita |  | 8,50\nDiavola | 7,90\n\nMonday | 9-12 | 15-18\n\n";
        assert_eq!(sheet(rows).write(&mut Vec::new()), expected);
    }

    #[test]
    fn what_is_hidden_is_left_out_and_said() {
        let mut prices =
            sheet(&[&["Item", "Cost", "Price"], &["Bread", "0,90", "2,50"], &["Draft", "1", "2"]]);
        prices.hidden_columns = vec![(1, 1)];
        prices.hidden_rows = vec![2];
        let mut warnings = Vec::new();
        assert_eq!(prices.write(&mut warnings), "Item | Price\n--- | ---\nBread | 2,50\n\n");
        assert_eq!(warnings[0].code, WarningCode::HiddenCells);
    }
}
