//! All SQL about jobs.

mod schedules;

pub(super) use schedules::{schedule_last_ran, schedule_ran};

use rusqlite::named_params;

use super::types::{Claimed, Held, Job, JobState, JobSummary};
use crate::clock::Timestamp;
use crate::ids::JobId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// What becomes of a waiting job when another with its key comes.
#[derive(Clone, Copy)]
pub(super) enum OnSameKey {
    KeepEarlier,
    Move,
}

/// What runs now. It lasts as long as the writer's connection, so after a crash nothing is held; being a table, it
/// follows the transaction: what is undone there is undone here.
const HELD: &str = "CREATE TEMP TABLE IF NOT EXISTS job_held (
    id INTEGER PRIMARY KEY, revision INTEGER NOT NULL, lane TEXT) STRICT";
const HELD_BY_LANE: &str =
    "CREATE INDEX IF NOT EXISTS temp.job_held_lane ON job_held (lane) WHERE lane IS NOT NULL";

/// Queues a job. Of one key only one waits; one that runs already runs once more afterwards.
pub(super) fn insert<J: Job>(
    tx: &WriteTx,
    job: &J,
    run_at: Timestamp,
    on_same_key: OnSameKey,
) -> Result<JobId, StorageError> {
    tx.execute(HELD, [])?;
    let key = job.key();
    let id: JobId = tx.new_id();
    let payload = serde_json::to_string(job)?;
    if let Some(key) = &key
        && let Some(waiting) = again(tx, J::KIND, key, &payload, run_at, on_same_key)?
    {
        return Ok(waiting);
    }
    tx.execute(
        "INSERT INTO job (id, kind, payload, key, lane, state, run_at_ms, created_at_ms, updated_at_ms)
         VALUES (:id, :kind, :payload, :key, :lane, 'waiting', :run_at_ms, :now_ms, :now_ms)",
        named_params! {
            ":id": id, ":kind": J::KIND, ":payload": payload, ":key": key, ":lane": job.lane(),
            ":run_at_ms": run_at, ":now_ms": tx.now(),
        },
    )?;
    tx.wake(super::WORKER);
    Ok(id)
}

/// Queues a job whose key is there already; `None` when it is not.
fn again(
    tx: &WriteTx,
    kind: &str,
    key: &str,
    payload: &str,
    run_at: Timestamp,
    on_same_key: OnSameKey,
) -> Result<Option<JobId>, StorageError> {
    let found = tx.optional(
        "SELECT job.id, job.run_at_ms, job.revision = held.revision AS runs FROM job
           LEFT JOIN temp.job_held AS held ON held.id = job.id
          WHERE job.kind = :kind AND job.key = :key AND job.state = 'waiting'",
        named_params! { ":kind": kind, ":key": key },
        |row| {
            let runs = row.get::<_, Option<bool>>("runs")?.unwrap_or(false);
            Ok((row.get::<_, JobId>("id")?, row.get::<_, Timestamp>("run_at_ms")?, runs))
        },
    )?;
    let Some((id, due, runs)) = found else { return Ok(None) };
    if !runs && run_at >= due && matches!(on_same_key, OnSameKey::KeepEarlier) {
        return Ok(Some(id));
    }
    if !runs && matches!(on_same_key, OnSameKey::KeepEarlier) {
        let params = named_params! { ":id": id, ":run_at_ms": run_at };
        tx.execute("UPDATE job SET run_at_ms = :run_at_ms WHERE id = :id", params)?;
    } else {
        // What runs may have looked already: another run follows it, and counts its attempts from the start.
        tx.execute(
            "UPDATE job SET run_at_ms = :run_at_ms, payload = :payload, updated_at_ms = :now_ms,
                    revision = revision + :runs, attempts = iif(:runs, 0, attempts),
                    last_error = iif(:runs, NULL, last_error)
              WHERE id = :id",
            named_params! {
                ":id": id, ":run_at_ms": run_at, ":payload": payload, ":runs": runs, ":now_ms": tx.now(),
            },
        )?;
    }
    tx.wake(super::WORKER);
    Ok(Some(id))
}

