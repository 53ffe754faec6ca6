//! Reaches the shop's own people beyond the screens: web push, e-mail, and the declared work for a channel above.
//!
//! Owns who is told what over which road, the quiet hours, the digests, the devices and the mail server. Knows nothing of
//! what a notice is about: kinds, words and people are handed in. Never tells one person the same thing twice, never
//! a telephone number or a customer's words: whoever writes a notice leaves them out.

mod deliver;
mod email;
mod gather;
mod keys;
mod own_number;
mod push;
mod quiet;
mod render;
mod send;
mod store;
mod types;

pub mod jobs;
pub mod routes;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

pub use own_number::{ForOwnNumber, TemplateMessage};
pub use push::vapid::NoKey;
pub use send::send;
pub use types::{
    Channel, DefaultZone, IsMoot, IsOwnNumber, Kind, Notice, People, Phase, Recipient, TemplateFault,
    Urgency, Words,
};

use url::Url;

use crate::clock::Clock;
use crate::config;
use crate::events::Topic;
use crate::http::address_filter::AddressFilter;
use crate::http::outgoing::NoClient;
use crate::ids::PersonId;
use crate::privacy::Holding;
use crate::secrets::{Vault, VaultError};
use crate::storage::{Db, StorageError, WriteTx};
use push::service::PushServices;

/// The topic screens hear when somebody is told something, or wants to be told otherwise.
pub const TOPIC: Topic = Topic::Notice;

/// Notices that name a customer.
pub fn held() -> &'static [Holding] {
    store::held::HELD
}

/// The room. Clones share it.
#[derive(Clone)]
pub struct Notify {
    db: Db,
    clock: Clock,
    vault: Vault,
    services: PushServices,
    public_url: Option<Url>,
    outside: Arc<Outside>,
    /// When each person last rang the bell to try it.
    tried: Arc<Mutex<HashMap<PersonId, Duration>>>,
}

/// What this room is told by those above.
pub struct Outside {
    pub kinds: &'static [&'static Kind],
    pub people: People,
    pub zone: DefaultZone,
    pub is_moot: IsMoot,
    pub template_fault: TemplateFault,
    pub is_own_number: IsOwnNumber,
}

/// What the room is built from.
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub vault: Vault,
    pub config: config::Notify,
    pub public_url: Option<Url>,
    pub outside: Outside,
}

/// Why the room could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Client(#[from] NoClient),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Key(#[from] NoKey),
}

impl Notify {
    /// Opens the room; the first time it makes the shop's key for web push.
    pub async fn open(parts: Parts) -> Result<Self, OpenError> {
        let Parts { db, clock, vault, config, public_url, outside } = parts;
        let services = PushServices::new(AddressFilter::new(config.push_allow_networks))?;
        let room = Self {
            db,
            clock,
            vault,
            services,
            public_url,
            outside: Arc::new(outside),
            tried: Arc::default(),
        };
        room.ensure_push_key().await?;
        Ok(room)
    }

    fn kind(&self, name: &str) -> Option<&'static Kind> {
        self.outside.kinds.iter().copied().find(|kind| kind.name == name)
    }
}

/// Forgets what was sealed by a key that is lost, and the subscriptions that hang on it.
pub fn forget_sealed(tx: &WriteTx) -> Result<(), StorageError> {
    let mut stored = store::settings::load(tx)?;
    stored.push_key = None;
    stored.push_public_key = None;
    if let Some(mail) = &mut stored.mail {
        mail.password = None;
    }
    store::settings::save(tx, &stored)?;
    store::devices::delete_everybodys(tx)
}
