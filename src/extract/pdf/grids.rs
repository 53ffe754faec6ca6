//! Grids of drawn lines: where borders stand around cells, they say what belongs together, whatever the gaps between the
//! words. Only lines are looked at here; the words come in `bordered`.

use super::page::Rule;

/// Points: lines this near each other are one border, and this near the other's end they meet.
const SAME_BORDER: f64 = 4.5;
const MEETS: f64 = 3.0;
/// Points: thinner is a line.
const THIN: f64 = 3.0;
/// Of the side of a cell: how much of it must be drawn.
const DRAWN: f64 = 0.7;
/// Pairs of lines that are looked at, columns, and places of a grid.
const MAX_PAIRS: usize = 9_000_000;
const MAX_COLUMNS: usize = 60;
const MAX_PLACES: usize = 20_000;

/// A cell with the rows and columns it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub row: usize,
    pub column: usize,
    pub down: usize,
    pub across: usize,
}

/// Borders that form rows and columns.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// Where its columns and rows begin, and where the last one ends.
    pub xs: Vec<f64>,
    pub ys: Vec<f64>,
    /// By row, then by column.
    pub places: Vec<Place>,
    /// Whether each row is called the names of the columns; empty where nothing says so.
    pub named: Vec<bool>,
    /// The place of every row and column.
    pub of: Vec<usize>,
}

impl Grid {
    /// The place at a point.
    pub fn at(&self, x: f64, y: f64) -> Option<usize> {
        let column = self.xs.partition_point(|border| *border <= x).checked_sub(1)?;
        let row = self.ys.partition_point(|border| *border <= y).checked_sub(1)?;
        let inside = column + 1 < self.xs.len() && row + 1 < self.ys.len();
        inside.then(|| self.of[row * (self.xs.len() - 1) + column])
    }
}

