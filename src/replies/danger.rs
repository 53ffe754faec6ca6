//! Somebody is in danger in a conversation the AI no longer answers: a person was called and nobody came, or one has it and
//! is not looking. It becomes urgent, and where nobody is there the customer hears where help is. Says nothing else.

use super::decide::fixed_texts::FixedText;
use super::question::language::{Heard, Language};
use super::question::needs::{self, Need};
use super::turn;
use crate::accounts;
use crate::ids::ConversationId;
use crate::inbox::{
    self, AiMode, AiOffReason, Author, Conversation, HandOff, HandOffReason, Message, NewOutbound, Refused,
};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Messages looked at, the newest first: what was said before them was heard when it came. Whoever writes hundreds while
/// nobody answers must not make each cost more than the one before.
const NEWEST: u32 = 20;

/// What the customer has said of it since anybody answered, and where; nothing when that is known already.
pub(super) fn heard(
    conn: &ReadConn,
    id: ConversationId,
) -> Result<Option<(Conversation, Message)>, StorageError> {
    let Some(conversation) = inbox::conversation(conn, id)? else { return Ok(None) };
    let needs = conversation.needs_person.as_ref();
    let is_known = needs.is_some_and(|needs| needs.reason == HandOffReason::Emergency);
    if conversation.ai != AiMode::Off || is_known {
        return Ok(None);
    }
    Ok(last_cry(conn, id)?.map(|message| (conversation, message)))
}

/// The last of what waits that says so.
fn last_cry(conn: &ReadConn, id: ConversationId) -> Result<Option<Message>, StorageError> {
    for waiting in inbox::newest_unanswered(conn, id, NEWEST)? {
        if let Some(message) = inbox::message(conn, waiting)?.filter(is_in_danger) {
            return Ok(Some(message));
        }
    }
    Ok(None)
}

/// The same where the shop answers nothing by itself: who is in danger is told where help is all the same, and the person who
/// is called hears why. Says whether somebody is.
pub(super) fn call_where_off(tx: &WriteTx, conversation: &Conversation) -> Result<bool, StorageError> {
    let Some(message) = last_cry(tx, conversation.id)? else { return Ok(false) };
    let card = serde_json::json!({});
    inbox::hand_off(tx, conversation.id, HandOff { reason: HandOffReason::Emergency, card })?;
    tell(tx, conversation, &message)?;
    Ok(true)
}

/// Calls a person at once, and says where help is where none has come yet.
pub(super) fn call(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    let Some((conversation, message)) = heard(tx, id)? else { return Ok(()) };
    let card = conversation.card.clone().unwrap_or_else(|| serde_json::json!({}));
    inbox::hand_off(tx, conversation.id, HandOff { reason: HandOffReason::Emergency, card })?;
    let off = conversation.ai_off.as_ref();
    let nobody_there = off.is_some_and(|off| off.reason == AiOffReason::HandedOff);
    if nobody_there { tell(tx, &conversation, &message) } else { Ok(()) }
}

fn is_in_danger(message: &Message) -> bool {
    let need = turn::words(message).and_then(|text| needs::need(&text));
    matches!(need, Some(Need::Safety | Need::Medical))
}

/// Once for a message; a window that is closed or a customer who wants no more leaves it to the person who was called.
fn tell(tx: &WriteTx, conversation: &Conversation, message: &Message) -> Result<(), StorageError> {
    let shop = accounts::shop(tx)?;
    let said = turn::words(message).unwrap_or_default();
    let heard = Heard::in_words(&said, &[], conversation.contact.language.as_deref(), &shop.language);
    let text = FixedText::Emergency.in_language(Language::nearest(heard.tag.unwrap_or(&shop.language)));
    let line = NewOutbound::text(conversation.id, Author::System, format!("danger:{}", message.id), text);
    match inbox::queue_outbound(tx, line) {
        Err(Refused::Storage(error)) => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}
