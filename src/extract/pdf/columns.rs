//! Columns of running text: a gutter that stays open over several rows parts a page only when both sides read like
//! sentences, or when each is a menu of its own: names with prices and, under them, what the dishes are. Everything
//! else is read row by row, so that a price stays beside its name.

use super::page::Rule;
use super::rows::{CELL_GAP, Cell, Row};

/// Rows on each side of a gutter, and their ratio.
const MIN_ROWS: usize = 3;
const MIN_RATIO: f64 = 0.2;
/// What running text is: words in a piece, letters for each figure, share of pieces that go on in small letters.
const MIN_WORDS: f64 = 2.4;
const LETTERS_PER_FIGURE: usize = 2;
const MIN_SMALL: f64 = 0.2;
/// Letters of a currency or a unit beside a figure.
const MAX_UNIT: usize = 4;
/// Splits within splits.
const MAX_DEPTH: usize = 12;
/// Rows of a region in which gutters are looked for.
const MAX_ROWS: usize = 1_500;

/// The regions of a page in reading order.
pub(super) fn regions(rows: Vec<Row>, rules: &[Rule], rtl: bool) -> Vec<Vec<Row>> {
    let mut regions = Vec::new();
    split(rows, rules, rtl, 0, &mut regions);
    regions
}

fn split(rows: Vec<Row>, rules: &[Rule], rtl: bool, depth: usize, out: &mut Vec<Vec<Row>>) {
    let small = rows.len() < MIN_ROWS || rows.len() > MAX_ROWS || depth >= MAX_DEPTH;
    let Some(gutter) = (!small).then(|| best_gutter(&rows, rules)).flatten() else {
        if !rows.is_empty() {
            out.push(rows);
        }
        return;
    };
    let mut above = rows;
    let mut middle = above.split_off(gutter.start);
    let below = middle.split_off(gutter.end - gutter.start);
    let (left, right) = sides(&middle, gutter.at);
    split(above, rules, rtl, depth + 1, out);
    let (first, second) = if rtl { (right, left) } else { (left, right) };
    split(first, rules, rtl, depth + 1, out);
    split(second, rules, rtl, depth + 1, out);
    split(below, rules, rtl, depth + 1, out);
}

/// An open stretch between two sides.
struct Gutter {
    start: usize,
    /// The first row after it.
    end: usize,
    at: f64,
}

fn best_gutter(rows: &[Row], rules: &[Rule]) -> Option<Gutter> {
    let mut best: Option<(usize, Gutter)> = None;
    let mut tried: Vec<(usize, usize, f64, f64)> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        for (lo, hi) in gaps(row) {
            let middle = f64::midpoint(lo, hi);
            // A gap inside a stretch that was followed already leads to the same one.
            if tried
                .iter()
                .any(|&(from, to, low, high)| from <= index && index < to && low <= middle && middle <= high)
            {
                continue;
            }
            let (start, end, lo, hi) = follow(rows, index, lo, hi);
            tried.push((start, end, lo, hi));
            let gutter = Gutter { start, end, at: f64::midpoint(lo, hi) };
            if let Some(weight) = weight(rows, &gutter, rules)
                && best.as_ref().is_none_or(|(most, _)| weight > *most)
            {
                best = Some((weight, gutter));
            }
        }
    }
    best.map(|(_, gutter)| gutter)
}

/// Open stretches of a row between its cells.
fn gaps(row: &Row) -> Vec<(f64, f64)> {
    let mut spans: Vec<(f64, f64)> = row.cells.iter().map(|cell| (cell.x0, cell.x1)).collect();
    spans.sort_by(|one, other| one.0.total_cmp(&other.0));
    spans
        .windows(2)
        .map(|pair| (pair[0].1, pair[1].0))
        .filter(|(lo, hi)| hi - lo >= CELL_GAP * row.size * 0.9)
        .collect()
}

/// As far up and down as the gutter stays open.
fn follow(rows: &[Row], index: usize, lo: f64, hi: f64) -> (usize, usize, f64, f64) {
    let (mut lo, mut hi) = (lo, hi);
    let mut end = index + 1;
    while let Some((low, high)) = rows.get(end).and_then(|row| narrowed(row, lo, hi)) {
        (lo, hi) = (low, high);
        end += 1;
    }
    let mut start = index;
    while let Some((low, high)) = start.checked_sub(1).and_then(|above| narrowed(&rows[above], lo, hi)) {
        (lo, hi) = (low, high);
        start -= 1;
    }
    (start, end, lo, hi)
}

/// What a row leaves open of a gutter.
fn narrowed(row: &Row, mut lo: f64, mut hi: f64) -> Option<(f64, f64)> {
    for cell in &row.cells {
        if cell.x1 <= lo || cell.x0 >= hi {
            continue;
        }
        match (cell.x0 <= lo, cell.x1 >= hi) {
            (true, true) | (false, false) => return None,
            (true, false) => lo = cell.x1,
            (false, true) => hi = cell.x0,
        }
    }
    (hi - lo >= CELL_GAP * row.size * 0.9).then_some((lo, hi))
}

