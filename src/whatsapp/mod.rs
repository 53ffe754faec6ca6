//! WhatsApp: everything about the channel, and only here.
//!
//! Owns connected numbers, the ledger of raw webhooks, and the delivery of messages. What a customer writes goes to
//! the inbox; what the inbox queues goes to Meta. Never answers by itself, never decides who may speak, and never
//! acknowledges what is not on disk.

mod arrival;
mod daily_round;
mod held;
mod onboarding;
mod pace;
mod routes;
mod sender;
mod types;

pub mod broadcast;
pub mod doctor;
pub mod inbound;
pub mod ledger;
pub mod numbers;
pub mod outbound;
pub mod spending;
pub mod templates;
pub mod wire;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::RwLock;
use url::Url;
use utoipa_axum::router::OpenApiRouter;

use crate::clock::{Clock, Timestamp};
use crate::config;
use crate::http::outgoing::NoClient;
use crate::ids::{EventId, MessageId};
use crate::inbox::LiveReplies;
use crate::media::Media;
use crate::secrets::Vault;
use crate::storage::{Db, ReadConn, StorageError};

pub use daily_round::DailyRound;
pub use held::{erase_raw, held, message_names, names_file, raw_about};
pub use inbound::media::FetchMedia;
pub use numbers::CheckConnection;
pub use outbound::SettleUnsure;
pub use spending::prices::{LookAtBudget, ReconcilePrices};
pub use types::{CHANNEL, Environment};

use inbound::body::Bodies;
use numbers::Keys;
use pace::Paced;
use sender::Sender;

use wire::graph::Graph;

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
    /// What waits to leave, in order.
    sender: Arc<Sender>,
    /// Signatures that were wrong, and handshakes: strangers can cause both.
    refusals: Arc<Paced>,
    handshakes: Arc<Paced>,
    /// Events up to this one may be what killed the last run.
    suspect_events: Arc<OnceLock<EventId>>,
    /// Memory for bodies of webhooks that are being received.
    bodies: Arc<Bodies>,
    held_back: Arc<OnceLock<HeldBack>>,
}

/// Until when a message may not go now, as whoever wrote it says: asked at each try.
pub type HeldBack =
    Arc<dyn Fn(&ReadConn, MessageId) -> Result<Option<Timestamp>, StorageError> + Send + Sync>;

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
            sender: Arc::default(),
            suspect_events: Arc::default(),
            refusals: Arc::new(Paced::every(REFUSALS_NOTED_EVERY)),
            handshakes: Arc::new(Paced::every(HANDSHAKES_NOTED_EVERY)),
            bodies: Arc::default(),
            held_back: Arc::default(),
        })
    }

    /// From now on messages go when this says so. Set once: whoever says it is built after this room.
    pub fn hold_back_by(&self, held_back: HeldBack) {
        let _ = self.held_back.set(held_back);
    }

    /// After a run that died: what waits in the ledger now is read with care. Call once, before anything is read.
    pub async fn suspect_what_waits(&self) -> Result<(), StorageError> {
        if !self.db.stopped_cleanly_before()
            && let Some(last) = self.db.read(ledger::store::last_waiting).await?
        {
            // Set once: a second start of the same room changes nothing.
            let _ = self.suspect_events.set(last);
        }
        Ok(())
    }

    fn suspect_events_up_to(&self) -> EventId {
        self.suspect_events.get().copied().unwrap_or(EventId::new(0))
    }

    /// The address Meta calls; `None` while nobody has said how the world reaches us.
    pub fn callback_url(&self) -> Option<String> {
        let url = self.public_url.as_ref()?;
        Some(format!("{}{}", url.as_str().trim_end_matches('/'), inbound::webhook::PATH))
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
    [ledger::store::hot_queries(), outbound::hot_queries(), spending::prices::hot_queries()].concat()
}

/// The API of this room. The webhook itself is [`inbound::webhook::router`].
pub fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new()
        .merge(onboarding::routes())
        .merge(outbound::outbox::routes())
        .merge(wire::errors::routes::routes())
        .merge(inbound::fetch_again::routes())
        .merge(ledger::routes::routes())
        .merge(routes::routes())
        .merge(templates::routes::routes())
        .merge(inbound::preferences::routes())
        .merge(broadcast::routes::routes())
        .merge(broadcast::steer_routes::routes())
        .merge(spending::prices::routes::routes())
}
