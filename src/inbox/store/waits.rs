//! SQL of who waits for a person in a conversation: since when, how urgently, and whether somebody else was told.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::ConversationId;
use crate::inbox::types::HandOffReason;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A person is wanted from now on; an earlier wish is replaced.
pub(crate) fn want_person(
    tx: &WriteTx,
    id: ConversationId,
    reason: HandOffReason,
    card: Option<&str>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation
            SET needs_person_reason = :reason, needs_person_at_ms = :now_ms, card = ifnull(:card, card),
                needs_person_since_ms = ifnull(needs_person_since_ms, :now_ms),
                needs_person_urgent = max(needs_person_urgent, :urgent)
          WHERE id = :id",
        named_params! {
            ":id": id, ":reason": reason, ":now_ms": tx.now(), ":card": card,
            ":urgent": reason == HandOffReason::Emergency,
        },
    )
    .map(drop)
}

/// A person is there: nobody is waited for any more.
pub(crate) fn person_came(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET needs_person_reason = NULL, needs_person_at_ms = NULL, needs_person_urgent = 0,
                needs_person_angry = 0, needs_person_since_ms = NULL, needs_person_escalated_at_ms = NULL, card = NULL
          WHERE id = :id AND needs_person_reason IS NOT NULL",
        named_params! { ":id": id },
    )
    .map(drop)
}

/// Whoever waits there is told of first.
pub(crate) fn set_urgent(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    tx.execute("UPDATE conversation SET needs_person_urgent = 1 WHERE id = :id", named_params! { ":id": id })
        .map(drop)
}

/// Whoever waits there is angry, or no longer; false when that was known, or nobody waits.
pub(crate) fn set_angry(tx: &WriteTx, id: ConversationId, angry: bool) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE conversation SET needs_person_angry = :angry
          WHERE id = :id AND needs_person_reason IS NOT NULL AND needs_person_angry <> :angry",
        named_params! { ":id": id, ":angry": angry },
    )?;
    Ok(changed > 0)
}

/// Somebody else was told of whoever waits there.
pub(crate) fn set_escalated(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET needs_person_escalated_at_ms = :now_ms WHERE id = :id AND needs_person_reason IS NOT NULL",
        named_params! { ":id": id, ":now_ms": tx.now() },
    )
    .map(drop)
}

/// Whoever waits has waited since then.
pub(crate) fn waits_since(tx: &WriteTx, id: ConversationId, since: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET needs_person_since_ms = :since WHERE id = :id AND needs_person_reason IS NOT NULL",
        named_params! { ":id": id, ":since": since },
    )
    .map(drop)
}

/// Conversations to which a person was called and where nobody came, a page after one of them.
pub(crate) fn called(conn: &ReadConn, after: i64, limit: u32) -> Result<Vec<ConversationId>, StorageError> {
    conn.all(
        "SELECT id FROM conversation
          WHERE queue = 'needs_person' AND needs_person_reason IS NOT NULL AND id > :after ORDER BY id LIMIT :limit",
        named_params! { ":after": after, ":limit": limit },
        |row| row.get("id"),
    )
}