/// Takes back the waiting job of this key. One that runs goes on; only its running once more is taken back.
pub(super) fn delete_waiting(tx: &WriteTx, kind: &str, key: &str) -> Result<bool, StorageError> {
    tx.execute(HELD, [])?;
    let deleted = tx.execute(
        "DELETE FROM job WHERE kind = :kind AND key = :key AND state = 'waiting'
            AND NOT EXISTS (SELECT 1 FROM temp.job_held AS held WHERE held.id = job.id)",
        named_params! { ":kind": kind, ":key": key },
    )?;
    let taken_back = tx.execute(
        "UPDATE job SET revision = held.revision FROM temp.job_held AS held
          WHERE held.id = job.id AND held.revision <> job.revision
            AND job.kind = :kind AND job.key = :key AND job.state = 'waiting'",
        named_params! { ":kind": kind, ":key": key },
    )?;
    Ok(deleted + taken_back > 0)
}

/// Jobs that wait, run by nobody, whose lane is free: the longest due first, and those due later after them.
const TAKEABLE: &str = "
    SELECT id, kind, payload, attempts, revision, lane, run_at_ms FROM job
     WHERE state = 'waiting'
       AND NOT EXISTS (SELECT 1 FROM temp.job_held AS held WHERE held.id = job.id)
       AND (lane IS NULL OR NOT EXISTS (
             SELECT 1 FROM job AS earlier
              WHERE earlier.lane = job.lane AND earlier.state <> 'dead' AND earlier.id < job.id)
            AND NOT EXISTS (SELECT 1 FROM temp.job_held AS held WHERE held.lane = job.lane))
     ORDER BY run_at_ms, id LIMIT :limit";

/// What one look at the queue found: jobs taken, and when the next one that could be taken is due, which may be now.
#[derive(Debug, Default)]
pub(super) struct Look {
    pub taken: Vec<Claimed>,
    pub next: Option<Timestamp>,
}

/// Takes due jobs: this process holds them from now on, and nothing is written. One view gives both what is taken and
/// what comes next, so that no job can become due unseen in between.
pub(super) fn take_due(tx: &WriteTx, limit: usize) -> Result<Look, StorageError> {
    tx.execute(HELD, [])?;
    tx.execute(HELD_BY_LANE, [])?;
    let now = tx.now();
    let found =
        tx.all(TAKEABLE, named_params! { ":limit": i64::try_from(limit + 1).unwrap_or(i64::MAX) }, |row| {
            let job = Claimed {
                id: row.get("id")?,
                kind: row.get("kind")?,
                payload: row.get("payload")?,
                attempts: row.get::<_, u32>("attempts")? + 1,
                revision: row.get("revision")?,
                lane: row.get("lane")?,
            };
            Ok((row.get::<_, Timestamp>("run_at_ms")?, job))
        })?;
    let mut look = Look::default();
    for (run_at, job) in found {
        if run_at > now || look.taken.len() == limit {
            look.next = Some(run_at);
            break;
        }
        hold(tx, &job)?;
        look.taken.push(job);
    }
    Ok(look)
}

fn hold(tx: &WriteTx, job: &Claimed) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO temp.job_held (id, revision, lane) VALUES (:id, :revision, :lane)",
        named_params! { ":id": job.id, ":revision": job.revision, ":lane": job.lane },
    )
    .map(drop)
}

/// Writes down that a job begins, where the run before this one died: it may be the job that kills.
pub(super) fn note_attempt(tx: &WriteTx, job: &Claimed) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE job SET attempts = :attempts, updated_at_ms = :now_ms WHERE id = :id",
        named_params! { ":id": job.id, ":attempts": job.attempts, ":now_ms": tx.now() },
    )
    .map(drop)
}

