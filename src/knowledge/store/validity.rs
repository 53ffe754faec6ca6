//! When sources count.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::SourceId;
use crate::knowledge::types::Validity;
use crate::storage::{ReadConn, StorageError, WriteTx};

pub fn set_validity(tx: &WriteTx, id: SourceId, validity: &Validity) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_source
            SET enabled = :enabled, counts_from_ms = :from, counts_until_ms = :until, updated_at_ms = :now
          WHERE id = :id",
        named_params! {
            ":id": id, ":enabled": validity.enabled, ":from": validity.from, ":until": validity.until,
            ":now": tx.now(),
        },
    )?;
    Ok(())
}

/// The sources that do not count at this moment, and the pages of sites that do not.
pub fn not_counting(conn: &ReadConn, now: Timestamp) -> Result<Vec<SourceId>, StorageError> {
    conn.all(
        "WITH resting AS (
             SELECT id FROM knowledge_source
              WHERE (enabled = 0 OR counts_from_ms IS NOT NULL OR counts_until_ms IS NOT NULL)
                AND (enabled = 0 OR ifnull(counts_from_ms > :now, 0) OR ifnull(counts_until_ms <= :now, 0)))
         SELECT id FROM resting
         UNION
         SELECT page.id FROM resting JOIN knowledge_source AS page ON page.site_id = resting.id",
        named_params! { ":now": now },
        |row| row.get("id"),
    )
}
