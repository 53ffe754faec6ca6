//! The dialect of a CSV file: which letter parts the cells is found from the rows, not from the first line; title
//! lines above and an Excel `sep=` line are known for what they are, and quotes gone wrong do not swallow
//! the rest of the file.

mod decimals;
mod doubts;

use decimals::Decimals;
pub(super) use doubts::Doubts;

const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];
/// Lines looked at to find the delimiter and the titles.
const SAMPLE: usize = 200;
/// The score of one line that is cut like another.
const AGREED: usize = 10;
/// Lines above the header that may be titles.
const MAX_TITLES: usize = 10;
/// Lines that one quoted cell may reach over; more is a quote that was never closed.
const MAX_CELL_LINES: usize = 50;

/// A CSV file as text, with its dialect.
pub struct Csv {
    text: String,
    /// Lines of the file before `text` begins.
    skipped: usize,
    delimiter: char,
    /// Rows in front that are titles, empty ones not counted.
    titles: usize,
    decimals: Decimals,
}

/// One row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvRow {
    /// The line it begins on, from 1.
    pub line: usize,
    pub cells: Vec<String>,
    /// Its quotes do not close: they were read as letters.
    pub doubtful: bool,
    /// It stands above the table.
    pub is_title: bool,
}

impl CsvRow {
    /// Nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

/// What stands in `="00123"`, as Excel keeps zeros and plus signs at the beginning.
pub fn kept_as_text(cell: &str) -> Option<&str> {
    let inside = cell.trim().strip_prefix("=\"")?.strip_suffix('"')?;
    (!inside.contains('"')).then_some(inside)
}

impl Csv {
    pub fn new(text: &str) -> Self {
        // A long file is held once: it may be tens of megabytes.
        let mut text = with_newlines(text);
        let (said, rest) = said_delimiter(&text);
        let skipped = usize::from(said.is_some());
        let delimiter = said.unwrap_or_else(|| delimiter(rest));
        let mut first: Vec<Vec<String>> = Vec::new();
        // Rows with an empty one below.
        let mut set_off = Vec::new();
        for row in Rows::new(rest, delimiter).take(SAMPLE) {
            if row.is_empty() {
                set_off.extend(first.len().checked_sub(1));
            } else {
                first.push(row.cells);
            }
        }
        let titles = titles(&first, &set_off);
        let decimals = Decimals::of(&first[titles..], delimiter);
        let before = text.len() - rest.len();
        text.drain(..before);
        Self { text, skipped, delimiter, titles, decimals }
    }

    pub fn delimiter(&self) -> char {
        self.delimiter
    }

    /// Every row from the first on, titles and empty ones too.
    pub fn rows(&self) -> impl Iterator<Item = CsvRow> {
        let mut titles = self.titles;
        Rows::new(&self.text, self.delimiter).map(move |row| {
            let is_title = titles > 0 && !row.is_empty();
            titles -= usize::from(is_title);
            let cells = if is_title { row.cells } else { self.decimals.joined(row.cells) };
            CsvRow { line: row.line + self.skipped, is_title, cells, doubtful: row.doubtful }
        })
    }
}

/// Every end of a line as `\n`.
fn with_newlines(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut lines = text.split('\r');
    plain.extend(lines.next());
    for line in lines {
        if !line.starts_with('\n') {
            plain.push('\n');
        }
        plain.push_str(line);
    }
    plain
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
        let rows: Vec<Vec<String>> = Rows::new(&sample, delimiter).map(|row| row.cells).collect();
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

/// Walks the rows. A quote opens a cell only at its beginning.
struct Rows<'a> {
    rest: &'a str,
    line: usize,
    delimiter: char,
}

impl<'a> Rows<'a> {
    fn new(text: &'a str, delimiter: char) -> Self {
        Self { rest: text, line: 1, delimiter }
    }
}

impl Iterator for Rows<'_> {
    type Item = CsvRow;

    fn next(&mut self) -> Option<CsvRow> {
        if self.rest.is_empty() {
            return None;
        }
        let by_the_rules = quoted_row(self.rest, self.delimiter);
        let doubtful = by_the_rules.is_none();
        let (cells, used) = by_the_rules.unwrap_or_else(|| {
            let end = self.rest.find('\n').map_or(self.rest.len(), |end| end + 1);
            (plain_row(&self.rest[..end], self.delimiter), end)
        });
        let line = self.line;
        self.line += self.rest[..used].matches('\n').count();
        self.rest = &self.rest[used..];
        Some(CsvRow { line, cells, doubtful, is_title: false })
    }
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

/// Lines in front that have fewer cells than nearly all others, or that stand apart above the header: titles, not rows.
fn titles(rows: &[Vec<String>], set_off: &[usize]) -> usize {
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
    let mut widths: Vec<usize> = rows.iter().skip(1).map(filled).collect();
    widths.sort_unstable();
    let usual = widths.get(widths.len() / 2).copied().unwrap_or(0);
    if usual < 2 {
        return 0;
    }
    let has_figures =
        |row: &Vec<String>| row.iter().any(|cell| cell.contains(|letter: char| letter.is_numeric()));
    // A sentence with a figure and the delimiter in it, above the names of the columns.
    let is_sentence = |at: usize, row: &Vec<String>| {
        let (Some(header), Some(rest)) = (rows.get(at + 1), rows.get(at + 2..)) else { return false };
        let apart = set_off.contains(&at);
        (filled(row) < usual || (apart && filled(row) == usual))
            && (apart || has_figures(row))
            && filled(header) >= usual
            && !has_figures(header)
            && !rest.is_empty()
            && rest.iter().filter(|row| has_figures(row)).count() * 2 > rest.len()
            && row.iter().any(|cell| cell.split_whitespace().count() >= 3)
    };
    let count = rows
        .iter()
        .take(MAX_TITLES)
        .enumerate()
        .take_while(|(at, row)| filled(row) * 2 <= usual || filled(row) == 1 || is_sentence(*at, row))
        .count();
    if count < rows.len() { count } else { 0 }
}
