//! A person types: others see it, and the AI holds its tongue.

use super::{staff_time, unanswered};
use crate::events::Topic;
use crate::ids::PersonId;
use crate::inbox::store::{conversations, unanswered as store};
use crate::inbox::types::{AiMode, Conversation};
use crate::storage::{StorageError, WriteTx};

/// Somebody types, or stopped.
pub(in crate::inbox) fn set_typing(
    tx: &WriteTx,
    conversation: &Conversation,
    person: PersonId,
    typing: bool,
) -> Result<(), StorageError> {
    let now = tx.now();
    let before = conversation.typing(now);
    if typing {
        staff_time::sign(tx, conversation.id, person)?;
        conversations::set_typing(tx, conversation.id, Some((person, now.plus(Conversation::TYPING_LASTS))))?;
        if before.is_none() {
            // Whatever the AI has begun is out of date.
            conversations::bump(tx, conversation.id)?;
        }
    } else if before == Some(person) {
        conversations::set_typing(tx, conversation.id, None)?;
        if conversation.ai != AiMode::Off && store::anything(tx, conversation.id)? {
            unanswered::take_up(tx, conversation.id)?;
        }
    }
    let after = typing.then_some(person).or(before.filter(|other| *other != person));
    if after != before {
        tx.announce(Topic::Conversation, conversation.id);
    }
    Ok(())
}
