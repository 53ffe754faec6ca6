//! SQL of the files of messages.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::{MediaId, MessageId};
use crate::inbox::types::FileState;
use crate::storage::{StorageError, WriteTx};

/// Moves a file along; until when the channel keeps it stays as it was said.
pub(crate) fn set(
    tx: &WriteTx,
    id: MessageId,
    state: FileState,
    media_id: Option<MediaId>,
    reason: Option<&str>,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO message_media (message_id, state, media_id, reason) VALUES (:id, :state, :media_id, :reason)
         ON CONFLICT (message_id) DO UPDATE SET state = :state, media_id = :media_id, reason = :reason",
        named_params! { ":id": id, ":state": state, ":media_id": media_id, ":reason": reason },
    )
    .map(drop)
}

pub(crate) fn keep_until(tx: &WriteTx, id: MessageId, until: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE message_media SET kept_until_ms = :until WHERE message_id = :id",
        named_params! { ":id": id, ":until": until },
    )
    .map(drop)
}

pub(crate) fn forget(tx: &WriteTx, id: MessageId) -> Result<(), StorageError> {
    tx.execute("DELETE FROM message_media WHERE message_id = :id", named_params! { ":id": id }).map(drop)
}
