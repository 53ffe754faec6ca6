//! What the shop sends: queued under the rules, taken back while it waits, tried again, settled.
//!
//! A message is kept before anybody tries to send it. People always win over the AI: its answer is refused, or
//! withdrawn at the last moment, once a person types, answers or takes over, or the customer has written more.

use serde_json::{Value, json};

use super::outgoing_words;
use super::to_send;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::{MessageId, PersonId};
use crate::inbox::conversations::{staff_time, timeline, unanswered};
use crate::inbox::outgoing::{Outgoing, RENDERED};
use crate::inbox::search::message_index;
use crate::inbox::store::messages::{self, NewLine, Standing};
use crate::inbox::store::{conversations, files, suggestions, unanswered as waiting, waits};
use crate::inbox::types::{
    AiMode, AiOffReason, Author, Conversation, Direction, EventKind, FileState, MessageState, NewOutbound,
    Queued, Refused, SendAgain, StateError, Status,
};
use crate::storage::{self, StorageError, WriteTx};

/// Queues a message for whoever carries its channel.
#[expect(clippy::needless_pass_by_value, reason = "it is kept here: the caller has no more use for it")]
pub fn queue_outbound(tx: &WriteTx, new: NewOutbound) -> Result<Queued, Refused> {
    let Some(conversation) = conversations::by_id(tx, new.conversation_id)? else {
        return Err(Refused::UnknownConversation);
    };
    if let Some(same) = messages::by_client_id(tx, conversation.id, &new.client_id)? {
        return Ok(Queued::Same(same));
    }
    may_send(tx, &conversation, &new.outgoing)?;
    let now = tx.now();
    let superseded = match new.author {
        Author::Ai { .. } => {
            !ai_may_speak(&conversation, new.expected_version, now)
                || !unanswered::still_unanswered(tx, conversation.id, &new.answers)?
        }
        Author::Person(_) | Author::System => {
            new.expected_version.is_some_and(|version| version != conversation.version)
        }
    };
    if superseded {
        return Err(Refused::Superseded);
    }
    let message = match &new.outgoing {
        Outgoing::Reaction(reaction) => react(tx, &conversation, &new, reaction.message_id)?,
        _ => answer(tx, &conversation, &new)?,
    };
    to_send::announce(tx, message);
    timeline::announce(tx, conversation.id, message);
    Ok(Queued::New(message))
}

/// Something is said, which changes where the conversation stands.
fn answer(tx: &WriteTx, conversation: &Conversation, new: &NewOutbound) -> Result<MessageId, StorageError> {
    let quoted = match new.quoted {
        Some(quoted) => messages::channel_id_of(tx, quoted)?,
        None => None,
    };
    let message = keep(tx, conversation, new, quoted.as_deref())?;
    match new.author {
        Author::Ai { .. } => waiting::answer(tx, conversation.id, &new.answers, message).map(drop)?,
        Author::Person(_) => waiting::answer_all(tx, conversation.id, message)?,
        Author::System => {}
    }
    suggestions::delete(tx, conversation.id)?;
    conversations::last_changed(tx, conversation.id)?;
    if let Author::Person(person) = new.author {
        staff_time::sign(tx, conversation.id, person)?;
        person_answered(tx, conversation, person)?;
    }
    Ok(message)
}

/// A reaction shows on its message and answers nothing: the AI goes on.
fn react(
    tx: &WriteTx,
    conversation: &Conversation,
    new: &NewOutbound,
    target: MessageId,
) -> Result<MessageId, Refused> {
    let here = messages::standing(tx, target)?.is_some_and(|message| message.conversation == conversation.id);
    let channel_id = messages::channel_id_of(tx, target)?.filter(|_| here).ok_or(Refused::UnknownTarget)?;
    let message = keep(tx, conversation, new, Some(&channel_id))?;
    messages::attach(tx, message, target)?;
    tx.announce(Topic::Message, target);
    Ok(message)
}

fn may_send(tx: &WriteTx, conversation: &Conversation, outgoing: &Outgoing) -> Result<(), Refused> {
    if storage::is_on_hold(tx)? {
        return Err(Refused::OnHold);
    }
    if outgoing.needs_open_window() && !conversation.window_is_open(tx.now()) {
        return Err(Refused::WindowClosed);
    }
    Ok(())
}

/// Whether an answer the AI wrote for this version may still go out. One that hands over may: nobody has come yet.
pub(in crate::inbox) fn ai_may_speak(
    conversation: &Conversation,
    written_for: Option<i64>,
    now: Timestamp,
) -> bool {
    let still_current = written_for.is_none_or(|version| version == conversation.version);
    let allowed = match (conversation.ai, conversation.ai_off.as_ref().map(|off| off.reason)) {
        (AiMode::Answer, _) | (AiMode::Off, Some(AiOffReason::HandedOff)) => true,
        (AiMode::Suggest, _)
        | (
            AiMode::Off,
            None | Some(AiOffReason::TookOver | AiOffReason::AnsweredFromPhone | AiOffReason::SwitchedOff),
        ) => false,
    };
    still_current && allowed && conversation.typing(now).is_none()
}

fn keep(
    tx: &WriteTx,
    conversation: &Conversation,
    new: &NewOutbound,
    quoted: Option<&str>,
) -> Result<MessageId, StorageError> {
    let (words, content) = kept(new)?;
    let (person, run) = match new.author {
        Author::Ai { run_id } => (None, Some(run_id)),
        Author::Person(person) => (Some(person), None),
        Author::System => (None, None),
    };
    let line = NewLine {
        person,
        run,
        text: words.as_deref(),
        content: content.as_ref(),
        state: Some(MessageState::Queued),
        client_id: Some(&new.client_id),
        quoted_channel_id: quoted,
        sources: &new.sources,
        expected_version: new.expected_version,
        send_after: new.send_after,
        ..timeline::ours(tx, conversation.id, new.author.kind(), new.outgoing.kind())
    };
    let id = messages::insert(tx, &line)?;
    if let Some((_, file)) = new.outgoing.files().first() {
        files::set(tx, id, FileState::Ready, Some(*file), None)?;
    }
    message_index::refresh(tx, id);
    Ok(id)
}

