//! SQL of whom a message because of a signal goes to.

use rusqlite::named_params;

use crate::ids::{ContactId, SignalId};
use crate::storage::{StorageError, WriteTx};

/// Somebody else is written to because of it, or in other words: nothing is drafted yet. The version goes on from where it
/// was, so that nobody sends words by the number of others.
pub(in crate::health) fn address_to(
    tx: &WriteTx,
    id: SignalId,
    contact: Option<ContactId>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE health_signal
            SET contact_id = :contact_id, draft_text = NULL, draft_by = NULL, draft_language = NULL,
                drafted_at_ms = NULL, first_text = NULL, first_by = NULL, template_id = NULL, variables = NULL
          WHERE id = :id AND status IN ('pending', 'snoozed')",
        named_params! { ":id": id, ":contact_id": contact },
    )?;
    Ok(())
}
