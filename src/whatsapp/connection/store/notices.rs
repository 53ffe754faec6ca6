//! What Meta announced about a connection: kept as it was told, newest first.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::{ConnectionId, EventId};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Announcements kept of one connection.
const NOTICES_KEPT: u32 = 200;
/// Announcements shown with a connection.
const NOTICES_SHOWN: u32 = 20;

/// How much an announcement matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = WhatsAppNoticeSeverity)]
pub enum Severity {
    Info,
    Warning,
    Critical,
}

impl Severity {
    pub(in crate::whatsapp) const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }

    fn from_word(word: &str) -> Self {
        [Self::Warning, Self::Critical].into_iter().find(|known| known.as_str() == word).unwrap_or(Self::Info)
    }
}

/// What an announcement does to the connection's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) enum Standing {
    Unchanged,
    /// Until a moment, or until it is lifted.
    Restricted(Option<Timestamp>),
    Lifted,
}

/// An announcement to keep.
#[derive(Debug, Clone)]
pub(in crate::whatsapp) struct NewNotice<'a> {
    pub field: &'a str,
    pub event: &'a str,
    pub severity: Severity,
    pub words: &'a str,
    pub standing: Standing,
}

/// An announcement as people see it.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
#[schema(as = WhatsAppNotice)]
pub(in crate::whatsapp) struct Notice {
    id: EventId,
    field: String,
    event: String,
    severity: Severity,
    pub words: String,
    pub at: Timestamp,
}

/// Keeps an announcement and forgets the oldest; `false` when the same one was kept before.
pub(in crate::whatsapp) fn keep(
    tx: &WriteTx,
    connection: ConnectionId,
    notice: &NewNotice<'_>,
    fingerprint: &[u8],
) -> Result<bool, StorageError> {
    let (standing, until) = match notice.standing {
        Standing::Unchanged => ("unchanged", None),
        Standing::Restricted(until) => ("restricted", until),
        Standing::Lifted => ("lifted", None),
    };
    let made = tx.execute(
        "INSERT INTO whatsapp_notice (id, connection_id, field, event, severity, words, standing, until_ms, at_ms, fingerprint)
         VALUES (:id, :connection_id, :field, :event, :severity, :words, :standing, :until_ms, :now_ms, :fingerprint)
         ON CONFLICT (connection_id, fingerprint) DO NOTHING",
        named_params! {
            ":id": tx.new_id::<EventId>(), ":connection_id": connection, ":field": notice.field,
            ":event": notice.event, ":severity": notice.severity.as_str(), ":words": notice.words,
            ":standing": standing, ":until_ms": until, ":now_ms": tx.now(), ":fingerprint": fingerprint,
        },
    )?;
    if made > 0 {
        tx.execute(
            "DELETE FROM whatsapp_notice WHERE connection_id = :connection_id AND id NOT IN (
                 SELECT id FROM whatsapp_notice WHERE connection_id = :connection_id ORDER BY id DESC LIMIT :kept)",
            named_params! { ":connection_id": connection, ":kept": NOTICES_KEPT },
        )?;
    }
    Ok(made > 0)
}

pub(in crate::whatsapp::connection) fn latest(
    conn: &ReadConn,
    connection: ConnectionId,
) -> Result<Vec<Notice>, StorageError> {
    conn.all(
        "SELECT id, field, event, severity, words, at_ms FROM whatsapp_notice
          WHERE connection_id = :connection_id ORDER BY id DESC LIMIT :shown",
        named_params! { ":connection_id": connection, ":shown": NOTICES_SHOWN },
        notice,
    )
}

/// The restriction Meta announced last, unless it was lifted or is over.
pub(in crate::whatsapp::connection) fn restriction(
    conn: &ReadConn,
    connection: ConnectionId,
    now: Timestamp,
) -> Result<Option<Notice>, StorageError> {
    conn.optional(
        "SELECT id, field, event, severity, words, at_ms FROM whatsapp_notice
          WHERE connection_id = :connection_id AND standing = 'restricted' AND (until_ms IS NULL OR until_ms > :now_ms)
            AND id > ifnull((SELECT max(id) FROM whatsapp_notice
                              WHERE connection_id = :connection_id AND standing = 'lifted'), 0)
          ORDER BY id DESC LIMIT 1",
        named_params! { ":connection_id": connection, ":now_ms": now },
        notice,
    )
}

fn notice(row: &rusqlite::Row<'_>) -> rusqlite::Result<Notice> {
    Ok(Notice {
        id: row.get("id")?,
        field: row.get("field")?,
        event: row.get("event")?,
        severity: Severity::from_word(&row.get::<_, String>("severity")?),
        words: row.get("words")?,
        at: row.get("at_ms")?,
    })
}
