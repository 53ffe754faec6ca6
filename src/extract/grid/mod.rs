//! A table while it is read: cells with what they span, which rows are the header, a caption. Written
//! out, a row is one line with ` | ` between its cells, and a line of dashes stands under a known header.

mod headers;

/// Columns of a row that are read.
pub(super) const MAX_COLUMNS: usize = 200;
/// Rows that one cell reaches over.
const MAX_SPAN: usize = 1_000;

/// One cell as the file has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub text: String,
    pub across: usize,
    pub down: usize,
    /// The file itself calls it a header (`th`, a row that repeats on every page).
    pub header: bool,
    pub bold: bool,
}

impl Cell {
    pub fn new(text: &str) -> Self {
        Self { text: one_line(text), across: 1, down: 1, header: false, bold: false }
    }
}

/// A table.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    pub caption: String,
    pub rows: Vec<Vec<Cell>>,
    /// Whether a first row of words alone is a header even when nothing else says so.
    pub header_expected: bool,
}

/// A row with its cells laid out: what each column shows.
#[derive(Debug, Clone, Default)]
struct Line {
    cells: Vec<String>,
    /// Whether the cell of a column is the beginning of what is written there.
    begins: Vec<bool>,
    header: bool,
    bold: bool,
    spans: bool,
}

impl Grid {
    /// The table as lines.
    pub fn write(&self) -> String {
        let lines = self.lay_out();
        let width = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
        let mut lines: &[Line] = &lines;
        let mut text = String::new();
        if !self.caption.is_empty() {
            push_line(&mut text, &self.caption);
        }
        // Titles above the header: alone in their row.
        while let [first, rest @ ..] = lines {
            if width < 2 || !first.is_title(width) || rest.is_empty() {
                break;
            }
            push_line(&mut text, &escaped(first.words()));
            lines = rest;
        }
        if width == 1 {
            for line in lines {
                push_line(&mut text, &escaped(line.words()));
            }
            return text;
        }
        let header = headers::rows(lines, width, self.header_expected);
        if header > 0 {
            push_header(&mut text, &lines[..header], width);
        }
        for (at, line) in lines.iter().enumerate().skip(header) {
            if header > 0 && headers::is_repeated(line, &lines[header - 1]) {
                continue;
            }
            if header > 0 && headers::begins_again(line, lines.get(at + 1), &lines[header - 1]) {
                // What follows has columns of its own, or the same under another title.
                text.push('\n');
                push_header(&mut text, &lines[at..=at], width);
            } else if line.is_group(width) {
                push_line(&mut text, &escaped(line.words()));
            } else {
                push_line(&mut text, &line.write());
            }
        }
        text
    }

    /// Each cell in each column it reaches over; what reaches down is said again in every row.
    fn lay_out(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        // By column: rows left, and the words said again.
        let mut hanging: Vec<(usize, String)> = Vec::new();
        for row in &self.rows {
            let mut line =
                Line { header: !row.is_empty() && row.iter().all(|cell| cell.header), ..Line::default() };
            line.bold =
                row.iter().any(|cell| cell.bold) && row.iter().all(|cell| cell.bold || cell.text.is_empty());
            let mut cells = row.iter();
            let mut next = cells.next();
            while line.cells.len() < MAX_COLUMNS {
                let column = line.cells.len();
                if let Some((left, words)) = hanging.get_mut(column).filter(|(left, _)| *left > 0) {
                    *left -= 1;
                    line.push(words.clone(), false);
                    continue;
                }
                let Some(cell) = next else {
                    if hanging.iter().skip(column).any(|(left, _)| *left > 0) {
                        line.push(String::new(), false);
                        continue;
                    }
                    break;
                };
                line.place(cell, column, &mut hanging);
                next = cells.next();
            }
            if line.cells.iter().any(|cell| !cell.is_empty()) {
                lines.push(line);
            }
        }
        lines
    }
}

impl Line {
    fn push(&mut self, words: String, begins: bool) {
        self.cells.push(words);
        self.begins.push(begins);
    }

    fn place(&mut self, cell: &Cell, column: usize, hanging: &mut Vec<(usize, String)>) {
        let across = cell.across.clamp(1, MAX_COLUMNS - column);
        let down = cell.down.clamp(1, MAX_SPAN);
        self.spans |= across > 1;
        for step in 0..across {
            // What reaches over further columns holds in each; a label in front is said once.
            let words = if step == 0 || column > 0 { cell.text.clone() } else { String::new() };
            if down > 1 {
                if hanging.len() <= column + step {
                    hanging.resize(column + step + 1, (0, String::new()));
                }
                hanging[column + step] = (down - 1, words.clone());
            }
            self.push(words, step == 0);
        }
    }

    fn words(&self) -> &str {
        self.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str)
    }

    /// One cell over the whole width, or one in front of nothing.
    fn is_title(&self, width: usize) -> bool {
        let filled =
            self.cells.iter().zip(&self.begins).filter(|(cell, begins)| **begins && !cell.is_empty()).count();
        let others = self.cells.iter().zip(&self.begins).any(|(cell, begins)| !begins && !cell.is_empty());
        let over_all = self.spans
            && self.cells.len() >= width
            && self.begins.iter().filter(|begins| **begins).count() == 1;
        over_all || (filled == 1 && !others && !self.cells[0].is_empty() && !self.header)
    }

    /// A title between rows: over the whole width, or alone in its row and set off by its letters. A thing
    /// whose price is missing is no title.
    fn is_group(&self, width: usize) -> bool {
        let words = self.words();
        let loud = words.chars().any(char::is_uppercase) && !words.chars().any(char::is_lowercase);
        self.is_title(width) && (self.spans || self.bold || loud || words.ends_with(':'))
    }

    fn write(&self) -> String {
        let end = self.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        let cells: Vec<String> = self.cells[..end].iter().map(|cell| escaped(cell)).collect();
        if let [only] = cells.as_slice() { format!("{only} |") } else { cells.join(" | ") }
    }
}

