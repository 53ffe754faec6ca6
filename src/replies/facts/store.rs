//! SQL of what is known of customers.

use rusqlite::{Row, named_params};

use super::types::{AskedFact, Asking, Fact, NewFact};
use crate::ids::{ContactId, FactId, MessageId, PersonId};
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
        agreed_at: row.get("agreed_at_ms")?,
        made_at: row.get("made_at_ms")?,
        changed_at: row.get("changed_at_ms")?,
        deleted_at: row.get("deleted_at_ms")?,
    })
}

/// What is known of a customer, the newest first.
pub(super) fn of_contact(conn: &ReadConn, contact: ContactId, limit: u32) -> Result<Vec<Fact>, StorageError> {
    conn.all(
        "SELECT id, contact_id, text, language, message_id, person_id, agreed_at_ms, made_at_ms, changed_at_ms, deleted_at_ms
           FROM reply_fact WHERE contact_id = :contact AND state = 'kept' AND deleted_at_ms IS NULL ORDER BY id DESC LIMIT :limit",
        named_params! { ":contact": contact, ":limit": limit },
        read,
    )
}

/// One fact, whether or not it was deleted a moment ago.
pub(super) fn by_id(conn: &ReadConn, id: FactId) -> Result<Option<Fact>, StorageError> {
    conn.optional(
        "SELECT id, contact_id, text, language, message_id, person_id, agreed_at_ms, made_at_ms, changed_at_ms, deleted_at_ms
           FROM reply_fact WHERE id = :id AND state = 'kept'",
        named_params! { ":id": id },
        read,
    )
}

pub(super) fn add(tx: &WriteTx, new: &NewFact) -> Result<FactId, StorageError> {
    let id = tx.new_id::<FactId>();
    tx.execute(
        "INSERT INTO reply_fact (id, contact_id, text, state, language, message_id, person_id, made_at_ms)
         VALUES (:id, :contact, :text, 'kept', :language, :message, :person, :now)",
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
        // The customer agreed to words of their own, not to these.
        "UPDATE reply_fact SET text = :text, language = :language, person_id = :person, changed_at_ms = :now,
                agreed_at_ms = CASE WHEN text = :text THEN agreed_at_ms END
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

/// What was deleted, and what nobody said yes to, goes for good.
pub(super) fn forget(tx: &WriteTx, id: FactId) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM reply_fact WHERE id = :id AND (deleted_at_ms IS NOT NULL OR state = 'asked')",
        named_params! { ":id": id },
    )
    .map(drop)
}

/// What is known of one customer is known of the other, each thing once.
pub(super) fn give(tx: &WriteTx, from: ContactId, to: ContactId) -> Result<bool, StorageError> {
    // What either was asked before is over.
    tx.execute(
        "DELETE FROM reply_fact WHERE contact_id IN (:from, :to) AND state = 'asked'",
        named_params! { ":from": from, ":to": to },
    )?;
    tx.execute(
        "DELETE FROM reply_fact WHERE contact_id = :from AND text IN
            (SELECT text FROM reply_fact WHERE contact_id = :to AND deleted_at_ms IS NULL)",
        named_params! { ":from": from, ":to": to },
    )?;
    // Whoever of the two said no said it for both.
    tx.execute(
        "INSERT INTO reply_fact_asking (contact_id, asked_at_ms, unanswered, refused_at_ms)
         SELECT :to, asked_at_ms, unanswered, refused_at_ms FROM reply_fact_asking WHERE contact_id = :from
         ON CONFLICT (contact_id) DO UPDATE SET asked_at_ms = max(asked_at_ms, excluded.asked_at_ms),
                unanswered = unanswered + excluded.unanswered,
                refused_at_ms = ifnull(refused_at_ms, excluded.refused_at_ms)",
        named_params! { ":from": from, ":to": to },
    )?;
    tx.execute("DELETE FROM reply_fact_asking WHERE contact_id = :from", named_params! { ":from": from })?;
    let moved = tx.execute(
        "UPDATE reply_fact SET contact_id = :to WHERE contact_id = :from",
        named_params! { ":from": from, ":to": to },
    )?;
    Ok(moved > 0)
}

