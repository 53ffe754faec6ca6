//! Looking at the shop's file without changing or making anything: is it there, ours, sound, and of this program's age?

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::error::{OpenError, StorageError};
use super::{FILE_NAME, file, migrate};

/// What every SQLite file begins with.
const SQLITE_MARK: &[u8; 16] = b"SQLite format 3\0";
/// How long a look waits for a writer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is wrong with the file.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    #[error("{} cannot be read: {cause}", path.display())]
    Unreadable { path: PathBuf, cause: std::io::Error },
    #[error("it is damaged ({0})")]
    Damaged(String),
    #[error("it belongs to another program")]
    NotOurs,
    #[error("it was written by a newer Shopbell (schema {found}, this program knows {known})")]
    Newer { found: i32, known: i32 },
    #[error("it was written by an older Shopbell (schema {found}, this program's is {known})")]
    Older { found: i32, known: i32 },
    #[error("{0}")]
    Other(StorageError),
}

impl From<StorageError> for FileFault {
    fn from(error: StorageError) -> Self {
        if error.is_damage() { Self::Damaged(error.to_string()) } else { Self::Other(error) }
    }
}

impl From<rusqlite::Error> for FileFault {
    fn from(error: rusqlite::Error) -> Self {
        StorageError::from(error).into()
    }
}

/// Looks at the file of the shop in `folder`, whether it runs or not.
pub fn look_at(folder: &Path) -> Result<(), FileFault> {
    file::require_vector_search();
    let file = folder.join(FILE_NAME);
    look_at_first_bytes(&file)?;
    let connection = open_as_it_lies(&file)?;
    let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if application != file::APPLICATION_ID {
        return Err(FileFault::NotOurs);
    }
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(FileFault::Damaged(verdict.lines().last().unwrap_or_default().to_owned()));
    }
    let found = migrate::schema_of(&connection).map_err(of_opening)?;
    let known = migrate::known_schema();
    match found.cmp(&known) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(FileFault::Newer { found, known }),
        std::cmp::Ordering::Less => Err(FileFault::Older { found, known }),
    }
}

fn look_at_first_bytes(file: &Path) -> Result<(), FileFault> {
    let mut mark = Vec::with_capacity(SQLITE_MARK.len());
    let read = std::fs::File::open(file)
        .and_then(|handle| handle.take(SQLITE_MARK.len() as u64).read_to_end(&mut mark));
    read.map_err(|cause| FileFault::Unreadable { path: file.to_owned(), cause })?;
    if mark.is_empty() {
        return Err(FileFault::Damaged("it is empty".into()));
    }
    if mark != SQLITE_MARK {
        return Err(FileFault::Damaged("its beginning is not a database's".into()));
    }
    Ok(())
}

/// A file without a log beside it is whole by itself and is read as it lies: an ordinary reader would make a log.
fn open_as_it_lies(file: &Path) -> Result<Connection, FileFault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let connection = if Path::new(&log).exists() {
        Connection::open_with_flags(file, flags)?
    } else {
        let address = url::Url::from_file_path(file)
            .map_err(|()| FileFault::Damaged("its path is not absolute".into()))?;
        let address = format!("{address}?immutable=1");
        Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_URI)?
    };
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    Ok(connection)
}

fn of_opening(error: OpenError) -> FileFault {
    match error {
        OpenError::Storage(error) => error.into(),
        other => FileFault::Damaged(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::events::Bus;
    use crate::storage::{Db, OpenOptions};

    async fn closed_shop() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let options = OpenOptions {
            folder: folder.path().to_owned(),
            clock: Clock::system(),
            bus: Bus::default(),
            exclusive: true,
        };
        Db::open(options).unwrap().close().await;
        folder
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn a_look_finds_what_is_wrong_and_leaves_everything_as_it_was() {
        let shop = closed_shop().await;
        let before = (names(shop.path()), std::fs::read(shop.path().join(FILE_NAME)).unwrap());
        look_at(shop.path()).unwrap();
        let after = (names(shop.path()), std::fs::read(shop.path().join(FILE_NAME)).unwrap());
        assert!(before == after, "the look changed something: {:?} {:?}", before.0, after.0);

        let whole = before.1;
        let with = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = whole.clone();
            change(&mut bytes);
            std::fs::write(shop.path().join(FILE_NAME), bytes).unwrap();
            look_at(shop.path()).unwrap_err()
        };
        assert!(matches!(with(&Vec::clear), FileFault::Damaged(_)), "an empty file");
        assert!(matches!(with(&|bytes| bytes.truncate(9000)), FileFault::Damaged(_)), "a file cut short");
        assert!(matches!(with(&|bytes| bytes[..16].fill(b'x')), FileFault::Damaged(_)), "no database");
        assert!(matches!(with(&|bytes| bytes[4096..8192].fill(0xA5)), FileFault::Damaged(_)), "a bad page");
        assert!(matches!(with(&|bytes| bytes[68..72].fill(7)), FileFault::NotOurs), "another program's");
    }

    #[tokio::test]
    async fn a_file_of_another_age_is_named_with_both_ages() {
        let shop = closed_shop().await;
        let age = |change: &str| {
            #[expect(clippy::disallowed_methods, reason = "storage is the room that opens the database")]
            let file = Connection::open(shop.path().join(FILE_NAME)).unwrap();
            file.execute_batch(change).unwrap();
            file.close().unwrap();
            look_at(shop.path()).unwrap_err()
        };
        let newer = age("INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                         VALUES (9000, 'later', '', '')");
        assert!(matches!(newer, FileFault::Newer { found: 9000, .. }), "{newer}");
        let older = age("DELETE FROM refinery_schema_history WHERE version > 20");
        assert!(matches!(older, FileFault::Older { found: 20, .. }), "{older}");
    }
}
