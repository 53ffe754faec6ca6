//! When Meta last told each kind of fact: news overtake each other, and the older must not replace the newer.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::ConnectionId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Notes that a fact was told at Meta's time; `false` when a later telling is known already. Without a time it is taken.
pub(in crate::whatsapp) fn take(
    tx: &WriteTx,
    subject: &str,
    fact: &str,
    at: Option<Timestamp>,
) -> Result<bool, StorageError> {
    let Some(at) = at else { return Ok(true) };
    let taken = tx.execute(
        "INSERT INTO whatsapp_told (subject, fact, at_ms) VALUES (:subject, :fact, :at_ms)
         ON CONFLICT (subject, fact) DO UPDATE SET at_ms = excluded.at_ms WHERE at_ms <= excluded.at_ms",
        named_params! { ":subject": subject, ":fact": fact, ":at_ms": at },
    )?;
    Ok(taken > 0)
}

const PAYMENT: &str = "payment_refused";

/// A message was refused because nobody pays.
pub(in crate::whatsapp) fn refuse_payment(tx: &WriteTx, id: ConnectionId) -> Result<(), StorageError> {
    take(tx, &format!("connection:{id}"), PAYMENT, Some(tx.now())).map(drop)
}

/// A message was delivered: whatever was refused for payment is over.
pub(in crate::whatsapp) fn paid(tx: &WriteTx, id: ConnectionId) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM whatsapp_told WHERE subject = :subject AND fact = :fact",
        named_params! { ":subject": format!("connection:{id}"), ":fact": PAYMENT },
    )?;
    Ok(())
}

/// When messages were last refused because nobody pays, if since this moment.
pub(in crate::whatsapp) fn payment_refused(
    conn: &ReadConn,
    id: ConnectionId,
    since: Timestamp,
) -> Result<Option<Timestamp>, StorageError> {
    conn.optional(
        "SELECT at_ms FROM whatsapp_told WHERE subject = :subject AND fact = :fact AND at_ms >= :since_ms",
        named_params! { ":subject": format!("connection:{id}"), ":fact": PAYMENT, ":since_ms": since },
        |row| row.get("at_ms"),
    )
}
