//! Messages: taken in, queued, handed to their channel, and how far each has come.

pub(super) mod attachments;
pub(super) mod channel_rules;
pub(super) mod delivery;
pub(super) mod files;
pub(super) mod import;
pub(super) mod outbound;
mod outgoing_words;
mod reaction;
pub(super) mod receive;
pub(super) mod send_again;
pub(super) mod state;
pub(super) mod to_send;
