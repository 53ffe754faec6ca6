//! One delivery, in three steps: the attempt is committed, Meta is called, the outcome is committed.
//!
//! A crash between the steps leaves an open attempt; whoever finds it knows the message may have been sent.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::body::{self, Known, MetaFile};
use super::judge::{self, Verdict};
use super::outcome;
use super::settle::ask_later;
use super::tries::{earlier_tries, used_up};
use super::upload::{self, Files};
use super::{Attempt, Delivered, statuses, store};
use crate::ids::{ConnectionId, MediaId, MessageId};
use crate::inbox::{self, AuthorKind, Begun, MessageState, OutboundDraft, Outgoing, StateError};
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::numbers;
use crate::whatsapp::spending::prices;
use crate::whatsapp::types::AttemptState;
use crate::whatsapp::types::CHANNEL;
use crate::whatsapp::wire::address::Address;
use crate::whatsapp::wire::errors::{self, Entry};
use crate::whatsapp::wire::graph::{CallError, Line};
use crate::whatsapp::{broadcast, templates};

/// Pause before an outcome that could not be written is written once more.
const WRITTEN_AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Pause before it is asked once more whether a message that was held back may go: that may be taken back meanwhile.
const ASKED_AGAIN_AFTER: Duration = Duration::from_mins(1);

/// What the first step decided.
enum Decision {
    Nothing,
    OnHold,
    /// Whoever wrote it wants it to go later.
    Later,
    Send {
        attempt: Attempt,
        line: Box<Line>,
        body: Value,
    },
}

/// Delivers a queued message, or finds that there is nothing to do.
pub(in crate::whatsapp) async fn deliver(
    whatsapp: &WhatsApp,
    message: MessageId,
    may_have_file: bool,
) -> Result<Delivered, StorageError> {
    let files = if may_have_file { upload::files_of(whatsapp, message).await } else { Ok(Files::new()) };
    let files = match files {
        Ok(files) => files,
        Err(upload::Trouble::Storage(error)) => return Err(error),
        Err(upload::Trouble::Call(connection, error)) => {
            return whatsapp.db.write(move |tx| not_uploaded(tx, message, connection, error)).await;
        }
    };
    let uploaded: Vec<MediaId> = files.keys().copied().collect();
    let room = whatsapp.clone();
    match whatsapp.db.write(move |tx| begin(&room, tx, message, files)).await? {
        Decision::Nothing => Ok(Delivered::Done),
        Decision::OnHold => Ok(Delivered::OnHold),
        Decision::Later => Ok(Delivered::Again(ASKED_AGAIN_AFTER)),
        Decision::Send { attempt, line, body } => {
            let answer = whatsapp.graph.send(&line, &body).await;
            metrics::counter!("shopbell_graph_sends_total", "outcome" => outcome::word(&answer)).increment(1);
            write_down(whatsapp, attempt, answer, uploaded).await
        }
    }
}

/// Meta has answered: that is written down before anything else happens to this message, however often it takes.
async fn write_down(
    whatsapp: &WhatsApp,
    attempt: Attempt,
    answer: Result<String, CallError>,
    uploaded: Vec<MediaId>,
) -> Result<Delivered, StorageError> {
    let known = Arc::new((attempt, answer, uploaded));
    loop {
        let told = Arc::clone(&known);
        let concluded = move |tx: &WriteTx| {
            let (attempt, answer, uploaded) = &*told;
            if matches!(answer, Err(CallError::Refused(_))) {
                for id in uploaded {
                    store::forget_upload(tx, *id, attempt.connection)?;
                }
            }
            outcome::conclude(tx, attempt, answer)
        };
        match whatsapp.db.write(concluded).await {
            Err(error) if !matches!(error, StorageError::Stopped) => {
                tracing::error!(attempt.id = %known.0.id, error = %error, "what became of a send could not be written yet");
                whatsapp.clock.sleep(WRITTEN_AGAIN_AFTER).await;
            }
            ended => return ended,
        }
    }
}

