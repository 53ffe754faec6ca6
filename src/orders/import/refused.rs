//! Rows that are not taken: everything that is wrong with each, and all of them as a file that can be mended and given again,
//! in which each row says by itself what it said among the others.

use std::borrow::Cow;

use super::words::Words;
use crate::extract::{CsvRow, kept_as_text};
use crate::orders::fault::FaultCode;
use crate::orders::types::{Dialect, RefusedLine};

/// Bytes of the file of refused rows, half of the longest file that is taken: rows beyond are left out, and counted.
const MOST_BYTES: usize = 32 * 1024 * 1024;
const LINE_END: &str = "\r\n";
/// What makes a cell text in table programs.
const TEXT_MARK: char = '\'';

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The line of the file.
    pub line: usize,
    /// Which of our fields; nothing where it is the row as a whole.
    pub field: String,
    pub code: FaultCode,
    /// What stands there.
    pub value: String,
}

/// An order that is not taken: the line it begins on, or that of its first fault, and all that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    pub line: usize,
    pub faults: Vec<RowFault>,
}

impl RefusedRow {
    pub fn of(faults: Vec<RowFault>) -> Self {
        Self { line: faults.first().map_or(0, |fault| fault.line), faults }
    }
}

impl Dialect {
    /// The header of the file of refused rows.
    pub fn header(&self, words: &Words) -> String {
        let own = self.columns.iter().map(String::as_str);
        self.written(own.chain([words.line.as_str(), words.reasons.as_str()])) + LINE_END
    }

    /// One refused row, with its line and all that is wrong with it.
    pub fn row(&self, row: &RefusedLine, words: &Words) -> String {
        let said: Vec<String> = row
            .faults
            .iter()
            .map(|(column, code)| match column.as_str() {
                "" => words.fault(*code).to_owned(),
                column => format!("{column}: {}", words.fault(*code)),
            })
            .collect();
        let told = self.written([row.line.to_string().as_str(), said.join(" ").as_str()].into_iter());
        format!("{}{}{told}{LINE_END}", row.cells, self.delimiter)
    }

    fn written<'a>(&self, cells: impl Iterator<Item = &'a str>) -> String {
        let mut text = String::new();
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                text.push(self.delimiter);
            }
            let cell = harmless(cell);
            let marked = |letter: char| letter == self.delimiter || "\"\r\n".contains(letter);
            if cell.contains(marked) || cell.starts_with(' ') {
                text.push('"');
                text.push_str(&cell.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(&cell);
            }
        }
        text
    }
}

/// What a table program does not calculate when somebody opens the file to mend it: what customers are called is theirs to
/// write. [`as_written`] takes the mark away again.
fn harmless(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { Cow::Owned(format!("{TEXT_MARK}{cell}")) } else { Cow::Borrowed(cell) }
}

/// A cell without the mark that keeps it from being calculated, or out of the quotes that do.
pub fn as_written(cell: &str) -> &str {
    let cell = cell.strip_prefix(TEXT_MARK).filter(|rest| is_formula(rest)).unwrap_or(cell);
    kept_as_text(cell).unwrap_or(cell)
}

/// Amounts below zero and phone numbers begin with a sign and are none.
fn is_formula(cell: &str) -> bool {
    let calculates =
        |rest: &str| rest.contains(|letter: char| letter.is_alphabetic() || "(=|!@".contains(letter));
    cell.starts_with(['=', '@', '\t', '\r']) || cell.strip_prefix(['+', '-']).is_some_and(calculates)
}

/// All refused rows, as far as there is room for them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefusedFile {
    pub dialect: Dialect,
    pub rows: Vec<RefusedLine>,
    bytes: usize,
    /// Rows that had no place in it.
    pub left_out: usize,
}

impl RefusedFile {
    pub fn new(header: &[String], delimiter: char) -> Self {
        Self { dialect: Dialect { columns: header.to_vec(), delimiter }, ..Self::default() }
    }

    /// All rows of an order, each with what is wrong with it.
    pub fn add(&mut self, rows: &[CsvRow], refused: &RefusedRow, column: impl Fn(&str) -> String) {
        if self.bytes > MOST_BYTES {
            self.left_out += rows.len();
            return;
        }
        for row in rows {
            let faults = refused.faults.iter().filter(|fault| fault.line == row.line);
            let own = row.cells.iter().map(String::as_str);
            let missing = self.dialect.columns.len().saturating_sub(row.cells.len());
            let row = RefusedLine {
                line: row.line,
                cells: self.dialect.written(own.chain(std::iter::repeat_n("", missing))),
                faults: faults.map(|fault| (column(&fault.field), fault.code)).collect(),
            };
            self.bytes += row.bytes();
            self.rows.push(row);
        }
    }

    pub fn text(&self, words: &Words) -> String {
        let mut text = self.dialect.header(words);
        text.extend(self.rows.iter().map(|row| self.dialect.row(row, words)));
        text
    }
}

impl RefusedLine {
    fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.cells.len()
            + self
                .faults
                .iter()
                .map(|(column, _)| size_of::<(String, FaultCode)>() + column.len())
                .sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_table_program_would_calculate_goes_out_as_text_and_comes_back_as_it_was() {
        for cell in ["=HYPERLINK(\"http://evil.example\")", "@SUM(1)", "+Pizza", "-cmd|' /C calc'!A0", "\t=1"]
        {
            assert_eq!(harmless(cell), format!("'{cell}"));
            assert_eq!(as_written(&harmless(cell)), cell);
        }
        for cell in ["-12,50", "+39 333 1234567", "Anna", "'O sole mio", "'", "", "12 = 12"] {
            assert_eq!((harmless(cell), as_written(cell)), (cell.into(), cell));
        }
    }

    #[test]
    fn what_a_table_program_keeps_as_text_is_what_stands_in_its_quotes() {
        for (cell, written) in [
            ("=\"00123\"", "00123"),
            ("=\"+39 333 1234567\"", "+39 333 1234567"),
            ("'=\"00123\"", "00123"),
            ("=\"\"", ""),
            ("=\"", "=\""),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
            ("=A1", "=A1"),
        ] {
            assert_eq!(as_written(cell), written);
        }
    }

    #[test]
    fn rows_come_back_as_they_were_with_all_that_is_wrong_in_the_readers_language() {
        let cells = ["1", "a;b", "say \"x\""].map(str::to_owned);
        let row = CsvRow { line: 7, cells: cells.to_vec(), doubtful: false, is_title: false };
        let fault =
            |field: &str, code| RowFault { line: 7, field: field.to_owned(), code, value: String::new() };
        let refused =
            RefusedRow::of(vec![fault("total", FaultCode::NotAnAmount), fault("", FaultCode::NumberTwice)]);
        let mut file = RefusedFile::new(&["No", "Sum", "Word"].map(str::to_owned), ';');
        file.add(&[row], &refused, |field| if field == "total" { "Sum".to_owned() } else { String::new() });
        assert_eq!(
            file.text(Words::of("en").unwrap()),
            "No;Sum;Word;Line;Reasons\r\n1;\"a;b\";\"say \"\"x\"\"\";7;Sum: This is no amount. Another row has the same \
             number and says something else.\r\n"
        );
        assert_eq!(
            file.text(Words::of("it").unwrap()),
            "No;Sum;Word;Riga;Motivi\r\n1;\"a;b\";\"say \"\"x\"\"\";7;Sum: Non è un importo. Un'altra riga ha lo stesso \
             numero e dice altro.\r\n"
        );
    }
}
