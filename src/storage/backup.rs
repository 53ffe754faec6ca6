//! A whole, consistent copy of the file while the shop works, and reading what kind of copy a file is.
//!
//! Copies page by page from one fixed view (never `VACUUM INTO`: it may renumber rows that vector tables refer to),
//! then stamps, checks and flushes the copy before it is called one.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::connection::ReadConn;
use super::error::StorageError;
use super::file::{APPLICATION_ID, require_vector_search};
use super::{Db, OpenError};
use crate::clock::Timestamp;

/// Pages copied between two breaths.
const PAGES_PER_STEP: i32 = 2048;

/// A finished, verified copy.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub bytes: u64,
    pub made_at: Timestamp,
}

/// What a database file turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnapshotKind {
    /// Made by `backup`: whole and verified.
    Snapshot,
    /// Copied after a clean stop: whole.
    CleanCopy,
    /// Copied while the shop ran: the latest changes may be missing.
    LiveCopy,
}

impl Db {
    /// Copies the file to `target`, stamps the copy and proves it sound. The shop goes on working.
    pub async fn snapshot(&self, target: &Path, now: Timestamp) -> Result<Snapshot, StorageError> {
        let (source, target) = (self.file(), target.to_owned());
        tokio::task::spawn_blocking(move || snapshot_file(&source, &target, now))
            .await
            .unwrap_or(Err(StorageError::Panicked))
    }
}

/// Reads a database file that no shop works on, such as a copy, without changing it.
pub fn read_file<T, E: From<StorageError>>(
    file: &Path,
    work: impl FnOnce(&ReadConn) -> Result<T, E>,
) -> Result<T, E> {
    require_vector_search();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let connection = Connection::open_with_flags(file, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.pragma_update(None, "trusted_schema", "OFF")?;
        Ok::<_, StorageError>(ReadConn::new(connection))
    };
    work(&open()?)
}

/// Copies the file at `source`, whether a shop works on it or not.
pub fn snapshot_file(source: &Path, target: &Path, now: Timestamp) -> Result<Snapshot, StorageError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = Connection::open_with_flags(source, flags)?;
    source.busy_timeout(std::time::Duration::from_secs(5))?;
    // Holding the view keeps other writers' commits from restarting the copy.
    source.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema;")?;
    copy(&source, target)?;
    stamp(target, now)?;
    verify(target)?;
    let bytes = std::fs::metadata(target).map_or(0, |file| file.len());
    Ok(Snapshot { bytes, made_at: now })
}

/// Copies every page to a new file and flushes it.
pub(super) fn copy(source: &Connection, target: &Path) -> Result<(), StorageError> {
    remove_old(target)?;
    let mut copy = open_plain(target)?;
    let backup = rusqlite::backup::Backup::new(source, &mut copy)?;
    backup.run_to_completion(PAGES_PER_STEP, std::time::Duration::ZERO, None)?;
    drop(backup);
    // A single file, not a file and its log.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    copy.close().map_err(|(_, error)| error)?;
    flush(target)
}

fn remove_old(target: &Path) -> Result<(), StorageError> {
    match std::fs::remove_file(target) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StorageError::Corrupt(format!("{}: {error}", target.display())))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

#[expect(clippy::disallowed_methods, reason = "storage is the room that opens the database")]
fn open_plain(file: &Path) -> Result<Connection, StorageError> {
    use std::os::unix::fs::OpenOptionsExt as _;
    // Made by us first so that it is never readable by others, not even for a moment.
    std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(file)
        .map_err(|error| StorageError::Corrupt(format!("{}: {error}", file.display())))?;
    Ok(Connection::open(file)?)
}

fn stamp(target: &Path, now: Timestamp) -> Result<(), StorageError> {
    let copy = open_plain(target)?;
    copy.pragma_update(None, "synchronous", "FULL")?;
    for (key, value) in [
        ("snapshot_made_at_ms", now.as_millis().to_string()),
        ("snapshot_version", env!("CARGO_PKG_VERSION").to_owned()),
    ] {
        copy.execute("INSERT OR REPLACE INTO storage_meta (key, value) VALUES (?1, ?2)", [key, &value])?;
    }
    copy.close().map_err(|(_, error)| error)?;
    flush(target)
}

/// Marks a copy as whole: it was made page by page from one view.
pub(super) fn mark_as_snapshot(target: &Path) -> Result<(), StorageError> {
    let copy = open_plain(target)?;
    copy.pragma_update(None, "synchronous", "FULL")?;
    copy.execute(
        "INSERT OR REPLACE INTO storage_meta (key, value)
         VALUES ('snapshot_made_at_ms', CAST(unixepoch() * 1000 AS TEXT))",
        [],
    )?;
    copy.close().map_err(|(_, error)| error)?;
    flush(target)
}

/// A raw copy with its log beside it becomes one file: what the log holds is part of the shop.
#[expect(clippy::disallowed_methods, reason = "storage is the room that opens the database")]
pub fn fold_raw_copy(file: &Path) -> Result<(), StorageError> {
    require_vector_search();
    let copy = Connection::open(file)?;
    copy.pragma_update(None, "trusted_schema", "OFF")?;
    copy.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))?;
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    copy.close().map_err(|(_, error)| error)?;
    flush(file)
}

fn verify(target: &Path) -> Result<(), StorageError> {
    let copy = Connection::open_with_flags(target, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let verdict: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StorageError::Corrupt(format!("the copy is not sound: {verdict}")));
    }
    if copy.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(StorageError::Corrupt("the copy has rows that point nowhere".into()));
    }
    Ok(())
}

fn flush(file: &Path) -> Result<(), StorageError> {
    let flushed = std::fs::File::open(file).and_then(|handle| {
        handle.sync_all()?;
        file.parent().map_or(Ok(()), |folder| std::fs::File::open(folder)?.sync_all())
    });
    flushed.map_err(|error| StorageError::Corrupt(format!("{}: {error}", file.display())))
}

/// Looks at a database file without changing it: is it one of ours, sound, and how was it made?
pub fn inspect(file: &Path) -> Result<SnapshotKind, OpenError> {
    require_vector_search();
    let copy = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    copy.pragma_update(None, "trusted_schema", "OFF")?;
    let application: i64 = copy.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if application != i64::from(APPLICATION_ID) {
        return Err(StorageError::Corrupt("this is not a Shopbell database".into()).into());
    }
    let verdict: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StorageError::Corrupt(format!("the file is damaged: {verdict}")).into());
    }
    let meta = |key: &str| {
        copy.query_row("SELECT value FROM storage_meta WHERE key = ?1", [key], |row| row.get::<_, String>(0))
            .ok()
    };
    if meta("snapshot_made_at_ms").is_some() {
        return Ok(SnapshotKind::Snapshot);
    }
    match meta("stopped_cleanly").as_deref() {
        Some("yes") => Ok(SnapshotKind::CleanCopy),
        Some(_) | None => Ok(SnapshotKind::LiveCopy),
    }
}
