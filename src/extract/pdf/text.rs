//! Lines and tables to text: headings by size, paragraphs by distance, words that a line end parted joined again.

use std::collections::HashSet;

use super::hyphens::SUSPENDED;
use super::raised::CENTS;
use super::rows::{Bordered, Row};
use super::tables::{Block, Table};

/// Times the usual size from which a short line is a heading.
const HEADING: f64 = 1.22;
/// Words and characters of a heading.
const MAX_HEADING_WORDS: usize = 10;
const MAX_HEADING: usize = 90;
/// Em, and times the usual pitch: a wider step begins a paragraph.
const PARAGRAPH_EM: f64 = 1.9;
const PARAGRAPH_PITCH: f64 = 1.3;
/// Writes the text of a page.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub text: String,
    /// Size most letters of the document have.
    pub usual_size: f64,
}

/// What a later page may go on with: the header of a table and where its columns stand.
#[derive(Debug, Clone)]
pub(super) struct Carried {
    columns: Vec<(f64, f64)>,
    header: Vec<String>,
}

impl Carried {
    /// Whether these columns stand where the known ones did.
    fn goes_on(&self, columns: &[(f64, f64)]) -> bool {
        self.columns.len() == columns.len()
            && self.columns.iter().zip(columns).all(|(one, other)| one.0 < other.1 && other.0 < one.1)
    }
}

impl Writer {
    /// `below` is what the next region begins with.
    pub fn region(&mut self, blocks: &[Block], below: Option<&Block>, carried: &mut Option<Carried>) {
        self.empty_line();
        let mut before: Option<&Row> = None;
        let pitch = usual_pitch(blocks);
        for (at, block) in blocks.iter().enumerate() {
            match block {
                Block::Table(table) => {
                    self.empty_line();
                    self.table(table, carried);
                    self.empty_line();
                    before = None;
                }
                Block::Bordered(table) => {
                    self.empty_line();
                    self.bordered(table, carried);
                    self.empty_line();
                    before = None;
                }
                Block::Cards(cards) => {
                    self.empty_line();
                    for card in cards {
                        self.text.push_str(&card.join("  "));
                        self.text.push('\n');
                    }
                    self.empty_line();
                    before = None;
                }
                Block::Line(row) => {
                    let step = before.map_or(0.0, |above| row.y - above.y);
                    let em = before.map_or(row.size, |above| above.size.max(row.size));
                    if step > (PARAGRAPH_EM * em).max(PARAGRAPH_PITCH * pitch.unwrap_or(0.0)) {
                        self.empty_line();
                    }
                    let next = blocks.get(at + 1).or(below);
                    if self.is_heading(row, next) {
                        self.empty_line();
                        self.text.push_str(if row.size > 1.6 * self.usual_size { "# " } else { "## " });
                        self.text.push_str(&line(row));
                        self.text.push_str("\n\n");
                    } else {
                        self.text.push_str(&line(row));
                        self.text.push('\n');
                    }
                    before = Some(row);
                }
            }
        }
    }

    fn empty_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") && !self.text.ends_with('\u{c}') {
            self.text.push('\n');
        }
    }

    /// Larger than the rest, short, without figures, and something of the usual size under it.
    fn is_heading(&self, row: &Row, next: Option<&Block>) -> bool {
        let [cell] = row.cells.as_slice() else { return false };
        let follows = match next {
            Some(Block::Line(next)) => next.size < row.size * 0.9,
            Some(Block::Table(table)) => table.size < row.size * 1.05,
            Some(Block::Bordered(table)) => table.size < row.size * 1.05,
            Some(Block::Cards(_)) => true,
            None => false,
        };
        let text = cell.text.as_str();
        let short =
            text.chars().count() <= MAX_HEADING && text.split_whitespace().count() <= MAX_HEADING_WORDS;
        let words = text.chars().filter(|letter| letter.is_alphabetic()).count() >= 3;
        let plain = !text.chars().any(char::is_numeric) && !text.ends_with(['.', ',', ';', '-']);
        row.size >= HEADING * self.usual_size && follows && short && words && plain
    }

    fn table(&mut self, table: &Table, carried: &mut Option<Carried>) {
        let mut rows = table.rows.iter();
        if table.header {
            if let Some(header) = rows.next() {
                self.header(header);
                *carried = Some(Carried { columns: table.columns.clone(), header: header.clone() });
            }
        } else if let Some(known) = carried.as_ref().filter(|known| known.goes_on(&table.columns)) {
            // The table of the page before goes on.
            self.header(&known.header);
        }
        for row in rows {
            self.row(row);
        }
    }

    fn bordered(&mut self, table: &Bordered, carried: &mut Option<Carried>) {
        let mut lines = table.text.lines();
        if let (Some(header), Some(dashes)) = (lines.next(), lines.next())
            && dashes.starts_with("--- | ")
        {
            let header = header.split(" | ").map(str::to_owned).collect();
            *carried = Some(Carried { columns: table.columns.clone(), header });
        } else if let Some(known) = carried.as_ref().filter(|known| known.goes_on(&table.columns)) {
            self.header(&known.header);
        }
        self.text.push_str(&table.text);
    }

    fn header(&mut self, cells: &[String]) {
        self.row(cells);
        self.text.push_str(&vec!["---"; cells.len()].join(" | "));
        self.text.push('\n');
    }

    fn row(&mut self, cells: &[String]) {
        // An empty first or last cell still shows that it is one.
        let row = cells.join(" | ");
        self.text.push_str(row.trim_end());
        self.text.push('\n');
    }
}

