//! SQL of web shops: what they are, what they told, and what was paid back there.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::{BasketId, ContactId, OrderId, ShopEventId, ShopId};
use crate::money::{Amount, Currency};
use crate::orders::phone;
use crate::orders::types::{Clues, HistoryState, NewBasket, Origin, Refund, ShopEventState, ShopKind};
use crate::secrets::Sealed;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// How long what was read is kept as it came.
const KEPT_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;
/// Old events that are let go with each new one.
const LET_GO: u32 = 100;

/// A web shop.
#[derive(Debug, Clone)]
pub(in crate::orders) struct Shop {
    pub id: ShopId,
    pub kind: ShopKind,
    pub name: String,
    pub secret: Option<Sealed>,
    pub last_told_at: Option<Timestamp>,
    /// Webhooks whose signature was wrong since the last right one.
    pub refused: i64,
    /// Events that could not be read.
    pub failed: i64,
    pub history: History,
    pub created_at: Timestamp,
}

/// The orders a shop had before it was connected.
#[derive(Debug, Clone)]
pub(in crate::orders) struct History {
    pub state: HistoryState,
    pub reason: Option<String>,
    pub address: Option<String>,
    pub key: Option<Sealed>,
    /// Where the next page begins.
    pub cursor: Option<String>,
    pub pulled: i64,
}

/// Something a shop tells.
#[derive(Debug)]
pub(in crate::orders) struct NewEvent {
    pub shop: ShopId,
    pub topic: String,
    pub sha256: [u8; 32],
    pub body: String,
}

/// Something a shop told.
#[derive(Debug)]
pub(in crate::orders) struct Event {
    pub shop: ShopId,
    pub topic: String,
    pub body: String,
}

const ALL: &str = "
    SELECT s.id, s.kind, s.name, s.secret, s.last_told_at_ms, s.refused, s.created_at_ms, s.address, s.key, s.history,
           s.history_reason, s.history_cursor, s.pulled,
           (SELECT count(*) FROM orders_shop_event e WHERE e.shop_id = s.id AND e.state = 'failed') AS failed
      FROM orders_shop s WHERE :id IS NULL OR s.id = :id ORDER BY s.id LIMIT 100";

pub(in crate::orders) fn all(conn: &ReadConn) -> Result<Vec<Shop>, StorageError> {
    conn.all(ALL, named_params! { ":id": None::<ShopId> }, read)
}

pub(in crate::orders) fn by_id(conn: &ReadConn, id: ShopId) -> Result<Option<Shop>, StorageError> {
    conn.optional(ALL, named_params! { ":id": id }, read)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Shop> {
    Ok(Shop {
        id: row.get("id")?,
        kind: row.get("kind")?,
        name: row.get("name")?,
        secret: row.get("secret")?,
        last_told_at: row.get("last_told_at_ms")?,
        refused: row.get("refused")?,
        failed: row.get("failed")?,
        history: History {
            state: row.get("history")?,
            reason: row.get("history_reason")?,
            address: row.get("address")?,
            key: row.get("key")?,
            cursor: row.get("history_cursor")?,
            pulled: row.get("pulled")?,
        },
        created_at: row.get("created_at_ms")?,
    })
}

pub(in crate::orders) fn insert(
    tx: &WriteTx,
    id: ShopId,
    kind: ShopKind,
    name: &str,
    secret: &Sealed,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO orders_shop (id, kind, name, secret, created_at_ms) VALUES (:id, :kind, :name, :secret, :now_ms)",
        named_params! { ":id": id, ":kind": kind, ":name": name, ":secret": secret, ":now_ms": tx.now() },
    )?;
    Ok(())
}

pub(in crate::orders) fn delete(tx: &WriteTx, id: ShopId) -> Result<bool, StorageError> {
    Ok(tx.execute("DELETE FROM orders_shop WHERE id = :id", named_params! { ":id": id })? > 0)
}

pub(in crate::orders) fn forget_secrets(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("UPDATE orders_shop SET secret = NULL, key = NULL", [])?;
    Ok(())
}

/// Asks for a shop's history from its beginning.
pub(in crate::orders) fn begin_history(
    tx: &WriteTx,
    id: ShopId,
    address: &str,
    key: &Sealed,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_shop SET address = :address, key = :key, history = 'pulling', history_reason = NULL,
             history_cursor = NULL, pulled = 0 WHERE id = :id",
        named_params! { ":id": id, ":address": address, ":key": key },
    )?;
    Ok(())
}

