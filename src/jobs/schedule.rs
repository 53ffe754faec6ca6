//! The timetable: at its time a schedule enqueues a job, and does nothing else. What was missed while the machine was
//! off is enqueued when it starts, once.

use tokio_cron_scheduler::{Job as CronJob, JobScheduler, JobSchedulerError};

use std::time::Duration;

use super::{Job, store};
use crate::storage::{Db, StorageError, WriteTx};
use crate::tasks::Tasks;

const DAY: Duration = Duration::from_hours(24);

/// Which jobs are enqueued when.
pub struct Schedules {
    db: Db,
    scheduler: JobScheduler,
}

impl Schedules {
    pub async fn new(db: Db) -> Result<Self, JobSchedulerError> {
        Ok(Self { db, scheduler: JobScheduler::new().await? })
    }

    /// Enqueues `job` once a day at the time `cron` says, and at the start when a day was missed.
    pub async fn daily<J: Job + Clone + Sync>(&self, cron: &str, job: J) -> Result<(), JobSchedulerError> {
        let missed = job.clone();
        if let Err(error) = self.db.write(move |tx| catch_up(tx, &missed)).await {
            tracing::error!(job.name = J::KIND, error = %error, "whether a schedule was missed could not be told");
        }
        self.every(cron, job).await
    }

    /// Enqueues `job` whenever `cron` says (seconds minutes hours day month weekday, UTC).
    pub async fn every<J: Job + Clone + Sync>(&self, cron: &str, job: J) -> Result<(), JobSchedulerError> {
        let db = self.db.clone();
        let entry = CronJob::new_async(cron, move |_, _| {
            let (db, job) = (db.clone(), job.clone());
            Box::pin(async move {
                if let Err(error) = db.write(move |tx| enqueue(tx, &job)).await {
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

fn enqueue<J: Job>(tx: &WriteTx, job: &J) -> Result<(), StorageError> {
    super::enqueue(tx, job)?;
    store::schedule_ran(tx, J::KIND)
}

/// Enqueues what should have been enqueued since the last time. A schedule that is new begins with its next time.
fn catch_up<J: Job>(tx: &WriteTx, job: &J) -> Result<(), StorageError> {
    match store::schedule_last_ran(tx, J::KIND)? {
        None => store::schedule_ran(tx, J::KIND),
        Some(last) if tx.now().since(last) > DAY => {
            tracing::info!(job.name = J::KIND, last = %last, "a schedule was missed and is caught up");
            enqueue(tx, job)
        }
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, Timestamp};

    #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
    struct Nightly {}

    impl Job for Nightly {
        const KIND: &'static str = "nightly";

        fn key(&self) -> Option<String> {
            Some("one".into())
        }
    }

    #[tokio::test]
    async fn what_was_missed_while_the_machine_was_off_is_caught_up_once() {
        let clock = Clock::fixed(Timestamp::from_seconds(1_800_000_000));
        let (db, _folder) = Db::open_for_test_at(clock.clone());
        let starts = || async {
            db.write(|tx| catch_up(tx, &Nightly {})).await.unwrap();
            db.read(|conn| conn.one("SELECT count(*) AS jobs FROM job", [], |row| row.get::<_, i64>("jobs")))
                .await
                .unwrap()
        };
        assert_eq!(starts().await, 0, "a new shop waits for its first night");
        clock.advance(DAY / 2);
        assert_eq!(starts().await, 0, "nothing was missed");
        clock.advance(DAY);
        assert_eq!(starts().await, 1);
        assert_eq!(starts().await, 1, "once");
    }
}
