//! All SQL of the practice phone.

use rusqlite::{Row, named_params};
use serde_json::Value;

use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::{PracticeCustomerId, PracticeMessageId};
use crate::secrets::Sealed;
use crate::storage::{ReadConn, StorageError, WriteTx};

use super::meta::Person;
use super::types::{PracticeCustomer, PracticeMessage, PracticeState, Sender, Written};

/// Where the sealed keys lie; part of the seal.
pub(super) const KEYS_PLACE: &str = "practice_account.keys:1";

/// Customers and messages the stand-in remembers after a restart, and queued messages it posts again.
const CUSTOMERS_REMEMBERED: u32 = 5_000;
const WRITTEN_REMEMBERED: u32 = 5_000;

pub(super) fn sealed_keys(conn: &ReadConn) -> Result<Option<Sealed>, StorageError> {
    conn.optional("SELECT keys FROM practice_account WHERE id = 1", [], |row| row.get("keys"))
}

pub(super) fn keep_keys(tx: &WriteTx, keys: &Sealed) -> Result<(), StorageError> {
    let sql = "INSERT INTO practice_account (id, keys) VALUES (1, :keys)
               ON CONFLICT (id) DO UPDATE SET keys = excluded.keys";
    tx.execute(sql, named_params! {":keys": keys})?;
    Ok(())
}

/// Whether a customer of the phone has ever written.
pub(super) fn anybody_wrote(conn: &ReadConn) -> Result<bool, StorageError> {
    conn.exists("SELECT 1 FROM practice_message WHERE sender = 'customer' LIMIT 1", [])
}

/// The customers the phone can play, the last active first.
pub(super) fn playable(conn: &ReadConn, limit: u32) -> Result<Vec<PracticeCustomer>, StorageError> {
    let sql = "SELECT id, name, wa_id, user_id, username, last_wrote_at_ms
               FROM practice_customer WHERE playable = 1 ORDER BY active_at_ms DESC, id DESC LIMIT :limit";
    conn.all(sql, named_params! {":limit": limit}, customer_of)
}

/// Everybody, planted customers too.
pub(super) fn everybody(conn: &ReadConn) -> Result<Vec<PracticeCustomer>, StorageError> {
    let sql = "SELECT id, name, wa_id, user_id, username, last_wrote_at_ms
               FROM practice_customer ORDER BY id DESC LIMIT :limit";
    conn.all(sql, named_params! {":limit": CUSTOMERS_REMEMBERED}, customer_of)
}

pub(super) fn customer(
    conn: &ReadConn,
    id: PracticeCustomerId,
) -> Result<Option<PracticeCustomer>, StorageError> {
    let sql =
        "SELECT id, name, wa_id, user_id, username, last_wrote_at_ms FROM practice_customer WHERE id = :id";
    conn.optional(sql, named_params! {":id": id}, customer_of)
}

pub(super) fn add_customer(
    tx: &WriteTx,
    person: &Person,
    playable: bool,
) -> Result<PracticeCustomerId, StorageError> {
    let id: PracticeCustomerId = tx.new_id();
    let sql = "INSERT INTO practice_customer
                   (id, name, wa_id, user_id, username, playable, active_at_ms, created_at_ms)
               VALUES (:id, :name, :wa_id, :user_id, :username, :playable, :now, :now)";
    tx.execute(
        sql,
        named_params! {
            ":id": id, ":name": person.name.as_deref().unwrap_or_default(), ":wa_id": person.wa_id,
            ":user_id": person.user_id, ":username": person.username, ":playable": playable, ":now": tx.now(),
        },
    )?;
    tx.announce(Topic::Practice, id);
    Ok(id)
}

/// The customer a request of the shop reaches, by phone or user id.
pub(super) fn customer_reached(
    conn: &ReadConn,
    wa_id: Option<&str>,
    user_id: Option<&str>,
) -> Result<Option<PracticeCustomerId>, StorageError> {
    let sql =
        "SELECT id FROM practice_customer WHERE wa_id = :wa_id OR user_id = :user_id ORDER BY id LIMIT 1";
    conn.optional(sql, named_params! {":wa_id": wa_id, ":user_id": user_id}, |row| row.get("id"))
}

