//! A broadcast on its way: a few customers at a time, each asked about once more, until nobody waits.
//!
//! Running twice is harmless: a customer's message has one client id, so it is queued once.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::TOPIC;
use super::limit::{DAY, Limit};
use super::plan;
use super::store;
use super::types::{Broadcast, Recipient, RecipientState, State};
use crate::ids::BroadcastId;
use crate::inbox::{self, Author, NewOutbound, Outgoing, Purpose, Queued, Refused, SpendingStage};
use crate::jobs::{self, Job, JobError};
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::templates;

/// Customers written to at once, and the pause before the next.
const AT_ONCE: u32 = 10;
const PAUSE: Duration = Duration::from_secs(1);
/// How long a broadcast rests when a limit is reached.
const REST: Duration = Duration::from_hours(1);

/// A broadcast goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendBroadcast {
    pub broadcast_id: BroadcastId,
}

impl Job for SendBroadcast {
    const KIND: &'static str = "whatsapp_send_broadcast";

    fn key(&self) -> Option<String> {
        Some(self.broadcast_id.to_string())
    }

    fn lane(&self) -> Option<String> {
        Some(format!("broadcast:{}", self.broadcast_id))
    }
}

impl WhatsApp {
    /// Runs [`SendBroadcast`].
    pub async fn send_broadcast(&self, job: SendBroadcast) -> Result<(), JobError> {
        Ok(self.db.write(move |tx| go_on(tx, job.broadcast_id)).await?)
    }
}

/// Begins a broadcast, or lets one that rests go on.
pub(super) fn begin(tx: &WriteTx, broadcast: &Broadcast) -> Result<(), StorageError> {
    if broadcast.state == State::Draft {
        for one in plan::recipients(tx, broadcast, tx.now())? {
            store::add_recipient(tx, broadcast.id, &one)?;
        }
    }
    store::set_state(tx, broadcast.id, State::Sending, None)?;
    jobs::enqueue(tx, &SendBroadcast { broadcast_id: broadcast.id })?;
    tx.announce(TOPIC, broadcast.id);
    Ok(())
}

fn go_on(tx: &WriteTx, id: BroadcastId) -> Result<(), StorageError> {
    let Some(broadcast) = store::find(tx, id)? else { return Ok(()) };
    match broadcast.state {
        State::Sending | State::Paused => {}
        State::Draft | State::Stopped | State::Done => return Ok(()),
    }
    let waiting = store::waiting(tx, id, AT_ONCE)?;
    if waiting.is_empty() {
        store::set_state(tx, id, State::Done, None)?;
        tx.announce(TOPIC, id);
        return Ok(());
    }
    let begun = store::begun_since(tx, broadcast.connection, tx.now().minus(DAY))?;
    let room = Limit::of(tx, broadcast.connection)?.room_after(begun);
    if room == 0 {
        return rest(
            tx,
            id,
            "Meta's limit of new conversations in 24 hours is reached; it goes on by itself.",
        );
    }
    if inbox::spending_stage(tx)? == SpendingStage::PeopleOnly {
        return rest(tx, id, "This month's budget is spent; it goes on when there is room again.");
    }
    for one in waiting.iter().take(room) {
        write_to(tx, &broadcast, one)?;
    }
    if broadcast.state == State::Paused {
        store::set_state(tx, id, State::Sending, None)?;
    }
    jobs::enqueue_at(tx, &SendBroadcast { broadcast_id: id }, tx.now().plus(PAUSE))?;
    tx.announce(TOPIC, id);
    Ok(())
}

fn rest(tx: &WriteTx, id: BroadcastId, why: &str) -> Result<(), StorageError> {
    store::set_state(tx, id, State::Paused, Some(why))?;
    jobs::enqueue_at(tx, &SendBroadcast { broadcast_id: id }, tx.now().plus(REST))?;
    tx.announce(TOPIC, id);
    Ok(())
}

/// One customer's turn: asked about once more, because they may have said stop since.
fn write_to(tx: &WriteTx, broadcast: &Broadcast, one: &Recipient) -> Result<(), StorageError> {
    let pass = |reason: (&str, &str)| {
        store::set_recipient(tx, broadcast.id, one.contact, RecipientState::Skipped, Some(reason), None)
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
            let words = faults.first().map_or("", |(_, words)| words.as_str());
            return pass(("template", words));
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
            store::set_recipient(tx, broadcast.id, one.contact, RecipientState::Queued, None, Some(message))
        }
        Err(Refused::Storage(error)) => Err(error),
        Err(refused) => pass(("refused", &refused.to_string())),
    }
}
