//! Columns: a gutter that stays open over several rows parts a page only when its two sides read like columns
//! (`sides`). Everything else is read row by row, so that a price stays beside its name.

use super::contacts;
use super::justified;
use super::page::Rule;
use super::rows::{CELL_GAP, Cell, Row};
use super::sides::{self, MIN_ROWS};

/// Rows on one side of a gutter against those on the other.
const MIN_RATIO: f64 = 0.2;
/// Lines of two columns that are looked at together, and how near they stand in em.
const MAX_NEAR: usize = 4;
const NEAR: f64 = 1.9;
/// Splits within splits.
const MAX_DEPTH: usize = 12;
/// Gutters of one region that are followed.
const MAX_GUTTERS: usize = 1_000;
/// Rows with a title above the columns.
const MAX_TITLES: usize = 2;
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
    let mut followed = 0;
    for index in 0..rows.len() {
        tried.retain(|(_, to, ..)| *to > index);
        for (lo, hi) in gaps(&rows[index..]) {
            let middle = f64::midpoint(lo, hi);
            // A gap inside a stretch that was followed already leads to the same one.
            if tried
                .iter()
                .any(|&(from, to, low, high)| from <= index && index < to && low <= middle && middle <= high)
            {
                continue;
            }
            followed += 1;
            if followed > MAX_GUTTERS {
                return best.map(|(_, gutter)| gutter);
            }
            let (start, end, lo, hi) = follow(rows, index, lo, hi);
            tried.push((start, end, lo, hi));
            let at = f64::midpoint(lo, hi);
            // A title above the columns may stand to one side of the gutter.
            let titles = rows[start..end].iter().take_while(|row| row.cells.len() == 1).count();
            let found = (start..=start + titles.min(MAX_TITLES))
                .map(|start| Gutter { start, end, at })
                .find_map(|gutter| Some((weight(rows, &gutter, rules)?, gutter)))
                .or_else(|| letterhead(rows, start, end, at));
            if let Some((weight, gutter)) = found
                && best.as_ref().is_none_or(|(most, _)| weight > *most)
            {
                best = Some((weight, gutter));
            }
        }
    }
    best.map(|(_, gutter)| gutter)
}

/// Open stretches of the first row between its cells, and those that stay open over the next few lines: the lines of two
/// columns need not stand at the same height.
fn gaps(rows: &[Row]) -> Vec<(f64, f64)> {
    let Some(row) = rows.first() else { return Vec::new() };
    let near = rows.iter().take(MAX_NEAR).take_while(|next| next.y - row.y < row.size * NEAR).count();
    let mut open = gaps_of(&rows[..1]);
    if near > 1 {
        open.extend(gaps_of(&rows[..near]));
    }
    open
}

fn gaps_of(rows: &[Row]) -> Vec<(f64, f64)> {
    let size = rows.iter().map(|row| row.size).fold(f64::INFINITY, f64::min);
    let mut spans: Vec<(f64, f64)> =
        rows.iter().flat_map(|row| &row.cells).map(|cell| (cell.x0, cell.x1)).collect();
    spans.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut open = Vec::new();
    let mut end = f64::INFINITY;
    for (x0, x1) in spans {
        if x0 - end >= CELL_GAP * size * 0.9 {
            open.push((end, x0));
        }
        end = if end.is_finite() { end.max(x1) } else { x1 };
    }
    open
}

/// As far up and down as the gutter stays open.
fn follow(rows: &[Row], index: usize, lo: f64, hi: f64) -> (usize, usize, f64, f64) {
    let (mut lo, mut hi) = (lo, hi);
    let size = rows[index].size;
    let mut end = index + 1;
    while let Some((low, high)) = rows.get(end).and_then(|row| narrowed(row, lo, hi, size)) {
        (lo, hi) = (low, high);
        end += 1;
    }
    let mut start = index;
    while let Some((low, high)) = start.checked_sub(1).and_then(|above| narrowed(&rows[above], lo, hi, size))
    {
        (lo, hi) = (low, high);
        start -= 1;
    }
    (start, end, lo, hi)
}

/// What a row leaves open of a gutter; a heading needs no wider one than the lines of the usual size.
fn narrowed(row: &Row, mut lo: f64, mut hi: f64, size: f64) -> Option<(f64, f64)> {
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
    (hi - lo >= CELL_GAP * row.size.min(size) * 0.9).then_some((lo, hi))
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

/// Lines close under each other within a stretch that hold an address and what stands beside it.
fn letterhead(rows: &[Row], start: usize, end: usize, at: f64) -> Option<(usize, Gutter)> {
    let mut from = start;
    rows[start..end].chunk_by(|one, other| other.y - one.y < NEAR * one.size.max(other.size)).find_map(
        |block| {
            let to = from + block.len();
            let gutter = Gutter { start: std::mem::replace(&mut from, to), end: to, at };
            let (left, right) = sides(block, at);
            let fits = left.len().min(right.len()) >= MIN_ROWS && block.iter().all(|row| row.table.is_none());
            // The last of several first: the others still stand beside the address then.
            let names = left.first().map_or(0, |row| row.cells.len());
            (fits && contacts::are_beside(&left, &right)).then_some((block.len() + names, gutter))
        },
    )
}

/// Rows a gutter orders, if it parts columns at all.
fn weight(rows: &[Row], gutter: &Gutter, rules: &[Rule]) -> Option<usize> {
    let rows = &rows[gutter.start..gutter.end];
    let (left, right) = sides(rows, gutter.at);
    let (few, many) = (left.len().min(right.len()), left.len().max(right.len()));
    #[expect(clippy::cast_precision_loss, reason = "rows of a page")]
    let ratio = few as f64 / many.max(1) as f64;
    if few + 1 < MIN_ROWS || ratio < MIN_RATIO || is_ruled(rows, gutter.at, rules) {
        return None;
    }
    let shared = left.len() + right.len() - rows.len();
    let (left, right) = (justified::joined(left), justified::joined(right));
    // A gutter stands where both sides begin at their edge, not between a name and its price.
    sides::are_columns(&left, &right, shared).then(|| aligned(&left) + aligned(&right))
}

/// Rows that begin, or end, where most others do.
fn aligned(rows: &[Row]) -> usize {
    let on = |edge: fn(&Row) -> f64| {
        let mut edges: Vec<f64> = rows.iter().map(edge).collect();
        edges.sort_by(f64::total_cmp);
        let near = |row: &Row| {
            let (low, high) = (edge(row) - row.size, edge(row) + row.size);
            let below = edges.partition_point(|other| *other <= low);
            edges.partition_point(|other| *other < high).saturating_sub(below)
        };
        rows.iter().map(near).max().unwrap_or(0)
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
