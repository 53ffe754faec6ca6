//! Opening the file: checks, settings, readers, the writer.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

use super::checkpoint::{self, Folding};
use super::connection::{ReadConn, WriteTx};
use super::error::{OpenError, StorageError};
use super::file::{APPLICATION_ID, require_vector_search};
use super::health::{Health, Refused};
use super::readers::{JOB_READERS, READERS, Readers, SLOW_READERS};
use super::writer::{self, Publish, Queue, Surroundings};
use super::{BACKGROUND_PLACES, Db, FILE_NAME, Inner, URGENT_PLACES, migrate, text};
use crate::clock::Clock;
use crate::events::Bus;

/// The oldest SQLite without the lost-rows fault of the write-ahead log (fixed in 3.51.3).
const SQLITE_FLOOR: (i32, &str) = (3_051_003, "3.51.3");
/// How long a command beside the running shop waits for the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The log's file is cut back to this when it begins anew.
const LOG_KEPT_BYTES: i64 = 32 * 1024 * 1024;
/// Pages the writer keeps in memory, in KiB: the hot ends of a large shop's indexes.
const WRITER_CACHE_KIB: i64 = 8 * 1024;

/// What opening needs to know.
pub struct OpenOptions {
    pub folder: PathBuf,
    pub clock: Clock,
    pub bus: Bus,
    /// A shop must be alone on its folder. A command (`false`) may work beside a running shop, and then neither
    /// upgrades the file nor notes a stop.
    pub exclusive: bool,
}

impl Db {
    /// Opens the shop's file, makes it when there is none, upgrades it when it is old.
    pub fn open(options: OpenOptions) -> Result<Self, OpenError> {
        require_sqlite_floor()?;
        require_vector_search();
        let folder = options.folder;
        std::fs::create_dir_all(&folder)
            .map_err(|cause| OpenError::Folder { path: folder.display().to_string(), cause })?;
        let lock = match lock_folder(&folder) {
            Err(OpenError::InUse(_)) if !options.exclusive => None,
            lock => Some(lock?),
        };
        Self::open_in(folder, options.clock, options.bus, lock)
    }

    /// Opens a file that is there and of this program's age, for a look: it is neither upgraded nor taken over, whether
    /// a shop works on it or not.
    pub fn open_beside(folder: PathBuf, clock: Clock) -> Result<Self, OpenError> {
        require_sqlite_floor()?;
        require_vector_search();
        let file = folder.join(FILE_NAME);
        std::fs::metadata(&file)
            .map_err(|cause| OpenError::Folder { path: file.display().to_string(), cause })?;
        Self::open_in(folder, clock, Bus::default(), None)
    }

    fn open_in(
        folder: PathBuf,
        clock: Clock,
        bus: Bus,
        lock: Option<std::fs::File>,
    ) -> Result<Self, OpenError> {
        let file = folder.join(FILE_NAME);
        let mut connection = open_writer(&file)?;
        let alone = lock.is_some();
        if alone {
            migrate::migrate(&mut connection, &folder.join(super::BACKUPS))?;
        } else {
            migrate::require_current(&connection)?;
        }
        let (epoch, stopped_cleanly_before) = if alone { begin_epoch(&connection)? } else { (0, true) };
        let last_id = highest_id(&connection)?;
        let readers = |count| (0..count).map(|_| open_reader(&file)).collect::<Result<Vec<_>, _>>();
        let damaged = Arc::new(AtomicBool::new(false));
        let quick = Readers::new(readers(READERS)?, &damaged);
        let slow = Readers::new(readers(SLOW_READERS)?, &damaged);

        let queue = Arc::new(Queue::default());
        let log_pages = Arc::new(AtomicU32::new(0));
        let told = Arc::clone(&log_pages);
        // With a hook of its own SQLite does not fold the log by itself, on the writer.
        connection.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages: i32| {
            told.store(u32::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))?;
        let tx = WriteTx::new(
            ReadConn::telling(connection, Arc::clone(&damaged)),
            clock,
            last_id,
            Arc::clone(&queue.urgent),
        );
        let publish: Publish = Arc::new(move |events, woken| {
            bus.publish(events);
            for name in woken {
                bus.wake(name);
            }
        });
        let folding = Arc::new(Folding::default());
        let folder_of_log = checkpoint::start(&file, &folding)?;
        let refused = Refused::default();
        let around = Surroundings {
            queue: Arc::clone(&queue),
            publish,
            folding: Arc::clone(&folding),
            refused: Arc::clone(&refused),
            log_pages,
        };
        let writer = start_writer(tx, around, folder_of_log, &file, alone)?;
        Ok(Self(Arc::new(Inner {
            folder,
            quick,
            slow,
            askers: Mutex::default(),
            health: Health::of(&file, damaged, refused),
            queue,
            urgent_places: Arc::new(Semaphore::new(URGENT_PLACES)),
            background_places: Arc::new(Semaphore::new(BACKGROUND_PLACES)),
            job_places: Arc::new(Semaphore::new(URGENT_PLACES)),
            job_readers: Semaphore::new(JOB_READERS),
            writer: Mutex::new(Some(writer)),
            handle: OnceLock::new(),
            epoch,
            stopped_cleanly_before,
            _lock: lock,
        })))
    }

