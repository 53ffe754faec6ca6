//! One step of reading a site: its robots.txt, one of its lists, or one page; then the pause it asks for. Every step ends in
//! one write that says what came of it and when the next is due.

use std::time::Duration;

use reqwest::header::HeaderMap;
use url::Url;

use super::page;
use super::robots::{LONGEST_PAUSE, MAX_BYTES as MAX_ROBOTS_BYTES, Robots};
use super::settle::{self, ATTEMPTS, Change, home_of, path_of};
use super::{EVERY, EVERY_FAILED, ReadSite};
use crate::clock::doubling;
use crate::ids::SourceId;
use crate::jobs::{self, JobError};
use crate::knowledge::ask::Reply;
use crate::knowledge::embed::Embed;
use crate::knowledge::fetch::FetchFault;
use crate::knowledge::page_signs::unpacked;
use crate::knowledge::site_states::{PageState, SiteFault, SiteState, Skip};
use crate::knowledge::store::{
    self,
    site::{Role, Settled, Site, Waiting},
};
use crate::knowledge::types::Reason;
use crate::knowledge::visit::{Validators, Visit};
use crate::knowledge::{Knowledge, TOPIC};
use crate::storage::{StorageError, WriteTx};

/// Pages of one site.
const MAX_PAGES: u32 = 1_000;
/// Links between the first page and another.
const MAX_DEPTH: u32 = 10;
/// Bytes that come in one run.
const MAX_RUN_BYTES: u64 = 200 * 1024 * 1024;
/// Bytes of a list of pages, unpacked.
const MAX_MAP_BYTES: usize = 20 * 1024 * 1024;
/// The pause between two requests where the site names none.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
/// Requests in a row without an answer after which the whole site is taken to be away.
const MAX_SILENT: u32 = 8;
/// The first pause after no answer, and the longest.
const FIRST_PATIENCE: Duration = Duration::from_secs(2);
const LONGEST_PATIENCE: Duration = Duration::from_mins(5);
/// The patience a site may ask for, and what it is granted when it does not say.
const MAX_ASKED_PATIENCE: Duration = Duration::from_hours(1);
const USUAL_PATIENCE: Duration = Duration::from_secs(30);
/// Redirects on the way to robots.txt.
const MAX_REDIRECTS: usize = 5;
/// Addresses left out in one step, without a request.
const LEFT_OUT_AT_ONCE: u32 = 200;

impl Knowledge {
    /// Runs [`ReadSite`].
    pub async fn read_site(self, job: ReadSite) -> Result<(), JobError> {
        let id = job.source_id;
        for _ in 0..LEFT_OUT_AT_ONCE {
            let Some(site) = self.db.read(move |conn| store::site::find(conn, id)).await? else {
                return Ok(());
            };
            if site.state != SiteState::Reading {
                return Ok(());
            }
            if !site.robots_read {
                return Ok(self.read_robots(&site).await?);
            }
            let robots = Robots::read(&site.robots);
            let Some(next) = self.db.read(move |conn| store::site::waiting(conn, id)).await? else {
                return Ok(self.finish(&site).await?);
            };
            let Some(why) = left_out(&site, &next, &robots) else {
                return Ok(self.ask_for(&site, &robots, next).await?);
            };
            self.leave_out(&site, next, why).await?;
        }
        let go_on = move |tx: &WriteTx| jobs::enqueue(tx, &ReadSite { source_id: id }).map(drop);
        Ok(self.db.write(go_on).await?)
    }

    /// What the site asks of programs comes before anything else.
    async fn read_robots(&self, site: &Site) -> Result<(), StorageError> {
        let id = site.id;
        self.db
            .write(move |tx| {
                store::begin(tx, id)?;
                tx.announce(TOPIC, id);
                Ok::<_, StorageError>(())
            })
            .await?;
        let text = match self.robots_text(site).await {
            Ok(Some(text)) => text,
            Ok(None) => return self.no_answer(site, SiteFault::RobotsUnreadable).await,
            Err(fault) if fault.may_pass() => return self.no_answer(site, SiteFault::Silent).await,
            Err(fault) => return self.end(site, Some(told(fault)), None).await,
        };
        let (site, home) = (site.clone(), home_of(site));
        self.db
            .write(move |tx| {
                let robots = Robots::read(&text);
                store::site::keep_robots(tx, id, &text)?;
                settle::note_beginning(tx, &site, &home, &robots)?;
                let pause = pause(&robots, Duration::ZERO);
                jobs::enqueue_at(tx, &ReadSite { source_id: id }, tx.now().plus(pause)).map(drop)
            })
            .await
    }

