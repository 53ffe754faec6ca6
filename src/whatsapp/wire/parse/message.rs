//! One message of any origin: from a customer, from the shop's phone app, from the past, or only overheard.
//!
//! Never decides what to do with it; it only says what arrived.

use serde_json::Value;

use super::content;
use super::identity::{Contacts, Identity, international};
use super::said::Content;
use super::{Outcome, UnusedReason, Update, lenient};
use crate::clock::Timestamp;
use crate::inbox::MessageKind;

/// Seconds above this are milliseconds that someone sent instead.
const SECONDS_LIMIT: i64 = 100_000_000_000;

/// Where a message comes from, which decides whether it may be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A customer wrote to us.
    Customer,
    /// A customer wrote, and another app owns the thread: we only listen.
    Standby,
    /// A person of the shop wrote from the phone app.
    PhoneApp,
    /// A customer's message from before the number was connected.
    HistoryOfCustomer,
    /// The shop's own message from before the number was connected.
    HistoryOfShop,
}

/// A decoded message.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub origin: Origin,
    /// `wamid.…`: opaque, case-sensitive.
    pub id: String,
    pub identity: Identity,
    /// Meta's own time; `None` when it is missing or makes no sense.
    pub sent_at: Option<Timestamp>,
    pub content: Content,
}

/// Decodes a message that stands in `messages` (or in a standby list).
pub(in crate::whatsapp) fn inbound(message: &Value, contacts: &Contacts, origin: Origin) -> Outcome {
    let mut identity = Identity::of_sender(message, contacts);
    if message.get("system").is_some() {
        identity = changed(identity, message);
    }
    build(message, identity, origin)
}

/// Decodes an echo of what a person wrote on the shop's phone.
pub(in crate::whatsapp) fn echo(message: &Value, contacts: &Contacts) -> Outcome {
    build(message, Identity::of_recipient(message, contacts), Origin::PhoneApp)
}

/// Decodes an old message of a thread synchronised from the phone app.
pub(in crate::whatsapp) fn history(
    message: &Value,
    thread: &Value,
    contacts: &Contacts,
    shop_phone: Option<&str>,
) -> Outcome {
    let from = lenient::text(message, "from").and_then(|from| international(&from));
    let shop = shop_phone.and_then(international);
    let marked = message.get("history_context").is_some_and(|context| lenient::flag(context, "from_me"));
    if marked || (from.is_some() && from == shop) {
        return build(message, Identity::of_thread(thread), Origin::HistoryOfShop);
    }
    let sender = Identity::of_sender(message, contacts);
    let identity = if sender.is_known() { sender } else { Identity::of_thread(thread) };
    build(message, identity, Origin::HistoryOfCustomer)
}

/// Decodes an old message that comes by itself: what a placeholder in a thread stood for. Whose thread it was need not be
/// said again.
pub(in crate::whatsapp) fn history_alone(
    message: &Value,
    contacts: &Contacts,
    shop_phone: Option<&str>,
) -> Outcome {
    let from = lenient::text(message, "from").and_then(|from| international(&from));
    if from.is_some() && from == shop_phone.and_then(international) {
        return assembled(message, Identity::of_recipient(message, contacts), Origin::HistoryOfShop);
    }
    assembled(message, Identity::of_sender(message, contacts), Origin::HistoryOfCustomer)
}

fn build(message: &Value, identity: Identity, origin: Origin) -> Outcome {
    match assembled(message, identity, origin) {
        Outcome::Parsed(Update::Message(message)) if !message.identity.is_known() => {
            Outcome::Failed(UnusedReason::UnknownSender.into())
        }
        outcome => outcome,
    }
}

fn assembled(message: &Value, identity: Identity, origin: Origin) -> Outcome {
    if !message.is_object() {
        return Outcome::Failed(UnusedReason::Malformed.about("message"));
    }
    if let Some(group) = lenient::text(message, "group_id") {
        return Outcome::Ignored(UnusedReason::Group.about(group));
    }
    let Some(id) = lenient::text(message, "id") else {
        return Outcome::Failed(UnusedReason::Missing.about("message.id"));
    };
    let content = content::decode(message);
    let sent_at = time(message, "timestamp");
    Outcome::Parsed(Update::Message(Box::new(Message { origin, id, identity, sent_at, content })))
}

/// A customer's identifiers changed: the new ones come first, the old ones stay known.
fn changed(mut identity: Identity, message: &Value) -> Identity {
    let system = message.get("system").unwrap_or(&Value::Null);
    let mut former_ids = vec![lenient::text(system, "previous_user_id"), identity.user_id.clone()];
    former_ids.extend([lenient::text(system, "previous_parent_user_id")]);
    let new_id = lenient::text(system, "user_id");
    let new_phone = ["wa_id", "new_wa_id"].iter().find_map(|key| lenient::text(system, key));
    let former_phone =
        [identity.phone.clone(), lenient::text(system, "customer").and_then(|n| international(&n))];
    identity.user_id = new_id.or(identity.user_id);
    identity.parent_user_id = lenient::text(system, "parent_user_id").or(identity.parent_user_id);
    identity.phone = new_phone.and_then(|number| international(&number)).or(identity.phone);
    identity.former_user_ids = others(former_ids, identity.user_id.as_ref());
    identity.former_phones = others(former_phone.into(), identity.phone.as_ref());
    identity
}

/// The distinct values that are not the current one.
fn others(values: Vec<Option<String>>, current: Option<&String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for value in values.into_iter().flatten() {
        if Some(&value) != current && !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}

/// A Unix time in seconds, as text or number; milliseconds are understood too.
pub(in crate::whatsapp) fn time(object: &Value, key: &str) -> Option<Timestamp> {
    let seconds = lenient::integer(object, key).filter(|seconds| *seconds > 0)?;
    Some(if seconds > SECONDS_LIMIT {
        Timestamp::from_millis(seconds)
    } else {
        Timestamp::from_seconds(seconds)
    })
}

impl Message {
    /// Whether this counts as the customer writing, which opens Meta's 24-hour window.
    pub fn opens_window(&self) -> bool {
        match self.origin {
            Origin::Customer | Origin::Standby => match self.content.kind {
                MessageKind::Reaction | MessageKind::System | MessageKind::Revoke => false,
                MessageKind::Text
                | MessageKind::Image
                | MessageKind::Video
                | MessageKind::Audio
                | MessageKind::Document
                | MessageKind::Sticker
                | MessageKind::Location
                | MessageKind::Contacts
                | MessageKind::Interactive
                | MessageKind::Button
                | MessageKind::Order
                | MessageKind::Edit
                | MessageKind::Unsupported
                | MessageKind::Unknown
                | MessageKind::Note
                | MessageKind::Event
                | MessageKind::Template => true,
            },
            Origin::PhoneApp | Origin::HistoryOfCustomer | Origin::HistoryOfShop => false,
        }
    }
}
