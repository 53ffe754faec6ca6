//! CSV to a table: which letter parts the cells is found from the rows, not from the first line; title
//! lines above and an Excel `sep=` line are known for what they are, and quotes gone wrong do not swallow
//! the rest of the file.

use super::grid::{Cell, Grid, MAX_COLUMNS};
use super::{Extracted, Warning, WarningCode};

const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];
/// Lines looked at to find the delimiter.
const SAMPLE: usize = 200;
/// The score of one line that is cut like another.
const AGREED: usize = 10;
/// Lines above the header that may be titles.
const MAX_TITLES: usize = 10;
/// Lines that one quoted cell may reach over; more is a quote that was never closed.
const MAX_CELL_LINES: usize = 50;

pub(super) fn read(text: &str) -> Extracted {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (said, text) = said_delimiter(&text);
    let delimiter = said.unwrap_or_else(|| delimiter(text));
    let (mut rows, doubtful) = rows(text, delimiter);
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    let titles = titles(&rows);
    let mut written = String::new();
    for title in rows.drain(..titles) {
        let words = title.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>();
        written.push_str(&words.join(&format!("{delimiter} ")));
        written.push_str("\n\n");
    }
    let rows = rows.iter().map(|row| row.iter().take(MAX_COLUMNS).map(|cell| Cell::new(cell)).collect());
    let grid = Grid { rows: rows.collect(), header_expected: true, ..Grid::default() };
    written.push_str(&grid.write());
    let warnings =
        doubtful.into_iter().map(|row| Warning::new(WarningCode::QuotesInDoubt).in_row(row)).collect();
    Extracted { warnings, ..Extracted::of(written) }
}

/// Excel's own first line, `sep=;`.
fn said_delimiter(text: &str) -> (Option<char>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = first.trim_start_matches('\u{FEFF}').trim_matches('"');
    let said = line
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("sep="))
        .and_then(|_| line[4..].chars().next());
    match said {
        Some(delimiter) => (Some(delimiter), rest),
        None => (None, text),
    }
}

/// The letter that cuts the most lines into the same number of cells. Decimal commas cut prices, not
/// lines: they lose to a semicolon that is there as often in every line.
fn delimiter(text: &str) -> char {
    let sample: String =
        text.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE).collect::<Vec<_>>().join("\n");
    let score = |delimiter: char| {
        let (rows, _) = rows(&sample, delimiter);
        let mut widths: std::collections::HashMap<usize, usize> = std::collections::HashMap::new();
        for row in &rows {
            *widths.entry(row.len()).or_default() += 1;
        }
        let alike =
            widths.iter().filter(|(width, _)| **width > 1).map(|(width, count)| (*count, *width)).max();
        // Commas in a few sentences cut those, not a table.
        let cut: usize = widths.iter().filter(|(width, _)| **width > 1).map(|(_, count)| count).sum();
        let (alike, width) = alike.filter(|_| cut * 2 >= rows.len()).unwrap_or((0, 0));
        let cut_figures =
            if delimiter == ',' { rows.iter().filter(|row| cuts_figures(row)).count() } else { 0 };
        // In tenths: agreement first, then one tenth for every further column.
        (alike.saturating_sub(cut_figures)) * 10 + width.min(9)
    };
    let best = DELIMITERS
        .into_iter()
        .rev()
        .map(|delimiter| (score(delimiter), delimiter))
        .max_by_key(|(score, _)| *score);
    match best {
        Some((score, delimiter)) if score >= AGREED => delimiter,
        // Nothing cuts the lines alike: they are one column.
        Some(_) | None => {
            DELIMITERS.into_iter().find(|delimiter| !sample.contains(*delimiter)).unwrap_or(',')
        }
    }
}

/// Whether two neighbouring cells look like one figure with a decimal comma: `2` and `50 €`.
fn cuts_figures(row: &[String]) -> bool {
    row.windows(2).any(|pair| {
        let whole = pair[0].rsplit([' ', ';', '\t', '|']).next().unwrap_or_default();
        let cents = pair[1].bytes().take_while(u8::is_ascii_digit).count();
        !whole.is_empty()
            && whole.bytes().all(|byte| byte.is_ascii_digit())
            && (1..=2).contains(&cents)
            && pair[1].len() > cents
            && pair[1][cents..].starts_with([' ', ';', '\t', '€', '|'])
    })
}

/// Rows of cells, and the lines whose quotes do not close. A quote opens a cell only at its beginning.
fn rows(text: &str, delimiter: char) -> (Vec<Vec<String>>, Vec<usize>) {
    let (mut rows, mut doubtful) = (Vec::new(), Vec::new());
    let mut rest = text;
    let mut line = 1;
    while !rest.is_empty() {
        let (row, used) = if let Some(found) = quoted_row(rest, delimiter) {
            found
        } else {
            doubtful.push(line);
            let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
            (plain_row(&rest[..end], delimiter), end)
        };
        line += rest[..used].matches('\n').count();
        rest = &rest[used..];
        rows.push(row);
    }
    (rows, doubtful)
}

