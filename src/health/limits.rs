//! How often the shop may write to one customer because of signals: asked when one is found and again when one is sent.

use std::time::Duration;

use super::store;
use super::types::{Scope, Signal};
use crate::clock::Timestamp;
use crate::ids::ContactId;
use crate::storage::{ReadConn, StorageError};

/// Of one signal and person one message, or one dismissal, in this time.
pub(super) const SIGNAL_REST: Duration = Duration::from_hours(14 * 24);
/// Of all signals together so many messages to one person in the time after.
pub(super) const MOST_IN_ALL: i64 = 2;
pub(super) const IN_ALL_REST: Duration = Duration::from_hours(7 * 24);

/// A limit that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// This signal was dealt with a short while ago.
    OfSignal { until: Timestamp },
    /// So much was written to this customer already.
    OfContact { until: Timestamp },
}

/// The limit that keeps a finding from being shown, or a signal from being sent.
pub(super) fn standing(
    conn: &ReadConn,
    detector: &str,
    subject: &str,
    contact: Option<ContactId>,
    now: Timestamp,
) -> Result<Option<Limit>, StorageError> {
    if let Some(last) = store::last_dealt_with(conn, detector, subject, now.minus(SIGNAL_REST))? {
        return Ok(Some(Limit::OfSignal { until: last.plus(SIGNAL_REST) }));
    }
    contact.map_or(Ok(None), |contact| of_contact(conn, contact, now))
}

/// The limit of all messages together, whatever each is about.
pub(super) fn of_contact(
    conn: &ReadConn,
    contact: ContactId,
    now: Timestamp,
) -> Result<Option<Limit>, StorageError> {
    let sent = store::sent_since(conn, contact, now.minus(IN_ALL_REST))?;
    let full = i64::try_from(sent.len()).unwrap_or(i64::MAX) >= MOST_IN_ALL;
    // The oldest of the last ones that fill the measure is the first to fall out of it.
    let first_to_go = sent.get(usize::try_from(MOST_IN_ALL - 1).unwrap_or_default());
    Ok(first_to_go.filter(|_| full).map(|oldest| Limit::OfContact { until: oldest.plus(IN_ALL_REST) }))
}

/// How much of both measures is used up for a signal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Used {
    pub in_all: i64,
}

pub(super) fn used(conn: &ReadConn, signal: &Signal, now: Timestamp) -> Result<Used, StorageError> {
    match (signal.scope, signal.contact) {
        (Scope::Customers | Scope::Fleet, Some(contact)) => {
            let sent = store::sent_since(conn, contact, now.minus(IN_ALL_REST))?;
            Ok(Used { in_all: i64::try_from(sent.len()).unwrap_or(i64::MAX) })
        }
        (Scope::Itself | Scope::Fleet | Scope::Customers, _) => Ok(Used::default()),
    }
}
