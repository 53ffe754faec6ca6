//! What the two sides of a gutter read like: running text, a menu, a list under its own heading, or lines that stand at
//! heights of their own, as no row of a table does.

use super::rows::{Cell, Row};
use crate::extract::grid::is_day;

/// Rows on each side of a gutter; between whole lists one less will do.
pub(super) const MIN_ROWS: usize = 3;
/// What running text is: words in a piece, letters for each figure, share of pieces that go on in small letters.
const MIN_WORDS: f64 = 2.4;
const LETTERS_PER_FIGURE: usize = 2;
const MIN_SMALL: f64 = 0.2;
/// Letters of a currency or a unit beside a figure.
const MAX_UNIT: usize = 4;
/// Letters that make a word of what begins with a figure: "12 Pizza".
const MIN_WORD: usize = 4;
/// Times the size of what stands under it: the name of a panel.
const PANEL: f64 = 1.35;
/// Em from one line to the next; cells of a table that are set to the middle of theirs stand further apart.
const MAX_STEP: f64 = 2.3;

/// Whether two sides are columns to be read one after the other; `shared` rows have something on both.
pub(super) fn are_columns(left: &[Row], right: &[Row], shared: usize) -> bool {
    let rows = || left.iter().chain(right).filter(|row| row.cells.len() > 1);
    if rows().filter(|row| row.is_rtl()).count() * 2 > rows().count() {
        read_as_columns(&mirrored(right), &mirrored(left), shared)
    } else {
        read_as_columns(left, right, shared)
    }
}

fn read_as_columns(left: &[Row], right: &[Row], shared: usize) -> bool {
    if left.len().min(right.len()) < MIN_ROWS {
        return are_lists(left) && are_lists(right);
    }
    let both = |reads: fn(&[Row]) -> bool| reads(left) && reads(right);
    let apart = shared * 2 <= left.len().min(right.len()) && !parts_prices(left, right);
    both(is_running)
        || both(is_days)
        || both(is_menu)
        || both(are_lists)
        || are_panels(left, right)
        || (apart && both(is_set_close))
}

/// The rows as in a mirror, so that what is read from right to left begins at the left.
fn mirrored(rows: &[Row]) -> Vec<Row> {
    let turned = |cell: &Cell| Cell { x0: -cell.x1, x1: -cell.x0, ..cell.clone() };
    rows.iter().map(|row| Row { cells: row.cells.iter().map(turned).collect(), ..row.clone() }).collect()
}

/// Whether figures alone on one side stand on the line of words on the other.
fn parts_prices(left: &[Row], right: &[Row]) -> bool {
    let figures = |row: &Row| row.cells.iter().all(|cell| is_figure(cell) && !begins_in_words(cell));
    left.iter().any(|row| {
        // Both sides stand in the order of their height.
        let beside = right.binary_search_by(|other| other.y.total_cmp(&row.y)).ok();
        beside.is_some_and(|at| figures(row) || figures(&right[at]))
    })
}

/// Names with a price at the end of their row, and lines without one among them: headings, descriptions. A table
/// has figures in nearly every row, and its second half begins with them as often as not.
fn is_menu(rows: &[Row]) -> bool {
    let named = rows.iter().filter(|row| row.cells.first().is_some_and(|cell| !is_figure(cell))).count();
    let priced = rows.iter().filter(|row| row.cells.len() == 2 && is_figure(&row.cells[1])).count();
    let plain = rows.iter().filter(|row| row.cells.len() == 1 && !is_figure(&row.cells[0])).count();
    named == rows.len()
        && at_edge(rows) * 5 >= rows.len() * 4
        && priced >= 2
        && plain >= 2
        && priced + plain == rows.len()
}

/// Days of the week with what is said of each, in two parts beside each other.
fn is_days(rows: &[Row]) -> bool {
    // Their heading stands over the first part.
    let rows = if rows.first().is_some_and(|row| row.cells.len() == 1) { &rows[1..] } else { rows };
    let days = rows.iter().filter(|row| row.cells.first().is_some_and(|cell| is_day(&cell.text))).count();
    rows.iter().all(|row| row.cells.len() == 2) && days + 1 >= rows.len() && days >= 2
}

/// Lists beside each other, each with its heading and under it at the same edge nothing but names, most with what belongs
/// to them.
fn are_lists(rows: &[Row]) -> bool {
    let Some((headings, rest)) = rows.split_first() else { return false };
    let edges: Vec<f64> = headings.cells.iter().map(|cell| cell.x0).collect();
    (0..edges.len()).all(|list| {
        let from = edges[list] - headings.size;
        let to = edges.get(list + 1).map_or(f64::INFINITY, |next| next - headings.size);
        is_list(headings, &part(rest, from, to), list)
    }) && (edges.len() > 1 || at_edge(rows) == rows.len())
}

/// What of the rows stands between two edges.
pub(super) fn part(rows: &[Row], from: f64, to: f64) -> Vec<Row> {
    let within = |cell: &&Cell| cell.x0 >= from && cell.x0 < to;
    rows.iter()
        .map(|row| Row { cells: row.cells.iter().filter(within).cloned().collect(), ..row.clone() })
        .filter(|row| !row.cells.is_empty())
        .collect()
}

