//! Where the wrapped data key lies: once for this machine, once for the recovery phrase.
//!
//! The program opens the vault with the machine's copy at start, `restore` with the phrase's. Only age files are kept
//! here, never the key itself.

use crate::secrets::WrappedKey;
use crate::storage::{ReadConn, StorageError, WriteTx};

use super::store::vault_keys;

/// Who can open a copy of the data key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The key file beside the database.
    Machine,
    /// The owner's twelve words.
    Phrase,
}

impl Reader {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Phrase => "phrase",
        }
    }
}

/// One copy of the data key.
#[derive(Debug, Clone)]
pub struct StoredKey {
    pub wrapped: WrappedKey,
    /// The reader's age recipient, so that backups can be locked for it too.
    pub public_key: String,
    /// The reader proved to be able to open it; a machine always can.
    pub confirmed: bool,
}

/// The copy for this reader, if there is one.
pub fn load(conn: &ReadConn, reader: Reader) -> Result<Option<StoredKey>, StorageError> {
    vault_keys::find(conn, reader)
}

/// Keeps the copy for this reader; an older one is replaced.
pub fn save(tx: &WriteTx, reader: Reader, key: &StoredKey) -> Result<(), StorageError> {
    vault_keys::put(tx, reader, key)
}
