//! One delivery, in three steps: the attempt is committed, Meta is called, the outcome is committed.
//!
//! A crash between the steps leaves an open attempt; whoever finds it knows the message may have been sent.

use serde_json::{Map, Value, json};

use super::body::{self, Known};
use super::outcome::{self, Outcome};
use super::{Attempt, statuses, store};
use crate::clock::Timestamp;
use crate::ids::MessageId;
use crate::inbox::{self, MessageState, OutboundDraft, Outgoing, StateError};
use crate::jobs::{self, JobError};
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::address::Address;
use crate::whatsapp::connection;
use crate::whatsapp::errors::{self, Entry};
use crate::whatsapp::graph::Line;
use crate::whatsapp::intake::CHANNEL;
use crate::whatsapp::jobs::SettleUnsure;
use crate::whatsapp::service_window;
use crate::whatsapp::templates;
use crate::whatsapp::types::AttemptState;

/// Tries that surely did not send before a message is given up.
const ATTEMPTS_LIMIT: usize = 6;

/// What the first step decided.
enum Decision {
    Nothing,
    Wait(Timestamp),
    Send { attempt: Attempt, line: Box<Line>, body: Value },
}

/// Delivers a queued message, or finds that there is nothing to do.
pub(in crate::whatsapp) async fn deliver(whatsapp: &WhatsApp, message: MessageId) -> Result<(), JobError> {
    let room = whatsapp.clone();
    match whatsapp.db.write(move |tx| begin(&room, tx, message)).await? {
        Decision::Nothing => Ok(()),
        Decision::Wait(at) => {
            Err(JobError::RetryAt(at, anyhow::anyhow!("waits for its place: WhatsApp limits the rate")))
        }
        Decision::Send { attempt, line, body } => {
            let answer = whatsapp.graph.send(&line, &body).await;
            metrics::counter!("shopbell_graph_sends_total", "outcome" => outcome::word(&answer)).increment(1);
            match whatsapp.db.write(move |tx| outcome::conclude(tx, &attempt, &answer)).await? {
                Outcome::Done => Ok(()),
                Outcome::TryAgain(at, reason) => Err(JobError::RetryAt(at, anyhow::anyhow!(reason))),
            }
        }
    }
}

/// The first step. Everything it decides is committed before anything leaves.
fn begin(whatsapp: &WhatsApp, tx: &WriteTx, message: MessageId) -> Result<Decision, StorageError> {
    let earlier = store::of_message(tx, message, u32::try_from(ATTEMPTS_LIMIT).unwrap_or(u32::MAX) + 1)?;
    if let Some(open) = earlier.iter().find(|attempt| attempt.state == AttemptState::Sending) {
        cut_short(tx, open)?;
        return Ok(Decision::Nothing);
    }
    let Some(draft) = inbox::begin_delivery(tx, message)? else { return Ok(Decision::Nothing) };
    if draft.channel != CHANNEL {
        return fail(tx, message, errors::NOT_CONNECTED);
    }
    let open = draft.window_expires_at.is_some_and(|closes| service_window::is_open(closes, tx.now()));
    if draft.outgoing.needs_open_window() && !open {
        return fail(tx, message, errors::WINDOW_CLOSED);
    }
    let Some(line) = connection::line(whatsapp, tx, draft.channel_account)? else {
        return fail(tx, message, errors::NOT_CONNECTED);
    };
    let Some(address) = Address::choose(draft.phone.as_deref(), draft.user_id.as_deref()) else {
        return fail(tx, message, errors::NO_ADDRESS);
    };
    if let Some(entry) = used_up(&earlier) {
        return fail(tx, message, entry);
    }
    if let Some(at) =
        whatsapp.pacing.wait(message, draft.contact_id, draft.channel_account, line.coexistence, tx.now())
    {
        inbox::release_delivery(tx, message)?;
        return Ok(Decision::Wait(at));
    }
    let template = template(tx, &draft)?;
    let known = Known { target: draft.quoted_channel_id.as_deref(), template, ..Known::default() };
    let Some(said) = said(&draft, &address, &known) else {
        return fail(tx, message, errors::MISSING);
    };
    let id = store::begin(tx, message, draft.channel_account)?;
    let attempt = Attempt {
        id,
        message,
        connection: draft.channel_account,
        state: AttemptState::Sending,
        wamid: None,
        error_code: None,
        started_at: tx.now(),
    };
    Ok(Decision::Send { body: tracked(said, &attempt), attempt, line: Box::new(line) })
}

/// A template filled in once more: it may have changed at Meta since it was queued.
fn template(tx: &WriteTx, draft: &OutboundDraft) -> Result<Option<Value>, StorageError> {
    let Outgoing::Template(message) = &draft.outgoing else { return Ok(None) };
    let filled = templates::fill(tx, draft.channel_account, message)?;
    Ok(filled.ok().and_then(|filled| filled.graph(|_| None)))
}

/// An attempt that was open when the program stopped: the message may have left.
fn cut_short(tx: &WriteTx, attempt: &Attempt) -> Result<(), StorageError> {
    store::end(
        tx,
        attempt.id,
        AttemptState::Unsure,
        Some((None, "the program stopped while this was being sent")),
    )?;
    inbox::set_state(tx, attempt.message, MessageState::Unsure, None, None)?;
    ask_later(tx, attempt)
}

/// Looks again when Meta has had time to say what became of the message.
pub(super) fn ask_later(tx: &WriteTx, attempt: &Attempt) -> Result<(), StorageError> {
    jobs::enqueue_at(tx, &SettleUnsure { attempt_id: attempt.id }, tx.now().plus(super::settle::PATIENCE))?;
    Ok(())
}

/// Why no further try is made, when enough of them surely failed.
fn used_up(earlier: &[Attempt]) -> Option<Entry> {
    let rejected = earlier.iter().take_while(|attempt| attempt.state == AttemptState::Rejected);
    let last = earlier.first()?;
    let entry = last.error_code.map_or(errors::UNREACHABLE, |code| errors::explain(code, true, false));
    (rejected.count() >= entry.tries.min(ATTEMPTS_LIMIT)).then_some(entry)
}

fn fail(tx: &WriteTx, message: MessageId, entry: Entry) -> Result<Decision, StorageError> {
    let error: StateError = statuses::explained(entry, None);
    inbox::set_state(tx, message, MessageState::Failed, Some(error), None)?;
    Ok(Decision::Nothing)
}

/// The message as Meta wants it; `None` when something it points at is gone.
fn said(draft: &OutboundDraft, address: &Address, known: &Known<'_>) -> Option<Map<String, Value>> {
    let mut said = Map::new();
    said.insert("messaging_product".into(), json!("whatsapp"));
    said.insert("recipient_type".into(), json!("individual"));
    address.write(&mut said);
    body::write(&mut said, &draft.outgoing, known)?;
    Some(said)
}

/// With our own id on it, which every status brings back.
fn tracked(mut said: Map<String, Value>, attempt: &Attempt) -> Value {
    said.insert("biz_opaque_callback_data".into(), json!(attempt.id.to_string()));
    Value::Object(said)
}
