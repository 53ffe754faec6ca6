//! The way of a queued message to its channel, and the news that come back about it.
//!
//! Claiming a message marks it as being sent before anything leaves. Who finds it so marked later knows that an
//! earlier try was cut short: it may have arrived, so it becomes unsure and is never sent again by itself.

use serde_json::json;

use super::attachments;
use super::outbound::{ai_may_speak, outbound, remove};
use crate::ids::{ConnectionId, MessageId};
use crate::inbox::conversations::{timeline, wanted};
use crate::inbox::outgoing::Outgoing;
use crate::inbox::store::messages::{self, Standing};
use crate::inbox::store::{conversations, unanswered};
use crate::inbox::types::{
    AiMode, AuthorKind, Conversation, Direction, EventKind, HandOffReason, MessageKind, MessageState,
    OutboundDraft, SendAgain, StateError, Status,
};
use crate::storage::{self, ReadConn, StorageError, WriteTx};

/// What became of claiming a message.
#[derive(Debug)]
pub enum Begun {
    /// It is claimed: hand it over.
    Claimed(Box<OutboundDraft>),
    /// There is nothing to do any more.
    Nothing,
    /// This shop sends nothing until its owner releases it.
    OnHold,
}

/// Claims a queued message.
pub fn begin_delivery(tx: &WriteTx, id: MessageId) -> Result<Begun, StorageError> {
    let Some(message) = outbound(tx, id)? else { return Ok(Begun::Nothing) };
    match message.state {
        Some(MessageState::Queued) => {}
        Some(MessageState::Sending) => {
            set_state(tx, id, MessageState::Unsure, None, None)?;
            return Ok(Begun::Nothing);
        }
        Some(
            MessageState::Received
            | MessageState::Unsure
            | MessageState::Sent
            | MessageState::Failed
            | MessageState::Delivered
            | MessageState::Read,
        )
        | None => return Ok(Begun::Nothing),
    }
    let Some(conversation) = conversations::by_id(tx, message.conversation)? else {
        return Ok(Begun::Nothing);
    };
    if storage::is_on_hold(tx)? {
        return Ok(Begun::OnHold);
    }
    if message.author == AuthorKind::Ai && !ai_may_speak(&conversation, message.expected_version, tx.now()) {
        withdraw(tx, &message)?;
        return Ok(Begun::Nothing);
    }
    let outgoing = message.outgoing()?;
    if outgoing.needs_open_window() && !conversation.window_is_open(tx.now()) {
        let error = StateError {
            code: "window_closed".into(),
            text: "The customer's last message is more than 24 hours old: only a template may be sent now."
                .into(),
            again: SendAgain::AnyTime,
        };
        set_state(tx, id, MessageState::Failed, Some(error), None)?;
        return Ok(Begun::Nothing);
    }
    messages::set_state(tx, id, MessageState::Sending, None)?;
    Ok(Begun::Claimed(Box::new(draft(message, outgoing, conversation))))
}

/// What a queued message says and over which account it goes, before it is claimed.
pub fn to_be_sent(conn: &ReadConn, id: MessageId) -> Result<Option<(Outgoing, ConnectionId)>, StorageError> {
    let Some(message) = messages::standing(conn, id)? else { return Ok(None) };
    if message.direction != Direction::Out || message.state != Some(MessageState::Queued) {
        return Ok(None);
    }
    let Some(conversation) = conversations::by_id(conn, message.conversation)? else { return Ok(None) };
    Ok(Some((message.outgoing()?, conversation.channel_account)))
}

/// An answer nobody wants any more never leaves; the thread says so.
fn withdraw(tx: &WriteTx, message: &Standing) -> Result<(), StorageError> {
    remove(tx, message)?;
    timeline::event(tx, message.conversation, EventKind::AnswerWithdrawn, json!({}))?;
    Ok(())
}

