//! What is known to speak against sending a signal, whatever its message says: the limits, the customer's wishes, the month's
//! money, no conversation to go to.
//!
//! One list of questions for the card, for the plan of what goes by itself, and for the write that sends. Changes nothing.

use super::Health;
use super::conversation::conversation_of;
use super::limits;
use super::not_sent::NotSent;
use super::types::{Purpose, Signal};
use crate::clock::Timestamp;
use crate::ids::ContactId;
use crate::inbox::{self, Conversation, Refused, SpendingStage};
use crate::storage::{ReadConn, StorageError};

/// The conversation it would go to, or what speaks against it at a moment.
pub(super) fn known(
    conn: &ReadConn,
    health: &Health,
    signal: &Signal,
    contact: ContactId,
    at: Timestamp,
) -> Result<Conversation, NotSent> {
    if let Some(limit) = limits::of_sending(conn, signal, contact, at)? {
        return Err(NotSent::Limit(limit));
    }
    let purpose = health.purpose(conn, &signal.detector)?;
    inbox::may_start(conn, contact, purpose.of_inbox())?.map_err(NotSent::MayNot)?;
    if inbox::spending_stage(conn)? == SpendingStage::PeopleOnly {
        return Err(NotSent::BudgetSpent);
    }
    conversation_of(conn, contact)?.ok_or(NotSent::NoConversation)
}

/// The same, with a fault of the database apart.
pub(super) fn of(
    conn: &ReadConn,
    health: &Health,
    signal: &Signal,
    contact: ContactId,
    at: Timestamp,
) -> Result<Result<Conversation, NotSent>, StorageError> {
    match known(conn, health, signal, contact, at) {
        Err(NotSent::Refused(Refused::Storage(error))) => Err(error),
        other => Ok(other),
    }
}

impl Purpose {
    pub(super) const fn of_inbox(self) -> inbox::Purpose {
        match self {
            Self::Marketing => inbox::Purpose::Marketing,
            Self::Utility => inbox::Purpose::Utility,
        }
    }
}
