//! The one SQLite file: one writer with group commit, many read-only readers, migrations, online backup.
//!
//! Owns the file and its connections, and the words `read` and `write`. Never knows a room's tables.

mod backup;
mod checkpoint;
mod connection;
mod error;
mod fatal;
mod file;
mod guarded;
mod health;
mod hold;
mod look;
mod migrate;
mod open;
mod readers;
mod schema;
mod scrub;
mod writer;

pub mod text;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Semaphore, oneshot};

pub use backup::{Snapshot, SnapshotKind, fold_raw_copy, inspect, read_file, snapshot_file};
pub use connection::{ReadConn, WriteTx};
pub use error::{OpenError, StorageError};
pub use guarded::{Answered, Guarded, GuardedError, LONGEST_QUESTION, Unasked, View};
pub use health::Unfit;
pub use hold::{is_on_hold, put_on_hold, release_hold};
pub use look::{FileFault, look_at};
pub use open::{OpenOptions, instance_id, is_in_use};
pub use schema::differences;

use readers::Readers;
use scrub::Swept;
use writer::{Closure, Lane, Queue};

/// Closures that may wait for the writer before callers have to wait for a place.
const URGENT_PLACES: usize = 8192;
/// The same for background work.
const BACKGROUND_PLACES: usize = 64;

/// How often scrubbing waits for readers of an old view, and how long.
const SCRUB_TRIES: u32 = 40;
const SCRUB_PAUSE: Duration = Duration::from_millis(100);

/// Gives 64 pages back.
const GIVE_BACK: &str = "PRAGMA incremental_vacuum(64)";
/// Pages without rows that stay in the file, ready to be filled again: 4 MiB.
const ROOM_KEPT_PAGES: i64 = 1024;

tokio::task_local! {
    /// Set where a job runs.
    static IN_A_JOB: ();
}

/// Runs a job: what it writes waits for webhooks, for people, and no longer than its turn for the reader of the ledger,
/// which without this would stand behind the answers to what it has read.
pub async fn in_a_job<F: Future>(job: F) -> F::Output {
    IN_A_JOB.scope((), job).await
}

fn is_in_a_job() -> bool {
    IN_A_JOB.try_with(|()| ()).is_ok()
}

/// The database. Clones share it.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    quick: Readers,
    slow: Readers,
    /// Who asks slow questions: each has one place.
    askers: Mutex<HashMap<String, Weak<Semaphore>>>,
    health: health::Health,
    queue: Arc<Queue>,
    urgent_places: Arc<Semaphore>,
    background_places: Arc<Semaphore>,
    job_places: Arc<Semaphore>,
    /// Of the quick lane; waited for before one of its own.
    job_readers: Semaphore,
    writer: Mutex<Option<std::thread::JoinHandle<()>>>,
    /// For scrubbing; opened at its first use.
    handle: OnceLock<std::fs::File>,
    epoch: i64,
    stopped_cleanly_before: bool,
    /// Holds the lock that keeps a second process away.
    _lock: Option<std::fs::File>,
}

