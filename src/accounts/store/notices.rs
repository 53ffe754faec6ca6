//! SQL of what people are told about their own accounts.

use rusqlite::named_params;

use crate::accounts::types::{Notice, NoticeKind};
use crate::ids::{PersonId, SecurityNoticeId};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Notices kept of one person.
const MOST_KEPT: u32 = 50;

pub fn insert(
    tx: &WriteTx,
    person: PersonId,
    kind: NoticeKind,
    device: &str,
    address: &str,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO security_notice (id, person_id, kind, at_ms, device, address)
         VALUES (:id, :person, :kind, :now, :device, :address)",
        named_params! {
            ":id": tx.new_id::<SecurityNoticeId>(), ":person": person, ":kind": kind, ":now": tx.now(), ":device": device,
            ":address": address,
        },
    )?;
    tx.execute(
        "DELETE FROM security_notice WHERE person_id = :person AND id NOT IN (
             SELECT id FROM security_notice WHERE person_id = :person ORDER BY id DESC LIMIT :most)",
        named_params! { ":person": person, ":most": MOST_KEPT },
    )
    .map(drop)
}

/// A person's notices, newest first, before `before`.
pub fn page(
    conn: &ReadConn,
    person: PersonId,
    before: Option<SecurityNoticeId>,
    limit: u32,
) -> Result<Vec<Notice>, StorageError> {
    conn.all(
        "SELECT id, kind, at_ms, device, address, seen_at_ms FROM security_notice
          WHERE person_id = :person AND id < :before ORDER BY id DESC LIMIT :limit",
        named_params! {
            ":person": person, ":before": before.unwrap_or(SecurityNoticeId::new(i64::MAX)), ":limit": limit,
        },
        |row| {
            Ok(Notice {
                id: row.get("id")?,
                kind: row.get("kind")?,
                at: row.get("at_ms")?,
                device: row.get("device")?,
                address: row.get("address")?,
                seen: row.get::<_, Option<i64>>("seen_at_ms")?.is_some(),
            })
        },
    )
}

pub fn unseen(conn: &ReadConn, person: PersonId) -> Result<u32, StorageError> {
    conn.one(
        "SELECT COUNT(*) AS number FROM security_notice WHERE person_id = :person AND seen_at_ms IS NULL",
        named_params! { ":person": person },
        |row| row.get("number"),
    )
}

pub fn set_seen(tx: &WriteTx, person: PersonId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE security_notice SET seen_at_ms = :now WHERE person_id = :person AND seen_at_ms IS NULL",
        named_params! { ":person": person, ":now": tx.now() },
    )
    .map(drop)
}
