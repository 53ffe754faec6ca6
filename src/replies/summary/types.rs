//! The nouns of a summary.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::MessageId;
use crate::words::words;

words! {
    /// Why a summary could not be written.
    SummaryFault {
        BudgetSpent = "budget_spent",
        /// No model answered.
        Unreachable = "unreachable",
        /// Nothing of what was written is held by what was said.
        NothingHeld = "nothing_held",
    }
}

/// What a conversation came to. Every figure and every name in it stands in the conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SummaryLines)]
pub(in crate::replies) struct Lines {
    /// What the customer asked for or told.
    pub asked: Vec<String>,
    /// What the shop answered or promised.
    pub answered: Vec<String>,
    /// What nobody has answered or done yet.
    pub open: Vec<String>,
}

impl Lines {
    pub fn is_empty(&self) -> bool {
        self.asked.is_empty() && self.answered.is_empty() && self.open.is_empty()
    }
}

/// A summary that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replies) struct Written {
    pub lines: Lines,
    pub language: String,
    /// The last message it knows.
    pub up_to: MessageId,
    pub model: String,
    pub made_at: Timestamp,
}

/// What is kept of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::replies) struct Summary {
    pub written: Option<Written>,
    /// Since when it is being written anew.
    pub asked_at: Option<Timestamp>,
    pub fault: Option<SummaryFault>,
}
