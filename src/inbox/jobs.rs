//! The work the inbox makes for others, and the little it does itself.
//!
//! Payloads carry ids only. Who handles them is joined in `app/jobs.rs`.

use serde::{Deserialize, Serialize};

use super::Inbox;
use super::search::message_index;
use super::store::threads;
use crate::ids::{ConversationId, MessageId};
use crate::jobs::{Job, JobError};
use crate::storage::{StorageError, WriteTx};

/// A customer's message came that the AI may answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MessageReceived {
    pub conversation_id: ConversationId,
    pub message_id: MessageId,
}

impl Job for MessageReceived {
    const KIND: &'static str = "message_received";

    fn key(&self) -> Option<String> {
        Some(self.message_id.to_string())
    }
}

/// Something waits for the AI in a conversation and nobody may have noticed: it should be looked at.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeUp {
    pub conversation_id: ConversationId,
}

impl Job for TakeUp {
    const KIND: &'static str = "take_up";

    fn key(&self) -> Option<String> {
        Some(self.conversation_id.to_string())
    }
}

/// The customer should see that their message was read and an answer is being written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShowComposing {
    pub conversation_id: ConversationId,
    pub message_id: MessageId,
}

impl Job for ShowComposing {
    const KIND: &'static str = "show_composing";
    /// Late, it would only confuse.
    const MAX_ATTEMPTS: u32 = 1;

    fn key(&self) -> Option<String> {
        Some(self.conversation_id.to_string())
    }
}

/// A snoozed conversation comes back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WakeSnoozed {
    pub conversation_id: ConversationId,
}

impl Job for WakeSnoozed {
    const KIND: &'static str = "wake_snoozed";

    fn key(&self) -> Option<String> {
        Some(self.conversation_id.to_string())
    }
}

/// A long thread came to another one: its messages are to be found there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IndexThread {
    pub conversation_id: ConversationId,
}

impl Job for IndexThread {
    const KIND: &'static str = "index_thread";

    fn key(&self) -> Option<String> {
        Some(self.conversation_id.to_string())
    }
}

/// Messages indexed in one write.
const INDEXED_AT_ONCE: u32 = 64;

impl Inbox {
    /// Runs [`IndexThread`], slice by slice.
    pub async fn index_thread(&self, job: IndexThread) -> Result<(), JobError> {
        let mut after = None;
        loop {
            let slice = move |tx: &WriteTx| {
                let ids = threads::ids_after(tx, job.conversation_id, after, INDEXED_AT_ONCE)?;
                ids.iter().try_for_each(|id| message_index::refresh(tx, *id))?;
                Ok::<_, StorageError>(ids.last().copied())
            };
            after = self.db.write_background(slice).await?;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Runs [`WakeSnoozed`].
    pub async fn wake_snoozed(&self, job: WakeSnoozed) -> Result<(), JobError> {
        self.db.write(move |tx| super::conversations::snooze::wake(tx, job.conversation_id)).await
    }
}
