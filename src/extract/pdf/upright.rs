//! Writing from top to bottom whose letters a producer sets one by one: they are marked as running down the page, so
//! that they are read as columns from the right.

use super::bidi;
use super::letter::Letter;

/// Letters under each other that are a column of writing.
const COLUMN: usize = 4;
/// Em from one letter to the one under it, from or to a blank or a full stop, and how far it may stand to the side.
const STEP: std::ops::RangeInclusive<f64> = 0.7..=1.3;
const STEP_OF_A_SIGN: std::ops::RangeInclusive<f64> = -0.9..=2.8;
const ASIDE: f64 = 0.1;
/// Of a letter that runs down the page, in degrees.
const DOWN: f64 = 90.0;

/// Turns the letters of columns, if most of the page is written in them.
pub(super) fn mark_columns(letters: &mut [Letter]) {
    let dense = |letter: &Letter| letter.text.chars().next().is_some_and(bidi::is_dense);
    let under = |one: &Letter, other: &Letter| {
        let em = one.size.max(0.01);
        one.angle.abs() < 1.0
            && other.angle.abs() < 1.0
            && (one.x - other.x).abs() <= ASIDE * em
            && (STEP.contains(&((other.y - one.y) / em))
                || (is_sign(one) || is_sign(other)) && STEP_OF_A_SIGN.contains(&((other.y - one.y) / em)))
    };
    let mut columns = Vec::new();
    let mut start = 0;
    for at in 1..=letters.len() {
        if at < letters.len() && under(&letters[at - 1], &letters[at]) {
            continue;
        }
        if at - start >= COLUMN && letters[start..at].iter().any(dense) {
            columns.push(start..at);
        }
        start = at;
    }
    let written = columns.iter().cloned().flatten().filter(|at| dense(&letters[*at])).count();
    if written * 2 <= letters.iter().filter(|letter| dense(letter)).count() {
        return;
    }
    for column in columns {
        let mut y = letters[column.start].y;
        for letter in &mut letters[column] {
            letter.angle = DOWN;
            letter.advance = letter.size;
            // Each is set to the middle of its place; the order they were drawn in is the one they are read in.
            letter.y = y;
            y += letter.size;
        }
    }
}

fn is_sign(letter: &Letter) -> bool {
    !letter.text.chars().any(char::is_alphanumeric)
}
