//! SQL of what is known of customers.

use rusqlite::{Row, named_params};

use super::types::{Fact, NewFact};
use crate::ids::{ContactId, FactId, PersonId};
use crate::languages::spoken;
use crate::storage::{ReadConn, StorageError, WriteTx};

fn read(row: &Row<'_>) -> rusqlite::Result<Fact> {
    Ok(Fact {
        id: row.get("id")?,
        contact: row.get("contact_id")?,
        text: row.get("text")?,
        language: row.get("language")?,
        message: row.get("message_id")?,
        person: row.get("person_id")?,
        made_at: row.get("made_at_ms")?,
        changed_at: row.get("changed_at_ms")?,
        deleted_at: row.get("deleted_at_ms")?,
    })
}

/// What is known of a customer, the newest first.
pub(super) fn of_contact(conn: &ReadConn, contact: ContactId, limit: u32) -> Result<Vec<Fact>, StorageError> {
    conn.all(
        "SELECT id, contact_id, text, language, message_id, person_id, made_at_ms, changed_at_ms, deleted_at_ms
           FROM reply_fact WHERE contact_id = :contact AND deleted_at_ms IS NULL ORDER BY id DESC LIMIT :limit",
        named_params! { ":contact": contact, ":limit": limit },
        read,
    )
}

/// One fact, whether or not it was deleted a moment ago.
pub(super) fn by_id(conn: &ReadConn, id: FactId) -> Result<Option<Fact>, StorageError> {
    conn.optional(
        "SELECT id, contact_id, text, language, message_id, person_id, made_at_ms, changed_at_ms, deleted_at_ms
           FROM reply_fact WHERE id = :id",
        named_params! { ":id": id },
        read,
    )
}

pub(super) fn add(tx: &WriteTx, new: &NewFact) -> Result<FactId, StorageError> {
    let id = tx.new_id::<FactId>();
    tx.execute(
        "INSERT INTO reply_fact (id, contact_id, text, language, message_id, person_id, made_at_ms)
         VALUES (:id, :contact, :text, :language, :message, :person, :now)",
        named_params! { ":id": id, ":contact": new.contact, ":text": new.text, ":language": spoken(&new.text, None),
        ":message": new.message, ":person": new.person, ":now": tx.now() },
    )?;
    Ok(id)
}

/// Says it in other words.
pub(super) fn change(
    tx: &WriteTx,
    id: FactId,
    text: &str,
    person: Option<PersonId>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE reply_fact SET text = :text, language = :language, person_id = :person, changed_at_ms = :now
          WHERE id = :id",
        named_params! { ":id": id, ":text": text, ":language": spoken(text, None), ":person": person,
        ":now": tx.now() },
    )
    .map(drop)
}

pub(super) fn set_deleted(tx: &WriteTx, id: FactId, is_deleted: bool) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE reply_fact SET deleted_at_ms = :at WHERE id = :id",
        named_params! { ":id": id, ":at": is_deleted.then(|| tx.now()) },
    )
    .map(drop)
}

/// What was deleted goes for good.
pub(super) fn forget(tx: &WriteTx, id: FactId) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM reply_fact WHERE id = :id AND deleted_at_ms IS NOT NULL",
        named_params! { ":id": id },
    )
    .map(drop)
}

/// What is known of one customer is known of the other, each thing once.
pub(super) fn give(tx: &WriteTx, from: ContactId, to: ContactId) -> Result<bool, StorageError> {
    tx.execute(
        "DELETE FROM reply_fact WHERE contact_id = :from AND text IN
            (SELECT text FROM reply_fact WHERE contact_id = :to AND deleted_at_ms IS NULL)",
        named_params! { ":from": from, ":to": to },
    )?;
    let moved = tx.execute(
        "UPDATE reply_fact SET contact_id = :to WHERE contact_id = :from",
        named_params! { ":from": from, ":to": to },
    )?;
    Ok(moved > 0)
}
