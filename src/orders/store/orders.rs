//! SQL of single orders and their items.

use std::collections::HashMap;

use rusqlite::{Row, named_params};

use super::search::numbers;
use crate::clock::Timestamp;
use crate::ids::{ContactId, Id as _, OrderId};
use crate::money::{Amount, Money};
use crate::orders::types::{Clues, Item, MatchedBy, Order, OrderState, Origin, Quantity};
use crate::storage::{ReadConn, StorageError, WriteTx};

const BY_ID: &str = "
    SELECT id, source, shop, number, matched_by, contact_id, customer_name, phone, email, customer_id, state, told_state, currency,
           total_micros, refunded_micros, tracking, placed_at_ms, state_at_ms, state_undated, changed_at_ms, updated_at_ms, unconfirmed
      FROM orders_order WHERE id = :id";

const BY_ORIGIN: &str = "
    SELECT id, source, shop, number, matched_by, contact_id, customer_name, phone, email, customer_id, state, told_state, currency,
           total_micros, refunded_micros, tracking, placed_at_ms, state_at_ms, state_undated, changed_at_ms, updated_at_ms, unconfirmed
      FROM orders_order WHERE source = :source AND shop = :shop AND number = :number";

const ITEMS: &str = "
    SELECT name, sku, quantity_thousandths, unit_price_micros FROM orders_item
     WHERE order_id = :order_id ORDER BY position";

const ITEMS_OF: &str = "
    SELECT order_id, name, sku, quantity_thousandths, unit_price_micros FROM orders_item
     WHERE order_id IN (SELECT value FROM json_each(:ids)) ORDER BY order_id, position";

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Order> {
    Ok(Order {
        id: row.get("id")?,
        origin: Origin { source: row.get("source")?, shop: row.get("shop")?, number: row.get("number")? },
        contact: row.get("contact_id")?,
        matched_by: row.get("matched_by")?,
        clues: Clues {
            name: row.get("customer_name")?,
            phone: row.get("phone")?,
            email: row.get("email")?,
            customer_id: row.get("customer_id")?,
        },
        state: row.get("state")?,
        told_state: row.get("told_state")?,
        unconfirmed: row.get("unconfirmed")?,
        currency: row.get("currency")?,
        total: Amount::from_micros(row.get("total_micros")?),
        refunded: Amount::from_micros(row.get("refunded_micros")?),
        tracking: row.get("tracking")?,
        placed_at: row.get("placed_at_ms")?,
        state_at: row.get("state_at_ms")?,
        state_undated: row.get("state_undated")?,
        changed_at: row.get("changed_at_ms")?,
        updated_at: row.get("updated_at_ms")?,
    })
}

pub(in crate::orders) fn by_id(conn: &ReadConn, id: OrderId) -> Result<Option<Order>, StorageError> {
    conn.optional(BY_ID, named_params! { ":id": id }, read)
}

pub(in crate::orders) fn by_origin(conn: &ReadConn, origin: &Origin) -> Result<Option<Order>, StorageError> {
    conn.optional(
        BY_ORIGIN,
        named_params! { ":source": origin.source, ":shop": origin.shop, ":number": origin.number },
        read,
    )
}

pub(in crate::orders) fn items(conn: &ReadConn, order: OrderId) -> Result<Vec<Item>, StorageError> {
    conn.all(ITEMS, named_params! { ":order_id": order }, read_item)
}

/// The items of several orders.
pub(in crate::orders) fn items_of(
    conn: &ReadConn,
    orders: impl Iterator<Item = OrderId>,
) -> Result<HashMap<OrderId, Vec<Item>>, StorageError> {
    let ids = numbers(orders.map(OrderId::as_i64))?;
    let with_order = |row: &Row<'_>| Ok((row.get("order_id")?, read_item(row)?));
    let mut found: HashMap<OrderId, Vec<Item>> = HashMap::new();
    for (order, item) in conn.all(ITEMS_OF, named_params! { ":ids": ids }, with_order)? {
        found.entry(order).or_default().push(item);
    }
    Ok(found)
}

