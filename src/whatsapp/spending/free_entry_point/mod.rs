//! Free entry: a customer who comes by an advertisement or a page's button and is answered within a day may be written
//! to at no cost for three days.
//!
//! The service window is counted apart and is no longer because of it. Where Meta names the end itself, Meta is right.

mod store;

use std::collections::HashSet;
use std::time::Duration;

use crate::clock::Timestamp;
use crate::ids::{ConversationId, MessageId};
use crate::inbox;
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::wire::parse::{Progress, Status};

/// How soon the shop must answer.
const ANSWERED_WITHIN: Duration = Duration::from_hours(24);
/// How long messages are free from the answer on.
const FREE_FOR: Duration = Duration::from_hours(72);

/// What is known of a customer's last coming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    entered_at: Timestamp,
    /// The shop's first answer since.
    answered_at: Option<Timestamp>,
    /// Of this coming or an earlier one.
    free_until: Option<Timestamp>,
}

impl Entry {
    /// Whether a message that leaves now costs nothing: it is free already, or this is the answer that makes it so.
    fn is_free(self, now: Timestamp) -> bool {
        let by_answering = self.answered_at.is_none() && self.may_be_answered(now);
        by_answering || self.free_until.is_some_and(|until| now < until)
    }

    fn may_be_answered(self, at: Timestamp) -> bool {
        at >= self.entered_at && at < self.entered_at.plus(ANSWERED_WITHIN)
    }

    /// The same once the shop has answered; `None` when that changes nothing.
    fn answered(self, at: Timestamp) -> Option<Self> {
        let counts = self.answered_at.is_none() && self.may_be_answered(at);
        counts.then(|| Self {
            answered_at: Some(at),
            free_until: Some(self.free_until.unwrap_or_default().max(at.plus(FREE_FOR))),
            ..self
        })
    }
}

/// A customer's message says that an advertisement brought them.
pub(in crate::whatsapp) fn entered(
    tx: &WriteTx,
    conversation: ConversationId,
    at: Timestamp,
) -> Result<(), StorageError> {
    let known = store::of(tx, conversation)?;
    if known.is_some_and(|known| known.entered_at >= at) {
        return Ok(());
    }
    let free_until = known.and_then(|known| known.free_until);
    store::keep(tx, conversation, Entry { entered_at: at, answered_at: None, free_until })
}

/// A status of a message of ours: it may be the answer that makes the next days free, or name their end.
pub(in crate::whatsapp) fn on_status(
    tx: &WriteTx,
    message: MessageId,
    status: &Status,
    received_at: Timestamp,
) -> Result<(), StorageError> {
    match status.progress {
        Progress::Sent | Progress::Delivered | Progress::Read | Progress::Played => {}
        Progress::Failed => return Ok(()),
    }
    let Some(message) = inbox::message(tx, message)? else { return Ok(()) };
    let at = status.at.unwrap_or(received_at).min(received_at);
    let conversation = message.conversation_id;
    let known = store::of(tx, conversation)?;
    let now = match (status.free_until, known) {
        (Some(told), known) => {
            let known = known.unwrap_or(Entry { entered_at: at, answered_at: None, free_until: None });
            let answered_at = Some(known.answered_at.unwrap_or(at));
            Some(Entry { answered_at, free_until: Some(told), ..known })
        }
        (None, Some(known)) => known.answered(at),
        (None, None) => None,
    };
    let Some(now) = now.filter(|now| known != Some(*now)) else { return Ok(()) };
    store::keep(tx, conversation, now)?;
    inbox::set_free_until(tx, conversation, now.free_until)
}

/// Whether a message to this customer costs nothing now.
pub(in crate::whatsapp) fn is_free(
    conn: &ReadConn,
    conversation: ConversationId,
    now: Timestamp,
) -> Result<bool, StorageError> {
    Ok(store::of(conn, conversation)?.is_some_and(|entry| entry.is_free(now)))
}

/// Every conversation in which a message costs nothing now.
pub(in crate::whatsapp) fn all_free(
    conn: &ReadConn,
    now: Timestamp,
) -> Result<HashSet<ConversationId>, StorageError> {
    let candidates = store::maybe_free(conn, now, now.minus(ANSWERED_WITHIN))?;
    Ok(candidates.into_iter().filter(|(_, entry)| entry.is_free(now)).map(|(id, _)| id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn hours(hours: u64) -> Duration {
        Duration::from_hours(hours)
    }

    #[test]
    fn three_days_are_free_when_the_answer_comes_within_one() {
        let came = Timestamp::from_seconds(1_000_000);
        let entry = Entry { entered_at: came, answered_at: None, free_until: None };
        assert!(entry.is_free(came.plus(hours(23))), "the answer itself is free");
        assert!(!entry.is_free(came.plus(hours(24))));
        assert_eq!(entry.answered(came.plus(hours(24))), None, "too late");
        let answered = entry.answered(came.plus(hours(10))).unwrap();
        assert_eq!(answered.free_until, Some(came.plus(hours(82))));
        assert!(answered.is_free(came.plus(hours(81))) && !answered.is_free(came.plus(hours(82))));
        assert_eq!(answered.answered(came.plus(hours(11))), None, "only the first answer counts");
    }
}
