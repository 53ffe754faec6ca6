//! Rows that are not taken: everything that is wrong with each, and all of them as a file that can be mended and given again.

use crate::extract::CsvRow;
use crate::orders::fault::FaultCode;

/// Bytes of the file of refused rows: what a whole file of nothing but mistakes comes to.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// The columns that stand after the file's own.
const LINE: &str = "Line";
const REASONS: &str = "Reasons";

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

/// The refused rows with their own cells, as CSV in the dialect of the file they came from. What a cell says is left as it
/// was: whoever gave the file gets their own rows back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefusedFile {
    text: String,
    delimiter: char,
    width: usize,
    /// Rows that had no place in it.
    pub left_out: usize,
}

impl RefusedFile {
    pub fn new(header: &[String], delimiter: char) -> Self {
        let mut file = Self { delimiter, width: header.len(), ..Self::default() };
        let own = header.iter().map(String::as_str);
        file.write(own.chain([LINE, REASONS]));
        file
    }

    /// All rows of an order, each with what is wrong with it.
    pub fn add(&mut self, rows: &[CsvRow], refused: &RefusedRow, column: impl Fn(&str) -> String) {
        if self.text.len() > MOST_BYTES {
            self.left_out += rows.len();
            return;
        }
        for row in rows {
            let said: Vec<String> = refused
                .faults
                .iter()
                .filter(|fault| fault.line == row.line)
                .map(|fault| match column(&fault.field) {
                    name if name.is_empty() => fault.code.words().to_owned(),
                    name => format!("{name}: {}", fault.code.words()),
                })
                .collect();
            let (line, reasons) = (row.line.to_string(), said.join(" "));
            let own = row.cells.iter().map(String::as_str);
            let missing = self.width.saturating_sub(row.cells.len());
            self.write(own.chain(std::iter::repeat_n("", missing)).chain([line.as_str(), reasons.as_str()]));
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    fn write<'a>(&mut self, cells: impl Iterator<Item = &'a str>) {
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                self.text.push(self.delimiter);
            }
            let marked = |letter: char| letter == self.delimiter || "\"\r\n".contains(letter);
            if cell.contains(marked) || cell.starts_with(' ') {
                self.text.push('"');
                self.text.push_str(&cell.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(cell);
            }
        }
        self.text.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_were_with_all_that_is_wrong() {
        let cells = ["1", "a;b", "say \"x\""].map(str::to_owned);
        let row = CsvRow { line: 7, cells: cells.to_vec(), doubtful: false, is_title: false };
        let fault =
            |field: &str, code| RowFault { line: 7, field: field.to_owned(), code, value: String::new() };
        let refused =
            RefusedRow::of(vec![fault("total", FaultCode::NotAnAmount), fault("", FaultCode::CellsMoved)]);
        let mut file = RefusedFile::new(&["No", "Sum", "Word"].map(str::to_owned), ';');
        file.add(&[row], &refused, |field| if field == "total" { "Sum".to_owned() } else { String::new() });
        assert_eq!(
            file.text(),
            "No;Sum;Word;Line;Reasons\r\n1;\"a;b\";\"say \"\"x\"\"\";7;Sum: This is no amount. This row has other cells \
             than the header.\r\n"
        );
    }
}
