//! SQL of web shops' catalogues: how far each was read, what counts of it, and what came since.

use rusqlite::{Row, named_params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::Timestamp;
use crate::ids::ShopId;
use crate::money::Currency;
use crate::orders::types::{CatalogueState, EntryKind, Stage};
use crate::secrets::Sealed;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// The catalogue of a web shop as it is read.
#[derive(Debug, Clone)]
pub(in crate::orders) struct Catalogue {
    pub shop: ShopId,
    pub address: String,
    pub key: Option<Sealed>,
    pub state: CatalogueState,
    pub reason: Option<String>,
    pub run: i64,
    pub stage: Stage,
    pub cursor: Option<String>,
    pub currency: Option<Currency>,
    pub untaxed: bool,
    pub came: u32,
    pub began_at: Timestamp,
    pub read_at: Option<Timestamp>,
    pub looked_at: Option<Timestamp>,
    /// Products that count.
    pub products: u32,
    /// What counts was not told yet.
    pub dirty: bool,
}

const COLUMNS: &str = "
    SELECT c.shop_id, c.address, c.key, c.state, c.reason, c.run, c.stage, c.cursor, c.currency, c.untaxed, c.came, c.dirty,
           c.began_at_ms, c.read_at_ms, c.looked_at_ms,
           (SELECT count(*) FROM orders_catalogue_entry e
             WHERE e.shop_id = c.shop_id AND e.kind = 'product' AND e.said IS NOT NULL) AS products
      FROM orders_catalogue c";

pub(in crate::orders) fn find(conn: &ReadConn, shop: ShopId) -> Result<Option<Catalogue>, StorageError> {
    conn.optional(&format!("{COLUMNS} WHERE c.shop_id = :shop"), named_params! { ":shop": shop }, read)
}

pub(in crate::orders) fn all(conn: &ReadConn) -> Result<Vec<Catalogue>, StorageError> {
    conn.all(&format!("{COLUMNS} ORDER BY c.shop_id"), [], read)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Catalogue> {
    Ok(Catalogue {
        shop: row.get("shop_id")?,
        address: row.get("address")?,
        key: row.get("key")?,
        state: row.get("state")?,
        reason: row.get("reason")?,
        run: row.get("run")?,
        stage: row.get("stage")?,
        cursor: row.get("cursor")?,
        currency: row.get::<_, Option<String>>("currency")?.and_then(|code| code.parse().ok()),
        untaxed: row.get("untaxed")?,
        came: row.get("came")?,
        began_at: row.get("began_at_ms")?,
        read_at: row.get("read_at_ms")?,
        looked_at: row.get("looked_at_ms")?,
        products: row.get("products")?,
        dirty: row.get("dirty")?,
    })
}

/// Reads a shop from its beginning, with this key. What counts of it already goes on counting.
pub(in crate::orders) fn open(
    tx: &WriteTx,
    shop: ShopId,
    address: &str,
    key: &Sealed,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO orders_catalogue (shop_id, address, key, state, stage, began_at_ms)
         VALUES (:shop, :address, :key, 'reading', 'shop', :now)
         ON CONFLICT (shop_id) DO UPDATE SET address = excluded.address, key = excluded.key",
        named_params! { ":shop": shop, ":address": address, ":key": key, ":now": tx.now() },
    )?;
    begin_run(tx, shop)
}

/// Reads a shop from its beginning.
pub(in crate::orders) fn begin_run(tx: &WriteTx, shop: ShopId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_catalogue SET state = 'reading', reason = NULL, run = run + 1, stage = 'shop', cursor = NULL,
                silent = 0, came = 0, began_at_ms = :now
          WHERE shop_id = :shop",
        named_params! { ":shop": shop, ":now": tx.now() },
    )?;
    tx.execute(
        "UPDATE orders_catalogue_entry SET wants = NULL WHERE shop_id = :shop AND wants IS NOT NULL",
        named_params! { ":shop": shop },
    )?;
    // All of them are asked for anew.
    tx.execute("DELETE FROM orders_catalogue_change WHERE shop_id = :shop", named_params! { ":shop": shop })?;
    Ok(())
}

/// Goes on where a reading broke off, or begins a look at what changed.
pub(in crate::orders) fn resume(
    tx: &WriteTx,
    shop: ShopId,
    stage: Stage,
    cursor: Option<&str>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_catalogue SET state = 'reading', stage = :stage, cursor = :cursor, silent = 0 WHERE shop_id = :shop",
        named_params! { ":shop": shop, ":stage": stage, ":cursor": cursor },
    )?;
    Ok(())
}

pub(in crate::orders) fn close(tx: &WriteTx, shop: ShopId) -> Result<bool, StorageError> {
    let sql = "DELETE FROM orders_catalogue WHERE shop_id = :shop";
    Ok(tx.execute(sql, named_params! { ":shop": shop })? > 0)
}

