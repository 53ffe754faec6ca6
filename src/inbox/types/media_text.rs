//! What the file of a message says, put into words by a machine. Such words are a stranger's like any others.

use std::borrow::Cow;

use super::Message;
use crate::clock::Timestamp;
use crate::inbox::words::{MediaTextFault, MediaTextState};

/// What a file says, and how far the putting into words has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaText {
    pub state: MediaTextState,
    /// Until when an answer waits for it.
    pub until: Timestamp,
    /// How often a service was asked.
    pub calls: u32,
    /// What failed may still have words, for people.
    pub text: Option<String>,
    pub fault: Option<MediaTextFault>,
    /// A tag such as `it`, where the service said it.
    pub language: Option<String>,
    /// Which model made it; nothing when the words stood in the file.
    pub model: Option<String>,
}

/// Words a machine found in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundWords {
    pub text: String,
    pub language: Option<String>,
    pub model: Option<String>,
}

/// Why a file has no words that may be answered, and what there is for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoWords {
    pub fault: MediaTextFault,
    pub words: Option<FoundWords>,
}

impl From<MediaTextFault> for NoWords {
    fn from(fault: MediaTextFault) -> Self {
        Self { fault, words: None }
    }
}

impl Message {
    /// What was said with it, for whoever answers: its text, and what its file says.
    pub fn said(&self) -> Option<Cow<'_, str>> {
        match (self.text.as_deref(), self.words_of_file()) {
            (Some(text), Some(words)) => Some(Cow::Owned(format!("{text}\n{words}"))),
            (text, words) => text.or(words).map(Cow::Borrowed),
        }
    }

    /// Whether its words are the customer's own. What stands in a basket is the shop's, and tells no language.
    pub fn is_in_own_words(&self) -> bool {
        self.kind != super::MessageKind::Order
    }

    /// What its file says, where that may be answered.
    pub fn words_of_file(&self) -> Option<&str> {
        let ready = self.media_text.as_ref().filter(|words| words.state == MediaTextState::Ready);
        ready?.text.as_deref()
    }

    /// Whether an answer may have to wait for words of its file.
    pub fn is_being_read(&self) -> bool {
        self.media_text.as_ref().is_some_and(|words| words.state == MediaTextState::Waiting)
    }
}
