//! One question of the exam, asked as a customer's would be: with the models that are set, and with the built-in one alone.

use std::sync::Arc;

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use super::judge::faults;
use super::store;
use super::types::{Answer, End, ExamQuestion, Outcome, Side};
use crate::events::Topic;
use crate::ids::ExamRunId;
use crate::knowledge::Knowledge;
use crate::llm::{Line, Llm, ModelFault};
use crate::replies::Replies;
use crate::replies::answer::claim_check::Sentence;
use crate::replies::prompts::Prompts;
use crate::replies::question::Question;
use crate::replies::runs::store as runs;
use crate::replies::runs::trace::{Call, Trace};
use crate::replies::tools::{Broken, Overrides, Tools};
use crate::replies::trial::AsSet;
use crate::replies::types::{CallTask, Decision, Tier};
use crate::replies::words;
use crate::storage::StorageError;

/// Answers to one question that may be under way at once.
const SIDES: i64 = 2;

/// What all questions of a run are asked with.
#[derive(Clone)]
pub(super) struct Plan {
    pub run: ExamRunId,
    pub set: Arc<AsSet>,
    /// The models that were set when it began.
    pub live: Llm,
    pub candidate: Option<Proposal>,
    /// Questions asked at once.
    pub at_once: usize,
    /// Somebody stopped it.
    pub cancel: CancellationToken,
    /// The money that can be spared is spent: what is under way may end.
    pub no_more: CancellationToken,
    /// How the reranker of what is tried did.
    pub order: Arc<Mutex<Order>>,
}

/// Whether anybody put passages into order.
#[derive(Default)]
pub(super) struct Order {
    was_made: bool,
    fault: Option<ModelFault>,
}

impl Order {
    fn note(&mut self, calls: &[Call]) {
        for call in calls.iter().filter(|call| call.task == CallTask::Rerank) {
            self.was_made |= call.fault.is_none();
            self.fault = self.fault.or(call.fault);
        }
    }
}

/// What is tried beside what is live.
#[derive(Clone)]
pub(super) struct Proposal {
    pub prompts: Prompts,
    pub llm: Llm,
    /// Found with the embedder of these models.
    pub knowledge: Knowledge,
}

impl Plan {
    /// Why what was to be tried was not: questions were asked, but found as if nothing had changed.
    pub fn fault(&self) -> Option<ModelFault> {
        let by_meaning = self.candidate.as_ref().and_then(|proposal| proposal.knowledge.fault_beside());
        let order = self.order.lock();
        by_meaning.map(|error| error.fault()).or(order.fault.filter(|_| !order.was_made))
    }

    /// Whose models answer this side.
    fn llm(&self, side: Side) -> &Llm {
        match (side, &self.candidate) {
            (Side::Candidate, Some(proposal)) => &proposal.llm,
            (Side::Candidate | Side::Live | Side::BuiltIn, _) => &self.live,
        }
    }
}

/// What became of one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Kept,
    /// It was stopped before the answer was there.
    Stopped,
    OutOfMoney,
}

impl Replies {
    /// Asks a question and keeps what would have been answered.
    pub(super) async fn ask_exam_question(
        &self,
        plan: &Plan,
        question: ExamQuestion,
    ) -> Result<Asked, StorageError> {
        if plan.cancel.is_cancelled() {
            return Ok(Asked::Stopped);
        }
        if plan.no_more.is_cancelled() || !self.can_spare_money(plan).await? {
            plan.no_more.cancel();
            return Ok(Asked::OutOfMoney);
        }
        let asked = self.alone(&plan.set, question.text.clone(), question.language.as_deref()).await?;
        let (live, candidate) = tokio::try_join!(self.side(plan, &question, &asked, Side::Live), async {
            match &plan.candidate {
                Some(_) => self.side(plan, &question, &asked, Side::Candidate).await.map(Some),
                None => Ok(None),
            }
        },)?;
        let (Some(live), Some(candidate)) = (live, candidate.map_or(Some(None), |side| side.map(Some)))
        else {
            return Ok(Asked::Stopped);
        };
        let built_in = if plan.live.has_vendor() {
            self.side(plan, &question, &asked, Side::BuiltIn).await?
        } else {
            Some(Answer { side: Side::BuiltIn, ..live.clone() })
        };
        let (run, all) = (plan.run, [Some(live), candidate, built_in]);
        self.db
            .write(move |tx| {
                for answer in all.iter().flatten() {
                    store::keep_answer(tx, run, answer)?;
                }
                tx.announce(Topic::Exam, run);
                Ok::<_, StorageError>(())
            })
            .await?;
        Ok(Asked::Kept)
    }

