//! What a conversation came to, in a few lines: what was asked, what was answered, what is open. Written by the configured
//! model when somebody asks for it or takes a long conversation over, and kept with the message it reaches to.
//!
//! For whoever takes over, and as memory of a thread longer than a model is shown. Holds up no answer, and with the
//! built-in model there is none.

mod held_by;
mod job;
pub(super) mod routes;
pub(super) mod store;
pub(super) mod types;
mod write;

use super::jobs::SumUp;
use crate::events::Topic;
use crate::ids::{ContactId, ConversationId, MessageId};
use crate::inbox;
use crate::jobs;
use crate::storage::{ReadConn, StorageError, WriteTx};
use types::Summary;

/// Messages of the shortest conversation that is summed up: a shorter one is read faster than its summary.
const LEAST_MESSAGES: u32 = 12;
/// New messages after which a person who takes over finds it written anew.
const LEAST_NEWER: u32 = 6;

/// What is kept of a conversation. It is being written for as long as somebody is at it: a job that died writes nothing.
fn of(conn: &ReadConn, id: ConversationId) -> Result<Summary, StorageError> {
    let kept = store::of_conversation(conn, id)?;
    let is_at_it = jobs::waiting_until::<SumUp>(conn, &id.to_string())?.is_some();
    Ok(Summary { asked_at: kept.asked_at.filter(|_| is_at_it), ..kept })
}

/// What was said before the messages a model is shown, as it was summed up last.
pub(super) fn remembered(conn: &ReadConn, id: ConversationId) -> Result<Option<String>, StorageError> {
    let Some(written) = of(conn, id)?.written else { return Ok(None) };
    let lines = written.lines;
    let parts = [("Asked", lines.asked), ("Answered", lines.answered), ("Open", lines.open)];
    let told = parts.into_iter().filter(|(_, lines)| !lines.is_empty());
    Ok(Some(
        told.map(|(name, lines)| format!("{name}: {}", lines.join(" / "))).collect::<Vec<_>>().join("\n"),
    ))
}

/// It is written from now on, in a reader's language.
fn begin(tx: &WriteTx, id: ConversationId, language: String) -> Result<(), StorageError> {
    store::begin(tx, id)?;
    jobs::enqueue(tx, &SumUp { conversation_id: id, language })?;
    tx.announce(Topic::Reply, id);
    Ok(())
}

/// Whether somebody who takes over finds it written anew: it is long, and much was said since.
fn is_worth_it(conn: &ReadConn, id: ConversationId) -> Result<bool, StorageError> {
    let summary = of(conn, id)?;
    if summary.asked_at.is_some() || !is_long(conn, id)? {
        return Ok(false);
    }
    let Some(written) = summary.written else { return Ok(true) };
    let newer = inbox::recent_messages(conn, id, LEAST_NEWER)?;
    Ok(newer.len() >= LEAST_NEWER as usize && newer.iter().all(|message| message.id > written.up_to))
}

/// Whether there is anything to sum up.
fn is_long(conn: &ReadConn, id: ConversationId) -> Result<bool, StorageError> {
    Ok(inbox::recent_messages(conn, id, LEAST_MESSAGES)?.len() >= LEAST_MESSAGES as usize)
}

/// The customer changed a message or took it back: a summary that knows it, or may be about to, says what is no longer so.
pub(super) fn words_changed(
    tx: &WriteTx,
    id: ConversationId,
    message: MessageId,
) -> Result<(), StorageError> {
    let kept = store::of_conversation(tx, id)?;
    let knows = kept.written.is_some_and(|written| written.up_to >= message) || kept.asked_at.is_some();
    if knows {
        store::forget(tx, &[id])?;
        tx.announce(Topic::Reply, id);
    }
    Ok(())
}

/// Two contacts turned out to be one person: what was summed up of their threads is of none of them.
pub(super) fn contacts_merged(tx: &WriteTx, survivor: ContactId) -> Result<(), StorageError> {
    let Some(who) = inbox::who(tx, survivor)? else { return Ok(()) };
    store::forget(tx, &who.conversations)
}
