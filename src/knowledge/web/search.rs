//! One search, from the question to pieces of pages: whether it may be made, who is asked, what is dropped, what is read. The
//! whole takes a few seconds at most, and a service that fails is left alone for a while, so that no customer waits for it.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use tokio::time::Instant;

use super::ask::{NoService, Service};
use super::domains::within;
use super::read::{MOST_PAGES, Reader};
use super::sent::Unsaid;
use super::store::{self, Stored};
use super::types::{Failed, Hit, Named, Opened, Searched, WebSearchFault};
use crate::clock::Clock;
use crate::extract::Extractor;
use crate::http::ApiError;
use crate::http::breaker::{Breaker, Standing};
use crate::knowledge::fetch::Fetcher;
use crate::llm::{Llm, Usage};
use crate::secrets::{Sealed, Secret, Vault};
use crate::storage::{Db, StorageError, WriteTx};

/// Where the key is sealed for.
const KEY_PLACE: &str = "knowledge_web_setting.key:1";
/// Time for the service and the pages together.
const WHOLE_LIMIT: Duration = Duration::from_secs(10);

/// Counts what a search cost that no run counts, in millionths of a US dollar.
pub type Charge = Arc<dyn Fn(&WriteTx, i64) -> Result<(), StorageError> + Send + Sync>;

/// Searches of the web. Clones share them; a change of the settings reaches everybody at the next search.
#[derive(Clone)]
pub struct WebSearch {
    pub(super) db: Db,
    pub(super) clock: Clock,
    vault: Vault,
    llm: Llm,
    reader: Reader,
    pub(super) charge: Charge,
    now: Arc<RwLock<InUse>>,
}

/// What it is built from.
pub struct Parts {
    pub db: Db,
    pub vault: Vault,
    pub clock: Clock,
    /// Whose model may search itself.
    pub llm: Llm,
    pub fetcher: Fetcher,
    pub extractor: Extractor,
    pub charge: Charge,
}

#[derive(Clone)]
struct InUse {
    chosen: Opened,
    service: Option<Service>,
    /// Lives as long as these settings.
    breaker: Breaker<WebSearchFault>,
}

/// What a search would find, for somebody who tries it.
pub(super) struct Tried {
    /// What was sent; nothing where no word of the question may be.
    pub sent: Option<String>,
    pub found: Result<Vec<Hit>, WebSearchFault>,
    /// Results that lie on none of the sites.
    pub left_out: usize,
}

impl WebSearch {
    /// Reads the settings. Asks nobody.
    pub async fn open(parts: Parts) -> Result<Self, StorageError> {
        let Parts { db, vault, clock, llm, fetcher, extractor, charge } = parts;
        let Stored { settings, key } = db.read(store::load).await?.unwrap_or_default();
        let chosen = Opened { settings, key: open_key(&vault, key.as_ref()) };
        let now = in_use(chosen, &clock, &llm).unwrap_or_else(|error| {
            tracing::error!(error = %error, "no search of the web can be made with what is set");
            InUse { chosen: Opened::default(), service: None, breaker: Breaker::new(clock.clone()) }
        });
        let reader = Reader { fetcher, extractor, clock: clock.clone() };
        Ok(Self { db, clock, vault, llm, reader, charge, now: Arc::new(RwLock::new(now)) })
    }

    /// What one search costs, in millionths of a US dollar; nothing where none is made.
    pub fn price(&self) -> Option<i64> {
        let now = self.now.read();
        now.service.is_some().then_some(now.chosen.settings.price_micros)
    }

    /// Looks for a question on the owner's sites; nothing where that is off, or no word of it may be sent.
    pub async fn search(&self, question: &str, unsaid: &Unsaid) -> Result<Option<Searched>, StorageError> {
        let now = self.now.read().clone();
        let (Some(service), Some(words)) = (now.service, unsaid.taken_from(question)) else {
            return Ok(None);
        };
        let settings = &now.chosen.settings;
        let nothing = |asked, fault| {
            let (by, usage) = (settings.way, Usage::default());
            Ok(Some(Searched { by, ended: Err(fault), asked, usage, cost_micros: Some(0) }))
        };
        let Some(pass) = now.breaker.admit() else { return nothing(false, WebSearchFault::CircuitOpen) };
        if !self.count(settings.daily_limit).await? {
            return nothing(false, WebSearchFault::DayLimit);
        }
        let until = Instant::now() + WHOLE_LIMIT;
        let Named { hits, usage, cost } = match service.ask(&words, &settings.domains).await {
            Ok(named) => named,
            Err(failed) => {
                tracing::warn!(service = %settings.way, fault = %failed.fault, "a search of the web found nothing out");
                pass.failed(failed.weight(), failed.fault);
                return nothing(true, failed.fault);
            }
        };
        pass.answered();
        let (hits, _) = on_the_sites(hits, &now.chosen);
        let mut passages = self.reader.read(question, hits, &settings.domains, until).await;
        // Whoever takes a site away, or switches this off, means the answer that is on its way too.
        if self.now.read().chosen.settings != *settings {
            passages.clear();
        }
        let cost_micros = cost.map(|cost| cost.0.saturating_add(settings.price_micros));
        Ok(Some(Searched { by: settings.way, ended: Ok(passages), asked: true, usage, cost_micros }))
    }

