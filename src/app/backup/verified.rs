//! Which backups were read back and found whole. Remembered in a file beside them, never read from a name.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::BackupError;
use crate::clock::Timestamp;

/// Where it is remembered, in the folder of backups.
const FILE_NAME: &str = "verified.json";

/// What is known of each backup, by its name.
#[derive(Default, serde::Serialize, serde::Deserialize)]
pub(super) struct Verified(BTreeMap<String, Known>);

#[derive(serde::Serialize, serde::Deserialize)]
struct Known {
    bytes: u64,
    verified_at_ms: i64,
}

impl Verified {
    /// When the file of this name and size was found whole.
    pub fn when(&self, name: &str, bytes: u64) -> Option<Timestamp> {
        let known = self.0.get(name).filter(|known| known.bytes == bytes)?;
        Some(Timestamp::from_millis(known.verified_at_ms))
    }
}

/// What is remembered; nothing when the file is missing or unreadable.
pub(super) fn read(backups: &Path) -> Verified {
    let text = fs::read(backups.join(FILE_NAME)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// Remembers that a backup was found whole, and forgets those that are gone.
pub(super) fn remember(backups: &Path, name: &str, bytes: u64, now: Timestamp) -> Result<(), BackupError> {
    let mut verified = read(backups);
    verified.0.insert(name.to_owned(), Known { bytes, verified_at_ms: now.as_millis() });
    verified.0.retain(|name, _| backups.join(name).is_file());
    let text = serde_json::to_vec_pretty(&verified).map_err(crate::storage::StorageError::from)?;
    let unfinished = backups.join(".verified.part");
    fs::write(&unfinished, text).map_err(|cause| super::io(&unfinished, cause))?;
    super::finish(&unfinished, &backups.join(FILE_NAME))
}
