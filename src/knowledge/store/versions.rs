//! What sources said before. Kept in the write that replaces it.

use rusqlite::named_params;

use super::columns::{parse_pairs, word};
use crate::ids::{SourceId, VersionId};
use crate::knowledge::types::{Pair, ReplacedBy, Version};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Versions kept of one source, and bytes of them together.
const MOST: u32 = 20;
const MOST_BYTES: u32 = 4 * 1024 * 1024;

/// What a version says: the text, or the pairs.
pub type Said = (Option<String>, Option<Vec<Pair>>);

/// Keeps what a source says before it says `text` or `pairs`; nothing when that is the same, or it said nothing yet.
pub fn keep_version(
    tx: &WriteTx,
    source: SourceId,
    text: Option<&str>,
    pairs: Option<&str>,
    by: ReplacedBy,
) -> Result<(), StorageError> {
    let kept = tx.execute(
        "INSERT INTO knowledge_version (id, source_id, text, pairs, corrected, bytes, replaced_by, replaced_at_ms)
         SELECT :id, source.id, content.text, content.pairs, source.corrected,
                ifnull(length(CAST(content.text AS BLOB)), 0) + ifnull(length(CAST(content.pairs AS BLOB)), 0),
                :by, :now
           FROM knowledge_source AS source JOIN knowledge_content AS content ON content.source_id = source.id
          WHERE source.id = :source AND (content.text IS NOT NULL OR content.pairs IS NOT NULL)
            AND (content.text IS NOT :text OR content.pairs IS NOT :pairs)",
        named_params! {
            ":id": tx.new_id::<VersionId>(), ":source": source, ":text": text, ":pairs": pairs,
            ":by": by.as_str(), ":now": tx.now(),
        },
    )?;
    if kept == 0 {
        return Ok(());
    }
    // The oldest go first, by number and by size; the one just kept stays.
    tx.execute(
        "DELETE FROM knowledge_version WHERE id IN (
             SELECT id FROM (
                 SELECT id, row_number() OVER newest AS place, sum(bytes) OVER newest AS together
                   FROM knowledge_version WHERE source_id = :source
                 WINDOW newest AS (ORDER BY id DESC))
              WHERE place > :most OR (together > :most_bytes AND place > 1))",
        named_params! { ":source": source, ":most": MOST, ":most_bytes": MOST_BYTES },
    )?;
    Ok(())
}

/// The versions of a source, newest first.
pub fn versions(conn: &ReadConn, source: SourceId) -> Result<Vec<Version>, StorageError> {
    conn.all(
        "SELECT id, corrected, bytes, replaced_by, replaced_at_ms FROM knowledge_version
          WHERE source_id = :source ORDER BY id DESC",
        named_params! { ":source": source },
        |row| {
            Ok(Version {
                id: row.get("id")?,
                corrected: row.get("corrected")?,
                bytes: row.get("bytes")?,
                replaced_by: word(row, "replaced_by", ReplacedBy::parse)?,
                replaced_at: row.get("replaced_at_ms")?,
            })
        },
    )
}

/// What one version of a source says.
pub fn version(conn: &ReadConn, source: SourceId, id: VersionId) -> Result<Option<Said>, StorageError> {
    conn.optional(
        "SELECT text, pairs FROM knowledge_version WHERE source_id = :source AND id = :id",
        named_params! { ":source": source, ":id": id },
        |row| Ok((row.get("text")?, row.get::<_, Option<String>>("pairs")?.map(|pairs| parse_pairs(&pairs)))),
    )
}
