//! By what a message can be found: its words, and marks for its kind, its author and its conversation.
//!
//! Marks begin with `_`, which no word does, so `from:` and `has:` cost no more than one more word.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::merging;
use crate::ids::{ConversationId, Id as _, MessageId, PersonId};
use crate::inbox::Inbox;
use crate::inbox::store::{search, threads};
use crate::inbox::types::{AuthorKind, Message, MessageKind};
use crate::jobs::{Job, JobError};
use crate::storage::text::{Script, index_tokens};
use crate::storage::{StorageError, WriteTx};

/// Tokens of one message that are indexed.
const MOST_TOKENS: usize = 5_000;

/// Writes the message's entry anew, when everything else of this write is done: the index would be flushed before every
/// statement that comes in between.
pub(in crate::inbox) fn refresh(tx: &WriteTx, id: MessageId) {
    tx.last("message_index", id.as_i64(), |tx, id| write(tx, MessageId::from_i64(id)));
}

fn write(tx: &WriteTx, id: MessageId) -> Result<(), StorageError> {
    let Some(message) = threads::by_id(tx, id)? else { return search::forget_message(tx, id) };
    if !(message.kind.is_spoken() || message.kind == MessageKind::Note) || message.revoked_at.is_some() {
        return search::forget_message(tx, id);
    }
    search::index_message(tx, id, &tokens(&message).join(" "))?;
    merging::left_a_piece(tx);
    Ok(())
}

fn tokens(message: &Message) -> Vec<String> {
    let mut tokens = vec![
        author_mark(message.author).to_owned(),
        kind_mark(message.kind),
        conversation_mark(message.conversation_id),
    ];
    tokens.extend(message.person_id.map(person_mark));
    tokens.extend(message.text.as_deref().map(index_tokens).unwrap_or_default());
    tokens.extend(more_words(message).iter().flat_map(|words| index_tokens(words)));
    tokens.extend(looked_for_alone(&tokens));
    tokens.truncate(MOST_TOKENS);
    tokens
}

/// Characters that are looked for alone, each as a token of its own: those of scripts without blanks, each of which
/// begins one token or another. One that is common begins so many that gathering them takes a tenth of a second with a
/// million messages.
fn looked_for_alone(tokens: &[String]) -> BTreeSet<String> {
    let first = tokens.iter().filter_map(|token| token.chars().next());
    first.filter(|letter| Script::of(*letter).window().is_some()).map(String::from).collect()
}

/// Every text of a message one can find it by.
pub(super) fn words(message: &Message) -> Vec<&str> {
    message.text.as_deref().into_iter().chain(more_words(message)).collect()
}

/// Words people look for that are not in the text: a file's name, a place, a card's name, what a file says.
fn more_words(message: &Message) -> Vec<&str> {
    let file = message.media_text.as_ref().and_then(|words| words.text.as_deref());
    let told = ["filename", "name", "address", "title"].iter();
    let told = told.filter_map(|key| message.content.as_ref()?.get(key)?.as_str());
    told.chain(file).collect()
}

pub(in crate::inbox) const fn author_mark(author: AuthorKind) -> &'static str {
    match author {
        AuthorKind::Customer => "_customer",
        AuthorKind::Ai => "_ai",
        AuthorKind::Person => "_person",
        AuthorKind::System => "_system",
    }
}

pub(in crate::inbox) fn kind_mark(kind: MessageKind) -> String {
    format!("_k{kind}")
}

pub(in crate::inbox) fn conversation_mark(conversation: ConversationId) -> String {
    format!("_c{conversation}")
}

pub(in crate::inbox) fn person_mark(person: PersonId) -> String {
    format!("_b{person}")
}

/// A long thread came to another one: its messages are to be found there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IndexThread {
    pub conversation_id: ConversationId,
}

impl Job for IndexThread {
    const KIND: &'static str = "index_thread";

    fn key(&self) -> Option<String> {
        Some(self.conversation_id.to_string())
    }
}

/// Messages indexed in one write.
const INDEXED_AT_ONCE: u32 = 64;

impl Inbox {
    /// Runs [`IndexThread`], slice by slice.
    pub async fn index_thread(&self, job: IndexThread) -> Result<(), JobError> {
        let mut after = None;
        loop {
            let slice = move |tx: &WriteTx| {
                let ids = threads::ids_after(tx, job.conversation_id, after, INDEXED_AT_ONCE)?;
                ids.iter().try_for_each(|id| write(tx, *id))?;
                Ok::<_, StorageError>(ids.last().copied())
            };
            after = self.db.write_background(slice).await?;
            if after.is_none() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_alone_is_a_token_alone() {
        let alone =
            |text: &str| looked_for_alone(&index_tokens(text)).into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(alone("牛肉店 wagyu"), "店 牛 肉");
        assert_eq!(alone("ราคา"), "ค ร า");
        // A syllable of Korean is letters of its own.
        assert_eq!(alone("Buongiorno, ещё 2 비빔밥"), "");
    }
}
