//! The nouns of a run: what the customer wants, how the run ended, what it decided and why.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::inbox::{HandOffReason, SourceRef};
use crate::llm::Usage;

macro_rules! kept_as_text {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[schema(rename_all = "snake_case")]
        pub enum $name { $($(#[$word_doc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> { Ok(self.as_str().into()) }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                Self::parse(value.as_str()?).ok_or(rusqlite::types::FromSqlError::InvalidType)
            }
        }
    )+};
}

kept_as_text! {
    /// What the customer wants.
    Intent {
        /// Something the shop may know.
        Knowledge = "knowledge",
        Chitchat = "chitchat",
        /// The customer explains what they meant, or it is unclear what they mean.
        Clarification = "clarification",
        Order = "order",
        HandOff = "hand_off",
        /// Nothing a shop answers.
        OutOfScope = "out_of_scope",
    }

    /// How far a run has come.
    RunState {
        Running = "running",
        Done = "done",
        /// The customer wrote more, or a person came: nothing was said.
        Superseded = "superseded",
        /// A person stopped it.
        Stopped = "stopped",
        /// A fault of ours.
        Failed = "failed",
    }

    /// What a run decided, as it is kept.
    DecisionKind {
        Send = "send",
        Suggest = "suggest",
        Decline = "decline",
        HandOff = "hand_off",
        /// Nothing needs saying.
        Silent = "silent",
    }

    StepName {
        Understand = "understand",
        Search = "search",
        Write = "write",
        Check = "check",
        Rewrite = "rewrite",
        Decide = "decide",
    }

    /// What the AI does in the whole shop.
    Mode {
        Answer = "answer",
        Suggest = "suggest",
        Off = "off",
    }
}

/// What to do with this turn.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decision {
    Send(Answer),
    /// Say that the shop does not know this here, once.
    Decline,
    HandOff {
        reason: HandOffReason,
        /// Whether the customer is told, and how.
        told: Told,
    },
    Silent,
}

/// What a customer hears when a person is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Nothing,
    ThatSomebodyComes,
    ThatItCannotBeOpened,
}

/// A text ready to go out, with what it rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answer {
    pub text: String,
    pub sources: Vec<SourceRef>,
}

impl Decision {
    pub fn hand_off(reason: HandOffReason) -> Self {
        Self::HandOff { reason, told: Told::ThatSomebodyComes }
    }

    pub fn kind(&self) -> DecisionKind {
        match self {
            Self::Send(_) => DecisionKind::Send,
            Self::Decline => DecisionKind::Decline,
            Self::HandOff { .. } => DecisionKind::HandOff,
            Self::Silent => DecisionKind::Silent,
        }
    }

    pub fn reason(&self) -> Option<HandOffReason> {
        match self {
            Self::HandOff { reason, .. } => Some(*reason),
            Self::Send(_) | Self::Decline | Self::Silent => None,
        }
    }
}

/// What the models of one run used. The cost is unknown as soon as one price is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spent {
    pub usage: Usage,
    pub micros: i64,
    pub price_unknown: bool,
}

impl Spent {
    pub fn add(&mut self, usage: Usage, cost: Option<crate::llm::Micros>) {
        self.usage = self.usage.plus(usage);
        match cost {
            Some(cost) => self.micros = self.micros.saturating_add(cost.0),
            None => self.price_unknown = true,
        }
    }

    pub fn cost(&self) -> Option<i64> {
        (!self.price_unknown).then_some(self.micros)
    }
}
