//! All SQL about how each detector's last run went.

use rusqlite::named_params;

use crate::health::types::{FaultCode, LastRun};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// How a run went; a fault that stays keeps the moment it began.
pub(in crate::health) fn keep_run(
    tx: &WriteTx,
    name: &str,
    took_ms: i64,
    outcome: Result<i64, (FaultCode, &str)>,
) -> Result<(), StorageError> {
    let (code, words) = outcome.err().unzip();
    tx.execute(
        "INSERT INTO health_detector (name, ran_at_ms, took_ms, found, fault_code, fault, faulty_since_ms)
         VALUES (:name, :now_ms, :took_ms, :found, :code, :fault, iif(:code IS NULL, NULL, :now_ms))
         ON CONFLICT (name) DO UPDATE SET
            ran_at_ms = excluded.ran_at_ms, took_ms = excluded.took_ms, found = excluded.found,
            fault_code = excluded.fault_code, fault = excluded.fault,
            faulty_since_ms = iif(excluded.fault_code IS NULL, NULL, ifnull(faulty_since_ms, excluded.ran_at_ms))",
        named_params! { ":name": name, ":now_ms": tx.now(), ":took_ms": took_ms,
            ":found": outcome.unwrap_or_default(), ":code": code, ":fault": words },
    )?;
    Ok(())
}

pub(in crate::health) fn runs(conn: &ReadConn) -> Result<Vec<LastRun>, StorageError> {
    conn.all(
        "SELECT name, ran_at_ms, took_ms, found, fault_code, fault, faulty_since_ms FROM health_detector LIMIT 1000",
        [],
        |row| {
            let code: Option<FaultCode> = row.get("fault_code")?;
            let words: Option<String> = row.get("fault")?;
            Ok(LastRun {
                name: row.get("name")?,
                at: row.get("ran_at_ms")?,
                took_ms: row.get("took_ms")?,
                found: row.get("found")?,
                fault: code.map(|code| (code, words.unwrap_or_default())),
                faulty_since: row.get("faulty_since_ms")?,
            })
        },
    )
}
