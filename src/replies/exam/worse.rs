//! Which questions a run answered worse: with what it tried, or than the whole run before it.

use super::compare::{Change, comparisons, of_side};
use super::store;
use super::types::{Answer, Side};
use crate::ids::{ExamQuestionId, ExamRunId};
use crate::storage::{ReadConn, StorageError};

/// Worse with the change that was tried than without it.
pub(super) fn than_live(conn: &ReadConn, run: ExamRunId) -> Result<Vec<ExamQuestionId>, StorageError> {
    let answers = store::answers(conn, run)?;
    Ok(worse((&answers, Side::Live), (&answers, Side::Candidate)))
}

/// Worse than in the last whole run before; nothing where there is none.
pub(super) fn than_before(conn: &ReadConn, run: ExamRunId) -> Result<Vec<ExamQuestionId>, StorageError> {
    let Some(before) = store::whole_run_before(conn, run)? else { return Ok(Vec::new()) };
    let (before, now) = (store::answers(conn, before.id)?, store::answers(conn, run)?);
    Ok(worse((&before, Side::Live), (&now, Side::Live)))
}

fn worse(before: (&[Answer], Side), now: (&[Answer], Side)) -> Vec<ExamQuestionId> {
    let (before, now) = (of_side(before.0, before.1), of_side(now.0, now.1));
    let all = comparisons(&before, &now, &of_side(&[], Side::BuiltIn));
    let worse = all.into_iter().filter(|one| one.change == Change::Worse);
    worse.map(|one| one.question.id).collect()
}
