//! What a run did, step by step, whatever came of it: kept so that people can open it.
//! Holds passages and the drafted answer, never the instructions and never a key.

use std::mem;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::{Clock, Timestamp};
use crate::ids::{ChunkId, ConversationId, RunId, SourceId};
use crate::inbox::HandOffReason;
use crate::llm::{Asked, LlmError, Micros, ModelFault, Usage};
use crate::replies::answer::claim_check::Sentence;
use crate::replies::types::{
    CallTask, DecisionKind, Handler, Intent, MetRule, RunState, Spent, StepName, Tier,
};
use crate::replies::verdicts::VerdictView;

/// A run as it goes on.
pub(in crate::replies) struct Trace {
    pub run: RunId,
    clock: Clock,
    pub intent: Option<Intent>,
    pub handler: Option<Handler>,
    pub tier: Tier,
    /// Of the prompt that writes answers; nothing for what ships.
    pub prompt_version: Option<u32>,
    pub calls: Vec<Call>,
    /// What the customer speaks, as a tag.
    pub language: Option<&'static str>,
    pub provider: Option<&'static str>,
    pub model: Option<String>,
    pub spent: Spent,
    pub text: Option<String>,
    pub reason: Option<&'static str>,
    /// Of several questions some were answered.
    pub partly: bool,
    /// Of the owner's.
    pub rules: Vec<MetRule>,
    /// Numbers of the orders a person is called for.
    pub orders: Vec<String>,
    pub passages: Vec<FoundPassage>,
    pub checks: Vec<Sentence>,
    pub steps: Vec<Step>,
}

/// What was shown, checked and written before a second try.
pub(in crate::replies) struct PutAside {
    passages: Vec<FoundPassage>,
    checks: Vec<Sentence>,
    text: Option<String>,
}

/// One step and how it ended.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RunStep)]
pub struct Step {
    pub name: StepName,
    pub started_at: Timestamp,
    pub duration_ms: i64,
    pub outcome: String,
}

/// A passage the model was shown.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FoundPassage {
    /// Nothing when it is a fact of the shop's profile, or stands on the web.
    pub source_id: Option<SourceId>,
    pub chunk_id: Option<ChunkId>,
    pub title: String,
    pub passage: String,
    pub support: f32,
    pub cited: bool,
    /// Where it stands on the web; nothing for what is the shop's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where it stood before the passages were put into another order, from 1; nothing where they were not.
    #[serde(default)]
    pub place_before: Option<u32>,
}

/// One question to a model, answered or not.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = RunCall)]
pub struct Call {
    pub task: CallTask,
    pub provider: String,
    pub model: String,
    pub usage: Usage,
    /// Millionths of a US dollar; nothing when the price is not known.
    pub cost: Option<i64>,
    /// Why it gave no answer.
    pub fault: Option<ModelFault>,
}

impl Call {
    /// Whether something was used of which nobody knows the price.
    pub fn is_unpriced(&self) -> bool {
        self.cost.is_none() && self.is_used()
    }

    /// Some services say nothing of what they read.
    fn is_used(&self) -> bool {
        let by_the_call = matches!(self.task, CallTask::Transcribe | CallTask::Rerank);
        let is_paid = self.cost.is_some_and(|cost| cost > 0);
        is_paid || self.usage != Usage::default() || (by_the_call && self.fault.is_none())
    }
}

/// Each call of a question that is no run's, answered or not.
pub(in crate::replies) fn calls(asked: &Asked, task: CallTask) -> Vec<Call> {
    let called = asked.failures.iter().filter(|failure| failure.error != LlmError::CircuitOpen);
    let failed = called.map(|failure| Call {
        task,
        provider: failure.provider.to_owned(),
        model: failure.model.clone(),
        usage: failure.usage,
        cost: failure.cost.map(|cost| cost.0),
        fault: Some(failure.error.fault()),
    });
    let answered = asked.answer.iter().map(|answered| {
        let (model, usage) = (&answered.by, answered.completion.usage);
        Call {
            task,
            provider: model.provider().to_owned(),
            model: model.model().to_owned(),
            usage,
            cost: model.cost(&usage).map(|cost| cost.0),
            fault: None,
        }
    });
    failed.chain(answered).collect()
}

/// A run as it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct Run {
    pub id: RunId,
    pub conversation_id: ConversationId,
    pub state: RunState,
    pub decision: Option<DecisionKind>,
    pub reason: Option<String>,
    /// The owner's rules this turn met: by one a person was called, by the others the team was told.
    pub rules: Vec<MetRule>,
    pub intent: Option<Intent>,
    pub handler: Option<Handler>,
    pub tier: Option<Tier>,
    /// Of the prompt that writes answers; nothing for what ships.
    pub prompt_version: Option<u32>,
    pub language: Option<String>,
    pub steps: Vec<Step>,
    pub passages: Vec<FoundPassage>,
    pub checks: Vec<Sentence>,
    /// Each question to a model, in order.
    pub calls: Vec<Call>,
    pub usage: Usage,
    /// Millionths of a US dollar; nothing when the price is not known.
    pub cost: Option<i64>,
    pub provider: Option<String>,
    pub model: Option<String>,
    /// The answer as it was last written, sent or not.
    pub text: Option<String>,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// What somebody thought of it.
    pub verdict: Option<VerdictView>,
}

impl Trace {
    pub fn new(run: RunId, clock: Clock) -> Self {
        Self {
            run,
            clock,
            intent: None,
            handler: None,
            tier: Tier::None,
            prompt_version: None,
            calls: Vec::new(),
            language: None,
            provider: None,
            model: None,
            spent: Spent::default(),
            text: None,
            reason: None,
            partly: false,
            rules: Vec::new(),
            orders: Vec::new(),
            passages: Vec::new(),
            checks: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// What was shown and checked last, put aside for a second try.
    pub fn put_aside(&mut self) -> PutAside {
        PutAside {
            passages: mem::take(&mut self.passages),
            checks: mem::take(&mut self.checks),
            text: self.text.take(),
        }
    }

    /// The second try came to nothing: what was before counts.
    pub fn take_back(&mut self, PutAside { passages, checks, text }: PutAside) {
        (self.passages, self.checks, self.text) = (passages, checks, text);
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Keeps a question to a model and counts what it used.
    pub fn called(&mut self, call: Call) {
        if call.is_used() {
            self.spent.add(call.usage, call.cost.map(Micros));
        }
        self.calls.push(call);
    }

    /// Notes a step that began at `started_at` and has just ended.
    pub fn step(&mut self, name: StepName, started_at: Timestamp, outcome: impl Into<String>) {
        let duration_ms = self.now().as_millis() - started_at.as_millis();
        self.steps.push(Step { name, started_at, duration_ms, outcome: outcome.into() });
    }

    pub fn decided(&mut self, kind: DecisionKind, reason: Option<HandOffReason>) {
        let now = self.now();
        self.reason = reason.map(HandOffReason::as_str);
        self.step(
            StepName::Decide,
            now,
            self.reason.map_or(kind.as_str().to_owned(), |reason| format!("{}: {reason}", kind.as_str())),
        );
    }
}
