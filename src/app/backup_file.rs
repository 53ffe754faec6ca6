//! A file that may hold a shop: opened whatever it is, looked at before anything believes it.
//!
//! A damaged file is called damaged, a wrong key a wrong key, and what is neither a backup nor a database is named so.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read as _};
use std::path::Path;

use age::x25519;

use crate::knowledge;
use crate::secrets::{VaultError, decrypt_stream};
use crate::storage::{self, OpenError, SnapshotKind, StorageError};

/// What every age file begins with.
const AGE_MARK: &[u8] = b"age-encryption.org/";
/// What every SQLite file begins with.
const SQLITE_MARK: &[u8] = b"SQLite format 3\0";

/// The two small tables Litestream keeps in a database it replicates.
const LITESTREAM: &str = "_litestream_";

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("it does not open with this key")]
    WrongKey,
    #[error("it is damaged or was cut short ({0})")]
    Damaged(String),
    #[error("it is neither a backup nor a database of Shopbell")]
    NotOurs,
    #[error("it was written by a newer Shopbell than this one")]
    Newer,
    #[error("somebody changed its structure: {0}")]
    Tampered(String),
    #[error("{path}: {cause}")]
    Io { path: String, cause: std::io::Error },
    #[error(transparent)]
    Storage(StorageError),
}

/// How a file is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    /// Encrypted for the machine and for the twelve words.
    Encrypted,
    /// A database everybody can read, and could have changed.
    Plain,
    /// A database copied with the log beside it.
    PlainWithLog,
}

/// What the file is, by its first bytes.
pub fn wrapping(file: &Path) -> Result<Wrapping, FileError> {
    let mut start = Vec::new();
    let longest = AGE_MARK.len().max(SQLITE_MARK.len());
    let handle = File::open(file).map_err(|cause| io(file, cause))?;
    handle.take(longest as u64).read_to_end(&mut start).map_err(|cause| io(file, cause))?;
    if start.starts_with(AGE_MARK) {
        Ok(Wrapping::Encrypted)
    } else if start.starts_with(SQLITE_MARK) {
        let log = log_of(file);
        let has_log = fs::metadata(&log).is_ok_and(|log| log.len() > 0);
        Ok(if has_log { Wrapping::PlainWithLog } else { Wrapping::Plain })
    } else if start.is_empty() {
        Err(FileError::Damaged("it is empty".into()))
    } else {
        Err(FileError::NotOurs)
    }
}

fn log_of(file: &Path) -> std::path::PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// Writes the database in `file` to `copy`, as one plain file.
pub fn unpack(
    file: &Path,
    wrapping: Wrapping,
    keys: &[x25519::Identity],
    copy: &Path,
) -> Result<(), FileError> {
    match wrapping {
        Wrapping::Encrypted => decrypt(file, keys, copy),
        Wrapping::Plain => fs::copy(file, copy).map(drop).map_err(|cause| io(copy, cause)),
        Wrapping::PlainWithLog => {
            fs::copy(file, copy).map_err(|cause| io(copy, cause))?;
            fs::copy(log_of(file), log_of(copy)).map_err(|cause| io(copy, cause))?;
            storage::fold_raw_copy(copy).map_err(of_storage)
        }
    }
}

fn decrypt(file: &Path, keys: &[x25519::Identity], copy: &Path) -> Result<(), FileError> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let from = File::open(file).map_err(|cause| io(file, cause))?;
    let mut options = fs::OpenOptions::new();
    let to = options.write(true).create(true).truncate(true).mode(0o600).open(copy);
    let to = to.map_err(|cause| io(copy, cause))?;
    decrypt_stream(keys, BufReader::new(from), BufWriter::new(&to)).map_err(|error| match error {
        VaultError::WrongKey => FileError::WrongKey,
        VaultError::Io(words) if words.contains("os error 28") => {
            io(copy, std::io::ErrorKind::StorageFull.into())
        }
        VaultError::Io(words) => FileError::Damaged(words),
        VaultError::NoRandomness | VaultError::NoKey => FileError::Damaged(error.to_string()),
    })?;
    to.sync_all().map_err(|cause| io(copy, cause))
}

/// Looks at an unpacked database: sound, ours, of this version or older, and of the shape this program gives it.
pub fn examine(copy: &Path) -> Result<SnapshotKind, FileError> {
    let kind = storage::inspect(copy).map_err(of_opening)?;
    let differences =
        storage::differences(copy, &[knowledge::TABLES_MADE_LATER, LITESTREAM]).map_err(of_opening)?;
    match differences.first() {
        None => Ok(kind),
        Some(first) => Err(FileError::Tampered(first.clone())),
    }
}

fn of_opening(error: OpenError) -> FileError {
    match error {
        OpenError::NewerSchema => FileError::Newer,
        OpenError::Storage(error) => of_storage(error),
        other => FileError::Damaged(other.to_string()),
    }
}

fn of_storage(error: StorageError) -> FileError {
    if error.is_damage() { FileError::Damaged(error.to_string()) } else { FileError::Storage(error) }
}

fn io(path: &Path, cause: std::io::Error) -> FileError {
    FileError::Io { path: path.display().to_string(), cause }
}
