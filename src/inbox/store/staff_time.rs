//! SQL of the time people spend in conversations: stretches from the first sign of typing or sending to the last.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::{ConversationId, MessageId, PersonId};
use crate::storage::{StorageError, WriteTx};

/// A sign of somebody: the stretch that was going on since `since` lasts until now, or a new one begins.
pub(crate) fn sign(
    tx: &WriteTx,
    conversation: ConversationId,
    person: PersonId,
    since: Timestamp,
) -> Result<(), StorageError> {
    let lasts = tx.execute(
        "UPDATE inbox_staff_time SET last_at_ms = max(last_at_ms, :now_ms)
          WHERE id = (SELECT id FROM inbox_staff_time
                       WHERE conversation_id = :conversation_id AND person_id = :person_id AND last_at_ms >= :since_ms
                       ORDER BY last_at_ms DESC LIMIT 1)",
        named_params! { ":conversation_id": conversation, ":person_id": person, ":since_ms": since, ":now_ms": tx.now() },
    )?;
    if lasts == 0 {
        tx.execute(
            "INSERT INTO inbox_staff_time (id, conversation_id, person_id, began_at_ms, last_at_ms)
             VALUES (:id, :conversation_id, :person_id, :now_ms, :now_ms)",
            named_params! { ":id": tx.new_id::<MessageId>(), ":conversation_id": conversation, ":person_id": person,
                ":now_ms": tx.now() },
        )?;
    }
    Ok(())
}

/// Two conversations are one.
pub(crate) fn move_all(tx: &WriteTx, gone: ConversationId, kept: ConversationId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE inbox_staff_time SET conversation_id = :kept WHERE conversation_id = :gone",
        named_params! { ":gone": gone, ":kept": kept },
    )?;
    Ok(())
}
