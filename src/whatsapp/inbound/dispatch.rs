//! Brings one update to where it belongs: messages to the inbox, statuses to their attempts, account news to the
//! doctor.
//!
//! Runs inside the reader's transaction. A number that is not ours is ignored, never guessed.

use serde_json::{Value, json};

use super::account_updates;
use super::coexistence;
use super::media;
use super::preferences;
use crate::clock::Timestamp;
use crate::ids::{ConnectionId, ConversationId, MessageId};
use crate::inbox::{self, Alias, AliasKind, HandOff, HandOffReason, NewFile, NewInbound, Received};
use crate::jobs;
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::jobs::FetchMedia;
use crate::whatsapp::numbers::vitals::{self, Sign};
use crate::whatsapp::numbers::{self, Connection};
use crate::whatsapp::outbound;
use crate::whatsapp::spending::free_entry_point;
use crate::whatsapp::templates;
use crate::whatsapp::types::CHANNEL;
use crate::whatsapp::wire::parse::{self, Identity, Message, Origin, Unused, UnusedReason, Update};
use crate::whatsapp::wire::service_window;

/// The number Meta's dashboard uses for its tests.
const DASHBOARD_NUMBER: &str = "123456123";

/// An update with what is known about its coming.
pub(in crate::whatsapp) struct Arrival<'a> {
    /// The connection whose secret signed the webhook.
    pub signed_by: ConnectionId,
    /// The number of ours it names.
    pub phone_number_id: Option<&'a str>,
    /// The account of ours it names.
    pub account_id: Option<&'a str>,
    pub raw: &'a str,
    pub received_at: Timestamp,
}

/// What became of an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::whatsapp) enum Applied {
    Kept,
    /// We had it already.
    Repeated,
    Ignored(Unused),
    Failed(Unused),
}

/// Takes one update in.
pub(in crate::whatsapp) fn take_in(
    tx: &WriteTx,
    arrival: &Arrival<'_>,
    update: &Update,
) -> Result<Applied, StorageError> {
    let Some(connection) = numbers::of_update(tx, arrival.signed_by, arrival.phone_number_id)? else {
        if arrival.phone_number_id == Some(DASHBOARD_NUMBER) {
            vitals::note(tx, arrival.signed_by, Sign::DashboardTest, arrival.received_at, None)?;
            tx.announce(numbers::TOPIC, arrival.signed_by);
            return Ok(Applied::Ignored(UnusedReason::DashboardTest.into()));
        }
        let number = arrival.phone_number_id.unwrap_or("unknown");
        return Ok(Applied::Ignored(UnusedReason::ForeignNumber.about(number)));
    };
    match update {
        Update::Message(message) => message_came(tx, arrival, &connection, message),
        Update::Status(status) => outbound::status_came(tx, &connection, status, arrival.received_at),
        Update::Preference(preference) => preferences::preference_came(tx, &connection, preference),
        Update::Template(news) => templates::news::came(tx, &connection, news),
        Update::Account(news) => account_updates::came(tx, arrival, &connection, news),
        Update::History(news) => coexistence::history_came(tx, &connection, news),
        Update::PhoneContact(contact) => coexistence::contact_came(tx, &connection, contact),
    }
}