fn read_item(row: &Row<'_>) -> rusqlite::Result<Item> {
    Ok(Item {
        name: row.get("name")?,
        sku: row.get("sku")?,
        quantity: Quantity::of_thousandths(row.get("quantity_thousandths")?).unwrap_or(Quantity::ONE),
        unit_price: Amount::from_micros(row.get("unit_price_micros")?),
    })
}

/// Writes a new order, or everything of one that is known.
pub(in crate::orders) fn save(
    tx: &WriteTx,
    order: &Order,
    phone_key: Option<&str>,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO orders_order (id, source, shop, number, matched_by, contact_id, customer_name, phone, phone_key, email,
             customer_id, state, told_state, currency, total_micros, refunded_micros, tracking, placed_at_ms, state_at_ms, state_undated, changed_at_ms,
             updated_at_ms)
         VALUES (:id, :source, :shop, :number, :matched_by, :contact_id, :customer_name, :phone, :phone_key, :email,
             :customer_id, :state, :told_state, :currency, :total_micros, :refunded_micros, :tracking, :placed_at_ms, :state_at_ms, :state_undated, :changed_at_ms,
             :updated_at_ms)
         ON CONFLICT (id) DO UPDATE SET matched_by = excluded.matched_by, contact_id = excluded.contact_id,
             customer_name = excluded.customer_name, phone = excluded.phone, phone_key = excluded.phone_key,
             email = excluded.email, customer_id = excluded.customer_id, state = excluded.state, told_state = excluded.told_state,
             currency = excluded.currency, total_micros = excluded.total_micros,
             refunded_micros = excluded.refunded_micros, tracking = excluded.tracking, placed_at_ms = excluded.placed_at_ms,
             state_at_ms = excluded.state_at_ms, state_undated = excluded.state_undated, changed_at_ms = excluded.changed_at_ms,
             updated_at_ms = excluded.updated_at_ms",
        named_params! {
            ":id": order.id, ":source": order.origin.source, ":shop": order.origin.shop, ":number": order.origin.number,
            ":matched_by": order.matched_by, ":contact_id": order.contact, ":customer_name": order.clues.name,
            ":phone": order.clues.phone, ":phone_key": phone_key, ":email": order.clues.email,
            ":customer_id": order.clues.customer_id, ":state": order.state, ":told_state": order.told_state, ":currency": order.currency,
            ":total_micros": order.total.micros(), ":refunded_micros": order.refunded.micros(),
            ":tracking": order.tracking,
            ":placed_at_ms": order.placed_at, ":state_at_ms": order.state_at, ":state_undated": order.state_undated, ":changed_at_ms": order.changed_at,
            ":updated_at_ms": order.updated_at,
        },
    )?;
    Ok(())
}

/// Counts one on: the next of a source's running numbers, or its first.
pub(in crate::orders) fn count_on(tx: &WriteTx, source: &str, first: i64) -> Result<i64, StorageError> {
    tx.one(
        "INSERT INTO orders_number (source, last) VALUES (:source, :first)
         ON CONFLICT (source) DO UPDATE SET last = last + 1 RETURNING last",
        named_params! { ":source": source, ":first": first },
        |row| row.get("last"),
    )
}

pub(in crate::orders) fn set_items(tx: &WriteTx, order: OrderId, items: &[Item]) -> Result<(), StorageError> {
    tx.execute("DELETE FROM orders_item WHERE order_id = :order_id", named_params! { ":order_id": order })?;
    for (position, item) in items.iter().enumerate() {
        tx.execute(
            "INSERT INTO orders_item (order_id, position, name, sku, quantity_thousandths, unit_price_micros)
             VALUES (:order_id, :position, :name, :sku, :quantity_thousandths, :unit_price_micros)",
            named_params! {
                ":order_id": order, ":position": i64::try_from(position).unwrap_or(i64::MAX), ":name": item.name,
                ":sku": item.sku, ":quantity_thousandths": item.quantity.thousandths(),
                ":unit_price_micros": item.unit_price.micros(),
            },
        )?;
    }
    Ok(())
}

