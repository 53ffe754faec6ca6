//! SQL of what stands in web shops' catalogues: products and terms, as they count and as they came since, and the products the
//! shops told of.

use rusqlite::named_params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ids::ShopId;
use crate::orders::types::EntryKind;
use crate::storage::{ReadConn, StorageError, WriteTx};

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

/// What a whole reading came to.
pub(in crate::orders) struct Settled {
    /// What counts is other than before.
    pub changed: bool,
    /// Products there was no room for.
    pub left_out: usize,
}

/// From now on what came in this run counts, and nothing else.
pub(in crate::orders) fn settle_run(tx: &WriteTx, shop: ShopId, run: i64) -> Result<Settled, StorageError> {
    let left_out = tx.execute(
        "DELETE FROM orders_catalogue_entry WHERE shop_id = :shop AND kind = 'product' AND next_run = :run AND next IS NULL",
        named_params! { ":shop": shop, ":run": run },
    )?;
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
    tx.execute(
        "UPDATE orders_catalogue SET products = (SELECT count(*) FROM orders_catalogue_entry e
                                                  WHERE e.shop_id = orders_catalogue.shop_id AND e.kind = 'product')
          WHERE shop_id = :shop",
        named_params! { ":shop": shop },
    )?;
    Ok(Settled { changed: gone + changed > 0, left_out })
}

/// Of the products that came in this run only the newest are kept: their ids are the highest. What is left out stays as a mark,
/// so that it is neither kept again nor counted twice.
pub(in crate::orders) fn leave_oldest(
    tx: &WriteTx,
    shop: ShopId,
    run: i64,
    most: u32,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_catalogue_entry SET next = NULL, wants = NULL
          WHERE shop_id = :shop AND kind = 'product' AND external_id IN
                (SELECT external_id FROM orders_catalogue_entry
                  WHERE shop_id = :shop AND kind = 'product' AND next_run = :run AND next IS NOT NULL
                  ORDER BY length(external_id) DESC, external_id DESC LIMIT -1 OFFSET :most)",
        named_params! { ":shop": shop, ":run": run, ":most": most },
    )
    .map(drop)
}

/// Whether it came in this run and was left out.
pub(in crate::orders) fn is_left_out(
    conn: &ReadConn,
    shop: ShopId,
    run: i64,
    external_id: &str,
) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM orders_catalogue_entry
          WHERE shop_id = :shop AND kind = 'product' AND external_id = :external_id AND next_run = :run AND next IS NULL",
        named_params! { ":shop": shop, ":external_id": external_id, ":run": run },
    )
}

/// The shop's terms were not told in this run: those that count stay.
pub(in crate::orders) fn keep_policies(tx: &WriteTx, shop: ShopId, run: i64) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_catalogue_entry SET next = said, next_run = :run
          WHERE shop_id = :shop AND kind = 'policy' AND said IS NOT NULL AND (next_run <> :run OR next IS NULL)",
        named_params! { ":shop": shop, ":run": run },
    )
    .map(drop)
}

/// From now on what came of one product counts. Whether that is anything new.
pub(in crate::orders) fn settle_one(
    tx: &WriteTx,
    shop: ShopId,
    external_id: &str,
) -> Result<bool, StorageError> {
    let one = named_params! { ":shop": shop, ":external_id": external_id };
    tx.execute(
        "UPDATE orders_catalogue SET products = products + (SELECT count(*) FROM orders_catalogue_entry e
              WHERE e.shop_id = :shop AND e.kind = 'product' AND e.external_id = :external_id
                AND e.said IS NULL AND e.next IS NOT NULL)
          WHERE shop_id = :shop",
        one,
    )?;
    let changed = tx.execute(
        "UPDATE orders_catalogue_entry SET said = next
          WHERE shop_id = :shop AND kind = 'product' AND external_id = :external_id AND next IS NOT NULL AND said IS NOT next",
        one,
    )?;
    tx.execute(
        "UPDATE orders_catalogue_entry SET next = NULL, wants = NULL
          WHERE shop_id = :shop AND kind = 'product' AND external_id = :external_id",
        one,
    )?;
    Ok(changed > 0)
}

/// The shop no longer shows it. Whether it counted.
pub(in crate::orders) fn drop_one(
    tx: &WriteTx,
    shop: ShopId,
    external_id: &str,
) -> Result<bool, StorageError> {
    let one = named_params! { ":shop": shop, ":external_id": external_id };
    let counted = tx.execute(
        "UPDATE orders_catalogue SET products = products - 1
          WHERE shop_id = :shop AND EXISTS (SELECT 1 FROM orders_catalogue_entry e
              WHERE e.shop_id = :shop AND e.kind = 'product' AND e.external_id = :external_id AND e.said IS NOT NULL)",
        one,
    )?;
    tx.execute(
        "DELETE FROM orders_catalogue_entry WHERE shop_id = :shop AND kind = 'product' AND external_id = :external_id",
        one,
    )?;
    Ok(counted > 0)
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

/// A product that is to be asked for.
#[derive(Debug)]
pub(in crate::orders) struct Marked {
    pub external_id: String,
    /// How often it was told of.
    pub told: i64,
    /// Where the next page of its variants begins.
    pub cursor: Option<String>,
}

pub(in crate::orders) fn marked(conn: &ReadConn, shop: ShopId) -> Result<Option<Marked>, StorageError> {
    conn.optional(
        // What was begun is ended first.
        "SELECT external_id, told, cursor FROM orders_catalogue_change
          WHERE shop_id = :shop ORDER BY cursor IS NULL, external_id LIMIT 1",
        named_params! { ":shop": shop },
        |row| {
            Ok(Marked {
                external_id: row.get("external_id")?,
                told: row.get("told")?,
                cursor: row.get("cursor")?,
            })
        },
    )
}

/// More of its variants are asked for, from here on.
pub(in crate::orders) fn go_on_with(
    tx: &WriteTx,
    shop: ShopId,
    external_id: &str,
    cursor: Option<&str>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_catalogue_change SET cursor = :cursor WHERE shop_id = :shop AND external_id = :external_id",
        named_params! { ":shop": shop, ":external_id": external_id, ":cursor": cursor },
    )
    .map(drop)
}

/// It is known as it was when it had been told of so often. Told of since, it is asked for once more from its beginning.
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
    go_on_with(tx, shop, external_id, None)
}
