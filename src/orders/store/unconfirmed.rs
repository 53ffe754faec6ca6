//! SQL of baskets from the catalogue until somebody of the shop confirms them: as orders they wait or were left, and what was
//! left is a basket without an order.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::{ContactId, OrderId, lowest};
use crate::orders::types::Origin;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A basket nobody confirmed yet.
#[derive(Debug, Clone, Copy)]
pub(in crate::orders) struct Waiting {
    pub id: OrderId,
    pub placed_at: Timestamp,
    /// Somebody of the shop wrote to the customer since.
    pub answered: bool,
}

/// What a customer sent from the catalogue waits, as this order.
pub(in crate::orders) fn wait(tx: &WriteTx, id: OrderId, basket: &Origin) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_order SET unconfirmed = 'waiting' WHERE id = :id",
        named_params! { ":id": id },
    )?;
    tx.execute(
        "UPDATE orders_basket SET order_id = :id WHERE source = :source AND shop = :shop AND token = :token",
        named_params! { ":id": id, ":source": basket.source, ":shop": basket.shop, ":token": basket.number },
    )?;
    Ok(())
}

/// It is an order. `false` when that was known.
pub(in crate::orders) fn confirm(tx: &WriteTx, id: OrderId) -> Result<bool, StorageError> {
    let confirmed = tx.execute(
        "UPDATE orders_order SET unconfirmed = NULL, updated_at_ms = :now WHERE id = :id AND unconfirmed IS NOT NULL",
        named_params! { ":id": id, ":now": tx.now() },
    )?;
    if confirmed > 0 {
        tx.execute(
            "UPDATE orders_basket SET ordered_at_ms = ifnull(ordered_at_ms, abandoned_at_ms) WHERE order_id = :id",
            named_params! { ":id": id },
        )?;
    }
    Ok(confirmed > 0)
}

/// It was left.
pub(in crate::orders) fn leave(tx: &WriteTx, id: OrderId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_order SET unconfirmed = 'left', updated_at_ms = :now WHERE id = :id",
        named_params! { ":id": id, ":now": tx.now() },
    )?;
    tx.execute(
        "UPDATE orders_basket SET ordered_at_ms = NULL WHERE order_id = :id",
        named_params! { ":id": id },
    )?;
    Ok(())
}

/// Those that wait with ids after one, the lowest first.
pub(in crate::orders) fn waiting(
    conn: &ReadConn,
    after: OrderId,
    limit: u32,
) -> Result<Vec<Waiting>, StorageError> {
    let orders = conn.all(
        "SELECT id, contact_id, placed_at_ms FROM orders_order INDEXED BY orders_order_waiting
          WHERE unconfirmed = 'waiting' AND id > :after ORDER BY id LIMIT :limit",
        named_params! { ":after": after, ":limit": limit },
        |row| Ok((row.get("id")?, row.get("contact_id")?, row.get("placed_at_ms")?)),
    )?;
    let with_answer = |(id, contact, placed_at): (OrderId, Option<ContactId>, Timestamp)| {
        let answered = conn.exists(
            "SELECT 1 FROM inbox_conversation_v1 c
               JOIN inbox_message_v1 m ON m.conversation_id = c.conversation_id AND m.message_id >= :low_id
              WHERE c.contact_id = :contact_id AND m.author = 'person' AND m.state <> 'failed'",
            named_params! { ":contact_id": contact, ":low_id": lowest(placed_at) },
        )?;
        Ok(Waiting { id, placed_at, answered })
    };
    orders.into_iter().map(with_answer).collect()
}
