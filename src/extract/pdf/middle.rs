//! Rows of a table without borders whose cells are set to the middle: a name stands between the two lines of what is said of
//! it. The lines come together beside it, when the region holds several such rows and nothing else between them.

use super::rows::{Cell, Row};

/// Em from the line above the name to the one below, and how far at least the name stands from both.
const STEP: f64 = 1.8;
const BETWEEN: f64 = 0.25;
/// Rows of this kind that make it sure.
const SURE: usize = 2;

/// The rows with the lines around each name beside it.
pub(super) fn joined(rows: Vec<Row>) -> Vec<Row> {
    let places: Vec<usize> = (0..rows.len()).filter(|at| stands_between(&rows, *at)).collect();
    let apart = places.windows(2).all(|pair| pair[1] - pair[0] >= 3);
    if places.len() < SURE || !apart {
        return rows;
    }
    let mut joined: Vec<Row> = Vec::with_capacity(rows.len());
    let mut rows = rows.into_iter().enumerate().peekable();
    while let Some((at, row)) = rows.next() {
        if !places.contains(&(at + 1)) {
            joined.push(row);
            continue;
        }
        let (Some((_, name)), Some((_, below))) = (rows.next(), rows.next()) else { break };
        joined.push(beside(row, name, below));
    }
    joined
}

/// Whether a row stands between two lines of a cell beside it.
fn stands_between(rows: &[Row], at: usize) -> bool {
    let around =
        at.checked_sub(1).and_then(|above| Some((rows.get(above)?, rows.get(at)?, rows.get(at + 1)?)));
    let Some((above, name, below)) = around else { return false };
    let em = name.size.max(0.01);
    let lines = [above, below];
    let apart = |cell: &Cell| name.cells.iter().all(|own| own.x1 < cell.x0 || own.x0 > cell.x1);
    rows[at - 1..=at + 1].iter().all(|row| row.table.is_none())
        && above.cells.len() == below.cells.len()
        && above.cells.iter().zip(&below.cells).all(|(one, other)| one.x0 < other.x1 && other.x0 < one.x1)
        && lines.iter().all(|row| row.cells.iter().all(apart))
        && (below.y - above.y) / em <= STEP
        && (name.y - above.y) / em >= BETWEEN
        && (below.y - name.y) / em >= BETWEEN
}

fn beside(above: Row, name: Row, below: Row) -> Row {
    let rtl = name.cells.len() > 1 && name.cells[0].x0 > name.cells[1].x0;
    let lines = above.cells.into_iter().zip(below.cells).map(|(one, other)| Cell {
        x0: one.x0.min(other.x0),
        x1: one.x1.max(other.x1),
        text: format!("{} {}", one.text, other.text),
        ..one
    });
    let mut cells: Vec<Cell> = name.cells.into_iter().chain(lines).collect();
    cells.sort_by(|one, other| if rtl { other.x0.total_cmp(&one.x0) } else { one.x0.total_cmp(&other.x0) });
    Row { cells, ..name }
}
