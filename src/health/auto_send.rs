//! A signal goes by itself when its time has come: through the same door as a person's approval, or it waits for one.

use std::time::Duration;

use serde_json::json;

use super::approve::{NotSent, Seen, approve};
use super::jobs::AutoSend;
use super::scan::{NotAsked, Truth};
use super::store::{self, auto};
use super::types::{Signal, Status};
use super::{Health, TOPIC, trust};
use crate::actor::Actor;
use crate::audit;
use crate::http::ApiError;
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
    let Some(truth) = truth else { return keep_back(tx, &signal, "signal_not_asked") };
    let seen = Seen { truth, ..Seen::default() };
    match approve(health, tx, &Actor::system(), signal.clone(), seen) {
        Ok(_) => auto::went_by_itself(tx, id),
        Err(NotSent::Decided(_) | NotSent::Resolved(_)) => Ok(()),
        Err(NotSent::Refused(crate::inbox::Refused::Storage(error))) => Err(error),
        Err(why) => keep_back(tx, &signal, code(why)),
    }
}

/// It waits for a person, who is told why.
fn keep_back(tx: &WriteTx, signal: &Signal, why: &str) -> Result<(), StorageError> {
    auto::plan(tx, signal.id, None, Some(why))?;
    audit::record(tx, &Actor::system(), "signal.auto_send_kept_back", signal.id, json!({ "reason": why }))?;
    tx.announce(TOPIC, signal.id);
    Ok(())
}

/// Why it was not sent, as the API says it.
fn code(why: NotSent) -> &'static str {
    match why {
        NotSent::Decided(_) | NotSent::Resolved(_) => "signal_resolved",
        NotSent::NobodyToWriteTo => "nobody_to_write_to",
        NotSent::NoOwner => "no_owner",
        NotSent::NoDraft => "no_draft",
        NotSent::BlankLeft(_) => "blank_left",
        NotSent::DraftChanged => "draft_changed",
        NotSent::Limit(limit) => limit.told().0,
        NotSent::MayNot(may_not) => ApiError::from(crate::inbox::Refused::MayNot(may_not)).code(),
        NotSent::BudgetSpent => "budget_spent",
        NotSent::NoConversation => "no_conversation",
        NotSent::Refused(refused) => ApiError::from(refused).code(),
    }
}
