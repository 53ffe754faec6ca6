//! The playground: any question, with any model, prompt or set of sources, side by side, each with its whole trace.
//!
//! Runs what customers' questions run through and acts on nothing: no conversation is read or written, nothing is sent. What the
//! models cost is counted, because it is paid.

pub(super) mod routes;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;

use super::Replies;
use super::budget::day;
use super::pipeline;
use super::prompts::{Prompt, Prompts};
use super::question::Question;
use super::runs::store;
use super::runs::trace::{Call, FoundPassage, Step, Trace};
use super::settings::Settings;
use super::tools::{Broken, Overrides, Tools};
use super::types::{Decision, DecisionKind, Handler, Intent, Tier};
use super::words;
use crate::accounts::{self, Shop};
use crate::ids::{RunId, SourceId};
use crate::inbox::{HandOffReason, SourceRef};
use crate::llm::{Line, Usage};
use crate::replies::answer::claim_check::Sentence;
use crate::storage::{ReadConn, StorageError};
use crate::words::words;

words! {
    /// Who writes the answer.
    TrialModel as ReplyTrialModel {
        /// Whoever would answer a customer now.
        AsSet = "as_set",
        First = "first",
        Second = "second",
        /// The one that sorts.
        Small = "small",
        BuiltIn = "built_in",
    }
}

/// One way to answer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReplyTrialVariant)]
pub(super) struct Variant {
    pub model: TrialModel,
    /// Other words for the prompt that writes answers.
    pub prompt: Option<String>,
    /// Only these sources are searched; all of them when not given.
    pub sources: Option<Vec<SourceId>>,
}

/// How it would have been answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReplyTrialOutcome)]
pub(super) struct Tried {
    pub decision: DecisionKind,
    pub reason: Option<&'static str>,
    /// What a customer would read; nothing when they would read nothing.
    pub said: Option<String>,
    pub sources: Vec<SourceRef>,
    pub intent: Option<Intent>,
    pub handler: Option<Handler>,
    pub tier: Tier,
    pub language: Option<&'static str>,
    pub steps: Vec<Step>,
    pub passages: Vec<FoundPassage>,
    pub checks: Vec<Sentence>,
    pub calls: Vec<Call>,
    pub usage: Usage,
    /// Millionths of a US dollar; nothing when the price is not known.
    pub cost: Option<i64>,
    pub provider: Option<&'static str>,
    pub model: Option<String>,
}

/// Why a variant cannot be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoSuchModel(pub TrialModel);

impl Replies {
    /// Who would write in this variant; nothing where the settings decide.
    fn writer(&self, model: TrialModel) -> Result<Option<Line>, NoSuchModel> {
        let llm = &self.tools.llm;
        let line = match model {
            TrialModel::AsSet => return Ok(None),
            TrialModel::First => llm.answers().only(0),
            TrialModel::Second => llm.answers().only(1),
            TrialModel::Small => llm.intent().only(0),
            TrialModel::BuiltIn => Some(Line::built_in(self.clock.clone())),
        };
        line.map(Some).ok_or(NoSuchModel(model))
    }

    /// Answers the question in each way, all at once.
    pub(super) async fn try_out(
        &self,
        text: String,
        variants: Vec<(Variant, Option<Line>)>,
    ) -> Result<Vec<Tried>, StorageError> {
        let set = self.as_set().await?;
        let asked = self.alone(&set, text, None).await?;
        let tried = variants.into_iter().map(|(variant, answers)| self.try_one(&asked, variant, answers));
        let mut results = Vec::new();
        let mut traces = Vec::new();
        for tried in join_all(tried).await {
            let (decision, trace) = tried?;
            results.push(told(&decision, &trace, &set.settings, &asked));
            traces.push(trace);
        }
        self.charge_for(traces).await?;
        Ok(results)
    }