fn is_list(headings: &Row, rest: &[Row], list: usize) -> bool {
    let heading = &headings.cells[list];
    let named = |row: &Row| row.cells.len() <= 2 && row.cells.first().is_some_and(|cell| !is_figure(cell));
    let valued = |row: &&Row| row.cells.len() == 2;
    let priced = |row: &&Row| row.cells.last().is_some_and(|cell| cell.text.contains(char::is_numeric));
    let at_edge = |row: &Row| (row.x0() - heading.x0).abs() < headings.size;
    // A short one, or one with lines of words in it.
    let whole = !rest.is_empty() && rest.iter().all(|row| valued(&row) && priced(&row));
    let mixed = rest.iter().filter(valued).count() * 2 >= rest.len().max(4)
        && rest.iter().filter(priced).count() >= 2;
    !is_figure(heading) && rest.iter().all(named) && rest.iter().all(at_edge) && (whole || mixed)
}

/// Panels of a leaflet: names much larger than what stands under each, which reads like lines of text.
fn are_panels(left: &[Row], right: &[Row]) -> bool {
    let headed = |rows: &[Row]| {
        let Some((names, rest)) = rows.split_first() else { return false };
        let largest = rest.iter().map(|row| row.size).fold(0.0, f64::max);
        let at_edge = |row: &Row| {
            row.cells.len() <= names.cells.len()
                && row
                    .cells
                    .iter()
                    .all(|cell| names.cells.iter().any(|name| (name.x0 - cell.x0).abs() < 0.3 * names.size))
        };
        names.cells.iter().all(|name| name.size >= PANEL * largest)
            && rest.len() >= 3
            && rest.iter().all(at_edge)
            && rest.iter().flat_map(|row| &row.cells).map(words).sum::<usize>()
                >= 2 * rest.iter().map(|row| row.cells.len()).sum::<usize>()
    };
    let lines = || left[1..].iter().chain(&right[1..]).flat_map(|row| &row.cells);
    let reads_on = |cell: &&Cell| {
        cell.text.ends_with(['.', ',', ':', '!'])
            || cell.text.contains(": ")
            || cell.text.starts_with(char::is_lowercase)
    };
    headed(left) && headed(right) && lines().filter(reads_on).count() * 4 >= lines().count()
}

fn words(cell: &Cell) -> usize {
    cell.text.split_whitespace().count()
}

/// Lines of words, each close under the one before.
fn is_set_close(rows: &[Row]) -> bool {
    let mut steps: Vec<f64> =
        rows.windows(2).map(|pair| (pair[1].y - pair[0].y) / pair[1].size.max(0.01)).collect();
    steps.sort_by(f64::total_cmp);
    let close = steps.get(steps.len() / 4).is_some_and(|step| *step <= MAX_STEP);
    let words = rows.iter().filter(|row| row.cells.first().is_some_and(begins_in_words)).count();
    close && words * 5 >= rows.len() * 4
}

fn begins_in_words(cell: &Cell) -> bool {
    let letters = cell.text.chars().filter(|letter| letter.is_alphabetic()).count();
    cell.text.starts_with(char::is_alphabetic) || letters >= MIN_WORD
}

/// Rows that begin where the first of all begins.
fn at_edge(rows: &[Row]) -> usize {
    let x0 = rows.iter().map(Row::x0).fold(f64::INFINITY, f64::min);
    rows.iter().filter(|row| row.x0() - x0 < row.size).count()
}

fn is_figure(cell: &Cell) -> bool {
    let figures = cell.text.chars().filter(char::is_ascii_digit).count();
    figures > 0 && cell.text.chars().filter(|letter| letter.is_alphabetic()).count() <= MAX_UNIT
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(y: f64, cells: &[(f64, &str)]) -> Row {
        let cell = |(x0, text): &(f64, &str)| Cell {
            x0: *x0,
            x1: x0 + 30.0,
            text: (*text).to_owned(),
            size: 10.0,
            font: 0,
        };
        Row { y, size: 10.0, cells: cells.iter().map(cell).collect(), table: None }
    }

    #[test]
    fn lists_are_columns_from_either_side() {
        let left = [row(0.0, &[(0.0, "Soups")]), row(15.0, &[(0.0, "Leek"), (60.0, "4.50")])];
        let right = [row(0.0, &[(120.0, "Mains")]), row(15.0, &[(120.0, "Trout"), (180.0, "19.00")])];
        assert!(are_columns(&left, &right, 2));
        let first = [row(0.0, &[(180.0, "מרקים")]), row(15.0, &[(180.0, "כרישה"), (120.0, "28")])];
        let second = [row(0.0, &[(60.0, "עיקריות")]), row(15.0, &[(60.0, "דג"), (0.0, "88")])];
        assert!(are_columns(&second, &first, 2));
        assert!(!are_columns(&[row(0.0, &[(0.0, "Soups")])], &right, 1));
    }

    #[test]
    fn rows_in_both_directions_are_read_once() {
        let mixed = [row(0.0, &[(0.0, "Leek"), (60.0, "4.50")]), row(15.0, &[(60.0, "כרישה"), (0.0, "28")])];
        assert!(!are_columns(&mixed, &mixed, 2));
    }
}
