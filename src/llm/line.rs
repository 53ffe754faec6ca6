//! The models that may answer a question, in the order they are asked: a failure ends in the same model asked again, in
//! the next one, or in one error that says why nobody answered. Never in silence, and never in half an answer.
//!
//! `tests/it/llm/failures.toml` lists the failures and what becomes of each.

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::breaker::{self, Breaker, PATIENCE, Standing};
use super::chat::ChatModel;
use super::error::LlmError;
use super::types::{ChatRequest, Completion, Micros, StopReason, Usage};
use crate::clock::Clock;

/// Times one model is asked one question.
const TRIES: u32 = 2;
/// Before a model that could not be reached is asked again.
const PAUSE: Duration = Duration::from_millis(200);

/// Models in their order. Clones share their circuits.
#[derive(Clone)]
pub struct Line {
    pub(super) links: Vec<Link>,
    /// All tries together.
    pub(super) within: Duration,
}

#[derive(Clone)]
pub(super) struct Link {
    pub model: ChatModel,
    pub breaker: Breaker,
}

/// An answer and who gave it.
#[derive(Clone)]
pub struct Answered {
    pub completion: Completion,
    pub by: ChatModel,
}

/// A try that gave no answer.
#[derive(Clone, Debug)]
pub struct Failure {
    pub provider: &'static str,
    pub model: String,
    pub error: LlmError,
    /// What it used all the same, and what that cost where its price is known.
    pub usage: Usage,
    pub cost: Option<Micros>,
}

/// How one question ended, and the tries before that end.
pub struct Asked {
    pub answer: Result<Answered, LlmError>,
    pub failures: Vec<Failure>,
}

/// What to do after a failure.
#[derive(Debug, PartialEq, Eq)]
enum Then {
    Again(Duration),
    Next,
}

impl Line {
    /// Asks until somebody answers whole. `heard` is told the text so far, without what the model thinks aloud; after
    /// a failure it begins anew.
    pub async fn ask(
        &self,
        request: &ChatRequest,
        cancel: &CancellationToken,
        mut heard: impl FnMut(&str),
    ) -> Asked {
        let ends = Instant::now() + self.within;
        let mut failures = Vec::new();
        for (link, others) in self.links.iter().zip((0..self.links.len()).rev()) {
            for tries in 1..=TRIES {
                // Whoever comes later has a share of what is left, so that one that hangs does not take all of it.
                let left = ends.saturating_duration_since(Instant::now());
                let share = left / u32::try_from(others + 1).unwrap_or(1);
                if share.is_zero() {
                    break;
                }
                let Some(pass) = link.breaker.admit() else {
                    if tries == 1 {
                        failures.push(link.failed(LlmError::CircuitOpen, Usage::default()));
                    }
                    break;
                };
                let (error, usage) = match link.ask(request, share, cancel, &mut heard).await {
                    Ok(completion) => {
                        pass.answered();
                        let answered = Answered { completion, by: link.model.clone() };
                        return Asked { answer: Ok(answered), failures };
                    }
                    Err(failed) => failed,
                };
                breaker::failed(pass, &error);
                // Our own end of it is no failure of a model.
                if error == LlmError::Cancelled {
                    return Asked { answer: Err(error), failures };
                }
                failures.push(link.failed(error.clone(), usage));
                match then(&error, tries) {
                    Then::Again(pause) if Instant::now() + pause < ends => wait(pause, cancel).await,
                    Then::Again(_) | Then::Next => break,
                }
            }
        }
        // What a model said last is worth more than that another was left alone.
        let told = failures.iter().rev().find(|failure| failure.error != LlmError::CircuitOpen);
        let error = told.or(failures.last()).map_or_else(nobody, |failure| failure.error.clone());
        Asked { answer: Err(error), failures }
    }

    /// The built-in model alone.
    pub fn built_in(clock: Clock) -> Self {
        let model = ChatModel::built_in();
        Self { within: model.timeout, links: vec![Link { model, breaker: Breaker::new(clock) }] }
    }

    /// Whether the built-in model answers.
    pub fn is_built_in(&self) -> bool {
        self.first().is_none_or(ChatModel::is_built_in)
    }

    /// The model asked first.
    pub fn first(&self) -> Option<&ChatModel> {
        self.links.first().map(|link| &link.model)
    }

    /// One of its models by itself.
    pub fn only(&self, at: usize) -> Option<Self> {
        let link = self.links.get(at)?.clone();
        Some(Self { links: vec![link], within: self.within })
    }

    /// The same models with less time.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        Self { within: self.within.min(limit), links: self.links }
    }

    /// Each model and how its circuit stands.
    pub fn standings(&self) -> Vec<(&ChatModel, Standing)> {
        self.links.iter().map(|link| (&link.model, link.breaker.standing())).collect()
    }
}

fn nobody() -> LlmError {
    LlmError::Unreachable("no model is chosen".to_owned())
}