/// A row read by the rules, or nothing when a quote does not close where a cell ends.
fn quoted_row(text: &str, delimiter: char) -> Option<(Vec<String>, usize)> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut letters = text.char_indices().peekable();
    let (mut quoted, mut lines) = (false, 0);
    while let Some((at, letter)) = letters.next() {
        if quoted {
            match letter {
                '"' if letters.next_if(|(_, next)| *next == '"').is_some() => cell.push('"'),
                '"' => {
                    quoted = false;
                    // What follows a closing quote is the end of the cell.
                    letters.next_if(|(_, next)| *next == ' ' && delimiter != ' ');
                    if letters.peek().is_some_and(|(_, next)| *next != delimiter && *next != '\n') {
                        return None;
                    }
                }
                '\n' => {
                    lines += 1;
                    if lines > MAX_CELL_LINES {
                        return None;
                    }
                    cell.push(' ');
                }
                letter => cell.push(letter),
            }
        } else if letter == delimiter {
            cells.push(std::mem::take(&mut cell).trim().to_owned());
        } else if letter == '\n' {
            cells.push(cell.trim().to_owned());
            return Some((cells, at + 1));
        } else if letter == '"' && cell.trim().is_empty() {
            cell.clear();
            quoted = true;
        } else {
            cell.push(letter);
        }
    }
    cells.push(cell.trim().to_owned());
    (!quoted).then_some((cells, text.len()))
}

/// A row whose quotes are letters.
fn plain_row(line: &str, delimiter: char) -> Vec<String> {
    let clean = |cell: &str| {
        let cell = cell.trim();
        let inner = cell
            .strip_prefix('"')
            .and_then(|cell| cell.strip_suffix('"'))
            .filter(|inner| !inner.contains('"'));
        inner.unwrap_or(cell).to_owned()
    };
    line.trim_end_matches('\n').split(delimiter).map(clean).collect()
}

/// Lines in front that have fewer cells than nearly all others: titles, not rows.
fn titles(rows: &[Vec<String>]) -> usize {
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
    let mut widths: Vec<usize> = rows.iter().skip(1).map(filled).collect();
    widths.sort_unstable();
    let usual = widths.get(widths.len() / 2).copied().unwrap_or(0);
    if usual < 2 {
        return 0;
    }
    let is_title = |row: &&Vec<String>| filled(row) * 2 <= usual || (filled(row) == 1);
    let count = rows.iter().take(MAX_TITLES).take_while(is_title).count();
    if count < rows.len() { count } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(csv: &str) -> String {
        read(csv).text
    }

    #[test]
    fn the_header_is_known_and_cells_stay_apart() {
        let csv = "Product;Price;Note\nBread;2,50 €;\n\"Rye; dark\";3 €;Fridays\n";
        assert_eq!(
            text(csv),
            "Product | Price | Note\n--- | --- | ---\nBread | 2,50 €\nRye; dark | 3 € | Fridays\n"
        );
    }

    #[test]
    fn ragged_rows_and_lone_headers_are_read() {
        assert_eq!(text("a,b\n1\n1,2,3\n"), "a | b | \n--- | --- | ---\n1 |\n1 | 2 | 3\n");
        assert_eq!(text("Monday,Tuesday\n"), "Monday | Tuesday\n");
    }

    #[test]
    fn decimal_commas_lose_to_the_delimiter_of_every_line() {
        let csv = "Nome;Prezzo\nPane, rosette;2,50\nLatte;1,20\nUova, 6;2,10\n";
        assert!(text(csv).contains("Pane, rosette | 2,50"), "{}", text(csv));
        let tabs = "Nome\tPrezzo\nPane, rosette\t2,50\nLatte\t1,20\n";
        assert!(text(tabs).contains("Latte | 1,20"));
        let commas = "Name,Price,Note\nBread,2.50,\"fresh, daily\"\nMilk,1.20,\n";
        assert!(text(commas).contains("Bread | 2.50 | fresh, daily"));
    }

    #[test]
    fn lines_with_nothing_but_decimal_commas_are_one_column() {
        assert_eq!(text("Pane 2,50 euro\nLatte 1,20 euro\n"), "Pane 2,50 euro\nLatte 1,20 euro\n");
    }

    #[test]
    fn titles_and_the_sep_line_are_no_rows() {
        let csv = "sep=;\r\nPrices, valid from May\r\n\r\nItem;Price\r\nBread;2,50\r\nMilk;1,20\r\n";
        assert_eq!(
            text(csv),
            "Prices, valid from May\n\nItem | Price\n--- | ---\nBread | 2,50\nMilk | 1,20\n"
        );
        assert_eq!(
            text("Item;Price\rBread;2,50\rMilk;1,20"),
            "Item | Price\n--- | ---\nBread | 2,50\nMilk | 1,20\n"
        );
    }

    #[test]
    fn a_quote_gone_wrong_costs_its_row_at_most() {
        let csv = "Item,Price\nScreen 24\" wide,199\n\"Cable 2\" long,9\n\"Never closed,5\nMouse,12\n";
        let read = read(csv);
        for row in ["Screen 24\" wide | 199", "Mouse | 12", "Cable 2\" long | 9", "Never closed | 5"] {
            assert!(read.text.contains(row), "{row}: {}", read.text);
        }
        assert!(read.warnings.iter().all(|warning| warning.code == WarningCode::QuotesInDoubt));
        assert_eq!(read.warnings.len(), 2);
    }
}