/// The customer is known by other identifiers from now on.
pub(super) fn identify_anew(
    tx: &WriteTx,
    id: PracticeCustomerId,
    person: &Person,
) -> Result<(), StorageError> {
    let sql = "UPDATE practice_customer SET wa_id = :wa_id, user_id = :user_id WHERE id = :id";
    tx.execute(sql, named_params! {":wa_id": person.wa_id, ":user_id": person.user_id, ":id": id})?;
    tx.announce(Topic::Practice, id);
    Ok(())
}

/// A new line on the phone.
pub(super) struct NewLine<'a> {
    pub(super) customer_id: PracticeCustomerId,
    pub(super) sender: Sender,
    pub(super) kind: &'a str,
    pub(super) text: &'a str,
    pub(super) content: &'a Value,
    pub(super) wamid: &'a str,
    pub(super) state: PracticeState,
    pub(super) at: Timestamp,
}

pub(super) fn add_line(tx: &WriteTx, line: &NewLine<'_>) -> Result<PracticeMessageId, StorageError> {
    let id: PracticeMessageId = tx.new_id();
    let sql =
        "INSERT INTO practice_message (id, customer_id, sender, kind, text, content, wamid, state, at_ms)
               VALUES (:id, :customer_id, :sender, :kind, :text, :content, :wamid, :state, :at)
               ON CONFLICT (wamid) DO NOTHING";
    tx.execute(
        sql,
        named_params! {
            ":id": id, ":customer_id": line.customer_id, ":sender": line.sender.as_str(), ":kind": line.kind,
            ":text": line.text, ":content": line.content.to_string(), ":wamid": line.wamid, ":state": line.state.as_str(), ":at": line.at,
        },
    )?;
    let wrote_at = (line.sender == Sender::Customer).then_some(line.at);
    let sql = "UPDATE practice_customer
               SET active_at_ms = max(active_at_ms, :at),
                   last_wrote_at_ms = coalesce(max(last_wrote_at_ms, :wrote_at), :wrote_at, last_wrote_at_ms)
               WHERE id = :id";
    tx.execute(sql, named_params! {":at": line.at, ":wrote_at": wrote_at, ":id": line.customer_id})?;
    tx.announce(Topic::Practice, line.customer_id);
    Ok(id)
}

/// Moves a message's state forward, never back.
pub(super) fn advance(tx: &WriteTx, wamid: &str, to: PracticeState) -> Result<(), StorageError> {
    let sql = "SELECT customer_id, state FROM practice_message WHERE wamid = :wamid";
    let found = tx.optional(sql, named_params! {":wamid": wamid}, |row| {
        Ok((row.get::<_, PracticeCustomerId>("customer_id")?, row.get::<_, String>("state")?))
    })?;
    let Some((customer_id, _)) = found.filter(|(_, state)| PracticeState::parse(state) < to) else {
        return Ok(());
    };
    let sql = "UPDATE practice_message SET state = :state WHERE wamid = :wamid";
    tx.execute(sql, named_params! {":state": to.as_str(), ":wamid": wamid})?;
    tx.announce(Topic::Practice, customer_id);
    Ok(())
}

/// Reading one message of the customer reads all before it.
pub(super) fn mark_read_up_to(tx: &WriteTx, wamid: &str) -> Result<Option<PracticeCustomerId>, StorageError> {
    let sql = "SELECT id, customer_id FROM practice_message WHERE wamid = :wamid AND sender = 'customer'";
    let found = tx.optional(sql, named_params! {":wamid": wamid}, |row| {
        Ok((row.get::<_, PracticeMessageId>("id")?, row.get::<_, PracticeCustomerId>("customer_id")?))
    })?;
    let Some((id, customer_id)) = found else { return Ok(None) };
    let sql = "UPDATE practice_message SET state = 'read'
               WHERE customer_id = :customer_id AND id <= :id AND sender = 'customer' AND state <> 'read'";
    tx.execute(sql, named_params! {":customer_id": customer_id, ":id": id})?;
    tx.announce(Topic::Practice, customer_id);
    Ok(Some(customer_id))
}

