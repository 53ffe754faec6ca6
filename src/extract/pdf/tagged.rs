//! The words of tables the file itself describes: each letter goes to the cell it is marked for, whatever stands where.
//! What does not stand on the page as it is described is left to the eye.

use super::bidi;
use super::bordered;
use super::grids::{Grid, Place};
use super::letter::Letter;
use super::rows::Row;
use super::structure::{Edges, OnPage, Told};

/// One letter within a table for so many marked ones may be unmarked; one cell of so many may stand out of line.
const UNMARKED: usize = 12;
const OUT_OF_LINE: usize = 10;

/// Takes the words of such tables out of the letters; each is one row.
pub(super) fn take(letters: &mut Vec<Letter>, tables: &[OnPage], page: bidi::Page) -> Vec<Row> {
    let mut rows = Vec::new();
    for table in tables {
        let mut cells: Vec<Vec<Letter>> = vec![Vec::new(); table.cells.len()];
        let mut rest = Vec::with_capacity(letters.len());
        for letter in letters.iter() {
            match letter.mark.and_then(|mark| table.of.get(&mark)) {
                Some(place) => cells[*place].push(letter.clone()),
                None => rest.push(letter.clone()),
            }
        }
        let edges: Vec<Edges> = cells.iter().map(|letters| bounds(letters.iter())).collect();
        let Some(told) = table.placed(&edges) else { continue };
        let Some(grid) = grid(&told, &edges, table.is_whole).filter(|_| is_whole(&cells, &rest)) else {
            continue;
        };
        cells.resize(grid.places.len(), Vec::new());
        if let Some(row) = bordered::table(&grid, cells, page) {
            rows.push(row);
            *letters = rest;
        }
    }
    rows
}

/// Left, top, right and lower edge of the seen letters.
fn bounds<'l>(letters: impl Iterator<Item = &'l Letter>) -> Edges {
    letters.filter(|letter| !letter.blank).fold(None, |bounds: Option<[f64; 4]>, letter| {
        let own = [letter.x, letter.y - letter.size, letter.x + letter.advance, letter.y];
        Some(
            bounds.map_or(own, |[x0, y0, x1, y1]| {
                [x0.min(own[0]), y0.min(own[1]), x1.max(own[2]), y1.max(own[3])]
            }),
        )
    })
}

/// Whether hardly a letter within the table is marked for something else.
fn is_whole(cells: &[Vec<Letter>], rest: &[Letter]) -> bool {
    let Some([x0, y0, x1, y1]) = bounds(cells.iter().flatten()) else { return false };
    let inside = |letter: &&Letter| {
        !letter.blank && (x0..=x1).contains(&letter.x) && letter.y > y0 + 0.5 * letter.size && letter.y <= y1
    };
    let marked = cells.iter().flatten().filter(|letter| !letter.blank).count();
    rest.iter().filter(inside).count() * UNMARKED <= marked
}

/// The cells where they stand, if rows stand under each other and columns beside each other.
fn grid(cells: &[Told], edges: &[Edges], in_order: bool) -> Option<Grid> {
    let mut seen: Vec<(&Told, [f64; 4])> =
        cells.iter().zip(edges).filter_map(|(told, edge)| Some((told, (*edge)?))).collect();
    seen.sort_by_key(|(told, _)| (told.row, told.column));
    let (mut ahead, mut back, mut wrong) = (0_usize, 0_usize, 0_usize);
    for pair in seen.windows(2).filter(|pair| pair[0].0.row == pair[1].0.row) {
        let (one, other) = (pair[0].1, pair[1].1);
        match (one[2] <= other[0] + 1.0, other[2] <= one[0] + 1.0) {
            (true, _) => ahead += 1,
            (_, true) => back += 1,
            (false, false) => wrong += 1,
        }
    }
    // Read from the right, the first cell of a row stands at its right end.
    let turned = in_order && back > ahead;
    let (along, against) = if turned { (back, ahead) } else { (ahead, back) };
    let columns = cells.iter().map(|told| told.column + told.across).max()?;
    let rows = cells.iter().map(|told| told.row + told.down).max()?;
    let column = |told: &Told| if turned { columns - told.column - told.across } else { told.column };
    let of_row = |row: usize| seen.iter().filter(move |(told, _)| told.row == row && told.down == 1);
    let tops: Vec<f64> = (0..rows).filter_map(|row| least(of_row(row).map(|(_, edge)| edge[1]))).collect();
    let falls = tops.windows(2).filter(|pair| pair[1] <= pair[0]).count();
    if along == 0 || (wrong + against) * OUT_OF_LINE > along || falls > 0 {
        return None;
    }
    let all = |at: usize| seen.iter().map(move |(_, edge)| edge[at]);
    let (left, top) = (least(all(0))?, least(all(1))?);
    let (right, bottom) = (most(all(2))?, most(all(3))?);
    let lefts = |at: usize| seen.iter().filter(move |(told, _)| column(told) == at && told.across == 1);
    let xs = (0..columns).map(|at| least(lefts(at).map(|(_, edge)| edge[0])));
    let ys = (0..rows).map(|row| least(of_row(row).map(|(_, edge)| edge[1])));
    let mut places: Vec<Place> = cells
        .iter()
        .map(|told| Place { row: told.row, column: column(told), down: told.down, across: told.across })
        .collect();
    places.extend(missing(&places, columns, rows));
    let is_named = |row: usize| {
        let own = || cells.iter().zip(edges).filter(move |(told, _)| told.row == row);
        own().all(|(told, edge)| told.header || edge.is_none())
            && own().filter(|(told, _)| told.header).count() >= 2
    };
    Some(Grid {
        xs: filled(xs, left, right),
        ys: filled(ys, top, bottom),
        places,
        named: if is_named(0) { (0..rows).map(is_named).collect() } else { Vec::new() },
        of: Vec::new(),
    })
}

/// The places that no cell takes.
fn missing(places: &[Place], columns: usize, rows: usize) -> Vec<Place> {
    let mut taken = vec![false; columns * rows];
    for place in places {
        for row in place.row..(place.row + place.down).min(rows) {
            let last = (place.column + place.across).min(columns);
            taken[row * columns + place.column..row * columns + last].fill(true);
        }
    }
    let free = (0..columns * rows).filter(|at| !taken[*at]);
    free.map(|at| Place { row: at / columns, column: at % columns, down: 1, across: 1 }).collect()
}

fn most(edges: impl Iterator<Item = f64>) -> Option<f64> {
    edges.max_by(f64::total_cmp)
}

fn least(edges: impl Iterator<Item = f64>) -> Option<f64> {
    edges.min_by(f64::total_cmp)
}

/// Where each column or row begins, one without a word where the one before does; and where the last one ends.
fn filled(begins: impl Iterator<Item = Option<f64>>, first: f64, last: f64) -> Vec<f64> {
    let mut known = first;
    let mut filled: Vec<f64> = Vec::new();
    for begin in begins {
        known = begin.map_or(known, |begin| begin.max(known));
        filled.push(known);
    }
    filled.push(last.max(known));
    filled
}
