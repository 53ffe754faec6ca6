//! Part of the customers, by what the inbox knows of them: labels, when they were last seen, their language.
//!
//! Says who is meant and who of them may be written to, in one question however many there are.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{ConnectionId, LabelId};
use crate::inbox::store::lists;
use crate::inbox::types::{Addressee, Purpose};
use crate::storage::{ReadConn, StorageError};

/// Customers one segment holds at most.
pub const SEGMENT_LIMIT: u32 = 100_000;

/// Whom something is for. What is absent asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// With at least one of these.
    #[serde(default)]
    pub labels: Vec<LabelId>,
    #[serde(default)]
    pub last_seen_within_days: Option<u16>,
    #[serde(default)]
    pub last_seen_before_days: Option<u16>,
    /// As a tag such as `it`.
    #[serde(default)]
    pub language: Option<String>,
}

/// The customers of a segment over one account, each with the conversation there.
pub fn segment(
    conn: &ReadConn,
    channel: &str,
    account: ConnectionId,
    wanted: &Segment,
    purpose: Purpose,
    now: crate::clock::Timestamp,
) -> Result<Vec<Addressee>, StorageError> {
    let days_ago = |days: u16| now.minus(Duration::from_hours(u64::from(days) * 24));
    lists::segment(
        conn,
        &lists::Wanted {
            channel,
            account,
            labels: &wanted.labels,
            seen_since: wanted.last_seen_within_days.map(days_ago),
            seen_before: wanted.last_seen_before_days.map(days_ago),
            language: wanted.language.as_deref(),
            purpose,
            limit: SEGMENT_LIMIT,
        },
    )
}
