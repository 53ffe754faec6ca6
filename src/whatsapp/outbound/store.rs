//! All SQL about attempts and statuses.

use rusqlite::{Row, named_params};

use super::Attempt;
use crate::clock::Timestamp;
use crate::ids::{AttemptId, ConnectionId, MediaId, MessageId};
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::spending::prices::Earlier;
use crate::whatsapp::types::AttemptState;
use crate::whatsapp::wire::parse::{Fault, Pricing, Progress, Status};

/// Tries looked at to find one connection's last.
const LATEST_LOOKED_AT: u32 = 1_000;

/// Open tries looked at for an echo.
const OPEN_LOOKED_AT: u32 = 100;

const COLUMNS: &str = "id, message_id, connection_id, state, wamid, error_code, started_at_ms";

pub(in crate::whatsapp) fn begin(
    tx: &WriteTx,
    message: MessageId,
    connection: ConnectionId,
) -> Result<AttemptId, StorageError> {
    let id: AttemptId = tx.new_id();
    tx.execute(
        "INSERT INTO whatsapp_attempt (id, message_id, connection_id, state, started_at_ms)
         VALUES (:id, :message_id, :connection_id, 'sending', :now_ms)",
        named_params! { ":id": id, ":message_id": message, ":connection_id": connection, ":now_ms": tx.now() },
    )?;
    Ok(id)
}

/// Moves an open attempt to its end; `false` when it had come to one already.
pub(in crate::whatsapp) fn end(
    tx: &WriteTx,
    id: AttemptId,
    state: AttemptState,
    error: Option<(Option<i64>, &str)>,
) -> Result<bool, StorageError> {
    let (code, words) = error.map_or((None, None), |(code, words)| (code, Some(words)));
    let changed = tx.execute(
        "UPDATE whatsapp_attempt SET state = :state, error_code = :code, error = :words, finished_at_ms = :now_ms
          WHERE id = :id AND state IN ('sending', 'unsure')",
        named_params! { ":id": id, ":state": state, ":code": code, ":words": words, ":now_ms": tx.now() },
    )?;
    Ok(changed > 0)
}

/// Notes the id Meta gave the message. An id another attempt bears already stays there.
pub(in crate::whatsapp) fn name(tx: &WriteTx, id: AttemptId, wamid: &str) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE OR IGNORE whatsapp_attempt SET wamid = :wamid WHERE id = :id AND wamid IS NULL",
        named_params! { ":id": id, ":wamid": wamid },
    )?;
    Ok(())
}

/// The id Meta gave a file after this moment.
pub(in crate::whatsapp) fn upload_since(
    conn: &ReadConn,
    media: MediaId,
    connection: ConnectionId,
    since: Timestamp,
) -> Result<Option<String>, StorageError> {
    conn.optional(
        "SELECT graph_id FROM whatsapp_upload
          WHERE media_id = :media_id AND connection_id = :connection_id AND uploaded_at_ms > :since_ms",
        named_params! { ":media_id": media, ":connection_id": connection, ":since_ms": since },
        |row| row.get("graph_id"),
    )
}

pub(in crate::whatsapp) fn keep_upload(
    tx: &WriteTx,
    media: MediaId,
    connection: ConnectionId,
    graph_id: &str,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO whatsapp_upload (media_id, connection_id, graph_id, uploaded_at_ms)
         VALUES (:media_id, :connection_id, :graph_id, :now_ms)
         ON CONFLICT (media_id, connection_id) DO UPDATE SET graph_id = :graph_id, uploaded_at_ms = :now_ms",
        named_params! { ":media_id": media, ":connection_id": connection, ":graph_id": graph_id, ":now_ms": tx.now() },
    )
    .map(drop)
}

/// Meta no longer takes this id: the next try uploads the file anew.
pub(in crate::whatsapp) fn forget_upload(
    tx: &WriteTx,
    media: MediaId,
    connection: ConnectionId,
) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM whatsapp_upload WHERE media_id = :media_id AND connection_id = :connection_id",
        named_params! { ":media_id": media, ":connection_id": connection },
    )
    .map(drop)
}

