//! Numbers of a CSV that can be read in two ways: `1.250` is one and a quarter or over a thousand where no other number of
//! the file shows which mark parts its decimals, and `24,50` in two cells is a price or two figures. They are
//! kept as they stand; that they are in doubt is said.

use super::decimals::is_decimal;

/// Letters of a currency beside a number.
const MAX_CURRENCY: usize = 4;

/// What was found so far.
#[derive(Debug, Default)]
pub(in super::super) struct Doubts {
    width: Option<usize>,
    /// Rows whose number may be in two cells, and numbers whose mark may be either.
    cut: Vec<usize>,
    either: Vec<usize>,
    mark_known: bool,
}

impl Doubts {
    /// Looks at a row, the header first.
    pub fn look(&mut self, cells: &[String], line: usize) {
        let Some(width) = self.width else {
            self.width = Some(cells.len());
            return;
        };
        if cells.len() > width && cells.windows(2).skip(1).any(|pair| is_decimal(&pair[0], &pair[1])) {
            self.cut.push(line);
        }
        for cell in cells.iter().skip(1) {
            match decimals(cell) {
                Some(3) => self.either.push(line),
                Some(1 | 2) => self.mark_known = true,
                Some(_) | None => {}
            }
        }
    }

    /// How many numbers are in doubt, and the line of the first.
    pub fn found(&self) -> Option<(usize, usize)> {
        let either = if self.mark_known { &[][..] } else { self.either.as_slice() };
        let first = self.cut.first().into_iter().chain(either.first()).min()?;
        Some((self.cut.len() + either.len(), *first))
    }
}

/// The figures behind the only mark of a number that stands alone in its cell, with its currency perhaps.
fn decimals(cell: &str) -> Option<usize> {
    let is_number = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '\'' | '-' | '+');
    let number = cell.trim_matches(|letter: char| !letter.is_ascii_digit());
    let beside = cell.chars().filter(|letter| letter.is_alphabetic()).count();
    if !number.chars().all(is_number) || beside > MAX_CURRENCY {
        return None;
    }
    let (whole, behind) = number.split_once(['.', ','])?;
    let plain = |figures: &str| !figures.is_empty() && figures.bytes().all(|byte| byte.is_ascii_digit());
    // Nothing below one has thousands, and no group before the first mark has more than three figures.
    let either = whole.len() <= 3 && !whole.starts_with('0');
    (plain(whole) && plain(behind) && (behind.len() != 3 || either)).then_some(behind.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(csv: &str) -> Option<(usize, usize)> {
        let mut doubts = Doubts::default();
        for (at, row) in csv.lines().enumerate() {
            doubts.look(&row.split(';').map(str::to_owned).collect::<Vec<_>>(), at + 1);
        }
        doubts.found()
    }

    #[test]
    fn a_number_is_in_doubt_until_another_shows_its_mark() {
        assert_eq!(found("Item;Price\nSofa;1.250\nTable;2.400 €"), Some((2, 2)));
        assert_eq!(found("Item;Price\nSofa;1,250\nTable;900"), Some((1, 2)));
        for sure in [
            "Item;Price\nSofa;1.250\nLamp;89,50",
            "Item;Price\nSofa;1.250,00\nTable;2.400,00\nLamp;3,5",
            "Item;Weight\nBread;0.750",
            "Item;Phone\nMario;055 1.234.567",
            "Item;Size\nScrew;M1.250 steel, long",
            "Item;Price\nSofa;1250",
            "1.250;Bread\nSofa;Table",
        ] {
            assert_eq!(found(sure), None, "{sure}");
        }
    }

    #[test]
    fn a_price_that_may_be_in_two_cells_is_in_doubt() {
        assert_eq!(found("Item;Pieces;Price\nEggs;12;24;50\nRolls;10;14;20"), Some((2, 2)));
        assert_eq!(found("Item;Price\nBread;3;fresh"), None);
    }
}
