//! What nobody has answered yet. It follows from what arrived and what was said to it, never from anybody's clock.
//!
//! A message comes in here when it arrives, or when an edit changes what it says. It leaves when something said to it is
//! out, or when a person ends the conversation. In between it waits for the AI or for a person. Whoever answers takes
//! the very messages they answer, so that nothing is answered twice. Knows nothing of how an answer is made.

use super::wanted;
use crate::events::Topic;
use crate::ids::{ConversationId, MessageId};
use crate::inbox::jobs::TakeUp;
use crate::inbox::store::{conversations, unanswered as store};
use crate::inbox::types::{AiMode, Conversation, HandOffReason, Unanswered};
use crate::jobs;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Messages of one conversation looked at together.
const AT_ONCE: u32 = 200;

/// What waits for an answer in a conversation, in the order of the thread.
pub fn unanswered(conn: &ReadConn, conversation: ConversationId) -> Result<Vec<Unanswered>, StorageError> {
    store::of_conversation(conn, conversation, AT_ONCE)
}

/// The newest of what waits for an answer in a conversation, newest first.
pub fn newest_unanswered(
    conn: &ReadConn,
    conversation: ConversationId,
    limit: u32,
) -> Result<Vec<MessageId>, StorageError> {
    store::newest(conn, conversation, limit)
}

/// Conversations in which something waits for the AI, a page after one of them.
pub fn waiting_for_ai(
    conn: &ReadConn,
    after: Option<ConversationId>,
    limit: u32,
) -> Result<Vec<ConversationId>, StorageError> {
    store::waiting_for_ai(conn, after.map_or(0, crate::ids::Id::as_i64), limit)
}

/// Whether all of these still wait: nobody has answered one of them.
pub fn still_unanswered(
    conn: &ReadConn,
    conversation: ConversationId,
    messages: &[MessageId],
) -> Result<bool, StorageError> {
    Ok(store::still(conn, conversation, messages)? == messages.len())
}

/// Nothing needs to be said to these.
pub fn needs_no_answer(
    tx: &WriteTx,
    conversation: ConversationId,
    messages: &[MessageId],
) -> Result<(), StorageError> {
    store::remove(tx, conversation, messages)
}

/// Whatever waits in a conversation is a person's; its queue shows that.
pub fn leave_to_person(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    store::give(tx, id, true).map(drop)
}

/// Whatever waits in a conversation is a person's, who is called for it. The AI goes on with what comes next.
pub fn call_person(tx: &WriteTx, id: ConversationId, reason: HandOffReason) -> Result<(), StorageError> {
    let Some(conversation) = conversations::by_id(tx, id)? else { return Ok(()) };
    if store::give(tx, conversation.id, true)? && conversation.needs_person.is_none() {
        wanted::want_person(tx, conversation.id, reason, None)?;
        tx.announce(Topic::Conversation, conversation.id);
    }
    Ok(())
}

/// A customer's message that the AI may not answer waits for a person.
pub fn waits_for_person(tx: &WriteTx, id: ConversationId, message: MessageId) -> Result<(), StorageError> {
    store::add(tx, id, message, true)?;
    conversations::customer_waits(tx, id)
}

/// A customer's message waits from now on, for whoever answers here.
pub(in crate::inbox) fn came(
    tx: &WriteTx,
    conversation: &Conversation,
    message: MessageId,
) -> Result<(), StorageError> {
    store::add(tx, conversation.id, message, conversation.ai == AiMode::Off)?;
    conversations::customer_waits(tx, conversation.id)
}

/// The AI looks at what waits here, at once.
pub(in crate::inbox) fn take_up(tx: &WriteTx, conversation: ConversationId) -> Result<(), StorageError> {
    jobs::enqueue(tx, &TakeUp { conversation_id: conversation }).map(drop)
}

/// The conversation is the AI's again, and with it whatever nobody has said a word to.
pub(in crate::inbox) fn hand_back(tx: &WriteTx, conversation: ConversationId) -> Result<(), StorageError> {
    if store::give(tx, conversation, false)? {
        take_up(tx, conversation)?;
    }
    Ok(())
}

/// This answers whatever waits.
pub(in crate::inbox) fn answered_by(
    tx: &WriteTx,
    conversation: ConversationId,
    answer: MessageId,
) -> Result<(), StorageError> {
    store::answer_all(tx, conversation, answer)?;
    conversations::last_changed(tx, conversation)
}

/// An answer is gone before anybody saw it: what it answered waits again.
pub(in crate::inbox) fn answer_lost(
    tx: &WriteTx,
    conversation: ConversationId,
    answer: MessageId,
) -> Result<(), StorageError> {
    if store::answer_is_lost(tx, conversation, answer)? {
        conversations::last_changed(tx, conversation)?;
        take_up(tx, conversation)?;
    }
    Ok(())
}