    /// Its text; empty when there is none, nothing when the site is in no state to say.
    async fn robots_text(&self, site: &Site) -> Result<Option<String>, FetchFault> {
        let home = home_of(site);
        let mut place = home.place("/robots.txt");
        for _ in 0..=MAX_REDIRECTS {
            let Some(url) = place else { break };
            let reply = self.fetcher.ask(url.as_str(), HeaderMap::new()).await?;
            match reply.status {
                200..=299 => {
                    let text = unpacked(reply.content, "", MAX_ROBOTS_BYTES).unwrap_or_default();
                    return Ok(Some(String::from_utf8_lossy(&text).replace('\0', "")));
                }
                300..=399 => {
                    place = reply.location.and_then(|to| url.join(&to).ok()).filter(|to| home.holds(to));
                }
                429 | 500.. => return Ok(None),
                _ => break,
            }
        }
        Ok(Some(String::new()))
    }

    /// Waits, and gives the run up after too many times.
    async fn no_answer(&self, site: &Site, fault: SiteFault) -> Result<(), StorageError> {
        let id = site.id;
        if site.silent + 1 >= ATTEMPTS {
            return self.end(site, Some(fault.reason()), Some(EVERY_FAILED)).await;
        }
        self.db
            .write(move |tx| {
                let silent = store::site::not_heard(tx, id)?;
                let pause = doubling(FIRST_PATIENCE, silent, LONGEST_PATIENCE);
                jobs::enqueue_at(tx, &ReadSite { source_id: id }, tx.now().plus(pause)).map(drop)
            })
            .await
    }

    async fn ask_for(&self, site: &Site, robots: &Robots, next: Waiting) -> Result<(), StorageError> {
        let begun = self.clock.ticks();
        match next.role {
            Role::Map => {
                let pause = pause(robots, Duration::ZERO);
                self.read_map(site, next, pause).await
            }
            Role::Start | Role::Page => {
                let Ok(url) = Url::parse(&next.url) else {
                    return self.leave_out(site, next, Skip::NotAPage).await;
                };
                let known = Validators { etag: next.etag.clone(), last_modified: next.last_modified.clone() };
                let visit = self.fetcher.visit(&url, &known, self.clock.now()).await;
                // A site that takes its time gets as much again.
                let pause = pause(robots, self.clock.ticks().saturating_sub(begun));
                self.take_in(site, next, visit, pause).await
            }
        }
    }

    async fn take_in(
        &self,
        site: &Site,
        next: Waiting,
        visit: Result<Visit, FetchFault>,
        pause: Duration,
    ) -> Result<(), StorageError> {
        let site = site.clone();
        let change = match visit {
            Ok(Visit::Page(visited)) => {
                let brought = page::read(self, *visited).await;
                let settled =
                    self.db.write_background(move |tx| settle::page(tx, &site, &next, brought)).await?;
                return self.after(settled, pause).await;
            }
            Ok(Visit::NotModified) => self.db.write(move |tx| settle::not_modified(tx, &site, &next)).await?,
            Ok(Visit::SendsOn(to)) => {
                self.db.write(move |tx| settle::sends_on(tx, &site, &next, &to)).await?
            }
            Ok(Visit::Busy(asked)) => {
                let patience = asked.unwrap_or(USUAL_PATIENCE).min(MAX_ASKED_PATIENCE).max(pause);
                let fault = FetchFault::SiteFault;
                let change = self.db.write(move |tx| settle::failed(tx, &site, &next, fault)).await?;
                return self.after(change, patience).await;
            }
            Err(fault) => return self.without_answer(site, next, fault, pause).await,
        };
        self.after(change, pause).await
    }

    async fn without_answer(
        &self,
        site: Site,
        next: Waiting,
        fault: FetchFault,
        pause: Duration,
    ) -> Result<(), StorageError> {
        let (id, silent) = (site.id, matches!(fault, FetchFault::TooSlow | FetchFault::Unreachable));
        let silent = if silent { self.db.write(move |tx| store::site::not_heard(tx, id)).await? } else { 0 };
        // Slow pages come last, and so come in a row: only a site that does not show its robots.txt either is away.
        if silent >= MAX_SILENT && !matches!(self.robots_text(&site).await, Ok(Some(_))) {
            return self.end(&site, Some(SiteFault::Silent.reason()), Some(EVERY_FAILED)).await;
        }
        let pause =
            if silent > 0 { pause.max(doubling(FIRST_PATIENCE, silent, LONGEST_PATIENCE)) } else { pause };
        let change = self.db.write(move |tx| settle::failed(tx, &site, &next, fault)).await?;
        self.after(change, pause).await
    }

