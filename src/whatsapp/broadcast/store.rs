//! All SQL about broadcasts.

use rusqlite::{Row, named_params};
use serde::de::DeserializeOwned;

use super::types::{Broadcast, Counts, Pause, Recipient, RecipientState, State};
use crate::clock::Timestamp;
use crate::ids::{BroadcastId, ConnectionId, ContactId, MessageId, lowest};
use crate::storage::{ReadConn, StorageError, WriteTx};

const COLUMNS: &str =
    "id, name, connection_id, template, variables, header, segment, state, reason, reason_code, resumes,
    created_at_ms, started_at_ms, ended_at_ms";

pub(super) fn find(conn: &ReadConn, id: BroadcastId) -> Result<Option<Broadcast>, StorageError> {
    conn.optional(
        &format!("SELECT {COLUMNS} FROM whatsapp_broadcast WHERE id = :id"),
        named_params! { ":id": id },
        broadcast,
    )
}

/// Newest first.
pub(super) fn list(
    conn: &ReadConn,
    before: Option<BroadcastId>,
    limit: u32,
) -> Result<Vec<Broadcast>, StorageError> {
    conn.all(
        &format!(
            "SELECT {COLUMNS} FROM whatsapp_broadcast WHERE (:before IS NULL OR id < :before)
              ORDER BY id DESC LIMIT :limit"
        ),
        named_params! { ":before": before, ":limit": limit },
        broadcast,
    )
}

pub(super) fn insert(tx: &WriteTx, new: &Broadcast) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO whatsapp_broadcast (id, name, connection_id, template_id, template, variables, header, segment, state,
             created_at_ms)
         VALUES (:id, :name, :connection_id, :template_id, :template, :variables, :header, :segment, 'draft', :now_ms)",
        named_params! {
            ":id": new.id, ":name": new.name, ":connection_id": new.connection, ":template_id": new.template.id,
            ":template": serde_json::to_string(&new.template)?, ":variables": serde_json::to_string(&new.variables)?,
            ":header": new.header.as_ref().map(serde_json::to_string).transpose()?,
            ":segment": serde_json::to_string(&new.segment)?, ":now_ms": tx.now(),
        },
    )?;
    Ok(())
}

/// Moves a broadcast along.
pub(super) fn set_state(
    tx: &WriteTx,
    id: BroadcastId,
    state: State,
    pause: Option<&Pause>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_broadcast
            SET state = :state, reason = :reason, reason_code = :reason_code, resumes = :resumes,
                started_at_ms = CASE WHEN :state = 'sending' THEN ifnull(started_at_ms, :now_ms) ELSE started_at_ms END,
                ended_at_ms = CASE WHEN :state IN ('done', 'stopped') THEN :now_ms END
          WHERE id = :id",
        named_params! {
            ":id": id, ":state": state, ":reason": pause.map(|pause| &pause.words),
            ":reason_code": pause.map(|pause| pause.reason.code()), ":resumes": pause.map(|pause| pause.resumes),
            ":now_ms": tx.now(),
        },
    )?;
    Ok(())
}

pub(super) fn delete(tx: &WriteTx, id: BroadcastId) -> Result<(), StorageError> {
    tx.execute("DELETE FROM whatsapp_broadcast WHERE id = :id", named_params! { ":id": id })?;
    Ok(())
}

/// Whether a broadcast was started and nobody has written down yet whom it is for.
pub(super) fn is_to_be_planned(conn: &ReadConn, id: BroadcastId) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM whatsapp_broadcast
          WHERE id = :id AND planned_at_ms IS NULL AND state IN ('sending', 'paused')",
        named_params! { ":id": id },
    )
}

/// Whom it is for is written down.
pub(super) fn set_planned(tx: &WriteTx, id: BroadcastId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_broadcast SET planned_at_ms = :now_ms WHERE id = :id",
        named_params! { ":id": id, ":now_ms": tx.now() },
    )?;
    Ok(())
}

pub(super) fn add_recipient(tx: &WriteTx, id: BroadcastId, one: &Recipient) -> Result<(), StorageError> {
    let (code, reason) = one.reason.as_ref().map_or((None, None), |(code, words)| (Some(code), Some(words)));
    tx.execute(
        "INSERT OR IGNORE INTO whatsapp_broadcast_recipient (broadcast_id, contact_id, conversation_id, state, reason_code,
             reason, at_ms)
         VALUES (:id, :contact_id, :conversation_id, :state, :code, :reason, :now_ms)",
        named_params! {
            ":id": id, ":contact_id": one.contact, ":conversation_id": one.conversation, ":state": one.state,
            ":code": code, ":reason": reason, ":now_ms": tx.now(),
        },
    )?;
    Ok(())
}

/// What became of one customer's message.
pub(super) fn set_recipient(
    tx: &WriteTx,
    id: BroadcastId,
    contact: ContactId,
    state: RecipientState,
    reason: Option<(&str, &str)>,
    message: Option<MessageId>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_broadcast_recipient
            SET state = :state, reason_code = :code, reason = :reason, message_id = ifnull(:message_id, message_id),
                at_ms = :now_ms
          WHERE broadcast_id = :id AND contact_id = :contact_id",
        named_params! {
            ":id": id, ":contact_id": contact, ":state": state, ":code": reason.map(|(code, _)| code),
            ":reason": reason.map(|(_, words)| words), ":message_id": message, ":now_ms": tx.now(),
        },
    )?;
    Ok(())
}

