//! A picture, voice note or document that Meta keeps.

use axum::body::Bytes;

use crate::clock::Timestamp;

/// One picture, voice note or document.
#[derive(Debug, Clone)]
pub(in crate::practice::meta) struct Medium {
    pub(in crate::practice::meta) mime: String,
    pub(in crate::practice::meta) bytes: Bytes,
    /// Later ones have higher numbers.
    pub(in crate::practice::meta) number: u64,
    pub(in crate::practice::meta) added_at: Timestamp,
    pub(in crate::practice::meta) link: Option<Link>,
    /// The line breaks after so many bytes.
    pub(in crate::practice::meta) breaks_after: Option<usize>,
}

#[derive(Debug, Clone)]
pub(in crate::practice::meta) struct Link {
    pub(in crate::practice::meta) key: String,
    pub(in crate::practice::meta) until: Timestamp,
}
