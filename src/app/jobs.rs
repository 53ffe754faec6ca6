//! Which function runs which job, and what is enqueued when. Reads like a table.

use tokio_cron_scheduler::JobSchedulerError;

use super::App;
use crate::jobs::{Registry, Schedules};

/// Every kind of job and who does it.
pub(super) fn registry() -> Registry {
    Registry::default()
}

/// The timetable. It only ever enqueues.
pub(super) async fn schedules(app: &App) -> Result<(), JobSchedulerError> {
    let schedules = Schedules::new(app.db.clone()).await?;
    schedules.start(&app.tasks).await
}
