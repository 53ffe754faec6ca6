//! Hands queued messages to Meta, and learns what became of them.
//!
//! The attempt is written before the call and its id travels with the message. Only what surely was not sent is ever
//! tried again; what may have been sent stays `unsure` until Meta's status or a person settles it.

mod body;
mod deliver;
mod judge;
pub(super) mod outbox;
mod outcome;
pub mod rules;
mod send_again;
mod settle;
mod statuses;
mod store;
pub(super) mod typing_indicator;
mod upload;

pub(super) use deliver::{Delivered, deliver};
pub(super) use settle::settle_unsure;
pub(super) use statuses::{echo_came, forget_orphans, status_came};
pub(super) use store::{hot_queries, last_accepted};

use super::types::AttemptState;
use crate::clock::Timestamp;
use crate::ids::{AttemptId, ConnectionId, MessageId};

/// One try to deliver one message.
#[derive(Debug, Clone)]
struct Attempt {
    id: AttemptId,
    message: MessageId,
    connection: ConnectionId,
    state: AttemptState,
    wamid: Option<String>,
    error_code: Option<i64>,
    started_at: Timestamp,
}
