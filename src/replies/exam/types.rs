//! The nouns of the exam: a question with what must happen, what would have been answered, a run of all of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{ConversationId, ExamQuestionId, ExamRunId, PersonId, SourceId};
use crate::inbox::SourceRef;
use crate::llm::{ModelFault, Settings};
use crate::replies::long_run::LongRunState;
use crate::replies::prompts::Prompt;
use crate::replies::types::DecisionKind;
use crate::words::words;

words! {
    /// How a question must end.
    Expected as ExamExpected {
        Answered = "answered",
        /// The customer reads that the shop does not know this here.
        Declined = "declined",
        /// A person takes over.
        HandedOver = "handed_over",
    }

    /// How a question ended.
    End as ExamEnd {
        Answered = "answered",
        Declined = "declined",
        HandedOver = "handed_over",
        /// Nothing needed saying.
        Silent = "silent",
    }

    /// Where a question comes from.
    Origin as ExamOrigin {
        Typed = "typed",
        /// Nobody could answer it.
        Gap = "gap",
        /// A customer asked it and was answered.
        Chat = "chat",
    }

    /// With what a question was answered.
    Side as ExamSide {
        /// As everything is set.
        Live = "live",
        /// With a change that is only proposed.
        Candidate = "candidate",
        /// With the model switched off.
        BuiltIn = "built_in",
    }

    /// What became of a source.
    SourceDeed as ExamSourceDeed {
        Added = "added",
        Changed = "changed",
        Removed = "removed",
    }

    /// Why a run was made.
    Cause as ExamCause {
        /// Somebody wanted one.
        Asked = "asked",
        /// A change was to be tried before it is saved.
        Candidate = "candidate",
        /// What the shop knows changed.
        Sources = "sources",
    }

    /// What an answer lacks.
    FaultCode as ExamFaultCode {
        /// It ended otherwise than it must.
        End = "end",
        /// A fact is missing.
        Missing = "missing",
        /// It says what it must not say.
        Said = "said",
        /// It is in another language.
        Language = "language",
        /// No model answered, so the built-in one did.
        NoModel = "no_model",
    }
}

impl End {
    pub fn of(decision: DecisionKind) -> Self {
        match decision {
            DecisionKind::Send | DecisionKind::Suggest => Self::Answered,
            DecisionKind::Decline => Self::Declined,
            DecisionKind::HandOff => Self::HandedOver,
            DecisionKind::Silent => Self::Silent,
        }
    }

    pub fn is(self, expected: Expected) -> bool {
        match expected {
            Expected::Answered => self == Self::Answered,
            Expected::Declined => self == Self::Declined,
            Expected::HandedOver => self == Self::HandedOver,
        }
    }
}

/// A question with what must happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExamQuestion)]
pub(in crate::replies) struct ExamQuestion {
    pub id: ExamQuestionId,
    pub text: String,
    pub expected: Expected,
    /// What the answer must say, such as "9,50 €" or "18:00".
    pub must_say: Vec<String>,
    pub must_not_say: Vec<String>,
    /// As a tag; nothing where the question's own words tell it.
    pub language: Option<String>,
    pub origin: Origin,
    /// Whose words it is.
    pub conversation_id: Option<ConversationId>,
    pub changed_at: Timestamp,
}

/// What would have been answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExamOutcome)]
pub(super) struct Outcome {
    pub passed: bool,
    pub faults: Vec<Fault>,
    pub end: End,
    /// Why a person was called.
    pub reason: Option<String>,
    /// What a customer would read; nothing when they would read nothing.
    pub said: Option<String>,
    pub sources: Vec<SourceRef>,
    /// In which language the question was heard.
    pub language: Option<String>,
    pub provider: Option<String>,
    pub model: Option<String>,
    /// Every sentence stands so in what the shop knows.
    pub word_for_word: bool,
}

/// One thing an answer lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExamFault)]
pub(in crate::replies) struct Fault {
    pub code: FaultCode,
    /// Which fact.
    pub fact: Option<String>,
}

/// A question as it was asked in a run, and what came of it.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub side: Side,
    pub question: ExamQuestion,
    pub outcome: Outcome,
}

/// All the questions, asked once.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExamRun)]
pub(super) struct ExamRun {
    pub id: ExamRunId,
    pub state: LongRunState,
    pub cause: Cause,
    /// What the shop knows that changed before it; the first of them.
    pub changes: Vec<SourceChange>,
    /// What was tried beside what is live; the figures are of it then.
    pub candidate: Option<Candidate>,
    /// Why that could not be tried: its embedder or its reranker did not answer.
    pub fault: Option<ModelFault>,
    /// How many there were to ask, were asked, and were answered as they must.
    pub questions: u32,
    pub asked: u32,
    pub passed: u32,
    pub person_id: Option<PersonId>,
    pub made_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// A source that says something else than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExamSourceChange)]
pub(super) struct SourceChange {
    pub source_id: SourceId,
    pub title: String,
    pub change: SourceDeed,
}

/// A change of what answers are made with, before it is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = ExamCandidate)]
pub(in crate::replies) enum Candidate {
    /// Other words for a prompt.
    Prompt { name: Prompt, text: String },
    /// Other models.
    Model {
        provider: String,
        model: String,
        /// Everything answers depend on, without keys.
        choice: String,
    },
}

impl Candidate {
    pub fn prompt(name: Prompt, text: &str) -> Self {
        Self::Prompt { name, text: text.trim().to_owned() }
    }

    pub fn models(settings: &Settings) -> Self {
        let chat = &settings.chat;
        Self::Model {
            provider: chat.provider.as_str().to_owned(),
            model: chat.model.clone(),
            choice: settings.of_answers().to_string(),
        }
    }
}
