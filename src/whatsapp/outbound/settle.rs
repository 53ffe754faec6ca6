//! Unsure messages: Meta's next status with our id settles them; when none comes in healthy times, a person decides.
//!
//! Never sends again by itself.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Attempt, store};
use crate::ids::AttemptId;
use crate::inbox::{self, HandOff, HandOffReason};
use crate::jobs::{self, Job, JobError};
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::ledger;
use crate::whatsapp::types::AttemptState;

/// How long Meta is given, and how often we look whether webhooks come at all.
const PATIENCE: Duration = Duration::from_mins(10);

/// The answer to a delivery was lost: has Meta said since what became of it?
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettleUnsure {
    pub attempt_id: AttemptId,
}

impl Job for SettleUnsure {
    const KIND: &'static str = "whatsapp_settle_unsure";
    /// Ten minutes apart, this is about a week without any webhook.
    const MAX_ATTEMPTS: u32 = 1_000;

    fn key(&self) -> Option<String> {
        Some(self.attempt_id.to_string())
    }
}

/// Looks again when Meta has had time to say what became of the message.
pub(super) fn ask_later(tx: &WriteTx, attempt: &Attempt) -> Result<(), StorageError> {
    jobs::enqueue_at(tx, &SettleUnsure { attempt_id: attempt.id }, tx.now().plus(PATIENCE))?;
    Ok(())
}

impl WhatsApp {
    /// Runs [`SettleUnsure`], ten minutes after an answer was lost.
    pub async fn settle_unsure(&self, job: SettleUnsure) -> Result<(), JobError> {
        settle_unsure(self, job.attempt_id).await
    }
}

async fn settle_unsure(whatsapp: &WhatsApp, id: AttemptId) -> Result<(), JobError> {
    let now = whatsapp.clock.now();
    match whatsapp.db.write(move |tx| look(tx, id)).await? {
        Finding::Settled => Ok(()),
        Finding::Deaf => {
            Err(JobError::RetryAt(now.plus(PATIENCE), anyhow::anyhow!("no webhook has come since")))
        }
    }
}

enum Finding {
    Settled,
    /// Nothing came from Meta since, so its silence about this message means nothing.
    Deaf,
}

fn look(tx: &WriteTx, id: AttemptId) -> Result<Finding, StorageError> {
    let Some(attempt) = store::find(tx, id)?.filter(|attempt| attempt.state == AttemptState::Unsure) else {
        return Ok(Finding::Settled);
    };
    let heard = ledger::store::last_received(tx, attempt.connection)?;
    if heard.is_none_or(|heard| heard <= attempt.started_at) {
        return Ok(Finding::Deaf);
    }
    if let Some(message) = inbox::message(tx, attempt.message)? {
        let card = json!({ "message_id": attempt.message });
        inbox::hand_off(
            tx,
            message.conversation_id,
            HandOff { reason: HandOffReason::DeliveryUnsure, card },
        )?;
    }
    Ok(Finding::Settled)
}
