//! One file that is the whole business: made while the shop works, encrypted for this machine and for the recovery
//! phrase, read back and compared before it counts.
//!
//! Never leaves a half-made file under a finished name, nor a copy everybody could read.

mod space;
mod standing;
mod verified;

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use age::x25519;
use sha2::{Digest as _, Sha256};

use crate::accounts::vault_store::{self, Reader};
use crate::clock::Timestamp;
use crate::jobs::{Job, JobError};
use crate::secrets::{MachineIdentity, VaultError, decrypt_stream, encrypt_stream};
use crate::storage::{self, Db, StorageError};

pub use standing::{Standing, is_old, standing};

/// How long a nightly backup that failed waits before it is tried again.
const TRY_AGAIN_AFTER: Duration = Duration::from_mins(30);
/// What folders are called in which a backup is being made.
const MAKING: &str = ".making-";
/// What finished backups are called.
const ENDING: &str = "shopbell";
/// The newest one's other name.
const LATEST: &str = "latest.shopbell";

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("{path}: {cause}")]
    Io { path: String, cause: std::io::Error },
    #[error("a backup needs {needed} bytes and {free} are free; older backups would not make enough room")]
    NoSpace { needed: u64, free: u64 },
    #[error("the backup read back differs from what was written; the disk may be failing")]
    Differs,
}

/// A finished backup.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
pub struct Backup {
    pub name: String,
    pub bytes: u64,
    pub made_at: Timestamp,
    /// When it was read back and found whole; nothing for a file nobody looked at.
    pub verified_at: Option<Timestamp>,
}

/// What is wanted.
pub struct Order {
    /// The shop's data folder.
    pub folder: PathBuf,
    /// Where to; the folder's `backups/` when not given.
    pub target: Option<PathBuf>,
    /// A bare SQLite file that everybody can read.
    pub plain: bool,
    pub now: Timestamp,
}

/// Makes one. Blocks; the shop may work on the file meanwhile.
pub fn make(order: &Order) -> Result<(PathBuf, Backup), BackupError> {
    let backups = order.folder.join("backups");
    private_folder(&backups)?;
    let target = order.target.clone().unwrap_or_else(|| backups.join(name_of(order.now, order.plain)));
    let beside = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        Some(_) | None => PathBuf::from("."),
    };
    sweep(&beside)?;
    let source = order.folder.join(storage::FILE_NAME);
    space::make(&beside, &backups, fs::metadata(&source).map_err(|cause| io(&source, cause))?.len())?;
    let making = Making::begin(&beside)?;
    let copy = making.folder.path().join("copy.db");
    storage::snapshot_file(&source, &copy, order.now)?;
    let unfinished = making.folder.path().join("finished");
    if order.plain {
        fs::rename(&copy, &unfinished).map_err(|cause| io(&target, cause))?;
    } else {
        lock(&order.folder, &copy, &unfinished)?;
    }
    finish(&unfinished, &target)?;
    let bytes = fs::metadata(&target).map_err(|cause| io(&target, cause))?.len();
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if order.target.is_none() && !order.plain {
        point_latest(&target, &backups)?;
        verified::remember(&backups, &name, bytes, order.now)?;
        space::keep_few(&backups, order.now)?;
    }
    tracing::info!(backup.name = name, backup.bytes = bytes, "a backup was made and verified");
    Ok((target, Backup { name, bytes, made_at: order.now, verified_at: Some(order.now) }))
}

/// A folder for what is being made, beside its goal. Its lock tells a living maker from one that was killed.
struct Making {
    folder: tempfile::TempDir,
    _lock: File,
}

impl Making {
    fn begin(beside: &Path) -> Result<Self, BackupError> {
        let made = tempfile::Builder::new().prefix(MAKING).tempdir_in(beside);
        let folder = made.map_err(|cause| io(beside, cause))?;
        let lock = File::open(folder.path()).map_err(|cause| io(beside, cause))?;
        rustix::fs::flock(&lock, rustix::fs::FlockOperation::NonBlockingLockExclusive)
            .map_err(|cause| io(beside, cause.into()))?;
        Ok(Self { folder, _lock: lock })
    }
}

/// Removes what a maker that was killed left behind: a copy everybody could read.
pub fn sweep(folder: &Path) -> Result<(), BackupError> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries.filter_map(Result::ok) {
        if !entry.file_name().to_string_lossy().starts_with(MAKING) {
            continue;
        }
        let left = entry.path();
        let is_left = File::open(&left).is_ok_and(|handle| {
            rustix::fs::flock(&handle, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_ok()
        });
        if is_left {
            fs::remove_dir_all(&left).map_err(|cause| io(&left, cause))?;
        }
    }
    Ok(())
}

/// The same in the shop's own folder, when the shop starts: until the next backup is a long time.
pub fn sweep_own(folder: &Path) {
    if let Err(error) = sweep(&folder.join("backups")) {
        tracing::warn!(error = %error, "what a killed backup left behind could not be removed");
    }
}

/// Makes one in the shop's own folder, without blocking.
pub async fn make_in_folder(db: &Db, now: Timestamp) -> Result<(PathBuf, Backup), BackupError> {
    let order = Order { folder: db.folder().to_owned(), target: None, plain: false, now };
    let made = tokio::task::spawn_blocking(move || make(&order)).await;
    made.unwrap_or(Err(BackupError::Storage(StorageError::Panicked)))
}

