//! A message arrives: kept once, under the right contact, in its place in time.
//!
//! Duplicates are noticed by the channel's own id and change nothing. Every kind is kept, known or not. Knows neither
//! the channel nor who answers.

use serde_json::{Value, json};

use super::attachments::{self, Change};
use super::files;
use super::opt_out;
use super::reaction;
use crate::clock::Timestamp;
use crate::ids::{ContactId, ConversationId, MessageId};
use crate::inbox::contacts::identity::{self, Sighting};
use crate::inbox::conversations::{timeline, unanswered, wanted};
use crate::inbox::jobs::{BasketSent, MessageReceived, SaidMore};
use crate::inbox::search::message_index;
use crate::inbox::store::messages::{self, NewLine};
use crate::inbox::store::{conversations, suggestions, unanswered as waiting, waits};
use crate::inbox::types::{
    AiMode, AiOffReason, AuthorKind, Conversation, Direction, EventKind, HandOffReason, MessageKind,
    MessageState, NewInbound, Received, Status,
};
use crate::jobs;
use crate::storage::{StorageError, WriteTx};

/// Keeps a message that came over a channel.
#[expect(clippy::needless_pass_by_value, reason = "it is kept here: the caller has no more use for it")]
pub fn receive(tx: &WriteTx, new: NewInbound) -> Result<Received, StorageError> {
    if let Some(id) = messages::by_channel_id(tx, &new.channel_message_id)? {
        return Ok(Received::Duplicate(id));
    }
    let how = if new.from_phone_app { Sighting::Named(new.sent_at) } else { Sighting::Wrote(new.sent_at) };
    let who = identity::resolve(tx, &new.aliases, new.name.as_deref(), how)?;
    let conversation = match conversations::of_contact(tx, who.contact, new.channel, new.channel_account)? {
        Some(id) => id,
        None => conversations::insert(tx, who.contact, new.channel, new.channel_account, new.practice)?,
    };
    let message = keep(tx, conversation, &new)?;
    if who.identity_changed {
        timeline::event(tx, conversation, EventKind::IdentityChanged, json!({}))?;
    }
    let (said, changes) = if new.kind.attaches() {
        match attachments::arrived(tx, message, &new)? {
            Some((about, Change::Says)) => (Some(about), true),
            Some((_, Change::TakenBack)) => (None, true),
            Some((about, Change::Nothing)) => (reaction::answers(tx, message, about, &new)?, false),
            None => (None, false),
        }
    } else {
        let taken_back = attachments::waited_for(tx, message, &new.channel_message_id)?;
        ((new.answerable && !taken_back).then_some(message), true)
    };
    message_index::refresh(tx, message);
    conversation_hears(tx, conversation, message, &new, changes)?;
    let settled = !new.from_phone_app && is_a_wish(tx, who.contact, conversation, message, &new)?;
    match said.filter(|_| !new.from_phone_app) {
        Some(said) if settled => waiting::remove(tx, conversation, &[said])?,
        Some(said) => wants_answer(tx, conversation, said)?,
        None => {}
    }
    timeline::announce(tx, conversation, message);
    Ok(Received::New { conversation, message, contact: who.contact })
}

pub(in crate::inbox) fn keep(
    tx: &WriteTx,
    conversation: ConversationId,
    new: &NewInbound,
) -> Result<MessageId, StorageError> {
    let (direction, author, state) = if new.from_phone_app {
        (Direction::Out, AuthorKind::Person, MessageState::Sent)
    } else {
        (Direction::In, AuthorKind::Customer, MessageState::Received)
    };
    let content = (!is_empty(&new.content)).then_some(&new.content);
    let line = NewLine {
        direction,
        author,
        text: new.text.as_deref(),
        content,
        state: Some(state),
        channel_message_id: Some(&new.channel_message_id),
        quoted_channel_id: new.quoted.as_deref(),
        // A clock that runs ahead must not put a message above everything still to come.
        sent_at: new.sent_at.clamp(Timestamp::default(), tx.now()),
        ..timeline::ours(tx, conversation, author, new.kind)
    };
    let id = messages::insert(tx, &line)?;
    messages::insert_raw(tx, id, &new.raw)?;
    files::announced(tx, id, new.file)?;
    basket_came(tx, id, new)?;
    Ok(id)
}

/// What a customer puts together in the catalogue is an order; one of the practice phone is nobody's.
pub(in crate::inbox) fn basket_came(
    tx: &WriteTx,
    id: MessageId,
    new: &NewInbound,
) -> Result<(), StorageError> {
    if new.kind == MessageKind::Order && !new.from_phone_app && !new.practice {
        jobs::enqueue(tx, &BasketSent { message_id: id })?;
    }
    Ok(())
}

/// The customer says something, or something else than before: it waits for an answer.
fn wants_answer(tx: &WriteTx, id: ConversationId, said: MessageId) -> Result<(), StorageError> {
    let Some(mut conversation) = conversations::by_id(tx, id)? else { return Ok(()) };
    if conversation.status == Status::Done {
        reopen(tx, id)?;
        give_back_to_ai(tx, &conversation)?;
        let Some(reopened) = conversations::by_id(tx, id)? else { return Ok(()) };
        conversation = reopened;
    }
    unanswered::came(tx, &conversation, said)?;
    if conversation.needs_person.is_some() || conversation.is_taken_over() {
        jobs::enqueue(tx, &SaidMore { conversation_id: id })?;
    }
    match conversation.ai {
        AiMode::Answer | AiMode::Suggest => {
            jobs::enqueue(tx, &MessageReceived { conversation_id: id, message_id: said }).map(drop)
        }
        AiMode::Off => Ok(()),
    }
}