    /// Asks the service as it would be asked, and reads no page.
    pub(super) async fn try_out(&self, opened: &Opened, question: &str) -> Result<Tried, ApiError> {
        let service = Service::of(opened, &self.llm).map_err(refused)?;
        let nothing = |fault| Tried { sent: None, found: Err(fault), left_out: 0 };
        let (Some(service), Some(words)) = (service, Unsaid::default().taken_from(question)) else {
            return Ok(Tried { sent: None, found: Ok(Vec::new()), left_out: 0 });
        };
        if !self.count(opened.settings.daily_limit).await? {
            return Ok(nothing(WebSearchFault::DayLimit));
        }
        let answer = service.ask(&words, &opened.settings.domains).await;
        let (found, left_out) = match answer {
            Ok(Named { hits, cost, .. }) => {
                let paid = cost.unwrap_or_default().0.saturating_add(opened.settings.price_micros);
                let charge = Arc::clone(&self.charge);
                self.db.write(move |tx| charge(tx, paid)).await?;
                let (hits, left_out) = on_the_sites(hits, opened);
                (Ok(hits), left_out)
            }
            Err(Failed { fault, .. }) => (Err(fault), 0),
        };
        Ok(Tried { sent: Some(words), found, left_out })
    }

    async fn count(&self, limit: u32) -> Result<bool, StorageError> {
        self.db.write(move |tx| store::count(tx, limit)).await
    }

    /// Whether the model that writes answers searches the web.
    pub(super) fn model_can_search(&self) -> bool {
        self.llm.searcher().is_some()
    }

    pub(super) fn chosen(&self) -> Opened {
        self.now.read().chosen.clone()
    }

    /// How the service fares.
    pub(super) fn standing(&self) -> Standing<WebSearchFault> {
        self.now.read().breaker.standing()
    }

    pub(super) fn sealed(&self, opened: &Opened) -> Result<Stored, ApiError> {
        let key = opened.key.as_ref().map(|key| self.vault.seal(KEY_PLACE, key.expose())).transpose();
        Ok(Stored { settings: opened.settings.clone(), key: key.map_err(ApiError::internal)? })
    }

    pub(super) fn use_now(&self, chosen: Opened) -> Result<(), ApiError> {
        let next = in_use(chosen, &self.clock, &self.llm).map_err(refused)?;
        *self.now.write() = next;
        Ok(())
    }
}

fn in_use(chosen: Opened, clock: &Clock, llm: &Llm) -> Result<InUse, NoService> {
    let service = Service::of(&chosen, llm)?;
    Ok(InUse { chosen, service, breaker: Breaker::new(clock.clone()) })
}

/// Those of the owner's sites, the first ones, and how many lie elsewhere.
fn on_the_sites(hits: Vec<Hit>, opened: &Opened) -> (Vec<Hit>, usize) {
    let (mut on, elsewhere): (Vec<_>, Vec<_>) =
        hits.into_iter().partition(|hit| within(&opened.settings.domains, &hit.url));
    on.truncate(MOST_PAGES);
    (on, elsewhere.len())
}

fn refused(error: NoService) -> ApiError {
    match error {
        NoService::NoClient(_) => ApiError::internal(error),
        NoService::NotAnAddress(_) => ApiError::unprocessable("invalid_settings", error.to_string()),
    }
}

/// A key sealed by another machine is told in the log and asked for again; it never stops the shop.
fn open_key(vault: &Vault, sealed: Option<&Sealed>) -> Option<Secret> {
    match vault.open(KEY_PLACE, sealed?) {
        Ok(key) => Some(key),
        Err(error) => {
            tracing::error!(secret.place = KEY_PLACE, error = %error, "the key of the search cannot be opened; please paste it again");
            None
        }
    }
}