/// The nightly backup.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct NightlyBackup {}

impl NightlyBackup {
    /// There is one shop, so one waits.
    pub const KEY: &'static str = "one";
}

impl Job for NightlyBackup {
    const KIND: &'static str = "nightly_backup";
    /// Half an hour apart, this is about a day: then it is night again.
    const MAX_ATTEMPTS: u32 = 46;
    fn key(&self) -> Option<String> {
        Some(Self::KEY.into())
    }
}

/// Runs [`NightlyBackup`].
pub async fn nightly(db: &Db, now: Timestamp) -> Result<(), JobError> {
    let made = make_in_folder(db, now).await.map(drop);
    if let Err(BackupError::Storage(error)) = &made
        && error.is_damage()
    {
        // The copy is not sound: whether the shop's own file is to blame is found out, and told everywhere if so.
        let damage = db.damage().await;
        tracing::error!(error = %error, damage = ?damage, "the nightly copy of the database is not sound");
    }
    made.map_err(|error| JobError::RetryAt(now.plus(TRY_AGAIN_AFTER), error.into()))
}

/// The finished backups in the folder, newest first.
pub fn list(folder: &Path) -> Vec<Backup> {
    let backups = folder.join("backups");
    let verified = verified::read(&backups);
    let Ok(entries) = fs::read_dir(backups) else { return Vec::new() };
    let mut backups: Vec<Backup> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let made_at = made_at(&name)?;
            let bytes = entry.metadata().ok()?.len();
            let verified_at = verified.when(&name, bytes);
            Some(Backup { name, bytes, made_at, verified_at })
        })
        .collect();
    backups.sort_by_key(|backup| std::cmp::Reverse(backup.made_at));
    backups
}

/// Encrypts for every reader, then reads it back with this machine's key.
fn lock(folder: &Path, copy: &Path, target: &Path) -> Result<(), BackupError> {
    let readers = storage::read_file::<_, BackupError>(copy, |conn| {
        let mut readers = Vec::new();
        for reader in [Reader::Machine, Reader::Phrase] {
            if let Some(key) = vault_store::load(conn, reader)? {
                readers.push(
                    key.public_key
                        .parse::<x25519::Recipient>()
                        .map_err(|words| VaultError::Io(words.to_owned()))?,
                );
            }
        }
        Ok(readers)
    })?;
    let from = File::open(copy).map_err(|cause| io(copy, cause))?;
    let to = private_file(target)?;
    encrypt_stream(&readers, BufReader::new(from), BufWriter::new(&to))?;
    to.sync_all().map_err(|cause| io(target, cause))?;
    let machine = MachineIdentity::load(folder)?.ok_or(VaultError::NoKey)?;
    let mut read_back = Hash(Sha256::new());
    let locked = File::open(target).map_err(|cause| io(target, cause))?;
    decrypt_stream(&[machine.identity().clone()], BufReader::new(locked), &mut read_back)?;
    if read_back.0.finalize() == hash_of(copy)? { Ok(()) } else { Err(BackupError::Differs) }
}

struct Hash(Sha256);

impl std::io::Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn hash_of(file: &Path) -> Result<sha2::digest::Output<Sha256>, BackupError> {
    let mut hash = Sha256::new();
    let mut from = File::open(file).map_err(|cause| io(file, cause))?;
    let mut piece = vec![0_u8; 256 * 1024];
    loop {
        let read = from.read(&mut piece).map_err(|cause| io(file, cause))?;
        if read == 0 {
            return Ok(hash.finalize());
        }
        hash.update(&piece[..read]);
    }
}

fn finish(unfinished: &Path, target: &Path) -> Result<(), BackupError> {
    fs::rename(unfinished, target).map_err(|cause| io(target, cause))?;
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|cause| io(folder, cause))
}

/// `latest.shopbell` is at every moment either the one before or this one, whole.
fn point_latest(target: &Path, backups: &Path) -> Result<(), BackupError> {
    let next = backups.join(".latest.part");
    let latest = backups.join(LATEST);
    if next.exists() {
        fs::remove_file(&next).map_err(|cause| io(&next, cause))?;
    }
    fs::hard_link(target, &next)
        .or_else(|_| fs::copy(target, &next).map(drop))
        .map_err(|cause| io(&next, cause))?;
    finish(&next, &latest)
}

fn name_of(now: Timestamp, plain: bool) -> String {
    let ending = if plain { "db" } else { ENDING };
    format!("shopbell-{}.{ending}", now.to_jiff().strftime("%Y-%m-%d-%H%M%S"))
}

/// The moment in a backup's name; `None` for every other file.
fn made_at(name: &str) -> Option<Timestamp> {
    let moment = name.strip_prefix("shopbell-")?.strip_suffix(&format!(".{ENDING}"))?;
    let moment = jiff::civil::DateTime::strptime("%Y-%m-%d-%H%M%S", moment).ok()?;
    let moment = moment.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(Timestamp::from_millis(moment.timestamp().as_millisecond()))
}

fn private_folder(folder: &Path) -> Result<(), BackupError> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|cause| io(folder, cause))
}

fn private_file(file: &Path) -> Result<File, BackupError> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600).open(file).map_err(|cause| io(file, cause))
}

fn io(path: &Path, cause: std::io::Error) -> BackupError {
    BackupError::Io { path: path.display().to_string(), cause }
}
