//! SQL of what else is about the same person: a card says so, and of two messages one goes.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::health::types::{Scope, Signal, Status};
use crate::ids::{ContactId, SignalId};
use crate::storage::{ReadConn, StorageError};

/// Others named on one card.
const MOST: u32 = 6;

/// Another signal about the same person.
pub(in crate::health) struct Beside {
    pub id: SignalId,
    pub detector: String,
    pub status: Status,
    pub status_at: Timestamp,
    pub send_at: Option<Timestamp>,
}

/// What waits for the same person, then what they were sent after a moment, newest first. Of a site's owner only a site's
/// signal says it: who sees customers only sees no other.
pub(in crate::health) fn of(
    conn: &ReadConn,
    signal: &Signal,
    contact: ContactId,
    after: Timestamp,
) -> Result<Vec<Beside>, StorageError> {
    conn.all(
        "SELECT id, detector, status, status_at_ms, send_at_ms FROM health_signal
          WHERE contact_id = :contact_id AND id <> :id AND (scope = 'customers' OR :sees_fleet)
            AND (status IN ('pending', 'snoozed') OR (status = 'sent' AND status_at_ms > :after_ms))
          ORDER BY status = 'sent', status_at_ms DESC, id DESC LIMIT :most",
        named_params! { ":contact_id": contact, ":id": signal.id, ":after_ms": after, ":most": MOST,
        ":sees_fleet": signal.scope == Scope::Fleet },
        |row| {
            Ok(Beside {
                id: row.get("id")?,
                detector: row.get("detector")?,
                status: row.get("status")?,
                status_at: row.get("status_at_ms")?,
                send_at: row.get("send_at_ms")?,
            })
        },
    )
}

/// Why the others wait while one message to the same person is about to go by itself.
pub(in crate::health) const ANOTHER_GOES_FIRST: &str = "another_goes_first";

/// The first after one that was kept back for another to the same person.
pub(in crate::health) fn kept_for_another(
    conn: &ReadConn,
    contact: ContactId,
    except: SignalId,
    after: Option<SignalId>,
) -> Result<Option<SignalId>, StorageError> {
    conn.optional(
        "SELECT id FROM health_signal
          WHERE contact_id = :contact_id AND status = 'pending' AND kept_back = :why AND id <> :except AND id > :after
          ORDER BY id LIMIT 1",
        named_params! { ":contact_id": contact, ":why": ANOTHER_GOES_FIRST, ":except": except,
        ":after": after.unwrap_or(SignalId::new(0)) },
        |row| row.get("id"),
    )
}

/// Whether another message to the same person is about to go by itself.
pub(in crate::health) fn another_goes(
    conn: &ReadConn,
    contact: ContactId,
    id: SignalId,
) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM health_signal
          WHERE contact_id = :contact_id AND status = 'pending' AND send_at_ms IS NOT NULL AND id <> :id",
        named_params! { ":contact_id": contact, ":id": id },
    )
}
