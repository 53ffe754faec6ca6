//! What became of a file: how many of each, and those a person wants to look at one by one.

use super::refused::{RefusedFile, RefusedRow, RowFault};
use crate::extract::CsvRow;
use crate::orders::change::{Further, OrderChange};
use crate::orders::take::FromFile;

/// Refused rows, and rows that would take orders back, that are named one by one.
const NAMED: usize = 1_000;
/// Changed orders that are shown before and after.
const CHANGES_SHOWN: usize = 20;

/// How many of each, of a file or of what of it was read so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that hold anything.
    pub rows: usize,
    pub read: usize,
    /// New orders.
    pub accepted: usize,
    /// Orders that were known otherwise.
    pub updated: usize,
    /// Orders that were known so.
    pub unchanged: usize,
    /// Orders that are further along than the file says: they stay as they are.
    pub further_along: usize,
    /// Of which [`Outcome::refused`] names the first.
    pub refused: usize,
}

impl Counts {
    /// What became of one order.
    pub fn count(&mut self, one: &FromFile) {
        match one {
            FromFile::New(_) => self.accepted += 1,
            FromFile::Changed(_) => self.updated += 1,
            FromFile::Unchanged => self.unchanged += 1,
            FromFile::FurtherAlong { .. } => self.further_along += 1,
        }
    }
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    pub counts: Counts,
    pub refused: Vec<RefusedRow>,
    pub refused_file: RefusedFile,
    /// The first changed orders.
    pub changes: Vec<OrderChange>,
    /// The first of those that are further along.
    pub further: Vec<Further>,
    /// The first lines of orders whose phone could not be read: they are taken without it.
    pub phones_not_read: Vec<usize>,
    /// Somebody stopped it: what was taken until then stays.
    pub stopped: bool,
    /// It failed on its way: what was taken until then stays.
    pub broke_off: bool,
}

impl Outcome {
    /// Rows that are not taken, with all that is wrong with them; `column` says what the file calls a field of ours.
    pub fn refuse(&mut self, rows: &[CsvRow], faults: Vec<RowFault>, column: impl Fn(&str) -> String) {
        let refused = RefusedRow::of(faults);
        self.refused_file.add(rows, &refused, column);
        self.counts.refused += 1;
        if self.refused.len() < NAMED {
            self.refused.push(refused);
        }
    }

    /// The order on this line is taken without its phone.
    pub fn name_phone(&mut self, line: usize) {
        if self.phones_not_read.len() < NAMED {
            self.phones_not_read.push(line);
        }
    }

    /// What became of one order.
    pub fn count(&mut self, line: usize, one: FromFile) {
        self.counts.count(&one);
        match one {
            FromFile::Changed(change) if self.changes.len() < CHANGES_SHOWN => self.changes.push(*change),
            FromFile::FurtherAlong { number, state, said } if self.further.len() < NAMED => {
                self.further.push(Further { line, number, state, said });
            }
            FromFile::New(_) | FromFile::Changed(_) | FromFile::Unchanged | FromFile::FurtherAlong { .. } => {
            }
        }
    }
}
