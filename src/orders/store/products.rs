//! SQL of web shops' catalogues: how far each was read, and what was heard of the shop as a whole. What stands in them: `entries`.

use rusqlite::{Row, named_params};

use crate::clock::Timestamp;
use crate::ids::ShopId;
use crate::money::Currency;
use crate::orders::types::{CatalogueState, Portion, Stage};
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
    /// How much is asked for at once.
    pub portion: Portion,
    /// Questions in a row of whose answers nothing was kept.
    pub silent: u32,
    pub began_at: Timestamp,
    pub read_at: Option<Timestamp>,
    pub looked_at: Option<Timestamp>,
    /// Products that count, and those there was no room for.
    pub products: u32,
    pub left_out: u32,
    /// What counts was not told yet.
    pub dirty: bool,
    /// When it was last told.
    pub told_at: Option<Timestamp>,
}

const COLUMNS: &str = "
    SELECT shop_id, address, key, state, reason, run, stage, cursor, currency, untaxed, came, portion, silent, dirty, products,
           left_out, began_at_ms, read_at_ms, looked_at_ms, told_at_ms
      FROM orders_catalogue";

pub(in crate::orders) fn find(conn: &ReadConn, shop: ShopId) -> Result<Option<Catalogue>, StorageError> {
    conn.optional(&format!("{COLUMNS} WHERE shop_id = :shop"), named_params! { ":shop": shop }, read)
}

pub(in crate::orders) fn all(conn: &ReadConn) -> Result<Vec<Catalogue>, StorageError> {
    conn.all(&format!("{COLUMNS} ORDER BY shop_id"), [], read)
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
        portion: row.get("portion")?,
        silent: row.get("silent")?,
        began_at: row.get("began_at_ms")?,
        read_at: row.get("read_at_ms")?,
        looked_at: row.get("looked_at_ms")?,
        products: row.get("products")?,
        left_out: row.get("left_out")?,
        dirty: row.get("dirty")?,
        told_at: row.get("told_at_ms")?,
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
                silent = 0, came = 0, portion = 'whole', next_currency = NULL, next_untaxed = NULL, began_at_ms = :now
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

/// From now on this is asked: what follows, where a reading broke off, or what changed.
pub(in crate::orders) fn go_to(
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

/// What was heard of the shop as a whole, which counts with the products of this run; an answer of any kind ends the silence.
pub(in crate::orders) fn heard(
    tx: &WriteTx,
    shop: ShopId,
    currency: Option<Currency>,
    untaxed: Option<bool>,
    came: usize,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_catalogue SET silent = 0, next_currency = ifnull(:currency, next_currency),
                next_untaxed = ifnull(:untaxed, next_untaxed), came = came + :came,
                portion = iif(portion = 'bare', 'part', portion)
          WHERE shop_id = :shop",
        named_params! {
            ":shop": shop, ":currency": currency.map(|currency| currency.to_string()), ":untaxed": untaxed,
            ":came": i64::try_from(came).unwrap_or(i64::MAX),
        },
    )?;
    Ok(())
}

/// The next question asks for so much at once.
pub(in crate::orders) fn ask_for(tx: &WriteTx, shop: ShopId, portion: Portion) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_catalogue SET portion = :portion WHERE shop_id = :shop",
        named_params! { ":shop": shop, ":portion": portion },
    )
    .map(drop)
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

/// What changed was asked for up to this moment: by a look, or as the shop was read from its beginning to its end, with so many
/// products left out. The same figures of another currency, or without tax, are other prices.
pub(in crate::orders) fn end(
    tx: &WriteTx,
    shop: ShopId,
    looked_at: Timestamp,
    whole: Option<usize>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_catalogue SET stage = 'rest', cursor = NULL, looked_at_ms = :looked_at,
                read_at_ms = iif(:left_out IS NULL, read_at_ms, :now), left_out = ifnull(:left_out, left_out),
                currency = ifnull(next_currency, currency), untaxed = ifnull(next_untaxed, untaxed),
                next_currency = NULL, next_untaxed = NULL,
                dirty = dirty OR ifnull(next_currency, currency) IS NOT currency OR ifnull(next_untaxed, untaxed) IS NOT untaxed
          WHERE shop_id = :shop",
        named_params! {
            ":shop": shop, ":looked_at": looked_at, ":now": tx.now(),
            ":left_out": whole.map(|left_out| i64::try_from(left_out).unwrap_or(i64::MAX)),
        },
    )?;
    Ok(())
}

/// Nothing is to be asked any more.
pub(in crate::orders) fn set_ready(tx: &WriteTx, shop: ShopId) -> Result<(), StorageError> {
    let sql = "UPDATE orders_catalogue SET state = 'ready', reason = NULL, silent = 0 WHERE shop_id = :shop";
    tx.execute(sql, named_params! { ":shop": shop }).map(drop)
}

/// What counts is other than what was told.
pub(in crate::orders) fn set_dirty(tx: &WriteTx, shop: ShopId) -> Result<(), StorageError> {
    let sql = "UPDATE orders_catalogue SET dirty = 1 WHERE shop_id = :shop";
    tx.execute(sql, named_params! { ":shop": shop }).map(drop)
}

/// It is told now.
pub(in crate::orders) fn set_told(tx: &WriteTx, shop: ShopId) -> Result<(), StorageError> {
    let sql = "UPDATE orders_catalogue SET dirty = 0, told_at_ms = :now WHERE shop_id = :shop";
    tx.execute(sql, named_params! { ":shop": shop, ":now": tx.now() }).map(drop)
}

pub(in crate::orders) fn forget_keys(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("UPDATE orders_catalogue SET key = NULL", []).map(drop)
}
