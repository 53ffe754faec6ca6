//! The first lock: the record that holds a clause, by its opening hours or by all it says.

use super::against::{Against, Why};
use super::opening::{days_off, hours};
use super::piece::Piece;
use super::support::generic;

/// The record that holds the clause.
pub(super) fn support(clause: &Piece, against: &Against<'_>) -> Result<usize, Why> {
    let opening = clause.hours.has_times() || clause.hours.open || clause.hours.closed;
    if opening && (clause.hours.has_times() || !clause.hours.days.is_empty()) {
        return hours(clause, against);
    }
    generic(clause, against).or_else(|why| days_off(clause, against).ok_or(why))
}
