//! Who answers a conversation: the AI, a person helped by it, or a person alone.

use serde_json::{Value, json};

use super::{timeline, unanswered, wanted};
use crate::events::Topic;
use crate::ids::{ConversationId, PersonId, RunId, SuggestionId};
use crate::inbox::store::{conversations, suggestions, unanswered as waiting, waits};
use crate::inbox::types::{AiMode, AiOffReason, Conversation, EventKind, HandOff, SourceRef};
use crate::storage::{StorageError, WriteTx};

/// A person takes the conversation: the AI is silent from this moment.
pub(in crate::inbox) fn take_over(
    tx: &WriteTx,
    conversation: &Conversation,
    person: Option<PersonId>,
) -> Result<(), StorageError> {
    let id = conversation.id;
    conversations::bump(tx, id)?;
    conversations::set_ai(tx, id, AiMode::Off, Some((AiOffReason::TookOver, person)))?;
    waits::person_came(tx, id)?;
    suggestions::delete(tx, id)?;
    waiting::give(tx, id, true)?;
    if person.is_some() {
        conversations::set_assignee(tx, id, person)?;
    }
    timeline::event_by(tx, id, person, EventKind::TookOver, json!({})).map(drop)
}

/// Switches what the AI does here. Handing back to it ends the wish for a person.
pub(in crate::inbox) fn set_mode(
    tx: &WriteTx,
    conversation: &Conversation,
    mode: AiMode,
    person: Option<PersonId>,
) -> Result<(), StorageError> {
    if conversation.ai == mode {
        return Ok(());
    }
    let id = conversation.id;
    conversations::bump(tx, id)?;
    let (off, kind) = match mode {
        AiMode::Answer => (None, EventKind::AiResumed),
        AiMode::Suggest => (None, EventKind::AiSuggests),
        AiMode::Off => (Some((AiOffReason::SwitchedOff, person)), EventKind::AiPaused),
    };
    conversations::set_ai(tx, id, mode, off)?;
    if mode == AiMode::Answer {
        waits::person_came(tx, id)?;
    }
    suggestions::delete(tx, id)?;
    match mode {
        AiMode::Answer | AiMode::Suggest => unanswered::hand_back(tx, id)?,
        AiMode::Off => waiting::give(tx, id, true).map(drop)?,
    }
    let details = off.map_or(Value::Null, |(reason, _)| json!({ "reason": reason }));
    timeline::event_by(tx, id, person, kind, details).map(drop)
}

/// A person is done here: the AI answers again.
pub fn hand_back(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    let Some(conversation) = conversations::by_id(tx, id)? else { return Ok(()) };
    set_mode(tx, &conversation, AiMode::Answer, None)
}

/// The AI gives the conversation to a person, with what that person should know.
#[expect(clippy::needless_pass_by_value, reason = "it is kept here: the caller has no more use for it")]
pub fn hand_off(tx: &WriteTx, id: ConversationId, hand_off: HandOff) -> Result<(), StorageError> {
    let Some(conversation) = conversations::by_id(tx, id)? else { return Ok(()) };
    let id = conversation.id;
    wanted::want_person(tx, id, hand_off.reason, Some(&hand_off.card.to_string()))?;
    if conversation.ai == AiMode::Answer {
        conversations::set_ai(tx, id, AiMode::Off, Some((AiOffReason::HandedOff, None)))?;
    }
    waiting::give(tx, id, true)?;
    let mut details = json!({ "reason": hand_off.reason });
    if let Some(run) = hand_off.card.get("run_id") {
        details["run_id"] = run.clone();
    }
    timeline::event(tx, id, EventKind::HandedOver, details).map(drop)
}

/// Offers an answer to whoever looks at the conversation; replaces the one before.
pub fn suggest(
    tx: &WriteTx,
    conversation: ConversationId,
    run: RunId,
    text: &str,
    sources: &[SourceRef],
) -> Result<Option<SuggestionId>, StorageError> {
    let Some(conversation) = conversations::by_id(tx, conversation)? else { return Ok(None) };
    let id = suggestions::replace(tx, conversation.id, run, text, sources)?;
    tx.announce(Topic::Conversation, conversation.id);
    Ok(Some(id))
}
