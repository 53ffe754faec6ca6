//! A signal is sent: everything is asked once more in the one write transaction that queues the message.
//!
//! Still open, still true, the limits, consent, the channel's window and rules, the month's budget; then the inbox has
//! the message. Whoever presses first wins; the others are told who it was. Never sends by itself.

use std::time::Duration;

use serde_json::json;

use super::not_sent::NotSent;
use super::scan::Truth;
use super::store::{self, Sent};
use super::types::Signal;
use super::{Health, TOPIC, against, blanks, drafts, occurrences, scan};
use crate::actor::Actor;
use crate::audit;
use crate::ids::SignalId;
use crate::inbox::outgoing::{self, Outgoing};
use crate::inbox::{self, Author, Conversation, NewOutbound, Refused};
use crate::storage::{StorageError, WriteTx};

/// What whoever sends has seen, and wants.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The draft's version: another one is not sent.
    pub version: Option<i64>,
    pub truth: Truth,
    /// How long the message waits, so that it can be taken back.
    pub undo: Option<Duration>,
}

/// Sends a signal's draft. What a refusal changes, such as a signal that resolved itself, is kept by the caller's
/// transaction.
pub(super) fn approve(
    health: &Health,
    tx: &WriteTx,
    actor: &Actor,
    signal: Signal,
    seen: Seen,
) -> Result<SignalId, NotSent> {
    let id = signal.id;
    if !signal.status.is_open() {
        return Err(NotSent::Decided(Box::new(signal)));
    }
    let Some(contact) = signal.contact else { return Err(NotSent::to_nobody(&signal)) };
    let found = match seen.truth {
        Truth::AskInTheWrite => scan::is_still_true(tx, health, &signal)?,
        Truth::Told(found) => found,
    };
    let Some(finding) = found else {
        scan::resolve(tx, &signal)?;
        let resolved = store::find(tx, id)?.unwrap_or(signal);
        return Err(NotSent::Resolved(Box::new(resolved)));
    };
    if occurrences::needs_another_draft(&signal, &finding) {
        // Another owner, or another cause, which its words know nothing of.
        return Err(NotSent::DraftChanged);
    }
    let conversation = against::known(tx, health, &signal, contact, tx.now())?;
    if seen.version.is_some_and(|seen| seen != signal.draft.version) {
        return Err(NotSent::DraftChanged);
    }
    let prepared = (health.outside.rules)(tx, &conversation, draft(health, &signal, &conversation, tx)?)?;
    let words =
        prepared.rendered.as_ref().map(|rendered| rendered.words.clone()).or(signal.draft.text.clone());
    let author = author(tx, actor, &conversation)?;
    let new = NewOutbound {
        outgoing: prepared.outgoing,
        rendered: prepared.rendered,
        send_after: seen.undo.map(|undo| tx.now().plus(undo)),
        ..NewOutbound::text(conversation.id, author, format!("signal:{id}"), "")
    };
    let message = inbox::queue_outbound(tx, new)?.id();
    let words = words.unwrap_or_default();
    let sent = Sent { conversation: conversation.id, message, words: &words, evidence: &finding.evidence };
    store::set_sent(tx, id, actor.person(), &sent)?;
    let edited = signal.draft.first_text.as_ref() != signal.draft.text.as_ref();
    audit::record(tx, actor, "signal.sent", id, json!({ "message_id": message, "edited": edited }))?;
    tx.announce(TOPIC, id);
    Ok(id)
}

/// What goes out: the draft as free text while the window is open, else the template that carries it now.
fn draft(
    health: &Health,
    signal: &Signal,
    conversation: &Conversation,
    tx: &WriteTx,
) -> Result<Outgoing, NotSent> {
    if conversation.window_is_open(tx.now()) {
        let text = signal.draft.text.clone().filter(|text| !text.trim().is_empty());
        filled_in(text.iter())?;
        return text.map(Outgoing::text).ok_or(NotSent::NoDraft);
    }
    match drafts::template_now(tx, health, signal, conversation)? {
        Some((template_id, variables)) => {
            filled_in(variables.values())?;
            Ok(Outgoing::Template(outgoing::Template { template_id, header: None, variables }))
        }
        None if signal.draft.text.is_none() => Err(NotSent::NoDraft),
        None => Err(NotSent::Refused(Refused::WindowClosed)),
    }
}

fn filled_in<'a>(mut texts: impl Iterator<Item = &'a String>) -> Result<(), NotSent> {
    let blank = texts.find_map(|text| blanks::left(text));
    blank.map_or(Ok(()), |blank| Err(NotSent::BlankLeft(blank.to_owned())))
}

/// A person who sends it to somebody who waits answers them; else the conversation stays as it is, and the AI with it.
fn author(tx: &WriteTx, actor: &Actor, conversation: &Conversation) -> Result<Author, StorageError> {
    let waits = !inbox::unanswered(tx, conversation.id)?.is_empty();
    Ok(actor.person().filter(|_| waits).map_or(Author::System, Author::Person))
}
