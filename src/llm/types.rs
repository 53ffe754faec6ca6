//! The nouns of a model call: what is asked, what streams back, what it used.
//! Knows no vendor; never carries a key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One question to a chat model. `documents` and the texts of user turns are data written by strangers:
/// every vendor receives them fenced (see `fence.rs`), the instructions stay outside the fence.
#[derive(Clone, Debug, Default)]
pub struct ChatRequest {
    pub instructions: String,
    pub documents: Vec<Document>,
    /// Other material strangers may have written: a draft, refused sentences. Fenced like the documents.
    pub notes: Vec<Note>,
    pub turns: Vec<Turn>,
    /// What the user speaks, as a tag, where it is known.
    pub language: Option<String>,
    /// Looked at with the last turn. What is written in them is strangers' material too; a request with pictures
    /// says so in its instructions. The built-in model sees none.
    pub pictures: Vec<Picture>,
    /// Said again after the data, where a model weighs it most. May be empty.
    pub reminder: String,
    pub tool: Option<ForcedTool>,
    pub max_output_tokens: u32,
    pub temperature: f32,
}

/// A passage the answer may rest on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    pub id: String,
    pub title: String,
    pub text: String,
    /// How much of the question this passage covers, 0 to 1, as measured by whoever found it.
    pub support: f32,
    /// Set when the text is the answer to this known question.
    pub question: Option<String>,
    /// Other ways to ask the known question.
    pub phrasings: Vec<String>,
}

/// Material that is neither a document nor a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is, as its tag is named; ours, never a stranger's.
    pub name: &'static str,
    pub text: String,
}

/// A picture for a model that sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub kind: PictureKind,
    pub bytes: Bytes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    Jpeg,
    Png,
}

impl Picture {
    /// Nothing of bytes that are neither.
    pub fn of(bytes: Vec<u8>) -> Option<Self> {
        let kind = match bytes.as_slice() {
            [0xFF, 0xD8, 0xFF, ..] => PictureKind::Jpeg,
            [0x89, b'P', b'N', b'G', ..] => PictureKind::Png,
            _ => return None,
        };
        Some(Self { kind, bytes: bytes.into() })
    }

    pub(super) fn media_type(&self) -> &'static str {
        match self.kind {
            PictureKind::Jpeg => "image/jpeg",
            PictureKind::Png => "image/png",
        }
    }

    pub(super) fn base64(&self) -> String {
        BASE64.encode(&self.bytes)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    pub role: TurnRole,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnRole {
    User,
    Assistant,
}

/// A tool the model must call, so that its answer has the shape of `schema`. Nothing is ever run.
#[derive(Clone, Debug)]
pub struct ForcedTool {
    pub name: String,
    pub description: String,
    pub schema: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ChatEvent {
    /// The next piece of the answer.
    Text(String),
    /// The whole input of the forced tool call.
    Tool(Value),
    /// Always last.
    Done { usage: Usage, stop: StopReason },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The model said all it wanted to.
    Finished,
    /// Cut at `max_output_tokens`.
    MaxTokens,
    /// It called the forced tool.
    Tool,
    /// The built-in model found nothing it may quote.
    Declined,
}

/// Tokens of one call. Input read from the vendor's cache or written to it is counted apart, never twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Usage {
    pub input_tokens: u64,
    pub output_tokens: u64,
    pub cached_input_tokens: u64,
    /// Kept by the vendor for the next call, at a price of its own.
    #[serde(default)]
    pub cache_write_tokens: u64,
}

impl Usage {
    /// Both calls together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            input_tokens: self.input_tokens.saturating_add(other.input_tokens),
            output_tokens: self.output_tokens.saturating_add(other.output_tokens),
            cached_input_tokens: self.cached_input_tokens.saturating_add(other.cached_input_tokens),
            cache_write_tokens: self.cache_write_tokens.saturating_add(other.cache_write_tokens),
        }
    }
}

/// Millionths of a US dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Micros(pub i64);

/// A whole answer, read to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    pub text: String,
    pub tool: Option<Value>,
    pub usage: Usage,
    pub stop: StopReason,
}
