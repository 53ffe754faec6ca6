//! The time somebody of the team spends in a conversation, by the signs they give of it: typing and sending.
//!
//! Measured for what keeping a customer costs, per conversation; shown of nobody alone.

use std::time::Duration;

use crate::ids::{ConversationId, PersonId};
use crate::inbox::store::staff_time as store;
use crate::storage::{StorageError, WriteTx};

/// Signs this far apart still belong to one stretch: reading, thinking, looking something up.
const PAUSE: Duration = Duration::from_mins(2);

/// Somebody types or sends.
pub(in crate::inbox) fn sign(
    tx: &WriteTx,
    conversation: ConversationId,
    person: PersonId,
) -> Result<(), StorageError> {
    store::sign(tx, conversation, person, tx.now().minus(PAUSE))
}
