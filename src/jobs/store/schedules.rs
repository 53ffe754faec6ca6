//! SQL of the timetable: when each schedule last enqueued its job.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A schedule has enqueued its job now.
pub(in crate::jobs) fn schedule_ran(tx: &WriteTx, kind: &str) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO job_schedule (kind, enqueued_at_ms) VALUES (:kind, :now_ms)
         ON CONFLICT (kind) DO UPDATE SET enqueued_at_ms = excluded.enqueued_at_ms",
        named_params! { ":kind": kind, ":now_ms": tx.now() },
    )
    .map(drop)
}

pub(in crate::jobs) fn schedule_last_ran(
    conn: &ReadConn,
    kind: &str,
) -> Result<Option<Timestamp>, StorageError> {
    conn.optional(
        "SELECT enqueued_at_ms FROM job_schedule WHERE kind = :kind",
        named_params! { ":kind": kind },
        |row| row.get("enqueued_at_ms"),
    )
}