/// How a customer answered such questions.
pub(super) fn asking(conn: &ReadConn, contact: ContactId) -> Result<Asking, StorageError> {
    let found = conn.optional(
        "SELECT asked_at_ms, unanswered, refused_at_ms FROM reply_fact_asking WHERE contact_id = :contact",
        named_params! { ":contact": contact },
        |row| {
            Ok(Asking {
                asked_at: row.get("asked_at_ms")?,
                unanswered: row.get("unanswered")?,
                refused_at: row.get("refused_at_ms")?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// The customer is asked whether it may be kept. Until they say yes the question counts as left unanswered, and what was
/// asked before is over.
pub(super) fn ask(tx: &WriteTx, new: &NewFact, question: MessageId) -> Result<FactId, StorageError> {
    tx.execute(
        "DELETE FROM reply_fact WHERE contact_id = :contact AND state = 'asked'",
        named_params! { ":contact": new.contact },
    )?;
    let id = tx.new_id::<FactId>();
    tx.execute(
        "INSERT INTO reply_fact (id, contact_id, text, state, language, message_id, asked_message_id, made_at_ms)
         VALUES (:id, :contact, :text, 'asked', :language, :message, :question, :now)",
        named_params! { ":id": id, ":contact": new.contact, ":text": new.text, ":language": spoken(&new.text, None),
        ":message": new.message, ":question": question, ":now": tx.now() },
    )?;
    tx.execute(
        "INSERT INTO reply_fact_asking (contact_id, asked_at_ms, unanswered) VALUES (:contact, :now, 1)
         ON CONFLICT (contact_id) DO UPDATE SET asked_at_ms = excluded.asked_at_ms, unanswered = unanswered + 1",
        named_params! { ":contact": new.contact, ":now": tx.now() },
    )?;
    Ok(id)
}

/// What a customer was asked by this message of ours, while it waits for their yes.
pub(super) fn asked_by(
    conn: &ReadConn,
    contact: ContactId,
    question: MessageId,
) -> Result<Option<AskedFact>, StorageError> {
    conn.optional(
        "SELECT id, text, message_id, state FROM reply_fact
          WHERE contact_id = :contact AND state = 'asked' AND asked_message_id = :question",
        named_params! { ":contact": contact, ":question": question },
        asked,
    )
}

/// The customer said yes.
pub(super) fn agree(
    tx: &WriteTx,
    id: FactId,
    contact: ContactId,
    by: Option<MessageId>,
) -> Result<(), StorageError> {
    let kept = tx.execute(
        "UPDATE reply_fact SET state = 'kept', agreed_at_ms = :now, agreed_message_id = :by
          WHERE id = :id AND state = 'asked'",
        named_params! { ":id": id, ":now": tx.now(), ":by": by },
    )?;
    if kept > 0 {
        tx.execute(
            "UPDATE reply_fact_asking SET unanswered = 0 WHERE contact_id = :contact",
            named_params! { ":contact": contact },
        )?;
    }
    Ok(())
}

/// The customer said no, or something else: what was asked is forgotten; who said no is never asked again.
pub(super) fn end(tx: &WriteTx, id: FactId, contact: ContactId, refused: bool) -> Result<(), StorageError> {
    tx.execute("DELETE FROM reply_fact WHERE id = :id AND state = 'asked'", named_params! { ":id": id })?;
    if refused {
        tx.execute(
            "UPDATE reply_fact_asking SET refused_at_ms = ifnull(refused_at_ms, :now) WHERE contact_id = :contact",
            named_params! { ":contact": contact, ":now": tx.now() },
        )?;
    }
    Ok(())
}

/// What a customer was asked of one message, and agreed to of it or by it. What somebody of the team wrote since is theirs.
pub(super) fn of_message(
    conn: &ReadConn,
    contact: ContactId,
    message: MessageId,
) -> Result<Vec<AskedFact>, StorageError> {
    conn.all(
        "SELECT id, text, message_id, state FROM reply_fact
          WHERE contact_id = :contact AND (message_id = :message OR agreed_message_id = :message)
            AND (state = 'asked' OR agreed_at_ms IS NOT NULL)",
        named_params! { ":contact": contact, ":message": message },
        asked,
    )
}

fn asked(row: &Row<'_>) -> rusqlite::Result<AskedFact> {
    Ok(AskedFact {
        id: row.get("id")?,
        text: row.get("text")?,
        message: row.get("message_id")?,
        is_kept: row.get::<_, String>("state")? == "kept",
    })
}

/// What the customer took back goes for good.
pub(super) fn take_back(tx: &WriteTx, id: FactId) -> Result<(), StorageError> {
    tx.execute("DELETE FROM reply_fact WHERE id = :id", named_params! { ":id": id }).map(drop)
}

/// It was switched off: nobody waits for a yes any more. Says what was asked.
pub(super) fn end_all(tx: &WriteTx) -> Result<Vec<FactId>, StorageError> {
    let asked = tx.all("SELECT id FROM reply_fact WHERE state = 'asked'", [], |row| row.get("id"))?;
    tx.execute("DELETE FROM reply_fact WHERE state = 'asked'", [])?;
    Ok(asked)
}
