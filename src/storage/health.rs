//! Whether the file can be relied on now: it is where it was opened, it takes a write, the disk has room, and nobody
//! has met damage in it.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::Db;
use super::error::StorageError;

/// With less free than this a webhook may find no room, in bytes.
const ROOM_NEEDED_BYTES: u64 = 2 * 1024 * 1024;
/// A write proves for this long that writing works: whoever asks often does not wear out the disk.
const PROOF_HOLDS: Duration = Duration::from_secs(1);

/// What is wrong with the file.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Unfit {
    #[error("the disk is full: only {free_bytes} bytes are free")]
    NoRoom { free_bytes: u64 },
    #[error("the database file was moved or deleted while the program ran")]
    Gone,
    #[error("the database file is damaged: stop the program and restore the latest backup")]
    Damaged,
    #[error("nothing can be written: {0}")]
    CannotWrite(StorageError),
}

/// What is remembered about the file.
pub(super) struct Health {
    /// Device and inode, as opened.
    place: Option<(u64, u64)>,
    damaged: Arc<AtomicBool>,
    refused: Refused,
    proven: Mutex<Option<Instant>>,
}

/// Why the last commit was refused; nothing once one went well.
pub(super) type Refused = Arc<Mutex<Option<StorageError>>>;

impl Health {
    pub fn of(file: &Path, damaged: Arc<AtomicBool>, refused: Refused) -> Self {
        Self { place: place_of(file), damaged, refused, proven: Mutex::default() }
    }

    /// Somebody has met damage.
    pub fn note_damage(&self) {
        self.damaged.store(true, Ordering::Relaxed);
    }
}

fn place_of(file: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(file).ok().map(|found| (found.dev(), found.ino()))
}

impl Db {
    /// Whether a message could be kept now, by what is known: writes nothing.
    pub fn looks_fit(&self) -> Result<(), Unfit> {
        self.stands()?;
        self.0.health.refused.lock().clone().map_or(Ok(()), |error| Err(Unfit::CannotWrite(error)))
    }

    /// Whether the file is where it was, undamaged, on a disk with room.
    fn stands(&self) -> Result<(), Unfit> {
        let health = &self.0.health;
        if health.damaged.load(Ordering::Relaxed) {
            return Err(Unfit::Damaged);
        }
        if place_of(&self.file()) != health.place {
            return Err(Unfit::Gone);
        }
        if let Some(free_bytes) = self.free_bytes().filter(|free| *free < ROOM_NEEDED_BYTES) {
            return Err(Unfit::NoRoom { free_bytes });
        }
        Ok(())
    }

    /// Whether a message could be kept now, proven by a write, at most one a second.
    pub async fn fitness(&self) -> Result<(), Unfit> {
        self.stands()?;
        let health = &self.0.health;
        if health.proven.lock().is_some_and(|proven| proven.elapsed() < PROOF_HOLDS) {
            return Ok(());
        }
        let written = self.write(|tx| {
            tx.execute(
                "INSERT INTO storage_meta (key, value) VALUES ('proof_at_ms', :now)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                rusqlite::named_params! { ":now": tx.now().as_millis().to_string() },
            )
        });
        written.await.map_err(Unfit::CannotWrite)?;
        *health.proven.lock() = Some(Instant::now());
        Ok(())
    }

    /// Bytes the file and its log take on the disk.
    pub fn bytes(&self) -> u64 {
        let size = |ending: &str| {
            let mut name = self.file().into_os_string();
            name.push(ending);
            std::fs::metadata(name).map_or(0, |file| file.len())
        };
        size("") + size("-wal")
    }

    /// Bytes this program may still write to the disk; `None` when the disk does not say.
    pub fn free_bytes(&self) -> Option<u64> {
        let disk = rustix::fs::statvfs(self.folder()).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
}