impl Db {
    /// Reads in one consistent view of the file, for at most two seconds. However many jobs run, they leave a reader to
    /// whoever looks at a screen and to the webhooks that wait to be read.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&ReadConn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let _place = if is_in_a_job() {
            Some(self.0.job_readers.acquire().await.map_err(|_| StorageError::Stopped)?)
        } else {
            None
        };
        self.0.quick.read(Some(readers::READ_LIMIT), work).await
    }

    /// Reads what is known to take long, such as a report, for at most ten seconds: in a lane of its own, so that
    /// lists and threads never wait for it. Of one asker one question is read at a time, the next ones wait.
    pub async fn read_slow<T, E>(
        &self,
        asker: &impl std::fmt::Display,
        work: impl FnOnce(&ReadConn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let turn = self.turn_of(asker.to_string());
        let _turn = turn.acquire().await.map_err(|_| StorageError::Stopped)?;
        self.0.slow.read(Some(readers::SLOW_READ_LIMIT), work).await
    }

    /// The one place of somebody who asks slow questions; forgotten when nobody holds it.
    fn turn_of(&self, asker: String) -> Arc<Semaphore> {
        let mut askers = self.0.askers.lock();
        if let Some(turn) = askers.get(&asker).and_then(Weak::upgrade) {
            return turn;
        }
        askers.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::new(Semaphore::new(1));
        askers.insert(asker, Arc::downgrade(&turn));
        turn
    }

    /// Reads without a time limit: for building an index or a copy, never for a screen.
    pub async fn read_long<T, E>(
        &self,
        work: impl FnOnce(&ReadConn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        self.0.slow.read(None, work).await
    }

    /// Asks what somebody wrote in SQL, on a connection of its own that sees published views only. Of one asker one
    /// question is asked at a time.
    pub async fn read_guarded<T: Send + 'static>(
        &self,
        asker: &impl std::fmt::Display,
        work: impl FnOnce(&mut Guarded) -> Result<T, GuardedError> + Send + 'static,
    ) -> Result<T, GuardedError> {
        let turn = self.turn_of(format!("{asker} in SQL"));
        let turn = turn.acquire_owned().await.map_err(|_| StorageError::Stopped)?;
        let file = self.file();
        let answer = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(&mut Guarded::open(&file)?)
        });
        answer.await.unwrap_or_else(|_| Err(StorageError::Panicked.into()))
    }

    /// Writes: kept on disk when this returns `Ok`, undone when it returns `Err`. What a job writes makes way for others.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&WriteTx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let lane = if is_in_a_job() { Lane::Jobs } else { Lane::Urgent };
        self.enqueue(lane, work).await
    }

    /// Writes when nothing urgent waits, or after a short patience: bulk work that must not delay a webhook.
    pub async fn write_background<T, E>(
        &self,
        work: impl FnOnce(&WriteTx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        self.enqueue(Lane::Background, work).await
    }

    async fn enqueue<T, E>(
        &self,
        lane: Lane,
        work: impl FnOnce(&WriteTx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let places = match lane {
            Lane::Urgent => &self.0.urgent_places,
            Lane::Background => &self.0.background_places,
            Lane::Jobs => &self.0.job_places,
        };
        let place = Arc::clone(places).acquire_owned().await.map_err(|_| StorageError::Stopped)?;
        let (reply, answer) = oneshot::channel();
        let unit = Closure { work: Some(work), outcome: None, reply, _place_in_queue: place };
        self.0.queue.push(lane, Box::new(unit))?;
        answer.await.unwrap_or_else(|_| Err(StorageError::Stopped.into()))
    }

    /// Gives the room of deleted rows back to the disk, little by little and making way for whoever is urgent.
    pub async fn give_back_space(&self) -> Result<(), StorageError> {
        loop {
            let left: i64 = self
                .write_background::<_, StorageError>(|tx| {
                    tx.each(GIVE_BACK, [], |_| Ok(()))?;
                    tx.one("PRAGMA freelist_count", [], |row| row.get(0))
                })
                .await?;
            if left <= ROOM_KEPT_PAGES {
                return Ok(());
            }
        }
    }

    /// Overwrites what deleted rows left behind in the file and in its log. `false` when somebody reads an old view all the
    /// while: it is worth trying again later.
    pub async fn scrub(&self) -> Result<bool, StorageError> {
        let mut below = None;
        let mut tries = 0;
        loop {
            match self.scrub_some(below).await? {
                Swept::Done => return Ok(true),
                Swept::DownTo(clean) => (below, tries) = (Some(clean), 0),
                Swept::Busy if tries == SCRUB_TRIES => return Ok(false),
                Swept::Busy => {
                    tries += 1;
                    tokio::time::sleep(SCRUB_PAUSE).await;
                }
            }
        }
    }

    async fn scrub_some(&self, below: Option<u32>) -> Result<Swept, StorageError> {
        let (reply, answer) = oneshot::channel();
        let (inner, log) = (Arc::clone(&self.0), self.0.folder.join(LOG_NAME));
        self.0.queue.push_alone(Box::new(move |tx| {
            let swept = inner.own_handle().and_then(|file| scrub::sweep(tx, file, &log, below));
            // Whoever asked may have gone away.
            let _ = reply.send(swept);
        }))?;
        answer.await.unwrap_or(Err(StorageError::Stopped))
    }

    /// Removes the copies that were kept before upgrades: they are not encrypted and hold what was erased since.
    pub async fn drop_old_copies(&self) -> Result<(), StorageError> {
        let folder = self.0.folder.join(BACKUPS);
        tokio::task::spawn_blocking(move || migrate::drop_copies(&folder))
            .await
            .map_err(|_| StorageError::Panicked)?
            .map_err(|error| StorageError::Corrupt(format!("copies of before upgrades: {error}")))
    }

    /// Looks through the whole file for damage; `None` when it is sound. What is found is remembered: the file cannot be
    /// relied on from then on.
    pub async fn damage(&self) -> Result<Option<String>, StorageError> {
        let verdict: String =
            self.read_long(|conn| conn.one("PRAGMA quick_check(1)", [], |row| row.get(0))).await?;
        let found = (verdict != "ok").then_some(verdict);
        if found.is_some() {
            self.0.health.note_damage();
        }
        Ok(found)
    }

    /// How often this file has been opened by a running shop, this time included.
    pub fn epoch(&self) -> i64 {
        self.0.epoch
    }

    /// Whether the run before this one ended by itself.
    pub fn stopped_cleanly_before(&self) -> bool {
        self.0.stopped_cleanly_before
    }

    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    pub fn file(&self) -> PathBuf {
        self.0.folder.join(FILE_NAME)
    }

    /// Finishes every waiting write, folds the log in and closes: one whole file is left.
    pub async fn close(&self) {
        let inner = Arc::clone(&self.0);
        // Joining the writer blocks; a failed join has been logged by the panic itself.
        let _ = tokio::task::spawn_blocking(move || {
            inner.quick.close();
            inner.slow.close();
            inner.queue.close();
            if let Some(writer) = inner.writer.lock().take() {
                let _ = writer.join();
            }
        })
        .await;
    }
}

impl Inner {
    /// A handle of our own to the file. It stays open as long as the database: closing any handle of a process to a file
    /// lets go of all the locks SQLite holds on it (`fcntl`).
    fn own_handle(&self) -> Result<&std::fs::File, StorageError> {
        if self.handle.get().is_none() {
            let file = self.folder.join(FILE_NAME);
            let opened = std::fs::OpenOptions::new().read(true).write(true).open(&file);
            let opened =
                opened.map_err(|error| StorageError::Corrupt(format!("{}: {error}", file.display())))?;
            // Only the writer's thread comes here, so nobody was faster.
            let _ = self.handle.set(opened);
        }
        self.handle.get().ok_or(StorageError::Stopped)
    }
}

/// The one file's name in the data folder.
pub const FILE_NAME: &str = "shopbell.db";
/// Where copies lie, in the data folder.
const BACKUPS: &str = "backups";
/// The log beside it.
const LOG_NAME: &str = "shopbell.db-wal";

#[cfg(test)]
mod tests;
