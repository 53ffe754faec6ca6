//! What a file is.

use serde::Serialize;
use utoipa::ToSchema;

use crate::ids::MediaId;

/// What a file is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    Image,
    Video,
    Audio,
    /// A WebP picture.
    Sticker,
    Document,
}

impl MediaKind {
    pub fn of(mime_type: &str) -> Self {
        match mime_type.split('/').next() {
            _ if mime_type == "image/webp" => Self::Sticker,
            Some("image") => Self::Image,
            Some("video") => Self::Video,
            Some("audio") => Self::Audio,
            Some(_) | None => Self::Document,
        }
    }
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MediaFile)]
pub struct MediaInfo {
    pub id: MediaId,
    pub kind: MediaKind,
    /// As its bytes tell.
    pub mime_type: String,
    pub bytes: u64,
    pub sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Whether there is a small picture of it.
    pub thumbnail: bool,
    pub animated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// The first words of a document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview_text: Option<String>,
}

/// A file that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub id: MediaId,
    pub kind: MediaKind,
    pub mime_type: String,
    pub bytes: u64,
    pub sha256: String,
}