/// The highest id a job has.
pub(super) fn highest_id(conn: &ReadConn) -> Result<Option<JobId>, StorageError> {
    conn.one("SELECT max(id) AS id FROM job", [], |row| row.get("id"))
}

/// Nobody runs it any more. Whoever waits in its lane may.
fn release(tx: &WriteTx, id: JobId) -> Result<(), StorageError> {
    tx.execute("DELETE FROM temp.job_held WHERE id = :id", named_params! { ":id": id }).map(drop)
}

/// The job is done. Queued again meanwhile, it waits for its next run.
pub(super) fn finish(tx: &WriteTx, held: &Held) -> Result<(), StorageError> {
    release(tx, held.id)?;
    let deleted = tx.execute(
        "DELETE FROM job WHERE id = :id AND revision = :revision AND state <> 'dead'",
        named_params! { ":id": held.id, ":revision": held.revision },
    )?;
    let lane_waits = match &held.lane {
        Some(lane) => tx.exists(
            "SELECT 1 FROM job WHERE lane = :lane AND state <> 'dead'",
            named_params! { ":lane": lane },
        )?,
        None => false,
    };
    if deleted == 0 || lane_waits {
        tx.wake(super::WORKER);
    }
    Ok(())
}

/// Back to waiting. Queued again meanwhile, that later one carries on alone.
pub(super) fn retry_at(
    tx: &WriteTx,
    job: &Claimed,
    run_at: Timestamp,
    error: &str,
) -> Result<(), StorageError> {
    release(tx, job.id)?;
    tx.execute(
        "UPDATE job SET attempts = :attempts, run_at_ms = :run_at_ms, last_error = :error, updated_at_ms = :now_ms
          WHERE id = :id AND revision = :revision AND state = 'waiting'",
        named_params! {
            ":id": job.id, ":revision": job.revision, ":attempts": job.attempts, ":run_at_ms": run_at,
            ":error": error, ":now_ms": tx.now(),
        },
    )?;
    tx.wake(super::WORKER);
    Ok(())
}

/// Out of attempts: a person decides. Queued again meanwhile, the later one waits beside it.
pub(super) fn bury(tx: &WriteTx, job: &Claimed, error: &str) -> Result<(), StorageError> {
    release(tx, job.id)?;
    let params = named_params! {
        ":id": job.id, ":revision": job.revision, ":attempts": job.attempts, ":error": error, ":now_ms": tx.now(),
    };
    let buried = tx.execute(
        "UPDATE job SET state = 'dead', attempts = :attempts, last_error = :error, updated_at_ms = :now_ms
          WHERE id = :id AND revision = :revision AND state = 'waiting'",
        params,
    )?;
    if buried == 0 {
        tx.execute(
            "INSERT INTO job (id, kind, payload, key, lane, state, run_at_ms, attempts, last_error, created_at_ms, updated_at_ms)
             SELECT :new_id, kind, :payload, key, lane, 'dead', :now_ms, :attempts, :error, created_at_ms, :now_ms
               FROM job WHERE id = :id",
            named_params! {
                ":new_id": tx.new_id::<JobId>(), ":id": job.id, ":payload": job.payload, ":attempts": job.attempts,
                ":error": error, ":now_ms": tx.now(),
            },
        )?;
    }
    tx.announce(super::TOPIC, job.id);
    tx.wake(super::WORKER);
    Ok(())
}

/// What is held but run by nobody, and what an earlier version wrote down as running, waits again.
pub(super) fn reclaim(tx: &WriteTx, running: &[JobId]) -> Result<usize, StorageError> {
    tx.execute(HELD, [])?;
    let running = serde_json::to_string(running)?;
    let held = tx.execute(
        "DELETE FROM temp.job_held WHERE id NOT IN (SELECT value FROM json_each(:running))",
        named_params! { ":running": running },
    )?;
    let marked = tx.all("SELECT id FROM job WHERE state = 'running'", [], |row| row.get::<_, JobId>("id"))?;
    for id in &marked {
        let waits = tx.execute(
            "UPDATE OR IGNORE job SET state = 'waiting', run_at_ms = :now_ms WHERE id = :id",
            named_params! { ":id": id, ":now_ms": tx.now() },
        )?;
        if waits == 0 {
            // Another of its key waits already and carries on alone.
            tx.execute("DELETE FROM job WHERE id = :id", named_params! { ":id": id })?;
        }
    }
    Ok(held + marked.len())
}

