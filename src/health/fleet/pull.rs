//! Reports are fetched: every hour one job per site, each failing alone; and once while a site is added.
//!
//! After each the fleet's detectors are asked. A site is never asked for anything else.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Fleet;
use super::jobs::{PullFleet, PullSite};
use super::judge::{Expected, judge};
use super::store::sites as store;
use super::types::{Accepted, PublicKey, Site, SiteFault};
use crate::health::TOPIC;
use crate::health::detectors;
use crate::health::jobs::RunDetector;
use crate::health::types::Scope;
use crate::ids::FleetSiteId;
use crate::jobs::{self, JobError};
use crate::secrets::Secret;
use crate::storage::{StorageError, WriteTx};

/// Sites one install looks after.
pub(super) const MOST_SITES: usize = 200;
/// How long a site that was taken out can be brought back.
pub(super) const BROUGHT_BACK_WITHIN: Duration = Duration::from_hours(1);
/// Random bytes of a question.
const NONCE_BYTES: usize = 24;

/// Where a site's token is sealed for.
pub(super) fn token_place(id: FleetSiteId) -> String {
    format!("fleet_site.token:{id}")
}

/// Whom to ask, and what is known of them.
pub(super) struct Asked<'a> {
    pub address: &'a str,
    pub token: &'a Secret,
    pub allows_private: bool,
    pub key: Option<PublicKey>,
    /// The install, and when it made its last report.
    pub known: Option<(&'a str, i64)>,
}

impl Fleet {
    /// Runs [`PullFleet`].
    pub async fn pull_all(&self, _job: PullFleet) -> Result<(), JobError> {
        let enqueue = |tx: &WriteTx| {
            store::forget_removed(tx, tx.now().minus(BROUGHT_BACK_WITHIN))?;
            for site in store::all(tx, MOST_SITES)? {
                jobs::enqueue(tx, &PullSite { site_id: site.id })?;
            }
            Ok::<_, StorageError>(())
        };
        Ok(self.db.write(enqueue).await?)
    }

    /// Runs [`PullSite`].
    pub async fn pull_site(&self, job: PullSite) -> Result<(), JobError> {
        let id = job.site_id;
        let site = self.db.read::<_, StorageError>(move |conn| store::find(conn, id)).await?;
        let Some(site) = site.filter(|site| site.removed_at.is_none()) else { return Ok(()) };
        let outcome = self.report_of(&site).await;
        if let Err(fault) = &outcome {
            tracing::info!(site.id = %id, fault = %fault, "a site gave no report");
        }
        Ok(self.db.write(move |tx| keep(tx, &site, outcome)).await?)
    }

    async fn report_of(&self, site: &Site) -> Result<Accepted, SiteFault> {
        let sealed = site.token.as_ref().ok_or(SiteFault::TokenLost)?;
        let token = self.vault.open(&token_place(site.id), sealed).map_err(|_| SiteFault::TokenLost)?;
        self.ask(&Asked {
            address: &site.address,
            token: &token,
            allows_private: site.allows_private,
            key: Some(site.key),
            known: Some((&site.install, site.told_at_ms)),
        })
        .await
    }

    /// One report, held against what is known.
    pub(super) async fn ask(&self, asked: &Asked<'_>) -> Result<Accepted, SiteFault> {
        let mut bytes = [0; NONCE_BYTES];
        getrandom::fill(&mut bytes).map_err(|_| SiteFault::Unreachable)?;
        let nonce = URL_SAFE_NO_PAD.encode(bytes);
        let answer = self.dial.ask(asked.address, asked.token, &nonce, asked.allows_private).await?;
        let expected = Expected { key: asked.key, known: asked.known, nonce: &nonce, now: self.clock.now() };
        judge(&answer, &expected)
    }
}

/// Keeps what came, unless the site was changed meanwhile.
fn keep(tx: &WriteTx, asked: &Site, outcome: Result<Accepted, SiteFault>) -> Result<(), StorageError> {
    let now = store::find(tx, asked.id)?
        .filter(|now| now.removed_at.is_none() && now.address == asked.address && now.token == asked.token);
    if now.is_none() {
        return Ok(());
    }
    match outcome {
        Ok(accepted) => store::keep_report(tx, asked.id, &accepted)?,
        Err(fault) => store::keep_fault(tx, asked.id, fault)?,
    }
    look_again(tx)
}

/// The fleet's detectors are asked, and screens hear of it.
pub(super) fn look_again(tx: &WriteTx) -> Result<(), StorageError> {
    for detector in detectors::all().iter().filter(|one| one.scope == Scope::Fleet) {
        jobs::enqueue(tx, &RunDetector { detector: detector.name.clone() })?;
    }
    tx.announce(TOPIC, "fleet");
    Ok(())
}
