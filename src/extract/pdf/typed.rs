//! Plain text whose columns are set out with blanks: its lines are laid on a page and read as the tables of one are. What
//! is no table stays as it was typed.

use unicode_width::UnicodeWidthChar as _;

use super::rows::{CELL_GAP, Cell, Row};
use super::tables::{self, Block};
use super::text::Writer;

/// Em of a letter, from line to line, and added where a line ends a table.
const LETTER: f64 = 0.5;
const LINE: f64 = 1.2;
const APART: f64 = 20.0;
/// Lines of a text that is looked at.
const MAX_LINES: usize = 20_000;
/// Columns a letter may stand in.
const MAX_WIDTH: usize = 400;

/// The text with its tables written as such.
pub(in crate::extract) fn laid_out(text: &str) -> String {
    let lines: Vec<&str> = text.lines().take(MAX_LINES + 1).collect();
    let (places, rows) = rows(&lines);
    let tables = if lines.len() > MAX_LINES { Vec::new() } else { tables::among(&rows) };
    if tables.is_empty() {
        return text.to_owned();
    }
    let mut writer = Writer::default();
    let mut carried = None;
    let mut next = 0;
    for (first, last, table) in tables {
        push(&mut writer.text, &lines[next..places[first]]);
        writer.region(&[Block::Table(table)], None, &mut carried);
        next = places[last] + 1;
    }
    push(&mut writer.text, &lines[next..]);
    writer.text
}

fn push(text: &mut String, lines: &[&str]) {
    let set_off = text.ends_with("\n\n");
    for line in lines.iter().skip_while(|line| set_off && line.trim().is_empty()) {
        text.push_str(line);
        text.push('\n');
    }
}

/// The lines that may be rows, and where each stands. An empty line ends a table.
fn rows(lines: &[&str]) -> (Vec<usize>, Vec<Row>) {
    let mut y = 0.0;
    let mut found = (Vec::new(), Vec::new());
    for (at, line) in lines.iter().enumerate() {
        y += LINE;
        match cells(line) {
            Some(cells) => {
                found.0.push(at);
                found.1.push(Row { y, size: 1.0, cells, table: None });
            }
            None => y += APART,
        }
    }
    found
}

/// A line as its cells; nothing where it is empty, drawn as a frame or parted by tabs.
fn cells(line: &str) -> Option<Vec<Cell>> {
    let mut cells: Vec<Cell> = Vec::new();
    let (mut place, mut blanks) = (0_usize, 2_usize);
    for letter in line.trim_end().chars() {
        if matches!(letter, '\t' | '|' | '\u{2500}'..='\u{257F}') || place > MAX_WIDTH {
            return None;
        }
        let end = place + letter.width().unwrap_or_default();
        if letter == ' ' {
            blanks += 1;
        } else {
            match cells.last_mut().filter(|_| em(blanks) < CELL_GAP) {
                Some(cell) => {
                    cell.text.extend(std::iter::repeat_n(' ', blanks));
                    cell.text.push(letter);
                    cell.x1 = em(end);
                }
                None => cells.push(Cell {
                    x0: em(place),
                    x1: em(end),
                    text: letter.to_string(),
                    size: 1.0,
                    font: 0,
                }),
            }
            blanks = 0;
        }
        place = end;
    }
    (!cells.is_empty()).then_some(cells)
}

#[expect(clippy::cast_precision_loss, reason = "letters of a line")]
fn em(letters: usize) -> f64 {
    letters as f64 * LETTER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_blanks_are_tables_with_their_empty_cells() {
        let text = "PRICES              small   large\nCoffee               2.20    2.80\nTea                  1.90\n\
            Hot chocolate                3.50\n\nWe are closed on Sunday.  See you!\n";
        assert_eq!(
            laid_out(text),
            "PRICES | small | large\n--- | --- | ---\nCoffee | 2.20 | 2.80\nTea | 1.90 |\nHot chocolate |  | 3.50\n\n\
            We are closed on Sunday.  See you!\n"
        );
        let groups = "           S      L\nLatte      3.10   3.60\nMocha      3.40   3.90\n\nBagel      2.00   2.50\nRolls             1.50\n";
        assert!(
            laid_out(groups).ends_with(" | S | L\n--- | --- | ---\nBagel | 2.00 | 2.50\nRolls |  | 1.50\n\n"),
            "{}",
            laid_out(groups)
        );
        let hours = "Hours\nMon-Fri     8-18\nSat         9-13\nSun         closed\n";
        assert_eq!(laid_out(hours), "Hours\n\nMon-Fri | 8-18\nSat | 9-13\nSun | closed\n\n");
    }

    #[test]
    fn other_text_stays_as_it_was_typed() {
        for text in [
            "We bake at night.  Come early.\nBread costs 3 €.  Rolls 0,50 €.\nThank you.  Bye.",
            "Item  |  Price\n------+-------\nBread |  3,20\nRolls |  0,50\n",
            "Mon\t9-18\nTue\t9-18\nWed\t9-18\n",
            "1. Order\n   by telephone\n2. Pay\n   at the door\n",
        ] {
            assert_eq!(laid_out(text), text);
        }
    }
}
