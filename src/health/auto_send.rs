//! A signal goes by itself when its time has come: through the same door as a person's approval, or it waits for one.

use std::time::Duration;

use super::approve::{Seen, approve};
use super::jobs::AutoSend;
use super::not_sent::NotSent;
use super::scan::{NotAsked, Truth};
use super::store::{self, auto};
use super::types::{Signal, Status};
use super::{Health, trust};
use crate::actor::Actor;
use crate::jobs::{self, JobError};
use crate::storage::{StorageError, WriteTx};

/// After somebody was last seen to work on a draft it is left to them for so long.
const LEFT_TO_EDITOR: Duration = Duration::from_mins(1);

impl Health {
    /// Runs [`AutoSend`].
    pub async fn auto_send(&self, job: AutoSend) -> Result<(), JobError> {
        let (health, id) = (self.clone(), job.signal_id);
        let truth = match self.asked_before(id, &"health").await {
            Ok(truth) => Some(truth),
            Err(NotAsked::Gone(_) | NotAsked::NoSignal(_) | NotAsked::Storage(StorageError::TookTooLong)) => {
                None
            }
            Err(NotAsked::Storage(error)) => return Err(error.into()),
        };
        let go = move |tx: &WriteTx| match store::find(tx, id)? {
            Some(signal) if signal.status == Status::Pending => when_due(&health, tx, signal, truth),
            Some(_) | None => Ok(()),
        };
        Ok(self.db.write(go).await?)
    }
}

fn when_due(health: &Health, tx: &WriteTx, signal: Signal, truth: Option<Truth>) -> Result<(), StorageError> {
    let (id, detector) = (signal.id, signal.detector.clone());
    // Somebody stopped it.
    let Some(at) = signal.send_at else { return Ok(()) };
    let edited_until = signal.editor.map(|(_, until)| until).filter(|until| *until > tx.now());
    let due = edited_until.map_or(at, |until| until.plus(LEFT_TO_EDITOR));
    if due > tx.now() {
        auto::plan(tx, id, Some(due), None)?;
        return jobs::enqueue_at(tx, &AutoSend { signal_id: id }, due).map(drop);
    }
    trust::look(tx, &detector)?;
    if !auto::is_on(tx, &detector)? {
        return Ok(());
    }
    let kept_back = |contact, why: &str| {
        trust::keep_back(tx, id, why)?;
        trust::makes_way(tx, id, contact)
    };
    let contact = signal.contact;
    let Some(truth) = truth else { return kept_back(contact, "signal_not_asked") };
    let seen = Seen { truth, ..Seen::default() };
    match approve(health, tx, &Actor::system(), signal, seen) {
        Ok(_) => auto::went_by_itself(tx, id),
        Err(NotSent::Decided(_) | NotSent::Resolved(_)) => Ok(()),
        Err(NotSent::Refused(crate::inbox::Refused::Storage(error))) => Err(error),
        Err(why) => kept_back(contact, why.code()),
    }
}
