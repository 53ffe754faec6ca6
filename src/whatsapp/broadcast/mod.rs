//! Broadcasts: one template to a part of the customers, small and guarded.
//!
//! Only who agreed is written to, asked once more when their turn comes; slowly, within Meta's limit of new
//! conversations a day and the month's budget; stoppable at any time; waiting by itself when something is wrong with all
//! of it. Nothing is ever sent twice: what Meta held back stays failed. Sends nothing itself: every message goes through the inbox.

mod limit;
mod pause;
mod plan;
pub mod routes;
mod send;
pub(super) mod steer_routes;
mod store;
mod types;

pub use types::{Broadcast, Recipient, RecipientState, SendBroadcast, State};

pub(super) use pause::{AtTheSend, at_the_send, failed_later, held_back};

use crate::events::Topic;
use crate::ids::MessageId;
use crate::inbox::{MessageState, StateError};
use crate::storage::{StorageError, WriteTx};

/// The topic screens hear when a broadcast moves.
pub const TOPIC: Topic = Topic::Broadcast;

/// A message moved; if it belongs to a broadcast, its customer's line moves along, and never back.
pub(super) fn message_became(
    tx: &WriteTx,
    message: MessageId,
    state: MessageState,
    error: Option<&StateError>,
) -> Result<(), StorageError> {
    let Some((broadcast, contact, before)) = store::of_message(tx, message)? else { return Ok(()) };
    let now = match state {
        MessageState::Sent => RecipientState::Sent,
        MessageState::Delivered => RecipientState::Delivered,
        MessageState::Read => RecipientState::Read,
        MessageState::Failed => RecipientState::Failed,
        MessageState::Received | MessageState::Queued | MessageState::Sending | MessageState::Unsure => {
            return Ok(());
        }
    };
    let rank = |state: RecipientState| match state {
        RecipientState::Queued | RecipientState::Skipped => 0,
        RecipientState::Sent => 1,
        RecipientState::Failed => 2,
        RecipientState::Delivered => 3,
        RecipientState::Read => 4,
    };
    if rank(now) <= rank(before) {
        return Ok(());
    }
    let reason = error.map(|error| (error.code.as_str(), error.text.as_str()));
    store::set_recipient(tx, broadcast, contact, now, reason, None)?;
    tx.announce(TOPIC, broadcast);
    Ok(())
}