/// The grids a page's lines form.
pub(super) fn grids(rules: &[Rule]) -> Vec<Grid> {
    let level: Vec<Rule> = rules.iter().filter(|rule| rule.y1 - rule.y0 <= THIN).copied().collect();
    let upright: Vec<Rule> = rules.iter().filter(|rule| rule.x1 - rule.x0 <= THIN).copied().collect();
    if level.len() < 3 || upright.len() < 2 || level.len().saturating_mul(upright.len()) > MAX_PAIRS {
        return Vec::new();
    }
    let mut sets = Sets::new(level.len() + upright.len());
    for (one, line) in level.iter().enumerate() {
        for (other, post) in upright.iter().enumerate() {
            let meets = post.x1 >= line.x0 - MEETS
                && post.x0 <= line.x1 + MEETS
                && line.y1 >= post.y0 - MEETS
                && line.y0 <= post.y1 + MEETS;
            if meets {
                sets.join(one, level.len() + other);
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, (Vec<Rule>, Vec<Rule>)> =
        std::collections::BTreeMap::new();
    for (index, line) in level.iter().enumerate() {
        groups.entry(sets.root(index)).or_default().0.push(*line);
    }
    for (index, post) in upright.iter().enumerate() {
        groups.entry(sets.root(level.len() + index)).or_default().1.push(*post);
    }
    groups.into_values().filter_map(|(level, upright)| grid(&level, &upright)).collect()
}

fn grid(level: &[Rule], upright: &[Rule]) -> Option<Grid> {
    if level.len() < 2 || upright.is_empty() {
        return None;
    }
    // A table without a frame ends where its lines do.
    let ends = |ends: &mut dyn Iterator<Item = (f64, f64)>| {
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |all, one| (all.0.min(one.0), all.1.max(one.1)))
    };
    let (left, right) = ends(&mut level.iter().map(|line| (line.x0, line.x1)));
    let (top, bottom) = ends(&mut upright.iter().map(|post| (post.y0, post.y1)));
    let across = |post: &Rule| f64::midpoint(post.x0, post.x1);
    let along = |line: &Rule| f64::midpoint(line.y0, line.y1);
    let xs = borders(upright.iter().map(across).chain([left, right]).collect());
    let ys = borders(level.iter().map(along).chain([top, bottom]).collect());
    let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
    if !(2..=MAX_COLUMNS).contains(&columns) || rows < 2 || columns * rows > MAX_PLACES {
        return None;
    }
    // How much is drawn of the border on the left of each place, and of the one above it.
    let mut beside = vec![0.0; (columns + 1) * rows];
    for post in upright {
        let column = nearest(&xs, across(post));
        for row in 0..rows {
            beside[row * (columns + 1) + column] += shared((post.y0, post.y1), (ys[row], ys[row + 1]));
        }
    }
    let mut above = vec![0.0; columns * (rows + 1)];
    for line in level {
        let row = nearest(&ys, along(line));
        for column in 0..columns {
            above[row * columns + column] += shared((line.x0, line.x1), (xs[column], xs[column + 1]));
        }
    }
    let mut sets = Sets::new(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            let place = row * columns + column;
            if column > 0 && beside[row * (columns + 1) + column] < DRAWN * (ys[row + 1] - ys[row]) {
                sets.join(place - 1, place);
            }
            if row > 0 && above[row * columns + column] < DRAWN * (xs[column + 1] - xs[column]) {
                sets.join(place - columns, place);
            }
        }
    }
    let (places, of) = places(&mut sets, columns, rows)?;
    Some(Grid { xs, ys, places, named: Vec::new(), of })
}

/// The cells, if all of them are oblong.
fn places(sets: &mut Sets, columns: usize, rows: usize) -> Option<(Vec<Place>, Vec<usize>)> {
    let mut places: Vec<Place> = Vec::new();
    let mut sizes: Vec<usize> = Vec::new();
    let mut known: std::collections::HashMap<usize, usize> = std::collections::HashMap::new();
    let mut of = vec![0; columns * rows];
    for row in 0..rows {
        for column in 0..columns {
            let index = *known.entry(sets.root(row * columns + column)).or_insert_with(|| {
                places.push(Place { row, column, down: 1, across: 1 });
                sizes.push(0);
                places.len() - 1
            });
            let place = &mut places[index];
            if column < place.column {
                return None;
            }
            place.down = place.down.max(row + 1 - place.row);
            place.across = place.across.max(column + 1 - place.column);
            sizes[index] += 1;
            of[row * columns + column] = index;
        }
    }
    let oblong = places.iter().zip(&sizes).all(|(place, size)| place.down * place.across == *size);
    (oblong && places.len() >= 4).then_some((places, of))
}

fn shared(one: (f64, f64), other: (f64, f64)) -> f64 {
    (one.1.min(other.1 + MEETS) - one.0.max(other.0 - MEETS)).clamp(0.0, other.1 - other.0)
}

/// Where lines stand: those near each other are one.
fn borders(mut places: Vec<f64>) -> Vec<f64> {
    places.sort_by(f64::total_cmp);
    let mut borders: Vec<(f64, f64)> = Vec::new();
    for place in places {
        match borders.last_mut().filter(|last| place - last.1 <= SAME_BORDER) {
            Some(last) => last.1 = place,
            None => borders.push((place, place)),
        }
    }
    borders.into_iter().map(|(first, last)| f64::midpoint(first, last)).collect()
}

fn nearest(borders: &[f64], place: f64) -> usize {
    let off = |at: &usize| (borders[*at] - place).abs();
    (0..borders.len()).min_by(|one, other| off(one).total_cmp(&off(other))).unwrap_or(0)
}

/// What belongs together, by a number each.
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(x0: f64, y0: f64, x1: f64, y1: f64) -> Rule {
        Rule { x0, y0, x1, y1 }
    }

    /// Three columns and three rows, the first row's last two cells one.
    fn rules() -> Vec<Rule> {
        let mut rules: Vec<Rule> = [0.0, 20.0, 40.0, 60.0].map(|y| line(0.0, y, 150.0, y)).to_vec();
        rules.extend([0.0, 50.0, 150.0].map(|x| line(x, 0.0, x, 60.0)));
        rules.push(line(100.0, 20.0, 100.0, 60.0));
        rules
    }

    #[test]
    fn borders_around_cells_are_a_grid_and_missing_ones_join_cells() {
        let grids = grids(&rules());
        assert_eq!(grids.len(), 1);
        let grid = &grids[0];
        assert_eq!((grid.xs.len(), grid.ys.len(), grid.places.len()), (4, 4, 8));
        assert_eq!(grid.places[1], Place { row: 0, column: 1, down: 1, across: 2 });
        assert_eq!(grid.at(120.0, 10.0), Some(1));
        assert_eq!(grid.at(120.0, 30.0), Some(4));
        assert_eq!(grid.at(160.0, 30.0), None);
    }

    #[test]
    fn a_frame_or_lines_under_rows_are_no_grid() {
        assert!(grids(&[0.0, 20.0, 40.0].map(|y| line(0.0, y, 150.0, y))).is_empty());
        let frame = [
            line(0.0, 0.0, 9.0, 0.0),
            line(0.0, 9.0, 9.0, 9.0),
            line(0.0, 0.0, 0.0, 9.0),
            line(9.0, 0.0, 9.0, 9.0),
        ];
        assert!(grids(&frame).is_empty());
    }
}
