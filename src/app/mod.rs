//! The front door: builds each room once, joins them, starts and stops in order.
//!
//! The only place that knows everybody. Holds no business rules and no SQL.

pub mod backup;
pub mod backup_file;
pub mod demo;
pub mod doctor;
pub mod privacy;

mod addresses;
mod alerts;
mod backup_routes;
mod build;
mod channels;
mod disk;
mod document;
mod door;
mod figures;
mod health_facts;
mod health_outside;
mod home;
mod jobs;
mod known_query;
mod notices;
mod number_wall;
mod order_book;
mod progress;
mod ready;
mod router;
mod screen_errors;
mod status;
mod walk;
mod web_shops;

pub use build::StartError;
pub use document::document;
pub use door::Door;
pub use progress::{Doorstep, Stalled};

use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::accounts::Accounts;
use crate::clock::Clock;
use crate::config::Config;
use crate::events::Bus;
use crate::health::Health;
use crate::inbox::Inbox;
use crate::jobs::Worker;
use crate::knowledge::Knowledge;
use crate::knowledge::web::WebSearch;
use crate::llm::Llm;
use crate::media::Media;
use crate::notify::Notify;
use crate::orders::Orders;
use crate::practice::Practice;
use crate::privacy::Privacy;
use crate::replies::Replies;
use crate::secrets::Vault;
use crate::storage::{Db, StorageError};
use crate::tasks::Tasks;
use crate::whatsapp::WhatsApp;

/// How long work waits for the assistant's rehearsal.
const REHEARSAL: Duration = Duration::from_secs(20);

/// A running shop. Clones share it.
#[derive(Clone)]
pub struct App {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub tasks: Tasks,
    pub bus: Bus,
    pub db: Db,
    pub vault: Vault,
    pub metrics: PrometheusHandle,
    pub rooms: Arc<Rooms>,
    pub worker: Worker,
    pub screen_errors: screen_errors::ScreenErrors,
}

/// Each room, built once.
#[derive(Clone)]
pub struct Rooms {
    pub accounts: Accounts,
    pub inbox: Inbox,
    pub knowledge: Knowledge,
    pub web: WebSearch,
    pub llm: Llm,
    pub notify: Notify,
    pub notices: notices::Notices,
    pub media: Media,
    pub orders: Orders,
    pub whatsapp: WhatsApp,
    pub replies: Replies,
    pub health: Health,
    pub practice: Practice,
    pub privacy: Privacy,
}

impl App {
    /// Lets the practice phone reach the program through its door.
    pub async fn connect_practice(&self, door: &Door) -> Result<(), StartError> {
        let Some(address) = door.loopback_address() else {
            tracing::info!("the practice phone is off: it needs the program to listen on a TCP address");
            return Ok(());
        };
        Ok(self.rooms.practice.connect(&format!("http://{address}/webhooks/whatsapp")).await?)
    }

    /// Starts the worker, the sender and the timetable.
    pub async fn start(&self) -> Result<(), StartError> {
        let rehearsal = self.rehearsal();
        let worker = self.worker.clone();
        self.tasks.spawn("worker", async move {
            // Work that reads words inside a write would hold up every other write meanwhile; however it ends, work begins.
            let _ = tokio::time::timeout(REHEARSAL, rehearsal).await;
            worker.run().await;
        });
        let sender = self.rooms.whatsapp.clone().run_sender(self.bus.clone(), self.tasks.clone());
        self.tasks.spawn("sender", sender);
        self.tasks.spawn("figures", figures::gather(self.clone()));
        jobs::schedules(self).await.map_err(|error| StartError::Schedules(error.to_string()))
    }

    /// The assistant asks itself a question, on a thread of its own.
    fn rehearsal(&self) -> JoinHandle<()> {
        let (replies, runtime) = (self.rooms.replies.clone(), Handle::current());
        self.tasks.spawn_blocking(move || {
            if let Err(error) = runtime.block_on(replies.rehearse()) {
                tracing::warn!(error = %error, "the assistant could not rehearse; its first answer takes longer");
            }
        })
    }

    /// Does what is due and sends what may go, until nothing is left to do now. For tests and commands.
    pub async fn run_due(&self) -> Result<usize, StorageError> {
        let mut done = 0;
        loop {
            let now = self.worker.run_due().await? + self.rooms.whatsapp.send_due().await?;
            if now == 0 {
                return Ok(done);
            }
            done += now;
        }
    }

    /// Answers requests until the program is told to stop.
    pub async fn serve(&self, door: Door) -> std::io::Result<()> {
        door.serve(router::router(self), &self.tasks).await
    }

    /// Stops in order: no new work, running work ends or is left where a crash would leave it, the file is closed.
    pub async fn stop(&self) {
        self.tasks.stop().await;
        self.db.close().await;
    }
}
