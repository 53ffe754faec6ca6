//! Work that survives a crash: queued in the transaction that makes it necessary, run by the worker, retried with
//! growing pauses, and kept where people see it when it cannot be done.
//!
//! A job carries ids only and may run twice: what it does must be idempotent. Work whose rows are a queue of their own,
//! such as a ledger, is standing work: it is woken, takes what is there, and needs no job. Never knows what a job means.

mod registry;
mod running;
mod schedule;
mod standing;
mod store;
mod ticket;
mod types;
mod worker;

pub mod routes;

pub use registry::Registry;
pub use schedule::Schedules;
pub use standing::Round;
pub use ticket::Ticket;
pub use types::{Job, JobError, JobState, JobSummary};
pub use worker::Worker;

use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::JobId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// By this name the worker is woken when there may be a job to take.
const WORKER: &str = "jobs";
/// The topic that tells screens a job died or came back.
pub const TOPIC: Topic = Topic::Job;

/// Queues `job` for now. A waiting one with the same key stays as it is, unless it would run later; one that runs
/// already runs once more.
pub fn enqueue<J: Job>(tx: &WriteTx, job: &J) -> Result<JobId, StorageError> {
    enqueue_at(tx, job, tx.now())
}

/// Queues `job` for `run_at`. Of two with the same key the earlier time wins.
pub fn enqueue_at<J: Job>(tx: &WriteTx, job: &J, run_at: Timestamp) -> Result<JobId, StorageError> {
    store::insert(tx, job, run_at, store::OnSameKey::KeepEarlier)
}

/// Queues `job` for `run_at`; a waiting one with the same key is moved to that time.
pub fn postpone<J: Job>(tx: &WriteTx, job: &J, run_at: Timestamp) -> Result<JobId, StorageError> {
    store::insert(tx, job, run_at, store::OnSameKey::Move)
}

/// How many jobs are dead: out of attempts, waiting for a person.
pub fn dead(conn: &ReadConn) -> Result<i64, StorageError> {
    store::dead(conn)
}

/// How many jobs wait or run.
pub fn waiting(conn: &ReadConn) -> Result<i64, StorageError> {
    store::waiting(conn)
}

/// Since when the waiting job with this key has failed and is tried again.
pub fn failing_since<J: Job>(conn: &ReadConn, key: &str) -> Result<Option<Timestamp>, StorageError> {
    store::failing_since(conn, J::KIND, key)
}

/// When the waiting job with this key is due, if one waits.
pub fn waiting_until<J: Job>(conn: &ReadConn, key: &str) -> Result<Option<Timestamp>, StorageError> {
    store::waiting_until(conn, J::KIND, key)
}

/// Whether a job with this key runs, or waits and is due by a moment.
pub fn is_underway<J: Job>(conn: &ReadConn, key: &str, by: Timestamp) -> Result<bool, StorageError> {
    store::is_underway(conn, J::KIND, key, by)
}

/// Takes back the waiting job with this key, if there is one.
pub fn cancel<J: Job>(tx: &WriteTx, key: &str) -> Result<bool, StorageError> {
    store::delete_waiting(tx, J::KIND, key)
}
