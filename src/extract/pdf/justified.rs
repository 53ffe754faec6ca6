//! Lines of a narrow paragraph set to both edges: the wide gaps between their words part no columns. Such lines reach from
//! edge to edge, all gaps of one line are alike, and the text goes on from line to line.

use super::rows::{Cell, Row};
use super::wraps::is_amount;

/// Lines of a paragraph, and those with wide gaps among them.
const MIN_LINES: usize = 3;
const MIN_WIDE: usize = 2;
/// Em: the widest gap, the step to the next line, how far an edge may lie off.
const MAX_GAP: f64 = 4.5;
const MAX_STEP: f64 = 1.8;
const EDGE: f64 = 0.4;
/// Times the narrowest gap of a line the widest may be.
const ALIKE: f64 = 1.3;
/// Of the lines behind the first: those that go on in small letters, where letters have them.
const GOES_ON: usize = 3;

/// The rows, those of such paragraphs with their words in one cell.
pub(super) fn joined(mut rows: Vec<Row>) -> Vec<Row> {
    let mut at = 0;
    while at < rows.len() {
        let length = paragraph(&rows[at..]);
        for row in &mut rows[at..at + length] {
            join(row);
        }
        at += length.max(1);
    }
    rows
}

/// How many rows from the first on are one paragraph.
fn paragraph(rows: &[Row]) -> usize {
    let Some(first) = rows.first().filter(|row| row.table.is_none()) else { return 0 };
    let (x0, x1, em) = (first.x0(), first.x1(), first.size.max(0.01));
    let goes_on = |pair: &[Row]| {
        let next = &pair[1];
        next.table.is_none()
            && (next.size - first.size).abs() < 0.05 * em
            && next.y - pair[0].y <= MAX_STEP * em
            && (next.x0() - x0).abs() < EDGE * em
            && next.x1() < x1 + EDGE * em
    };
    // A line that ends early is the last one.
    let full = |row: &Row| x1 - row.x1() < EDGE * em;
    let length = 1 + rows.windows(2).take_while(|pair| full(&pair[0]) && goes_on(pair)).count();
    let lines = &rows[..length];
    let wide: Vec<&Row> = lines.iter().filter(|row| row.cells.len() > 1).collect();
    let even = wide.iter().all(|row| are_even(row, em));
    // A price at the end of line after line is a list's.
    let priced = wide.iter().filter(|row| row.cells.last().is_some_and(|cell| is_amount(&cell.text))).count();
    let is_one = length >= MIN_LINES && wide.len() >= MIN_WIDE && even && priced * 2 < wide.len();
    if is_one && reads_on(lines) { length } else { 0 }
}

fn are_even(row: &Row, em: f64) -> bool {
    let mut cells: Vec<(f64, f64)> = row.cells.iter().map(|cell| (cell.x0, cell.x1)).collect();
    cells.sort_by(|one, other| one.0.total_cmp(&other.0));
    let gaps = || cells.windows(2).map(|pair| pair[1].0 - pair[0].1);
    let (narrow, wide) = (gaps().fold(f64::INFINITY, f64::min), gaps().fold(0.0, f64::max));
    wide <= MAX_GAP * em && wide <= ALIKE * narrow
}

/// Lines behind the first begin in small letters; where letters are neither small nor large, the lines have as many words
/// as happen to fit.
fn reads_on(lines: &[Row]) -> bool {
    let begins: Vec<char> =
        lines[1..].iter().filter_map(|row| row.cells.first()?.text.chars().next()).collect();
    let small = begins.iter().filter(|letter| letter.is_lowercase()).count();
    let mut letters = lines.iter().flat_map(|row| &row.cells).flat_map(|cell| cell.text.chars());
    if letters.any(|letter| letter.is_lowercase() || letter.is_uppercase()) {
        return small * GOES_ON >= begins.len();
    }
    let mut words: Vec<usize> = lines.iter().map(|row| row.cells.len()).collect();
    words.sort_unstable();
    words.dedup();
    words.len() > 1 && lines.len() > MIN_LINES
}

fn join(row: &mut Row) {
    let (x0, x1) = (row.x0(), row.x1());
    let words: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
    let text = words.join(" ");
    let Some(first) = row.cells.first() else { return };
    row.cells = vec![Cell { x0, x1, text, ..first.clone() }];
}
