//! Decimal commas without quotes in a file whose cells are parted by commas: `Bread,3,20` under `Product,Price` holds
//! one price in two cells. Where every row has the same cells too many, and they can be joined in one way only, they are.

/// The cells to join with the one behind them, and how many cells the header has.
#[derive(Debug, Default)]
pub(super) struct Decimals {
    width: usize,
    columns: Vec<usize>,
}

impl Decimals {
    /// What the first rows of the table, its header in front, say of all.
    pub fn of(rows: &[Vec<String>], delimiter: char) -> Self {
        let Some((header, rows)) = rows.split_first().filter(|_| delimiter == ',') else {
            return Self::default();
        };
        let width = header.len();
        let named = width >= 2 && header.iter().all(|cell| cell.contains(char::is_alphabetic));
        let wide: Vec<&Vec<String>> = rows.iter().filter(|row| row.len() > width).collect();
        let Some(most) = wide.first().map(|row| row.len()) else { return Self::default() };
        // A row whose price is whole has a cell less.
        let alike = wide.iter().all(|row| row.len() == most) && rows.iter().all(|row| row.len() >= width);
        if !named || !alike || wide.len() * 2 <= rows.len() {
            return Self::default();
        }
        let columns: Vec<usize> = (1..most - 1)
            .filter(|column| wide.iter().all(|row| is_decimal(&row[*column], &row[column + 1])))
            .collect();
        let overlap = columns.windows(2).any(|pair| pair[0] + 1 == pair[1]);
        if overlap || columns.len() != most - width {
            return Self::default();
        }
        Self { width, columns }
    }

    /// The row with its decimals whole.
    pub fn joined(&self, cells: Vec<String>) -> Vec<String> {
        if self.columns.is_empty() || cells.len() != self.width + self.columns.len() {
            return cells;
        }
        if self.columns.iter().any(|column| !is_decimal(&cells[*column], &cells[column + 1])) {
            return cells;
        }
        let mut joined: Vec<String> = Vec::with_capacity(self.width);
        for (column, cell) in cells.into_iter().enumerate() {
            match joined.last_mut().filter(|_| column > 0 && self.columns.contains(&(column - 1))) {
                Some(whole) => {
                    whole.push(',');
                    whole.push_str(&cell);
                }
                None => joined.push(cell),
            }
        }
        joined
    }
}

/// `3` and `20`, `€ 3` and `20`, `3` and `20 €`.
pub(super) fn is_decimal(whole: &str, decimals: &str) -> bool {
    let figures = whole.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let (cents, rest) = decimals.split_at_checked(2).unwrap_or((decimals, ""));
    !figures.is_empty()
        && figures.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && cents.len() == 2
        && cents.bytes().all(|byte| byte.is_ascii_digit())
        && (rest.is_empty() || rest.starts_with([' ', '€', '$', '£', '%']))
}
