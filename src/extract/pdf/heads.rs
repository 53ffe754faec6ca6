//! Names of columns without borders that do not stand right over their columns: one set to the middle of a wide column, and
//! names that reach over several columns with their own names below.

use super::rows::{Cell, Row};

/// The first two rows as one when each name of the first stands over as many of the second, which are the same under each:
/// `Summer`, `Winter` over `1 week`, `2 weeks`, `1 week`, `2 weeks`.
pub(super) fn stacked(rows: &[Row], spans: &[(f64, f64)]) -> Option<Vec<String>> {
    let [first, second, _, ..] = rows else { return None };
    let corner = spans.len().checked_sub(second.cells.len()).filter(|missing| *missing <= 1)?;
    let inner = in_order(second).split_off(1 - corner);
    let upper = in_order(first);
    let each = inner.len().checked_div(upper.len()).filter(|each| *each >= 2)?;
    let words = |cell: &&Cell| !cell.text.contains(char::is_numeric);
    let alike = |names: &[&Cell]| names.iter().zip(&inner).all(|(one, other)| one.text == other.text);
    let over = upper.iter().zip(inner.chunks(each)).all(|(name, below)| {
        let middle = f64::midpoint(name.x0, name.x1);
        below[0].x0 < middle && middle < below[below.len() - 1].x1
    });
    if upper.len() < 2 || inner.len() != each * upper.len() || !over {
        return None;
    }
    if !upper.iter().all(words) || !inner.chunks(each).all(alike) {
        return None;
    }
    let corner = if corner == 0 { in_order(second)[0].text.clone() } else { String::new() };
    let names =
        inner.iter().enumerate().map(|(at, below)| format!("{} {}", upper[at / each].text, below.text));
    Some(std::iter::once(corner).chain(names).collect())
}

fn in_order(row: &Row) -> Vec<&Cell> {
    let mut cells: Vec<&Cell> = row.cells.iter().collect();
    cells.sort_by(|one, other| one.x0.total_cmp(&other.x0));
    cells
}

/// A column with nothing but a name in its first row, beside one that has all but that: both are one. Says which column goes,
/// and into which.
pub(super) fn beside_its_column(rows: &[Vec<String>]) -> Option<(usize, usize)> {
    let (first, rest) = rows.split_first()?;
    let empty = |column: usize| rest.iter().all(|row| row[column].is_empty());
    let nameless = |column: usize| first[column].is_empty() && !empty(column);
    (0..first.len()).filter(|column| !first[*column].is_empty() && empty(*column)).find_map(|column| {
        let before = column.checked_sub(1).filter(|before| nameless(*before));
        let behind = Some(column + 1).filter(|behind| *behind < first.len() && nameless(*behind));
        Some((column, before.or(behind)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(words: &[&[&str]]) -> Vec<Vec<String>> {
        words.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn a_name_in_the_middle_of_a_wide_column_belongs_to_it() {
        assert_eq!(beside_its_column(&rows(&[&["", "Dish", "Price"], &["Soup", "", "4"]])), Some((1, 0)));
        assert_eq!(beside_its_column(&rows(&[&["Dish", "", "Price"], &["", "Soup", "4"]])), Some((0, 1)));
        assert_eq!(beside_its_column(&rows(&[&["Dish", "Small", "Large"], &["Soup", "", "4"]])), None);
        assert_eq!(beside_its_column(&rows(&[&["", "Mon", "Tue"], &["Yoga", "9", ""]])), None);
    }
}
