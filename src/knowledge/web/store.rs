//! SQL of the searches of the web: the owner's settings, and how many were made a day.

use rusqlite::{Row, named_params};

use super::domains::Domain;
use super::types::Settings;
use crate::clock::Timestamp;
use crate::secrets::Sealed;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// The row as it lies there, the key still sealed.
#[derive(Clone, Default)]
pub(super) struct Stored {
    pub settings: Settings,
    pub key: Option<Sealed>,
}

pub(super) fn load(conn: &ReadConn) -> Result<Option<Stored>, StorageError> {
    conn.optional(
        "SELECT way, base_url, key, domains, daily_limit, price_micros FROM knowledge_web_setting WHERE id = 1",
        [],
        read,
    )
}

fn read(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let domains: Vec<Domain> = serde_json::from_str(&row.get::<_, String>("domains")?).unwrap_or_default();
    let settings = Settings {
        way: row.get("way")?,
        base_url: row.get("base_url")?,
        domains,
        daily_limit: row.get("daily_limit")?,
        price_micros: row.get("price_micros")?,
    };
    Ok(Stored { settings, key: row.get("key")? })
}

pub(super) fn save(tx: &WriteTx, stored: &Stored) -> Result<(), StorageError> {
    let Settings { way, base_url, domains, daily_limit, price_micros } = &stored.settings;
    tx.execute(
        "INSERT OR REPLACE INTO knowledge_web_setting
                (id, way, base_url, key, domains, daily_limit, price_micros, changed_at_ms)
         VALUES (1, :way, :base_url, :key, :domains, :daily_limit, :price, :now)",
        named_params! {
            ":way": way, ":base_url": base_url, ":key": stored.key, ":domains": serde_json::to_string(domains)?,
            ":daily_limit": daily_limit, ":price": price_micros, ":now": tx.now(),
        },
    )
    .map(drop)
}

/// Forgets the key: what sealed it is lost.
pub(super) fn forget_key(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("UPDATE knowledge_web_setting SET key = NULL WHERE id = 1", []).map(drop)
}

/// Searches made on the day of a moment.
pub(super) fn searches(conn: &ReadConn, now: Timestamp) -> Result<u32, StorageError> {
    let found = conn.optional(
        "SELECT searches FROM knowledge_web_day WHERE day = :day",
        named_params! { ":day": day(now) },
        |row| row.get("searches"),
    )?;
    Ok(found.unwrap_or(0))
}

/// Counts one more search of today; false, and none is counted, where the limit is reached.
pub(super) fn count(tx: &WriteTx, limit: u32) -> Result<bool, StorageError> {
    let today = day(tx.now());
    tx.execute("DELETE FROM knowledge_web_day WHERE day < :today", named_params! { ":today": today })?;
    let counted = tx.execute(
        "INSERT INTO knowledge_web_day (day, searches) VALUES (:today, 1)
         ON CONFLICT (day) DO UPDATE SET searches = searches + 1 WHERE searches < :limit",
        named_params! { ":today": today, ":limit": limit },
    )?;
    Ok(counted > 0)
}

/// The day a moment lies in, in UTC, such as `2026-11-21`.
fn day(moment: Timestamp) -> String {
    moment.to_string().chars().take(10).collect()
}
