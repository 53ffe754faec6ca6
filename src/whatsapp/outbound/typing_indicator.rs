//! Shows the customer that their message was read and an answer is being written.
//!
//! Typing cannot be shown without the read mark: both travel in one call. Failing at this is never a fault.

use std::time::Duration;

use serde_json::json;

use crate::inbox::jobs::ShowTypingIndicator;
use crate::inbox::{self, MessageState};
use crate::jobs::{self, JobError};
use crate::storage::StorageError;
use crate::whatsapp::wire::graph::CallError;
use crate::whatsapp::{WhatsApp, numbers};

/// Meta shows typing for 25 seconds; shown again after this while the answer is being written.
const REFRESH: Duration = Duration::from_secs(20);
/// How long typing is shown at most.
const LONGEST: Duration = Duration::from_mins(3);
/// A parameter is wrong: the message is too old or not one of this number's.
const STALE_MESSAGE: i64 = 131_009;

impl WhatsApp {
    /// Runs the inbox's [`ShowTypingIndicator`], and queues itself again while the answer is being written.
    pub async fn show_typing_indicator(&self, job: ShowTypingIndicator) -> Result<(), JobError> {
        show(self, job).await
    }
}

async fn show(whatsapp: &WhatsApp, job: ShowTypingIndicator) -> Result<(), JobError> {
    let room = whatsapp.clone();
    let message_id = job.message_id;
    let found = whatsapp
        .db
        .read(move |conn| {
            let Some(message) = inbox::message(conn, message_id)? else { return Ok(None) };
            let Some(conversation) = inbox::conversation(conn, message.conversation_id)? else {
                return Ok(None);
            };
            let line = numbers::line(&room, conn, conversation.channel_account)?;
            let received = message.state == Some(MessageState::Received);
            Ok::<_, StorageError>(
                line.zip(message.channel_message_id.filter(|_| received))
                    .map(|(line, id)| (line, id, message.at)),
            )
        })
        .await?;
    let Some((line, wamid, written_at)) = found else { return Ok(()) };
    let body = json!({
        "messaging_product": "whatsapp", "status": "read", "message_id": wamid, "typing_indicator": { "type": "text" },
    });
    match whatsapp.graph.post_to_number(&line, "messages", &body).await {
        Ok(_) => {}
        Err(CallError::Refused(refusal)) if refusal.code == STALE_MESSAGE => return Ok(()),
        Err(error) => {
            tracing::info!(message.id = %message_id, error = %error, "the customer could not be shown that an answer is coming");
            return Ok(());
        }
    }
    let still_writing = whatsapp.live_replies.of(job.conversation_id).is_some();
    let now = whatsapp.clock.now();
    if still_writing && now.since(written_at) < LONGEST {
        whatsapp.db.write(move |tx| jobs::enqueue_at(tx, &job, now.plus(REFRESH))).await?;
    }
    Ok(())
}
