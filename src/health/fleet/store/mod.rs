//! All SQL of the fleet: who may read this install's report, what stands in it, and the sites that are looked after.

pub(super) mod figures;
pub(super) mod sites;
pub(super) mod tokens;

use crate::storage::{StorageError, WriteTx};

pub use sites::any as any_site;

/// Ends what was given away: a restored copy may be old, or have been in other hands.
pub fn end_access(tx: &WriteTx) -> Result<(), StorageError> {
    tokens::delete_all(tx)
}

/// Forgets what was sealed by a key that is lost: tokens are pasted again, and operators pair anew.
pub fn forget_sealed(tx: &WriteTx) -> Result<(), StorageError> {
    tokens::delete_all(tx)?;
    tokens::forget_identity(tx)?;
    sites::forget_tokens(tx)
}