/// A person moves it on; what its source said of that stays beside it.
pub(in crate::orders) fn set_state(
    tx: &WriteTx,
    id: OrderId,
    state: OrderState,
    at: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_order SET state = :state, state_at_ms = :at_ms, state_undated = 0, updated_at_ms = :at_ms WHERE id = :id",
        named_params! { ":id": id, ":state": state, ":at_ms": at },
    )?;
    Ok(())
}

/// Its source called it off.
pub(in crate::orders) fn call_off(tx: &WriteTx, id: OrderId, at: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_order SET state = :state, told_state = :state, state_at_ms = :at_ms, state_undated = 0, updated_at_ms = :at_ms
          WHERE id = :id",
        named_params! { ":id": id, ":state": OrderState::Cancelled, ":at_ms": at },
    )?;
    Ok(())
}

pub(in crate::orders) fn set_refunded(
    tx: &WriteTx,
    id: OrderId,
    refunded: Amount,
    state: OrderState,
    at: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_order SET refunded_micros = :refunded, updated_at_ms = :at_ms,
             state_at_ms = CASE WHEN state = :state THEN state_at_ms ELSE :at_ms END,
             state_undated = CASE WHEN state = :state THEN state_undated ELSE 0 END, state = :state
          WHERE id = :id",
        named_params! { ":id": id, ":refunded": refunded.micros(), ":state": state, ":at_ms": at },
    )?;
    Ok(())
}

pub(in crate::orders) fn set_contact(
    tx: &WriteTx,
    id: OrderId,
    contact: Option<ContactId>,
    by: MatchedBy,
    at: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_order SET contact_id = :contact_id, matched_by = :by, updated_at_ms = :at_ms WHERE id = :id",
        named_params! { ":id": id, ":contact_id": contact, ":by": by, ":at_ms": at },
    )?;
    Ok(())
}

/// Every order of one contact is another's from now on.
pub(in crate::orders) fn give_to_contact(
    tx: &WriteTx,
    from: ContactId,
    to: ContactId,
    at: Timestamp,
) -> Result<usize, StorageError> {
    let orders = tx.execute(
        "UPDATE orders_order SET contact_id = :to, updated_at_ms = :at_ms WHERE contact_id = :from",
        named_params! { ":from": from, ":to": to, ":at_ms": at },
    )?;
    let baskets = tx.execute(
        "UPDATE orders_basket SET contact_id = :to WHERE contact_id = :from",
        named_params! { ":from": from, ":to": to },
    )?;
    Ok(orders + baskets)
}

/// By what the carrier follows an order.
pub(in crate::orders) fn set_tracking(
    tx: &WriteTx,
    id: OrderId,
    tracking: Option<&str>,
    at: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_order SET tracking = :tracking, updated_at_ms = :at_ms WHERE id = :id",
        named_params! { ":id": id, ":tracking": tracking, ":at_ms": at },
    )?;
    Ok(())
}

/// Whether any order was placed since a moment.
pub(in crate::orders) fn any_since(conn: &ReadConn, since: Timestamp) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM orders_order WHERE placed_at_ms >= :since_ms LIMIT 1",
        named_params! { ":since_ms": since },
    )
}

/// What a customer left in baskets since a moment and never ordered, newest first.
pub(in crate::orders) fn baskets_left(
    conn: &ReadConn,
    contact: ContactId,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<Money>, StorageError> {
    conn.all(
        "SELECT currency, total_micros FROM orders_basket
          WHERE contact_id = :contact AND abandoned_at_ms > :since AND ordered_at_ms IS NULL
          ORDER BY abandoned_at_ms DESC LIMIT :limit",
        named_params! { ":contact": contact, ":since": since, ":limit": limit },
        |row| Ok(Money::from_micros(row.get("total_micros")?, row.get("currency")?)),
    )
}
