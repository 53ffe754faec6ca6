//! Whether the shop works: messages can be kept, the worker takes jobs, and what was kept is read in time.

use super::App;
use crate::clock::Timestamp;
use crate::storage::{self, StorageError, Unfit};
use crate::whatsapp::ledger;

/// What the program calls itself to whoever asks who answers here.
const NAME: &str = "shopbell";

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

/// What `/readyz` says: who answers, and whether the shop is ready.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Readiness {
    name: String,
    ready: bool,
    /// Only to callers on this machine, as the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Which shop: the name its file got at the first start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    /// When a language model last failed that is left alone for it; the shop works without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_failing_since: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Fault>,
}

/// Why it is not ready.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Fault {
    pub code: String,
    pub message: String,
}

impl Readiness {
    /// What to tell; `to_a_neighbour` is a caller on this machine.
    pub async fn of(app: &App, to_a_neighbour: bool) -> Self {
        let fault = check(app).await.err();
        let instance_id = if to_a_neighbour { instance_id(app).await } else { None };
        Self {
            name: NAME.to_owned(),
            ready: fault.is_none(),
            version: to_a_neighbour.then(|| env!("CARGO_PKG_VERSION").to_owned()),
            instance_id,
            model_failing_since: app.rooms.llm.failing_since().filter(|_| to_a_neighbour),
            error: fault
                .map(|fault| Fault { code: fault.code().to_owned(), message: sentence(&fault.to_string()) }),
        }
    }

    /// Whether a Shopbell said it.
    pub fn is_shopbells(&self) -> bool {
        self.name == NAME
    }
}

async fn instance_id(app: &App) -> Option<String> {
    app.db.read::<_, StorageError>(storage::instance_id).await.ok().flatten()
}

/// Words as a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

/// Looks at everything readiness depends on, and proves that a write works; the first fault in order of cause.
pub(super) async fn check(app: &App) -> Result<(), NotReady> {
    if app.tasks.stopping().is_cancelled() {
        return Err(NotReady::Stopping);
    }
    app.db.fitness().await?;
    works(app).await
}

/// The same by what is known, for whoever looks often: writes nothing.
pub(super) async fn look(app: &App) -> Result<(), NotReady> {
    if app.tasks.stopping().is_cancelled() {
        return Err(NotReady::Stopping);
    }
    app.db.looks_fit()?;
    works(app).await
}

async fn works(app: &App) -> Result<(), NotReady> {
    if !app.worker.is_alive() {
        return Err(NotReady::WorkerStopped);
    }
    match app.db.read::<_, StorageError>(ledger::oldest_waiting).await? {
        Some(since) if app.clock.now().since(since) > ledger::OVERDUE => Err(NotReady::Backlog(since)),
        Some(_) | None => Ok(()),
    }
}