    /// A database of its own in a temporary folder, for tests of rooms.
    #[cfg(test)]
    pub fn open_for_test() -> (Self, tempfile::TempDir) {
        Self::open_for_test_at(Clock::system())
    }

    #[cfg(test)]
    pub fn open_for_test_at(clock: Clock) -> (Self, tempfile::TempDir) {
        Self::open_for_test_telling(clock, Bus::default())
    }

    #[cfg(test)]
    pub fn open_for_test_telling(clock: Clock, bus: Bus) -> (Self, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let options = OpenOptions { folder: folder.path().to_owned(), clock, bus, exclusive: false };
        (Self::open(options).expect("a fresh database opens"), folder)
    }
}

fn require_sqlite_floor() -> Result<(), OpenError> {
    if rusqlite::version_number() < SQLITE_FLOOR.0 {
        return Err(OpenError::SqliteTooOld {
            found: rusqlite::version().to_owned(),
            needed: SQLITE_FLOOR.1,
        });
    }
    Ok(())
}

/// Whether a Shopbell works on this folder now.
pub fn is_in_use(folder: &Path) -> bool {
    matches!(lock_folder(folder), Err(OpenError::InUse(_)))
}

/// Which shop this file is: a name it got at its first start, so that two shops on one machine can be told apart.
pub fn instance_id(conn: &ReadConn) -> Result<Option<String>, StorageError> {
    conn.optional("SELECT value FROM storage_meta WHERE key = 'instance_id'", [], |row| row.get("value"))
}

/// The folder itself is locked, so that no lock file lies beside the one file.
fn lock_folder(folder: &Path) -> Result<std::fs::File, OpenError> {
    let failed = |cause| OpenError::Folder { path: folder.display().to_string(), cause };
    let handle = std::fs::File::open(folder).map_err(failed)?;
    rustix::fs::flock(&handle, rustix::fs::FlockOperation::NonBlockingLockExclusive)
        .map_err(|_| OpenError::InUse(folder.display().to_string()))?;
    Ok(handle)
}

/// The connection everything is written through.
///
/// A plan never depends on the values bound to it (here and in [`open_reader`]): otherwise SQLite prepares a statement that
/// touches a partial index anew each time it runs, which took a fifth of the time of reading webhooks.
#[expect(clippy::disallowed_methods, reason = "storage is the room that opens the database")]
fn open_writer(file: &Path) -> Result<Connection, OpenError> {
    let connection = Connection::open(file)?;
    restrict_to_owner(file)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    teach(&connection)?;
    let fresh: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if fresh == 0 {
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    connection.pragma_update(None, "cell_size_check", "ON")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "journal_size_limit", LOG_KEPT_BYTES)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    let synchronous: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
    if synchronous != 2 {
        return Err(StorageError::Corrupt("synchronous=FULL did not hold".into()).into());
    }
    Ok(connection)
}

