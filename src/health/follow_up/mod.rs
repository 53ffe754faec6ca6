//! Messages after a purchase: how an order stands, and later how the customer liked it. Off until the owner wants them.
//!
//! Each order gets at most one of each kind, for ever; what becomes of it, and why, is kept and shown at the order. Everything
//! is asked again in the transaction that queues the message. Never sends by itself: it queues through the inbox.

mod plan;
mod send;
mod store;
mod types;
mod words;

pub(super) mod routes;
