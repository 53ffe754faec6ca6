//! Where customers are written to.

use crate::ids::ContactId;
use crate::inbox::{self, Conversation};
use crate::storage::{ReadConn, StorageError};

/// The conversation they used last, on the shop's own numbers.
pub(super) fn conversation_of(
    conn: &ReadConn,
    contact: ContactId,
) -> Result<Option<Conversation>, StorageError> {
    let mut latest: Option<Conversation> = None;
    for (id, _, _) in inbox::conversations_of(conn, contact)? {
        let Some(one) = inbox::conversation(conn, id)?.filter(|one| !one.practice) else { continue };
        if latest.as_ref().is_none_or(|before| before.sort_key < one.sort_key) {
            latest = Some(one);
        }
    }
    Ok(latest)
}
