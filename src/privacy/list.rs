//! The list of erased names: digests with a key, so that nobody reads a number out of it, and a copy beside the file.
//!
//! The copy (`erased.list`, in the data folder and among the backups) is what a restored older backup is held against:
//! whoever was erased since is erased again. The key lies with it, so whoever has the list can try numbers; it guards
//! against reading, not against somebody who has the data folder.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::store;
use super::types::{DIGEST_BYTES, Digest, Forgotten, Stops};
use crate::clock::Timestamp;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// The list's name in the data folder and among the backups.
pub const LIST_NAME: &str = "erased.list";
/// Bytes of a list that is read: about a million names.
const LONGEST_LIST_BYTES: u64 = 100 * 1024 * 1024;

/// Whether one of these names was erased; the latest erasure counts, and the widest wish.
pub fn forgotten(conn: &ReadConn, marks: &[String]) -> Result<Option<Forgotten>, StorageError> {
    if marks.is_empty() || !store::anybody_forgotten(conn)? {
        return Ok(None);
    }
    let key = store::key(conn)?;
    let mut found: Option<Forgotten> = None;
    for mark in marks {
        let Some(one) = store::forgotten(conn, &digest(&key, mark)?)? else { continue };
        found = Some(match found {
            None => one,
            Some(other) => Forgotten {
                erased_at: one.erased_at.max(other.erased_at),
                stops: Stops::wider(one.stops, other.stops),
            },
        });
    }
    Ok(found)
}

/// Puts names on the list.
pub(super) fn forget(tx: &WriteTx, marks: &[String], stops: Option<Stops>) -> Result<(), StorageError> {
    let key = store::key(tx)?;
    for mark in marks {
        store::forget(tx, &digest(&key, mark)?, Forgotten { erased_at: tx.now(), stops })?;
    }
    Ok(())
}

fn digest(key: &[u8], mark: &str) -> Result<Digest, StorageError> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key).map_err(|error| StorageError::Corrupt(error.to_string()))?;
    mac.update(mark.as_bytes());
    let whole = mac.finalize().into_bytes();
    let mut digest = [0; DIGEST_BYTES];
    digest.copy_from_slice(&whole[..DIGEST_BYTES]);
    Ok(digest)
}

/// The list as it lies beside the file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Listed {
    key: String,
    names: Vec<ListedName>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct ListedName {
    digest: String,
    erased_at_ms: i64,
    stops: Option<Stops>,
}

impl Listed {
    /// Of the database.
    pub(super) fn of(conn: &ReadConn) -> Result<Self, StorageError> {
        let names = store::everybody_forgotten(conn)?.into_iter().map(|(digest, one)| ListedName {
            digest: hex::encode(digest),
            erased_at_ms: one.erased_at.as_millis(),
            stops: one.stops,
        });
        Ok(Self { key: hex::encode(store::key(conn)?), names: names.collect() })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Writes it into a folder: whole or not at all.
    pub(super) fn write(&self, folder: &Path) -> std::io::Result<()> {
        use std::os::unix::fs::OpenOptionsExt as _;
        std::fs::create_dir_all(folder)?;
        let (new, place) = (folder.join(format!("{LIST_NAME}.new")), folder.join(LIST_NAME));
        let mut file =
            std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(serde_json::to_string(self)?.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&new, &place)?;
        std::fs::File::open(folder)?.sync_all()
    }
}

/// The list in a folder, if one lies there.
pub fn read_list(folder: &Path) -> std::io::Result<Option<Listed>> {
    let file = folder.join(LIST_NAME);
    match std::fs::metadata(&file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(known) if known.len() > LONGEST_LIST_BYTES => {
            return Err(std::io::Error::other("the list is longer than any can be"));
        }
        Ok(_) => {}
    }
    Ok(Some(serde_json::from_slice(&std::fs::read(file)?)?))
}

/// Takes a list of another copy of this shop into this one. `marks` gives every name it knows with whose it is; whoever
/// was erased since this copy was made comes back, to be erased again; nothing comes back where it is another shop's list.
pub fn merge_list<T: Copy + PartialEq>(
    tx: &WriteTx,
    list: &Listed,
    marks: &[(T, String)],
) -> Result<Option<Vec<T>>, StorageError> {
    let unreadable = |error: hex::FromHexError| StorageError::Corrupt(format!("{LIST_NAME}: {error}"));
    let key = hex::decode(&list.key).map_err(unreadable)?;
    // A copy of before there was a list has a key of its own, and no name that was digested with it.
    if key != store::key(tx)? {
        if store::anybody_forgotten(tx)? {
            return Ok(None);
        }
        store::set_key(tx, &key)?;
    }
    let mut new = HashMap::new();
    for name in &list.names {
        let digest: Digest = hex::decode(&name.digest)
            .map_err(unreadable)?
            .try_into()
            .map_err(|_| StorageError::Corrupt(format!("{LIST_NAME}: a digest of another length")))?;
        let one = Forgotten { erased_at: Timestamp::from_millis(name.erased_at_ms), stops: name.stops };
        let known = store::forgotten(tx, &digest)?;
        if known.is_none_or(|known| known.erased_at < one.erased_at) {
            new.insert(digest, one);
        }
    }
    let mut again = Vec::new();
    for (whose, mark) in marks {
        if new.contains_key(&digest(&key, mark)?) && !again.contains(whose) {
            again.push(*whose);
        }
    }
    new.iter().try_for_each(|(digest, one)| store::forget(tx, digest, *one))?;
    Ok(Some(again))
}
