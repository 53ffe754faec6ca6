//! What the API shows of the words a machine found in a file.

use serde::Serialize;
use utoipa::ToSchema;

use crate::inbox::types::{MediaText, MediaTextFault, MediaTextState};

/// What the file of a message says, put into words by a machine: the transcript of a voice note, what is
/// to be seen in a picture, the beginning of a document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MediaText)]
pub struct MediaTextView {
    pub state: MediaTextState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Why there is nothing the assistant may answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<MediaTextFault>,
    /// As the service said it, such as `it`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Which model made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

impl From<MediaText> for MediaTextView {
    fn from(words: MediaText) -> Self {
        let MediaText { state, text, fault, language, model, until: _, calls: _ } = words;
        Self { state, text, fault, language, model }
    }
}
