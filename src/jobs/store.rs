//! All SQL about jobs.

use rusqlite::named_params;

use super::types::{Claimed, Job, JobState, JobSummary};
use crate::clock::Timestamp;
use crate::ids::JobId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// What becomes of a waiting job when another with its key comes.
#[derive(Clone, Copy)]
pub(super) enum OnSameKey {
    KeepEarlier,
    Move,
}

pub(super) fn insert<J: Job>(
    tx: &WriteTx,
    job: &J,
    run_at: Timestamp,
    on_same_key: OnSameKey,
) -> Result<JobId, StorageError> {
    let key = job.key();
    let id: JobId = tx.new_id();
    let sql = match on_same_key {
        OnSameKey::KeepEarlier => {
            "INSERT INTO job (id, kind, payload, key, lane, state, run_at_ms, created_at_ms, updated_at_ms)
             VALUES (:id, :kind, :payload, :key, :lane, 'waiting', :run_at_ms, :now_ms, :now_ms)
             ON CONFLICT (kind, key) WHERE state = 'waiting' AND key IS NOT NULL
             DO UPDATE SET run_at_ms = excluded.run_at_ms WHERE excluded.run_at_ms < job.run_at_ms"
        }
        OnSameKey::Move => {
            "INSERT INTO job (id, kind, payload, key, lane, state, run_at_ms, created_at_ms, updated_at_ms)
             VALUES (:id, :kind, :payload, :key, :lane, 'waiting', :run_at_ms, :now_ms, :now_ms)
             ON CONFLICT (kind, key) WHERE state = 'waiting' AND key IS NOT NULL
             DO UPDATE SET run_at_ms = excluded.run_at_ms, payload = excluded.payload"
        }
    };
    let changed = tx.execute(
        sql,
        named_params! {
            ":id": id,
            ":kind": J::KIND,
            ":payload": serde_json::to_string(job)?,
            ":key": key,
            ":lane": job.lane(),
            ":run_at_ms": run_at,
            ":now_ms": tx.now(),
        },
    )?;
    if changed > 0 {
        tx.announce(super::WAITING_TOPIC, id);
    }
    match key {
        None => Ok(id),
        Some(key) => tx.one(
            "SELECT id FROM job WHERE kind = :kind AND key = :key AND state = 'waiting'",
            named_params! { ":kind": J::KIND, ":key": key },
            |row| row.get("id"),
        ),
    }
}

pub(super) fn delete_waiting(tx: &WriteTx, kind: &str, key: &str) -> Result<bool, StorageError> {
    let deleted = tx.execute(
        "DELETE FROM job WHERE kind = :kind AND key = :key AND state = 'waiting'",
        named_params! { ":kind": kind, ":key": key },
    )?;
    Ok(deleted > 0)
}

/// Due jobs whose lane is free, the longest due first.
const DUE: &str = "
    SELECT id, kind, payload, attempts FROM job
     WHERE state = 'waiting' AND run_at_ms <= :now_ms
       AND (lane IS NULL OR NOT EXISTS (
             SELECT 1 FROM job AS earlier
              WHERE earlier.lane = job.lane AND earlier.state <> 'dead'
                AND (earlier.id < job.id OR earlier.state = 'running')))
     ORDER BY run_at_ms, id LIMIT :limit";

/// Takes due jobs: they are running from now on.
pub(super) fn claim_due(tx: &WriteTx, limit: usize) -> Result<Vec<Claimed>, StorageError> {
    let claimed = tx.all(
        DUE,
        named_params! { ":now_ms": tx.now(), ":limit": i64::try_from(limit).unwrap_or(i64::MAX) },
        |row| {
            Ok(Claimed {
                id: row.get("id")?,
                kind: row.get("kind")?,
                payload: row.get("payload")?,
                attempts: row.get::<_, u32>("attempts")? + 1,
            })
        },
    )?;
    for job in &claimed {
        tx.execute(
            "UPDATE job SET state = 'running', attempts = attempts + 1, updated_at_ms = :now_ms WHERE id = :id",
            named_params! { ":id": job.id, ":now_ms": tx.now() },
        )?;
    }
    Ok(claimed)
}

pub(super) fn has_due(conn: &ReadConn, now: Timestamp) -> Result<bool, StorageError> {
    conn.exists(DUE, named_params! { ":now_ms": now, ":limit": 1 })
}

/// When the next waiting job is due.
pub(super) fn next_due(conn: &ReadConn) -> Result<Option<Timestamp>, StorageError> {
    conn.optional(
        "SELECT run_at_ms FROM job WHERE state = 'waiting' ORDER BY run_at_ms, id LIMIT 1",
        [],
        |row| row.get("run_at_ms"),
    )
}

pub(super) fn finish(tx: &WriteTx, id: JobId) -> Result<(), StorageError> {
    tx.execute("DELETE FROM job WHERE id = :id", named_params! { ":id": id })?;
    // The lane is free: the next in it may run.
    tx.announce(super::WAITING_TOPIC, id);
    Ok(())
}