/// The statements that run all day, for the test that pins their plans.
pub(in crate::whatsapp) fn hot_queries() -> Vec<String> {
    vec![attempt_by_wamid(), attempts_of_message(), STATUSES_WAITING.to_owned(), STATUSES_ADOPTED.to_owned()]
}

fn attempt_by_wamid() -> String {
    format!("SELECT {COLUMNS} FROM whatsapp_attempt WHERE wamid = :wamid")
}

fn attempts_of_message() -> String {
    format!(
        "SELECT {COLUMNS} FROM whatsapp_attempt WHERE message_id = :message_id ORDER BY id DESC LIMIT :limit"
    )
}

const STATUSES_WAITING: &str = "SELECT progress, fault_code, fault FROM whatsapp_status
    WHERE wamid = :wamid AND attempt_id IS NULL LIMIT 10";
const STATUSES_ADOPTED: &str =
    "UPDATE whatsapp_status SET attempt_id = :attempt_id WHERE wamid = :wamid AND attempt_id IS NULL";

pub(in crate::whatsapp) fn find(conn: &ReadConn, id: AttemptId) -> Result<Option<Attempt>, StorageError> {
    conn.optional(
        &format!("SELECT {COLUMNS} FROM whatsapp_attempt WHERE id = :id"),
        named_params! { ":id": id },
        attempt,
    )
}

pub(in crate::whatsapp) fn by_wamid(conn: &ReadConn, wamid: &str) -> Result<Option<Attempt>, StorageError> {
    conn.optional(&attempt_by_wamid(), named_params! { ":wamid": wamid }, attempt)
}

/// The tries of one message, newest first.
pub(in crate::whatsapp) fn of_message(
    conn: &ReadConn,
    message: MessageId,
    limit: u32,
) -> Result<Vec<Attempt>, StorageError> {
    conn.all(&attempts_of_message(), named_params! { ":message_id": message, ":limit": limit }, attempt)
}

/// How many of a message's tries were refused with this code, in the answer or in a status.
pub(in crate::whatsapp) fn refusals_with(
    conn: &ReadConn,
    message: MessageId,
    code: i64,
    looked_at: u32,
) -> Result<u32, StorageError> {
    conn.one(
        "SELECT count(*) AS refusals FROM (
             SELECT wamid, error_code FROM whatsapp_attempt WHERE message_id = :message_id
              ORDER BY id DESC LIMIT :looked_at) AS tried
          WHERE error_code = :code OR EXISTS (
             SELECT 1 FROM whatsapp_status s
              WHERE s.wamid = tried.wamid AND s.progress = 'failed' AND s.fault_code = :code)",
        named_params! { ":message_id": message, ":code": code, ":looked_at": looked_at },
        |row| row.get("refusals"),
    )
}

/// Attempts of a connection whose outcome is not known, newest first.
pub(in crate::whatsapp) fn open_of(
    conn: &ReadConn,
    connection: ConnectionId,
) -> Result<Vec<Attempt>, StorageError> {
    conn.all(
        &format!(
            "SELECT {COLUMNS} FROM whatsapp_attempt
              WHERE state IN ('sending', 'unsure') AND connection_id = :connection_id ORDER BY id DESC LIMIT :limit"
        ),
        named_params! { ":connection_id": connection, ":limit": OPEN_LOOKED_AT },
        attempt,
    )
}

const LAST_ACCEPTED: &str = "SELECT started_at_ms FROM (
        SELECT connection_id, state, started_at_ms FROM whatsapp_attempt ORDER BY id DESC LIMIT :looked_at) AS latest
    WHERE connection_id = :connection_id AND state = 'accepted' AND started_at_ms < :before_ms LIMIT 1";

/// When the last message before a moment was accepted, among the latest tries.
pub(in crate::whatsapp) fn last_accepted(
    conn: &ReadConn,
    connection: ConnectionId,
    before: Timestamp,
) -> Result<Option<Timestamp>, StorageError> {
    conn.optional(
        LAST_ACCEPTED,
        named_params! { ":connection_id": connection, ":before_ms": before, ":looked_at": LATEST_LOOKED_AT },
        |row| row.get("started_at_ms"),
    )
}

