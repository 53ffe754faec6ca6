//! What customer and shop said around the moment a person was called: what waits, what came before, what was answered.

use std::borrow::Cow;
use std::time::Duration;

use serde::Serialize;

use crate::clock::Timestamp;
use crate::inbox::{self, Conversation, Direction, Message, MessageKind, MessageState};
use crate::storage::{ReadConn, StorageError};

/// Messages looked back on, and of those that wait.
const LOOK_BACK: u32 = 30;
const MOST_WAITING: usize = 30;
/// Answers of the shop that are told: whatever they promise binds whoever takes over.
const TOLD: usize = 2;
/// What was said longer ago belongs to another matter.
const SAME_MATTER: Duration = Duration::from_hours(24);
/// Recordings whose words stand on a card.
const MOST_SPOKEN: usize = 3;
/// Longest words of one recording on a card, in characters.
const SPOKEN_LIMIT_CHARACTERS: usize = 600;

/// The words of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spoken {
    pub text: String,
    pub sure: bool,
}

pub(super) struct Said {
    /// What nobody has answered; what the customer said last where all of it is answered.
    pub waiting: Vec<Message>,
    /// What the customer said before it about the same matter, oldest first.
    before: Vec<Message>,
    /// What the shop said last before the person was called, the newest first.
    pub told: Vec<String>,
}

impl Said {
    pub fn read(
        conn: &ReadConn,
        conversation: &Conversation,
        called_at: Timestamp,
    ) -> Result<Self, StorageError> {
        let recent = inbox::recent_messages(conn, conversation.id, LOOK_BACK)?;
        let waits = inbox::unanswered(conn, conversation.id)?;
        let mut waiting = Vec::new();
        for one in waits.iter().rev().take(MOST_WAITING).rev() {
            waiting.extend(inbox::message(conn, one.message)?);
        }
        waiting.retain(|message| message.revoked_at.is_none());
        let told = recent.iter().rev().filter(|message| was_told(message, called_at));
        let told = told.filter_map(|message| message.text.clone()).take(TOLD).collect();
        let mut before: Vec<Message> = recent.iter().filter(|message| is_heard(message)).cloned().collect();
        before.retain(|message| waiting.iter().all(|one| one.id != message.id));
        if waiting.is_empty() {
            let from = recent.iter().rposition(is_heard).map_or(0, |last| {
                recent[..last].iter().rposition(|message| !is_heard(message)).map_or(0, |at| at + 1)
            });
            waiting = recent[from..].iter().filter(|message| is_heard(message)).cloned().collect();
            before.retain(|message| waiting.iter().all(|one| one.id != message.id));
        }
        let newest = waiting.last().map_or(called_at, |message| message.at);
        before.retain(|message| newest.since(message.at) <= SAME_MATTER);
        Ok(Self { waiting, before, told })
    }

    pub fn waiting_words(&self) -> Vec<String> {
        words_of(&self.waiting)
    }

    /// What waits and what came before as far as it tells the language.
    pub fn own_words(&self) -> [Vec<String>; 2] {
        [&self.waiting, &self.before].map(|all| words_of(all.iter().filter(|one| one.is_in_own_words())))
    }

    pub fn before_words(&self) -> Vec<String> {
        words_of(&self.before)
    }

    /// All the customer said about the matter, oldest first.
    pub fn lately(&self) -> Vec<String> {
        [self.before_words(), self.waiting_words()].concat()
    }

    /// What waits and says nothing in words, each kind once.
    pub fn without_words(&self) -> Vec<MessageKind> {
        let mut kinds = Vec::new();
        for message in self.waiting.iter().filter(|message| words(message).is_none()) {
            if !kinds.contains(&message.kind) {
                kinds.push(message.kind);
            }
        }
        kinds
    }

    /// The words of the recordings that wait. Those of which a machine is not sure are for people only.
    pub fn spoken(&self) -> Vec<Spoken> {
        let audio = self.waiting.iter().filter(|message| message.kind == MessageKind::Audio);
        let spoken = audio.filter_map(|message| {
            let words = message.media_text.as_ref()?;
            let text: String = words.text.as_ref()?.chars().take(SPOKEN_LIMIT_CHARACTERS).collect();
            Some(Spoken { text, sure: message.words_of_file().is_some() })
        });
        spoken.take(MOST_SPOKEN).collect()
    }

    /// Whether something was recorded of which there are no words at all.
    pub fn is_unheard(&self) -> bool {
        let mut audio = self.waiting.iter().filter(|message| message.kind == MessageKind::Audio);
        audio.any(|message| {
            let text = message.media_text.as_ref().and_then(|words| words.text.as_deref());
            text.is_none_or(|text| text.trim().is_empty())
        })
    }

    /// The language of the last recording, where nothing was written that tells.
    pub fn told_language(&self) -> Option<&str> {
        let last = self.waiting.last().filter(|_| self.waiting.iter().all(|one| one.text.is_none()))?;
        last.media_text.as_ref()?.language.as_deref()
    }
}

fn is_heard(message: &Message) -> bool {
    message.direction == Direction::In && message.revoked_at.is_none()
}

/// Whether the customer had these words of the shop when the person was called.
fn was_told(message: &Message, called_at: Timestamp) -> bool {
    let is_lost = matches!(message.state, Some(MessageState::Failed));
    message.direction == Direction::Out && !is_lost && message.at < called_at
}

fn words(message: &Message) -> Option<Cow<'_, str>> {
    message.said().filter(|text| !text.trim().is_empty())
}

fn words_of<'a>(messages: impl IntoIterator<Item = &'a Message>) -> Vec<String> {
    messages.into_iter().filter_map(words).map(Cow::into_owned).collect()
}