/// The words and the content a thread keeps.
fn kept(new: &NewOutbound) -> Result<(Option<String>, Option<Value>), StorageError> {
    let mut content = new.outgoing.kept()?;
    let Some(rendered) = &new.rendered else { return Ok((outgoing_words::of(&new.outgoing), content)) };
    if let Some(fields) = content.as_mut().and_then(Value::as_object_mut) {
        fields.insert(RENDERED.to_owned(), rendered.content.clone());
    }
    Ok((Some(rendered.words.clone()), content))
}

/// A person speaks: the AI falls silent, and nobody else is waited for.
fn person_answered(tx: &WriteTx, conversation: &Conversation, person: PersonId) -> Result<(), StorageError> {
    let id = conversation.id;
    conversations::bump(tx, id)?;
    conversations::mark_read(tx, id)?;
    waits::person_came(tx, id)?;
    conversations::set_typing(tx, id, None)?;
    match conversation.ai {
        AiMode::Answer => {
            conversations::set_ai(tx, id, AiMode::Off, Some((AiOffReason::TookOver, Some(person))))?;
            let why = json!({ "reason": AiOffReason::TookOver });
            timeline::event_by(tx, id, Some(person), EventKind::AiPaused, why)?;
        }
        // A person is there now: the next end of the conversation gives it back to the AI.
        AiMode::Off
            if conversation.ai_off.as_ref().is_some_and(|off| off.reason == AiOffReason::HandedOff) =>
        {
            conversations::set_ai(tx, id, AiMode::Off, Some((AiOffReason::TookOver, Some(person))))?;
        }
        AiMode::Suggest | AiMode::Off => {}
    }
    if conversation.assignee.is_none() {
        conversations::set_assignee(tx, id, Some(person))?;
    }
    if conversation.status != Status::Open {
        conversations::set_status(tx, id, Status::Open, None)?;
        timeline::event_by(tx, id, Some(person), EventKind::Reopened, json!({}))?;
    }
    Ok(())
}

/// Takes back a message that still waits.
pub fn undo(tx: &WriteTx, id: MessageId) -> Result<(), Refused> {
    let waiting = outbound(tx, id)?.filter(|message| message.state == Some(MessageState::Queued));
    let message = waiting.ok_or(Refused::WrongState)?;
    remove(tx, &message)?;
    Ok(())
}

/// Removes a message that nobody outside has seen.
pub(in crate::inbox) fn remove(tx: &WriteTx, message: &Standing) -> Result<(), StorageError> {
    messages::delete(tx, message.id)?;
    unanswered::answer_lost(tx, message.conversation, message.id)?;
    message_index::refresh(tx, message.id);
    conversations::last_changed(tx, message.conversation)?;
    timeline::announce(tx, message.conversation, message.id);
    Ok(())
}

/// Sends a failed message again, as the person who says so, unless the channel's rules speak against it by now: the
/// customer may have said stop since.
pub fn retry(
    tx: &WriteTx,
    id: MessageId,
    person: Option<PersonId>,
    rules: impl FnOnce(&Conversation, Outgoing) -> Result<(), Refused>,
) -> Result<(), Refused> {
    let message = outbound(tx, id)?.ok_or(Refused::WrongState)?;
    message.state.and_then(MessageState::retried).ok_or(Refused::WrongState)?;
    match message.again {
        SendAgain::Never => return Err(Refused::NeverAgain),
        SendAgain::From(moment) if moment > tx.now() => return Err(Refused::TooSoon(moment)),
        SendAgain::From(_) | SendAgain::AnyTime => {}
    }
    let conversation = conversations::by_id(tx, message.conversation)?.ok_or(Refused::UnknownConversation)?;
    let outgoing = message.outgoing()?;
    may_send(tx, &conversation, &outgoing)?;
    rules(&conversation, outgoing)?;
    messages::start_again(tx, id, person)?;
    waiting::answer_all(tx, conversation.id, id)?;
    if let Some(person) = person {
        person_answered(tx, &conversation, person)?;
    }
    to_send::announce(tx, id);
    timeline::announce(tx, conversation.id, id);
    Ok(())
}

/// A person knows whether an unsure message arrived.
pub fn settle(tx: &WriteTx, id: MessageId, arrived: bool) -> Result<(), Refused> {
    let message = outbound(tx, id)?.ok_or(Refused::WrongState)?;
    let state = message.state.and_then(|state| state.settled(arrived)).ok_or(Refused::WrongState)?;
    let error = (!arrived).then(|| StateError {
        code: "not_delivered".into(),
        text: "Somebody of the team looked and it had not arrived.".into(),
        again: SendAgain::AnyTime,
    });
    messages::set_state(tx, id, state, error.as_ref())?;
    if arrived {
        waiting::answer_is_out(tx, message.conversation, id)?;
    } else {
        waiting::answer_is_lost(tx, message.conversation, id)?;
    }
    timeline::announce(tx, message.conversation, id);
    Ok(())
}

pub(in crate::inbox) fn outbound(tx: &WriteTx, id: MessageId) -> Result<Option<Standing>, StorageError> {
    Ok(messages::standing(tx, id)?.filter(|message| message.direction == Direction::Out))
}
