//! All the SQL of the room's own tables, and the one place where rooms' statements are run.

use rusqlite::{Row, named_params};

use super::types::{DIGEST_BYTES, Digest, Forgotten};
use super::who::Who;
use crate::clock::Timestamp;
use crate::ids::{ContactId, ErasureId, MediaId};
use crate::storage::{ReadConn, StorageError, WriteTx};

pub(super) fn key(conn: &ReadConn) -> Result<Vec<u8>, StorageError> {
    conn.one("SELECT key FROM privacy_key WHERE id = 1", [], |row| row.get("key"))
}

pub(super) fn set_key(tx: &WriteTx, key: &[u8]) -> Result<(), StorageError> {
    tx.execute("UPDATE privacy_key SET key = :key WHERE id = 1", named_params! { ":key": key }).map(drop)
}

pub(super) fn anybody_forgotten(conn: &ReadConn) -> Result<bool, StorageError> {
    conn.exists("SELECT 1 FROM privacy_forgotten LIMIT 1", [])
}

pub(super) fn forgotten(conn: &ReadConn, digest: &Digest) -> Result<Option<Forgotten>, StorageError> {
    conn.optional(
        "SELECT digest, erased_at_ms, stops FROM privacy_forgotten WHERE digest = :digest",
        named_params! { ":digest": digest },
        |row| Ok(read_forgotten(row)?.1),
    )
}

pub(super) fn everybody_forgotten(conn: &ReadConn) -> Result<Vec<(Digest, Forgotten)>, StorageError> {
    conn.all("SELECT digest, erased_at_ms, stops FROM privacy_forgotten ORDER BY digest", [], read_forgotten)
}

fn read_forgotten(row: &Row<'_>) -> rusqlite::Result<(Digest, Forgotten)> {
    let digest: [u8; DIGEST_BYTES] = row.get("digest")?;
    Ok((digest, Forgotten { erased_at: row.get("erased_at_ms")?, stops: row.get("stops")? }))
}

/// The latest erasure counts; a wish that was kept stays until the customer takes it back.
pub(super) fn forget(tx: &WriteTx, digest: &Digest, one: Forgotten) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO privacy_forgotten (digest, erased_at_ms, stops) VALUES (:digest, :at_ms, :stops)
         ON CONFLICT (digest) DO UPDATE SET erased_at_ms = max(erased_at_ms, excluded.erased_at_ms), stops = excluded.stops",
        named_params! { ":digest": digest, ":at_ms": one.erased_at, ":stops": one.stops },
    )
    .map(drop)
}

/// An erasure as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Erasure {
    pub id: ErasureId,
    pub contact: ContactId,
    pub stage: Stage,
    pub messages: i64,
    pub gone: i64,
    pub asked_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

crate::words::words! {
    /// How far an erasure has come.
    Stage as ErasureState {
        Erasing = "erasing",
        /// Everything is gone from the tables; what it left behind in the file is being overwritten.
        Overwriting = "overwriting",
        Done = "done",
    }
}

const COLUMNS: &str = "id, contact_id, state, messages, gone, asked_at_ms, ended_at_ms";

fn read(row: &Row<'_>) -> rusqlite::Result<Erasure> {
    Ok(Erasure {
        id: row.get("id")?,
        contact: row.get("contact_id")?,
        stage: row.get("state")?,
        messages: row.get("messages")?,
        gone: row.get("gone")?,
        asked_at: row.get("asked_at_ms")?,
        ended_at: row.get("ended_at_ms")?,
    })
}

pub(super) fn insert(
    tx: &WriteTx,
    contact: ContactId,
    who: &Who,
    messages: i64,
) -> Result<ErasureId, StorageError> {
    let id: ErasureId = tx.new_id();
    tx.execute(
        "INSERT INTO privacy_erasure (id, contact_id, state, who, messages, asked_at_ms)
         VALUES (:id, :contact_id, 'erasing', :who, :messages, :now_ms)",
        named_params! {
            ":id": id, ":contact_id": contact, ":who": serde_json::to_string(who)?, ":messages": messages,
            ":now_ms": tx.now(),
        },
    )?;
    Ok(id)
}

/// The last erasure of this contact.
pub(super) fn of_contact(conn: &ReadConn, contact: ContactId) -> Result<Option<Erasure>, StorageError> {
    conn.optional(
        &format!("SELECT {COLUMNS} FROM privacy_erasure WHERE contact_id = :id ORDER BY id DESC LIMIT 1"),
        named_params! { ":id": contact },
        read,
    )
}

/// Whom an erasure is about, while it goes on.
pub(super) fn who(conn: &ReadConn, id: ErasureId) -> Result<Option<Who>, StorageError> {
    let found = conn.optional(
        "SELECT who FROM privacy_erasure WHERE id = :id AND state = 'erasing'",
        named_params! { ":id": id },
        |row| row.get::<_, Option<String>>("who"),
    )?;
    Ok(found.flatten().map(|who| serde_json::from_str(&who)).transpose()?)
}

