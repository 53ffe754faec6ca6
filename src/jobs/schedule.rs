//! The timetable: at its time a schedule enqueues a job, and does nothing else.

use tokio_cron_scheduler::{Job as CronJob, JobScheduler, JobSchedulerError};

use super::Job;
use crate::storage::Db;
use crate::tasks::Tasks;

/// Which jobs are enqueued when.
pub struct Schedules {
    db: Db,
    scheduler: JobScheduler,
}

impl Schedules {
    pub async fn new(db: Db) -> Result<Self, JobSchedulerError> {
        Ok(Self { db, scheduler: JobScheduler::new().await? })
    }

    /// Enqueues `job` whenever `cron` says (seconds minutes hours day month weekday, UTC).
    pub async fn every<J: Job + Clone + Sync>(&self, cron: &str, job: J) -> Result<(), JobSchedulerError> {
        let db = self.db.clone();
        let entry = CronJob::new_async(cron, move |_, _| {
            let (db, job) = (db.clone(), job.clone());
            Box::pin(async move {
                if let Err(error) = db.write(move |tx| super::enqueue(tx, &job)).await {
                    tracing::error!(job.name = J::KIND, error = %error, "a scheduled job could not be queued");
                }
            })
        })?;
        self.scheduler.add(entry).await?;
        Ok(())
    }

    /// Keeps the timetable until the program stops.
    pub async fn start(mut self, tasks: &Tasks) -> Result<(), JobSchedulerError> {
        self.scheduler.start().await?;
        let stopping = tasks.stopping();
        tasks.spawn("schedules", async move {
            stopping.cancelled().await;
            if let Err(error) = self.scheduler.shutdown().await {
                tracing::warn!(error = %error, "the timetable did not stop cleanly");
            }
        });
        Ok(())
    }
}
