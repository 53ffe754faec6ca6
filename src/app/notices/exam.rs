//! Whoever looks after the assistant is told that answers got worse after a source changed, naming the source, and that a walk
//! found something that is not as it should be.

use super::kinds::{EXAM_WORSE, WALK_FAILED};
use super::words::{Subject, told};
use super::{Notices, people};
use crate::ids::{ExamRunId, WalkId};
use crate::jobs::JobError;
use crate::notify::{self, Notice, Phase, Urgency};
use crate::replies;
use crate::replies::jobs::{ExamWorse, WalkFailed};
use crate::storage::{StorageError, WriteTx};

impl Notices {
    /// Runs [`ExamWorse`].
    pub async fn exam_worse(&self, job: ExamWorse) -> Result<(), JobError> {
        Ok(self.db.write(move |tx| worse(tx, job.exam_run_id)).await?)
    }

    /// Runs [`WalkFailed`].
    pub async fn walk_failed(&self, job: WalkFailed) -> Result<(), JobError> {
        Ok(self.db.write(move |tx| failed(tx, job.walk_id)).await?)
    }
}

fn worse(tx: &WriteTx, run: ExamRunId) -> Result<(), StorageError> {
    let titles = replies::exam_changes(tx, run)?;
    let more = titles.len().saturating_sub(1);
    let name =
        titles.into_iter().next().map(|first| if more > 0 { format!("{first} +{more}") } else { first });
    let notice = Notice {
        kind: &EXAM_WORSE,
        key: run.to_string(),
        phase: Phase::Raised,
        urgency: Urgency::Normal,
        words: told(EXAM_WORSE.name, &Subject { name, ..Subject::default() }),
        link: "/settings/exam".to_owned(),
    };
    notify::send(tx, &notice, &people(tx)?)
}

fn failed(tx: &WriteTx, walk: WalkId) -> Result<(), StorageError> {
    let notice = Notice {
        kind: &WALK_FAILED,
        key: walk.to_string(),
        phase: Phase::Raised,
        urgency: Urgency::Normal,
        words: told(WALK_FAILED.name, &Subject::default()),
        link: "/settings/walk".to_owned(),
    };
    notify::send(tx, &notice, &people(tx)?)
}