pub(super) fn went(tx: &WriteTx, id: ErasureId, messages: usize) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE privacy_erasure SET gone = gone + :messages WHERE id = :id",
        named_params! { ":id": id, ":messages": i64::try_from(messages).unwrap_or(i64::MAX) },
    )
    .map(drop)
}

/// Nothing is left in the tables.
pub(super) fn emptied(tx: &WriteTx, id: ErasureId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE privacy_erasure SET state = 'overwriting', who = NULL WHERE id = :id AND state = 'erasing'",
        named_params! { ":id": id },
    )
    .map(drop)
}

/// Erasures of which only the file's own leftovers remain.
pub(super) fn to_overwrite(conn: &ReadConn) -> Result<Vec<Erasure>, StorageError> {
    conn.all(
        &format!("SELECT {COLUMNS} FROM privacy_erasure WHERE state = 'overwriting' ORDER BY id LIMIT 10000"),
        [],
        read,
    )
}

pub(super) fn end(tx: &WriteTx, id: ErasureId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE privacy_erasure SET state = 'done', ended_at_ms = :now_ms WHERE id = :id AND state = 'overwriting'",
        named_params! { ":id": id, ":now_ms": tx.now() },
    )
    .map(drop)
}

pub(super) fn add_file(tx: &WriteTx, id: ErasureId, file: MediaId) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR IGNORE INTO privacy_file (erasure_id, media_id) VALUES (:id, :file)",
        named_params! { ":id": id, ":file": file },
    )
    .map(drop)
}

pub(super) fn next_file(conn: &ReadConn, id: ErasureId) -> Result<Option<MediaId>, StorageError> {
    conn.optional(
        "SELECT media_id FROM privacy_file WHERE erasure_id = :id ORDER BY media_id LIMIT 1",
        named_params! { ":id": id },
        |row| row.get("media_id"),
    )
}

pub(super) fn remove_file(tx: &WriteTx, id: ErasureId, file: MediaId) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM privacy_file WHERE erasure_id = :id AND media_id = :file",
        named_params! { ":id": id, ":file": file },
    )
    .map(drop)
}

pub(super) fn keep_months(conn: &ReadConn) -> Result<Option<u16>, StorageError> {
    conn.one("SELECT keep_months FROM privacy_setting WHERE id = 1", [], |row| row.get("keep_months"))
}

pub(super) fn set_keep_months(tx: &WriteTx, months: Option<u16>) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE privacy_setting SET keep_months = :months WHERE id = 1",
        named_params! { ":months": months },
    )
    .map(drop)
}

/// Whether a statement is repeated until it changes nothing.
pub(super) fn is_sliced(sql: &str) -> bool {
    sql.contains(":slice")
}

/// Runs a room's statement; says how many rows it changed.
pub(super) fn erase(tx: &WriteTx, sql: &str, ids: &str, slice: u32) -> Result<usize, StorageError> {
    if is_sliced(sql) {
        tx.execute(sql, named_params! { ":ids": ids, ":slice": slice })
    } else {
        tx.execute(sql, named_params! { ":ids": ids })
    }
}

/// Rows a room hands over, as JSON objects.
pub(super) fn hand_over(
    conn: &ReadConn,
    sql: &str,
    ids: &str,
    range: (u32, u32),
) -> Result<Vec<serde_json::Value>, StorageError> {
    let paged = format!("{sql} LIMIT :limit OFFSET :offset");
    let params = named_params! { ":ids": ids, ":limit": range.1, ":offset": range.0 };
    conn.all(&paged, params, as_json)
}

fn as_json(row: &Row<'_>) -> rusqlite::Result<serde_json::Value> {
    use rusqlite::types::ValueRef;
    use serde_json::Value;
    let mut object = serde_json::Map::new();
    for (place, column) in row.as_ref().column_names().enumerate() {
        let value = match row.get_ref(place)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(millis) if column.ends_with("_ms") => {
                serde_json::to_value(Timestamp::from_millis(millis)).unwrap_or(Value::Null)
            }
            // Ids and amounts are larger than what JSON's readers keep exactly.
            ValueRef::Integer(number) => Value::String(number.to_string()),
            ValueRef::Real(number) => number.into(),
            ValueRef::Text(text) => {
                let text = String::from_utf8_lossy(text);
                let parsed = column.ends_with("_json").then(|| serde_json::from_str(&text).ok()).flatten();
                parsed.unwrap_or_else(|| Value::String(text.into_owned()))
            }
            ValueRef::Blob(bytes) => Value::String(hex::encode(bytes)),
        };
        let name = column.strip_suffix("_ms").or_else(|| column.strip_suffix("_json")).unwrap_or(column);
        object.insert(name.to_owned(), value);
    }
    Ok(Value::Object(object))
}
