//! One number on the phone and here: what the phone's app did, said before, and knows, comes into the same threads.
//!
//! Nothing of the past is ever answered, and an echo of our own message is never a second message.

use serde_json::{Value, json};

use super::media::fetch_file;
use super::message::inbound;
use crate::ids::{ConversationId, MessageId};
use crate::inbox::{self, EventKind, HandOff, HandOffReason, MessageKind, NewInbound, Received};
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::arrival::{Applied, Arrival, aliases};
use crate::whatsapp::numbers::{self, Connection, history};
use crate::whatsapp::outbound;
use crate::whatsapp::types::CHANNEL;
use crate::whatsapp::wire::parse::{HistoryNews, Identity, Message, Origin, PhoneContact, UnusedReason};

/// A message from before the number was connected.
pub(in crate::whatsapp) fn past_message(
    tx: &WriteTx,
    arrival: &Arrival<'_>,
    connection: &Connection,
    message: &Message,
) -> Result<Applied, StorageError> {
    let (_, current) = aliases(&message.identity, connection);
    let mut new = inbound(arrival, connection, message, current);
    new.window_expires_at = None;
    new.answerable = false;
    new.from_phone_app = message.origin == Origin::HistoryOfShop;
    if let Some(known) = inbox::message_by_channel_id(tx, &message.id)? {
        return came_after_its_placeholder(tx, message, known, &new);
    }
    if !message.identity.is_known() {
        return Ok(Applied::Failed(UnusedReason::UnknownSender.into()));
    }
    match inbox::import(tx, new)? {
        Received::Duplicate(_) => Ok(Applied::Repeated),
        Received::New { message: id, .. } => {
            fetch_file(tx, message, id)?;
            history::add_message(tx, connection.id)?;
            Ok(Applied::Kept)
        }
    }
}

/// A picture or film of the past comes by itself after its place in the thread did; its file is fetched now.
fn came_after_its_placeholder(
    tx: &WriteTx,
    message: &Message,
    known: MessageId,
    new: &NewInbound,
) -> Result<Applied, StorageError> {
    let stands_in = inbox::message(tx, known)?.is_some_and(|known| {
        known.kind == MessageKind::Unsupported && is_placeholder(known.content.as_ref())
    });
    if !stands_in || !message.content.kind.is_media() {
        return Ok(Applied::Repeated);
    }
    inbox::complete(tx, known, new)?;
    fetch_file(tx, message, known)?;
    Ok(Applied::Kept)
}

fn is_placeholder(content: Option<&Value>) -> bool {
    content.and_then(|said| said.get("what")).and_then(Value::as_str) == Some("media_placeholder")
}

/// How far the import has come.
pub(in crate::whatsapp) fn on_history(
    tx: &WriteTx,
    connection: &Connection,
    news: &HistoryNews,
) -> Result<Applied, StorageError> {
    match news {
        HistoryNews::Piece { phase, progress } => history::advance(tx, connection.id, *phase, *progress)?,
        HistoryNews::Declined => history::end(tx, connection.id, "declined")?,
        HistoryNews::Failed { code, words } => {
            tracing::warn!(connection.id = %connection.id, meta.code = code, words, "the phone's history cannot be imported");
            history::end(tx, connection.id, "failed")?;
        }
    }
    tx.announce(numbers::TOPIC, connection.id);
    Ok(Applied::Kept)
}

/// A line of the phone's address book: the customer is known by that name from now on.
pub(in crate::whatsapp) fn on_contact(
    tx: &WriteTx,
    connection: &Connection,
    contact: &PhoneContact,
) -> Result<Applied, StorageError> {
    let Some(name) = &contact.name else {
        return Ok(Applied::Ignored(UnusedReason::NameRemoved.into()));
    };
    let identity = Identity { phone: Some(contact.phone.clone()), ..Identity::default() };
    let (_, current) = aliases(&identity, connection);
    // The phone's address book still has the name: that brings nobody back.
    if inbox::stays_erased(tx, &current)? {
        return Ok(Applied::Ignored(UnusedReason::Erased.into()));
    }
    inbox::know_contact(tx, &current, name)?;
    Ok(Applied::Kept)
}

/// Whether an echo is one of our own messages, whose answer may still be on its way.
pub(in crate::whatsapp) fn is_our_echo(
    tx: &WriteTx,
    connection: &Connection,
    message: &Message,
) -> Result<bool, StorageError> {
    let (_, current) = aliases(&message.identity, connection);
    outbound::on_echo(tx, connection, &message.id, message.content.text.as_deref(), &current)
}

/// Another program answers this customer: a person should know, once.
pub(in crate::whatsapp) fn overheard(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    let known = inbox::conversation(tx, id)?.is_some_and(|conversation| conversation.needs_person.is_some());
    if known {
        return Ok(());
    }
    inbox::event(tx, id, EventKind::Handover, json!({ "change": "standby" }))?;
    inbox::hand_off(tx, id, HandOff { reason: HandOffReason::AnsweredElsewhere, card: json!({}) })
}

/// The conversation of a customer on this number, if there is one.
pub(in crate::whatsapp) fn thread_of(
    tx: &WriteTx,
    connection: &Connection,
    identity: &Identity,
) -> Result<Option<ConversationId>, StorageError> {
    let (_, current) = aliases(identity, connection);
    inbox::conversation_with(tx, &current, CHANNEL, connection.id)
}