    /// What is left near the end of the budget is for customers.
    async fn can_spare_money(&self, plan: &Plan) -> Result<bool, StorageError> {
        if [Side::Live, Side::Candidate].iter().all(|side| !plan.llm(*side).has_vendor()) {
            return Ok(true);
        }
        let now = self.clock.now();
        let spent = self.db.read(move |conn| runs::spent(conn, now)).await?;
        let answers = SIDES.saturating_mul(i64::try_from(plan.at_once).unwrap_or(i64::MAX));
        Ok(plan.set.settings.budget.is_ample(spent, answers))
    }

    /// The question, answered in one way; nothing when it was stopped.
    async fn side(
        &self,
        plan: &Plan,
        question: &ExamQuestion,
        asked: &Question,
        side: Side,
    ) -> Result<Option<Answer>, StorageError> {
        let answers = match side {
            Side::Live | Side::Candidate => None,
            Side::BuiltIn => Some(Line::built_in(self.clock.clone())),
        };
        let llm = plan.llm(side).clone();
        let needs_model = answers.is_none() && llm.has_vendor();
        let (prompts, knowledge) = match (side, &plan.candidate) {
            (Side::Candidate, Some(proposal)) => (proposal.prompts.clone(), proposal.knowledge.clone()),
            (Side::Candidate | Side::Live | Side::BuiltIn, _) => {
                (asked.prompts.clone(), self.tools.knowledge.clone())
            }
        };
        let overrides = Overrides { answers, sources: None };
        let tools = Tools { llm, knowledge, overrides, ..self.tools.clone() };
        let asked = &Question { prompts, ..asked.clone() };
        let (decision, trace) = self.answer_alone(asked, &tools, &plan.cancel).await;
        if side == Side::Candidate {
            plan.order.lock().note(&trace.calls);
        }
        let outcome = match &decision {
            Ok(decision) => Some(outcome(plan, question, asked, decision, &trace, needs_model)),
            Err(_) => None,
        };
        self.charge_for(vec![trace]).await?;
        match decision {
            Ok(_) | Err(Broken::Cancelled) => {
                Ok(outcome.map(|outcome| Answer { side, question: question.clone(), outcome }))
            }
            Err(Broken::Storage(error)) => Err(error),
        }
    }
}

fn outcome(
    plan: &Plan,
    question: &ExamQuestion,
    asked: &Question,
    decision: &Decision,
    trace: &Trace,
    needs_model: bool,
) -> Outcome {
    let end = End::of(decision.kind());
    let said = words::of(decision, &plan.set.settings, asked.language);
    let faults = faults(question, end, said.as_deref(), needs_model && trace.tier == Tier::BuiltIn);
    Outcome {
        passed: faults.is_empty(),
        faults,
        end,
        reason: decision.reason().map(|reason| reason.as_str().to_owned()),
        said,
        sources: decision.sources().to_vec(),
        language: trace.language.map(str::to_owned),
        provider: trace.provider.map(str::to_owned),
        model: trace.model.clone(),
        word_for_word: end == End::Answered && is_word_for_word(&trace.checks),
    }
}

/// Whether every sentence that claims anything stands so in what was shown.
fn is_word_for_word(checks: &[Sentence]) -> bool {
    let mut claims =
        checks.iter().filter(|check| !matches!(check.kind.as_str(), "talk" | "question")).peekable();
    claims.peek().is_some()
        && claims.all(|check| check.supported && check.evidence.as_deref() == Some(check.text.as_str()))
}
