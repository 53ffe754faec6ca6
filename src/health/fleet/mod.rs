//! Other Shopbell installs: this one tells whoever holds one of its tokens how it is, and an operator asks those it looks
//! after every hour.
//!
//! A report holds counts and states, never a customer's name, number or words. Another install is a stranger: its report is
//! taken only when it is signed by the key that was pinned, answers the question just asked, and fits its form. Never
//! follows a redirect, never dials a private network unless the operator allowed it for that site.

mod dial;
mod jobs;
mod judge;
mod pace;
mod pairing;
mod pull;
mod report;
mod routes;
mod signature;
mod store;
mod types;

use std::sync::Arc;
use std::time::Duration;

pub use jobs::{PullFleet, PullSite};
pub use routes::routes;
pub use store::{any_site, end_access, forget_sealed};
pub use types::{Report, SiteFault};

use url::Url;

use super::facts::GatherFacts;
use crate::clock::Clock;
use crate::http::outgoing::NoClient;
use crate::ids::ContactId;
use crate::secrets::Vault;
use crate::storage::{Db, StorageError, WriteTx};

/// Time for the whole of one report, from the first look-up of its name to the last byte.
const REPORT_WITHIN: Duration = Duration::from_secs(10);

/// Makes somebody with this international number a contact with a conversation on the shop's own number; nothing while
/// there is no such number.
pub type KnowOwner =
    Arc<dyn Fn(&WriteTx, &str, &str) -> Result<Option<ContactId>, StorageError> + Send + Sync>;

/// What it is built from.
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub vault: Vault,
    /// Where this install is reached, for the pairing text it shows.
    pub public_url: Option<Url>,
    pub facts: GatherFacts,
    pub know_owner: KnowOwner,
}

/// Both sides of it. Clones share it.
#[derive(Clone)]
pub struct Fleet {
    db: Db,
    clock: Clock,
    vault: Vault,
    public_url: Option<Url>,
    facts: GatherFacts,
    know_owner: KnowOwner,
    dial: dial::Dial,
    pace: Arc<pace::Pace>,
}

impl Fleet {
    pub fn new(parts: Parts) -> Result<Self, NoClient> {
        let Parts { db, clock, vault, public_url, facts, know_owner } = parts;
        let (dial, pace) = (dial::Dial::new(REPORT_WITHIN)?, Arc::default());
        Ok(Self { db, clock, vault, public_url, facts, know_owner, dial, pace })
    }
}