/// The newest lines of one phone, oldest first.
pub(super) fn thread(
    conn: &ReadConn,
    customer_id: PracticeCustomerId,
    limit: u32,
) -> Result<Vec<PracticeMessage>, StorageError> {
    let sql = "SELECT id, sender, kind, text, content, wamid, state, at_ms FROM practice_message
               WHERE customer_id = :customer_id ORDER BY id DESC LIMIT :limit";
    let mut lines = conn.all(sql, named_params! {":customer_id": customer_id, ":limit": limit}, line_of)?;
    lines.reverse();
    Ok(lines)
}

/// One line of one phone.
pub(super) fn line(
    conn: &ReadConn,
    customer_id: PracticeCustomerId,
    id: PracticeMessageId,
) -> Result<Option<PracticeMessage>, StorageError> {
    let sql = "SELECT id, sender, kind, text, content, wamid, state, at_ms FROM practice_message
               WHERE id = :id AND customer_id = :customer_id";
    conn.optional(sql, named_params! {":id": id, ":customer_id": customer_id}, line_of)
}

/// The newest messages customers wrote, oldest first.
pub(super) fn written(conn: &ReadConn) -> Result<Vec<Written>, StorageError> {
    let sql = "SELECT c.id, c.name, c.wa_id, c.user_id, c.username, c.last_wrote_at_ms,
                      m.wamid, m.content, m.at_ms
               FROM practice_message m JOIN practice_customer c ON c.id = m.customer_id
               WHERE m.sender = 'customer' ORDER BY m.id DESC LIMIT :limit";
    let mut all = conn.all(sql, named_params! {":limit": WRITTEN_REMEMBERED}, written_of)?;
    all.reverse();
    Ok(all)
}

/// What the shop has not acknowledged yet, oldest first.
pub(super) fn queued(conn: &ReadConn) -> Result<Vec<Written>, StorageError> {
    let sql = "SELECT c.id, c.name, c.wa_id, c.user_id, c.username, c.last_wrote_at_ms,
                      m.wamid, m.content, m.at_ms
               FROM practice_message m JOIN practice_customer c ON c.id = m.customer_id
               WHERE m.state = 'queued' ORDER BY m.id LIMIT :limit";
    conn.all(sql, named_params! {":limit": WRITTEN_REMEMBERED}, written_of)
}

fn customer_of(row: &Row<'_>) -> rusqlite::Result<PracticeCustomer> {
    Ok(PracticeCustomer {
        id: row.get("id")?,
        name: row.get("name")?,
        phone: row.get::<_, Option<String>>("wa_id")?.map(|digits| format!("+{digits}")),
        username: row.get("username")?,
        user_id: row.get("user_id")?,
        last_wrote_at: row.get("last_wrote_at_ms")?,
    })
}

fn line_of(row: &Row<'_>) -> rusqlite::Result<PracticeMessage> {
    Ok(PracticeMessage {
        id: row.get("id")?,
        from: Sender::parse(&row.get::<_, String>("sender")?),
        text: row.get("text")?,
        kind: row.get("kind")?,
        at: row.get("at_ms")?,
        state: PracticeState::parse(&row.get::<_, String>("state")?),
        content: content_of(row)?,
        wamid: row.get("wamid")?,
        quoted: None,
        media: None,
        reactions: Vec::new(),
        edited: false,
        revoked: false,
        typing: false,
    })
}

fn content_of(row: &Row<'_>) -> rusqlite::Result<Value> {
    // The table takes nothing that is not JSON.
    Ok(serde_json::from_str(&row.get::<_, String>("content")?).unwrap_or_default())
}

fn written_of(row: &Row<'_>) -> rusqlite::Result<Written> {
    Ok(Written {
        customer: customer_of(row)?,
        wamid: row.get("wamid")?,
        content: content_of(row)?,
        at: row.get("at_ms")?,
    })
}

/// Forgets the imaginary account: the next start makes another.
pub(super) fn forget_keys(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("DELETE FROM practice_account", []).map(drop)
}
