//! The bytes of a file, read from the database piece by piece while they are being sent.

use bytes::Bytes;

use super::{PIECE_BYTES, Pieces, store};
use crate::ids::MediaId;
use crate::storage::{Db, StorageError};

/// The bytes from `first` to `last`, both included. A piece that is not there ends the stream with an error, so that a
/// half file is never taken for a whole one.
pub(super) fn pieces(db: Db, id: MediaId, first: u64, last: u64) -> Pieces {
    Box::pin(async_stream::try_stream! {
        let size = PIECE_BYTES as u64;
        for number in first / size..=last / size {
            let piece = db.read(move |conn| store::piece(conn, id, number)).await?;
            let piece = Bytes::from(piece.ok_or_else(|| gone(id, number))?);
            let begins = number * size;
            let from = within(first.saturating_sub(begins), piece.len());
            let until = within((last - begins).saturating_add(1), piece.len());
            if from < until {
                yield piece.slice(from..until);
            }
        }
    })
}

fn within(offset: u64, length: usize) -> usize {
    usize::try_from(offset).unwrap_or(length).min(length)
}

fn gone(id: MediaId, number: u64) -> StorageError {
    StorageError::Corrupt(format!("piece {number} of file {id} is missing"))
}
