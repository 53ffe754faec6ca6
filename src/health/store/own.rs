//! All SQL about the signals a shop makes itself.

use std::collections::{HashMap, HashSet};

use rusqlite::{Row, named_params};

use crate::health::own::question::Question;
use crate::health::own::{How, OwnSignal};
use crate::health::types::Purpose;
use crate::ids::{ContactId, LabelId, OwnSignalId};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Those that were not deleted, oldest first.
pub(in crate::health) fn all(conn: &ReadConn) -> Result<Vec<OwnSignal>, StorageError> {
    conn.all(
        "SELECT id, name, purpose, question, sql, is_on FROM health_own WHERE deleted_at_ms IS NULL ORDER BY id LIMIT 1000",
        [],
        own,
    )
}

pub(in crate::health) fn find(conn: &ReadConn, id: OwnSignalId) -> Result<Option<OwnSignal>, StorageError> {
    conn.optional(
        "SELECT id, name, purpose, question, sql, is_on FROM health_own WHERE id = :id AND deleted_at_ms IS NULL",
        named_params! { ":id": id },
        own,
    )
}

/// What it is called, deleted or not.
pub(in crate::health) fn name(conn: &ReadConn, id: OwnSignalId) -> Result<Option<String>, StorageError> {
    conn.optional("SELECT name FROM health_own WHERE id = :id", named_params! { ":id": id }, |row| {
        row.get("name")
    })
}

/// What all of them are called, also those that are gone.
pub(in crate::health) fn names(conn: &ReadConn) -> Result<HashMap<OwnSignalId, String>, StorageError> {
    let all = conn.all("SELECT id, name FROM health_own ORDER BY id DESC LIMIT 1000", [], |row| {
        Ok((row.get("id")?, row.get("name")?))
    })?;
    Ok(all.into_iter().collect())
}

/// A new one, or the same id asked anew.
pub(in crate::health) fn keep(tx: &WriteTx, own: &OwnSignal, asks_anew: bool) -> Result<(), StorageError> {
    let (question, sql) = match &own.how {
        How::Built(question) => (Some(serde_json::to_string(question)?), None),
        How::Sql(sql) => (None, Some(sql)),
    };
    tx.execute(
        "INSERT INTO health_own (id, name, purpose, question, sql, is_on, created_at_ms, asked_from_ms)
         VALUES (:id, :name, :purpose, :question, :sql, :is_on, :now_ms, :now_ms)
         ON CONFLICT (id) DO UPDATE SET
            name = excluded.name, purpose = excluded.purpose, question = excluded.question, sql = excluded.sql,
            is_on = excluded.is_on, asked_from_ms = iif(:asks_anew, excluded.asked_from_ms, asked_from_ms)",
        named_params! { ":id": own.id, ":name": own.name, ":purpose": own.purpose, ":question": question, ":sql": sql,
            ":is_on": own.is_on, ":asks_anew": asks_anew, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// Deletes one; its name stays for history.
pub(in crate::health) fn delete(tx: &WriteTx, id: OwnSignalId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE health_own SET deleted_at_ms = :now_ms, is_on = 0 WHERE id = :id",
        named_params! { ":id": id, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// Takes what one detector found and nobody has decided about out of the queue; how many that were.
pub(in crate::health) fn forget_open(tx: &WriteTx, detector: &str) -> Result<usize, StorageError> {
    tx.execute(
        "DELETE FROM health_signal WHERE detector = :detector AND status IN ('pending', 'snoozed')",
        named_params! { ":detector": detector },
    )
}

/// Forgets how a detector's last run went.
pub(in crate::health) fn forget_run(tx: &WriteTx, detector: &str) -> Result<(), StorageError> {
    tx.execute("DELETE FROM health_detector WHERE name = :name", named_params! { ":name": detector })?;
    Ok(())
}

/// Which of these labels the shop has not.
pub(in crate::health) fn gone(conn: &ReadConn, labels: &[LabelId]) -> Result<Vec<LabelId>, StorageError> {
    let mut gone = Vec::new();
    for label in labels {
        let sql = "SELECT 1 FROM inbox_label_v1 WHERE label_id = :id";
        if !conn.exists(sql, named_params! { ":id": label })? {
            gone.push(*label);
        }
    }
    Ok(gone)
}

/// Which of these ids are customers whom the shop may write to.
pub(in crate::health) fn reachable(
    conn: &ReadConn,
    ids: &[i64],
    purpose: Purpose,
) -> Result<HashSet<ContactId>, StorageError> {
    let found = conn.all(
        "SELECT p.contact_id FROM json_each(:ids) given JOIN inbox_contact_v1 p ON p.contact_id = given.value
          WHERE p.blocked = 0
            AND (p.suppressed_scope IS NULL OR (:utility AND p.suppressed_scope = 'marketing'))
            AND EXISTS (SELECT 1 FROM inbox_conversation_v1 c WHERE c.contact_id = p.contact_id AND c.practice = 0)
          LIMIT 5000",
        named_params! { ":ids": serde_json::to_string(ids)?, ":utility": purpose == Purpose::Utility },
        |row| row.get("contact_id"),
    )?;
    Ok(found.into_iter().collect())
}

fn own(row: &Row<'_>) -> rusqlite::Result<OwnSignal> {
    let sql: Option<String> = row.get("sql")?;
    let how = match sql {
        Some(sql) => How::Sql(sql),
        None => How::Built(question(&row.get::<_, String>("question")?)?),
    };
    Ok(OwnSignal {
        id: row.get("id")?,
        name: row.get("name")?,
        purpose: row.get("purpose")?,
        how,
        is_on: row.get("is_on")?,
    })
}

fn question(json: &str) -> rusqlite::Result<Question> {
    serde_json::from_str(json).map_err(|error| rusqlite::types::FromSqlError::other(error).into())
}
