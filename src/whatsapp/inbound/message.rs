//! A customer's message as the inbox takes it.

use serde_json::Value;

use super::media;
use crate::clock::Timestamp;
use crate::inbox::{Alias, NewFile, NewInbound};
use crate::whatsapp::arrival::Arrival;
use crate::whatsapp::numbers::Connection;
use crate::whatsapp::types::CHANNEL;
use crate::whatsapp::wire::parse::{Message, Origin};
use crate::whatsapp::wire::service_window;

/// A message as the inbox takes it; not yet decided is whether it may be answered.
pub(super) fn inbound(
    arrival: &Arrival<'_>,
    connection: &Connection,
    message: &Message,
    aliases: Vec<Alias>,
) -> NewInbound {
    // A clock that runs ahead must not keep a window open longer than Meta does.
    let sent_at = message.sent_at.unwrap_or(arrival.received_at).min(arrival.received_at);
    NewInbound {
        channel: CHANNEL,
        channel_account: connection.id,
        practice: connection.is_practice(),
        aliases,
        name: message.identity.name.clone(),
        channel_message_id: message.id.clone(),
        kind: message.content.kind,
        text: message.content.text.clone(),
        content: Value::Object(message.content.detail.clone()),
        raw: arrival.raw.to_owned(),
        quoted: message.content.target.clone(),
        file: file_of(message, arrival.received_at),
        sent_at,
        stamped_at: message.sent_at.unwrap_or(arrival.received_at),
        window_expires_at: message.opens_window().then(|| service_window::closes(sent_at)),
        answerable: false,
        from_phone_app: message.origin == Origin::PhoneApp,
    }
}

/// Whether the message brings a file, and whether Meta says where it is.
fn file_of(message: &Message, received_at: Timestamp) -> NewFile {
    if !message.content.kind.is_media() {
        NewFile::None
    } else if message.content.detail.contains_key("media_id") {
        NewFile::Coming { kept_until: received_at.plus(media::META_KEEPS) }
    } else {
        NewFile::Missing
    }
}
