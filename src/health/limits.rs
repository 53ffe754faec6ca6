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

/// Of all signals together one message to one person in this time: two that come within a minute read like a machine.
pub(super) const DAY_REST: Duration = Duration::from_hours(24);

/// When one person was written to because of signals or after a purchase, in the week before a moment: what the limits of a
/// day and of a week go by, asked once.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// The newest first.
    at: Vec<Timestamp>,
}

impl Sent {
    pub fn to(conn: &ReadConn, contact: ContactId, now: Timestamp) -> Result<Self, StorageError> {
        Ok(Self { at: store::sent_since(conn, contact, now.minus(IN_ALL_REST))? })
    }

    /// How many in this week.
    pub fn this_week(&self) -> i64 {
        i64::try_from(self.at.len()).unwrap_or(i64::MAX)
    }

    /// The limit of one day, whatever the message of today was about, and whether a signal's or one after a purchase.
    fn of_day(&self, now: Timestamp) -> Option<Limit> {
        let today = self.at.first().filter(|last| last.plus(DAY_REST) > now);
        today.map(|last| Limit::Day { until: last.plus(DAY_REST) })
    }

    /// The limit of all messages together, whatever each is about.
    fn of_week(&self) -> Option<Limit> {
        // The oldest of the last ones that fill the measure is the first to fall out of it.
        let first_to_go = self.at.get(usize::try_from(MOST_IN_ALL - 1).unwrap_or_default());
        first_to_go.map(|oldest| Limit::Contact { until: oldest.plus(IN_ALL_REST) })
    }
}

/// A limit that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// This signal was dealt with a short while ago.
    Signal { until: Timestamp },
    /// Something was written to this customer today already.
    Day { until: Timestamp },
    /// So much was written to this customer already.
    Contact { until: Timestamp },
}

/// The limit that keeps what was found about a customer from being shown. That something was written today keeps nothing
/// from being shown: tomorrow it may go.
pub(super) fn of_finding(
    conn: &ReadConn,
    detector: &str,
    subject: &str,
    contact: Option<ContactId>,
    now: Timestamp,
) -> Result<Option<Limit>, StorageError> {
    if let Some(last) = store::last_dealt_with(conn, detector, subject, now.minus(SIGNAL_REST))? {
        return Ok(Some(Limit::Signal { until: last.plus(SIGNAL_REST) }));
    }
    contact.map_or(Ok(None), |contact| of_contact(conn, contact, now))
}

/// The limit that keeps a signal from being sent. Of a site only what was sent counts: that a trouble was dismissed says
/// nothing about the next one.
pub(super) fn of_sending(
    conn: &ReadConn,
    signal: &Signal,
    sent: &Sent,
    now: Timestamp,
) -> Result<Option<Limit>, StorageError> {
    let (detector, subject, after) = (&signal.detector, &signal.subject, now.minus(SIGNAL_REST));
    let last = match signal.scope {
        Scope::Customers => store::last_dealt_with(conn, detector, subject, after)?,
        Scope::Itself | Scope::Fleet => store::last_sent(conn, detector, subject, after)?,
    };
    if let Some(last) = last {
        return Ok(Some(Limit::Signal { until: last.plus(SIGNAL_REST) }));
    }
    // The one that stands longer: the other says too early a moment.
    Ok(sent.of_day(now).into_iter().chain(sent.of_week()).max_by_key(|limit| limit.until()))
}

/// The limit of one day.
pub(super) fn of_day(
    conn: &ReadConn,
    contact: ContactId,
    now: Timestamp,
) -> Result<Option<Limit>, StorageError> {
    Ok(Sent::to(conn, contact, now)?.of_day(now))
}

impl Limit {
    pub const fn until(self) -> Timestamp {
        match self {
            Self::Signal { until } | Self::Day { until } | Self::Contact { until } => until,
        }
    }

    /// Its code, its words, and how many are allowed.
    pub const fn told(self) -> (&'static str, &'static str, i64) {
        match self {
            Self::Signal { .. } => {
                ("limit_of_signal", "This customer was written to about this not long ago.", 1)
            }
            Self::Day { .. } => ("limit_of_day", "This customer was written to within the last 24 hours.", 1),
            Self::Contact { .. } => {
                ("limit_of_customer", "This customer was written to often enough this week.", MOST_IN_ALL)
            }
        }
    }
}

/// The limit of all messages together.
pub(super) fn of_contact(
    conn: &ReadConn,
    contact: ContactId,
    now: Timestamp,
) -> Result<Option<Limit>, StorageError> {
    Ok(Sent::to(conn, contact, now)?.of_week())
}
