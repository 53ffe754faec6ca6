//! SQL of the sign-in counters and of the networks people signed in from.

use rusqlite::named_params;

use crate::accounts::types::Count;
use crate::clock::Timestamp;
use crate::ids::PersonId;
use crate::storage::{ReadConn, StorageError, WriteTx};

pub fn find(conn: &ReadConn, bucket: &str) -> Result<Option<Count>, StorageError> {
    conn.optional(
        "SELECT failures, since_at_ms, blocked_until_at_ms FROM sign_in_limit WHERE bucket = :bucket",
        named_params! { ":bucket": bucket },
        |row| {
            Ok(Count {
                failures: row.get("failures")?,
                since: row.get("since_at_ms")?,
                blocked_until: row.get("blocked_until_at_ms")?,
            })
        },
    )
}

pub fn put(tx: &WriteTx, bucket: &str, count: &Count, now: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO sign_in_limit (bucket, failures, since_at_ms, blocked_until_at_ms, touched_at_ms)
         VALUES (:bucket, :failures, :since, :blocked_until, :now)
         ON CONFLICT (bucket) DO UPDATE SET failures = :failures, since_at_ms = :since,
             blocked_until_at_ms = :blocked_until, touched_at_ms = :now",
        named_params! {
            ":bucket": bucket,
            ":failures": count.failures,
            ":since": count.since,
            ":blocked_until": count.blocked_until,
            ":now": now,
        },
    )?;
    Ok(())
}

/// One place back, and with it the pause that taking it began.
pub fn give_back(tx: &WriteTx, bucket: &str) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE sign_in_limit SET failures = MAX(failures - 1, 0), blocked_until_at_ms = 0 WHERE bucket = :bucket",
        named_params! { ":bucket": bucket },
    )?;
    Ok(())
}

pub fn forget(tx: &WriteTx, bucket: &str) -> Result<(), StorageError> {
    tx.execute("DELETE FROM sign_in_limit WHERE bucket = :bucket", named_params! { ":bucket": bucket })?;
    Ok(())
}

/// Whether this person ever signed in from anywhere.
pub fn knows_any_network(conn: &ReadConn, person: PersonId) -> Result<bool, StorageError> {
    conn.exists("SELECT 1 FROM known_network WHERE person_id = :person", named_params! { ":person": person })
}

pub fn forget_before(tx: &WriteTx, moment: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM sign_in_limit WHERE touched_at_ms < :moment",
        named_params! { ":moment": moment },
    )?;
    Ok(())
}

pub fn is_known_network(
    conn: &ReadConn,
    person: PersonId,
    network: &str,
    since: Timestamp,
) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM known_network
         WHERE person_id = :person AND network = :network AND last_used_at_ms >= :since",
        named_params! { ":person": person, ":network": network, ":since": since },
    )
}

pub fn know_network(
    tx: &WriteTx,
    person: PersonId,
    network: &str,
    now: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO known_network (person_id, network, last_used_at_ms) VALUES (:person, :network, :now)
         ON CONFLICT (person_id, network) DO UPDATE SET last_used_at_ms = :now",
        named_params! { ":person": person, ":network": network, ":now": now },
    )?;
    Ok(())
}

pub fn forget_networks(tx: &WriteTx, person: PersonId, before: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM known_network WHERE person_id = :person AND last_used_at_ms < :before",
        named_params! { ":person": person, ":before": before },
    )?;
    Ok(())
}
