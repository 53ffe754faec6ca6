//! What a clause is held against, and why it may not go.

use super::piece::Piece;
use super::record::Record;

/// Why a clause may not go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    Figure,
    Day,
    Polarity,
    Subject,
    Name,
    Thing,
    Swapped,
    Nothing,
}

impl Why {
    pub fn word(self) -> &'static str {
        match self {
            Self::Figure => "figure",
            Self::Day => "day",
            Self::Polarity => "polarity",
            Self::Subject => "subject",
            Self::Name => "name",
            Self::Thing => "thing",
            Self::Swapped => "swapped",
            Self::Nothing => "nothing",
        }
    }
}

/// How sure the locks must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strictness {
    /// A second pass judges meaning too.
    Verified,
    /// Nobody else judges.
    Alone,
}

/// What a clause is held against.
#[derive(Clone, Copy)]
pub(super) struct Against<'a> {
    pub records: &'a [&'a Record],
    pub prefix: Option<&'a str>,
    /// Days and things of the question, for an answer that leaves them out.
    pub question: Option<&'a Piece>,
    pub strictness: Strictness,
}
