//! What a channel makes of a message before it is queued, and why a message may not be sent.

use serde_json::Value;

use super::consent::MayNot;
use crate::clock::Timestamp;
use crate::inbox::outgoing::Outgoing;
use crate::storage::StorageError;

/// Why a message may not be sent.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Refused {
    #[error("the customer wrote more than 24 hours ago: only a template may be sent")]
    WindowClosed,
    /// The conversation has moved on, or a person is there.
    #[error("the conversation has moved on")]
    Superseded,
    #[error("there is no such conversation")]
    UnknownConversation,
    #[error("this shop was restored and sends nothing until its owner releases it")]
    OnHold,
    /// This message is not in a state that allows it.
    #[error("the message is no longer in a state that allows this")]
    WrongState,
    /// The channel refused it and holds it against the shop when it is sent again too soon.
    #[error("the channel takes this message again from {0} on")]
    TooSoon(Timestamp),
    /// The channel refused it for good.
    #[error("the channel never takes this message again")]
    NeverAgain,
    /// The message a reaction is for is not in this conversation, or has not come to the channel yet.
    #[error("there is no such message to react to")]
    UnknownTarget,
    /// The channel does not take it: each fault with the path of its field.
    #[error("the channel does not take this message as it is")]
    Limits(Vec<(String, String)>),
    /// The customer does not want this, or never agreed to it.
    #[error(transparent)]
    MayNot(#[from] MayNot),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A message the channel takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    pub outgoing: Outgoing,
    /// What the customer will see, where that is not what was written: a filled-in template.
    pub rendered: Option<Rendered>,
}

impl From<Outgoing> for Prepared {
    fn from(outgoing: Outgoing) -> Self {
        Self { outgoing, rendered: None }
    }
}

/// A template with its blanks filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    pub words: String,
    /// `{header, body, footer, buttons}`, for the screen.
    pub content: Value,
}
