//! What is remembered of erased names.

use crate::clock::Timestamp;
use crate::words::words;

/// Bytes of a digest that are kept.
pub(super) const DIGEST_BYTES: usize = 16;

/// A name nobody can read out of it.
pub(super) type Digest = [u8; DIGEST_BYTES];

words! {
    /// What somebody who was erased had asked not to get.
    Stops {
        Marketing = "marketing",
        Everything = "everything",
    }
}

impl Stops {
    /// The wider of two wishes.
    pub(super) fn wider(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(Self::Everything), _) | (_, Some(Self::Everything)) => Some(Self::Everything),
            (Some(Self::Marketing), _) | (_, Some(Self::Marketing)) => Some(Self::Marketing),
            (None, None) => None,
        }
    }
}

/// What is known of an erased name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgotten {
    pub erased_at: Timestamp,
    pub stops: Option<Stops>,
}
