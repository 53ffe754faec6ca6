//! How the sources stand, for whoever wants to know whether they still say the same.

use crate::clock::Timestamp;
use crate::ids::SourceId;
use crate::storage::{ReadConn, StorageError};

/// One source as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub id: SourceId,
    pub title: String,
    /// Another number once it says something else.
    pub said: i64,
    /// It is what a web shop sells, which is read again all the time.
    pub is_shop: bool,
    /// It waits to be read, or is being read.
    pub being_read: bool,
    pub updated_at: Timestamp,
}

/// Every source, oldest first.
pub fn standing(conn: &ReadConn) -> Result<Vec<Standing>, StorageError> {
    conn.all(
        "SELECT source.id, source.title,
                EXISTS (SELECT 1 FROM knowledge_shop AS shop WHERE shop.source_id = source.id) AS is_shop,
                source.state IN ('queued', 'working') AS being_read, source.updated_at_ms,
                ifnull((SELECT max(version.id) FROM knowledge_version AS version
                         WHERE version.source_id = source.id), 0) AS said
           FROM knowledge_source AS source ORDER BY source.id",
        [],
        |row| {
            Ok(Standing {
                id: row.get("id")?,
                title: row.get("title")?,
                is_shop: row.get("is_shop")?,
                said: row.get("said")?,
                being_read: row.get("being_read")?,
                updated_at: row.get("updated_at_ms")?,
            })
        },
    )
}
