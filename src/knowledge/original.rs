//! An uploaded file on its way into the database and out of it: in small writes, between which everything urgent passes.

use super::Knowledge;
use super::store;
use crate::ids::SourceId;
use crate::storage::StorageError;

/// Bytes of one piece.
const PIECE_BYTES: usize = 256 * 1024;
/// Pieces that go in one write: what is deleted is overwritten, so a mebibyte takes as long as writing one.
const FORGOTTEN_AT_ONCE: u32 = 4;

impl Knowledge {
    /// Keeps the pieces of a file, under the number its source will have.
    pub(super) async fn keep_original(&self, id: SourceId, bytes: Vec<u8>) -> Result<(), StorageError> {
        let bytes = bytes::Bytes::from(bytes);
        for (number, from) in (0_u32..).zip((0..bytes.len()).step_by(PIECE_BYTES)) {
            let piece = bytes.slice(from..bytes.len().min(from + PIECE_BYTES));
            self.db.write_background(move |tx| store::add_piece(tx, id, number, &piece)).await?;
        }
        Ok(())
    }

    /// Forgets the pieces of a file.
    pub(super) async fn forget_original(&self, id: SourceId) -> Result<(), StorageError> {
        while self.db.write_background(move |tx| store::forget_pieces(tx, id, FORGOTTEN_AT_ONCE)).await? > 0 {
        }
        Ok(())
    }

    /// Forgets what was still coming in or going out when the program stopped.
    pub async fn forget_unfinished(&self) -> Result<(), StorageError> {
        for id in self.db.read_long(store::without_a_source).await? {
            self.forget_original(id).await?;
        }
        Ok(())
    }
}
