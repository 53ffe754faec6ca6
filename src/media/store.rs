//! All SQL about files and their pieces.

use rusqlite::{Row, named_params};

use super::types::{MediaInfo, MediaKind};
use crate::clock::Timestamp;
use crate::extract::Glance;
use crate::ids::MediaId;
use crate::storage::{ReadConn, StorageError, WriteTx};

const INFO: &str = "
    SELECT id, sha256, mime_type, bytes, filename, animated, width, height, pages, preview_text,
           thumbnail_type IS NOT NULL AS has_thumbnail
      FROM media WHERE id = :id AND sha256 IS NOT NULL";

const SAME: &str = "SELECT id FROM media WHERE sha256 = :sha256";

const PIECE: &str = "SELECT piece FROM media_piece WHERE media_id = :id AND number = :number";

const THUMBNAIL: &str =
    "SELECT thumbnail_type, thumbnail FROM media WHERE id = :id AND thumbnail_type IS NOT NULL";

pub(super) const HOT: &[&str] = &[INFO, SAME, PIECE, THUMBNAIL];

pub(super) fn info(conn: &ReadConn, id: MediaId) -> Result<Option<MediaInfo>, StorageError> {
    conn.optional(INFO, named_params! { ":id": id }, read)
}

fn read(row: &Row<'_>) -> rusqlite::Result<MediaInfo> {
    let mime_type: String = row.get("mime_type")?;
    Ok(MediaInfo {
        id: row.get("id")?,
        kind: MediaKind::of(&mime_type),
        mime_type,
        bytes: row.get::<_, i64>("bytes")?.unsigned_abs(),
        sha256: hex::encode(row.get::<_, Vec<u8>>("sha256")?),
        filename: row.get("filename")?,
        width: row.get("width")?,
        height: row.get("height")?,
        thumbnail: row.get("has_thumbnail")?,
        animated: row.get("animated")?,
        pages: row.get("pages")?,
        preview_text: row.get("preview_text")?,
    })
}

/// The file with this content, if there is one.
pub(super) fn same(conn: &ReadConn, sha256: &[u8]) -> Result<Option<MediaId>, StorageError> {
    conn.optional(SAME, named_params! { ":sha256": sha256 }, |row| row.get("id"))
}

pub(super) fn begin(
    tx: &WriteTx,
    mime_type: &str,
    filename: Option<&str>,
    animated: bool,
    uploader: Option<&str>,
) -> Result<MediaId, StorageError> {
    let id: MediaId = tx.new_id();
    tx.execute(
        "INSERT INTO media (id, mime_type, filename, animated, uploaded_by, created_at_ms)
         VALUES (:id, :mime_type, :filename, :animated, :uploaded_by, :now_ms)",
        named_params! {
            ":id": id, ":mime_type": mime_type, ":filename": filename, ":animated": animated,
            ":uploaded_by": uploader, ":now_ms": tx.now(),
        },
    )?;
    Ok(id)
}

/// Bytes uploaded since a moment: by this one, and by everybody.
pub(super) fn uploaded_since(
    conn: &ReadConn,
    uploader: &str,
    since: Timestamp,
) -> Result<(u64, u64), StorageError> {
    conn.one(
        "SELECT coalesce(sum(bytes) FILTER (WHERE uploaded_by = :uploader), 0) AS own, coalesce(sum(bytes), 0) AS everybodys
           FROM media WHERE uploaded_by IS NOT NULL AND created_at_ms > :since",
        named_params! { ":uploader": uploader, ":since": since },
        |row| {
            let bytes = |column: &str| Ok::<_, rusqlite::Error>(row.get::<_, i64>(column)?.unsigned_abs());
            Ok((bytes("own")?, bytes("everybodys")?))
        },
    )
}

/// How far a file has come.
pub(super) fn set_bytes(tx: &WriteTx, id: MediaId, bytes: u64) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE media SET bytes = :bytes WHERE id = :id",
        named_params! { ":id": id, ":bytes": i64::try_from(bytes).unwrap_or(i64::MAX) },
    )
    .map(drop)
}

pub(super) fn add_piece(tx: &WriteTx, id: MediaId, number: u32, piece: &[u8]) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO media_piece (media_id, number, piece) VALUES (:id, :number, :piece)",
        named_params! { ":id": id, ":number": number, ":piece": piece },
    )
    .map(drop)
}

pub(super) fn finish(tx: &WriteTx, id: MediaId, sha256: &[u8], bytes: u64) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE media SET sha256 = :sha256, bytes = :bytes WHERE id = :id",
        named_params! { ":id": id, ":sha256": sha256, ":bytes": i64::try_from(bytes).unwrap_or(i64::MAX) },
    )
    .map(drop)
}

/// Forgets some pieces of a file, and the file with the last of them; whether there is more.
pub(super) fn forget_some(tx: &WriteTx, id: MediaId, pieces: u32) -> Result<bool, StorageError> {
    let gone = tx.execute(
        "DELETE FROM media_piece WHERE rowid IN (
             SELECT rowid FROM media_piece WHERE media_id = :id ORDER BY number DESC LIMIT :pieces)",
        named_params! { ":id": id, ":pieces": pieces },
    )?;
    if gone > 0 {
        return Ok(true);
    }
    tx.execute("DELETE FROM media WHERE id = :id", named_params! { ":id": id })?;
    Ok(false)
}

/// Files whose bytes were still coming in.
pub(super) fn unfinished(conn: &ReadConn) -> Result<Vec<MediaId>, StorageError> {
    conn.all("SELECT id FROM media WHERE sha256 IS NULL", [], |row| row.get("id"))
}

pub(super) fn piece(conn: &ReadConn, id: MediaId, number: u64) -> Result<Option<Vec<u8>>, StorageError> {
    conn.optional(
        PIECE,
        named_params! { ":id": id, ":number": i64::try_from(number).unwrap_or(i64::MAX) },
        |row| row.get("piece"),
    )
}

/// The small picture and its type.
pub(super) fn thumbnail(conn: &ReadConn, id: MediaId) -> Result<Option<(String, Vec<u8>)>, StorageError> {
    conn.optional(THUMBNAIL, named_params! { ":id": id }, |row| {
        Ok((row.get("thumbnail_type")?, row.get("thumbnail")?))
    })
}

pub(super) fn keep_glance(tx: &WriteTx, id: MediaId, seen: &Glance) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE media SET width = :width, height = :height, pages = :pages, preview_text = :words,
                thumbnail = :thumbnail, thumbnail_type = :thumbnail_type WHERE id = :id",
        named_params! {
            ":id": id, ":width": seen.width, ":height": seen.height, ":pages": seen.pages, ":words": seen.words,
            ":thumbnail": seen.thumbnail_type().and(seen.thumbnail.as_deref()), ":thumbnail_type": seen.thumbnail_type(),
        },
    )
    .map(drop)
}
