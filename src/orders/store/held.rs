//! What the order book keeps of customers, for handing over and for erasing. An order stays with its amounts, for they are
//! the shop's figures; everything that says whose it was goes, and so do its lines, in which customers' words may stand.

use rusqlite::named_params;

use super::search::numbers;
use crate::ids::{ContactId, Id as _, OrderId};
use crate::privacy::{Holding, Of, When};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Nothing goes by itself: an order, its lines and what it is found by are emptied in one write, see [`empty`].
const TOGETHER: &[&str] = &[];

pub(in crate::orders) const HELD: &[Holding] = &[
    Holding {
        table: "orders_item",
        of: Of::Contact,
        when: When::First,
        handed_over: Some(
            "SELECT i.order_id, i.position, i.name, i.sku, i.quantity_thousandths, i.unit_price_micros
               FROM orders_order o JOIN orders_item i ON i.order_id = o.id
              WHERE o.contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY i.order_id, i.position",
        ),
        erased: TOGETHER,
    },
    Holding {
        table: "orders_order",
        of: Of::Contact,
        when: When::First,
        handed_over: Some(
            "SELECT id, source, number, matched_by, customer_name, phone, email, customer_id, state, currency,
                    total_micros, refunded_micros, tracking, placed_at_ms, state_at_ms, updated_at_ms
               FROM orders_order WHERE contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        erased: TOGETHER,
    },
    // A file's refused rows are nobody's that is known, and may be anybody's: with whoever is erased all of them go.
    Holding {
        table: "orders_import_refused",
        of: Of::Contact,
        when: When::First,
        handed_over: None,
        erased: &["DELETE FROM orders_import_refused WHERE (import_id, place) IN
              (SELECT import_id, place FROM orders_import_refused WHERE :ids <> '' LIMIT :slice)"],
    },
    Holding {
        table: "orders_import",
        of: Of::Contact,
        when: When::First,
        handed_over: None,
        erased: &["DELETE FROM orders_import WHERE :ids <> ''"],
    },
    Holding {
        table: "orders_basket",
        of: Of::Contact,
        when: When::First,
        handed_over: Some(
            "SELECT id, source, phone, email, currency, total_micros, items AS items_json, abandoned_at_ms, ordered_at_ms
               FROM orders_basket WHERE contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        erased: &["DELETE FROM orders_basket WHERE id IN (SELECT id FROM orders_basket
              WHERE contact_id IN (SELECT value FROM json_each(:ids)) LIMIT :slice)"],
    },
    Holding {
        table: "orders_proposal",
        of: Of::Conversation,
        when: When::First,
        handed_over: Some(
            "SELECT id, conversation_id, repeats, state, order_id, created_at_ms, state_at_ms FROM orders_proposal
              WHERE conversation_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        erased: &["DELETE FROM orders_proposal WHERE conversation_id IN (SELECT value FROM json_each(:ids))"],
    },
];

/// Some orders of these contacts.
pub(in crate::orders) fn orders_of(
    conn: &ReadConn,
    contacts: &[ContactId],
    limit: u32,
) -> Result<Vec<OrderId>, StorageError> {
    conn.all(
        "SELECT id FROM orders_order WHERE contact_id IN (SELECT value FROM json_each(:ids)) LIMIT :limit",
        named_params! { ":ids": numbers(contacts.iter().map(|id| id.as_i64()))?, ":limit": limit },
        |row| row.get("id"),
    )
}

/// Takes everything from an order that says whose it was, for good.
pub(in crate::orders) fn empty(tx: &WriteTx, id: OrderId) -> Result<(), StorageError> {
    tx.execute("DELETE FROM orders_item WHERE order_id = :id", named_params! { ":id": id })?;
    tx.execute(
        "UPDATE orders_order SET erased = 1, matched_by = 'by_hand', contact_id = NULL, customer_name = NULL,
                phone = NULL, phone_key = NULL, email = NULL, customer_id = NULL, tracking = NULL
          WHERE id = :id",
        named_params! { ":id": id },
    )
    .map(drop)
}

/// What these contacts' orders and baskets say of them, and what the web shops call the orders.
pub(in crate::orders) struct SaidOf {
    pub names: Vec<String>,
    pub orders: Vec<String>,
}

pub(in crate::orders) fn said_of(conn: &ReadConn, contacts: &[ContactId]) -> Result<SaidOf, StorageError> {
    let ids = numbers(contacts.iter().map(|id| id.as_i64()))?;
    let names = conn.all(
        "SELECT lower(email) AS name FROM orders_order
          WHERE contact_id IN (SELECT value FROM json_each(:ids)) AND email IS NOT NULL
         UNION SELECT phone FROM orders_order
          WHERE contact_id IN (SELECT value FROM json_each(:ids)) AND phone IS NOT NULL
         UNION SELECT lower(email) FROM orders_basket
          WHERE contact_id IN (SELECT value FROM json_each(:ids)) AND email IS NOT NULL
         UNION SELECT phone FROM orders_basket
          WHERE contact_id IN (SELECT value FROM json_each(:ids)) AND phone IS NOT NULL",
        named_params! { ":ids": ids },
        |row| row.get("name"),
    )?;
    let orders = conn.all(
        "SELECT s.external_id FROM orders_shop_order s
          WHERE s.order_id IN (SELECT id FROM orders_order WHERE contact_id IN (SELECT value FROM json_each(:ids)))",
        named_params! { ":ids": ids },
        |row| row.get("external_id"),
    )?;
    Ok(SaidOf { names, orders })
}

/// What a shop told, after one: its id, its body, and whether it waits to be read.
pub(in crate::orders) fn told_after(
    conn: &ReadConn,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, String, bool)>, StorageError> {
    conn.all(
        "SELECT id, body, state = 'stored' AS waits FROM orders_shop_event WHERE id > :after ORDER BY id LIMIT :limit",
        named_params! { ":after": after, ":limit": limit },
        |row| Ok((row.get("id")?, row.get("body")?, row.get("waits")?)),
    )
}

/// Takes away what was told; that it was told stays, so that the same again is noticed.
pub(in crate::orders) fn empty_told(tx: &WriteTx, ids: &[i64]) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_shop_event SET body = '' WHERE id IN (SELECT value FROM json_each(:ids))",
        named_params! { ":ids": serde_json::to_string(ids)? },
    )
    .map(drop)
}

/// Whether an order lost its name for good.
pub(in crate::orders) fn is_erased(conn: &ReadConn, id: OrderId) -> Result<bool, StorageError> {
    conn.exists("SELECT 1 FROM orders_order WHERE id = :id AND erased = 1", named_params! { ":id": id })
}
