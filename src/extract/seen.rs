//! What a glance at a file may see: a small picture, the number of pages, the first words.

use serde::{Deserialize, Serialize};

/// Bytes of a picture that was made smaller.
pub(super) const MAX_SMALL_BYTES: usize = 3 * 1024 * 1024;
/// Characters of a document's first words.
pub(super) const MAX_WORDS: usize = 600;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlanceKind {
    Picture,
    Pdf,
    Docx,
}

/// What was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// A JPEG, or a PNG where there is something to see through.
    #[serde(with = "as_base64")]
    pub thumbnail: Option<Vec<u8>>,
    pub pages: Option<u32>,
    pub words: Option<String>,
}

impl GlanceKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Pdf => "pdf-glance",
            Self::Docx => "docx-glance",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Picture, Self::Pdf, Self::Docx].into_iter().find(|kind| kind.as_str() == word)
    }
}

impl Glance {
    /// What the parent believes of it.
    pub(super) fn bounded(mut self) -> Self {
        self.thumbnail =
            self.thumbnail.filter(|bytes| bytes.len() <= MAX_SMALL_BYTES && picture_type(bytes).is_some());
        self.words = self.words.map(|words| words.chars().take(MAX_WORDS).collect());
        self
    }

    /// The type of the small picture.
    pub fn thumbnail_type(&self) -> Option<&'static str> {
        self.thumbnail.as_deref().and_then(picture_type)
    }
}

fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        _ => None,
    }
}

/// Bytes inside JSON.
mod as_base64 {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD as BASE64;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
    pub fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
        bytes.as_ref().map(|bytes| BASE64.encode(bytes)).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| BASE64.decode(text).map_err(serde::de::Error::custom)).transpose()
    }
}