/// How far it has come.
pub(in crate::orders) fn pulled(
    tx: &WriteTx,
    id: ShopId,
    cursor: Option<&str>,
    pulled: i64,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_shop SET history_cursor = :cursor, pulled = :pulled WHERE id = :id",
        named_params! { ":id": id, ":cursor": cursor, ":pulled": pulled },
    )?;
    Ok(())
}

/// It is over, and the key is no longer needed.
pub(in crate::orders) fn end_history(
    tx: &WriteTx,
    id: ShopId,
    state: HistoryState,
    reason: Option<&str>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_shop SET history = :state, history_reason = :reason, key = NULL WHERE id = :id",
        named_params! { ":id": id, ":state": state, ":reason": reason },
    )?;
    Ok(())
}

/// Keeps what a shop tells; nothing when it told the very same before.
pub(in crate::orders) fn keep_event(
    tx: &WriteTx,
    event: &NewEvent,
) -> Result<Option<ShopEventId>, StorageError> {
    let id = tx.new_id();
    let kept = tx.execute(
        "INSERT INTO orders_shop_event (id, shop_id, topic, sha256, body, state, received_at_ms)
         VALUES (:id, :shop_id, :topic, :sha256, :body, 'stored', :now_ms)
         ON CONFLICT (shop_id, sha256, topic) DO NOTHING",
        named_params! {
            ":id": id, ":shop_id": event.shop, ":topic": event.topic, ":sha256": event.sha256, ":body": event.body,
            ":now_ms": tx.now(),
        },
    )?;
    if kept == 0 && event.topic.starts_with("product") {
        // Deleted, restored and deleted again reads the same: it is asked for once more.
        return tx.optional(
            "UPDATE orders_shop_event SET state = 'stored', reason = NULL, received_at_ms = :now_ms
              WHERE shop_id = :shop_id AND sha256 = :sha256 AND topic = :topic RETURNING id",
            named_params! {
                ":shop_id": event.shop, ":sha256": event.sha256, ":topic": event.topic, ":now_ms": tx.now(),
            },
            |row| row.get("id"),
        );
    }
    Ok((kept > 0).then_some(id))
}

/// The shop is heard of, and what it told long ago is let go.
pub(in crate::orders) fn was_told(tx: &WriteTx, id: ShopId, at: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_shop SET last_told_at_ms = :at_ms, refused = 0 WHERE id = :id",
        named_params! { ":id": id, ":at_ms": at },
    )?;
    tx.execute(
        "DELETE FROM orders_shop_event WHERE id IN (
             SELECT id FROM orders_shop_event
              WHERE state IN ('taken', 'unchanged', 'ignored') AND received_at_ms < :before_ms
              ORDER BY received_at_ms LIMIT :most)",
        named_params! { ":before_ms": at.as_millis() - KEPT_MILLIS, ":most": LET_GO },
    )?;
    Ok(())
}

pub(in crate::orders) fn was_refused(tx: &WriteTx, id: ShopId) -> Result<(), StorageError> {
    tx.execute("UPDATE orders_shop SET refused = refused + 1 WHERE id = :id", named_params! { ":id": id })?;
    Ok(())
}

pub(in crate::orders) fn event(conn: &ReadConn, id: ShopEventId) -> Result<Option<Event>, StorageError> {
    conn.optional(
        "SELECT shop_id, topic, body FROM orders_shop_event WHERE id = :id",
        named_params! { ":id": id },
        |row| Ok(Event { shop: row.get("shop_id")?, topic: row.get("topic")?, body: row.get("body")? }),
    )
}

pub(in crate::orders) fn set_event(
    tx: &WriteTx,
    id: ShopEventId,
    state: ShopEventState,
    reason: Option<&str>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_shop_event SET state = :state, reason = :reason WHERE id = :id",
        named_params! { ":id": id, ":state": state, ":reason": reason },
    )?;
    Ok(())
}

/// The order a shop knows by this id.
pub(in crate::orders) fn name_order(
    tx: &WriteTx,
    shop: ShopId,
    external_id: &str,
    order: OrderId,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO orders_shop_order (shop_id, external_id, order_id) VALUES (:shop_id, :external_id, :order_id)
         ON CONFLICT (shop_id, external_id) DO UPDATE SET order_id = excluded.order_id",
        named_params! { ":shop_id": shop, ":external_id": external_id, ":order_id": order },
    )?;
    Ok(())
}