/// A file did not reach Meta: a try like any other that surely sent nothing.
fn not_uploaded(
    tx: &WriteTx,
    message: MessageId,
    connection: ConnectionId,
    error: CallError,
) -> Result<Delivered, StorageError> {
    let attempt = open_attempt(tx, message, connection)?;
    outcome::conclude(tx, &attempt, &Err(error))
}

fn open_attempt(tx: &WriteTx, message: MessageId, connection: ConnectionId) -> Result<Attempt, StorageError> {
    Ok(Attempt {
        id: store::begin(tx, message, connection)?,
        message,
        connection,
        state: AttemptState::Sending,
        wamid: None,
        error_code: None,
        started_at: tx.now(),
    })
}

/// The first step. Everything it decides is committed before anything leaves.
fn begin(
    whatsapp: &WhatsApp,
    tx: &WriteTx,
    message: MessageId,
    files: Files,
) -> Result<Decision, StorageError> {
    let earlier = earlier_tries(tx, message)?;
    if let Some(open) = earlier.iter().find(|attempt| attempt.state == AttemptState::Sending) {
        cut_short(tx, open)?;
        return Ok(Decision::Nothing);
    }
    if !judge::wanted(tx, message)? {
        return Ok(Decision::Nothing);
    }
    if let Some(held_back) = whatsapp.held_back.get()
        && held_back(tx, message)?.is_some_and(|until| until > tx.now())
    {
        return Ok(Decision::Later);
    }
    let draft = match inbox::begin_delivery(tx, message)? {
        Begun::Claimed(draft) => draft,
        Begun::Nothing => return Ok(Decision::Nothing),
        Begun::OnHold => return Ok(Decision::OnHold),
    };
    if draft.channel != CHANNEL {
        return fail(tx, message, errors::NOT_CONNECTED);
    }
    match judge::judge(tx, &draft)? {
        Verdict::May => {}
        Verdict::Not(entry) => return fail(tx, message, entry),
    }
    let Some(line) = numbers::line(whatsapp, tx, draft.channel_account)? else {
        return fail(tx, message, errors::NOT_CONNECTED);
    };
    let Some(address) = Address::choose(draft.phone.as_deref(), draft.user_id.as_deref()) else {
        return fail(tx, message, errors::NO_ADDRESS);
    };
    if let Some(entry) = used_up(&earlier) {
        return fail(tx, message, entry);
    }
    let template = template(tx, &draft, &files)?;
    let known = Known { files, target: draft.quoted_channel_id.as_deref(), template };
    let Some(said) = said(&draft, &address, &known) else {
        return fail(tx, message, errors::MISSING);
    };
    if !prices::reserve(tx, &draft, is_by_person(&draft))? {
        return fail(tx, message, errors::BUDGET_SPENT);
    }
    let attempt = open_attempt(tx, message, draft.channel_account)?;
    Ok(Decision::Send { body: tracked(said, &attempt), attempt, line: Box::new(line) })
}

/// Whether somebody of the team wrote it, or it is a word of the program's own to somebody who waits: no budget stops
/// those.
fn is_by_person(draft: &OutboundDraft) -> bool {
    match draft.author {
        AuthorKind::Ai => false,
        AuthorKind::System => !matches!(draft.outgoing, Outgoing::Template(_)),
        AuthorKind::Person | AuthorKind::Customer => true,
    }
}

/// A template filled in once more: it may have changed at Meta since it was queued.
fn template(tx: &WriteTx, draft: &OutboundDraft, files: &Files) -> Result<Option<Value>, StorageError> {
    let Outgoing::Template(message) = &draft.outgoing else { return Ok(None) };
    let filled = templates::fill(tx, draft.channel_account, message)?;
    Ok(filled.ok().and_then(|filled| filled.graph(|id| files.get(&id).map(MetaFile::in_a_header))))
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

fn fail(tx: &WriteTx, message: MessageId, entry: Entry) -> Result<Decision, StorageError> {
    if broadcast::held_back(tx, message, entry)? {
        return Ok(Decision::Nothing);
    }
    let error: StateError = statuses::explained(entry, None);
    broadcast::message_became(tx, message, MessageState::Failed, Some(&error))?;
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
