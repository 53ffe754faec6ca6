//! All SQL about signs of life: what came when, signatures refused, handshakes, tries to register.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::{AttemptId, ConnectionId, ConversationId, EventId};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Handshakes remembered.
const HANDSHAKES_KEPT: u32 = 50;
/// The last sign of a kind is kept to this precision, in milliseconds, so that a busy hour is few writes.
const PRECISION_MS: i64 = 60_000;

/// Something whose coming says how a connection does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) enum Sign {
    /// A customer's message.
    Message,
    /// A test sent from Meta's dashboard.
    DashboardTest,
    /// A customer's message that another program answers.
    Standby,
}

impl Sign {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::DashboardTest => "dashboard_test",
            Self::Standby => "standby",
        }
    }
}

/// When a sign came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) struct Seen {
    pub first: Timestamp,
    pub last: Timestamp,
    /// Where the first was kept, if anywhere.
    pub conversation: Option<ConversationId>,
}

/// Notes a sign; `true` when it is the first of its kind.
pub(in crate::whatsapp) fn note(
    tx: &WriteTx,
    connection: ConnectionId,
    sign: Sign,
    at: Timestamp,
    conversation: Option<ConversationId>,
) -> Result<bool, StorageError> {
    let params = named_params! { ":connection_id": connection, ":kind": sign.as_str(), ":at_ms": at,
    ":precision_ms": PRECISION_MS };
    let moved = tx.execute(
        "UPDATE whatsapp_vital SET last_at_ms = :at_ms
          WHERE connection_id = :connection_id AND kind = :kind AND last_at_ms + :precision_ms <= :at_ms",
        params,
    )?;
    if moved > 0 {
        return Ok(false);
    }
    let made = tx.execute(
        "INSERT INTO whatsapp_vital (connection_id, kind, first_at_ms, last_at_ms, conversation_id)
         VALUES (:connection_id, :kind, :at_ms, :at_ms, :conversation_id) ON CONFLICT (connection_id, kind) DO NOTHING",
        named_params! { ":connection_id": connection, ":kind": sign.as_str(), ":at_ms": at,
                        ":conversation_id": conversation },
    )?;
    Ok(made > 0)
}

pub(in crate::whatsapp) fn seen(
    conn: &ReadConn,
    connection: ConnectionId,
    sign: Sign,
) -> Result<Option<Seen>, StorageError> {
    conn.optional(
        "SELECT first_at_ms, last_at_ms, conversation_id FROM whatsapp_vital
          WHERE connection_id = :connection_id AND kind = :kind",
        named_params! { ":connection_id": connection, ":kind": sign.as_str() },
        |row| {
            Ok(Seen {
                first: row.get("first_at_ms")?,
                last: row.get("last_at_ms")?,
                conversation: row.get("conversation_id")?,
            })
        },
    )
}

/// Adds refused signatures; counting starts anew when a right one came since.
pub(in crate::whatsapp) fn add_refusals(tx: &WriteTx, refused: u64) -> Result<(), StorageError> {
    let refused = i64::try_from(refused).unwrap_or(i64::MAX);
    tx.execute(
        "INSERT INTO whatsapp_refusal (id, refused, last_at_ms) VALUES (1, :refused, :now_ms)
         ON CONFLICT (id) DO UPDATE SET last_at_ms = :now_ms, refused = :refused + CASE
             WHEN EXISTS (SELECT 1 FROM webhook_event WHERE received_at_ms > whatsapp_refusal.last_at_ms
                           AND id = (SELECT max(id) FROM webhook_event)) THEN 0 ELSE whatsapp_refusal.refused END",
        named_params! { ":refused": refused, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// How many signatures were refused since the last right one, and when the last of them.
pub(in crate::whatsapp) fn refusals(conn: &ReadConn) -> Result<Option<(i64, Timestamp)>, StorageError> {
    conn.optional(
        "SELECT refused, last_at_ms FROM whatsapp_refusal
          WHERE id = 1 AND NOT EXISTS (SELECT 1 FROM webhook_event WHERE received_at_ms > whatsapp_refusal.last_at_ms
                                        AND id = (SELECT max(id) FROM webhook_event))",
        [],
        |row| Ok((row.get("refused")?, row.get("last_at_ms")?)),
    )
}

/// Keeps how a handshake went, and forgets the oldest.
pub(in crate::whatsapp) fn shook_hands(tx: &WriteTx, verified: bool) -> Result<(), StorageError> {
    let id: EventId = tx.new_id();
    let outcome = if verified { "verified" } else { "wrong_token" };
    tx.execute(
        "INSERT INTO whatsapp_handshake (id, at_ms, outcome) VALUES (:id, :now_ms, :outcome)",
        named_params! { ":id": id, ":now_ms": tx.now(), ":outcome": outcome },
    )?;
    tx.execute(
        "DELETE FROM whatsapp_handshake WHERE id NOT IN
             (SELECT id FROM whatsapp_handshake ORDER BY id DESC LIMIT :kept)",
        named_params! { ":kept": HANDSHAKES_KEPT },
    )?;
    Ok(())
}

/// When a handshake last failed for its token, unless one went well afterwards.
pub(in crate::whatsapp) fn wrong_handshake(conn: &ReadConn) -> Result<Option<Timestamp>, StorageError> {
    let last =
        conn.optional("SELECT at_ms, outcome FROM whatsapp_handshake ORDER BY id DESC LIMIT 1", [], |row| {
            Ok((row.get::<_, Timestamp>("at_ms")?, row.get::<_, String>("outcome")?))
        })?;
    Ok(last.filter(|(_, outcome)| outcome == "wrong_token").map(|(at, _)| at))
}

/// Counts a try to register before it is made, because Meta counts it whatever becomes of it.
pub(in crate::whatsapp) fn begin_registration(
    tx: &WriteTx,
    connection: ConnectionId,
) -> Result<AttemptId, StorageError> {
    let id: AttemptId = tx.new_id();
    tx.execute(
        "INSERT INTO whatsapp_registration (id, connection_id, at_ms) VALUES (:id, :connection_id, :now_ms)",
        named_params! { ":id": id, ":connection_id": connection, ":now_ms": tx.now() },
    )?;
    Ok(id)
}

pub(in crate::whatsapp) fn registration_refused(
    tx: &WriteTx,
    id: AttemptId,
    code: i64,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_registration SET code = :code WHERE id = :id",
        named_params! { ":id": id, ":code": code },
    )?;
    Ok(())
}

/// One try to register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) struct Try {
    pub at: Timestamp,
    pub code: Option<i64>,
}

/// The tries since a moment, newest first.
pub(in crate::whatsapp) fn registrations(
    conn: &ReadConn,
    connection: ConnectionId,
    since: Timestamp,
) -> Result<Vec<Try>, StorageError> {
    conn.all(
        "SELECT at_ms, code FROM whatsapp_registration
          WHERE connection_id = :connection_id AND at_ms > :since_ms ORDER BY at_ms DESC LIMIT 20",
        named_params! { ":connection_id": connection, ":since_ms": since },
        |row| Ok(Try { at: row.get("at_ms")?, code: row.get("code")? }),
    )
}
