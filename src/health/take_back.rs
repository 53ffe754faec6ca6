//! A decision is taken back: a message that has not left yet, a dismissal, a snooze. The signal waits in the queue again.

use serde_json::json;

use super::limits::SIGNAL_REST;
use super::store::{self, Move};
use super::types::{Signal, Status};
use super::{TOPIC, jobs as ours};
use crate::actor::Actor;
use crate::audit;
use crate::inbox::{self, Refused};
use crate::jobs;
use crate::storage::{StorageError, WriteTx};

/// Why a decision stands.
#[derive(Debug)]
pub(super) enum NotTakenBack {
    /// It waits already, or was over by itself.
    Nothing,
    /// The message is on its way.
    Left,
    /// The same was found again and waits.
    OpenAgain,
    Storage(StorageError),
}

impl From<StorageError> for NotTakenBack {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

pub(super) fn take_back(tx: &WriteTx, actor: &Actor, signal: &Signal) -> Result<(), NotTakenBack> {
    let id = signal.id;
    let deed = match signal.status {
        Status::Pending | Status::SelfResolved => return Err(NotTakenBack::Nothing),
        Status::Snoozed => {
            jobs::cancel::<ours::WakeSignal>(tx, &id.to_string())?;
            store::set_status(tx, id, None, &Move::Back)?;
            "signal.snooze_undone"
        }
        Status::Dismissed => {
            is_free(tx, signal)?;
            // After that a scan finds it anew.
            if signal.status_at.plus(SIGNAL_REST) <= tx.now() {
                return Err(NotTakenBack::Nothing);
            }
            store::reopen(tx, id)?;
            "signal.dismissal_undone"
        }
        Status::Sent => {
            is_free(tx, signal)?;
            let message = signal.message.ok_or(NotTakenBack::Left)?;
            match inbox::undo(tx, message) {
                Ok(()) => {}
                Err(Refused::Storage(error)) => return Err(error.into()),
                Err(_left) => return Err(NotTakenBack::Left),
            }
            store::reopen(tx, id)?;
            "signal.sending_undone"
        }
    };
    audit::record(tx, actor, deed, id, json!({}))?;
    // Whether it is still true is told by its detector.
    jobs::enqueue(tx, &ours::RunDetector { detector: signal.detector.clone() })?;
    tx.announce(TOPIC, id);
    Ok(())
}

/// Of one thing one detector has one open signal.
fn is_free(tx: &WriteTx, signal: &Signal) -> Result<(), NotTakenBack> {
    if store::is_open(tx, &signal.detector, &signal.subject)? { Err(NotTakenBack::OpenAgain) } else { Ok(()) }
}
