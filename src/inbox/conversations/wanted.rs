//! A person is wanted: the conversation shows it, and whoever may be told is told of it.

use crate::ids::ConversationId;
use crate::inbox::jobs::PersonWanted;
use crate::inbox::store::conversations;
use crate::inbox::types::HandOffReason;
use crate::jobs;
use crate::storage::{StorageError, WriteTx};

/// A person is wanted from now on; an earlier wish is replaced.
pub(in crate::inbox) fn want_person(
    tx: &WriteTx,
    id: ConversationId,
    reason: HandOffReason,
    card: Option<&str>,
) -> Result<(), StorageError> {
    conversations::want_person(tx, id, reason, card)?;
    jobs::enqueue(tx, &PersonWanted { conversation_id: id }).map(drop)
}