/// What was heard of the shop as a whole; an answer of any kind ends the silence.
pub(in crate::orders) fn heard(
    tx: &WriteTx,
    shop: ShopId,
    currency: Option<Currency>,
    untaxed: Option<bool>,
    came: usize,
) -> Result<(), StorageError> {
    tx.execute(
        // The same figures of another currency, or without tax, are other prices.
        "UPDATE orders_catalogue SET silent = 0, currency = ifnull(:currency, currency), untaxed = ifnull(:untaxed, untaxed),
                came = came + :came,
                dirty = dirty OR ifnull(:currency, currency) IS NOT currency OR ifnull(:untaxed, untaxed) IS NOT untaxed
          WHERE shop_id = :shop",
        named_params! {
            ":shop": shop, ":currency": currency.map(|currency| currency.to_string()), ":untaxed": untaxed,
            ":came": i64::try_from(came).unwrap_or(i64::MAX),
        },
    )?;
    Ok(())
}

pub(in crate::orders) fn set_stage(
    tx: &WriteTx,
    shop: ShopId,
    stage: Stage,
    cursor: Option<&str>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_catalogue SET stage = :stage, cursor = :cursor WHERE shop_id = :shop",
        named_params! { ":shop": shop, ":stage": stage, ":cursor": cursor },
    )?;
    Ok(())
}

/// Counts a question without an answer, and how many there were in a row.
pub(in crate::orders) fn not_heard(tx: &WriteTx, shop: ShopId) -> Result<u32, StorageError> {
    tx.execute(
        "UPDATE orders_catalogue SET silent = silent + 1 WHERE shop_id = :shop",
        named_params! { ":shop": shop },
    )?;
    tx.one(
        "SELECT silent FROM orders_catalogue WHERE shop_id = :shop",
        named_params! { ":shop": shop },
        |row| row.get("silent"),
    )
}

/// It cannot be read for this reason. Where it broke off stays.
pub(in crate::orders) fn fail(tx: &WriteTx, shop: ShopId, reason: &str) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_catalogue SET state = 'failed', reason = :reason WHERE shop_id = :shop",
        named_params! { ":shop": shop, ":reason": reason },
    )?;
    Ok(())
}

/// The shop was read from its beginning to its end. What changed since it began is asked for the next time.
pub(in crate::orders) fn end_run(tx: &WriteTx, shop: ShopId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_catalogue SET stage = 'rest', cursor = NULL, read_at_ms = :now, looked_at_ms = began_at_ms
          WHERE shop_id = :shop",
        named_params! { ":shop": shop, ":now": tx.now() },
    )?;
    Ok(())
}

/// What changed was asked for up to this moment.
pub(in crate::orders) fn end_look(
    tx: &WriteTx,
    shop: ShopId,
    looked_at: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_catalogue SET stage = 'rest', cursor = NULL, looked_at_ms = :looked_at WHERE shop_id = :shop",
        named_params! { ":shop": shop, ":looked_at": looked_at },
    )?;
    Ok(())
}

/// Nothing is to be asked any more.
pub(in crate::orders) fn set_ready(tx: &WriteTx, shop: ShopId) -> Result<(), StorageError> {
    let sql = "UPDATE orders_catalogue SET state = 'ready', reason = NULL, silent = 0 WHERE shop_id = :shop";
    tx.execute(sql, named_params! { ":shop": shop }).map(drop)
}

/// A product whose variants are still wanted, and from which page on.
pub(in crate::orders) fn wanted(
    conn: &ReadConn,
    shop: ShopId,
) -> Result<Option<(String, u32)>, StorageError> {
    conn.optional(
        "SELECT external_id, wants FROM orders_catalogue_entry
          WHERE shop_id = :shop AND wants IS NOT NULL ORDER BY external_id LIMIT 1",
        named_params! { ":shop": shop },
        |row| Ok((row.get("external_id")?, row.get("wants")?)),
    )
}

/// What came of an entry in this run, if it did.
pub(in crate::orders) fn next_of<T: DeserializeOwned>(
    conn: &ReadConn,
    shop: ShopId,
    run: i64,
    external_id: &str,
) -> Result<Option<T>, StorageError> {
    let json: Option<String> = conn.optional(
        "SELECT next FROM orders_catalogue_entry
          WHERE shop_id = :shop AND kind = 'product' AND external_id = :external_id AND next_run = :run AND next IS NOT NULL",
        named_params! { ":shop": shop, ":external_id": external_id, ":run": run },
        |row| row.get("next"),
    )?;
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
}

/// Keeps what came of an entry, which does not count yet.
pub(in crate::orders) fn keep_next<T: Serialize>(
    tx: &WriteTx,
    shop: ShopId,
    run: i64,
    entry: (EntryKind, &str),
    next: &T,
    wants: Option<u32>,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO orders_catalogue_entry (shop_id, kind, external_id, next, next_run, wants)
         VALUES (:shop, :kind, :external_id, :next, :run, :wants)
         ON CONFLICT (shop_id, kind, external_id) DO UPDATE SET next = excluded.next, next_run = excluded.next_run,
             wants = excluded.wants",
        named_params! {
            ":shop": shop, ":kind": entry.0, ":external_id": entry.1, ":next": serde_json::to_string(next)?, ":run": run,
            ":wants": wants,
        },
    )?;
    Ok(())
}

