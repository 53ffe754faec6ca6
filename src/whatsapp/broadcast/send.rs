//! A broadcast on its way: a few customers at a time, each asked about once more, until nobody waits.
//!
//! Running twice is harmless: a customer's message has one client id, so it is queued once.

use std::time::Duration;

use super::TOPIC;
use super::limit::{DAY, Limit};
use super::pause;
use super::plan;
use super::store;
use super::types::{Broadcast, Pause, PauseReason, Recipient, RecipientState, Resumes, SendBroadcast, State};
use crate::ids::BroadcastId;
use crate::inbox::{self, Author, NewOutbound, Outgoing, Purpose, Queued, Refused, SpendingStage};
use crate::jobs::{self, JobError};
use crate::storage::{self, ReadConn, StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::numbers::notices::{self, Restriction};
use crate::whatsapp::templates;
use crate::whatsapp::wire::errors;

/// Customers written to at once, and the pause before the next.
const AT_ONCE: u32 = 10;
const PAUSE: Duration = Duration::from_secs(1);
/// Customers written down in one piece.
const WRITTEN_AT_ONCE: usize = 200;

impl WhatsApp {
    /// Runs [`SendBroadcast`].
    pub async fn send_broadcast(&self, job: SendBroadcast) -> Result<(), JobError> {
        let id = job.broadcast_id;
        if self.db.read(move |conn| store::is_to_be_planned(conn, id)).await? {
            write_down_whom(self, id).await?;
        }
        Ok(self.db.write(move |tx| go_on(tx, job.broadcast_id)).await?)
    }
}

/// Finds out in one question whom it is for, and writes it down in pieces that let everything urgent by. Done twice, it
/// is the same.
async fn write_down_whom(whatsapp: &WhatsApp, id: BroadcastId) -> Result<(), StorageError> {
    let now = whatsapp.clock.now();
    let plan = move |conn: &ReadConn| match store::find(conn, id)? {
        Some(broadcast) => plan::recipients(conn, &broadcast, now),
        None => Ok::<_, StorageError>(Vec::new()),
    };
    let planned = whatsapp.db.read_long(plan).await?;
    for piece in planned.chunks(WRITTEN_AT_ONCE) {
        let piece = piece.to_vec();
        let write = move |tx: &WriteTx| piece.iter().try_for_each(|one| store::add_recipient(tx, id, one));
        whatsapp.db.write_background(write).await?;
    }
    let end = move |tx: &WriteTx| {
        store::set_planned(tx, id)?;
        tx.announce(TOPIC, id);
        // Stopped meanwhile: nobody is left waiting.
        match store::find(tx, id)? {
            Some(broadcast) if broadcast.state == State::Stopped => store::skip_waiting(tx, id),
            _on_its_way => Ok(()),
        }
    };
    whatsapp.db.write(end).await
}

/// Begins a broadcast, or lets one that rests go on.
pub(super) fn begin(tx: &WriteTx, broadcast: &Broadcast) -> Result<(), StorageError> {
    store::set_state(tx, broadcast.id, State::Sending, None)?;
    jobs::enqueue(tx, &SendBroadcast { broadcast_id: broadcast.id })?;
    tx.announce(TOPIC, broadcast.id);
    Ok(())
}

/// One step: a few customers, or the reason to wait.
fn go_on(tx: &WriteTx, id: BroadcastId) -> Result<(), StorageError> {
    let Some(broadcast) = store::find(tx, id)? else { return Ok(()) };
    match (broadcast.state, broadcast.resumes) {
        (State::Paused, Some(Resumes::ByHand)) | (State::Draft | State::Stopped | State::Done, _) => {
            return Ok(());
        }
        (State::Sending | State::Paused, _) => {}
    }
    let waiting = store::waiting(tx, id, AT_ONCE)?;
    if waiting.is_empty() {
        store::set_state(tx, id, State::Done, None)?;
        tx.announce(TOPIC, id);
        return Ok(());
    }
    if let Some(pause) = obstacle(tx, &broadcast)? {
        return pause::rest(tx, id, &pause);
    }
    let begun = store::begun_since(tx, broadcast.connection, tx.now().minus(DAY))?;
    let room = Limit::of(tx, broadcast.connection)?.room_after(begun);
    // One that waited tries whether the fault is over with one customer.
    let at_once = if broadcast.state == State::Paused { 1 } else { waiting.len() };
    if broadcast.state == State::Paused {
        store::set_state(tx, id, State::Sending, None)?;
    }
    for one in waiting.iter().take(room.min(at_once)) {
        if let Some(pause) = write_to(tx, &broadcast, one)? {
            return pause::rest(tx, id, &pause);
        }
    }
    jobs::enqueue_at(tx, &SendBroadcast { broadcast_id: id }, tx.now().plus(PAUSE))?;
    tx.announce(TOPIC, id);
    Ok(())
}

/// What keeps all of it from going on.
fn obstacle(tx: &WriteTx, broadcast: &Broadcast) -> Result<Option<Pause>, StorageError> {
    let by_itself =
        |reason, words: &str| Ok(Some(Pause { reason, words: words.to_owned(), resumes: Resumes::ByItself }));
    if storage::is_on_hold(tx)? {
        let words =
            "The shop was restored and sends nothing until its owner releases it; then it goes on by itself.";
        return by_itself(PauseReason::OnHold, words);
    }
    let begun = store::begun_since(tx, broadcast.connection, tx.now().minus(DAY))?;
    if Limit::of(tx, broadcast.connection)?.room_after(begun) == 0 {
        let words = "Meta's limit of new conversations in 24 hours is reached; it goes on by itself.";
        return by_itself(PauseReason::LimitReached, words);
    }
    if inbox::spending_stage(tx)? == SpendingStage::PeopleOnly {
        let words = "This month's budget is spent; it goes on when there is room again.";
        return by_itself(PauseReason::BudgetSpent, words);
    }
    let announced = notices::restriction_of_sending(tx, broadcast.connection, tx.now())?;
    if let Some(restriction) = announced {
        let entry = match restriction {
            Restriction::OfEverything => errors::ACCOUNT_RESTRICTED,
            Restriction::OfBeginning => errors::ANSWERS_ONLY,
        };
        let words = format!("{} It goes on by itself when the restriction is over.", entry.happened);
        return by_itself(PauseReason::Refused(entry.name.to_owned()), &words);
    }
    Ok(None)
}

/// One customer's turn: asked about once more, because they may have said stop since. A fault that is everybody's is
/// given back.
fn write_to(tx: &WriteTx, broadcast: &Broadcast, one: &Recipient) -> Result<Option<Pause>, StorageError> {
    let pass = |reason: (&str, &str)| {
        store::set_recipient(tx, broadcast.id, one.contact, RecipientState::Skipped, Some(reason), None)?;
        Ok(None)
    };
    if let Err(may_not) = inbox::may_start(tx, one.contact, Purpose::Marketing)? {
        return pass(plan::why(may_not));
    }
    let Some(contact) = inbox::contact(tx, one.contact)? else {
        return pass(("unreachable", "This customer is no longer known."));
    };
    let filled = match templates::fill(tx, broadcast.connection, &plan::message(broadcast, &contact))? {
        Ok(filled) => filled,
        Err(faults) => {
            let (path, words) = faults.first().map_or(("", ""), |(path, words)| (path, words));
            if path.starts_with("variables.") {
                return pass(("template", words));
            }
            // The template itself, or what all share.
            return Ok(Some(Pause {
                reason: PauseReason::TemplateUnfit,
                words: format!("{words} It goes on by itself when the template can be sent."),
                resumes: Resumes::ByItself,
            }));
        }
    };
    let (template, rendered) = filled.into_parts();
    let new = NewOutbound {
        outgoing: Outgoing::Template(template),
        rendered: Some(rendered),
        ..NewOutbound::text(
            one.conversation,
            Author::System,
            format!("broadcast:{}:{}", broadcast.id, one.contact),
            "",
        )
    };
    match inbox::queue_outbound(tx, new) {
        Ok(Queued::New(message) | Queued::Same(message)) => {
            store::set_recipient(tx, broadcast.id, one.contact, RecipientState::Queued, None, Some(message))?;
            Ok(None)
        }
        Err(Refused::Storage(error)) => Err(error),
        Err(refused) => pass(("refused", &refused.to_string())),
    }
}