fn draft(message: Standing, outgoing: Outgoing, conversation: Conversation) -> OutboundDraft {
    OutboundDraft {
        message_id: message.id,
        conversation_id: conversation.id,
        contact_id: conversation.contact_id,
        channel: conversation.channel,
        channel_account: conversation.channel_account,
        practice: conversation.practice,
        author: message.author,
        phone: conversation.contact.phone,
        user_id: conversation.contact.user_id,
        outgoing,
        quoted_channel_id: message.quoted_channel_id,
        window_expires_at: conversation.window_expires_at,
    }
}

/// A claimed message that surely did not leave waits again; false when it was not claimed.
pub fn release_delivery(tx: &WriteTx, id: MessageId) -> Result<bool, StorageError> {
    let Some(message) = outbound(tx, id)? else { return Ok(false) };
    let Some(state) = message.state.and_then(MessageState::released) else { return Ok(false) };
    messages::set_state(tx, id, state, None)?;
    Ok(true)
}

/// News about a message, in whatever order; says whether it told anything new.
pub fn set_state(
    tx: &WriteTx,
    id: MessageId,
    news: MessageState,
    error: Option<StateError>,
    channel_message_id: Option<&str>,
) -> Result<bool, StorageError> {
    let Some(message) = outbound(tx, id)? else { return Ok(false) };
    if let Some(channel_message_id) = channel_message_id.filter(|_| !message.has_channel_message_id)
        && messages::by_channel_id(tx, channel_message_id)?.is_none()
    {
        messages::set_channel_id(tx, id, channel_message_id)?;
        attachments::waited_for(tx, id, channel_message_id)?;
    }
    let Some(state) = message.state.and_then(|state| state.after(news)) else { return Ok(false) };
    let error = error.filter(|_| state == MessageState::Failed);
    messages::set_state(tx, id, state, error.as_ref())?;
    settle_turn(tx, &message, state)?;
    timeline::announce(tx, message.conversation, id);
    Ok(true)
}

/// What a person sent and the channel refused calls a person back, into a finished or snoozed conversation too: the
/// customer waits for something that does not come. Whoever was called already stays called for what they were called
/// for; a broadcast's failures are counted there, and a reaction keeps nobody waiting.
fn call_back(tx: &WriteTx, message: &Standing) -> Result<(), StorageError> {
    if message.author != AuthorKind::Person || message.kind == MessageKind::Reaction {
        return Ok(());
    }
    let Some(conversation) = conversations::by_id(tx, message.conversation)? else { return Ok(()) };
    if conversation.status != Status::Open {
        conversations::set_status(tx, conversation.id, Status::Open, None)?;
        timeline::event(tx, conversation.id, EventKind::Reopened, json!({}))?;
    }
    if conversation.needs_person.is_none() {
        wanted::want_person(tx, conversation.id, HandOffReason::DeliveryFailed, None)?;
    }
    Ok(())
}

/// What the news about an answer means for whoever it answers. One that will not arrive is seen to by a person: the AI
/// would only try the same again.
fn settle_turn(tx: &WriteTx, message: &Standing, state: MessageState) -> Result<(), StorageError> {
    let id = message.conversation;
    match state {
        MessageState::Sent | MessageState::Delivered | MessageState::Read => {
            let was_out = message.state.is_some_and(|before| before >= MessageState::Sent);
            if was_out { Ok(()) } else { unanswered::answer_is_out(tx, id, message.id) }
        }
        MessageState::Failed => {
            if unanswered::answer_is_lost(tx, id, message.id)? {
                unanswered::give(tx, id, true)?;
                conversations::last_changed(tx, id)?;
            }
            let alone = conversations::by_id(tx, id)?
                .is_some_and(|now| now.ai == AiMode::Answer && now.needs_person.is_none());
            if message.author == AuthorKind::Ai && alone {
                wanted::want_person(tx, id, HandOffReason::AnswerFailed, None)?;
            }
            call_back(tx, message)
        }
        MessageState::Received | MessageState::Queued | MessageState::Sending | MessageState::Unsure => {
            Ok(())
        }
    }
}
