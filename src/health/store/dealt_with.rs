//! SQL of what people did of late, which the limits go by.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::health::types::Status;
use crate::ids::{ContactId, SignalId};
use crate::storage::{ReadConn, StorageError};

/// When somebody last sent or dismissed a signal of this detector about this subject, after a moment.
pub(in crate::health) fn last_dealt_with(
    conn: &ReadConn,
    detector: &str,
    subject: &str,
    after: Timestamp,
) -> Result<Option<Timestamp>, StorageError> {
    conn.optional(
        "SELECT status_at_ms FROM health_signal
          WHERE detector = :detector AND subject = :subject AND status_at_ms > :after_ms
            AND status IN ('sent', 'dismissed')
          ORDER BY status_at_ms DESC LIMIT 1",
        named_params! { ":detector": detector, ":subject": subject, ":after_ms": after },
        |row| row.get("status_at_ms"),
    )
}

/// When somebody was last written to because of this detector and subject, after a moment.
pub(in crate::health) fn last_sent(
    conn: &ReadConn,
    detector: &str,
    subject: &str,
    after: Timestamp,
) -> Result<Option<Timestamp>, StorageError> {
    conn.one(
        "SELECT max(status_at_ms) AS at_ms FROM health_signal
          WHERE detector = :detector AND subject = :subject AND status_at_ms > :after_ms AND status = 'sent'",
        named_params! { ":detector": detector, ":subject": subject, ":after_ms": after },
        |row| row.get("at_ms"),
    )
}

/// The last signal of a detector about a subject that is not open any more.
pub(in crate::health) struct LastOccurrence {
    pub id: SignalId,
    pub status: Status,
    pub found_at: Timestamp,
    pub status_at: Timestamp,
    /// After the decision a scan found that it was over.
    pub is_mended: bool,
}

pub(in crate::health) fn last_about(
    conn: &ReadConn,
    detector: &str,
    subject: &str,
) -> Result<Option<LastOccurrence>, StorageError> {
    conn.optional(
        "SELECT id, status, found_at_ms, status_at_ms, mended_at_ms IS NOT NULL AS is_mended FROM health_signal
          WHERE detector = :detector AND subject = :subject AND status IN ('sent', 'dismissed', 'self_resolved')
          ORDER BY status_at_ms DESC, id DESC LIMIT 1",
        named_params! { ":detector": detector, ":subject": subject },
        |row| {
            Ok(LastOccurrence {
                id: row.get("id")?,
                status: row.get("status")?,
                found_at: row.get("found_at_ms")?,
                status_at: row.get("status_at_ms")?,
                is_mended: row.get("is_mended")?,
            })
        },
    )
}

/// When messages were sent to a customer because of signals or after a purchase, newest first, after a moment.
pub(in crate::health) fn sent_since(
    conn: &ReadConn,
    contact: ContactId,
    after: Timestamp,
) -> Result<Vec<Timestamp>, StorageError> {
    conn.all(
        "SELECT status_at_ms FROM health_signal
          WHERE contact_id = :contact_id AND status = 'sent' AND status_at_ms > :after_ms
         UNION ALL
         SELECT state_at_ms FROM health_follow_up
          WHERE contact_id = :contact_id AND state = 'sent' AND state_at_ms > :after_ms
          ORDER BY 1 DESC LIMIT 100",
        named_params! { ":contact_id": contact, ":after_ms": after },
        |row| row.get("status_at_ms"),
    )
}
