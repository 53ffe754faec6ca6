//! What a message says, once it is decoded.

use serde_json::{Map, Value, json};

use crate::inbox::MessageKind;

/// The decoded body of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    pub kind: MessageKind,
    /// What the customer wrote or chose, when that is words.
    pub text: Option<String>,
    /// The message this one answers, changes or reacts to.
    pub target: Option<String>,
    /// Type-specific fields for the screen, always with `type`.
    pub detail: Map<String, Value>,
}

impl Content {
    pub(in crate::whatsapp) fn new(kind: MessageKind, type_name: &str) -> Self {
        let detail = Map::from_iter([("type".to_owned(), json!(type_name))]);
        Self { kind, text: None, target: None, detail }
    }

    pub(in crate::whatsapp) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        if !value.is_null() {
            self.detail.insert(key.to_owned(), value);
        }
        self
    }

    pub(in crate::whatsapp) fn saying(mut self, text: Option<String>) -> Self {
        self.text = text;
        self
    }

    pub(super) fn about(mut self, target: Option<String>) -> Self {
        self.target = target;
        self
    }
}
