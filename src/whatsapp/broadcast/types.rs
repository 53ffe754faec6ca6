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
    pub reason: Option<String>,
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
