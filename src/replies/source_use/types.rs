//! The nouns of what sources answered.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{ConversationId, MessageId, RunId, SourceId};

/// What the sources answered in the last 30 days.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SourceUses {
    /// The most used first; a source that is not named answered nothing.
    pub items: Vec<SourceUse>,
    /// Whether the 30 days are counted to their end. Until then, while a shop is looked at for the first time, a source that is
    /// not named may have answered.
    pub complete: bool,
}

/// What a source answered in the last 30 days.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SourceUse {
    /// A site counts what its pages answered.
    pub source_id: SourceId,
    /// Answers sent to customers that cite it.
    pub answers: u32,
    /// Of these, answers a person said in other words afterwards, or found bad.
    pub corrected: u32,
    pub last_answered_at: Timestamp,
}

/// A question that a source answered.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SourceAnswer {
    pub run_id: Option<RunId>,
    /// The last message of the turn.
    pub message_id: MessageId,
    pub conversation_id: ConversationId,
    /// What the customer is called.
    pub customer: String,
    /// What they wrote last before it was answered; nothing once it is taken back.
    pub question: Option<String>,
    pub corrected: bool,
    pub at: Timestamp,
}
