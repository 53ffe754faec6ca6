//! A person is wanted: the conversation shows it, and whoever may be told is told of it.

use serde_json::{Value, json};

use super::timeline;
use crate::events::Topic;
use crate::ids::ConversationId;
use crate::inbox::jobs::PersonWanted;
use crate::inbox::store::waits;
use crate::inbox::types::{Called, EventKind, HandOffReason};
use crate::jobs;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A person is wanted from now on; an earlier wish is replaced.
pub(in crate::inbox) fn want_person(
    tx: &WriteTx,
    id: ConversationId,
    reason: HandOffReason,
    card: Option<&str>,
) -> Result<(), StorageError> {
    waits::want_person(tx, id, reason, card)?;
    jobs::enqueue(tx, &PersonWanted { conversation_id: id }).map(drop)
}

/// Whoever waits for a person is angry, or no longer.
pub fn set_angry(tx: &WriteTx, id: ConversationId, angry: bool) -> Result<(), StorageError> {
    if waits::set_angry(tx, id, angry)? {
        tx.announce(Topic::Conversation, id);
    }
    Ok(())
}

/// What whoever is called should know, as far as it still holds; nothing where nobody is called.
pub fn set_card(tx: &WriteTx, id: ConversationId, card: &Value) -> Result<(), StorageError> {
    waits::set_card(tx, id, card)
}

/// Nobody came for so many minutes: somebody else is told, and the thread says so.
pub fn escalate(tx: &WriteTx, id: ConversationId, minutes: u64) -> Result<(), StorageError> {
    waits::set_escalated(tx, id)?;
    timeline::event(tx, id, EventKind::Escalated, json!({ "minutes": minutes })).map(drop)
}

/// Conversations to which a person was called and where nobody came, a page after a place.
pub fn called(conn: &ReadConn, after: Option<i64>, limit: u32) -> Result<Vec<Called>, StorageError> {
    waits::called(conn, after.unwrap_or(i64::MIN), limit)
}
