//! All SQL about decisions that are taken back.

use rusqlite::named_params;

use crate::ids::SignalId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A decision that was taken back: it waits again, as if nobody had decided.
pub(in crate::health) fn reopen(tx: &WriteTx, id: SignalId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE health_signal
            SET status = 'pending', status_at_ms = :now_ms, person_id = NULL, dismiss_reason = NULL, note = NULL,
                conversation_id = NULL, message_id = NULL, sent_text = NULL, sent_by_itself = 0, judged = NULL,
                mended_at_ms = NULL
          WHERE id = :id AND status IN ('sent', 'dismissed')",
        named_params! { ":id": id, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// One that was over by itself is true again.
pub(in crate::health) fn reopen_resolved(tx: &WriteTx, id: SignalId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE health_signal SET status = 'pending', status_at_ms = :now_ms, over_because = NULL
          WHERE id = :id AND status = 'self_resolved'",
        named_params! { ":id": id, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// Whether a detector has something open about a subject.
pub(in crate::health) fn is_open(
    conn: &ReadConn,
    detector: &str,
    subject: &str,
) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM health_signal
          WHERE detector = :detector AND subject = :subject AND status IN ('pending', 'snoozed')",
        named_params! { ":detector": detector, ":subject": subject },
    )
}
