//! Statuses: Meta's word about a message of ours, in any order and more than once.
//!
//! The attempt is found by our own id in the status, else by Meta's id of the message. A status that finds none is
//! kept until its message becomes known, because it may overtake the answer to our own call.

use std::time::Duration;

use super::{Attempt, send_again, store, unwanted};
use crate::clock::Timestamp;
use crate::ids::{AttemptId, MessageId};
use crate::inbox::{self, Alias, MessageState, SendAgain, StateError};
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::arrival::{Applied, aliases_of};
use crate::whatsapp::numbers::{self, Connection};
use crate::whatsapp::spending::{free_entry_point, prices};
use crate::whatsapp::types::AttemptState;
use crate::whatsapp::wire::errors::{self, Entry, Remedy};
use crate::whatsapp::wire::parse::{Fault, Progress, Status, UnusedReason};
use crate::whatsapp::{broadcast, templates};

/// How long a status waits for its message.
const ORPHAN_LIFE: Duration = Duration::from_hours(48);
/// The message of an attempt whose customer was erased since.
const ERASED: MessageId = MessageId::new(0);
/// Statuses deleted in one transaction.
const FORGOTTEN_AT_ONCE: u32 = 500;

/// Takes in one status.
pub(in crate::whatsapp) fn on_status(
    tx: &WriteTx,
    connection: &Connection,
    status: &Status,
    received_at: Timestamp,
) -> Result<Applied, StorageError> {
    let attempt = attempt_of(tx, connection, status)?;
    let is_erased = match &attempt {
        Some(attempt) => attempt.message == ERASED,
        None => inbox::stays_erased(tx, &aliases_of(&status.recipient, connection))?,
    };
    if is_erased {
        return Ok(Applied::Ignored(UnusedReason::Erased.into()));
    }
    if !store::keep_status(tx, status, attempt.as_ref().map(|attempt| attempt.id), received_at)? {
        return Ok(Applied::Repeated);
    }
    if let Some(attempt) = attempt {
        if attempt.wamid.is_none() {
            store::name(tx, attempt.id, &status.id)?;
            join_waiting(tx, &attempt, &status.id)?;
        }
        settle(tx, &attempt, &status.id, status.progress, status.fault.as_ref())?;
    }
    let message = attempt_of(tx, connection, status)?.map(|attempt| attempt.message);
    if let Some(message) = message {
        learn_recipient(tx, connection, message, status, received_at)?;
        free_entry_point::on_status(tx, message, status, received_at)?;
    }
    prices::on_status(tx, connection, status, message, &store::price_told(tx, &status.id)?)?;
    Ok(Applied::Kept)
}

/// By what Meta knows whom we wrote to. Tells nothing of who else has the number by now.
fn learn_recipient(
    tx: &WriteTx,
    connection: &Connection,
    message: MessageId,
    status: &Status,
    received_at: Timestamp,
) -> Result<(), StorageError> {
    let named = aliases_of(&status.recipient, connection);
    if named.is_empty() {
        return Ok(());
    }
    let Some(message) = inbox::message(tx, message)? else { return Ok(()) };
    let Some(thread) = inbox::conversation(tx, message.conversation_id)? else { return Ok(()) };
    inbox::learn(tx, thread.contact_id, &named, status.at.unwrap_or(received_at).min(received_at))
}

/// The attempt a status is about, if it is one of this connection's.
fn attempt_of(
    tx: &WriteTx,
    connection: &Connection,
    status: &Status,
) -> Result<Option<Attempt>, StorageError> {
    let named = status.callback_data.as_deref().and_then(|data| data.parse::<AttemptId>().ok());
    let named = match named {
        Some(id) => store::find(tx, id)?,
        None => None,
    };
    // Another program on the same number may use the same words: an attempt with another message is not meant.
    let named = named.filter(|attempt| attempt.wamid.as_ref().is_none_or(|wamid| *wamid == status.id));
    let found = match named {
        Some(attempt) => Some(attempt),
        None => store::by_wamid(tx, &status.id)?,
    };
    Ok(found.filter(|attempt| attempt.connection == connection.id))
}

