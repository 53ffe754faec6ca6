//! SQL of what became of the last file of orders that was taken in.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::orders::types::{Dialect, RefusedLine};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::orders) struct LastImport {
    pub id: String,
    pub ended_at: Timestamp,
    /// What screens are shown of it, as JSON.
    pub result: String,
    pub dialect: Dialect,
}

/// Rows of a file that are refused, the first of them at a place.
pub(in crate::orders) fn keep_rows(
    tx: &WriteTx,
    import: &str,
    from: usize,
    rows: &[RefusedLine],
) -> Result<(), StorageError> {
    for (row, place) in rows.iter().zip(from..) {
        tx.execute(
            "INSERT INTO orders_import_refused (import_id, place, line, cells, faults)
             VALUES (:import_id, :place, :line, :cells, :faults)",
            named_params! { ":import_id": import, ":place": number(place), ":line": number(row.line),
            ":cells": row.cells, ":faults": serde_json::to_string(&row.faults)? },
        )?;
    }
    Ok(())
}

/// Keeps it instead of all before.
pub(in crate::orders) fn keep(tx: &WriteTx, last: &LastImport) -> Result<(), StorageError> {
    put_away(tx, None)?;
    begin(tx, last)
}

/// Keeps what is told of a file should the program end while it is taken in, beside the one before.
pub(in crate::orders) fn begin(tx: &WriteTx, last: &LastImport) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO orders_import (id, ended_at_ms, result, columns, delimiter)
         VALUES (:id, :ended_at_ms, :result, :columns, :delimiter)",
        named_params! { ":id": last.id, ":ended_at_ms": last.ended_at, ":result": last.result,
        ":columns": serde_json::to_string(&last.dialect.columns)?,
        ":delimiter": last.dialect.delimiter.to_string() },
    )?;
    Ok(())
}

/// How many orders of a file became what, so far.
#[derive(Debug, Clone, Copy)]
pub(in crate::orders) struct SoFar {
    pub accepted: usize,
    pub updated: usize,
    pub unchanged: usize,
    pub further_along: usize,
}

/// What a file that is being taken in came to so far.
pub(in crate::orders) fn came_to(tx: &WriteTx, id: &str, so_far: &SoFar) -> Result<(), StorageError> {
    let now = tx.now();
    tx.execute(
        "UPDATE orders_import SET ended_at_ms = :now, result = json_set(result, '$.ended_at', :ended_at,
            '$.accepted', :accepted, '$.updated', :updated, '$.unchanged', :unchanged,
            '$.further_along', :further_along)
          WHERE id = :id",
        named_params! { ":id": id, ":now": now, ":ended_at": now.to_string(),
        ":accepted": number(so_far.accepted), ":updated": number(so_far.updated),
        ":unchanged": number(so_far.unchanged), ":further_along": number(so_far.further_along) },
    )
    .map(drop)
}

/// Of a file of which nothing was taken nothing is told.
pub(in crate::orders) fn take_away(tx: &WriteTx, id: &str) -> Result<(), StorageError> {
    tx.execute("DELETE FROM orders_import WHERE id = :id", named_params! { ":id": id }).map(drop)
}

/// Nobody is shown it any more. The one that is being taken in stays, for it is not shown yet.
pub(in crate::orders) fn put_away(tx: &WriteTx, under_way: Option<&str>) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM orders_import WHERE id IS NOT :under_way",
        named_params! { ":under_way": under_way },
    )
    .map(drop)
}

/// Some rows of files that are not kept go; how many.
pub(in crate::orders) fn let_rows_go(tx: &WriteTx, limit: u32) -> Result<usize, StorageError> {
    tx.execute(
        "DELETE FROM orders_import_refused WHERE (import_id, place) IN (
            SELECT import_id, place FROM orders_import_refused
             WHERE import_id NOT IN (SELECT id FROM orders_import) LIMIT :limit)",
        named_params! { ":limit": limit },
    )
}

/// By which the last is known that is not `under_way`, without its rows: asked at every step of an import.
pub(in crate::orders) fn last_id(
    conn: &ReadConn,
    under_way: Option<&str>,
) -> Result<Option<String>, StorageError> {
    conn.optional(
        "SELECT id FROM orders_import WHERE id IS NOT :under_way ORDER BY ended_at_ms DESC LIMIT 1",
        named_params! { ":under_way": under_way },
        |row| row.get("id"),
    )
}

/// The last that is not `under_way`.
pub(in crate::orders) fn last(
    conn: &ReadConn,
    under_way: Option<&str>,
) -> Result<Option<LastImport>, StorageError> {
    conn.optional(
        "SELECT id, ended_at_ms, result, columns, delimiter FROM orders_import
          WHERE id IS NOT :under_way ORDER BY ended_at_ms DESC LIMIT 1",
        named_params! { ":under_way": under_way },
        |row| {
            let columns: String = row.get("columns")?;
            let delimiter: String = row.get("delimiter")?;
            Ok(LastImport {
                id: row.get("id")?,
                ended_at: row.get("ended_at_ms")?,
                result: row.get("result")?,
                dialect: Dialect {
                    columns: serde_json::from_str(&columns).map_err(rusqlite::types::FromSqlError::other)?,
                    delimiter: delimiter.chars().next().unwrap_or(','),
                },
            })
        },
    )
}

/// Refused rows from a place on, in the order of the file.
pub(in crate::orders) fn rows(
    conn: &ReadConn,
    import: &str,
    from: usize,
    limit: u32,
) -> Result<Vec<RefusedLine>, StorageError> {
    conn.all(
        "SELECT line, cells, faults FROM orders_import_refused
          WHERE import_id = :import_id AND place >= :from ORDER BY place LIMIT :limit",
        named_params! { ":import_id": import, ":from": number(from), ":limit": limit },
        |row| {
            let faults: String = row.get("faults")?;
            let line: i64 = row.get("line")?;
            Ok(RefusedLine {
                line: usize::try_from(line).unwrap_or_default(),
                cells: row.get("cells")?,
                faults: serde_json::from_str(&faults).map_err(rusqlite::types::FromSqlError::other)?,
            })
        },
    )
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
