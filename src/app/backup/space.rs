//! Room for backups: how many are kept, by number and by what the disk holds.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::{Backup, BackupError, io, list};
use crate::clock::Timestamp;

/// Backups kept in the folder; older ones make room.
const KEPT: usize = 14;
/// However little space there is, this many stay.
const KEPT_AT_LEAST: usize = 2;
/// What must stay free for the shop's own messages, in bytes.
const FOR_THE_SHOP_BYTES: u64 = 50 * 1024 * 1024;
/// A backup is copied plain, then encrypted: it needs the database's size this many times while it is made.
const TIMES_THE_DATABASE: u64 = 2;
/// How long the copy from before an upgrade stays: it is as readable as the database itself.
const BEFORE_UPGRADE_KEPT: Duration = Duration::from_hours(7 * 24);

/// Makes room for one more backup in `beside`; older ones go, the oldest first, unless all of them would not be enough.
pub(super) fn make(beside: &Path, backups: &Path, database_bytes: u64) -> Result<(), BackupError> {
    let needed = database_bytes.saturating_mul(TIMES_THE_DATABASE).saturating_add(FOR_THE_SHOP_BYTES);
    let kept = if same_disk(beside, backups) { kept(backups) } else { Vec::new() };
    let mut may_go: Vec<&Backup> = kept.iter().skip(KEPT_AT_LEAST).collect();
    loop {
        let free = free(beside)?;
        if free >= needed {
            return Ok(());
        }
        let would_free = may_go.iter().fold(free, |sum, old| sum.saturating_add(old.bytes));
        let oldest = may_go.pop().filter(|_| would_free >= needed);
        let Some(oldest) = oldest else { return Err(BackupError::NoSpace { needed, free }) };
        tracing::warn!(
            backup.name = oldest.name,
            "an old backup makes room for a new one: the disk is nearly full"
        );
        remove(backups, oldest)?;
    }
}

/// Removes what is older than what is kept.
pub(super) fn keep_few(backups: &Path, now: Timestamp) -> Result<(), BackupError> {
    for old in kept(backups).iter().skip(KEPT) {
        remove(backups, old)?;
    }
    forget_before_upgrade(backups, now)
}

/// Copies from before an upgrade: a verified backup has been made since, so only the last days' are of use.
fn forget_before_upgrade(backups: &Path, now: Timestamp) -> Result<(), BackupError> {
    let entries = fs::read_dir(backups).map_err(|cause| io(backups, cause))?;
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_copy = name.starts_with("before-schema-")
            && Path::new(&name).extension().is_some_and(|ending| ending == "db");
        if !is_copy {
            continue;
        }
        let changed = entry.metadata().and_then(|file| file.modified()).ok();
        let age = changed
            .and_then(|changed| changed.duration_since(std::time::UNIX_EPOCH).ok())
            .and_then(|since| i64::try_from(since.as_millis()).ok())
            .map(|changed| now.since(Timestamp::from_millis(changed)));
        if age.is_some_and(|age| age > BEFORE_UPGRADE_KEPT) {
            let file = entry.path();
            fs::remove_file(&file).map_err(|cause| io(&file, cause))?;
        }
    }
    Ok(())
}

fn kept(backups: &Path) -> Vec<Backup> {
    list(backups.parent().unwrap_or(backups))
}

fn remove(backups: &Path, old: &Backup) -> Result<(), BackupError> {
    let file = backups.join(&old.name);
    fs::remove_file(&file).map_err(|cause| io(&file, cause))
}

fn free(folder: &Path) -> Result<u64, BackupError> {
    let disk = rustix::fs::statvfs(folder).map_err(|cause| io(folder, cause.into()))?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

fn same_disk(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &Path| fs::metadata(path).map(|folder| folder.dev()).ok();
    device(one).is_some() && device(one) == device(other)
}
