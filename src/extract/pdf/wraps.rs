//! Lines of a table that go on with the row above: between two drawn lines, or close under it with nothing but words.

use super::hyphens::add_line;

/// Of the step from row to row: a line this near the one above goes on with it.
const CLOSER: f64 = 0.8;

/// A row in its columns.
pub(super) struct Placed {
    pub y: f64,
    pub size: f64,
    pub font: u64,
    pub cells: Vec<String>,
}

pub(super) fn add(cell: &mut String, text: &str) {
    add_line(cell, &text.replace(" | ", " / "));
}

pub(super) fn filled(row: &Placed) -> usize {
    row.cells.iter().filter(|cell| !cell.is_empty()).count()
}

/// Rows between two drawn lines are one, unless several of them are whole.
pub(super) fn by_lines(rows: Vec<Placed>, lines: &[f64]) -> Vec<Placed> {
    let mut groups: Vec<(usize, Vec<Placed>)> = Vec::new();
    for row in rows {
        let middle = row.y - 0.3 * row.size;
        let group = lines.iter().filter(|line| **line < middle).count();
        match groups.last_mut().filter(|(last, _)| *last == group) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((group, vec![row])),
        }
    }
    groups
        .into_iter()
        .flat_map(|(_, rows)| if is_one(&rows) { joined(rows) } else { wrapped(rows) })
        .collect()
}

fn is_one(rows: &[Placed]) -> bool {
    let whole = |row: &&Placed| filled(row) == row.cells.len();
    let later = rows.iter().skip(1).any(|row| row.cells.iter().any(|cell| is_amount(cell)));
    rows.iter().filter(whole).count() <= 1
        && !(later && rows.iter().filter(|row| filled(row) > 1).count() > 1)
}

/// A cell that is a figure with little beside it.
pub(super) fn is_amount(cell: &str) -> bool {
    let figures = cell.chars().filter(char::is_ascii_digit).count();
    figures > 0 && figures * 2 >= cell.chars().filter(|letter| letter.is_alphanumeric()).count()
}

fn joined(rows: Vec<Placed>) -> Vec<Placed> {
    let mut rows = rows.into_iter();
    let Some(mut one) = rows.next() else { return Vec::new() };
    for row in rows {
        for (cell, more) in one.cells.iter_mut().zip(&row.cells).filter(|(_, more)| !more.is_empty()) {
            add(cell, more);
        }
    }
    vec![one]
}

/// Without drawn lines: a row that only goes on with words, close under the one before, belongs to it.
pub(super) fn wrapped(rows: Vec<Placed>) -> Vec<Placed> {
    let usual = usual_step(&rows);
    let mut whole: Vec<Placed> = Vec::new();
    let mut last_y = f64::NEG_INFINITY;
    for row in rows {
        let close = row.y - last_y < 1.45 * row.size;
        let closer = usual.is_some_and(|usual| row.y - last_y < CLOSER * usual);
        last_y = row.y;
        let goes_on = |above: &Placed| {
            let under =
                row.cells.iter().zip(&above.cells).all(|(cell, above)| cell.is_empty() || !above.is_empty());
            let small = row.cells.iter().find(|cell| !cell.is_empty());
            let small = small
                .and_then(|cell| cell.chars().next())
                .is_some_and(|first| first.is_lowercase() || first == '(');
            let words = !row.cells.iter().any(|cell| is_amount(cell));
            if goes_on_listing(&row, above) {
                return true;
            }
            under
                && words
                && filled(&row) < row.cells.len()
                && (small || (closer && row.cells[0].is_empty() && filled(&row) == 1))
                && (row.cells[0].is_empty() || filled(&row) == 1)
        };
        // A name of two lines whose price stands on the second.
        let ends = |above: &Placed| {
            filled(above) == 1
                && !above.cells[0].is_empty()
                && row.cells[0].starts_with(char::is_lowercase)
                && row.cells[1..].iter().any(|cell| is_amount(cell))
        };
        match whole.last_mut().filter(|above| close && (goes_on(above) || ends(above))) {
            Some(above) => {
                for (cell, more) in
                    above.cells.iter_mut().zip(&row.cells).filter(|(_, more)| !more.is_empty())
                {
                    add(cell, more);
                }
            }
            None => whole.push(row),
        }
    }
    whole
}

/// The only cell goes on with what ends in a comma above: postcodes, sizes, allergens of more than one line.
fn goes_on_listing(row: &Placed, above: &Placed) -> bool {
    let more = row.cells.iter().zip(&above.cells).find(|(cell, _)| !cell.is_empty());
    row.cells[0].is_empty()
        && filled(row) == 1
        && more.is_some_and(|(_, above)| above.trim_end().ends_with([',', ';', '،', '、']))
}

/// The step from one row with a name to the next one with a name right below it.
fn usual_step(rows: &[Placed]) -> Option<f64> {
    let named = |pair: &&[Placed]| pair.iter().all(|row| !row.cells[0].is_empty());
    let mut steps: Vec<f64> = rows.windows(2).filter(named).map(|pair| pair[1].y - pair[0].y).collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied()
}
