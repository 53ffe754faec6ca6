//! The nouns of broadcasts: what is sent to whom, where it stands, and what became of each customer's message.
//!
//! No SQL, no HTTP.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{BroadcastId, ConnectionId, ContactId, ConversationId, MessageId, TemplateId};
use crate::inbox::Segment;
use crate::inbox::outgoing::TemplateHeader;
use crate::jobs::Job;
use crate::words::words;

words! {
    /// Where a broadcast stands.
    State as BroadcastState {
        Draft = "draft", Sending = "sending", Paused = "paused", Stopped = "stopped", Done = "done",
    }

    /// What became of one customer's message.
    RecipientState as BroadcastRecipientState {
        Queued = "queued", Sent = "sent", Delivered = "delivered", Read = "read", Failed = "failed", Skipped = "skipped",
    }
}

words! {
    /// Who lets a broadcast that waits go on.
    Resumes as BroadcastResumes {
        /// It looks again by itself; a person may be faster.
        ByItself = "by_itself",
        ByHand = "by_hand",
    }
}

/// Why a broadcast waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PauseReason {
    /// A person wants it so.
    ByHand,
    /// Meta's limit of new conversations in 24 hours is reached.
    LimitReached,
    /// The month's budget is spent.
    BudgetSpent,
    /// The shop was restored and sends nothing yet.
    OnHold,
    /// The template cannot be sent as things stand.
    TemplateUnfit,
    /// Meta refused a message for a reason that would be every message's, by its name in the dictionary.
    Refused(String),
}

impl PauseReason {
    /// The reasons of our own.
    #[cfg(test)]
    pub const OWN: [Self; 5] =
        [Self::ByHand, Self::LimitReached, Self::BudgetSpent, Self::OnHold, Self::TemplateUnfit];

    /// The stable word screens translate by.
    pub fn code(&self) -> &str {
        match self {
            Self::ByHand => "by_hand",
            Self::LimitReached => "limit_reached",
            Self::BudgetSpent => "budget_spent",
            Self::OnHold => "on_hold",
            Self::TemplateUnfit => "template_unfit",
            Self::Refused(name) => name,
        }
    }
}

/// A wait and its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub reason: PauseReason,
    /// In English.
    pub words: String,
    pub resumes: Resumes,
}

/// The template as it was called when it was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BroadcastTemplate)]
pub struct Chosen {
    pub id: TemplateId,
    pub name: String,
    pub language: String,
    pub category: String,
}

/// One template to many customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Broadcast {
    pub id: BroadcastId,
    pub name: String,
    pub connection: ConnectionId,
    pub template: Chosen,
    pub variables: BTreeMap<String, String>,
    pub header: Option<TemplateHeader>,
    pub segment: Segment,
    pub state: State,
    /// Why it waits: in English, as a stable word, and who lets it go on.
    pub reason: Option<String>,
    pub reason_code: Option<String>,
    pub resumes: Option<Resumes>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

/// One customer of a broadcast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    pub contact: ContactId,
    pub conversation: ConversationId,
    pub state: RecipientState,
    pub reason: Option<(String, String)>,
    pub message: Option<MessageId>,
    pub at: Timestamp,
}

/// How many customers stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BroadcastCounts)]
pub struct Counts {
    pub queued: i64,
    pub sent: i64,
    pub delivered: i64,
    pub read: i64,
    pub failed: i64,
    pub skipped: i64,
}

impl Counts {
    pub fn add(&mut self, state: RecipientState, count: i64) {
        let place = match state {
            RecipientState::Queued => &mut self.queued,
            RecipientState::Sent => &mut self.sent,
            RecipientState::Delivered => &mut self.delivered,
            RecipientState::Read => &mut self.read,
            RecipientState::Failed => &mut self.failed,
            RecipientState::Skipped => &mut self.skipped,
        };
        *place += count;
    }
}

/// A broadcast goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendBroadcast {
    pub broadcast_id: BroadcastId,
}

impl Job for SendBroadcast {
    const KIND: &'static str = "whatsapp_send_broadcast";

    fn key(&self) -> Option<String> {
        Some(self.broadcast_id.to_string())
    }

    fn lane(&self) -> Option<String> {
        Some(format!("broadcast:{}", self.broadcast_id))
    }
}
