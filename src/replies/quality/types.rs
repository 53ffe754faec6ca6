//! The nouns of quality: how a turn ended, what came after it, and what of that is counted. No SQL, no clock.

use crate::clock::Timestamp;
use crate::ids::{ConversationId, MessageId, RunId, SourceId};
use crate::replies::types::{DecisionKind, RunState};
use crate::replies::verdicts::VerdictKind;
use crate::words::words;

words! {
    /// How a customer's turn ended.
    Outcome as TurnOutcome {
        Answered = "answered",
        /// Of several questions some were answered.
        AnsweredInPart = "answered_in_part",
        /// The shop said that it does not know.
        Declined = "declined",
        /// An answer was offered to a person.
        Suggested = "suggested",
        HandedOver = "handed_over",
        /// A person answered before the assistant did, or in its place.
        Silenced = "silenced",
        /// Thanks and the like.
        NeedsNone = "needs_none",
    }

    /// What is counted, and may be opened.
    Counted as QualityFigure {
        Turns = "turns",
        Answered = "answered",
        AnsweredInPart = "answered_in_part",
        Declined = "declined",
        Suggested = "suggested",
        HandedOver = "handed_over",
        Silenced = "silenced",
        /// Answers a person said in other words, or said something after.
        Corrected = "corrected",
        /// Answers whose question the same customer asked again.
        AskedTwice = "asked_twice",
        /// Talks opened again within a day of being settled.
        Reopened = "reopened",
        /// Answers somebody judged, by what they thought.
        Good = "good",
        Bad = "bad",
        /// Hand-overs that needed no person, and those that came too late.
        Needless = "needless",
        Late = "late",
        /// Turns for which a person should have been called, and was not.
        Missed = "missed",
        /// Turns that somebody answered, with how long that took.
        FirstAnswer = "first_answer",
        /// Talks that were settled, with how long that took.
        Resolution = "resolution",
    }

    /// By what figures are told apart.
    Dimension as QualityDimension {
        Intent = "intent",
        /// The sources an answer cites; one that cites two counts for both.
        Source = "source",
        PromptVersion = "prompt_version",
        Model = "model",
        Language = "language",
    }

    /// Whose line of a thread it is, or what became of the conversation.
    Who {
        Customer = "customer",
        Assistant = "assistant",
        Person = "person",
        /// Somebody did not want what the assistant suggested.
        Dismissed = "suggestion_dismissed",
        Done = "done",
        Reopened = "reopened",
    }
}

/// A line of a thread, as far as it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub id: MessageId,
    pub who: Who,
    /// The run that wrote it, or whose suggestion it is about.
    pub run: Option<RunId>,
    pub at: Timestamp,
}

/// A run that has ended, and what is known of its turn from an earlier look.
#[derive(Debug, Clone)]
pub(super) struct Ended {
    pub id: RunId,
    pub up_to: MessageId,
    pub state: RunState,
    pub decision: Option<DecisionKind>,
    pub partly: bool,
    pub ended_at: Timestamp,
    pub told: Told,
    pub known: Option<Known>,
}

/// What an earlier look found by reading words, which need not be read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub repeats: Option<RunId>,
    pub corrected: Option<bool>,
}

/// By what a turn is told apart from others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::replies) struct Told {
    pub intent: Option<String>,
    pub language: Option<String>,
    pub model: Option<String>,
    pub prompt_version: Option<u32>,
    pub sources: Vec<SourceId>,
}

/// A customer's turn with how it ended and what came after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::replies) struct TurnFacts {
    /// The turn's last message.
    pub up_to: MessageId,
    /// Nothing when a person answered before there was one.
    pub run: Option<RunId>,
    pub conversation: ConversationId,
    pub asked_at: Timestamp,
    pub outcome: Outcome,
    pub told: Told,
    pub repeats: Option<RunId>,
    pub corrected: Option<bool>,
    pub first_answer_ms: Option<i64>,
    pub resolution_ms: Option<i64>,
    pub reopened: Option<bool>,
    /// What somebody thought of it.
    pub verdict: Option<VerdictKind>,
}

impl Outcome {
    /// Whether the assistant told the customer something that may be wrong.
    pub const fn is_answer(self) -> bool {
        match self {
            Self::Answered | Self::AnsweredInPart => true,
            Self::Declined | Self::Suggested | Self::HandedOver | Self::Silenced | Self::NeedsNone => false,
        }
    }
}

impl TurnFacts {
    /// Whether a person said the answer in other words afterwards, or found it bad.
    pub fn is_put_right(&self) -> bool {
        self.corrected == Some(true) || self.verdict == Some(VerdictKind::Bad)
    }

    /// What the turn counts for in one dimension; nothing known is a value of its own.
    pub fn values(&self, dimension: Dimension) -> Vec<Option<String>> {
        let one = |value: &Option<String>| vec![value.clone()];
        match dimension {
            Dimension::Intent => one(&self.told.intent),
            Dimension::Language => one(&self.told.language),
            Dimension::Model => one(&self.told.model),
            Dimension::PromptVersion => vec![self.told.prompt_version.map(|version| version.to_string())],
            Dimension::Source if self.told.sources.is_empty() => vec![None],
            Dimension::Source => self.told.sources.iter().map(|source| Some(source.to_string())).collect(),
        }
    }
}
