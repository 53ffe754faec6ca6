//! The words of tables whose cells have borders: each letter goes to the cell it stands in, so that empty cells stay
//! empty and narrow gaps part nothing. What turns out to be boxes of a layout is given back.

use std::rc::Rc;

use super::bidi;
use super::grids::{self, Grid, Place};
use super::hyphens::add_line;
use super::letter::Letter;
use super::page::Rule;
use super::rows::{self, Bordered, Cell, Row};
use crate::extract::grid;

/// Em: letters nearer than this are one word, and belong to one cell.
const SAME_WORD: f64 = 0.15;
/// Letters of a cell that is a piece of a page rather than of a table.
const LONG_CELL: usize = 600;
/// Rows that may name the columns.
const MAX_HEADER: usize = 3;

/// Takes the words of bordered tables out of the letters; each table is one row.
pub(super) fn take(letters: &mut Vec<Letter>, rules: &[Rule], page: bidi::Page) -> Vec<Row> {
    let mut tables = Vec::new();
    for grid in grids::grids(rules) {
        let mut cells: Vec<Vec<Letter>> = vec![Vec::new(); grid.places.len()];
        let mut rest = Vec::with_capacity(letters.len());
        for (letter, place) in letters.iter().zip(assigned(letters, &grid)) {
            match place {
                Some(place) => cells[place].push(letter.clone()),
                None => rest.push(letter.clone()),
            }
        }
        if let Some(row) = table(&grid, cells, page) {
            tables.push(row);
            *letters = rest;
        }
    }
    tables
}

/// The place of each letter: that of its word, unless a border runs between its letters.
fn assigned(letters: &[Letter], grid: &Grid) -> Vec<Option<usize>> {
    let own = |letter: &Letter| grid.at(letter.x + letter.advance / 2.0, letter.y - 0.3 * letter.size);
    let mut places: Vec<Option<usize>> = letters.iter().map(own).collect();
    let mut start = 0;
    for at in 1..=letters.len() {
        let goes_on = at < letters.len() && {
            let (before, letter) = (&letters[at - 1], &letters[at]);
            let em = letter.size.max(0.01);
            let gap = letter.x - before.x - before.advance;
            let at_border =
                grid.xs.iter().any(|x| *x > letter.x - gap.max(0.0) - 0.1 * em && *x < letter.x + 0.1 * em);
            (letter.y - before.y).abs() < 0.1 * em
                && gap.abs() < SAME_WORD * em
                && !letter.blank
                && !before.blank
                && !at_border
        };
        if !goes_on {
            let middle = places[start + (at - start) / 2];
            places[start..at].fill(middle);
            start = at;
        }
    }
    places
}

/// The table as one row, if it is one.
pub(super) fn table(grid: &Grid, letters: Vec<Vec<Letter>>, page: bidi::Page) -> Option<Row> {
    let rtl = bidi::is_rtl(letters.iter().flatten().map(|letter| &*letter.text), page);
    let cells: Vec<Vec<Row>> = letters.into_iter().map(|letters| rows::rows(letters, page)).collect();
    let places = || grid.places.iter().zip(&cells).filter(|(_, rows)| !rows.is_empty());
    let several = |part: fn(&Place) -> usize| {
        let mut taken: Vec<usize> = places().map(|(place, _)| part(place)).collect();
        taken.sort_unstable();
        taken.dedup();
        taken.len() >= 2
    };
    if !several(|place| place.row) || !several(|place| place.column) || is_layout(grid, &cells) {
        return None;
    }
    let size = cells.iter().flatten().map(|row| row.size).fold(0.0, f64::max);
    let written = write(grid, &cells, rtl);
    let columns = grid.xs.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let (x0, x1) = (grid.xs.first().copied()?, grid.xs.last().copied()?);
    let span = Cell { x0, x1, text: String::new(), size, font: 0 };
    let table = Bordered { size, columns, text: written };
    let y = grid.ys.first().copied()? + size;
    Some(Row { y, size, cells: vec![span], table: Some(Rc::new(table)) })
}

/// Boxes with lists of their own, long words, or whole columns between two lines.
fn is_layout(grid: &Grid, cells: &[Vec<Row>]) -> bool {
    let lists = |rows: &Vec<Row>| rows.iter().filter(|row| row.cells.len() >= 2).count() >= 2;
    let long = |rows: &Vec<Row>| text(rows).chars().count() > LONG_CELL;
    let stacked = |(place, rows): (&Place, &Vec<Row>)| {
        let amounts = rows.iter().filter(|row| is_amount(row)).count();
        let beside = |(other, rows): (&Place, &Vec<Row>)| {
            other.row == place.row && other.column != place.column && rows.len() >= 3
        };
        amounts >= 3 && grid.places.iter().zip(cells).any(beside)
    };
    cells.iter().any(|rows| lists(rows) || long(rows)) || grid.places.iter().zip(cells).any(stacked)
}

fn is_amount(row: &Row) -> bool {
    let letters = || row.cells.iter().flat_map(|cell| cell.text.chars());
    let figures = letters().filter(char::is_ascii_digit).count();
    figures > 0 && figures * 2 >= letters().filter(|letter| letter.is_alphanumeric()).count()
}

fn text(rows: &[Row]) -> String {
    let mut words = String::new();
    for row in rows {
        let line: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
        add_line(&mut words, &line.join(" "));
    }
    words
}

fn write(grid: &Grid, cells: &[Vec<Row>], rtl: bool) -> String {
    let count = grid.ys.len() - 1;
    let mut lines: Vec<Vec<(usize, grid::Cell)>> = vec![Vec::new(); count];
    let first = header_rows(grid, cells);
    let named = |row: usize| grid.named.get(row).copied().unwrap_or(row < first);
    for (place, rows) in grid.places.iter().zip(cells) {
        let cell = grid::Cell {
            across: place.across,
            down: place.down,
            header: named(place.row),
            bold: false,
            ..grid::Cell::new(&text(rows))
        };
        lines[place.row].push((place.column, cell));
    }
    let rows = lines.into_iter().map(|mut line| {
        line.sort_by_key(|(column, _)| *column);
        if rtl {
            line.reverse();
        }
        line.into_iter().map(|(_, cell)| cell).collect()
    });
    grid::Grid { rows: rows.collect(), ..grid::Grid::default() }.write()
}

/// The first rows when they alone have letters of their own beside the first column.
fn header_rows(grid: &Grid, cells: &[Vec<Row>]) -> usize {
    let font = |rows: &Vec<Row>| rows.first().and_then(|row| row.cells.first()).map(|cell| cell.font);
    let fonts = |row: usize| {
        let inner = move |place: &Place| place.row == row && (place.column > 0 || row == 0);
        grid.places
            .iter()
            .zip(cells)
            .filter(move |(place, _)| inner(place))
            .filter_map(move |(_, rows)| font(rows))
    };
    let count = grid.ys.len() - 1;
    let Some(own) = fonts(0).next() else { return 0 };
    let head = (0..count).take_while(|row| fonts(*row).all(|font| font == own)).count();
    let others = (head..count).flat_map(fonts).all(|font| font != own);
    if head <= MAX_HEADER.min(count - 1) && others { head } else { 0 }
}