    /// What follows a settled address: search is told, the document is ready, the next step is due after the pause.
    pub(super) async fn after(&self, change: Change, pause: Duration) -> Result<(), StorageError> {
        let Change { site, page, removed, kept, end } = change;
        for source in removed {
            self.index.refresh(source).await?;
        }
        if let Some(kept) = &kept {
            self.index.refresh(kept.source).await?;
        }
        if let Some(reason) = end {
            let found = self.db.read(move |conn| store::site::find(conn, site)).await?;
            return match found {
                Some(found) => self.end(&found, Some(reason), Some(EVERY_FAILED)).await,
                None => Ok(()),
            };
        }
        let embed = self.llm.embedder().is_some();
        self.db
            .write(move |tx| {
                if let Some(kept) = kept {
                    store::finish(tx, kept.source, kept.revision)?;
                    store::site::settle(tx, page, kept.state, &kept.settled)?;
                    if embed {
                        jobs::enqueue(tx, &Embed { source_id: kept.source })?;
                    }
                }
                store::site::add_up(tx, site)?;
                jobs::enqueue_at(tx, &ReadSite { source_id: site }, tx.now().plus(pause))?;
                tx.announce(TOPIC, site);
                Ok(())
            })
            .await
    }

    /// A list of pages: it only ever adds to what may be asked for.
    async fn read_map(&self, site: &Site, next: Waiting, pause: Duration) -> Result<(), StorageError> {
        let reply = self.fetcher.ask(&next.url, HeaderMap::new()).await;
        let site = site.clone();
        let change = match reply {
            Ok(Reply { status: 200..=299, content, .. }) => {
                let map = match unpacked(content, "", MAX_MAP_BYTES) {
                    Some(map) => self.extractor.site_map(map).await.unwrap_or_default(),
                    None => crate::extract::SiteMap::default(),
                };
                self.db.write_background(move |tx| settle::map(tx, &site, &next, &map)).await?
            }
            Ok(Reply { status: 300..=399, location: Some(to), .. }) => {
                self.db.write(move |tx| settle::map_elsewhere(tx, &site, &next, &to)).await?
            }
            Ok(Reply { status: 429 | 500.., .. }) | Err(_) => {
                self.db.write(move |tx| settle::map_failed(tx, &site, &next)).await?
            }
            Ok(_) => self.db.write(move |tx| settle::no_map(tx, &site, &next)).await?,
        };
        self.after(change, pause).await
    }

    async fn leave_out(&self, site: &Site, next: Waiting, why: Skip) -> Result<(), StorageError> {
        let id = site.id;
        let whole = matches!(why, Skip::PageLimit | Skip::ByteLimit);
        let removed = self
            .db
            .write(move |tx| {
                if whole {
                    store::site::skip_waiting(tx, id, why)?;
                    return Ok::<_, StorageError>(None);
                }
                let settled = Settled { reason: Some(why.code().to_owned()), ..Settled::default() };
                store::site::settle(tx, next.id, PageState::Skipped, &settled)?;
                if let Some(source) = next.source {
                    store::site::forget_page(tx, source)?;
                }
                tx.announce(TOPIC, id);
                Ok(next.source)
            })
            .await?;
        match removed {
            Some(source) => self.index.refresh(source).await,
            None => Ok(()),
        }
    }

    /// Nothing waits any more.
    async fn finish(&self, site: &Site) -> Result<(), StorageError> {
        let id = site.id;
        let (documents, why) = self
            .db
            .read::<_, StorageError>(move |conn| {
                Ok((store::site::page_sources(conn, id)?.len(), store::site::start_reason(conn, id)?))
            })
            .await?;
        if documents > 0 {
            return self.end(site, None, Some(EVERY)).await;
        }
        let why = why.unwrap_or_default();
        let reason = match FetchFault::of_code(&why) {
            Some(fault) => told(fault),
            None if why == Skip::Robots.code() => SiteFault::Forbidden.reason(),
            None => SiteFault::NothingRead.reason(),
        };
        self.end(site, Some(reason), Some(EVERY)).await
    }

    async fn end(
        &self,
        site: &Site,
        fault: Option<Reason>,
        again: Option<Duration>,
    ) -> Result<(), StorageError> {
        let id: SourceId = site.id;
        self.db
            .write(move |tx| {
                store::site::add_up(tx, id)?;
                store::site::end_run(tx, id, fault.as_ref(), again.map(|again| tx.now().plus(again)))?;
                tx.announce(TOPIC, id);
                Ok(())
            })
            .await
    }
}

fn told(fault: FetchFault) -> Reason {
    Reason { code: fault.code().to_owned(), message: fault.to_string() }
}

fn pause(robots: &Robots, took: Duration) -> Duration {
    robots.pause.unwrap_or_default().max(took).clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
}

/// Why an address is not asked for at all. A list that the site names itself may be read, and takes no room.
fn left_out(site: &Site, next: &Waiting, robots: &Robots) -> Option<Skip> {
    let Ok(url) = Url::parse(&next.url) else { return Some(Skip::NotAPage) };
    let why = if !robots.allows(&path_of(&url)) {
        Skip::Robots
    } else if next.depth > MAX_DEPTH {
        Skip::TooDeep
    } else if site.read >= MAX_PAGES {
        Skip::PageLimit
    } else if site.bytes >= MAX_RUN_BYTES {
        Skip::ByteLimit
    } else {
        return None;
    };
    (next.role != Role::Map).then_some(why)
}