/// The file holds conversations: only its owner may read it.
fn restrict_to_owner(file: &Path) -> Result<(), OpenError> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))
        .map_err(|cause| OpenError::Folder { path: file.display().to_string(), cause })
}

/// Makes `folded(text)` known: spellings a reader takes for one, such as CAFFÈ and caffè, are equal in it.
pub(super) fn teach(connection: &Connection) -> rusqlite::Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("folded", 1, flags, |given| {
        let text: Option<String> = given.get(0)?;
        Ok(text.map(|text| text::fold(&text::normalise(&text))))
    })
}

pub(super) fn open_reader(file: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "query_only", "ON")?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    teach(&connection)?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

fn begin_epoch(connection: &Connection) -> Result<(i64, bool), OpenError> {
    let cleanly: String =
        connection.query_row("SELECT value FROM storage_meta WHERE key = 'stopped_cleanly'", [], |row| {
            row.get(0)
        })?;
    connection.execute("UPDATE storage_meta SET value = 'no' WHERE key = 'stopped_cleanly'", [])?;
    // A restored snapshot is a living file from now on, and another shop than the one it was taken of.
    let was_snapshot = connection.execute("DELETE FROM storage_meta WHERE key LIKE 'snapshot_%'", [])? > 0;
    if was_snapshot {
        connection.execute("DELETE FROM storage_meta WHERE key = 'instance_id'", [])?;
    }
    connection.execute(
        "INSERT OR IGNORE INTO storage_meta (key, value) VALUES ('instance_id', lower(hex(randomblob(8))))",
        [],
    )?;
    connection
        .execute("UPDATE storage_meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'epoch'", [])?;
    let epoch = connection.query_row(
        "SELECT CAST(value AS INTEGER) FROM storage_meta WHERE key = 'epoch'",
        [],
        |row| row.get(0),
    )?;
    // Out of the log into the file: a copy of the file alone says that the shop was running.
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    Ok((epoch, cleanly == "yes"))
}

/// The highest id in any table, so that a clock set back never makes an id twice.
fn highest_id(connection: &Connection) -> Result<i64, OpenError> {
    let mut tables = connection.prepare(
        "SELECT tables.name
           FROM pragma_table_list AS tables, pragma_table_info(tables.name) AS columns
          WHERE tables.schema = 'main' AND tables.type = 'table'
            AND columns.name = 'id' AND columns.pk = 1 AND columns.type = 'INTEGER'",
    )?;
    let tables = tables.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut highest = 0;
    for table in tables {
        let sql = format!("SELECT coalesce(max(id), 0) FROM \"{table}\"");
        highest = highest.max(connection.query_row(&sql, [], |row| row.get(0))?);
    }
    Ok(highest)
}

fn start_writer(
    tx: WriteTx,
    around: Surroundings,
    folder_of_log: std::thread::JoinHandle<()>,
    file: &Path,
    alone: bool,
) -> Result<std::thread::JoinHandle<()>, OpenError> {
    let folder = file.display().to_string();
    std::thread::Builder::new()
        .name("shopbell-writer".into())
        .spawn(move || {
            let tx = writer::run(tx, &around);
            around.folding.close();
            // A fold that panicked has been logged by the panic itself.
            let _ = folder_of_log.join();
            finish(tx, alone);
        })
        .map_err(|cause| OpenError::Folder { path: folder, cause })
}

/// The last words of a clean stop.
fn finish(tx: WriteTx, alone: bool) {
    if alone {
        let noted = tx.execute("UPDATE storage_meta SET value = 'yes' WHERE key = 'stopped_cleanly'", []);
        if let Err(error) = noted {
            tracing::error!(error = %error, "the clean stop could not be noted");
        }
        writer::fold_log(&tx);
    }
    if let Err((_, error)) = tx.into_connection().close() {
        tracing::error!(error = %error, "the database did not close cleanly");
    }
}