fn message_came(
    tx: &WriteTx,
    arrival: &Arrival<'_>,
    connection: &Connection,
    message: &Message,
) -> Result<Applied, StorageError> {
    match message.origin {
        Origin::Customer | Origin::Standby => {}
        Origin::PhoneApp => {
            if coexistence::is_our_echo(tx, connection, message)? {
                return Ok(Applied::Repeated);
            }
        }
        Origin::HistoryOfCustomer | Origin::HistoryOfShop => {
            return coexistence::past_message(tx, arrival, connection, message);
        }
    }
    let mut identity = message.identity.clone();
    identity.phone = identity.phone.or_else(|| parse::own_number(&message.content));
    let (former, current) = aliases(&identity, connection);
    if !former.is_empty() {
        let changed_at = message.sent_at.unwrap_or(arrival.received_at).min(arrival.received_at);
        inbox::change_identity(tx, &former, &current, changed_at)?;
    }
    let new = inbound(arrival, connection, message, current);
    let (sent_at, open) = (new.sent_at, is_open(tx, &new));
    // What comes from a number of the shop itself is kept, and nobody answers it: two of them would talk for ever.
    let ours = numbers::is_number_of_ours(tx, connection.environment, message.identity.phone.as_deref())?;
    let spoken = message.content.kind.is_spoken() && !ours;
    let new = NewInbound { answerable: message.origin == Origin::Customer && spoken && open, ..new };
    match inbox::receive(tx, new)? {
        Received::Duplicate(_) => Ok(Applied::Repeated),
        Received::New { conversation, message: id, .. } => {
            note_sign(tx, arrival, connection, message.origin, conversation)?;
            fetch_file(tx, message, id)?;
            if message.origin == Origin::Customer && message.content.detail.contains_key("referral") {
                free_entry_point::entered(tx, conversation, sent_at)?;
            }
            if message.origin == Origin::Customer && spoken && !open {
                inbox::waits_for_person(tx, conversation, id)?;
                let card = json!({ "sent_at": sent_at, "received_at": arrival.received_at });
                inbox::hand_off(tx, conversation, HandOff { reason: HandOffReason::LateMessage, card })?;
            }
            if message.origin == Origin::Standby && spoken {
                coexistence::overheard(tx, conversation)?;
            }
            Ok(Applied::Kept)
        }
    }
}

/// A message as the inbox takes it; not yet decided is whether it may be answered.
pub(in crate::whatsapp) fn inbound(
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

fn is_open(tx: &WriteTx, new: &NewInbound) -> bool {
    new.window_expires_at.is_some_and(|closes| service_window::is_open(closes, tx.now()))
}

/// What this message says about the connection: it works, or another program answers. The first of its kind changes
/// what the doctor would find.
fn note_sign(
    tx: &WriteTx,
    arrival: &Arrival<'_>,
    connection: &Connection,
    origin: Origin,
    conversation: ConversationId,
) -> Result<(), StorageError> {
    let sign = match origin {
        Origin::Customer => Sign::Message,
        Origin::Standby => Sign::Standby,
        Origin::PhoneApp | Origin::HistoryOfCustomer | Origin::HistoryOfShop => return Ok(()),
    };
    if vitals::note(tx, connection.id, sign, arrival.received_at, Some(conversation))? {
        numbers::look_soon(tx, connection.id)?;
    }
    Ok(())
}

/// Meta forgets a file after seven days: it is fetched at once.
pub(in crate::whatsapp) fn fetch_file(
    tx: &WriteTx,
    message: &Message,
    id: MessageId,
) -> Result<(), StorageError> {
    if message.content.kind.is_media() && message.content.detail.contains_key("media_id") {
        jobs::enqueue(tx, &FetchMedia { message_id: id, tries: 0 })?;
    }
    Ok(())
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

/// The names a customer had before and has now. User ids mean something within one business portfolio only, phones
/// everywhere, and practice customers never meet real ones.
pub(in crate::whatsapp) fn aliases(identity: &Identity, connection: &Connection) -> (Vec<Alias>, Vec<Alias>) {
    let business = connection.alias_scope();
    let world = connection.environment.as_str().to_owned();
    let alias =
        |kind, value: &String, scope: &String| Alias { kind, value: value.clone(), scope: scope.clone() };
    let current = [
        identity.user_id.as_ref().map(|id| alias(AliasKind::UserId, id, &business)),
        identity.parent_user_id.as_ref().map(|id| alias(AliasKind::ParentUserId, id, &business)),
        identity.phone.as_ref().map(|phone| alias(AliasKind::Phone, phone, &world)),
        identity.username.as_ref().map(|name| alias(AliasKind::Username, name, &world)),
    ];
    let ids = identity.former_user_ids.iter().map(|id| alias(former_kind(id), id, &business));
    let phones = identity.former_phones.iter().map(|phone| alias(AliasKind::Phone, phone, &world));
    (ids.chain(phones).collect(), current.into_iter().flatten().collect())
}

/// The names a customer has now.
pub(in crate::whatsapp) fn aliases_of(identity: &Identity, connection: &Connection) -> Vec<Alias> {
    aliases(identity, connection).1
}

/// Parent ids are told by their second part: `BR.ENT.…`.
fn former_kind(id: &str) -> AliasKind {
    if id.split('.').nth(1) == Some("ENT") { AliasKind::ParentUserId } else { AliasKind::UserId }
}
