//! The nouns of what sources state: statements, what of a passage is disputed, and disagreements with their two sides.

use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{ChunkId, DisagreementId, SourceId};
use crate::words::words;

/// Statements kept of one source.
pub const MAX_STATEMENTS: usize = 3_000;
/// Bytes of a statement's hash that are kept.
const SAID_BYTES: usize = 16;

words! {
    /// What kind of fact a source states.
    StatementKind {
        /// Opening hours of a day, a date or a holiday.
        Hours = "hours",
        Price = "price",
        /// From when on the delivery costs nothing.
        Threshold = "threshold",
        Phone = "phone",
        Email = "email",
        Address = "address",
    }

    /// Which side of a disagreement counts.
    Winner as DisagreementWinner {
        One = "one",
        Other = "other",
        /// They do not disagree: each is right in its place.
        Both = "both",
    }
}

/// Something a source states.
#[derive(Debug, Clone)]
pub struct Statement {
    pub source_id: SourceId,
    pub chunk_id: ChunkId,
    pub kind: StatementKind,
    /// Only statements that share it are compared.
    pub about: String,
    pub said: String,
    /// As it stands in the piece.
    pub text: String,
    /// These words state nothing else.
    pub alone: bool,
    /// As its reader wrote it.
    pub detail: String,
}

impl Statement {
    /// The same for the same words about the same thing, wherever they stand.
    pub fn said(kind: StatementKind, about: &str, text: &str, detail: &str) -> String {
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut hash = Sha256::new();
        for part in [kind.as_str(), about, &words.join(" ").to_lowercase(), detail] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let mut said = String::with_capacity(2 * SAID_BYTES);
        for byte in hash.finalize().iter().take(SAID_BYTES) {
            let _ = write!(said, "{byte:02x}");
        }
        said
    }
}

/// A statement that another source contradicts, where it stands in a passage.
#[derive(Debug, Clone)]
pub struct Disputed {
    pub kind: StatementKind,
    pub about: String,
    pub text: String,
    pub alone: bool,
    pub detail: String,
    /// What the other one states.
    pub rival: String,
    /// The owner chose the other one.
    pub set_aside: bool,
}

/// Two things sources say that cannot both be.
#[derive(Debug, Serialize, ToSchema)]
pub struct Disagreement {
    pub id: DisagreementId,
    pub kind: StatementKind,
    /// Of hours on a day of the week: 1 is Monday.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<u8>,
    /// Of hours on a date: `12-24`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    pub one: Side,
    pub other: Side,
    /// Nothing while nobody decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub winner: Option<Winner>,
    pub found_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
}

/// One of the two, with where it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DisagreementSide)]
pub struct Side {
    /// Word for word; empty once no source says it any more.
    pub text: String,
    /// These words state something else besides, which stays when this is decided against.
    pub states_more: bool,
    /// The first five of its sources.
    pub places: Vec<Place>,
    pub sources: u32,
}

/// Where a statement stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StatementPlace)]
pub struct Place {
    pub source_id: SourceId,
    pub title: String,
    /// The headings it stands under; empty at the top.
    pub heading: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
