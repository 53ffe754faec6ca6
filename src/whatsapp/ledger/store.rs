//! All SQL about the ledger.

use rusqlite::{Row, named_params};

use crate::clock::Timestamp;
use crate::ids::{ConnectionId, EventId, lowest};
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::types::EventState;
use crate::whatsapp::wire::parse::{Unused, UnusedReason};

use super::{Counts, Entry, Part, Stored};

/// Events looked through for the last sign of life of a connection.
const LATEST_LOOKED_AT: u32 = 1_000;

/// Keeps a body that came now. When the same bytes are there already, only a mark is kept and `false` returned.
pub(in crate::whatsapp) fn keep(
    tx: &WriteTx,
    connection: ConnectionId,
    sha256: &[u8; 32],
    body: &[u8],
    field: Option<&str>,
) -> Result<(EventId, bool), StorageError> {
    let id: EventId = tx.new_id();
    let inserted = tx.execute(
        "INSERT INTO webhook_event (id, connection_id, received_at_ms, state, field, sha256, bytes, body)
         VALUES (:id, :connection_id, :now_ms, 'stored', :field, :sha256, :bytes, :body)
         ON CONFLICT (sha256) WHERE parent_id IS NULL AND duplicate_of IS NULL AND body IS NOT NULL DO NOTHING",
        named_params! {
            ":id": id, ":connection_id": connection, ":now_ms": tx.now(), ":sha256": sha256, ":bytes": length(body),
            ":body": body, ":field": field,
        },
    )?;
    if inserted == 0 {
        tx.execute(
            "INSERT INTO webhook_event (id, connection_id, duplicate_of, received_at_ms, state, sha256, bytes, field, updates)
             SELECT :id, :connection_id, first.id, :now_ms, 'duplicate', first.sha256, first.bytes, first.field, first.updates
               FROM webhook_event AS first
              WHERE first.sha256 = :sha256 AND first.parent_id IS NULL AND first.duplicate_of IS NULL
                AND first.body IS NOT NULL",
            named_params! { ":id": id, ":connection_id": connection, ":now_ms": tx.now(), ":sha256": sha256 },
        )?;
    }
    Ok((id, inserted > 0))
}

/// Keeps one failed update as an event of its own, ready to be replayed. The same one again changes its reason only.
pub(in crate::whatsapp) fn keep_part(tx: &WriteTx, of: &Stored, part: &Part) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO webhook_event
             (id, connection_id, parent_id, received_at_ms, state, reason, reason_about, field, sha256, bytes, body, updates,
              failed_updates)
         VALUES (:id, :connection_id, :parent_id, :received_at_ms, 'failed', :reason, :about, :field, :sha256, :bytes, :body,
                 1, 1)
         ON CONFLICT (parent_id, sha256) WHERE parent_id IS NOT NULL
         DO UPDATE SET state = 'failed', reason = excluded.reason, reason_about = excluded.reason_about",
        named_params! {
            ":id": tx.new_id::<EventId>(), ":connection_id": of.connection, ":parent_id": of.id,
            ":received_at_ms": of.received_at, ":reason": part.why.reason, ":about": part.why.about,
            ":field": part.field,
            ":sha256": part.sha256, ":bytes": length(part.body.as_bytes()), ":body": part.body.as_bytes(),
        },
    )?;
    Ok(())
}

/// The statements that run all day, for the test that pins their plans.
pub(in crate::whatsapp) fn hot_queries() -> Vec<String> {
    vec![
        WAITING.to_owned(),
        PAST.to_owned(),
        OLDEST_WAITING.to_owned(),
        list_of_state(),
        LAST_RECEIVED.to_owned(),
    ]
}

const WAITING: &str = "SELECT id, connection_id, received_at_ms, tries, body FROM webhook_event
    WHERE state = 'stored' AND field IS NOT 'history' ORDER BY id LIMIT :limit";

const PAST: &str = "SELECT id, connection_id, received_at_ms, tries, body FROM webhook_event
    WHERE state = 'stored' AND field = 'history' ORDER BY id LIMIT 1";

