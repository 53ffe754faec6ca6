//! The exam: questions with what must happen, asked as customers' questions are, so that a change is seen before customers see it.
//!
//! Owns the questions, the runs and what would have been answered. Acts on nothing: no conversation is read or written, nothing is
//! sent. What the models cost is counted, and only money that customers' answers can spare is spent.

mod ask;
mod compare;
mod gate;
mod going;
mod judge;
mod run;
mod seen;
mod sources;
mod store;
mod types;
mod worse;

pub(super) mod question_routes;
pub(super) mod setting_routes;
pub(super) mod routes;

pub(super) use gate::{may_go_live, models_may_go_live};
pub(super) use going::Going;
pub(super) use judge::faults;
pub(super) use types::{Candidate, End, ExamQuestion, Expected, FaultCode as ExamFaultCode, Origin};

use crate::ids::ExamRunId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Tells the run that was under way when the program ended as interrupted.
pub(super) fn end_interrupted(tx: &WriteTx) -> Result<usize, StorageError> {
    store::end_interrupted(tx)
}

/// The questions as they stand.
pub(super) fn questions(conn: &ReadConn) -> Result<Vec<ExamQuestion>, StorageError> {
    store::questions(conn)
}

/// The titles of the sources that changed before a run.
pub(super) fn changed_before(conn: &ReadConn, run: ExamRunId) -> Result<Vec<String>, StorageError> {
    let changes = store::run(conn, run)?.map(|run| run.changes).unwrap_or_default();
    Ok(changes.into_iter().map(|change| change.title).collect())
}
