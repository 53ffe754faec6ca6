//! WhatsApp: everything about the channel, and only here.
//!
//! Owns connected numbers, the ledger of raw webhooks, and the delivery of messages. What a customer writes goes to
//! the inbox; what the inbox queues goes to Meta. Never answers by itself, never decides who may speak, and never
//! acknowledges what is not on disk.

mod account_news;
mod address;
mod coexistence;
mod composing;
mod consent;
mod delivery;
mod fetch_again;
mod fetch_media;
mod free_entry;
mod graph;
mod intake;
mod pace;
mod routes;
mod service_window;
mod signature;
mod types;

pub mod broadcast;
pub mod connection;
pub mod errors;
pub mod jobs;
pub mod ledger;
pub mod limits;
pub mod parse;
pub mod prices;
pub mod rules;
pub mod templates;
pub mod webhook;

use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use tokio::sync::Semaphore;
use url::Url;
use utoipa_axum::router::OpenApiRouter;

use crate::clock::Clock;
use crate::config;
use crate::http::outgoing::NoClient;
use crate::inbox::LiveReplies;
use crate::media::Media;
use crate::secrets::Vault;
use crate::storage::Db;

use connection::Keys;
use delivery::Pacing;
use graph::Graph;
use pace::Paced;
use types::Environment;

/// How often refused signatures are written down at most.
const REFUSALS_NOTED_EVERY: Duration = Duration::from_mins(1);
/// How often failed handshakes are written down at most.
const HANDSHAKES_NOTED_EVERY: Duration = Duration::from_secs(5);

/// The room. Clones share it.
#[derive(Clone)]
pub struct WhatsApp {
    db: Db,
    media: Media,
    clock: Clock,
    vault: Vault,
    graph: Graph,
    meta_base: Url,
    /// Where the stand-in listens, once it does.
    practice_base: Arc<RwLock<Option<Url>>>,
    public_url: Option<Url>,
    live_replies: LiveReplies,
    keys: Arc<Keys>,
    pacing: Arc<Pacing>,
    /// Signatures that were wrong, and handshakes: strangers can cause both.
    refusals: Arc<Paced>,
    handshakes: Arc<Paced>,
    /// Memory for bodies of webhooks that are being received.
    bodies: Arc<Semaphore>,
}

/// What the room is built from.
pub struct Ground {
    pub db: Db,
    pub media: Media,
    pub clock: Clock,
    pub vault: Vault,
    pub config: config::WhatsApp,
    pub public_url: Option<Url>,
    pub live_replies: LiveReplies,
}

impl WhatsApp {
    pub fn new(ground: Ground) -> Result<Self, NoClient> {
        Ok(Self {
            graph: Graph::new(
                &ground.config.graph_version,
                Duration::from_secs(ground.config.graph_timeout_seconds),
            )?,
            meta_base: ground.config.graph_url,
            db: ground.db,
            media: ground.media,
            clock: ground.clock,
            vault: ground.vault,
            practice_base: Arc::default(),
            public_url: ground.public_url,
            live_replies: ground.live_replies,
            keys: Arc::default(),
            pacing: Arc::default(),
            refusals: Arc::new(Paced::every(REFUSALS_NOTED_EVERY)),
            handshakes: Arc::new(Paced::every(HANDSHAKES_NOTED_EVERY)),
            bodies: Arc::new(Semaphore::new(webhook::PLACES)),
        })
    }

    /// The address Meta calls; `None` while nobody has said how the world reaches us.
    pub fn callback_url(&self) -> Option<String> {
        let url = self.public_url.as_ref()?;
        Some(format!("{}{}", url.as_str().trim_end_matches('/'), webhook::PATH))
    }

    fn graph_base(&self, environment: Environment) -> Option<Url> {
        match environment {
            Environment::Meta => Some(self.meta_base.clone()),
            Environment::Practice => self.practice_base.read().clone(),
        }
    }

    fn set_practice_base(&self, base: Url) {
        *self.practice_base.write() = Some(base);
    }
}

/// The statements that run all day, for the test that pins their plans.
pub fn hot_queries() -> Vec<String> {
    [ledger::store::hot_queries(), delivery::hot_queries()].concat()
}

/// The API of this room. The webhook itself is [`webhook::router`].
pub fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new()
        .merge(connection::routes::routes())
        .merge(delivery::outbox::routes())
        .merge(errors::routes::routes())
        .merge(fetch_again::routes())
        .merge(ledger::routes::routes())
        .merge(routes::routes())
        .merge(templates::routes::routes())
        .merge(consent::routes())
        .merge(broadcast::routes::routes())
        .merge(prices::routes::routes())
}
