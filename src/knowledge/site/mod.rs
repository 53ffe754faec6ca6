//! A whole site from one address: its own list of pages and its links, one request at a time, as the site's robots.txt asks.
//! Each page becomes a document of its own under the site's source, findable at once; what changed is told by ETag, date
//! and words; what the site says is gone is gone. Addresses that were heard of are rows, and rows are the queue: reading goes
//! on from them after any end of the program. It never leaves the host, and every hop passes the address filter.

mod address;
mod page;
mod reader;
mod robots;
mod settle;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::fetch::parse_address;
use super::site_states::SiteState;
use super::store;
use super::types::Source;
use super::{Knowledge, TOPIC};
use crate::http::ApiError;
use crate::ids::SourceId;
use crate::jobs::{self, Job, JobError};
use crate::storage::{StorageError, WriteTx};
use address::Home;

/// A site is read again by itself after this long.
const EVERY: Duration = Duration::from_hours(7 * 24);
/// The same when it could not be read.
const EVERY_FAILED: Duration = Duration::from_hours(24);
/// A run that ended this long ago is not gone on with: its pages are asked for anew.
const STALE: Duration = Duration::from_hours(24);

/// Ask a site for one thing more.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadSite {
    pub source_id: SourceId,
}

impl Job for ReadSite {
    const KIND: &'static str = "knowledge.read_site";

    fn key(&self) -> Option<String> {
        Some(self.source_id.to_string())
    }

    /// One request at a time to one site; there are no two sources of one host.
    fn lane(&self) -> Option<String> {
        Some(format!("{}.{}", Self::KIND, self.source_id))
    }
}

/// Read the sites again whose week is over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefreshSites {}

impl Job for RefreshSites {
    const KIND: &'static str = "knowledge.refresh_sites";

    fn key(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }
}

impl Knowledge {
    /// Runs [`RefreshSites`].
    pub async fn refresh_sites(self) -> Result<(), JobError> {
        let refresh = |tx: &WriteTx| {
            for (id, state) in store::site::sites_to_read(tx, tx.now())? {
                if state != SiteState::Reading {
                    store::site::begin_run(tx, id)?;
                    tx.announce(TOPIC, id);
                } else if jobs::waiting_until::<ReadSite>(tx, &id.to_string())?.is_some() {
                    // It goes on by itself, and keeps the patience it was asked for.
                    continue;
                }
                jobs::enqueue(tx, &ReadSite { source_id: id })?;
            }
            Ok::<_, StorageError>(())
        };
        Ok(self.db.write(refresh).await?)
    }
}

/// Sites of one shop.
const MAX_SITES: u32 = 10;

/// Begins to read a site that has just become a source.
pub(super) fn begin(tx: &WriteTx, id: SourceId, url: &str) -> Result<(), ApiError> {
    let home = Home::of(&parse_address(url).map_err(|_| ApiError::not_found("source"))?);
    if store::site::count_sites(tx)? >= MAX_SITES {
        let words = format!("There are {MAX_SITES} sites already.");
        return Err(ApiError::conflict("too_many_sites", words).hint("Remove one, or add single pages."));
    }
    if store::site::site_at(tx, &home.spellings())?.is_some() {
        return Err(ApiError::conflict("site_known", "This site is among your sources already.")
            .hint("Open it there and read it again.")
            .field("url", "is known already"));
    }
    store::site::insert_site(tx, id, home.as_str())?;
    jobs::enqueue(tx, &ReadSite { source_id: id })?;
    Ok(())
}

/// Takes the pages of a site out of search before it is deleted, and gives their ids. A page deleted alone is not read again.
pub(super) fn remove(tx: &WriteTx, source: &Source) -> Result<Vec<SourceId>, StorageError> {
    if let Some(page) = store::site::site_page_of(tx, source.id)? {
        store::site::leave_out(tx, page)?;
    }
    let pages = store::site::page_sources(tx, source.id)?;
    for page in &pages {
        store::forget_source(tx, *page)?;
    }
    Ok(pages)
}

/// Reads a site because a person asks: on from where it was stopped or broke off, else from the start.
pub(super) fn read_again(tx: &WriteTx, id: SourceId) -> Result<(), StorageError> {
    let Some(site) = store::site::find(tx, id)? else { return Ok(()) };
    let is_fresh = tx.now().since(site.began_at) < STALE;
    let broke_off = match site.state {
        SiteState::Reading => true,
        SiteState::Stopped | SiteState::Failed => is_fresh && store::site::waiting(tx, id)?.is_some(),
        SiteState::Done => false,
    };
    if broke_off {
        store::site::resume_site(tx, id)?;
    } else {
        store::site::begin_run(tx, id)?;
    }
    jobs::enqueue(tx, &ReadSite { source_id: id }).map(drop)
}
