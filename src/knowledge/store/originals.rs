//! Uploaded files, in pieces.

use rusqlite::named_params;

use crate::ids::SourceId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A number for a source that is still to come.
pub fn reserve(tx: &WriteTx) -> SourceId {
    tx.new_id()
}

pub fn add_piece(tx: &WriteTx, id: SourceId, number: u32, piece: &[u8]) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO knowledge_piece (source_id, number, piece) VALUES (:id, :number, :piece)",
        named_params! { ":id": id, ":number": number, ":piece": piece },
    )
    .map(drop)
}

/// The whole file; files of earlier versions were kept in one.
pub fn bytes(conn: &ReadConn, id: SourceId) -> Result<Option<Vec<u8>>, StorageError> {
    let mut whole = Vec::new();
    conn.each(
        "SELECT piece FROM knowledge_piece WHERE source_id = :id ORDER BY number",
        named_params! { ":id": id },
        |row| {
            whole.extend_from_slice(row.get_ref("piece")?.as_blob().unwrap_or_default());
            Ok(())
        },
    )?;
    if !whole.is_empty() {
        return Ok(Some(whole));
    }
    let kept_in_one = conn.optional(
        "SELECT original FROM knowledge_content WHERE source_id = :id",
        named_params! { ":id": id },
        |row| row.get("original"),
    )?;
    Ok(kept_in_one.flatten())
}

/// Forgets some pieces of a file; how many.
pub fn forget_pieces(tx: &WriteTx, id: SourceId, at_most: u32) -> Result<usize, StorageError> {
    tx.execute(
        "DELETE FROM knowledge_piece WHERE rowid IN (
             SELECT rowid FROM knowledge_piece WHERE source_id = :id ORDER BY number DESC LIMIT :at_most)",
        named_params! { ":id": id, ":at_most": at_most },
    )
}

/// Files that came in and never became a source.
pub fn without_a_source(conn: &ReadConn) -> Result<Vec<SourceId>, StorageError> {
    conn.all(
        "SELECT DISTINCT source_id FROM knowledge_piece
          WHERE source_id NOT IN (SELECT id FROM knowledge_source)",
        [],
        |row| row.get("source_id"),
    )
}
