//! SQL of baskets sent from a channel's catalogue: by the message each came in it is known, by its number it is spoken of.

use rusqlite::named_params;

use crate::ids::OrderId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Whether the basket of this name was ordered already.
pub(in crate::orders) fn is_known(
    conn: &ReadConn,
    source: &str,
    shop: &str,
    token: &str,
) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM orders_basket WHERE source = :source AND shop = :shop AND token = :token",
        named_params! { ":source": source, ":shop": shop, ":token": token },
    )
}

/// Orders that are still called by the message they came in, an id of 16 digits and the currency where there are several;
/// oldest first. No running number begins with a digit.
pub(in crate::orders) fn called_by_message(
    conn: &ReadConn,
    source: &str,
    limit: u32,
) -> Result<Vec<OrderId>, StorageError> {
    conn.all(
        "SELECT id FROM orders_order
          WHERE source = :source AND shop = '' AND number > '1' AND number < ':' AND matched_by IN ('contact', 'by_hand')
            AND length(number) BETWEEN 16 AND 20 AND substr(number, 1, 16) NOT GLOB '*[^0-9]*'
          ORDER BY placed_at_ms, id LIMIT :limit",
        named_params! { ":source": source, ":limit": limit },
        |row| row.get("id"),
    )
}

pub(in crate::orders) fn set_number(tx: &WriteTx, id: OrderId, number: &str) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_order SET number = :number WHERE id = :id",
        named_params! { ":id": id, ":number": number },
    )?;
    Ok(())
}