/// Jobs in one state, newest first; `running` are those this process holds.
pub(super) fn list(
    conn: &ReadConn,
    state: JobState,
    running: &[JobId],
    before: Option<JobId>,
    limit: u32,
) -> Result<Vec<JobSummary>, StorageError> {
    let which = match state {
        JobState::Waiting => "state = 'waiting' AND id NOT IN (SELECT value FROM json_each(:running))",
        JobState::Running => "state <> 'dead' AND id IN (SELECT value FROM json_each(:running))",
        JobState::Dead => "state = 'dead' AND :running IS NOT NULL",
    };
    let sql = format!(
        "SELECT id, kind, attempts, run_at_ms, created_at_ms, last_error FROM job
          WHERE {which} AND id < :before ORDER BY id DESC LIMIT :limit"
    );
    conn.all(
        &sql,
        named_params! {
            ":running": serde_json::to_string(running)?,
            ":before": before.map_or(i64::MAX, crate::ids::Id::as_i64),
            ":limit": limit,
        },
        |row| {
            Ok(JobSummary {
                id: row.get("id")?,
                kind: row.get("kind")?,
                state: state.as_str().to_owned(),
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
    tx.wake(super::WORKER);
    Ok(revived > 0)
}

pub(super) fn delete_dead(tx: &WriteTx, id: JobId) -> Result<bool, StorageError> {
    let deleted =
        tx.execute("DELETE FROM job WHERE id = :id AND state = 'dead'", named_params! { ":id": id })?;
    tx.announce(super::TOPIC, id);
    Ok(deleted > 0)
}

/// How many jobs are dead; for `doctor` and the metrics.
pub(super) fn dead(conn: &ReadConn) -> Result<i64, StorageError> {
    conn.one("SELECT count(*) AS jobs FROM job WHERE state = 'dead'", [], |row| row.get("jobs"))
}

/// How many jobs wait or run.
pub(super) fn waiting(conn: &ReadConn) -> Result<i64, StorageError> {
    conn.one("SELECT count(*) AS jobs FROM job WHERE state = 'waiting'", [], |row| row.get("jobs"))
}

/// The kinds of waiting and running jobs; tests look that nothing is left over.
pub(super) fn unfinished(conn: &ReadConn) -> Result<Vec<String>, StorageError> {
    conn.all("SELECT kind FROM job WHERE state <> 'dead' ORDER BY id LIMIT 100", [], |row| row.get("kind"))
}

/// Since when a job of a kind and key, tried and failed, waits to be tried again.
pub(super) fn failing_since(
    conn: &ReadConn,
    kind: &str,
    key: &str,
) -> Result<Option<Timestamp>, StorageError> {
    conn.optional(
        "SELECT created_at_ms FROM job
          WHERE kind = :kind AND key = :key AND state = 'waiting' AND last_error IS NOT NULL",
        named_params! { ":kind": kind, ":key": key },
        |row| row.get("created_at_ms"),
    )
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

/// Whether a job of a kind and key runs, or waits and is due by a moment. What runs is a row that waits, with the time it
/// was due.
pub(super) fn is_underway(
    conn: &ReadConn,
    kind: &str,
    key: &str,
    by: Timestamp,
) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM job WHERE kind = :kind AND key = :key AND state = 'waiting' AND run_at_ms <= :by_ms",
        named_params! { ":kind": kind, ":key": key, ":by_ms": by },
    )
}