fn attempt(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    Ok(Attempt {
        id: row.get("id")?,
        message: row.get("message_id")?,
        connection: row.get("connection_id")?,
        state: row.get("state")?,
        wamid: row.get("wamid")?,
        error_code: row.get("error_code")?,
        started_at: row.get("started_at_ms")?,
    })
}

/// Keeps a status; `false` when it was kept before.
pub(in crate::whatsapp) fn keep_status(
    tx: &WriteTx,
    status: &Status,
    attempt: Option<AttemptId>,
    received_at: Timestamp,
) -> Result<bool, StorageError> {
    let pricing = status.pricing.as_ref();
    let changed = tx.execute(
        "INSERT INTO whatsapp_status (wamid, progress, attempt_id, at_ms, received_at_ms, category, charge,
                                      pricing_model, fault_code, fault)
         VALUES (:wamid, :progress, :attempt_id, :at_ms, :received_at_ms, :category, :charge, :model, :code, :fault)
         ON CONFLICT (wamid, progress) DO NOTHING",
        named_params! {
            ":wamid": status.id, ":progress": status.progress.as_str(), ":attempt_id": attempt,
            ":at_ms": status.at.unwrap_or(received_at), ":received_at_ms": received_at,
            ":category": pricing.and_then(|price: &Pricing| price.category.as_deref()),
            ":charge": pricing.and_then(|price| price.charge.as_deref()),
            ":model": pricing.and_then(|price| price.model.as_deref()),
            ":code": status.fault.as_ref().and_then(|fault| fault.code),
            ":fault": status.fault.as_ref().map(|fault| fault.words.as_str()),
        },
    )?;
    Ok(changed > 0)
}

/// What the statuses of a message told about its price so far, in whatever order they came.
pub(in crate::whatsapp) fn price_told(conn: &ReadConn, wamid: &str) -> Result<Earlier, StorageError> {
    conn.one(
        "SELECT max(category) AS category, max(charge) AS charge,
                min(at_ms) FILTER (WHERE progress IN ('delivered', 'read', 'played')) AS delivered_at_ms
           FROM whatsapp_status WHERE wamid = :wamid",
        named_params! { ":wamid": wamid },
        |row| {
            Ok(Earlier {
                category: row.get("category")?,
                charge: row.get("charge")?,
                delivered_at: row.get("delivered_at_ms")?,
            })
        },
    )
}

/// Gives waiting statuses to the attempt they belong to and returns them.
pub(in crate::whatsapp) fn adopt(
    tx: &WriteTx,
    wamid: &str,
    attempt: AttemptId,
) -> Result<Vec<(Progress, Option<Fault>)>, StorageError> {
    let waiting = tx.all(STATUSES_WAITING, named_params! { ":wamid": wamid }, |row| {
        let code = row.get::<_, Option<i64>>("fault_code")?;
        let words = row.get::<_, Option<String>>("fault")?;
        Ok((row.get::<_, String>("progress")?, words.map(|words| Fault { code, words })))
    })?;
    tx.execute(STATUSES_ADOPTED, named_params! { ":wamid": wamid, ":attempt_id": attempt })?;
    Ok(waiting.into_iter().filter_map(|(name, fault)| Some((Progress::from_name(&name)?, fault))).collect())
}

/// Deletes statuses nobody claimed in time.
pub(in crate::whatsapp) fn forget_orphans(
    tx: &WriteTx,
    before: Timestamp,
    limit: u32,
) -> Result<usize, StorageError> {
    tx.execute(
        "DELETE FROM whatsapp_status WHERE (wamid, progress) IN (
             SELECT wamid, progress FROM whatsapp_status
              WHERE attempt_id IS NULL AND received_at_ms < :before_ms ORDER BY received_at_ms LIMIT :limit)",
        named_params! { ":before_ms": before, ":limit": limit },
    )
}