pub(in crate::orders) fn named_order(
    conn: &ReadConn,
    shop: ShopId,
    external_id: &str,
) -> Result<Option<OrderId>, StorageError> {
    conn.optional(
        "SELECT order_id FROM orders_shop_order WHERE shop_id = :shop_id AND external_id = :external_id",
        named_params! { ":shop_id": shop, ":external_id": external_id },
        |row| row.get("order_id"),
    )
}

pub(in crate::orders) fn keep_refund(
    tx: &WriteTx,
    shop: ShopId,
    external_id: &str,
    refund: &Refund,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO orders_shop_refund (shop_id, external_id, refund_id, amount_micros, currency)
         VALUES (:shop_id, :external_id, :refund_id, :amount, :currency)
         ON CONFLICT (shop_id, external_id, refund_id) DO UPDATE SET amount_micros = excluded.amount_micros,
             currency = excluded.currency",
        named_params! {
            ":shop_id": shop, ":external_id": external_id, ":refund_id": refund.id,
            ":amount": refund.amount.micros(), ":currency": refund.currency,
        },
    )?;
    Ok(())
}

/// All that was paid back of an order in its own currency, which is also meant where none was said.
pub(in crate::orders) fn refunded(
    conn: &ReadConn,
    shop: ShopId,
    external_id: &str,
    currency: Currency,
) -> Result<Amount, StorageError> {
    let micros = conn.one(
        "SELECT ifnull(sum(amount_micros), 0) AS refunded FROM orders_shop_refund
          WHERE shop_id = :shop_id AND external_id = :external_id AND ifnull(currency, :currency) = :currency",
        named_params! { ":shop_id": shop, ":external_id": external_id, ":currency": currency },
        |row| row.get("refunded"),
    )?;
    Ok(Amount::from_micros(micros))
}

/// Keeps a basket as it was last touched; an older telling changes nothing.
pub(in crate::orders) fn keep_basket(
    tx: &WriteTx,
    origin: &Origin,
    basket: &NewBasket,
    clues: &Clues,
    contact: Option<ContactId>,
) -> Result<(), StorageError> {
    let items: Vec<serde_json::Value> = basket
        .items
        .iter()
        .map(|item| {
            serde_json::json!({
                "name": item.name, "sku": item.sku, "quantity": item.quantity.amount(), "unit_price": item.unit_price,
            })
        })
        .collect();
    tx.execute(
        "INSERT INTO orders_basket (id, source, shop, token, contact_id, phone, phone_key, email, customer_id, currency,
             total_micros, items, abandoned_at_ms, ordered_at_ms)
         VALUES (:id, :source, :shop, :token, :contact_id, :phone, :phone_key, :email, :customer_id, :currency,
             :total_micros, :items, :touched_at_ms, :ordered_at_ms)
         ON CONFLICT (source, shop, token) DO UPDATE SET contact_id = ifnull(excluded.contact_id, contact_id),
             phone = ifnull(excluded.phone, phone), phone_key = ifnull(excluded.phone_key, phone_key),
             email = ifnull(excluded.email, email), customer_id = ifnull(excluded.customer_id, customer_id),
             currency = excluded.currency, total_micros = excluded.total_micros, items = excluded.items,
             abandoned_at_ms = excluded.abandoned_at_ms, ordered_at_ms = ifnull(ordered_at_ms, excluded.ordered_at_ms)
          WHERE excluded.abandoned_at_ms >= orders_basket.abandoned_at_ms",
        named_params! {
            ":id": tx.new_id::<BasketId>(), ":source": origin.source, ":shop": origin.shop, ":token": basket.token,
            ":contact_id": contact, ":phone": clues.phone, ":phone_key": clues.phone.as_deref().and_then(phone::key),
            ":email": clues.email, ":customer_id": clues.customer_id, ":currency": basket.currency,
            ":total_micros": basket.total.abs().micros(), ":items": serde_json::to_string(&items)?,
            ":touched_at_ms": basket.touched_at, ":ordered_at_ms": basket.ordered_at,
        },
    )?;
    Ok(())
}

/// A basket became an order. One that is told of later finds nothing to mark, and stays as it is said.
pub(in crate::orders) fn basket_ordered(
    tx: &WriteTx,
    source: &str,
    shop: &str,
    token: &str,
    at: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_basket SET ordered_at_ms = ifnull(ordered_at_ms, :at_ms)
          WHERE source = :source AND shop = :shop AND token = :token",
        named_params! { ":source": source, ":shop": shop, ":token": token, ":at_ms": at },
    )?;
    Ok(())
}
