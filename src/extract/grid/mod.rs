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

/// Whether a cell begins with a day of the week.
pub(super) fn is_day(cell: &str) -> bool {
    headers::is_day(cell)
}

/// Whether a cell only says yes or no to the name of its column, as in a matrix of allergens.
pub(super) fn is_mark(cell: &str) -> bool {
    const WORDS: &str =
        "yes no ja nein sì no oui non sí si sim não nee tak nie evet hayır да нет ναι όχι y n j";
    let cell = cell.trim().to_lowercase();
    matches!(
        cell.as_str(),
        "x" | "✓"
            | "✔"
            | "✗"
            | "✘"
            | "✕"
            | "×"
            | "●"
            | "•"
            | "○"
            | "◯"
            | "+"
            | "-"
            | "–"
            | "—"
            | "√"
            | "☑"
            | "☒"
            | "☐"
            | "✅"
            | "❌"
    ) || WORDS.split(' ').any(|word| word == cell)
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
        self.write_below(&mut Vec::new())
    }

    /// Whether the columns have names of their own.
    pub fn has_names(&self) -> bool {
        let lines = self.lay_out();
        let width = width(&lines);
        let titles = lines.iter().take_while(|line| width > 1 && line.is_title(width)).count();
        headers::rows(&lines[titles..], width, self.header_expected) > 0
    }

    /// Whether its rows are other things than those of the table above: a title of their own, or more or fewer columns.
    pub fn is_unlike(&self, above: &Self) -> bool {
        let (own, other) = (self.lay_out(), above.lay_out());
        width(&own) != width(&other) || own.first().is_some_and(|first| first.is_title(width(&own)))
    }

    /// The table as lines; without names of its own it goes on under those `known` from the table above, where it
    /// has as many columns. Leaves the names it has itself.
    pub fn write_below(&self, known: &mut Vec<String>) -> String {
        let lines = self.lay_out();
        let width = width(&lines);
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
            *known = names(&lines[..header], width);
            push_header(&mut text, known);
        } else if known.len() == width && headers::goes_on(lines, width) {
            push_header(&mut text, known);
        }
        for (at, line) in lines.iter().enumerate().skip(header) {
            if header > 0 && headers::is_repeated(line, &lines[header - 1]) {
                continue;
            }
            if header > 0 && headers::begins_again(line, lines.get(at + 1), &lines[header - 1]) {
                // What follows has columns of its own, or the same under another title.
                text.push('\n');
                *known = names(&lines[at..=at], width);
                push_header(&mut text, known);
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
        // Columns without a word at the end are none.
        let used = lines.iter().filter_map(|line| line.cells.iter().rposition(|cell| !cell.is_empty())).max();
        for line in &mut lines {
            line.cells.truncate(used.map_or(0, |last| last + 1));
            line.begins.truncate(line.cells.len());
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
            && self.begins.iter().filter(|begins| **begins).count() == 1
            // What hangs into the row from above names it.
            && (self.begins[0] || self.cells[0].is_empty());
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

fn width(lines: &[Line]) -> usize {
    lines.iter().map(|line| line.cells.len()).max().unwrap_or(0)
}

fn push_header(text: &mut String, names: &[String]) {
    push_line(text, &names.join(" | "));
    push_line(text, &vec!["---"; names.len()].join(" | "));
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
mod tests;
