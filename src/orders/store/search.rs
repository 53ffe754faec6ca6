//! SQL of the index orders are found by: tokens go in, ids come out.

use rusqlite::named_params;

use crate::ids::{ContactId, OrderId};
use crate::storage::{ReadConn, StorageError, WriteTx};

pub(in crate::orders) fn index(tx: &WriteTx, id: OrderId, tokens: &str) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO orders_search (rowid, t) VALUES (:id, :tokens)",
        named_params! { ":id": id, ":tokens": tokens },
    )
    .map(drop)
}

/// Orders with ids after one, the lowest first.
pub(in crate::orders) fn ids_after(
    conn: &ReadConn,
    after: OrderId,
    limit: u32,
) -> Result<Vec<OrderId>, StorageError> {
    conn.all(
        "SELECT id FROM orders_order WHERE id > :after ORDER BY id LIMIT :limit",
        named_params! { ":after": after, ":limit": limit },
        |row| row.get("id"),
    )
}

const OF_CONTACT: &str = "SELECT id FROM orders_order INDEXED BY orders_order_of_contact
      WHERE contact_id = :contact_id AND id > :after ORDER BY id LIMIT :limit";
const THAT_MATCH: &str =
    "SELECT rowid AS id FROM orders_search WHERE orders_search MATCH :expression LIMIT :limit";

/// For the test that looks at their plans: one customer's orders are few, and are sorted.
pub(in crate::orders) const QUERIES: [(&str, bool); 2] = [(THAT_MATCH, false), (OF_CONTACT, true)];

/// Orders of a customer with ids after one, the lowest first.
pub(in crate::orders) fn of_contact_after(
    conn: &ReadConn,
    contact: ContactId,
    after: OrderId,
    limit: u32,
) -> Result<Vec<OrderId>, StorageError> {
    let span = named_params! { ":contact_id": contact, ":after": after, ":limit": limit };
    conn.all(OF_CONTACT, span, |row| row.get("id"))
}

/// Orders that match, in no order.
pub(in crate::orders) fn ids(
    conn: &ReadConn,
    expression: &str,
    limit: u32,
) -> Result<Vec<OrderId>, StorageError> {
    conn.all(THAT_MATCH, named_params! { ":expression": expression, ":limit": limit }, |row| row.get("id"))
}

/// Ids as a list in JSON.
pub(super) fn numbers(ids: impl Iterator<Item = i64>) -> Result<String, StorageError> {
    Ok(serde_json::to_string(&ids.collect::<Vec<i64>>())?)
}

/// Joins pieces of the index, writing at most so many pages; the first step begins to join all of them. `false` when
/// there was nothing to join.
pub(in crate::orders) fn squeeze(tx: &WriteTx, pages: u32, first: bool) -> Result<bool, StorageError> {
    let changes = |tx: &WriteTx| tx.one("SELECT total_changes()", [], |row| row.get::<_, i64>(0));
    let before = changes(tx)?;
    // Below zero: all pieces are put on one level, so that nothing stays in a piece of its own.
    let pages = if first { -i64::from(pages) } else { i64::from(pages) };
    tx.execute(
        "INSERT INTO orders_search (orders_search, rank) VALUES ('merge', :pages)",
        named_params! { ":pages": pages },
    )?;
    Ok(changes(tx)? - before > 1)
}
