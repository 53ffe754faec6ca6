//! How often a message was tried, and whether that is enough.

use super::{Attempt, store};
use crate::ids::MessageId;
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::types::AttemptState;
use crate::whatsapp::wire::errors::{self, Entry};

/// Tries that surely did not send before a message is given up.
const ATTEMPTS_LIMIT: usize = 6;

/// Whether a message has surely failed as often as it may.
pub(super) fn has_used_up_its_tries(conn: &ReadConn, message: MessageId) -> Result<bool, StorageError> {
    Ok(used_up(&earlier_tries(conn, message)?).is_some())
}

pub(super) fn earlier_tries(conn: &ReadConn, message: MessageId) -> Result<Vec<Attempt>, StorageError> {
    store::of_message(conn, message, u32::try_from(ATTEMPTS_LIMIT).unwrap_or(u32::MAX) + 1)
}

/// Why no further try is made, when enough of them surely failed.
pub(super) fn used_up(earlier: &[Attempt]) -> Option<Entry> {
    let rejected = earlier.iter().take_while(|attempt| attempt.state == AttemptState::Rejected);
    let last = earlier.first()?;
    let entry = last.error_code.map_or(errors::UNREACHABLE, |code| errors::explain(code, true, false));
    (rejected.count() >= entry.tries.min(ATTEMPTS_LIMIT)).then_some(entry)
}
