//! Who did what: written in the caller's own transaction, so that a deed and its trace are kept together.
//!
//! Append-only; a trigger in the schema refuses changes.

use serde_json::Value;

use crate::actor::{Actor, Identity};
use crate::clock::Timestamp;
use crate::ids::{AuditId, Id as _};
use crate::storage::{ReadConn, StorageError, WriteTx};

pub mod routes;

/// One deed.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = AuditEntry)]
pub struct Entry {
    pub id: AuditId,
    pub at: Timestamp,
    /// `person`, `token` or `system`.
    pub actor_kind: String,
    pub actor_id: Option<String>,
    /// A noun and a verb, such as `conversation.taken_over`.
    pub action: String,
    pub subject: String,
    pub details: Value,
}

/// Notes a deed.
pub fn record(
    tx: &WriteTx,
    actor: &Actor,
    action: &str,
    subject: impl std::fmt::Display,
    details: Value,
) -> Result<(), StorageError> {
    let (kind, id) = match actor.identity {
        Identity::Person(id) => ("person", Some(id.as_i64())),
        Identity::Token(id) => ("token", Some(id.as_i64())),
        Identity::System => ("system", None),
    };
    tx.execute(
        "INSERT INTO audit_entry (id, at_ms, actor_kind, actor_id, action, subject, details)
         VALUES (:id, :at_ms, :actor_kind, :actor_id, :action, :subject, :details)",
        rusqlite::named_params! {
            ":id": tx.new_id::<AuditId>(),
            ":at_ms": tx.now(),
            ":actor_kind": kind,
            ":actor_id": id,
            ":action": action,
            ":subject": subject.to_string(),
            ":details": details.to_string(),
        },
    )?;
    Ok(())
}

/// The latest deeds, newest first, before `before`.
pub fn entries(conn: &ReadConn, before: Option<AuditId>, limit: u32) -> Result<Vec<Entry>, StorageError> {
    conn.all(
        "SELECT id, at_ms, actor_kind, actor_id, action, subject, details FROM audit_entry
          WHERE id < :before ORDER BY id DESC LIMIT :limit",
        rusqlite::named_params! { ":before": before.map_or(i64::MAX, crate::ids::Id::as_i64), ":limit": limit },
        |row| {
            Ok(Entry {
                id: row.get("id")?,
                at: row.get("at_ms")?,
                actor_kind: row.get("actor_kind")?,
                actor_id: row.get::<_, Option<i64>>("actor_id")?.map(|id| id.to_string()),
                action: row.get("action")?,
                subject: row.get("subject")?,
                details: serde_json::from_str(&row.get::<_, String>("details")?).unwrap_or(Value::Null),
            })
        },
    )
}
