//! What a file is read as: which kinds of messages become words, and by whom.

use serde_json::Value;

use crate::inbox::{Direction, Message, MessageKind};

/// Bytes of a recording: about half an hour as phones record voice notes.
const MOST_OF_RECORDING: u64 = 4 * 1024 * 1024;
/// Bytes of a picture: the most WhatsApp takes.
const MOST_OF_PICTURE: u64 = 5 * 1024 * 1024;
/// Bytes of a document: the most the locked process reads.
const MOST_OF_DOCUMENT: u64 = crate::extract::MAX_DOCUMENT_BYTES as u64;

const PDF: &str = "application/pdf";

/// How a file is put into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// A service transcribes it.
    Recording,
    /// The model looks at it.
    Picture,
    /// The locked process reads it.
    Document,
}

/// How the file of this message is read, if it can be.
pub(super) fn reader(message: &Message) -> Option<Reader> {
    if message.direction != Direction::In || message.revoked_at.is_some() {
        return None;
    }
    let told = message.content.as_ref().and_then(|content| content.get("mime_type")).and_then(Value::as_str);
    match message.kind {
        MessageKind::Audio => Some(Reader::Recording),
        MessageKind::Image => Some(Reader::Picture),
        MessageKind::Document => told.is_some_and(|told| told.starts_with(PDF)).then_some(Reader::Document),
        MessageKind::Text
        | MessageKind::Video
        | MessageKind::Sticker
        | MessageKind::Location
        | MessageKind::Contacts
        | MessageKind::Interactive
        | MessageKind::Button
        | MessageKind::Reaction
        | MessageKind::Order
        | MessageKind::System
        | MessageKind::Edit
        | MessageKind::Revoke
        | MessageKind::Unsupported
        | MessageKind::Unknown
        | MessageKind::Note
        | MessageKind::Event
        | MessageKind::Template => None,
    }
}

impl Reader {
    /// Whether the bytes are what the message says.
    pub fn takes(self, mime_type: &str) -> bool {
        match self {
            Self::Recording => mime_type.starts_with("audio/"),
            Self::Picture => matches!(mime_type, "image/jpeg" | "image/png" | "image/webp"),
            Self::Document => mime_type == PDF,
        }
    }

    pub const fn most_bytes(self) -> u64 {
        match self {
            Self::Recording => MOST_OF_RECORDING,
            Self::Picture => MOST_OF_PICTURE,
            Self::Document => MOST_OF_DOCUMENT,
        }
    }
}
