//! Files: what the shop uploads and what customers send, in the one database, each kept once.
//!
//! Bytes come and go piece by piece, so that a file of 100 MB needs no memory. The type is told by the bytes and never
//! by whoever sent them. Knows nothing of messages; never opens a file in this process.

mod file_name;
mod preview;
mod quota;
mod range;
mod serve;
mod sniff;
mod store;
mod take;
mod types;

pub mod jobs;
pub mod routes;

pub use file_name::clean_file_name;
pub use quota::Quota;
pub use routes::may_be_shown;
pub use sniff::{Found, sniff};
pub use take::{Cut, MediaError, NewMedia};
pub use types::{MediaInfo, MediaKind, Stored};

use std::pin::Pin;

use bytes::Bytes;
use futures_util::Stream;

use crate::extract::Extractor;
use crate::ids::MediaId;
use crate::storage::{Db, ReadConn, StorageError, WriteTx};

/// Bytes of one file: the most WhatsApp takes.
pub const MAX_FILE_BYTES: u64 = 100 * 1024 * 1024;
/// Bytes of one piece.
const PIECE_BYTES: usize = 256 * 1024;
/// Pieces that go in one write: what is deleted is overwritten, so a mebibyte takes as long as writing one.
const FORGOTTEN_AT_ONCE: u32 = 4;

/// The bytes of a file, piece by piece.
pub type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, StorageError>> + Send>>;

/// The room. Clones share it.
#[derive(Clone)]
pub struct Media {
    db: Db,
    extractor: Extractor,
    quota: Quota,
}

impl Media {
    pub fn new(db: Db, extractor: Extractor) -> Self {
        Self { db, extractor, quota: Quota::default() }
    }

    /// The same with another limit of bytes a day.
    #[must_use]
    pub fn with_quota(self, quota: Quota) -> Self {
        Self { quota, ..self }
    }

    /// Forgets what was still coming in when the program stopped.
    pub async fn forget_unfinished(&self) -> Result<(), StorageError> {
        for id in self.db.read(store::unfinished).await? {
            self.forget(id).await?;
        }
        Ok(())
    }

    /// Forgets a file in small writes, between which everything urgent passes.
    async fn forget(&self, id: MediaId) -> Result<(), StorageError> {
        while self.db.write_background(move |tx| store::forget_some(tx, id, FORGOTTEN_AT_ONCE)).await? {}
        Ok(())
    }

    /// The bytes of a file from `first` to `last`, both included.
    pub fn pieces(&self, id: MediaId, first: u64, last: u64) -> Pieces {
        serve::pieces(self.db.clone(), id, first, last)
    }

    /// All bytes of a file.
    pub async fn open(&self, id: MediaId) -> Result<Option<(MediaInfo, Pieces)>, StorageError> {
        let info = self.db.read(move |conn| info(conn, id)).await?;
        Ok(info.map(|info| {
            let pieces = self.pieces(id, 0, info.bytes.saturating_sub(1));
            (info, pieces)
        }))
    }
}

/// What is known of a file.
pub fn info(conn: &ReadConn, id: MediaId) -> Result<Option<MediaInfo>, StorageError> {
    store::info(conn, id)
}

/// Takes some of a file away for good; `false` while there is more of it.
pub fn drop_some(tx: &WriteTx, id: MediaId) -> Result<bool, StorageError> {
    Ok(!store::forget_some(tx, id, FORGOTTEN_AT_ONCE)?)
}

/// One piece of a file.
pub fn piece(conn: &ReadConn, id: MediaId, number: u64) -> Result<Option<Vec<u8>>, StorageError> {
    store::piece(conn, id, number)
}

/// The statements that run all day, for the test that pins their plans.
pub fn hot_queries() -> Vec<&'static str> {
    store::HOT.to_vec()
}

#[cfg(test)]
mod tests;