/// Whether the message only says that no more, or again some, messages are wanted. Such a wish is obeyed at once, also
/// when it comes late, as a caption, by a template's button or by changing an earlier message.
fn is_a_wish(
    tx: &WriteTx,
    contact: ContactId,
    conversation: ConversationId,
    message: MessageId,
    new: &NewInbound,
) -> Result<bool, StorageError> {
    let payload = new.content.get("payload").and_then(Value::as_str);
    let said: Vec<&str> = match new.kind {
        MessageKind::Button => new.text.as_deref().into_iter().chain(payload).collect(),
        MessageKind::Text
        | MessageKind::Interactive
        | MessageKind::Image
        | MessageKind::Video
        | MessageKind::Document
        | MessageKind::Edit => new.text.as_deref().into_iter().collect(),
        MessageKind::Audio
        | MessageKind::Sticker
        | MessageKind::Location
        | MessageKind::Contacts
        | MessageKind::Reaction
        | MessageKind::Order
        | MessageKind::System
        | MessageKind::Revoke
        | MessageKind::Unsupported
        | MessageKind::Unknown
        | MessageKind::Note
        | MessageKind::Event
        | MessageKind::Template => Vec::new(),
    };
    if said.is_empty() {
        return Ok(false);
    }
    // A changed message is confirmed as a new one would be: the window it opened is open still.
    let may_answer = |conversation: &Conversation| {
        new.answerable || (new.kind == MessageKind::Edit && conversation.window_is_open(tx.now()))
    };
    opt_out::heard(tx, contact, conversation, message, &said, may_answer)
}

fn is_empty(content: &Value) -> bool {
    content.is_null() || content.as_object().is_some_and(serde_json::Map::is_empty)
}

/// What a new message changes about its conversation. A customer's line that changes nothing about what was said leaves
/// whatever is being answered, or offered to a person, as it is.
fn conversation_hears(
    tx: &WriteTx,
    id: ConversationId,
    message: MessageId,
    new: &NewInbound,
    changes: bool,
) -> Result<(), StorageError> {
    let silent = matches!(new.kind, MessageKind::Reaction | MessageKind::System);
    let nothing_new = silent || !changes && !new.from_phone_app;
    // Whatever is being answered is no longer all that was said.
    if new.kind.is_spoken() && !new.from_phone_app && !nothing_new {
        conversations::heard(tx, id, new.window_expires_at)?;
    } else {
        if let Some(expires) = new.window_expires_at {
            conversations::extend_window(tx, id, expires)?;
        }
        if nothing_new {
            return Ok(());
        }
        if new.kind.is_spoken() {
            // Both moments are the channel's: what the customer wrote later is still to be answered.
            waiting::remove_up_to(tx, id, message)?;
            conversations::last_changed(tx, id)?;
        }
        conversations::bump(tx, id)?;
    }
    suggestions::delete(tx, id)?;
    let Some(conversation) = conversations::by_id(tx, id)? else { return Ok(()) };
    if new.from_phone_app {
        answered_from_phone(tx, &conversation)
    } else if new.kind.is_spoken() {
        customer_spoke(tx, &conversation, new.kind)
    } else {
        Ok(())
    }
}

fn customer_spoke(tx: &WriteTx, conversation: &Conversation, kind: MessageKind) -> Result<(), StorageError> {
    let id = conversation.id;
    match conversation.status {
        Status::Open => {}
        Status::Snoozed => reopen(tx, id)?,
        Status::Done => {
            reopen(tx, id)?;
            give_back_to_ai(tx, conversation)?;
        }
    }
    match kind {
        // What was said never came here: only a person can see it, on the phone.
        MessageKind::Unsupported | MessageKind::Unknown => {
            wanted::want_person(tx, id, HandOffReason::Unreadable, None)
        }
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
        | MessageKind::Reaction
        | MessageKind::Order
        | MessageKind::System
        | MessageKind::Edit
        | MessageKind::Revoke
        | MessageKind::Note
        | MessageKind::Event
        | MessageKind::Template => Ok(()),
    }
}

fn reopen(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    conversations::set_status(tx, id, Status::Open, None)?;
    timeline::event(tx, id, EventKind::Reopened, json!({})).map(drop)
}

/// A person who took over and finished is done with it: the next question is the AI's again. An AI that was switched
/// off for good stays off.
fn give_back_to_ai(tx: &WriteTx, conversation: &Conversation) -> Result<(), StorageError> {
    let Some(off) = &conversation.ai_off else { return Ok(()) };
    match off.reason {
        AiOffReason::SwitchedOff => Ok(()),
        AiOffReason::TookOver | AiOffReason::AnsweredFromPhone | AiOffReason::HandedOff => {
            conversations::set_ai(tx, conversation.id, AiMode::Answer, None)?;
            timeline::event(tx, conversation.id, EventKind::AiResumed, json!({})).map(drop)
        }
    }
}

/// The shop answered on its phone: the AI is silent from here on.
fn answered_from_phone(tx: &WriteTx, conversation: &Conversation) -> Result<(), StorageError> {
    let id = conversation.id;
    conversations::mark_read(tx, id)?;
    waits::person_came(tx, id)?;
    match conversation.ai {
        AiMode::Answer => {
            conversations::set_ai(tx, id, AiMode::Off, Some((AiOffReason::AnsweredFromPhone, None)))?;
            timeline::event(tx, id, EventKind::AiPaused, json!({ "reason": AiOffReason::AnsweredFromPhone }))
                .map(drop)
        }
        AiMode::Suggest | AiMode::Off => Ok(()),
    }
}
