//! Messages: taken in, queued, handed to their channel, and how far each has come.

pub(super) mod attachments;
pub(super) mod channel_rules;
pub(super) mod delivery;
pub(super) mod files;
pub(super) mod hold;
pub(super) mod import;
pub(super) mod media_text;
mod opt_out;
pub(super) mod outbound;
mod outgoing_words;
mod reaction;
pub(super) mod receive;
pub(super) mod to_send;
