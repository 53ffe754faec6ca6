//! What a channel says about a message before it is queued: whether it takes it, and what the customer will see.
//!
//! The inbox asks and does not know whom. Without rules everything passes as it is written.

use std::sync::Arc;

use serde_json::Value;

use super::outbound::Refused;
use crate::inbox::Inbox;
use crate::inbox::outgoing::Outgoing;
use crate::inbox::types::Conversation;
use crate::storage::ReadConn;

/// The field of a message's content that holds what was filled in.
pub(in crate::inbox) const RENDERED: &str = "rendered";

/// Answers for a channel.
pub type ChannelRules =
    Arc<dyn Fn(&ReadConn, &Conversation, Outgoing) -> Result<Prepared, Refused> + Send + Sync>;

/// A message the channel takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    pub outgoing: Outgoing,
    /// What the customer will see, where that is not what was written: a filled-in template.
    pub rendered: Option<Rendered>,
}

/// A template with its blanks filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    pub words: String,
    /// `{header, body, footer, buttons}`, for the screen.
    pub content: Value,
}

impl From<Outgoing> for Prepared {
    fn from(outgoing: Outgoing) -> Self {
        Self { outgoing, rendered: None }
    }
}

impl Inbox {
    /// Asks these rules about every message people send.
    #[must_use]
    pub fn with_channel_rules(self, channel_rules: ChannelRules) -> Self {
        Self { channel_rules, ..self }
    }

    pub(in crate::inbox) fn prepare(
        &self,
        conn: &ReadConn,
        conversation: &Conversation,
        outgoing: Outgoing,
    ) -> Result<Prepared, Refused> {
        (self.channel_rules)(conn, conversation, outgoing)
    }
}
