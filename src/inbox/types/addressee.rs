//! Somebody a segment holds: where they are written to, and whether they may be.
//!
//! A noun only; who belongs to a segment is asked in `segment`.

use super::consent::MayNot;
use crate::ids::{ContactId, ConversationId};

/// Somebody of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    pub conversation: ConversationId,
    pub contact: ContactId,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub user_id: Option<String>,
    pub may_be_written_to: Result<(), MayNot>,
}
