//! Practice: a built-in stand-in for Meta, and a customer's phone on screen.
//!
//! Owns the tables of `V10__practice.sql`. Practice mode, the demo and the tests all use the same stand-in over real
//! loopback HTTP, so the code under practice is the code that ships. Never imported by anything but `app`, `cli` and
//! the tests, never writes into another room's tables, and never reaches a real customer.

pub mod meta;
pub mod sample_shop;

mod changes;
mod drawn;
mod held;
mod phone;
mod routes;
mod said;
mod store;
#[cfg(test)]
mod tests;
mod troubles;
mod troubles_routes;
mod types;
mod walker;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Semaphore, mpsc};

use crate::clock::{Clock, Timestamp};
use crate::ids::PracticeCustomerId;
use crate::secrets::{Vault, VaultError};
use crate::storage::{Db, ReadConn, StorageError, WriteTx};
use crate::tasks::Tasks;

use meta::{Keys, Meta, MetaOptions, ReviewPlan, StatusPlan};

pub use held::HELD;
pub use routes::routes;
pub use types::{PracticeCustomer, PracticeMedia, PracticeMessage, PracticeState, Sender};

/// Events on their way from the stand-in to the phone's tables.
const HAPPENINGS_WAITING: usize = 256;

/// Files of at most 16 MB that come in at once.
const UPLOADS_AT_ONCE: usize = 2;

/// How long the stand-in looks at a template; Meta takes minutes to a day.
const REVIEW_TAKES: Duration = Duration::from_secs(3);

/// Why practice could not start.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    #[error("the practice phone's data could not be read or written")]
    Storage(#[from] StorageError),
    #[error("the practice account's secrets could not be opened")]
    Vault(#[from] VaultError),
    #[error("practice.listen must be a loopback address such as 127.0.0.1:0, not {0}")]
    NotLoopback(String),
    #[error("the practice stand-in for Meta cannot listen on loopback: {0}")]
    Listen(#[from] std::io::Error),
}

/// What practice is built from.
pub struct Ground {
    pub db: Db,
    pub vault: Vault,
    pub clock: Clock,
    pub tasks: Tasks,
    pub client: reqwest::Client,
    /// `practice.listen`
    pub listen: String,
}

/// The running stand-in and its phone. Clones share it.
#[derive(Clone)]
pub struct Practice {
    db: Db,
    clock: Clock,
    tasks: Tasks,
    meta: Meta,
    typing: Arc<Mutex<HashMap<PracticeCustomerId, Timestamp>>>,
    /// Places for files on their way into memory; the next ones wait.
    uploads: Arc<Semaphore>,
}

impl Practice {
    /// Starts the stand-in with the ids and secrets it had before, or with new ones.
    pub async fn start(ground: Ground) -> Result<Self, PracticeError> {
        let keys = keys(&ground.db, &ground.vault).await?;
        let (happenings, heard) = mpsc::channel(HAPPENINGS_WAITING);
        let mut options = MetaOptions::healthy(keys, ground.clock.now());
        options.listen = loopback(&ground.listen)?;
        options.statuses = StatusPlan::unhurried();
        options.happenings = Some(happenings);
        let reviews = ReviewPlan::by_name().after(REVIEW_TAKES);
        let meta = Meta::start(options, ground.clock.clone(), &ground.tasks, ground.client).await?;
        meta.plan_reviews(reviews);
        let practice = Self {
            db: ground.db,
            clock: ground.clock,
            tasks: ground.tasks,
            meta,
            typing: Arc::default(),
            uploads: Arc::new(Semaphore::new(UPLOADS_AT_ONCE)),
        };
        practice.watch(heard);
        practice.first_customers().await?;
        practice.refresh().await?;
        Ok(practice)
    }

    /// What the WhatsApp room must be told to reach the stand-in.
    pub fn keys(&self) -> Keys {
        self.meta.account().keys
    }

    /// The stand-in itself, for tests and the demo.
    pub fn meta(&self) -> Meta {
        self.meta.clone()
    }

    pub fn graph_url(&self) -> String {
        self.meta.graph_url()
    }

    /// Where webhooks go from now on. Messages nobody acknowledged before the restart are posted again.
    pub async fn connect(&self, callback_url: &str) -> Result<(), PracticeError> {
        self.meta.points_at(callback_url);
        self.post_queued().await
    }

    /// Lets the stand-in know the customers and messages in the tables.
    async fn refresh(&self) -> Result<(), PracticeError> {
        let (customers, written) = self
            .db
            .read(|conn| Ok::<_, StorageError>((store::everybody(conn)?, store::written(conn)?)))
            .await?;
        for customer in customers {
            self.meta.customer_known_as(customer.person());
        }
        for message in written {
            self.meta.customer_known_as(message.customer.person()).wrote_before(&message.wamid, message.at);
        }
        Ok(())
    }
}

/// Customers the phone can play.
pub const CUSTOMERS_AT_MOST: u32 = 200;

/// How long "is writing" shows unless a message comes first.
const TYPING_SHOWS_FOR: Duration = Duration::from_secs(25);

fn loopback(listen: &str) -> Result<std::net::SocketAddr, PracticeError> {
    let address = listen.parse::<std::net::SocketAddr>().ok().filter(|address| address.ip().is_loopback());
    address.ok_or_else(|| PracticeError::NotLoopback(listen.to_owned()))
}

/// Whether anybody has written from the practice phone.
pub fn has_been_used(conn: &ReadConn) -> Result<bool, StorageError> {
    store::anybody_wrote(conn)
}

/// Forgets the imaginary account of a shop whose vault cannot be opened any more.
pub fn forget_sealed(tx: &WriteTx) -> Result<(), StorageError> {
    store::forget_keys(tx)
}

async fn keys(db: &Db, vault: &Vault) -> Result<Keys, PracticeError> {
    if let Some(sealed) = db.read(store::sealed_keys).await? {
        let opened = vault.open(store::KEYS_PLACE, &sealed)?;
        if let Some(keys) = Keys::from_rest(opened.expose()) {
            return Ok(keys);
        }
    }
    let keys = Keys::random();
    let sealed = vault.seal(store::KEYS_PLACE, &keys.at_rest())?;
    db.write(move |tx| store::keep_keys(tx, &sealed)).await?;
    Ok(keys)
}
