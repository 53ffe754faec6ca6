//! Inbound: webhooks kept, read, and brought to where they belong.

pub mod webhook;

pub(super) mod account_updates;
pub(super) mod body;
pub(super) mod coexistence;
mod deaths;
pub(super) mod dispatch;
pub(super) mod fetch_again;
pub(super) mod media;
mod message;
pub(super) mod preferences;
mod read;