/// Back to waiting. When another with its key already waits, that one carries on alone.
pub(super) fn retry_at(tx: &WriteTx, id: JobId, run_at: Timestamp, error: &str) -> Result<(), StorageError> {
    let updated = tx.execute(
        "UPDATE OR IGNORE job SET state = 'waiting', run_at_ms = :run_at_ms, last_error = :error, updated_at_ms = :now_ms
          WHERE id = :id AND state = 'running'",
        named_params! { ":id": id, ":run_at_ms": run_at, ":error": error, ":now_ms": tx.now() },
    )?;
    if updated == 0 {
        return finish(tx, id);
    }
    tx.announce(super::WAITING_TOPIC, id);
    Ok(())
}

pub(super) fn bury(tx: &WriteTx, id: JobId, error: &str) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE job SET state = 'dead', last_error = :error, updated_at_ms = :now_ms WHERE id = :id",
        named_params! { ":id": id, ":error": error, ":now_ms": tx.now() },
    )?;
    tx.announce(super::TOPIC, id);
    tx.announce(super::WAITING_TOPIC, id);
    Ok(())
}

/// After a crash nothing runs: what was running waits again.
pub(super) fn reclaim_running(tx: &WriteTx) -> Result<usize, StorageError> {
    let running = tx
        .all("SELECT id FROM job WHERE state = 'running' ORDER BY id", [], |row| row.get::<_, JobId>("id"))?;
    for id in &running {
        retry_at(tx, *id, tx.now(), "the program stopped while this ran")?;
    }
    Ok(running.len())
}

pub(super) fn list(
    conn: &ReadConn,
    state: JobState,
    before: Option<JobId>,
    limit: u32,
) -> Result<Vec<JobSummary>, StorageError> {
    conn.all(
        "SELECT id, kind, state, attempts, run_at_ms, created_at_ms, last_error FROM job
          WHERE state = :state AND id < :before ORDER BY id DESC LIMIT :limit",
        named_params! {
            ":state": state.as_str(),
            ":before": before.map_or(i64::MAX, crate::ids::Id::as_i64),
            ":limit": limit,
        },
        |row| {
            Ok(JobSummary {
                id: row.get("id")?,
                kind: row.get("kind")?,
                state: row.get("state")?,
                attempts: row.get("attempts")?,
                run_at: row.get("run_at_ms")?,
                created_at: row.get("created_at_ms")?,
                last_error: row.get("last_error")?,
            })
        },
    )
}

/// A dead job gets another life: now, with its attempts counted from the start.
pub(super) fn revive(tx: &WriteTx, id: JobId) -> Result<bool, StorageError> {
    let revived = tx.execute(
        "UPDATE OR IGNORE job SET state = 'waiting', attempts = 0, run_at_ms = :now_ms, updated_at_ms = :now_ms
          WHERE id = :id AND state = 'dead'",
        named_params! { ":id": id, ":now_ms": tx.now() },
    )?;
    tx.announce(super::TOPIC, id);
    tx.announce(super::WAITING_TOPIC, id);
    Ok(revived > 0)
}

pub(super) fn delete_dead(tx: &WriteTx, id: JobId) -> Result<bool, StorageError> {
    let deleted =
        tx.execute("DELETE FROM job WHERE id = :id AND state = 'dead'", named_params! { ":id": id })?;
    tx.announce(super::TOPIC, id);
    Ok(deleted > 0)
}

/// How many jobs stand in a state; for `doctor` and the metrics.
pub(super) fn count(conn: &ReadConn, state: JobState) -> Result<i64, StorageError> {
    conn.one(
        "SELECT count(*) AS jobs FROM job WHERE state = :state",
        named_params! { ":state": state.as_str() },
        |row| row.get("jobs"),
    )
}

/// The kinds of waiting and running jobs; tests look that nothing is left over.
pub(super) fn unfinished(conn: &ReadConn) -> Result<Vec<String>, StorageError> {
    conn.all("SELECT kind FROM job WHERE state <> 'dead' ORDER BY id LIMIT 100", [], |row| row.get("kind"))
}

/// When the waiting job of a kind and key is due.
pub(super) fn waiting_until(
    conn: &ReadConn,
    kind: &str,
    key: &str,
) -> Result<Option<Timestamp>, StorageError> {
    conn.optional(
        "SELECT run_at_ms FROM job WHERE kind = :kind AND key = :key AND state = 'waiting'",
        named_params! { ":kind": kind, ":key": key },
        |row| row.get("run_at_ms"),
    )
}

/// Whether a job of a kind and key runs, or waits and is due by a moment.
pub(super) fn is_underway(
    conn: &ReadConn,
    kind: &str,
    key: &str,
    by: Timestamp,
) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM job WHERE kind = :kind AND key = :key AND state = 'waiting' AND run_at_ms <= :by_ms
         UNION ALL
         SELECT 1 FROM job WHERE state = 'running' AND kind = :kind AND key = :key LIMIT 1",
        named_params! { ":kind": kind, ":key": key, ":by_ms": by },
    )
}