const OLDEST_WAITING: &str = "SELECT coalesce(waits_since_ms, received_at_ms) AS since_ms FROM webhook_event
    WHERE state = 'stored' ORDER BY id LIMIT 1";

/// The oldest events of today that wait to be read.
pub(in crate::whatsapp) fn waiting(conn: &ReadConn, limit: u32) -> Result<Vec<Stored>, StorageError> {
    conn.all(WAITING, named_params! { ":limit": limit }, stored)
}

/// The oldest piece of a phone's past that waits: megabytes, and never more than one in memory.
pub(in crate::whatsapp) fn past(conn: &ReadConn) -> Result<Option<Stored>, StorageError> {
    conn.optional(PAST, [], stored)
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        id: row.get("id")?,
        connection: row.get("connection_id")?,
        received_at: row.get("received_at_ms")?,
        tries: row.get("tries")?,
        body: row.get::<_, Option<Vec<u8>>>("body")?.unwrap_or_default(),
    })
}

/// How many events wait.
pub(super) fn unread(conn: &ReadConn) -> Result<i64, StorageError> {
    conn.one("SELECT count(*) AS events FROM webhook_event WHERE state = 'stored'", [], |row| {
        row.get("events")
    })
}

/// Since when the oldest event waits; one put back to be read again counts from then.
pub(in crate::whatsapp) fn oldest_waiting(conn: &ReadConn) -> Result<Option<Timestamp>, StorageError> {
    conn.optional(OLDEST_WAITING, [], |row| row.get("since_ms"))
}

/// Counts that these events are about to be read.
pub(in crate::whatsapp) fn count_tries(tx: &WriteTx, ids: &[EventId]) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE webhook_event SET tries = tries + 1 WHERE id IN (SELECT value FROM json_each(:ids))",
        named_params! { ":ids": serde_json::to_string(ids)? },
    )
    .map(drop)
}

/// The highest id of an event that waits.
pub(in crate::whatsapp) fn last_waiting(conn: &ReadConn) -> Result<Option<EventId>, StorageError> {
    conn.optional("SELECT id FROM webhook_event WHERE state = 'stored' ORDER BY id DESC LIMIT 1", [], |row| {
        row.get("id")
    })
}

/// Writes what became of an event.
pub(in crate::whatsapp) fn finish(
    tx: &WriteTx,
    id: EventId,
    state: EventState,
    why: Option<&Unused>,
    field: Option<&str>,
    counts: Counts,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE webhook_event SET state = :state, reason = :reason, reason_about = :about, field = :field,
                updates = :updates,
                parsed_updates = :parsed, repeated_updates = :repeated, ignored_updates = :ignored, failed_updates = :failed
          WHERE id = :id",
        named_params! {
            ":id": id, ":state": state, ":reason": why.map(|why| why.reason),
            ":about": why.and_then(|why| why.about.as_ref()), ":field": field, ":updates": counts.total(),
            ":parsed": counts.parsed, ":repeated": counts.repeated, ":ignored": counts.ignored, ":failed": counts.failed,
        },
    )?;
    Ok(())
}

/// Puts an event back to be read again; `false` when it has no body of its own.
pub(in crate::whatsapp) fn put_back(tx: &WriteTx, id: EventId) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE webhook_event SET state = 'stored', reason = NULL, reason_about = NULL, tries = 0, waits_since_ms = :now_ms
          WHERE id = :id AND body IS NOT NULL",
        named_params! { ":id": id, ":now_ms": tx.now() },
    )?;
    Ok(changed > 0)
}

/// Deletes events that are done with and older than `before`; failed ones stay until they are replayed, and the
/// history of a phone stays because nothing else keeps it.
pub(in crate::whatsapp) fn forget(
    tx: &WriteTx,
    before: Timestamp,
    limit: u32,
) -> Result<usize, StorageError> {
    tx.execute(
        "DELETE FROM webhook_event WHERE id IN (
             SELECT id FROM webhook_event
              WHERE received_at_ms < :before_ms AND id < :before_id AND state IN ('parsed', 'duplicate', 'ignored')
                AND field IS NOT 'history'
              ORDER BY id LIMIT :limit)",
        named_params! { ":before_ms": before, ":before_id": lowest(before), ":limit": limit },
    )
}

