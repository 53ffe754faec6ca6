//! WhatsApp: everything about the channel, and only here.

pub mod parse;
