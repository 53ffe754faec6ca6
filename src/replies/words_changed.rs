//! A customer changed a message or took it back: what was made of its words is no longer so. The summary that told it goes, a
//! fact of it is asked no more and, where they had agreed to it, forgotten, and the card of whoever was called shows what
//! stands now. What the team wrote down stays: it does not rest on the message.

use serde_json::Value;

use super::{Replies, facts, summary};
use crate::events::Topic;
use crate::inbox::jobs::WordsChanged;
use crate::inbox::{self, Conversation};
use crate::jobs::JobError;
use crate::storage::{StorageError, WriteTx};

/// What a kept card says in the words of then. Without them it is made of the words of now.
const WORDS_OF_THEN: [&str; 2] = ["question", "history"];

impl Replies {
    /// Runs [`WordsChanged`].
    pub async fn words_changed(self, job: WordsChanged) -> Result<(), JobError> {
        let changed = self.db.write::<_, StorageError>(move |tx| {
            let Some(message) = inbox::message(tx, job.message_id)? else { return Ok(()) };
            let Some(conversation) = inbox::conversation(tx, message.conversation_id)? else { return Ok(()) };
            facts::words_changed(tx, conversation.contact.id, message.id)?;
            summary::words_changed(tx, conversation.id, message.id)?;
            forget_words_of_then(tx, &conversation)
        });
        Ok(changed.await?)
    }
}

fn forget_words_of_then(tx: &WriteTx, conversation: &Conversation) -> Result<(), StorageError> {
    let Some(Value::Object(mut card)) = conversation.card.clone() else { return Ok(()) };
    let before = card.len();
    card.retain(|name, _| !WORDS_OF_THEN.contains(&name.as_str()));
    if card.len() < before {
        inbox::set_card(tx, conversation.id, &Value::Object(card))?;
        tx.announce(Topic::Conversation, conversation.id);
    }
    Ok(())
}
