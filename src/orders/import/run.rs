//! Importing a file: order by order, each kept whole or not at all, in pieces that let webhooks pass in between.
//!
//! Safe to repeat: what is known already stays as it is. Nothing of a dry run is kept.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use super::columns::{Columns, ImportField};
use super::row::{Reading, RefusedRow};
use super::sheet::{Sheet, fingerprint};
use crate::events::{Bus, Topic};
use crate::extract::CsvRow;
use crate::orders::fault::FaultCode;
use crate::orders::types::{NewOrder, Taken};
use crate::orders::{Customers, take};
use crate::storage::{Db, StorageError};

/// Orders that are kept with one write: some milliseconds of the writer's time.
const PIECE: usize = 100;
/// Refused rows that are named one by one.
const REFUSED_NAMED: usize = 1_000;

/// What became of a file, or of what of it was read so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows that hold anything.
    pub rows: usize,
    pub read: usize,
    /// New orders.
    pub accepted: usize,
    /// Orders that were known otherwise.
    pub updated: usize,
    /// Orders that were known so.
    pub unchanged: usize,
    pub refused: Vec<RefusedRow>,
    /// Of which [`Outcome::refused`] names the first.
    pub refused_total: usize,
    /// Somebody stopped it: what was taken until then stays.
    pub stopped: bool,
}

/// How far the import that runs has come.
pub type Progress = Arc<Mutex<Option<Outcome>>>;

/// Set by whoever wants the import that runs to stop.
pub type Stop = Arc<AtomicBool>;

/// Everything an import works on.
pub struct Import<'a> {
    pub db: &'a Db,
    pub bus: &'a Bus,
    pub customers: &'a Customers,
    pub sheet: &'a Sheet,
    pub columns: &'a Columns,
    /// Orders whose lines do not follow each other.
    pub scattered: HashMap<String, Vec<CsvRow>>,
    pub reading: Reading<'a>,
    pub progress: Progress,
    pub stop: Stop,
    pub dry: bool,
}

impl Import<'_> {
    pub async fn run(mut self) -> Result<Outcome, StorageError> {
        let mut outcome = Outcome { rows: self.sheet.length, ..Outcome::default() };
        self.tell(&outcome);
        let mut seen: HashMap<String, u64> = HashMap::new();
        let mut piece: Vec<NewOrder> = Vec::with_capacity(PIECE);
        let mut scattered = std::mem::take(&mut self.scattered);
        for mut group in self.sheet.groups(self.columns) {
            outcome.read += group.len();
            if let Some(rows) = self.number(&group).and_then(|number| scattered.get_mut(number)) {
                // All of its lines came with the first of them.
                if rows.is_empty() {
                    continue;
                }
                group = std::mem::take(rows);
            }
            match self.reading.order(&group) {
                Err(refused) => outcome.refuse(refused),
                Ok(order) => match seen.insert(order.origin.number.clone(), fingerprint(&group)) {
                    None => piece.push(order),
                    Some(before) if before == fingerprint(&group) => outcome.unchanged += 1,
                    Some(before) => {
                        seen.insert(order.origin.number.clone(), before);
                        outcome.refuse(twice(&group, order.origin.number));
                    }
                },
            }
            if piece.len() == PIECE {
                self.keep(std::mem::take(&mut piece), &mut outcome).await?;
                self.tell(&outcome);
            }
            if self.stop.load(Ordering::Relaxed) {
                outcome.stopped = true;
                break;
            }
        }
        self.keep(piece, &mut outcome).await?;
        self.tell(&outcome);
        Ok(outcome)
    }

    fn number<'r>(&self, group: &'r [CsvRow]) -> Option<&'r str> {
        self.columns.cell(&group.first()?.cells, ImportField::Number)
    }

    async fn keep(&self, piece: Vec<NewOrder>, outcome: &mut Outcome) -> Result<(), StorageError> {
        let customers = self.customers.clone();
        let taken: Vec<Taken> = if self.dry {
            let now = self.reading.now;
            self.db
                .read_long::<_, StorageError>(move |conn| {
                    piece.into_iter().map(|order| take::would_be(&customers, conn, order, now)).collect()
                })
                .await?
        } else {
            self.db
                .write_background::<_, StorageError>(move |tx| {
                    let taken: Vec<Taken> = piece
                        .into_iter()
                        .map(|order| take::take(&customers, tx, order))
                        .collect::<Result<_, _>>()?;
                    // One word for all of them: screens read the list again, not each order.
                    if let Some(last) = taken.last() {
                        tx.announce(Topic::Order, last.id());
                    }
                    Ok(taken)
                })
                .await?
        };
        for one in taken {
            match one {
                Taken::New(_) => outcome.accepted += 1,
                Taken::Changed(_) => outcome.updated += 1,
                Taken::Unchanged(_) => outcome.unchanged += 1,
            }
        }
        Ok(())
    }

    fn tell(&self, outcome: &Outcome) {
        *self.progress.lock() = Some(Outcome { refused: Vec::new(), ..outcome.clone() });
        self.bus.tell(Topic::OrderImport, outcome.read);
    }
}

impl Outcome {
    fn refuse(&mut self, row: RefusedRow) {
        self.refused_total += 1;
        if self.refused.len() < REFUSED_NAMED {
            self.refused.push(row);
        }
    }
}

fn twice(group: &[CsvRow], number: String) -> RefusedRow {
    let line = group.first().map_or(0, |row| row.line);
    RefusedRow { line, field: "number".to_owned(), code: FaultCode::NumberTwice, value: number }
}
