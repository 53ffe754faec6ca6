//! What is known to speak against sending a signal, whatever its message says: the limits, the customer's wishes, the month's
//! money, no conversation to go to.
//!
//! One list of questions for the card, for the plan of what goes by itself, and for the write that sends. Changes nothing.

use super::Health;
use super::conversation::conversation_of;
use super::limits::{self, Sent};
use super::not_sent::NotSent;
use super::types::{Purpose, Signal};
use crate::clock::Timestamp;
use crate::ids::ContactId;
use crate::inbox::{self, Conversation, Refused, SpendingStage};
use crate::storage::{ReadConn, StorageError};

/// What is asked once for a card or a list, however many questions go by it.
pub(super) struct Facts<'a> {
    pub sent: &'a Sent,
    pub stage: SpendingStage,
    /// Where the customer is written to.
    pub conversation: Option<&'a Conversation>,
}

/// What speaks against a signal's message at a moment.
pub(super) fn by(
    conn: &ReadConn,
    health: &Health,
    signal: &Signal,
    contact: ContactId,
    facts: &Facts<'_>,
    at: Timestamp,
) -> Result<(), NotSent> {
    if let Some(limit) = limits::of_sending(conn, signal, facts.sent, at)? {
        return Err(NotSent::Limit(limit));
    }
    let purpose = health.purpose(conn, &signal.detector)?;
    inbox::may_start(conn, contact, purpose.of_inbox())?.map_err(NotSent::MayNot)?;
    if facts.stage == SpendingStage::PeopleOnly {
        return Err(NotSent::BudgetSpent);
    }
    facts.conversation.map(drop).ok_or(NotSent::NoConversation)
}

/// The conversation it would go to, or what speaks against it at a moment.
pub(super) fn known(
    conn: &ReadConn,
    health: &Health,
    signal: &Signal,
    contact: ContactId,
    at: Timestamp,
) -> Result<Conversation, NotSent> {
    let (sent, conversation) = (Sent::to(conn, contact, at)?, conversation_of(conn, contact)?);
    let facts =
        Facts { sent: &sent, stage: inbox::spending_stage(conn)?, conversation: conversation.as_ref() };
    by(conn, health, signal, contact, &facts, at)?;
    conversation.ok_or(NotSent::NoConversation)
}

/// The same, with a fault of the database apart.
pub(super) fn of(
    conn: &ReadConn,
    health: &Health,
    signal: &Signal,
    contact: ContactId,
    at: Timestamp,
) -> Result<Result<Conversation, NotSent>, StorageError> {
    apart(known(conn, health, signal, contact, at))
}

/// A fault of the database apart from what speaks against it.
pub(super) fn apart<T>(answer: Result<T, NotSent>) -> Result<Result<T, NotSent>, StorageError> {
    match answer {
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
