//! Importing a file: order by order, each kept whole or not at all, in pieces that let webhooks pass in between.
//!
//! Safe to repeat: what is known already stays as it is. Nothing of a dry run is kept.

use std::collections::HashMap;

use super::columns::{Columns, ImportField};
use super::desk::Desk;
use super::outcome::{Counts, Outcome};
use super::refused::{RefusedFile, RowFault};
use super::row::Reading;
use super::sheet::{Sheet, fingerprint};
use crate::events::{Bus, Topic};
use crate::extract::CsvRow;
use crate::orders::Customers;
use crate::orders::fault::FaultCode;
use crate::orders::store::imports::{self, SoFar};
use crate::orders::take::{self, FromFile};
use crate::orders::types::NewOrder;
use crate::storage::{Db, StorageError};

/// Orders that are kept with one write: some milliseconds of the writer's time; also rows after which it is told how far the
/// file is read.
const PIECE: usize = 100;

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
    pub desk: Desk,
    /// By which what becomes of the file is kept.
    pub id: &'a str,
    pub dry: bool,
}

/// An order of the file, and the line it begins on.
type Piece = Vec<(usize, NewOrder)>;

impl Import<'_> {
    /// What became of the file, as far as it came, and what broke it off.
    pub async fn run(mut self) -> (Outcome, Result<(), StorageError>) {
        let mut outcome = Outcome {
            counts: Counts { rows: self.sheet.length, ..Counts::default() },
            refused_file: RefusedFile::new(&self.sheet.names, self.sheet.delimiter()),
            ..Outcome::default()
        };
        self.tell(&outcome);
        let ended = self.walk(&mut outcome).await;
        self.tell(&outcome);
        (outcome, ended)
    }

    async fn walk(&mut self, outcome: &mut Outcome) -> Result<(), StorageError> {
        let mut told = 0;
        let mut seen: HashMap<String, u64> = HashMap::new();
        let mut piece: Piece = Vec::with_capacity(PIECE);
        let mut scattered = std::mem::take(&mut self.scattered);
        for mut group in self.sheet.groups(self.columns) {
            outcome.counts.read += group.len();
            if let Some(rows) = self.number(&group).and_then(|number| scattered.get_mut(number)) {
                // All of its lines came with the first of them.
                if rows.is_empty() {
                    continue;
                }
                group = std::mem::take(rows);
            }
            let line = group.first().map_or(0, |row| row.line);
            let order = self.reading.order(&group);
            if order.is_ok() && self.reading.leaves_out_phone(&group) {
                outcome.name_phone(line);
            }
            match order {
                Err(faults) => self.refuse(outcome, &group, faults),
                Ok(order) => match seen.insert(order.origin.number.clone(), fingerprint(&group)) {
                    None => piece.push((line, order)),
                    Some(before) if before == fingerprint(&group) => outcome.counts.unchanged += 1,
                    Some(before) => {
                        seen.insert(order.origin.number.clone(), before);
                        self.refuse(outcome, &group, vec![twice(line, order.origin.number)]);
                    }
                },
            }
            if piece.len() == PIECE {
                self.keep(std::mem::take(&mut piece), outcome).await?;
            }
            if outcome.counts.read - told >= PIECE {
                told = outcome.counts.read;
                self.tell(outcome);
                // Rows that are refused or known already wait for nobody: others have their turn on this thread.
                tokio::task::yield_now().await;
            }
            if self.desk.is_to_stop() {
                outcome.stopped = true;
                break;
            }
        }
        self.keep(piece, outcome).await
    }

    fn number<'r>(&self, group: &'r [CsvRow]) -> Option<&'r str> {
        self.columns.cell(&group.first()?.cells, ImportField::Number)
    }

    fn refuse(&self, outcome: &mut Outcome, rows: &[CsvRow], faults: Vec<RowFault>) {
        // What no column tells, such as the currency, has no name in the file: the reason says what is missing.
        let column = |field: &str| {
            let at = field.parse().ok().and_then(|field| self.columns.get(field));
            at.and_then(|at| self.sheet.names.get(at)).cloned().unwrap_or_default()
        };
        let alone: Vec<CsvRow> = rows.iter().map(|row| self.reading.alone(row)).collect();
        outcome.refuse(&alone, faults, column);
    }

    async fn keep(&self, piece: Piece, outcome: &mut Outcome) -> Result<(), StorageError> {
        let customers = self.customers.clone();
        let taken: Vec<(usize, FromFile)> = if self.dry {
            let now = self.reading.now;
            self.db
                .read_long::<_, StorageError>(move |conn| {
                    let mut taken = Vec::with_capacity(piece.len());
                    for (line, order) in piece {
                        taken.push((line, take::would_be(&customers, conn, order, now)?));
                    }
                    Ok(taken)
                })
                .await?
        } else {
            let (id, mut so_far) = (self.id.to_owned(), outcome.counts);
            self.db
                .write_background::<_, StorageError>(move |tx| {
                    let mut taken = Vec::with_capacity(piece.len());
                    for (line, order) in piece {
                        let one = take::from_file(&customers, tx, order)?;
                        so_far.count(&one);
                        taken.push((line, one));
                    }
                    // With the orders or not at all: should the program be killed, the last that was kept is true.
                    imports::came_to(tx, &id, &so_far_of(so_far))?;
                    // One word for all of them: screens read the list again, not each order.
                    if let Some(last) = taken.iter().rev().find_map(|(_, one)| one.written()) {
                        tx.announce(Topic::Order, last);
                    }
                    Ok(taken)
                })
                .await?
        };
        for (line, one) in taken {
            outcome.count(line, one);
        }
        Ok(())
    }

    fn tell(&self, outcome: &Outcome) {
        self.desk.tell(outcome.counts);
        self.bus.tell(Topic::OrderImport, outcome.counts.read);
    }
}

const fn so_far_of(counts: Counts) -> SoFar {
    SoFar {
        accepted: counts.accepted,
        updated: counts.updated,
        unchanged: counts.unchanged,
        further_along: counts.further_along,
    }
}

fn twice(line: usize, number: String) -> RowFault {
    RowFault { line, field: "number".to_owned(), code: FaultCode::NumberTwice, value: number }
}
