//! The front door: builds each room once, joins them, starts and stops in order.
//!
//! The only place that knows everybody. Holds no business rules and no SQL.

mod door;
mod jobs;
mod router;
mod status;

pub use door::Door;
pub use router::document;

use metrics_exporter_prometheus::PrometheusHandle;

use crate::accounts::{AccountError, Accounts, Strength, vault_store};
use crate::clock::Clock;
use crate::config::Config;
use crate::events::Bus;
use crate::jobs::Worker;
use crate::secrets::{MachineIdentity, Vault, VaultError};
use crate::storage::{Db, OpenError, OpenOptions, StorageError};
use crate::tasks::Tasks;

/// A running shop.
#[derive(Clone)]
pub struct App {
    pub config: std::sync::Arc<Config>,
    pub clock: Clock,
    pub tasks: Tasks,
    pub bus: Bus,
    pub db: Db,
    pub worker: Worker,
    pub metrics: PrometheusHandle,
    pub vault: Vault,
    pub accounts: Accounts,
}

/// Why the shop could not open.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Accounts(AccountError),
    #[error("cannot listen on {address}: {cause}")]
    Listen { address: String, cause: std::io::Error },
    #[error("the timetable could not be started: {0}")]
    Schedules(String),
}

impl From<AccountError> for StartError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Storage(error) => Self::Storage(error),
            AccountError::Vault(error) => Self::Vault(error),
            other => Self::Accounts(other),
        }
    }
}

impl App {
    /// Opens the file and builds every room. Nothing runs yet.
    pub async fn build(config: Config, clock: Clock) -> Result<Self, StartError> {
        let tasks = Tasks::new();
        let bus = Bus::default();
        let metrics = crate::telemetry::metrics();
        let options = OpenOptions {
            folder: config.data.dir.clone(),
            clock: clock.clone(),
            bus: bus.clone(),
            exclusive: true,
        };
        let db = Db::open(options)?;
        let machine = MachineIdentity::load_or_create(&config.data.dir)?;
        let vault = vault_store::open(&db, &machine).await?;
        let public_url = config.server.public_url.clone();
        let accounts =
            Accounts::new(db.clone(), clock.clone(), vault.clone(), public_url, Strength::for_this_machine());
        let registry = jobs::registry();
        let worker = Worker::new(db.clone(), bus.clone(), clock.clone(), tasks.clone(), registry);
        let reclaimed = worker.reclaim().await?;
        if reclaimed > 0 {
            tracing::info!(jobs = reclaimed, "work that was interrupted goes on");
        }
        Ok(Self {
            config: std::sync::Arc::new(config),
            clock,
            tasks,
            bus,
            db,
            worker,
            metrics,
            vault,
            accounts,
        })
    }

    /// Starts the worker and the timetable.
    pub async fn start(&self) -> Result<(), StartError> {
        self.tasks.spawn("worker", self.worker.clone().run());
        jobs::schedules(self).await.map_err(|error| StartError::Schedules(error.to_string()))
    }

    /// Answers requests until the program is told to stop.
    pub async fn serve(&self, door: Door) -> std::io::Result<()> {
        let stopping = self.tasks.stopping();
        door.serve(router::router(self), async move { stopping.cancelled().await }).await
    }

    /// Stops in order: no new work, running work ends, the file is closed.
    pub async fn stop(&self) {
        self.tasks.stop().await;
        self.db.close().await;
    }
}