fn sides(rows: &[Row], at: f64) -> (Vec<Row>, Vec<Row>) {
    let side = |keep: &dyn Fn(&Cell) -> bool| -> Vec<Row> {
        rows.iter()
            .map(|row| Row {
                cells: row.cells.iter().filter(|cell| keep(cell)).cloned().collect(),
                ..row.clone()
            })
            .filter(|row| !row.cells.is_empty())
            .collect()
    };
    let left = |cell: &Cell| f64::midpoint(cell.x0, cell.x1) < at;
    (side(&left), side(&|cell| !left(cell)))
}

/// Rows a gutter orders, if it parts columns at all.
fn weight(rows: &[Row], gutter: &Gutter, rules: &[Rule]) -> Option<usize> {
    let rows = &rows[gutter.start..gutter.end];
    let (left, right) = sides(rows, gutter.at);
    let (few, many) = (left.len().min(right.len()), left.len().max(right.len()));
    #[expect(clippy::cast_precision_loss, reason = "rows of a page")]
    let ratio = few as f64 / many.max(1) as f64;
    if few < MIN_ROWS || ratio < MIN_RATIO || is_ruled(rows, gutter.at, rules) {
        return None;
    }
    // A gutter stands where both sides begin at their edge, not between a name and its price.
    let parts = (is_running(&left) && is_running(&right)) || (is_menu(&left) && is_menu(&right));
    parts.then(|| aligned(&left) + aligned(&right))
}

/// Rows that begin, or end, where most others do.
fn aligned(rows: &[Row]) -> usize {
    let on = |edge: fn(&Row) -> f64| {
        let most = rows
            .iter()
            .map(|row| rows.iter().filter(|other| (edge(other) - edge(row)).abs() < row.size).count());
        most.max().unwrap_or(0)
    };
    on(Row::x0).max(on(Row::x1))
}

/// Drawn lines that reach over both sides make it a table.
fn is_ruled(rows: &[Row], at: f64, rules: &[Rule]) -> bool {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return false };
    let over = rules.iter().filter(|rule| {
        rule.y1 - rule.y0 < 3.0
            && rule.x0 < at - first.size
            && rule.x1 > at + first.size
            && rule.y0 > first.y - first.size
            && rule.y0 < last.y + last.size
    });
    over.count() >= 3.max(rows.len() / 5)
}

/// Names with a price at the end of their row, and lines without one among them: headings, descriptions. A table
/// has figures in nearly every row, and its second half begins with them as often as not.
fn is_menu(rows: &[Row]) -> bool {
    let is_figure = |cell: &Cell| {
        let figures = cell.text.chars().filter(char::is_ascii_digit).count();
        figures > 0 && cell.text.chars().filter(|letter| letter.is_alphabetic()).count() <= MAX_UNIT
    };
    let named = rows.iter().filter(|row| row.cells.first().is_some_and(|cell| !is_figure(cell))).count();
    let priced = rows.iter().filter(|row| row.cells.len() == 2 && is_figure(&row.cells[1])).count();
    let plain = rows.iter().filter(|row| row.cells.len() == 1 && !is_figure(&row.cells[0])).count();
    let x0 = rows.iter().map(Row::x0).fold(f64::INFINITY, f64::min);
    let begin = rows.iter().filter(|row| row.x0() - x0 < row.size).count();
    named == rows.len()
        && begin * 5 >= rows.len() * 4
        && priced >= 2
        && plain >= 2
        && priced + plain == rows.len()
}

#[expect(clippy::cast_precision_loss, reason = "words of a page")]
fn is_running(rows: &[Row]) -> bool {
    let cells: Vec<&Cell> = rows.iter().flat_map(|row| &row.cells).collect();
    let letters = || cells.iter().flat_map(|cell| cell.text.chars());
    let figures = letters().filter(char::is_ascii_digit).count();
    let alphabetic = letters().filter(|letter| letter.is_alphabetic()).count();
    let dense = letters().filter(|letter| super::bidi::is_dense(*letter)).count();
    let words = cells.iter().map(|cell| cell.text.split_whitespace().count()).sum::<usize>().max(dense / 3);
    let cased = letters().any(char::is_lowercase);
    let small = cells.iter().filter(|cell| cell.text.chars().next().is_some_and(char::is_lowercase)).count();
    let count = cells.len().max(1) as f64;
    alphabetic > LETTERS_PER_FIGURE * figures
        && words as f64 / count >= MIN_WORDS
        && (!cased || small as f64 / count >= MIN_SMALL)
}
