//! Failures that tell what the customer, or the shop, decided: no more offers, or blocked.

use crate::ids::MessageId;
use crate::inbox::{self, SuppressionReason, SuppressionScope};
use crate::storage::{StorageError, WriteTx};

/// The customer stopped marketing messages; the shop has blocked the customer.
const OPTED_OUT: i64 = 131_050;
const BLOCKED: i64 = 130_403;

/// A message failed with a code that tells what the customer, or the shop, decided.
pub(super) fn on_fault(tx: &WriteTx, message: MessageId, code: i64) -> Result<(), StorageError> {
    if code != OPTED_OUT && code != BLOCKED {
        return Ok(());
    }
    let Some(message) = inbox::message(tx, message)? else { return Ok(()) };
    let Some(conversation) = inbox::conversation(tx, message.conversation_id)? else { return Ok(()) };
    let contact = conversation.contact_id;
    if code == BLOCKED {
        return inbox::set_blocked(tx, contact, true);
    }
    inbox::suppress(tx, contact, SuppressionReason::OptedOut, SuppressionScope::Marketing).map(drop)
}
