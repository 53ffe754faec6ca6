//! Which columns and rows the cells of a table reach over: by where each ends, and by the marks of merged cells.

use super::super::grid::Cell;

/// Twentieths of a point: ends of cells this near each other are one border.
const SAME_BORDER: i32 = 40;
/// Borders of a row that are looked at.
const MAX_EDGES: usize = 200;

/// Whether a cell begins what others go on with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Merge {
    #[default]
    Alone,
    First,
    GoesOn,
}

/// Where a cell ends, and what it is merged with.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Edge {
    pub right: i32,
    pub across: Merge,
    pub down: Merge,
}

/// What a row says of its cells before they come.
#[derive(Debug, Clone, Default)]
pub(super) struct Edges {
    known: Vec<Edge>,
    next: Edge,
}

impl Edges {
    /// A control word of a row's definition.
    pub fn word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "trowd" => *self = Self::default(),
            "clmgf" => self.next.across = Merge::First,
            "clmrg" => self.next.across = Merge::GoesOn,
            "clvmgf" => self.next.down = Merge::First,
            "clvmrg" => self.next.down = Merge::GoesOn,
            "cellx" if self.known.len() < MAX_EDGES => {
                let next = std::mem::take(&mut self.next);
                self.known.push(Edge { right: number.unwrap_or(0), ..next });
            }
            _ => {}
        }
    }
}

/// The rows of a table with what each cell reaches over, as far as the file says it for every row.
pub(super) fn rows(rows: Vec<(Vec<Cell>, Edges)>) -> Vec<Vec<Cell>> {
    let borders = borders(&rows);
    let laid: Option<Vec<Vec<Laid>>> =
        rows.iter().map(|(cells, edges)| lay_out(cells, edges, &borders)).collect();
    match laid {
        Some(laid) => reach_down(laid),
        None => rows.into_iter().map(|(cells, _)| cells).collect(),
    }
}

/// A cell with the column it begins in.
struct Laid {
    cell: Cell,
    column: usize,
    down: Merge,
}

/// Where cells of any row end, each border once.
fn borders(rows: &[(Vec<Cell>, Edges)]) -> Vec<i32> {
    let mut ends: Vec<i32> =
        rows.iter().flat_map(|(_, edges)| edges.known.iter().map(|edge| edge.right)).collect();
    ends.sort_unstable();
    ends.dedup_by(|next, last| next.saturating_sub(*last) <= SAME_BORDER);
    ends
}

fn lay_out(cells: &[Cell], edges: &Edges, borders: &[i32]) -> Option<Vec<Laid>> {
    if cells.len() != edges.known.len() {
        return None;
    }
    let mut laid: Vec<Laid> = Vec::new();
    let mut column = 0;
    for (cell, edge) in cells.iter().zip(&edges.known) {
        let end = borders.partition_point(|border| *border <= edge.right);
        let across = end.checked_sub(column).filter(|across| *across > 0)?;
        match laid.last_mut().filter(|_| edge.across == Merge::GoesOn) {
            Some(first) => first.cell.across += across,
            None => laid.push(Laid { cell: Cell { across, ..cell.clone() }, column, down: edge.down }),
        }
        column = end;
    }
    Some(laid)
}

/// Cells that only go on with the one above make it reach down.
fn reach_down(mut rows: Vec<Vec<Laid>>) -> Vec<Vec<Cell>> {
    for at in 0..rows.len() {
        let (above, below) = rows.split_at_mut(at + 1);
        for first in above[at].iter_mut().filter(|laid| laid.down == Merge::First) {
            let column = first.column;
            let goes_on =
                |row: &&Vec<Laid>| row.iter().any(|laid| laid.column == column && laid.down == Merge::GoesOn);
            first.cell.down += below.iter().take_while(goes_on).count();
        }
    }
    let own = |laid: Laid| (laid.down != Merge::GoesOn).then_some(laid.cell);
    rows.into_iter().map(|row| row.into_iter().filter_map(own).collect()).collect()
}
