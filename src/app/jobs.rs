//! Which function runs which job, and what is enqueued when. Reads like a table.

use tokio_cron_scheduler::JobSchedulerError;

use super::backup::{self, NightlyBackup};
use super::{App, Rooms};
use crate::clock::Clock;
use crate::inbox::jobs::WakeSnoozed;
use crate::jobs::{Registry, Schedules};
use crate::storage::Db;

/// Every kind of job and who does it.
pub(super) fn registry(db: &Db, clock: &Clock, rooms: &Rooms) -> Registry {
    let mut registry = Registry::default();
    let inbox = rooms.inbox.clone();
    registry.on::<WakeSnoozed>(move |job| {
        let inbox = inbox.clone();
        Box::pin(async move { inbox.wake_snoozed(job).await })
    });
    let (db, clock) = (db.clone(), clock.clone());
    registry.on::<NightlyBackup>(move |_| {
        let (db, clock) = (db.clone(), clock.clone());
        Box::pin(async move { backup::nightly(&db, clock.now()).await })
    });
    registry
}

/// The timetable, in UTC. It only ever enqueues.
pub(super) async fn schedules(app: &App) -> Result<(), JobSchedulerError> {
    let schedules = Schedules::new(app.db.clone()).await?;
    schedules.every("0 0 3 * * *", NightlyBackup {}).await?;
    schedules.start(&app.tasks).await
}
