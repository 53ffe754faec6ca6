//! A run of the exam, from its beginning to its end, whatever the end: done, stopped, out of money, interrupted.
//!
//! A run that was broken off is never taken up again. What was asked until then stays.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use tokio_util::sync::CancellationToken;

use super::ask::{Asked, Plan, Proposal};
use super::gate::stood;
use super::types::{Candidate, Cause, ExamQuestion, ExamRun};
use super::{seen, store, worse};
use crate::events::Topic;
use crate::http::ApiError;
use crate::ids::{ExamQuestionId, ExamRunId, PersonId};
use crate::jobs::{self, JobError};
use crate::knowledge::NotBeside;
use crate::llm::{Llm, ModelFault};
use crate::replies::Replies;
use crate::replies::jobs::{ExamWorse, RunExam};
use crate::replies::long_run::LongRunState;
use crate::replies::trial::AsSet;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Questions asked at once: customers are asked for at the same time.
const AT_ONCE: usize = 2;
/// How long a question that was taken away can be brought back.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// Begins a run of all questions, to be done beside everything else.
pub(super) fn start(
    tx: &WriteTx,
    cause: Cause,
    candidate: Option<&Candidate>,
    person: Option<PersonId>,
) -> Result<ExamRunId, ApiError> {
    if store::is_one_open(tx)? {
        return Err(ApiError::conflict("exam_under_way", "The exam is under way already.")
            .hint("Wait until it is done, or stop it."));
    }
    let questions = store::count_questions(tx)?;
    if questions == 0 {
        return Err(
            ApiError::conflict("exam_empty", "The exam has no questions yet.").hint("Write some first.")
        );
    }
    store::tidy(tx, tx.now().minus(KEPT))?;
    let id = tx.new_id();
    store::begin(tx, id, candidate, cause, questions, person)?;
    jobs::enqueue(tx, &RunExam { exam_run_id: id })?;
    tx.announce(Topic::Exam, id);
    Ok(id)
}

/// Stops a run, whether it waits or is under way. False when it is over, or was never.
pub(super) async fn stop(replies: &Replies, id: ExamRunId) -> Result<bool, StorageError> {
    if replies.exams.stop(id) {
        return Ok(true);
    }
    // Nobody is at it.
    replies.db.write(move |tx| move_on(tx, id, LongRunState::Stopped)).await
}

fn move_on(tx: &WriteTx, id: ExamRunId, state: LongRunState) -> Result<bool, StorageError> {
    tx.announce(Topic::Exam, id);
    store::set_state(tx, id, state)
}

/// What is tried, why, and the questions to ask, with everything as it is set.
struct Begun {
    candidate: Option<Candidate>,
    cause: Cause,
    questions: Vec<ExamQuestion>,
    set: AsSet,
}

/// What there is to do; nothing when the run is over. One that was begun before broke off. What it says is of what is set now,
/// so by that it is known again.
fn begin(tx: &WriteTx, id: ExamRunId, replies: &Replies, live: &Llm) -> Result<Option<Begun>, StorageError> {
    let Some(run) = store::run(tx, id)? else { return Ok(None) };
    match run.state {
        LongRunState::Waiting => {
            move_on(tx, id, LongRunState::Running)?;
            let ExamRun { candidate, cause, .. } = run;
            if candidate.is_some() {
                store::set_stood(tx, id, &stood(tx, &live.settings().of_answers())?)?;
            }
            let (questions, set) = (store::questions(tx)?, replies.set_in(tx)?);
            Ok(Some(Begun { candidate, cause, questions, set }))
        }
        LongRunState::Running => move_on(tx, id, LongRunState::Interrupted).map(|_| None),
        LongRunState::Done | LongRunState::Stopped | LongRunState::OutOfMoney | LongRunState::Interrupted => {
            Ok(None)
        }
    }
}

/// What a run that is done answered worse than what it is set beside.
fn worse_in(conn: &ReadConn, id: ExamRunId, cause: Cause) -> Result<Vec<ExamQuestionId>, StorageError> {
    match cause {
        Cause::Candidate => worse::than_live(conn, id),
        Cause::Asked | Cause::Sources => worse::than_before(conn, id),
    }
}

/// Why a change cannot be tried.
enum NotTried {
    /// Its models are not known any more.
    Gone,
    /// Its embedder or its reranker does not answer.
    Fault(ModelFault),
    /// Somebody stopped it, or the program ends, before everything had its vectors.
    BrokenOff(LongRunState),
    Storage(StorageError),
}

impl NotTried {
    /// How the run ends, and whose fault it was.
    fn end(self) -> Result<(LongRunState, Option<ModelFault>), StorageError> {
        match self {
            Self::Gone => Ok((LongRunState::Interrupted, None)),
            Self::Fault(fault) => Ok((LongRunState::Interrupted, Some(fault))),
            Self::BrokenOff(state) => Ok((state, None)),
            Self::Storage(error) => Err(error),
        }
    }
}