async fn wait(pause: Duration, cancel: &CancellationToken) {
    tokio::select! {
        () = cancel.cancelled() => {}
        () = sleep(pause) => {}
    }
}

fn then(error: &LlmError, tries: u32) -> Then {
    let again = |pause| if tries < TRIES { Then::Again(pause) } else { Then::Next };
    match error {
        LlmError::Unreachable(_) => again(PAUSE),
        LlmError::RetryAfter(named) if *named <= PATIENCE => again(*named),
        LlmError::BadAnswer(_) => again(Duration::ZERO),
        // A slow one would be as slow again; the others would say the same again.
        LlmError::TooSlow
        | LlmError::Cancelled
        | LlmError::RetryAfter(_)
        | LlmError::Refused(_)
        | LlmError::TooLong
        | LlmError::KeyRefused(_)
        | LlmError::ModelUnknown(_)
        | LlmError::OverBudget(_)
        | LlmError::Unsupported(_)
        | LlmError::CircuitOpen => Then::Next,
    }
}

impl Link {
    async fn ask(
        &self,
        request: &ChatRequest,
        share: Duration,
        cancel: &CancellationToken,
        heard: &mut impl FnMut(&str),
    ) -> Result<Completion, (LlmError, Usage)> {
        let model = self.model.clone().within(share);
        let completion = model.complete_heard(request.clone(), cancel.clone(), heard).await;
        let completion = completion.map_err(|error| (error, Usage::default()))?;
        let usage = completion.usage;
        usable(request, completion).map_err(|error| (error, usage))
    }

    fn failed(&self, error: LlmError, usage: Usage) -> Failure {
        let (provider, model) = (self.model.provider(), self.model.model().to_owned());
        Failure { provider, model, error, usage, cost: self.model.cost(&usage) }
    }
}

/// The answer, if it has the form that was asked for.
pub(super) fn usable(request: &ChatRequest, mut answer: Completion) -> Result<Completion, LlmError> {
    let bad = |words: &str| Err(LlmError::BadAnswer(words.to_owned()));
    if request.tool.is_some() {
        // Small models write the call instead of making it.
        answer.tool = answer.tool.or_else(|| written_call(&answer.text));
        return match (&answer.tool, answer.stop) {
            (Some(_), _) => Ok(answer),
            (None, StopReason::MaxTokens) => bad("it was cut off before it called the tool"),
            (None, _) => Err(LlmError::Unsupported("it did not call the tool".to_owned())),
        };
    }
    if !answer.text.trim().is_empty() || answer.stop == StopReason::Declined {
        return Ok(answer);
    }
    match (&answer.tool, answer.stop) {
        (Some(_), _) | (None, StopReason::Tool) => bad("it called a tool nobody offered"),
        (None, StopReason::MaxTokens) => bad("it was cut off before its first word"),
        (None, StopReason::Finished | StopReason::Declined) => bad("it said nothing"),
    }
}

/// The object in a text that is one, fenced as code or not.
fn written_call(text: &str) -> Option<Value> {
    let (from, to) = (text.find('{')?, text.rfind('}')?);
    let value: Value = serde_json::from_str(text.get(from..=to)?).ok()?;
    // Some wrap it as a call: {"name": …, "arguments": {…}}.
    let inner = ["arguments", "parameters", "input"].iter().find_map(|name| value.get(*name));
    let inner = inner.filter(|inner| inner.is_object() && value.get("name").is_some());
    Some(inner.cloned().unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str, tool: Option<Value>, stop: StopReason) -> Completion {
        Completion { text: text.to_owned(), tool, usage: Usage::default(), stop }
    }

    #[test]
    fn a_call_is_read_also_where_it_is_only_written() {
        let call = serde_json::json!({"intent": "knowledge"});
        for text in [
            r#"{"intent": "knowledge"}"#,
            "```json\n{\"intent\": \"knowledge\"}\n```",
            r#"Sure! {"name": "sort", "arguments": {"intent": "knowledge"}}"#,
        ] {
            assert_eq!(written_call(text), Some(call.clone()), "{text}");
        }
        for text in ["no form", "{half", "} {", "{'a': 1}"] {
            assert_eq!(written_call(text), None, "{text}");
        }
    }

    #[test]
    fn an_answer_without_a_word_is_none() {
        let asked = ChatRequest::default();
        for (text, tool, stop) in [
            ("", None, StopReason::Finished),
            (" \n", None, StopReason::MaxTokens),
            ("", Some(Value::Null), StopReason::Tool),
            ("", None, StopReason::Tool),
        ] {
            let refused = usable(&asked, answer(text, tool, stop));
            assert!(matches!(refused, Err(LlmError::BadAnswer(_))), "{text:?} {stop:?}");
        }
        assert!(usable(&asked, answer("9 to 18", None, StopReason::MaxTokens)).is_ok());
        assert!(
            usable(&asked, answer("", None, StopReason::Declined)).is_ok(),
            "the built-in model declines so"
        );
    }
}
