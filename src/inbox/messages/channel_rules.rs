//! What a channel says about a message before it is queued: whether it takes it, and what the customer will see.
//!
//! The inbox asks and does not know whom. Without rules everything passes as it is written.

use std::sync::Arc;

use crate::inbox::Inbox;
use crate::inbox::outgoing::Outgoing;
use crate::inbox::types::{Conversation, Prepared, Refused};
use crate::storage::ReadConn;

/// Answers for a channel.
pub type ChannelRules =
    Arc<dyn Fn(&ReadConn, &Conversation, Outgoing) -> Result<Prepared, Refused> + Send + Sync>;

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
