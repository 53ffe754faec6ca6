//! Names of columns that are turned or slanted to save room: each is laid level above its column, so that the figures
//! under it keep their name. Other turned text stays as it is.

use super::bidi;
use super::frames::{self, Frame};
use super::letter::Letter;
use super::page::Rule;
use super::rows;

/// Degrees from level from which a line counts as turned.
const LEAST: f64 = 20.0;
/// Em: how near each other the names begin in height, and how near two lines of one name stand.
const SAME_HEIGHT: f64 = 1.0;
const ONE_NAME: f64 = 1.4;
/// Em: how far below a name its column may begin, and how far to the side.
const BELOW: f64 = 5.0;
const BESIDE: f64 = 4.0;
/// Em between the names of one table and those of the next.
const APART: f64 = 2.0;
/// Names of one table, and letters of one.
const MAX_HEADS: usize = 60;
const MAX_LETTERS: usize = 60;

/// A line of turned letters; `x` and `bottom` are its end nearest to the table.
#[derive(Debug)]
struct Head {
    x: f64,
    bottom: f64,
    top: f64,
    size: f64,
    font: u64,
    text: String,
    mark: Option<i32>,
}

/// Puts a level letter, which says the whole name, in the place of each turned name.
pub(super) fn lay_heads_level(letters: Vec<Letter>, rules: &[Rule], page: bidi::Page) -> Vec<Letter> {
    let (turned, mut level): (Vec<Letter>, Vec<Letter>) =
        letters.into_iter().partition(|letter| is_turned(letter.angle));
    if turned.is_empty() || turned.len() >= level.len() {
        level.extend(turned);
        return level;
    }
    let groups = frames::groups(turned).into_iter();
    let of_tables =
        groups.flat_map(|(angle, group)| by_height(group).into_iter().map(move |part| (angle, part)));
    for (angle, group) in of_tables {
        match heads(angle, &group, rules, page).filter(|heads| stand_over(heads, &level)) {
            Some(heads) => {
                let names = names(&heads, &level);
                level.extend(names);
            }
            None => level.extend(group),
        }
    }
    level
}

fn is_turned(angle: f64) -> bool {
    let level = angle.rem_euclid(180.0);
    (LEAST..=180.0 - LEAST).contains(&level)
}

/// Letters of one direction as they stand at one height, in the order they were drawn.
fn by_height(letters: Vec<Letter>) -> Vec<Vec<Letter>> {
    let mut heights: Vec<(f64, f64)> = letters.iter().map(|letter| (letter.y, letter.size)).collect();
    heights.sort_by(|one, other| one.0.total_cmp(&other.0));
    let apart = |pair: &&[(f64, f64)]| pair[1].0 - pair[0].0 > APART * pair[1].1;
    let bounds: Vec<f64> = heights.windows(2).filter(apart).map(|pair| pair[1].0).collect();
    let mut parts = vec![Vec::new(); bounds.len() + 1];
    for letter in letters {
        parts[bounds.partition_point(|bound| *bound <= letter.y)].push(letter);
    }
    parts
}

/// The lines of a direction, if they can be names of columns.
fn heads(angle: f64, letters: &[Letter], rules: &[Rule], page: bidi::Page) -> Option<Vec<Head>> {
    if letters.len() > MAX_HEADS * MAX_LETTERS {
        return None;
    }
    let Frame { letters, .. } = frames::upright(angle, letters.to_vec(), &[]);
    let (sin, cos) = angle.to_radians().sin_cos();
    let back = |x: f64, y: f64| (x * cos - y * sin, y * cos + x * sin);
    let rows = rows::rows(letters.clone(), page);
    let cells = rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row, cell)));
    let mut heads: Vec<Head> = cells
        .map(|(row, cell)| {
            let (begin, end) = (back(cell.x0, row.y), back(cell.x1, row.y));
            let (low, high) = if begin.1 > end.1 { (begin, end) } else { (end, begin) };
            let (size, font, text) = (cell.size, cell.font, cell.text.clone());
            let own = |letter: &&Letter| {
                (cell.x0 - 0.1..=cell.x1).contains(&letter.x) && (letter.y - row.y).abs() < 0.5 * size
            };
            let mark = letters.iter().find(own).and_then(|letter| letter.mark);
            Head { x: low.0, bottom: low.1, top: high.1, size, font, text, mark }
        })
        .collect();
    // Two lines of one name stand in the order they are read.
    let upwards = angle > 180.0;
    heads.sort_by(|one, other| if upwards { one.x.total_cmp(&other.x) } else { other.x.total_cmp(&one.x) });
    let joined = one_by_one(heads, rules);
    let bottom = joined.iter().map(|head| head.bottom).fold(f64::NEG_INFINITY, f64::max);
    let top = joined.iter().map(|head| head.top).fold(f64::INFINITY, f64::min);
    let in_line = |edge: fn(&Head) -> f64, at: f64| {
        joined.iter().all(|head| (edge(head) - at).abs() < SAME_HEIGHT * head.size)
    };
    let short = joined.iter().all(|head| head.text.chars().count() <= MAX_LETTERS);
    let fits = (2..=MAX_HEADS).contains(&joined.len())
        && short
        && (in_line(|head| head.bottom, bottom)
            || in_line(|head| head.top, top)
            || in_line(|head| f64::midpoint(head.top, head.bottom), f64::midpoint(top, bottom)));
    fits.then_some(joined)
}

/// Lines near each other without a border between them are one name.
fn one_by_one(heads: Vec<Head>, rules: &[Rule]) -> Vec<Head> {
    let mut joined: Vec<Head> = Vec::new();
    for head in heads {
        let last = joined.last_mut().filter(|last| {
            let (left, right) = (last.x.min(head.x), last.x.max(head.x));
            let border = |rule: &Rule| {
                rule.x0 > left && rule.x1 < right && rule.y0 < head.bottom && rule.y1 > head.top
            };
            right - left < ONE_NAME * head.size && !rules.iter().any(border)
        });
        match last {
            Some(last) => {
                last.text = format!("{} {}", last.text, head.text);
                last.x = head.x;
                last.bottom = last.bottom.max(head.bottom);
                last.top = last.top.min(head.top);
            }
            None => joined.push(head),
        }
    }
    joined
}

/// Whether most names have level letters under them.
fn stand_over(heads: &[Head], level: &[Letter]) -> bool {
    let has_column = |head: &&Head| {
        level.iter().any(|letter| {
            !letter.blank
                && letter.y > head.bottom
                && letter.y < head.bottom + BELOW * head.size
                && (letter.x - head.x).abs() < BESIDE * head.size
        })
    };
    heads.iter().filter(has_column).count() * 2 > heads.len()
}

/// The names on one line: that of a level name beside them, else where the lowest ends.
fn names(heads: &[Head], level: &[Letter]) -> Vec<Letter> {
    let bottom = heads.iter().map(|head| head.bottom).fold(f64::NEG_INFINITY, f64::max);
    let top = heads.iter().map(|head| head.top).fold(f64::INFINITY, f64::min);
    let beside = level.iter().filter(|letter| !letter.blank && letter.y > top && letter.y <= bottom + 3.0);
    let y = beside.map(|letter| letter.y).fold(f64::NEG_INFINITY, f64::max);
    let y = if y.is_finite() { y } else { bottom };
    let name = |head: &Head| Letter {
        text: head.text.as_str().into(),
        x: head.x - head.size / 2.0,
        y,
        size: head.size,
        advance: head.size,
        angle: 0.0,
        font: head.font,
        blank: false,
        recognised: false,
        struck: false,
        mark: head.mark,
    };
    heads.iter().map(name).collect()
}
