//! A reaction that replies: a picture put on the question the assistant has just asked waits for an answer like a word
//! would. Any other reaction says nothing. Knows nothing of what the picture means.

use serde_json::Value;

use crate::ids::MessageId;
use crate::inbox::store::{conversations, threads, unanswered};
use crate::inbox::types::{AiMode, AuthorKind, MessageKind, NewInbound, Status};
use crate::letters;
use crate::storage::{StorageError, WriteTx};

/// The reaction itself, when it replies to what the assistant asked last. An earlier one on the same message no longer
/// counts: this one replaces it, or takes it back.
pub(super) fn answers(
    tx: &WriteTx,
    reaction: MessageId,
    about: MessageId,
    new: &NewInbound,
) -> Result<Option<MessageId>, StorageError> {
    if new.kind != MessageKind::Reaction || new.from_phone_app {
        return Ok(None);
    }
    let Some(asked) = threads::by_id(tx, about)? else { return Ok(None) };
    unanswered::remove_reactions(tx, asked.conversation_id, about, reaction)?;
    let picture = new.content.get("emoji").and_then(Value::as_str).unwrap_or_default();
    if picture.is_empty()
        || asked.author != AuthorKind::Ai
        || !letters::ends_in_question(asked.text.as_deref().unwrap_or_default())
    {
        return Ok(None);
    }
    let Some(conversation) = conversations::by_id(tx, asked.conversation_id)? else { return Ok(None) };
    let last = threads::spoken(tx, conversation.id, 1)?.first().map(|message| message.id);
    let is_heard = conversation.ai != AiMode::Off && conversation.status != Status::Done;
    Ok((is_heard && last == Some(about)).then_some(reaction))
}
