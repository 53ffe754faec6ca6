//! What can go wrong with the file, named by what to do about it.

use std::sync::Arc;

/// A storage fault.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StorageError {
    /// The disk is full: nothing of this write was kept, everything earlier was.
    #[error("the disk is full; free some space and try again")]
    Full,
    /// The program is stopping and takes no more writes.
    #[error("the database is closing")]
    Stopped,
    /// A read took longer than its limit and was ended.
    #[error("the question took too long and was ended")]
    TookTooLong,
    /// The closure panicked; its changes were undone.
    #[error("a write failed inside and was undone")]
    Panicked,
    /// Anything else SQLite said.
    #[error("the database said: {0}")]
    Sqlite(Arc<rusqlite::Error>),
    /// A value in a row that our types do not know.
    #[error("a stored value could not be read: {0}")]
    Corrupt(String),
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::OperationInterrupted) => Self::TookTooLong,
            _ => Self::Sqlite(Arc::new(error)),
        }
    }
}

impl From<serde_json::Error> for StorageError {
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}

impl StorageError {
    /// Whether the file or its disk can no longer be trusted: the writer must stop and acknowledge nothing more.
    pub fn is_fatal(&self) -> bool {
        use rusqlite::ErrorCode;
        match self {
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            ),
            Self::Full | Self::Stopped | Self::TookTooLong | Self::Panicked | Self::Corrupt(_) => false,
        }
    }

    /// Whether the file itself is damaged, torn or something else altogether.
    pub fn is_damage(&self) -> bool {
        use rusqlite::ErrorCode;
        match self {
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            ),
            Self::Corrupt(_) => true,
            Self::Full | Self::Stopped | Self::TookTooLong | Self::Panicked => false,
        }
    }

    /// Whether a constraint of the schema refused the row.
    pub fn is_constraint(&self) -> bool {
        match self {
            Self::Sqlite(error) => {
                error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation)
            }
            Self::Full | Self::Stopped | Self::TookTooLong | Self::Panicked | Self::Corrupt(_) => false,
        }
    }
}

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("SQLite {found} is too old: at least {needed} is needed, older ones can lose rows")]
    SqliteTooOld { found: String, needed: &'static str },
    #[error("another Shopbell already works on {0}; stop it first")]
    InUse(String),
    #[error("this database was written by a newer Shopbell; install that version or restore an older backup")]
    NewerSchema,
    #[error("the upgrade of the database failed and was undone, the file is untouched: {0}")]
    Migration(String),
    #[error("cannot use the folder {path}: {cause}")]
    Folder { path: String, cause: std::io::Error },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}