fn push_header(text: &mut String, lines: &[Line], width: usize) {
    push_line(text, &names(lines, width).join(" | "));
    push_line(text, &vec!["---"; width].join(" | "));
}

/// The name of each column; names above others stand before them.
fn names(lines: &[Line], width: usize) -> Vec<String> {
    (0..width)
        .map(|column| {
            let mut name = String::new();
            for line in lines {
                let words = line.cells.get(column).map_or("", String::as_str);
                if !words.is_empty() && !name.split(' ').eq(words.split(' ')) {
                    if !name.is_empty() {
                        name.push(' ');
                    }
                    name.push_str(words);
                }
            }
            escaped(&name)
        })
        .collect()
}

fn escaped(cell: &str) -> String {
    cell.replace('|', "\\|")
}

fn push_line(text: &mut String, line: &str) {
    if !line.is_empty() {
        text.push_str(line);
        text.push('\n');
    }
}

/// A cell on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&[&str]]) -> Grid {
        let rows = rows.iter().map(|row| row.iter().map(|cell| Cell::new(cell)).collect()).collect();
        Grid { rows, ..Grid::default() }
    }

    #[test]
    fn a_header_is_known_by_what_stands_below_it() {
        let prices = grid(&[&["Product", "Price"], &["Bread", "2,50 €"], &["Milk | fresh", ""]]);
        assert_eq!(prices.write(), "Product | Price\n--- | ---\nBread | 2,50 €\nMilk \\| fresh |\n");
        let hours = grid(&[&["Monday", "9-18"], &["Tuesday", "closed"]]);
        assert_eq!(hours.write(), "Monday | 9-18\nTuesday | closed\n");
    }

    #[test]
    fn titles_and_groups_stand_alone() {
        let menu = grid(&[
            &["Menu"],
            &["Dish", "Price"],
            &["PIZZA", ""],
            &["Calzone", ""],
            &["Margherita", "6"],
            &["Diavola", "8"],
        ]);
        assert_eq!(
            menu.write(),
            "Menu\nDish | Price\n--- | ---\nPIZZA\nCalzone |\nMargherita | 6\nDiavola | 8\n"
        );
    }

    #[test]
    fn what_reaches_over_rows_and_columns_is_said_in_each() {
        let mut rows = grid(&[
            &["Day", "Morning", "Evening"],
            &["Monday", "closed"],
            &["Tuesday", "9-13", "15-19"],
            &["15-20"],
        ]);
        rows.rows[1][1].across = 2;
        rows.rows[2][0].down = 2;
        rows.rows[2][1].down = 2;
        let text = "Day | Morning | Evening\n--- | --- | ---\nMonday | closed | closed\nTuesday | 9-13 | 15-19\nTuesday | 9-13 | 15-20\n";
        assert_eq!(rows.write(), text);
    }

    #[test]
    fn two_rows_of_names_become_one() {
        let mut sizes = grid(&[
            &["", "Price"],
            &["Coffee", "Small", "Large"],
            &["Latte", "2,90", "3,90"],
            &["Mocha", "3", "4"],
        ]);
        sizes.rows[0][1].across = 2;
        sizes.rows[0].iter_mut().for_each(|cell| cell.header = true);
        sizes.rows[1].iter_mut().for_each(|cell| cell.header = true);
        assert!(
            sizes
                .write()
                .starts_with("Coffee | Price Small | Price Large\n--- | --- | ---\nLatte | 2,90 | 3,90\n")
        );
    }

    #[test]
    fn sizes_below_what_they_share_are_names() {
        let mut rooms = grid(&[
            &["Room", "Low", "High"],
            &["", "1 p.", "2 p.", "1 p.", "2 p."],
            &["Single", "120", "180", "160", "230"],
        ]);
        rooms.rows[0][1].across = 2;
        rooms.rows[0][2].across = 2;
        assert_eq!(
            rooms.write(),
            "Room | Low 1 p. | Low 2 p. | High 1 p. | High 2 p.\n--- | --- | --- | --- | ---\nSingle | 120 | 180 | 160 | 230\n"
        );
    }

    #[test]
    fn a_header_within_the_table_begins_another() {
        let wines = grid(&[
            &["Red", "Glass", "Bottle"],
            &["Barolo", "9", "48"],
            &["White", "Glass", "Bottle"],
            &["Soave", "4.5", "19"],
            &["White", "Glass", "Bottle"],
        ]);
        assert!(
            wines.write().ends_with("Barolo | 9 | 48\n\nWhite | Glass | Bottle\n--- | --- | ---\nSoave | 4.5 | 19\nWhite | Glass | Bottle\n"),
            "{}",
            wines.write()
        );
        let mut seasons = grid(&[
            &["Room", "Night"],
            &["Low season"],
            &["Single", "60"],
            &["High season"],
            &["Single", "80"],
        ]);
        for row in [0, 1, 3] {
            seasons.rows[row].iter_mut().for_each(|cell| cell.header = true);
        }
        seasons.rows[1][0].across = 2;
        seasons.rows[3][0].across = 2;
        assert_eq!(
            seasons.write(),
            "Room | Night\n--- | ---\nLow season\nSingle | 60\nHigh season\nSingle | 80\n"
        );
    }

    #[test]
    fn a_day_is_no_name_of_a_column() {
        let hours = grid(&[&["Lundi", "fermé"], &["Mardi", "12h–14h"]]);
        assert_eq!(hours.write(), "Lundi | fermé\nMardi | 12h–14h\n");
    }
}
