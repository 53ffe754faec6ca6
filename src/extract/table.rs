//! CSV to text: every row becomes one line that repeats the column names, so that a price found
//! alone still says what it is the price of.

use super::Fault;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Columns of a row that are read.
const MAX_COLUMNS: usize = 200;

pub(super) fn read(text: &str) -> Result<String, Fault> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = reader
        .headers()
        .map_err(|_| Fault::Broken)?
        .iter()
        .take(MAX_COLUMNS)
        .map(|name| name.trim().to_owned())
        .collect();
    let mut lines = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|_| Fault::Broken)?;
        let line = line(&names, &row);
        if !line.is_empty() {
            lines.push(line);
        }
    }
    // A list without rows is a list of names.
    if lines.is_empty() { Ok(names.join("; ")) } else { Ok(lines.join("\n\n")) }
}

fn line(names: &[String], row: &csv::StringRecord) -> String {
    let cells: Vec<String> = row
        .iter()
        .take(MAX_COLUMNS)
        .enumerate()
        .map(|(column, cell)| (names.get(column).map_or("", String::as_str), cell.trim()))
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(name, cell)| if name.is_empty() { cell.to_owned() } else { format!("{name}: {cell}") })
        .collect();
    cells.join("; ")
}

/// The candidate that appears most often in the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| first.bytes().filter(|byte| byte == delimiter).count();
    DELIMITERS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_its_columns() {
        let text = "Product;Price;Note\nBread;2,50 €;\n\"Rye; dark\";3 €;Fridays\n";
        assert_eq!(
            read(text).unwrap(),
            "Product: Bread; Price: 2,50 €\n\nProduct: Rye; dark; Price: 3 €; Note: Fridays"
        );
    }

    #[test]
    fn ragged_rows_and_lone_headers_are_read() {
        assert_eq!(read("a,b\n1\n1,2,3\n").unwrap(), "a: 1\n\na: 1; b: 2; 3");
        assert_eq!(read("Monday,Tuesday\n").unwrap(), "Monday; Tuesday");
    }
}
