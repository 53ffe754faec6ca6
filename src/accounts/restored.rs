//! What a restored shop does not take over: who was signed in, and what only the lost key could open.

use super::store::{links, second_factors, sessions, tokens, vault_keys};
use super::vault_store::Reader;
use crate::storage::{StorageError, WriteTx};

/// Ends every session, API token and link: the copy may be old, or have been in other hands.
pub fn end_access(tx: &WriteTx) -> Result<(), StorageError> {
    sessions::delete_everybodys(tx)?;
    tokens::delete_everybodys(tx)?;
    links::delete_everybodys(tx)
}

/// Forgets what was sealed by a key that is lost: second factors are set up again, the recovery phrase is shown anew.
pub fn forget_sealed(tx: &WriteTx) -> Result<(), StorageError> {
    second_factors::delete_everybodys(tx)?;
    vault_keys::delete(tx, Reader::Phrase)
}