/// A customer's message did not leave and was taken back: their turn comes again.
pub(super) fn waits_again(tx: &WriteTx, id: BroadcastId, contact: ContactId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_broadcast_recipient
            SET state = 'queued', reason_code = NULL, reason = NULL, message_id = NULL, at_ms = :now_ms
          WHERE broadcast_id = :id AND contact_id = :contact_id",
        named_params! { ":id": id, ":contact_id": contact, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// Messages of a broadcast that the inbox has, as far as is known here.
pub(super) fn in_the_inbox(
    conn: &ReadConn,
    id: BroadcastId,
) -> Result<Vec<(ContactId, MessageId)>, StorageError> {
    conn.all(
        "SELECT contact_id, message_id FROM whatsapp_broadcast_recipient
          WHERE broadcast_id = :id AND state = 'queued' AND message_id IS NOT NULL ORDER BY contact_id LIMIT 10000",
        named_params! { ":id": id },
        |row| Ok((row.get("contact_id")?, row.get("message_id")?)),
    )
}

/// Whoever still waits is passed over.
pub(super) fn skip_waiting(tx: &WriteTx, id: BroadcastId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_broadcast_recipient
            SET state = 'skipped', reason_code = 'stopped', reason = 'The broadcast was stopped.', at_ms = :now_ms
          WHERE broadcast_id = :id AND state = 'queued' AND message_id IS NULL",
        named_params! { ":id": id, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// The broadcast and the customer of a message, if it belongs to one.
pub(super) fn of_message(
    conn: &ReadConn,
    message: MessageId,
) -> Result<Option<(BroadcastId, ContactId, RecipientState)>, StorageError> {
    conn.optional(
        "SELECT broadcast_id, contact_id, state FROM whatsapp_broadcast_recipient WHERE message_id = :message_id",
        named_params! { ":message_id": message },
        |row| Ok((row.get("broadcast_id")?, row.get("contact_id")?, row.get("state")?)),
    )
}

/// Customers whose turn has not come.
pub(super) fn waiting(conn: &ReadConn, id: BroadcastId, limit: u32) -> Result<Vec<Recipient>, StorageError> {
    conn.all(
        "SELECT contact_id, conversation_id, state, reason_code, reason, message_id, at_ms
           FROM whatsapp_broadcast_recipient
          WHERE broadcast_id = :id AND state = 'queued' AND message_id IS NULL ORDER BY contact_id LIMIT :limit",
        named_params! { ":id": id, ":limit": limit },
        recipient,
    )
}

pub(super) fn recipients(
    conn: &ReadConn,
    id: BroadcastId,
    state: Option<RecipientState>,
    after: Option<ContactId>,
    limit: u32,
) -> Result<Vec<Recipient>, StorageError> {
    conn.all(
        "SELECT contact_id, conversation_id, state, reason_code, reason, message_id, at_ms
           FROM whatsapp_broadcast_recipient
          WHERE broadcast_id = :id AND (:state IS NULL OR state = :state) AND (:after IS NULL OR contact_id > :after)
          ORDER BY contact_id LIMIT :limit",
        named_params! { ":id": id, ":state": state, ":after": after, ":limit": limit },
        recipient,
    )
}

pub(super) fn counts(conn: &ReadConn, id: BroadcastId) -> Result<Counts, StorageError> {
    let groups: Vec<(RecipientState, i64)> = conn.all(
        "SELECT state, count(*) AS count FROM whatsapp_broadcast_recipient WHERE broadcast_id = :id
          GROUP BY state LIMIT 10",
        named_params! { ":id": id },
        |row| Ok((row.get("state")?, row.get("count")?)),
    )?;
    let mut counts = Counts::default();
    for (state, count) in groups {
        counts.add(state, count);
    }
    Ok(counts)
}

/// Customers broadcasts began with since a moment, from any number of the same Meta: the limit is the business's. Each
/// counts when their message was written, whatever becomes of it later: a message's id begins with that moment.
pub(super) fn begun_since(
    conn: &ReadConn,
    connection: ConnectionId,
    since: Timestamp,
) -> Result<i64, StorageError> {
    conn.one(
        "SELECT count(DISTINCT r.contact_id) AS begun
           FROM whatsapp_broadcast_recipient r
          CROSS JOIN whatsapp_broadcast b ON b.id = r.broadcast_id
          CROSS JOIN whatsapp_connection c ON c.id = b.connection_id
          WHERE r.message_id >= :since
            AND c.environment = (SELECT environment FROM whatsapp_connection WHERE id = :connection_id)",
        named_params! { ":since": lowest(since), ":connection_id": connection },
        |row| row.get("begun"),
    )
}

fn recipient(row: &Row<'_>) -> rusqlite::Result<Recipient> {
    let code: Option<String> = row.get("reason_code")?;
    let words: Option<String> = row.get("reason")?;
    Ok(Recipient {
        contact: row.get("contact_id")?,
        conversation: row.get("conversation_id")?,
        state: row.get("state")?,
        reason: code.map(|code| (code, words.unwrap_or_default())),
        message: row.get("message_id")?,
        at: row.get("at_ms")?,
    })
}

fn broadcast(row: &Row<'_>) -> rusqlite::Result<Broadcast> {
    let header: Option<String> = row.get("header")?;
    let header = header.map(|json| serde_json::from_str(&json).map_err(rusqlite::types::FromSqlError::other));
    Ok(Broadcast {
        id: row.get("id")?,
        name: row.get("name")?,
        connection: row.get("connection_id")?,
        template: json(row, "template")?,
        variables: json(row, "variables")?,
        header: header.transpose()?,
        segment: json(row, "segment")?,
        state: row.get("state")?,
        reason: row.get("reason")?,
        reason_code: row.get("reason_code")?,
        resumes: row.get("resumes")?,
        created_at: row.get("created_at_ms")?,
        started_at: row.get("started_at_ms")?,
        ended_at: row.get("ended_at_ms")?,
    })
}

fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| rusqlite::types::FromSqlError::other(error).into())
}
