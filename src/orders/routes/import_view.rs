//! What is shown of an import: how far it has come, and what became of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::OrderId;
use crate::orders::fault::FaultCode;
use crate::orders::import::{Done, ImportField, RefusedRow, RowFault, Running, Watch};
use crate::orders::types::OrderState;

/// One thing that is wrong with a row.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = RowFault)]
struct FaultView {
    /// The line of the file, from 1.
    row: usize,
    /// Which of our fields; nothing where it is the row as a whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    field: String,
    reason: FaultCode,
    /// What stands there.
    value: String,
}

/// An order that is not taken, and why.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = RefusedRow)]
struct RefusedView {
    /// The line of the file, from 1.
    row: usize,
    /// All that is wrong with it.
    faults: Vec<FaultView>,
}

/// A row that would take an order back.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = OrderFurtherAlong)]
struct FurtherView {
    /// The line of the file, from 1.
    row: usize,
    number: String,
    /// How far the order is, and stays.
    state: OrderState,
    /// What the row says.
    said: OrderState,
}

/// A field before and after.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = OrderFieldChange)]
struct FieldView {
    /// `state`, `total`, `refunded`, `placed_at`, `customer_name`, `phone`, `email`, `customer_id` or `items`.
    field: String,
    before: String,
    after: String,
}

/// An order the file changes.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = OrderChangedByFile)]
struct ChangeView {
    order_id: OrderId,
    number: String,
    fields: Vec<FieldView>,
}

/// A field of ours, and the columns it may be read from.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = DoubtfulColumns)]
struct DoubtfulView {
    field: ImportField,
    columns: Vec<String>,
}

/// What became of a file, or would become of it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = OrdersImported)]
pub(super) struct Imported {
    /// By which the refused rows are asked for.
    id: String,
    /// What the file is called.
    file: String,
    ended_at: Timestamp,
    /// The header of the file; columns of one name are told apart by a number, `Total (1)`.
    columns: Vec<String>,
    /// Our fields, and the column each is read from.
    mapping: BTreeMap<String, String>,
    /// Fields that are needed and have no column: nothing is taken.
    missing: Vec<ImportField>,
    /// Fields that several columns fit alike while their cells differ: none is taken until `mapping` says which.
    doubtful: Vec<DoubtfulView>,
    /// The first rows, as they stand.
    sample: Vec<Vec<String>>,
    /// Rows below the header.
    rows: usize,
    /// New orders.
    accepted: usize,
    /// Orders that were known otherwise.
    updated: usize,
    /// The first 20 of them, before and after.
    changes: Vec<ChangeView>,
    /// Orders that were known so already.
    unchanged: usize,
    /// Orders that are further along than the file says: they stay as they are.
    further_along: usize,
    /// The first 1,000 of them.
    further: Vec<FurtherView>,
    refused_total: usize,
    /// The first 1,000 of them.
    refused: Vec<RefusedView>,
    /// Rows that had no place in the file of refused rows.
    refused_left_out: usize,
    /// The first 1,000 lines of orders whose phone could not be read: they are taken without it.
    #[serde(default)]
    phones_not_read: Vec<usize>,
    /// Somebody stopped it on the way: what was taken until then stays, the same file again brings the rest.
    stopped: bool,
    /// It failed on its way: what was taken until then stays, the same file again brings the rest.
    #[serde(default)]
    broke_off: bool,
}

/// How far the import that runs has come, and what became of the last.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrdersImportProgress)]
pub(super) struct ProgressView {
    running: bool,
    /// What runs is a trial: nothing of it is kept.
    dry_run: bool,
    /// What the file is called.
    file: String,
    /// The file's length, and how far it has been looked through before its rows are counted.
    bytes: u64,
    bytes_read: u64,
    /// Rows that were counted until now; all of them once `rows` says how many there are.
    rows_counted: usize,
    /// Nothing until they are counted.
    rows: usize,
    read: usize,
    accepted: usize,
    updated: usize,
    unchanged: usize,
    further_along: usize,
    refused: usize,
    /// The `id` of what became of the last file that was taken in, which `/orders/import/last` tells, until somebody puts it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
}

impl ProgressView {
    pub fn of(running: Option<Running>, last: Option<String>) -> Self {
        let seen = |watch: &Watch| (watch.bytes(), watch.read(), watch.rows());
        let (bytes, bytes_read, rows_counted) =
            running.as_ref().map_or((0, 0, 0), |running| seen(&running.watch));
        let counts = running.as_ref().map(|running| running.counts).unwrap_or_default();
        Self {
            running: running.is_some(),
            dry_run: running.as_ref().is_some_and(|running| running.dry),
            file: running.map(|running| running.file).unwrap_or_default(),
            bytes,
            bytes_read,
            rows_counted: rows_counted.max(counts.rows),
            rows: counts.rows,
            read: counts.read,
            accepted: counts.accepted,
            updated: counts.updated,
            unchanged: counts.unchanged,
            further_along: counts.further_along,
            refused: counts.refused,
            last,
        }
    }
}

pub(super) fn view(done: &Done) -> Imported {
    let outcome = &done.outcome;
    let counts = outcome.counts;
    Imported {
        id: done.id.clone(),
        file: done.file.clone(),
        ended_at: done.ended_at,
        columns: done.header.clone(),
        mapping: done.columns.named(&done.header),
        missing: done.columns.missing(),
        doubtful: done
            .columns
            .doubtful(&done.header)
            .into_iter()
            .map(|(field, columns)| DoubtfulView { field, columns })
            .collect(),
        sample: done.sample.clone(),
        rows: counts.rows,
        accepted: counts.accepted,
        updated: counts.updated,
        changes: outcome
            .changes
            .iter()
            .map(|change| ChangeView {
                order_id: change.id,
                number: change.number.clone(),
                fields: change
                    .fields
                    .iter()
                    .map(|field| FieldView {
                        field: field.field.to_owned(),
                        before: field.before.clone(),
                        after: field.after.clone(),
                    })
                    .collect(),
            })
            .collect(),
        unchanged: counts.unchanged,
        further_along: counts.further_along,
        further: outcome
            .further
            .iter()
            .map(|row| FurtherView {
                row: row.line,
                number: row.number.clone(),
                state: row.state,
                said: row.said,
            })
            .collect(),
        refused_total: counts.refused,
        refused: outcome.refused.iter().map(refused).collect(),
        refused_left_out: outcome.refused_file.left_out,
        phones_not_read: outcome.phones_not_read.clone(),
        stopped: outcome.stopped,
        broke_off: outcome.broke_off,
    }
}

fn refused(row: &RefusedRow) -> RefusedView {
    let fault = |fault: &RowFault| FaultView {
        row: fault.line,
        field: fault.field.clone(),
        reason: fault.code,
        value: fault.value.clone(),
    };
    RefusedView { row: row.line, faults: row.faults.iter().map(fault).collect() }
}
