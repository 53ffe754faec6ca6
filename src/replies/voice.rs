//! Who speaks in a run: the models of the settings, in their order, until none of them answers; then the built-in one.
//! Keeps what was used and who failed in the trace. Decides nothing.

use super::budget::{BudgetStep, Reservation};
use super::decide::rules::FellBack;
use super::prompts::Prompt;
use super::runs::trace::{Call, Trace};
use super::search::Reader;
use super::types::{CallTask, StepName, Tier};
use crate::clock::{Clock, Timestamp};
use crate::llm::{Asked, ChatModel, Failure, Line, Llm, LlmError};

/// What came of the small call that looks for a quote for each sentence; it is made once for an answer.
pub(super) enum SecondReading {
    NotYet,
    /// Nobody answered, or not with the tool.
    Failed,
    /// The sentences it held.
    Held(Vec<String>),
}

pub(super) struct Voice {
    /// Who writes the answer.
    pub answers: Line,
    /// Who sorts the question and reads the draft again.
    pub intent: Line,
    /// The small model writes too: the budget is nearly spent.
    saves: bool,
    pub fell_back: Option<FellBack>,
    pub second_reading: SecondReading,
    spoke: Option<ChatModel>,
    clock: Clock,
    /// Held until the run ends.
    _reserved: Option<Reservation>,
}

impl Voice {
    pub fn of(llm: &Llm, clock: Clock, step: BudgetStep, reserved: Reservation) -> Self {
        let saves = step != BudgetStep::Large;
        Self {
            answers: if saves { llm.intent() } else { llm.answers() },
            intent: llm.intent(),
            saves,
            fell_back: None,
            second_reading: SecondReading::NotYet,
            spoke: None,
            clock,
            _reserved: Some(reserved),
        }
    }

    /// The same with somebody else writing.
    pub fn written_by(self, other: Option<Line>) -> Self {
        match other {
            Some(answers) => Self { answers, ..self },
            None => self,
        }
    }

    /// The model that costs nothing, and why, where another was chosen.
    pub fn built_in(clock: Clock, why: Option<FellBack>) -> Self {
        let line = Line::built_in(clock.clone());
        Self {
            answers: line.clone(),
            intent: line,
            saves: false,
            fell_back: why,
            second_reading: SecondReading::NotYet,
            spoke: None,
            clock,
            _reserved: None,
        }
    }

    pub fn is_built_in(&self) -> bool {
        self.answers.is_built_in()
    }

    /// Who reads what is found for it.
    pub fn reader(&self) -> Reader {
        match (self.is_built_in(), self.saves) {
            (true, _) => Reader::BuiltIn,
            (false, true) => Reader::Small,
            (false, false) => Reader::Large,
        }
    }

    /// Who writes to this prompt, and what that is called.
    pub fn of_prompt(&self, prompt: Prompt) -> (Line, CallTask) {
        match prompt {
            Prompt::Knowledge => (self.answers.clone(), CallTask::Answer),
            Prompt::Clarification | Prompt::SmallTalk => (self.intent.clone(), CallTask::Talk),
            Prompt::Sort => (self.intent.clone(), CallTask::Sort),
            Prompt::Check => (self.intent.clone(), CallTask::Check),
        }
    }

    /// Nobody else answers.
    pub fn fall_back(&mut self, why: FellBack) {
        (self.answers, self.intent) =
            (Line::built_in(self.clock.clone()), Line::built_in(self.clock.clone()));
        (self.spoke, self.fell_back) = (None, Some(why));
    }

    /// Keeps what a question to the models used, and each that gave no answer.
    pub fn heard(
        &mut self,
        asked: &Asked,
        task: CallTask,
        step: StepName,
        began: Timestamp,
        trace: &mut Trace,
    ) {
        for Failure { provider, error, usage, cost, model } in &asked.failures {
            tracing::warn!(run.id = %trace.run, provider, model, error = %error, "a model gave no answer");
            trace.step(step, began, format!("{provider}: {}", error.code()));
            // It was not called.
            if *error == LlmError::CircuitOpen {
                continue;
            }
            trace.called(Call {
                task,
                provider: (*provider).to_owned(),
                model: model.clone(),
                usage: *usage,
                cost: cost.map(|cost| cost.0),
                fault: Some(error.fault()),
            });
        }
        let Ok(answered) = &asked.answer else { return };
        let (model, usage) = (&answered.by, answered.completion.usage);
        let by_large = task == CallTask::Answer && !self.saves;
        trace.tier = match (model.is_built_in(), by_large, trace.tier) {
            (true, _, Tier::None | Tier::BuiltIn) => Tier::BuiltIn,
            (true, _, tier @ (Tier::Small | Tier::Large)) => tier,
            (false, true, _) | (false, false, Tier::Large) => Tier::Large,
            (false, false, Tier::None | Tier::Small | Tier::BuiltIn) => Tier::Small,
        };
        if !model.is_built_in() {
            trace.called(Call {
                task,
                provider: model.provider().to_owned(),
                model: model.model().to_owned(),
                usage,
                cost: model.cost(&usage).map(|cost| cost.0),
                fault: None,
            });
        }
        // Whoever wrote a draft signs it, not who reads it again.
        if task != CallTask::Check {
            self.spoke = Some(model.clone());
        }
    }

    /// Tells the trace who spoke last.
    pub fn sign(&self, trace: &mut Trace) {
        if let Some(model) = self.spoke.as_ref().or(self.answers.first()) {
            trace.provider = Some(model.provider());
            trace.model = Some(model.model().to_owned());
        }
    }
}