impl Replies {
    /// Runs [`RunExam`].
    pub async fn run_exam(&self, job: RunExam) -> Result<(), JobError> {
        let id = job.exam_run_id;
        let on_its_way = self.exams.begin(id);
        let (replies, live) = (self.clone(), self.tools.llm.frozen());
        let models = live.clone();
        let begun = self.db.write(move |tx| begin(tx, id, &replies, &models)).await?;
        let Some(Begun { candidate, cause, questions, set }) = begun else { return Ok(()) };
        // As they stand before the first question: what changes while it runs is found by the next look.
        let changes = match cause {
            Cause::Sources => self.db.read_long(seen::changed).await?,
            Cause::Asked | Cause::Candidate => Vec::new(),
        };
        let candidate = match candidate {
            Some(candidate) => match self.proposal(id, &set, &live, candidate, &on_its_way.stop).await {
                Ok(proposal) => Some(proposal),
                Err(not_tried) => return self.not_tried(id, not_tried).await,
            },
            None => None,
        };
        let plan = Plan {
            run: id,
            set: Arc::new(set),
            live,
            candidate,
            at_once: AT_ONCE,
            cancel: on_its_way.stop.clone(),
            no_more: CancellationToken::new(),
            order: Arc::default(),
        };
        let asking = self.ask_all(plan.clone(), questions);
        let ended = tokio::select! {
            ended = asking => ended?,
            // What waits for a model would hold up the stop.
            () = self.stopping.cancelled() => LongRunState::Interrupted,
        };
        if let (LongRunState::Done, Some(fault)) = (ended, plan.fault()) {
            return self.not_tried(id, NotTried::Fault(fault)).await;
        }
        let worse = match ended {
            LongRunState::Done => self.db.read_long(move |conn| worse_in(conn, id, cause)).await?,
            LongRunState::Waiting
            | LongRunState::Running
            | LongRunState::Stopped
            | LongRunState::OutOfMoney
            | LongRunState::Interrupted => Vec::new(),
        };
        self.db
            .write(move |tx| {
                match cause {
                    Cause::Sources if !worse.is_empty() => {
                        jobs::enqueue(tx, &ExamWorse { exam_run_id: id })?;
                    }
                    Cause::Candidate if ended == LongRunState::Done => store::set_worse(tx, id, &worse)?,
                    Cause::Asked | Cause::Sources | Cause::Candidate => {}
                }
                if matches!(ended, LongRunState::Done | LongRunState::Stopped) {
                    seen::see(tx, &changes)?;
                }
                move_on(tx, id, ended)
            })
            .await?;
        Ok(())
    }

    /// Ends a run that says nothing of what was to be tried.
    async fn not_tried(&self, id: ExamRunId, why: NotTried) -> Result<(), JobError> {
        let (state, fault) = why.end()?;
        let ended = self.db.write(move |tx| {
            store::set_fault(tx, id, fault)?;
            move_on(tx, id, state)
        });
        ended.await?;
        Ok(())
    }

    /// What is tried; models of another process are gone with their keys. With another embedder everything has its vectors of it
    /// before the first question.
    async fn proposal(
        &self,
        run: ExamRunId,
        set: &AsSet,
        live: &Llm,
        candidate: Candidate,
        stop: &CancellationToken,
    ) -> Result<Proposal, NotTried> {
        let prompts = set.prompts.clone();
        let llm = match candidate {
            Candidate::Prompt { name, text } => {
                let (prompts, knowledge) = (prompts.with(name, text), self.tools.knowledge.clone());
                return Ok(Proposal { prompts, llm: live.clone(), knowledge });
            }
            Candidate::Model { .. } => self.exams.proposed(run).ok_or(NotTried::Gone)?,
        };
        let knowledge = tokio::select! {
            knowledge = self.tools.knowledge.beside(&llm) => knowledge,
            () = stop.cancelled() => return Err(NotTried::BrokenOff(LongRunState::Stopped)),
            () = self.stopping.cancelled() => return Err(NotTried::BrokenOff(LongRunState::Interrupted)),
        };
        match knowledge {
            Ok(knowledge) => Ok(Proposal { prompts, llm, knowledge }),
            Err(NotBeside::Storage(error)) => Err(NotTried::Storage(error)),
            Err(NotBeside::Model(error)) => {
                tracing::warn!(error = %error, "the exam could not try another embedder");
                Err(NotTried::Fault(error.fault()))
            }
        }
    }

    async fn ask_all(&self, plan: Plan, questions: Vec<ExamQuestion>) -> Result<LongRunState, StorageError> {
        let at_once = plan.at_once;
        let asked = questions.into_iter().map(|question| {
            let (replies, plan) = (self.clone(), plan.clone());
            async move { replies.ask_exam_question(&plan, question).await }
        });
        let mut asked = stream::iter(asked).buffer_unordered(at_once);
        let mut state = LongRunState::Done;
        while let Some(asked) = asked.next().await {
            state = match (asked?, state) {
                (Asked::Kept, state) => state,
                (Asked::Stopped, _) | (Asked::OutOfMoney, LongRunState::Stopped) => LongRunState::Stopped,
                (Asked::OutOfMoney, _) => LongRunState::OutOfMoney,
            };
        }
        Ok(state)
    }
}