fn line(row: &Row) -> String {
    row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("  ")
}

/// The step most lines have to the next one.
fn usual_pitch(blocks: &[Block]) -> Option<f64> {
    let mut steps: Vec<f64> = blocks
        .windows(2)
        .filter_map(|pair| match pair {
            [Block::Line(one), Block::Line(other)] => Some(other.y - one.y),
            _ => None,
        })
        .filter(|step| *step > 0.0)
        .collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied()
}

/// Words parted by a line end come together: a hyphen goes when it only ended the line.
pub(super) fn join_hyphens(text: &str) -> String {
    let words: HashSet<&str> =
        text.split(|letter: char| !(letter.is_alphanumeric() || letter == '-')).collect();
    let lines: Vec<&str> = text.split('\n').collect();
    let mut joined = String::with_capacity(text.len());
    let mut rest: Option<&str> = None;
    for (at, line) in lines.iter().enumerate() {
        let line = rest.take().unwrap_or(line);
        let next = lines.get(at + 1).copied().unwrap_or_default();
        if let Some((keep, head, tail)) = parted(line, next, &words) {
            let stem = line.trim_end_matches(['-', '\u{AD}']);
            joined.push_str(stem);
            joined.push_str(if keep { "-" } else { "" });
            joined.push_str(head);
            rest = Some(tail);
            if tail.is_empty() && at + 2 >= lines.len() {
                continue;
            }
        } else {
            joined.push_str(line);
        }
        if at + 1 < lines.len() {
            joined.push('\n');
        }
    }
    joined.replace('\u{AD}', "")
}

/// Whether a line ends inside a word: if its hyphen stays, the rest of the word, the rest of the next line.
fn parted<'t>(line: &str, next: &'t str, words: &HashSet<&str>) -> Option<(bool, &'t str, &'t str)> {
    if line.contains(" | ") || next.contains(" | ") || line.starts_with('#') {
        return None;
    }
    let soft = line.ends_with('\u{AD}');
    let stem = line.strip_suffix(['-', '\u{AD}'])?;
    let before = stem.chars().next_back().filter(|letter| letter.is_alphanumeric())?;
    let (head, tail) = next.split_once(' ').unwrap_or((next, ""));
    let first = head.chars().next()?;
    if soft {
        return Some((false, head, tail));
    }
    if SUSPENDED.contains(&head) || !first.is_alphanumeric() {
        return None;
    }
    let start =
        stem.rsplit(|letter: char| !(letter.is_alphanumeric() || letter == '-')).next().unwrap_or(stem);
    let end: String = head.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '-').collect();
    let keep = !(before.is_alphabetic() && first.is_lowercase())
        || (words.contains(format!("{start}-{end}").as_str())
            && !words.contains(format!("{start}{end}").as_str()));
    Some((keep, head, tail))
}

/// Raised cents get the separator the document's other prices have; a point where it has none.
pub(super) fn settle_cents(text: &str) -> String {
    if !text.contains(CENTS) {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let count = |separator: char| {
        letters
            .windows(5)
            .filter(|part| part[0].is_ascii_digit() && part[1] == separator)
            .filter(|part| part[2].is_ascii_digit() && part[3].is_ascii_digit() && !part[4].is_ascii_digit())
            .count()
    };
    text.replace(CENTS, if count(',') > count('.') { "," } else { "." })
}
