//! What became of what the customer of a walk wrote, read off the conversation as anybody would read it. Reads only.

use crate::clock::Timestamp;
use crate::ids::{ConversationId, Id as _};
use crate::inbox::{self, AuthorKind, Direction, Message, MessageState};
use crate::replies::exam::End;
use crate::replies::types::Tier;
use crate::storage::{ReadConn, StorageError};

use super::store;
use super::types::Step;

/// Messages looked back on.
const LOOK_BACK: u32 = 40;

/// How a message ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub end: End,
    pub reason: Option<String>,
    /// What the customer read, if anything.
    pub read: Option<String>,
    pub sources: Vec<String>,
    pub at: Timestamp,
    pub tier: Option<Tier>,
    /// Something that was said did not arrive.
    pub lost: bool,
    /// Its file was put into words.
    pub put_into_words: bool,
}

/// Nothing as long as it has not ended.
pub(super) fn look(
    conn: &ReadConn,
    conversation: ConversationId,
    step: &Step,
    now: Timestamp,
) -> Result<Option<Ended>, StorageError> {
    let messages = inbox::recent_messages(conn, conversation, LOOK_BACK)?;
    let after = step.asked_after.unwrap_or_default();
    let is_heard = |message: &&Message| message.direction == Direction::In && message.id.as_i64() > after;
    let Some(heard) = messages.iter().find(is_heard) else { return Ok(None) };
    let ran = store::ran(conn, conversation, heard.id)?;
    let waiting = inbox::unanswered(conn, conversation)?;
    if waiting.iter().any(|message| !message.with_person) {
        return Ok(None);
    }
    let said: Vec<&Message> = messages
        .iter()
        .filter(|message| message.author == AuthorKind::Ai && message.id.as_i64() > heard.id.as_i64())
        .collect();
    if said.iter().any(|message| is_on_its_way(message)) {
        return Ok(None);
    }
    let end = match &ran {
        Some(ran) => ran.decision.map_or(End::Silent, End::of),
        // Without a run a person was called at once.
        None if !waiting.is_empty() => End::HandedOver,
        None => return Ok(None),
    };
    let texts: Vec<&str> = said.iter().filter_map(|message| message.text.as_deref()).collect();
    let mut sources: Vec<String> =
        said.iter().flat_map(|message| &message.sources).map(|source| source.title.clone()).collect();
    sources.dedup();
    let needs = inbox::conversation(conn, conversation)?.and_then(|conversation| conversation.needs_person);
    let called = needs.filter(|_| end == End::HandedOver).map(|needs| needs.reason.as_str().to_owned());
    let ended = ran.as_ref().and_then(|ran| ran.ended_at);
    Ok(Some(Ended {
        end,
        reason: ran.as_ref().and_then(|ran| ran.reason.clone()).or(called),
        read: (!texts.is_empty()).then(|| texts.join("\n\n")),
        sources,
        at: said.last().map(|message| message.at).or(ended).unwrap_or(now),
        tier: ran.and_then(|ran| ran.tier),
        lost: said
            .iter()
            .any(|message| matches!(message.state, Some(MessageState::Failed | MessageState::Unsure))),
        put_into_words: heard.media_text.as_ref().is_some_and(|words| words.fault.is_none()),
    }))
}

fn is_on_its_way(message: &Message) -> bool {
    matches!(message.state, Some(MessageState::Queued | MessageState::Sending))
}
