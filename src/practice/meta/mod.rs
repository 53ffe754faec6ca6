//! A stand-in for Meta: Graph and webhooks over loopback HTTP, as `facts` of the Cloud API have them.
//!
//! The practice phone, the demo and the tests all use this one, so what works here has met Meta's rules: it checks
//! every parameter it knows Meta to check, refuses with Meta's codes, signs what it posts and tries again when the
//! shop does not answer 200. It never talks to anything but the callback it was given, and never answers from the
//! shop's own code: to the rest of the program it is another server.

mod analytics;
mod block;
mod call;
mod check_interactive;
mod check_message;
mod check_template;
mod customer;
mod faults;
mod free_entry;
mod graph_error;
mod listener;
mod media;
mod nodes;
mod phone_data;
mod payloads;
pub(super) mod random;
mod records;
mod registration;
mod samples;
mod send;
mod server;
mod state;
mod statuses;
mod subscriptions;
mod template_changes;
mod templates;
#[cfg(test)]
mod tests;
mod webhooks;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::{mpsc, watch};

use crate::clock::{Clock, Timestamp};
use crate::tasks::Tasks;

use state::world::World;

pub use customer::{Batch, Customer};
pub use faults::{Fault, Faults, Status, StatusPlan};
pub use records::{Outcome, Read, RetryPlan, Sent, Webhook};
pub use state::account::{Account, HealthProblem, Keys, Registration, Sister, TokenFacts};
pub use state::person::{Identity, Person};
pub use state::template::{ReviewPlan, Template};

/// How the stand-in behaves unless told otherwise.
pub struct MetaOptions {
    /// A loopback address; port 0 is one of the system's choice.
    pub listen: SocketAddr,
    pub account: Account,
    pub statuses: StatusPlan,
    pub retries: RetryPlan,
    /// Told of everything a customer would see; a slow listener slows Meta, never loses an event.
    pub happenings: Option<mpsc::Sender<Happening>>,
}

impl MetaOptions {
    /// A healthy account that answers at once.
    pub fn healthy(keys: Keys, now: Timestamp) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            account: Account::healthy(keys, now),
            statuses: StatusPlan::in_order(),
            retries: RetryPlan::as_meta(),
            happenings: None,
        }
    }
}

/// Something a customer would notice on their phone.
#[derive(Debug, Clone)]
pub enum Happening {
    /// The shop's message was accepted.
    Accepted(Box<Sent>),
    /// The shop's message changed its state.
    Became { wamid: String, status: Status },
    /// The shop has read up to this message of the customer, and perhaps is writing.
    Read(Read),
    /// The shop acknowledged the webhook that carried this message of the customer.
    Acknowledged { wamid: String },
}

/// The running stand-in. Clones share it.
#[derive(Clone)]
pub struct Meta(Arc<Inner>);

struct Inner {
    clock: Clock,
    tasks: Tasks,
    client: reqwest::Client,
    address: SocketAddr,
    retries: RetryPlan,
    happenings: Option<mpsc::Sender<Happening>>,
    /// Pieces of work due now: requests to the shop on their way, statuses about to be posted.
    busy: watch::Sender<usize>,
    world: Mutex<World>,
}

impl Meta {
    /// Listens until the tasks stop.
    pub async fn start(
        options: MetaOptions,
        clock: Clock,
        tasks: &Tasks,
        client: reqwest::Client,
    ) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind(options.listen).await?;
        let meta = Self(Arc::new(Inner {
            clock,
            tasks: tasks.clone(),
            client,
            address: listener.local_addr()?,
            retries: options.retries,
            happenings: options.happenings,
            busy: watch::Sender::new(0),
            world: Mutex::new(World::new(options.account, options.statuses)),
        }));
        let stopping = tasks.stopping();
        let server = axum::serve(
            listener::Lines(listener),
            server::router(meta.clone()).into_make_service_with_connect_info::<listener::Line>(),
        );
        tasks.spawn("practice.meta", async move {
            tokio::select! {
                outcome = server => if let Err(error) = outcome {
                    tracing::error!(%error, "the practice stand-in for Meta stopped listening");
                },
                () = stopping.cancelled() => {}
            }
        });
        Ok(meta)
    }

    /// What `whatsapp.graph_url` must be to reach this stand-in.
    pub fn graph_url(&self) -> String {
        format!("http://{}", self.0.address)
    }

    pub fn account(&self) -> Account {
        self.world().account.clone()
    }

    /// Changes the account as its owner, or Meta, might.
    pub fn change_account(&self, change: impl FnOnce(&mut Account)) {
        change(&mut self.world().account);
    }

    pub fn faults(&self) -> Faults<'_> {
        Faults(self)
    }

    /// Which statuses follow the sends accepted from now on.
    pub fn plan_statuses(&self, plan: StatusPlan) {
        self.world().statuses = plan;
    }

    /// Every accepted send, oldest first.
    pub fn sent(&self) -> Vec<Sent> {
        self.world().sent.iter().cloned().collect()
    }

    /// Every read receipt, oldest first.
    pub fn reads(&self) -> Vec<Read> {
        self.world().reads.iter().cloned().collect()
    }

    /// Every webhook posted and what became of it, oldest first; each retry is another entry.
    pub fn webhooks_delivered(&self) -> Vec<Webhook> {
        self.world().webhooks.iter().cloned().collect()
    }

    /// Waits until nothing is on its way that is due now; what waits for a later time does not count.
    pub async fn settled(&self) {
        let mut busy = self.0.busy.subscribe();
        // The sender lives in `self`, so waiting cannot fail while we borrow it.
        let _ = busy.wait_for(|busy| *busy == 0).await;
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.0.world.lock()
    }

    fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The time as this server tells it in its answers.
    fn http_date(&self) -> String {
        let ahead = self.world().account.clock_ahead_seconds;
        let told = Timestamp::from_seconds(self.now().as_seconds() + ahead);
        told.to_jiff().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    async fn tell(&self, happening: Happening) {
        if let Some(listener) = &self.0.happenings
            && listener.send(happening).await.is_err()
        {
            tracing::debug!("nobody watches the practice phone any more");
        }
    }

    pub(super) fn begin_work(&self) -> Work {
        self.0.busy.send_modify(|busy| *busy += 1);
        Work(self.clone())
    }
}

/// Counts as work until dropped.
pub(super) struct Work(Meta);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.0.busy.send_modify(|busy| *busy = busy.saturating_sub(1));
    }
}
