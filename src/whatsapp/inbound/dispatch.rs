//! Brings one update to where it belongs: messages to the inbox, statuses to their attempts, account news to the
//! doctor.
//!
//! Runs inside the reader's transaction. A number that is not ours is ignored, never guessed.

use serde_json::json;

use super::account_updates;
use super::coexistence;
use super::media::fetch_file;
use super::message::inbound;
use super::preferences;
use crate::channels;
use crate::ids::ConversationId;
use crate::inbox::{self, HandOff, HandOffReason, NewInbound, Received};
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::arrival::{Applied, Arrival, aliases};
use crate::whatsapp::numbers::heartbeats::{self, Sign};
use crate::whatsapp::numbers::{self, Connection};
use crate::whatsapp::outbound;
use crate::whatsapp::spending::free_entry_point;
use crate::whatsapp::templates;
use crate::whatsapp::wire::parse::{self, Message, Origin, UnusedReason, Update};
use crate::whatsapp::wire::service_window;

/// The number Meta's dashboard uses for its tests.
const DASHBOARD_NUMBER: &str = "123456123";

/// Takes one update in.
pub(in crate::whatsapp) fn take_in(
    tx: &WriteTx,
    arrival: &Arrival<'_>,
    update: &Update,
) -> Result<Applied, StorageError> {
    let Some(connection) = numbers::of_update(tx, arrival.signed_by, arrival.phone_number_id)? else {
        if arrival.phone_number_id == Some(DASHBOARD_NUMBER) {
            heartbeats::note(tx, arrival.signed_by, Sign::DashboardTest, arrival.received_at, None)?;
            tx.announce(numbers::TOPIC, arrival.signed_by);
            return Ok(Applied::Ignored(UnusedReason::DashboardTest.into()));
        }
        let number = arrival.phone_number_id.unwrap_or("unknown");
        return Ok(Applied::Ignored(UnusedReason::ForeignNumber.about(number)));
    };
    match update {
        Update::Message(message) => on_message(tx, arrival, &connection, message),
        Update::Status(status) => outbound::on_status(tx, &connection, status, arrival.received_at),
        Update::Preference(preference) => preferences::on_preference(tx, &connection, preference),
        Update::Template(news) => templates::news::on_news(tx, &connection, news),
        Update::Account(news) => account_updates::on_update(tx, arrival, &connection, news),
        Update::History(news) => coexistence::on_history(tx, &connection, news),
        Update::PhoneContact(contact) => coexistence::on_contact(tx, &connection, contact),
    }
}

fn on_message(
    tx: &WriteTx,
    arrival: &Arrival<'_>,
    connection: &Connection,
    message: &Message,
) -> Result<Applied, StorageError> {
    let (_, named) = aliases(&message.identity, connection);
    if inbox::was_erased(tx, &named, message.sent_at.unwrap_or(arrival.received_at))? {
        return Ok(Applied::Ignored(UnusedReason::Erased.into()));
    }
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
    if sign == Sign::Message {
        channels::heard(tx, connection.id, arrival.received_at)?;
    }
    if heartbeats::note(tx, connection.id, sign, arrival.received_at, Some(conversation))? {
        numbers::look_soon(tx, connection.id)?;
    }
    Ok(())
}