/// From now on what came in this run counts, and nothing else. Whether that is anything new.
pub(in crate::orders) fn settle_run(tx: &WriteTx, shop: ShopId, run: i64) -> Result<bool, StorageError> {
    let gone = tx.execute(
        "DELETE FROM orders_catalogue_entry WHERE shop_id = :shop AND (next_run <> :run OR next IS NULL)",
        named_params! { ":shop": shop, ":run": run },
    )?;
    let changed = tx.execute(
        "UPDATE orders_catalogue_entry SET said = next WHERE shop_id = :shop AND said IS NOT next",
        named_params! { ":shop": shop },
    )?;
    tx.execute(
        "UPDATE orders_catalogue_entry SET next = NULL, wants = NULL WHERE shop_id = :shop",
        named_params! { ":shop": shop },
    )?;
    Ok(gone + changed > 0)
}

/// From now on what came of one product counts. Whether that is anything new.
pub(in crate::orders) fn settle_one(
    tx: &WriteTx,
    shop: ShopId,
    external_id: &str,
) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE orders_catalogue_entry SET said = next
          WHERE shop_id = :shop AND kind = 'product' AND external_id = :external_id AND next IS NOT NULL AND said IS NOT next",
        named_params! { ":shop": shop, ":external_id": external_id },
    )?;
    tx.execute(
        "UPDATE orders_catalogue_entry SET next = NULL, wants = NULL
          WHERE shop_id = :shop AND kind = 'product' AND external_id = :external_id",
        named_params! { ":shop": shop, ":external_id": external_id },
    )?;
    Ok(changed > 0)
}

/// The shop no longer shows it. Whether it counted.
pub(in crate::orders) fn drop_one(
    tx: &WriteTx,
    shop: ShopId,
    external_id: &str,
) -> Result<bool, StorageError> {
    let gone = tx.execute(
        "DELETE FROM orders_catalogue_entry WHERE shop_id = :shop AND kind = 'product' AND external_id = :external_id",
        named_params! { ":shop": shop, ":external_id": external_id },
    )?;
    Ok(gone > 0)
}

/// What counts, in the order of its ids as numbers.
pub(in crate::orders) fn entries<T: DeserializeOwned>(
    conn: &ReadConn,
    shop: ShopId,
    kind: EntryKind,
) -> Result<Vec<T>, StorageError> {
    let said: Vec<String> = conn.all(
        "SELECT said FROM orders_catalogue_entry
          WHERE shop_id = :shop AND kind = :kind AND said IS NOT NULL ORDER BY length(external_id), external_id",
        named_params! { ":shop": shop, ":kind": kind },
        |row| row.get("said"),
    )?;
    // Written by ourselves from the same type; an unreadable one is as good as none.
    Ok(said.iter().filter_map(|said| serde_json::from_str(said).ok()).collect())
}

/// The shop told of a product: it is to be asked for.
pub(in crate::orders) fn mark(tx: &WriteTx, shop: ShopId, external_id: &str) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO orders_catalogue_change (shop_id, external_id) VALUES (:shop, :external_id)
         ON CONFLICT (shop_id, external_id) DO UPDATE SET told = told + 1",
        named_params! { ":shop": shop, ":external_id": external_id },
    )?;
    Ok(())
}

/// A product that is to be asked for, and how often it was told of.
pub(in crate::orders) fn marked(
    conn: &ReadConn,
    shop: ShopId,
) -> Result<Option<(String, i64)>, StorageError> {
    conn.optional(
        "SELECT external_id, told FROM orders_catalogue_change WHERE shop_id = :shop ORDER BY external_id LIMIT 1",
        named_params! { ":shop": shop },
        |row| Ok((row.get("external_id")?, row.get("told")?)),
    )
}

/// It is known as it was when it had been told of so often.
pub(in crate::orders) fn unmark(
    tx: &WriteTx,
    shop: ShopId,
    external_id: &str,
    told: i64,
) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM orders_catalogue_change WHERE shop_id = :shop AND external_id = :external_id AND told = :told",
        named_params! { ":shop": shop, ":external_id": external_id, ":told": told },
    )?;
    Ok(())
}

/// What counts is other than what was told.
pub(in crate::orders) fn set_dirty(tx: &WriteTx, shop: ShopId) -> Result<(), StorageError> {
    let sql = "UPDATE orders_catalogue SET dirty = 1 WHERE shop_id = :shop";
    tx.execute(sql, named_params! { ":shop": shop }).map(drop)
}

/// It is told now.
pub(in crate::orders) fn set_told(tx: &WriteTx, shop: ShopId) -> Result<(), StorageError> {
    let sql = "UPDATE orders_catalogue SET dirty = 0 WHERE shop_id = :shop";
    tx.execute(sql, named_params! { ":shop": shop }).map(drop)
}

pub(in crate::orders) fn forget_keys(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("UPDATE orders_catalogue SET key = NULL", []).map(drop)
}