/// An echo of something written on the shop's phone may be a message of our own: one we know by its id, or one whose
/// answer was lost or is still on its way. Then it settles our attempt; `true` when it did.
pub(in crate::whatsapp) fn on_echo(
    tx: &WriteTx,
    connection: &Connection,
    wamid: &str,
    text: Option<&str>,
    customer: &[Alias],
) -> Result<bool, StorageError> {
    if store::by_wamid(tx, wamid)?.is_some() {
        return Ok(true);
    }
    for attempt in store::open_of(tx, connection.id)? {
        let Some(message) = inbox::message(tx, attempt.message)? else { continue };
        let Some(thread) = inbox::conversation(tx, message.conversation_id)? else { continue };
        if message.text.as_deref() == text && inbox::contact_of(tx, customer)? == Some(thread.contact_id) {
            store::name(tx, attempt.id, wamid)?;
            settle(tx, &attempt, wamid, Progress::Sent, None)?;
            join_waiting(tx, &attempt, wamid)?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Statuses that came before we knew their message find it now.
pub(in crate::whatsapp) fn join_waiting(
    tx: &WriteTx,
    attempt: &Attempt,
    wamid: &str,
) -> Result<(), StorageError> {
    for (progress, fault) in store::adopt(tx, wamid, attempt.id)? {
        settle(tx, attempt, wamid, progress, fault.as_ref())?;
    }
    Ok(())
}

/// What a status says about the attempt and, while it is the message's latest, about the message.
fn settle(
    tx: &WriteTx,
    attempt: &Attempt,
    wamid: &str,
    progress: Progress,
    fault: Option<&Fault>,
) -> Result<(), StorageError> {
    store::end(tx, attempt.id, AttemptState::Accepted, None)?;
    let latest =
        store::of_message(tx, attempt.message, 1)?.first().is_none_or(|latest| latest.id == attempt.id);
    let state = match progress {
        Progress::Sent => MessageState::Sent,
        Progress::Delivered => MessageState::Delivered,
        Progress::Read | Progress::Played => MessageState::Read,
        Progress::Failed => MessageState::Failed,
    };
    // An older try that failed says nothing about the newer one; one that arrived after all does.
    if !latest && matches!(progress, Progress::Failed | Progress::Sent) {
        return Ok(());
    }
    if let Some(fault) = fault {
        if let Some(code) = fault.code {
            unwanted::on_fault(tx, attempt.message, code)?;
        }
        broadcast::failed_later(tx, attempt.message, entry_of(fault))?;
    }
    let remedy = fault.and_then(|fault| fault.code).map(|code| errors::explain(code, false, false).remedy);
    match (progress, remedy) {
        (Progress::Delivered | Progress::Read, _) => numbers::told::paid(tx, attempt.connection)?,
        (Progress::Failed, Some(Remedy::PaymentNeeded)) => {
            numbers::told::refuse_payment(tx, attempt.connection)?;
            numbers::look_soon(tx, attempt.connection)?;
        }
        (Progress::Failed, Some(Remedy::Restricted)) => numbers::look_soon(tx, attempt.connection)?,
        (Progress::Sent | Progress::Played | Progress::Failed, _) => {}
    }
    if fault.and_then(|fault| fault.code).is_some_and(errors::tells_of_templates) {
        templates::soon(tx, attempt.connection)?;
    }
    let error = match progress {
        Progress::Failed => Some(state_error(tx, attempt, fault)?),
        Progress::Sent | Progress::Delivered | Progress::Read | Progress::Played => None,
    };
    broadcast::message_became(tx, attempt.message, state, error.as_ref())?;
    inbox::set_state(tx, attempt.message, state, error, Some(wamid))?;
    Ok(())
}

fn state_error(tx: &WriteTx, attempt: &Attempt, fault: Option<&Fault>) -> Result<StateError, StorageError> {
    let Some(fault) = fault else { return Ok(explained(errors::UNKNOWN, None)) };
    let again = match fault.code {
        Some(code) => send_again::after(tx, attempt.message, code)?,
        None => SendAgain::AnyTime,
    };
    Ok(StateError { again, ..explained(entry_of(fault), Some((fault.code, &fault.words))) })
}

/// The dictionary's entry; a fault without a code is one nobody knows.
fn entry_of(fault: &Fault) -> Entry {
    fault.code.map_or(errors::UNKNOWN, |code| errors::explain(code, false, false))
}

/// An entry of the dictionary as the inbox keeps it, with Meta's own words when the dictionary has none.
pub(in crate::whatsapp) fn explained(entry: Entry, meta: Option<(Option<i64>, &str)>) -> StateError {
    let text = match meta {
        Some((Some(code), words)) if entry.name == errors::UNKNOWN.name => {
            format!("{} Meta says: {words} (#{code}). {}", entry.happened, entry.todo)
        }
        Some((None, words)) if !words.is_empty() => {
            format!("{} Meta says: {words}. {}", entry.happened, entry.todo)
        }
        Some(_) | None => format!("{} {}", entry.happened, entry.todo),
    };
    StateError { code: entry.name.to_owned(), text, again: SendAgain::AnyTime }
}

/// Forgets statuses that never found a message: of other programs on the number, or long past.
pub(in crate::whatsapp) async fn forget_orphans(whatsapp: &WhatsApp) -> Result<(), StorageError> {
    let before = whatsapp.clock.now().minus(ORPHAN_LIFE);
    loop {
        let forgotten = whatsapp
            .db
            .write_background(move |tx| store::forget_orphans(tx, before, FORGOTTEN_AT_ONCE))
            .await?;
        if forgotten < FORGOTTEN_AT_ONCE as usize {
            return Ok(());
        }
    }
}
