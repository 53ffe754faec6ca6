//! How much the shop still wants to spend, in three steps: the AI answers, the AI suggests, people only.
//!
//! Kept here because everybody who writes must obey it; who counts the money decides the step.

use crate::events::Topic;
use crate::inbox::store::consent as store;
use crate::inbox::words::SpendingStage;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// The step that counts now.
pub fn spending_stage(conn: &ReadConn) -> Result<SpendingStage, StorageError> {
    store::stage(conn)
}

/// Another step from now on.
pub fn set_spending_stage(tx: &WriteTx, stage: SpendingStage) -> Result<(), StorageError> {
    store::set_stage(tx, stage)?;
    tx.announce(Topic::Settings, "spending");
    Ok(())
}
