//! Open, snoozed, done: where a conversation stands, and how it comes back by itself.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::timeline;
use crate::clock::Timestamp;
use crate::ids::{ConversationId, MessageId, PersonId};
use crate::inbox::Inbox;
use crate::inbox::store::{conversations, unanswered, waits};
use crate::inbox::types::{Conversation, EventKind, Status};
use crate::jobs::{self, Job, JobError};
use crate::storage::{StorageError, WriteTx};

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

impl Inbox {
    /// Runs [`WakeSnoozed`].
    pub async fn wake_snoozed(&self, job: WakeSnoozed) -> Result<(), JobError> {
        self.db.write(move |tx| wake(tx, job.conversation_id)).await
    }
}

/// Opens or ends a conversation.
pub(in crate::inbox) fn set_status(
    tx: &WriteTx,
    conversation: &Conversation,
    status: Open,
    person: Option<PersonId>,
) -> Result<(), StorageError> {
    let id = conversation.id;
    jobs::cancel::<WakeSnoozed>(tx, &id.to_string())?;
    let (kind, details) = match status {
        Open::Yes => {
            conversations::set_status(tx, id, Status::Open, None)?;
            (EventKind::Reopened, Value::Null)
        }
        Open::Done => {
            conversations::set_status(tx, id, Status::Done, None)?;
            waits::person_came(tx, id)?;
            conversations::mark_read(tx, id)?;
            // Whoever ends it has seen what was asked.
            unanswered::remove_up_to(tx, id, MessageId::new(i64::MAX))?;
            (EventKind::Done, Value::Null)
        }
        Open::NotBefore(until) => {
            conversations::set_status(tx, id, Status::Snoozed, Some(until))?;
            conversations::mark_read(tx, id)?;
            jobs::enqueue_at(tx, &WakeSnoozed { conversation_id: id }, until)?;
            (EventKind::Snoozed, json!({ "until": until }))
        }
    };
    timeline::event_by(tx, id, person, kind, details).map(drop)
}

/// What a person wants a conversation to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) enum Open {
    Yes,
    Done,
    NotBefore(Timestamp),
}

/// The time has come; a conversation that was opened or snoozed again since stays as it is.
pub(in crate::inbox) fn wake(tx: &WriteTx, id: ConversationId) -> Result<(), JobError> {
    let Some(conversation) = conversations::by_id(tx, id)? else { return Ok(()) };
    let due = conversation.snooze_until.is_some_and(|until| until <= tx.now());
    if conversation.status == Status::Snoozed && due {
        conversations::set_status(tx, conversation.id, Status::Open, None)?;
        timeline::event(tx, conversation.id, EventKind::Woken, json!({}))?;
    }
    Ok(())
}
