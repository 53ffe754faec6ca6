//! What the AI is doing at this moment, for live screens. Kept in memory only: after a restart nothing is being done.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use serde::Serialize;
use utoipa::ToSchema;

use crate::ids::{ConversationId, RunId};

/// Where the AI is with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplyStep {
    Waiting,
    Searching,
    /// The shop knows nothing of it: on the sites the owner named.
    SearchingWeb,
    Writing,
    Checking,
}

/// An answer being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LiveReply {
    pub run_id: RunId,
    pub step: ReplyStep,
    /// Passages found so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<u32>,
    /// The text written so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// The answers being made, one per conversation.
#[derive(Clone, Default)]
pub struct LiveReplies(Arc<Mutex<HashMap<ConversationId, LiveReply>>>);

impl LiveReplies {
    /// Shows this step from now on.
    pub fn show(&self, conversation: ConversationId, reply: LiveReply) {
        self.0.lock().insert(conversation, reply);
    }

    /// This run is over; a newer one's steps stay.
    pub fn end(&self, conversation: ConversationId, run: RunId) {
        let mut replies = self.0.lock();
        if replies.get(&conversation).is_some_and(|reply| reply.run_id == run) {
            replies.remove(&conversation);
        }
    }

    pub fn of(&self, conversation: ConversationId) -> Option<LiveReply> {
        self.0.lock().get(&conversation).cloned()
    }
}
