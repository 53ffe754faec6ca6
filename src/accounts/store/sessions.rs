//! SQL of sessions.

use rusqlite::{Row, named_params};

use crate::accounts::random_token::Digest;
use crate::accounts::types::Session;
use crate::actor::Role;
use crate::clock::Timestamp;
use crate::ids::{PersonId, SessionId};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A session about to begin.
pub struct NewSession<'a> {
    pub person_id: PersonId,
    pub digest: &'a Digest,
    pub device: &'a str,
    pub address: &'a str,
    pub expires_at: Timestamp,
}

/// A session that still holds, with what its person may do now.
pub struct LiveSession {
    pub id: SessionId,
    pub person_id: PersonId,
    pub role: Role,
    pub last_seen_at: Timestamp,
    pub proven_at: Timestamp,
    /// The owner asks a second factor of this role, and the person has none.
    pub lacks_second_factor: bool,
}

pub fn insert(tx: &WriteTx, new: &NewSession<'_>) -> Result<SessionId, StorageError> {
    let id: SessionId = tx.new_id();
    tx.execute(
        "INSERT INTO session (id, person_id, token_sha256, device, address, created_at_ms, last_seen_at_ms, proven_at_ms, expires_at_ms)
         VALUES (:id, :person_id, :digest, :device, :address, :now, :now, :now, :expires_at)",
        named_params! {
            ":id": id,
            ":person_id": new.person_id,
            ":digest": new.digest,
            ":device": new.device,
            ":address": new.address,
            ":now": tx.now(),
            ":expires_at": new.expires_at,
        },
    )?;
    Ok(id)
}

/// The session of this token, if it was seen after `idle_since`, has not run out, and its person is active.
pub fn find_live(
    conn: &ReadConn,
    digest: &Digest,
    idle_since: Timestamp,
    now: Timestamp,
) -> Result<Option<LiveSession>, StorageError> {
    conn.optional(
        "SELECT session.id, session.person_id, person.role, session.last_seen_at_ms, session.proven_at_ms,
             EXISTS (SELECT 1 FROM second_factor_rule WHERE second_factor_rule.role = person.role) AND NOT EXISTS (
                 SELECT 1 FROM second_factor WHERE second_factor.person_id = person.id
                     AND second_factor.confirmed_at_ms IS NOT NULL) AS lacks_second_factor
         FROM session JOIN person ON person.id = session.person_id
         WHERE session.token_sha256 = :digest AND session.last_seen_at_ms > :idle_since
           AND session.expires_at_ms > :now AND person.active = 1",
        named_params! { ":digest": digest, ":idle_since": idle_since, ":now": now },
        |row| {
            Ok(LiveSession {
                id: row.get("id")?,
                person_id: row.get("person_id")?,
                role: row.get("role")?,
                last_seen_at: row.get("last_seen_at_ms")?,
                proven_at: row.get("proven_at_ms")?,
                lacks_second_factor: row.get("lacks_second_factor")?,
            })
        },
    )
}

/// Ends the session of this token, if it is this person's; gives back which.
pub fn delete_by_digest(
    tx: &WriteTx,
    person: PersonId,
    digest: &Digest,
) -> Result<Vec<SessionId>, StorageError> {
    tx.all(
        "DELETE FROM session WHERE token_sha256 = :digest AND person_id = :person RETURNING id",
        named_params! { ":digest": digest, ":person": person },
        |row| row.get("id"),
    )
}

/// The session proved just now who it is.
pub fn set_proven(tx: &WriteTx, id: SessionId, now: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE session SET proven_at_ms = :now WHERE id = :id",
        named_params! { ":id": id, ":now": now },
    )
    .map(drop)
}

/// Whether this person has a session of that device.
pub fn knows_device(conn: &ReadConn, person: PersonId, device: &str) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM session WHERE person_id = :person AND device = :device",
        named_params! { ":person": person, ":device": device },
    )
}

/// Whether this session still holds.
pub fn is_live(
    conn: &ReadConn,
    id: SessionId,
    idle_since: Timestamp,
    now: Timestamp,
) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM session JOIN person ON person.id = session.person_id
         WHERE session.id = :id AND session.last_seen_at_ms > :idle_since AND session.expires_at_ms > :now
           AND person.active = 1",
        named_params! { ":id": id, ":idle_since": idle_since, ":now": now },
    )
}

/// A person's sessions, newest first, before `before`.
pub fn page(
    conn: &ReadConn,
    person: PersonId,
    before: Option<SessionId>,
    idle_since: Timestamp,
    limit: u32,
) -> Result<Vec<Session>, StorageError> {
    conn.all(
        "SELECT id, device, address, created_at_ms, last_seen_at_ms FROM session
         WHERE person_id = :person AND id < :before AND last_seen_at_ms > :idle_since
         ORDER BY id DESC LIMIT :limit",
        named_params! {
            ":person": person,
            ":before": before.unwrap_or(SessionId::new(i64::MAX)),
            ":idle_since": idle_since,
            ":limit": limit,
        },
        session,
    )
}

fn session(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        id: row.get("id")?,
        device: row.get("device")?,
        address: row.get("address")?,
        created_at: row.get("created_at_ms")?,
        last_seen_at: row.get("last_seen_at_ms")?,
    })
}

pub fn set_last_seen(tx: &WriteTx, id: SessionId, address: &str, now: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE session SET last_seen_at_ms = :now, address = :address WHERE id = :id",
        named_params! { ":id": id, ":address": address, ":now": now },
    )?;
    Ok(())
}

/// Ends one session of this person; says whether there was one.
pub fn delete(tx: &WriteTx, person: PersonId, id: SessionId) -> Result<bool, StorageError> {
    let deleted = tx.execute(
        "DELETE FROM session WHERE id = :id AND person_id = :person",
        named_params! { ":id": id, ":person": person },
    )?;
    Ok(deleted > 0)
}

/// Ends a person's sessions but one; gives back which.
pub fn delete_all(
    tx: &WriteTx,
    person: PersonId,
    except: Option<SessionId>,
) -> Result<Vec<SessionId>, StorageError> {
    tx.all(
        "DELETE FROM session WHERE person_id = :person AND id <> :except RETURNING id",
        named_params! { ":person": person, ":except": except.unwrap_or(SessionId::new(0)) },
        |row| row.get("id"),
    )
}

/// Ends a person's sessions beyond the `most` last seen; gives back which.
pub fn delete_beyond(tx: &WriteTx, person: PersonId, most: u32) -> Result<Vec<SessionId>, StorageError> {
    tx.all(
        "DELETE FROM session WHERE id IN (
             SELECT id FROM session WHERE person_id = :person ORDER BY last_seen_at_ms DESC, id DESC
             LIMIT -1 OFFSET :most)
         RETURNING id",
        named_params! { ":person": person, ":most": most },
        |row| row.get("id"),
    )
}

pub fn delete_expired(tx: &WriteTx, now: Timestamp) -> Result<(), StorageError> {
    tx.execute("DELETE FROM session WHERE expires_at_ms <= :now", named_params! { ":now": now })?;
    Ok(())
}

pub fn delete_everybodys(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("DELETE FROM session", []).map(drop)
}
