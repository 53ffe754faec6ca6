//! Where the wrapped data key lies: once for this machine, once for the recovery phrase.
//!
//! The program opens the vault with the machine's copy at start, `restore` with the phrase's. Only age files are kept
//! here, never the key itself.

use std::path::Path;

use super::error::AccountError;
use super::store::vault_keys;
pub use super::types::{Reader, StoredKey};
use crate::secrets::{MachineIdentity, Vault, VaultError};
use crate::storage::{Db, ReadConn, StorageError, WriteTx};

/// Opens the vault with the key in the shop's folder. The first start makes both keys; after that a key that is missing
/// is missed, for a new one would open nothing.
pub async fn open_in(db: &Db, folder: &Path) -> Result<Vault, AccountError> {
    let stored = db.read::<_, StorageError>(|conn| load(conn, Reader::Machine)).await?;
    let machine = match (MachineIdentity::load(folder)?, stored) {
        (Some(machine), _) => machine,
        (None, None) => MachineIdentity::load_or_create(folder)?,
        (None, Some(_)) => return Err(VaultError::NoKey.into()),
    };
    open(db, &machine).await
}

/// Opens the vault with this machine's key; the first start makes the data key.
pub async fn open(db: &Db, machine: &MachineIdentity) -> Result<Vault, AccountError> {
    if let Some(stored) = db.read::<_, StorageError>(|conn| load(conn, Reader::Machine)).await? {
        return Ok(Vault::unlock(machine.identity(), &stored.wrapped)?);
    }
    let vault = Vault::create()?;
    let reader = machine.recipient();
    let key =
        StoredKey { wrapped: vault.wrap_for(&reader)?, public_key: reader.to_string(), confirmed: true };
    db.write::<_, StorageError>(move |tx| save(tx, Reader::Machine, &key)).await?;
    Ok(vault)
}

/// The copy for this reader, if there is one.
pub fn load(conn: &ReadConn, reader: Reader) -> Result<Option<StoredKey>, StorageError> {
    vault_keys::find(conn, reader)
}

/// Keeps the copy for this reader; an older one is replaced.
pub fn save(tx: &WriteTx, reader: Reader, key: &StoredKey) -> Result<(), StorageError> {
    vault_keys::put(tx, reader, key)
}
