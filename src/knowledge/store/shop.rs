//! Sources that are web shops.

use rusqlite::named_params;
use serde::Serialize;
use utoipa::ToSchema;

use super::columns::as_i64;
use crate::clock::Timestamp;
use crate::ids::{ShopId, SourceId};
use crate::knowledge::types::Reason;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// How much of a web shop is known.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShopReport {
    /// The web shop, among the connections of the order book.
    pub shop_id: ShopId,
    /// Products it tells of.
    pub products: u32,
    /// When the shop was last read whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Timestamp>,
}

pub fn insert(tx: &WriteTx, shop: ShopId, name: &str) -> Result<SourceId, StorageError> {
    let id = tx.new_id::<SourceId>();
    tx.execute(
        "INSERT INTO knowledge_source (id, kind, title, state, bytes, created_at_ms, updated_at_ms)
         VALUES (:id, 'text', :title, 'working', 0, :now, :now)",
        named_params! { ":id": id, ":title": name, ":now": tx.now() },
    )?;
    tx.execute("INSERT INTO knowledge_content (source_id) VALUES (:id)", named_params! { ":id": id })?;
    tx.execute(
        "INSERT INTO knowledge_shop (source_id, shop_id) VALUES (:id, :shop)",
        named_params! { ":id": id, ":shop": shop },
    )?;
    Ok(id)
}

pub fn source_of(conn: &ReadConn, shop: ShopId) -> Result<Option<SourceId>, StorageError> {
    conn.optional(
        "SELECT source_id FROM knowledge_shop WHERE shop_id = :shop",
        named_params! { ":shop": shop },
        |row| row.get("source_id"),
    )
}

pub fn shop_of(conn: &ReadConn, source: SourceId) -> Result<Option<ShopId>, StorageError> {
    conn.optional(
        "SELECT shop_id FROM knowledge_shop WHERE source_id = :source",
        named_params! { ":source": source },
        |row| row.get("shop_id"),
    )
}

pub fn report(conn: &ReadConn, source: SourceId) -> Result<Option<ShopReport>, StorageError> {
    conn.optional(
        "SELECT shop_id, products, read_at_ms FROM knowledge_shop WHERE source_id = :source",
        named_params! { ":source": source },
        |row| {
            Ok(ShopReport {
                shop_id: row.get("shop_id")?,
                products: row.get("products")?,
                read_at: row.get("read_at_ms")?,
            })
        },
    )
}

/// What was read of it is kept in these words.
pub fn keep(
    tx: &WriteTx,
    source: SourceId,
    products: usize,
    bytes: usize,
    read_at: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_shop SET products = :products, read_at_ms = :read_at WHERE source_id = :source",
        named_params! { ":source": source, ":products": as_i64(products), ":read_at": read_at },
    )?;
    tx.execute(
        "UPDATE knowledge_source SET bytes = :bytes WHERE id = :source",
        named_params! { ":source": source, ":bytes": as_i64(bytes) },
    )?;
    Ok(())
}

/// It is being read; whether that, or how far, is new. Text that waits to be made findable is not held up.
pub fn reading(tx: &WriteTx, source: SourceId, percent: u8) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE knowledge_source
            SET state = 'working', progress = :percent, reason_code = NULL, reason_message = NULL
          WHERE id = :source AND state <> 'queued'
            AND (state <> 'working' OR progress IS NOT :percent OR reason_code IS NOT NULL)",
        named_params! { ":source": source, ":percent": percent },
    )?;
    Ok(changed > 0)
}

/// It was looked at and says what it said; nothing where text of it still waits.
pub fn same(tx: &WriteTx, source: SourceId, read_at: Option<Timestamp>) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_source
            SET state = iif(chunks = 0, 'failed', 'ready'), progress = 100, updated_at_ms = :now,
                reason_code = iif(chunks = 0, 'no_products', NULL),
                reason_message = iif(chunks = 0, 'The shop shows nothing to everybody.', NULL)
          WHERE id = :source AND state <> 'queued'",
        named_params! { ":source": source, ":now": tx.now() },
    )?;
    tx.execute(
        "UPDATE knowledge_shop SET read_at_ms = ifnull(:read_at, read_at_ms) WHERE source_id = :source",
        named_params! { ":source": source, ":read_at": read_at },
    )?;
    Ok(())
}

/// It could not be read. Text that waits to be made findable says so itself.
pub fn failed(tx: &WriteTx, source: SourceId, reason: &Reason) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_source
            SET state = 'failed', reason_code = :code, reason_message = :message, updated_at_ms = :now
          WHERE id = :source AND state <> 'queued'",
        named_params! {
            ":source": source, ":code": reason.code, ":message": reason.message, ":now": tx.now(),
        },
    )?;
    Ok(())
}
