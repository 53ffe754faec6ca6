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
mod typing_indicator;
mod tries;
mod unwanted;
mod upload;

pub(super) use deliver::deliver;
pub use settle::SettleUnsure;
pub(super) use statuses::{forget_orphans, on_echo, on_status};
pub(super) use store::{hot_queries, last_accepted};

use std::time::Duration;

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

/// How a delivery ended.
#[derive(Debug)]
pub(super) enum Delivered {
    /// It has left, or never will.
    Done,
    /// It surely has not left: once more after this pause.
    Again(Duration),
    /// This shop sends nothing until its owner releases it.
    OnHold,
}