    async fn try_one(
        &self,
        asked: &Question,
        variant: Variant,
        answers: Option<Line>,
    ) -> Result<(Decision, Trace), StorageError> {
        let overrides = Overrides { answers, sources: variant.sources };
        let tools = Tools { overrides, ..self.tools.clone() };
        let prompts = match variant.prompt {
            Some(text) => asked.prompts.with(Prompt::Knowledge, text),
            None => asked.prompts.clone(),
        };
        let asked = Question { prompts, ..asked.clone() };
        let (decision, trace) = self.answer_alone(&asked, &tools, &CancellationToken::new()).await;
        match decision {
            Ok(decision) => Ok((decision, trace)),
            Err(Broken::Storage(error)) => Err(error),
            // Nobody cancels it but whoever drops it.
            Err(Broken::Cancelled) => Ok((Decision::Silent, trace)),
        }
    }

    /// What every question asked now is answered by.
    pub(super) async fn as_set(&self) -> Result<AsSet, StorageError> {
        let reader = self.clone();
        self.db.read(move |conn| reader.set_in(conn)).await
    }

    pub(super) fn set_in(&self, conn: &ReadConn) -> Result<AsSet, StorageError> {
        let (shop, settings) = (accounts::shop(conn)?, self.settings(conn)?);
        Ok(AsSet { shop, settings, prompts: store::prompts(conn)? })
    }

    /// A question that is nobody's, in the language somebody is known to speak.
    pub(super) async fn alone(
        &self,
        set: &AsSet,
        text: String,
        language: Option<&str>,
    ) -> Result<Question, StorageError> {
        let (words, now) = (text.clone(), self.clock.now());
        let judge = self.db.read(move |conn| Self::judge_alone(conn, &words, now)).await?;
        let asked = Question::alone(text, set.shop.clone(), language);
        Ok(Question {
            left_to_people: set.settings.leaves(asked.heard.tag),
            budget: set.settings.budget,
            personality: set.settings.personality.clone(),
            prompts: set.prompts.clone(),
            judge,
            ..asked
        })
    }

    /// Answers it as a customer's would be, and does nothing about it. The trace says what was used, whatever the end.
    pub(super) async fn answer_alone(
        &self,
        asked: &Question,
        tools: &Tools,
        cancel: &CancellationToken,
    ) -> (Result<Decision, Broken>, Trace) {
        // Nobody keeps it, so it needs no number of its own.
        let mut trace = Trace::new(RunId::new(0), self.clock.clone());
        let decision = pipeline::answer(asked, tools, &(), &mut trace, cancel).await;
        (decision, trace)
    }

    /// Counts what was paid.
    pub(super) async fn charge_for(&self, traces: Vec<Trace>) -> Result<(), StorageError> {
        let paid: Vec<Trace> = traces.into_iter().filter(|trace| !trace.calls.is_empty()).collect();
        if paid.is_empty() {
            return Ok(());
        }
        self.db
            .write(move |tx| {
                for trace in &paid {
                    store::add_spending(tx, trace.spent.micros, 0)?;
                    store::count_calls(tx, &day(tx.now()), &trace.calls)?;
                }
                Ok(())
            })
            .await
    }
}

/// Shop, settings and prompts, read once for many questions.
#[derive(Clone)]
pub(super) struct AsSet {
    pub shop: Shop,
    pub settings: Settings,
    pub prompts: Prompts,
}

fn told(decision: &Decision, trace: &Trace, settings: &Settings, asked: &Question) -> Tried {
    Tried {
        decision: decision.kind(),
        reason: decision.reason().map(HandOffReason::as_str),
        said: words::of(decision, settings, asked.language),
        sources: decision.sources().to_vec(),
        intent: trace.intent,
        handler: trace.handler,
        tier: trace.tier,
        language: trace.language,
        steps: trace.steps.clone(),
        passages: trace.passages.clone(),
        checks: trace.checks.clone(),
        calls: trace.calls.clone(),
        usage: trace.spent.usage,
        cost: trace.spent.cost(),
        provider: trace.provider,
        model: trace.model.clone(),
    }
}
