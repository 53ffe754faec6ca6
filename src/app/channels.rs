//! Which room carries which channel. A second channel is one more line here: everything else reads what the channel
//! accounts say, and asks this page.

use std::sync::Arc;

use crate::ids::ConnectionId;
use crate::inbox::jobs::ShowTypingIndicator;
use crate::inbox::{self, ChannelRules, Conversation, Outgoing, Prepared, Refused};
use crate::jobs::JobError;
use crate::storage::{Db, ReadConn, StorageError};
use crate::whatsapp::templates::Template;
use crate::whatsapp::{self, WhatsApp};

/// What a channel's room answers for it.
struct Channel {
    name: &'static str,
    /// Whether the channel takes a message, and what the customer will see of it.
    prepare: fn(&ReadConn, &Conversation, Outgoing) -> Result<Prepared, Refused>,
    /// The approved messages that may begin a conversation over an account.
    templates: fn(&ReadConn, ConnectionId) -> Result<Vec<Template>, StorageError>,
}

const CHANNELS: &[Channel] = &[Channel {
    name: whatsapp::CHANNEL,
    prepare: whatsapp::outbound::rules::prepare,
    templates: whatsapp::templates::sendable,
}];

fn find(name: &str) -> Option<&'static Channel> {
    CHANNELS.iter().find(|channel| channel.name == name)
}

/// The channel's name as its room writes it; nothing for one nobody carries.
pub(super) fn named(name: &str) -> Option<&'static str> {
    find(name).map(|channel| channel.name)
}

/// Asks the room that carries the conversation's channel. Over one that nobody carries any more nothing leaves.
pub(super) fn rules() -> ChannelRules {
    Arc::new(|conn, conversation, outgoing| match find(&conversation.channel) {
        Some(channel) => (channel.prepare)(conn, conversation, outgoing),
        None => Err(Refused::UnknownConversation),
    })
}

pub(super) fn templates(
    conn: &ReadConn,
    channel: &str,
    account: ConnectionId,
) -> Result<Vec<Template>, StorageError> {
    find(channel).map_or_else(|| Ok(Vec::new()), |channel| (channel.templates)(conn, account))
}

/// Runs the inbox's jobs that a channel's room does.
#[derive(Clone)]
pub(super) struct Carriers {
    pub db: Db,
    pub whatsapp: WhatsApp,
}

impl Carriers {
    pub async fn show_typing_indicator(&self, job: ShowTypingIndicator) -> Result<(), JobError> {
        let id = job.conversation_id;
        let conversation = self.db.read::<_, StorageError>(move |conn| inbox::conversation(conn, id)).await?;
        match conversation.as_ref().map(|one| one.channel.as_str()) {
            Some(whatsapp::CHANNEL) => self.whatsapp.show_typing_indicator(job).await,
            // It would only have been a courtesy.
            Some(_) | None => Ok(()),
        }
    }
}