const COLUMNS: &str =
    "id, connection_id, parent_id, duplicate_of, received_at_ms, state, reason, reason_about, field, bytes, updates,
    parsed_updates, repeated_updates, ignored_updates, failed_updates";

fn list_of_state() -> String {
    format!(
        "SELECT {COLUMNS} FROM webhook_event WHERE state = :state AND id < :before ORDER BY id DESC LIMIT :limit"
    )
}

/// Events, newest first, of one state or of all.
pub(in crate::whatsapp) fn list(
    conn: &ReadConn,
    state: Option<EventState>,
    before: Option<EventId>,
    limit: u32,
) -> Result<Vec<Entry>, StorageError> {
    let before = before.map_or(i64::MAX, crate::ids::Id::as_i64);
    match state {
        Some(state) => conn.all(
            &list_of_state(),
            named_params! { ":state": state, ":before": before, ":limit": limit },
            entry,
        ),
        None => conn.all(
            &format!("SELECT {COLUMNS} FROM webhook_event WHERE id < :before ORDER BY id DESC LIMIT :limit"),
            named_params! { ":before": before, ":limit": limit },
            entry,
        ),
    }
}

pub(in crate::whatsapp) fn find(conn: &ReadConn, id: EventId) -> Result<Option<Entry>, StorageError> {
    conn.optional(
        &format!("SELECT {COLUMNS} FROM webhook_event WHERE id = :id"),
        named_params! { ":id": id },
        entry,
    )
}

/// The bytes of an event, or of the one it repeats.
pub(in crate::whatsapp) fn body(conn: &ReadConn, id: EventId) -> Result<Option<Vec<u8>>, StorageError> {
    let body = conn.optional(
        "SELECT coalesce(event.body, first.body) AS body FROM webhook_event AS event
           LEFT JOIN webhook_event AS first ON first.id = event.duplicate_of
          WHERE event.id = :id",
        named_params! { ":id": id },
        |row| row.get::<_, Option<Vec<u8>>>("body"),
    )?;
    Ok(body.flatten())
}

const LAST_RECEIVED: &str = "SELECT received_at_ms FROM (
        SELECT connection_id, received_at_ms FROM webhook_event ORDER BY id DESC LIMIT :looked_at) AS latest
    WHERE connection_id = :connection_id OR connection_id IN (
        SELECT sister.id FROM whatsapp_connection AS mine
          JOIN whatsapp_connection AS sister ON sister.app_id = mine.app_id AND sister.environment = mine.environment
         WHERE mine.id = :connection_id)
    LIMIT 1";

/// When the last webhook of this connection came, among the latest events. Numbers of one app share its secret, so a
/// sister's webhook counts as well.
pub(in crate::whatsapp) fn last_received(
    conn: &ReadConn,
    connection: ConnectionId,
) -> Result<Option<Timestamp>, StorageError> {
    conn.optional(
        LAST_RECEIVED,
        named_params! { ":connection_id": connection, ":looked_at": LATEST_LOOKED_AT },
        |row| row.get("received_at_ms"),
    )
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let (reason, about) = (row.get::<_, Option<UnusedReason>>("reason")?, row.get("reason_about")?);
    Ok(Entry {
        id: row.get("id")?,
        connection_id: row.get("connection_id")?,
        parent_id: row.get("parent_id")?,
        duplicate_of: row.get("duplicate_of")?,
        received_at: row.get("received_at_ms")?,
        state: row.get("state")?,
        why: reason.map(|reason| Unused { reason, about }),
        field: row.get("field")?,
        bytes: row.get("bytes")?,
        updates: row.get("updates")?,
        counts: Counts {
            parsed: row.get("parsed_updates")?,
            repeated: row.get("repeated_updates")?,
            ignored: row.get("ignored_updates")?,
            failed: row.get("failed_updates")?,
        },
    })
}

fn length(bytes: &[u8]) -> i64 {
    i64::try_from(bytes.len()).unwrap_or(i64::MAX)
}
