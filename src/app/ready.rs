//! Whether the shop works: messages can be kept, the worker takes jobs, and what was kept is read in time.

use super::App;
use crate::clock::Timestamp;
use crate::storage::{StorageError, Unfit};
use crate::whatsapp::inbound::ledger;

/// Why the shop is not ready.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotReady {
    #[error("Shopbell is stopping.")]
    Stopping,
    #[error("{0}")]
    Unfit(#[from] Unfit),
    #[error("the worker has stopped: restart Shopbell")]
    WorkerStopped,
    #[error("a webhook kept at {0} has not been read yet")]
    Backlog(Timestamp),
    #[error("the database cannot be read: {0}")]
    CannotRead(#[from] StorageError),
}

impl NotReady {
    /// The stable word for it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Stopping => "stopping",
            Self::Unfit(Unfit::NoRoom { .. }) => "disk_full",
            Self::Unfit(Unfit::Gone) => "database_gone",
            Self::Unfit(Unfit::Damaged) => "database_damaged",
            Self::Unfit(Unfit::CannotWrite(_)) => "cannot_write",
            Self::WorkerStopped => "worker_stopped",
            Self::Backlog(_) => "webhooks_unread",
            Self::CannotRead(_) => "cannot_read",
        }
    }
}

/// Looks at everything readiness depends on; the first fault in order of cause.
pub(super) async fn check(app: &App) -> Result<(), NotReady> {
    if app.tasks.stopping().is_cancelled() {
        return Err(NotReady::Stopping);
    }
    app.db.fitness().await?;
    if !app.worker.is_alive() {
        return Err(NotReady::WorkerStopped);
    }
    match app.db.read::<_, StorageError>(ledger::oldest_waiting).await? {
        Some(since) if app.clock.now().since(since) > ledger::OVERDUE => Err(NotReady::Backlog(since)),
        Some(_) | None => Ok(()),
    }
}
