//! One question to a shop about its products, and what is made of the answer; then the pause it is asked for. What cannot be
//! asked leaves everything as it is, and says why.

use std::time::Duration;

use super::answer::{Answer, answer};
use super::heard::{Heard, Request, Step};
use super::types::{SILENT, UNREAD};
use super::{CatalogueNews, OfferTurns, PullProducts, shopify, switch, take, text, woocommerce};
use crate::clock::{Timestamp, doubling};
use crate::events::Topic;
use crate::ids::ShopId;
use crate::jobs::{self, JobError};
use crate::orders::shops::question::{self, question};
use crate::orders::store::products::{self as store, Catalogue};
use crate::orders::store::{entries, shops};
use crate::orders::types::{CatalogueState, Portion, ShopKind, Stage};
use crate::orders::{Orders, Question};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// From one question to the next; Shopify restores some hundred points a second, small hosts of WooCommerce bear no more than one.
const PACE: Duration = Duration::from_secs(1);
/// The first pause after no answer, and the longest; the patience a shop may ask for.
const FIRST_PATIENCE: Duration = Duration::from_secs(15);
const LONGEST_PATIENCE: Duration = Duration::from_mins(10);
const MAX_ASKED_PATIENCE: Duration = Duration::from_hours(1);
/// Questions in a row without an answer after which the shop is taken to be away.
const MAX_SILENT: u32 = 8;

/// Questions in a row of whose answers nothing could be kept after which it is kept without the words about products.
const TRIED: u32 = 2;
/// What changed is told at least this often while more of it comes.
const TOLD_EVERY: Duration = Duration::from_mins(5);

/// Why the catalogue is told.
#[derive(Debug, Clone, Copy)]
enum Occasion {
    /// All was asked.
    NothingMore,
    /// What changed waits, and more comes.
    WaitedLong,
    OfferTurns,
}

/// What is asked, and how often a product was told of where it is one.
struct Due {
    step: Step,
    told: i64,
}

impl Orders {
    /// Runs [`PullProducts`].
    pub async fn pull_products(self, job: PullProducts) -> Result<(), JobError> {
        let id = job.shop_id;
        let found = self.db.read::<_, StorageError>(move |conn| {
            let Some(catalogue) = store::find(conn, id)? else { return Ok(None) };
            let Some(shop) = shops::by_id(conn, id)? else { return Ok(None) };
            Ok(Some((due(conn, &catalogue)?, catalogue, shop.kind)))
        });
        let Some((due, catalogue, kind)) = found.await? else { return Ok(()) };
        if catalogue.state != CatalogueState::Reading {
            return Ok(());
        }
        let Some(due) = due else { return self.tell(id, Occasion::NothingMore).await };
        if waits_long(&catalogue, self.clock.now()) {
            self.clone().tell(id, Occasion::WaitedLong).await?;
        }
        let request = match kind {
            ShopKind::Woocommerce => woocommerce::request(&due.step, catalogue.portion),
            ShopKind::Shopify => shopify::request(&due.step, catalogue.portion),
        };
        let Some(question) = self.products_question(&catalogue, kind, request) else {
            return self.products_failed(catalogue, "key_lost").await;
        };
        match answer(kind, &catalogue, &due.step, (self.ask)(question).await) {
            Answer::Heard(heard) => match self.read_words(kind, heard, catalogue.silent >= TRIED).await {
                Some(heard) => self.take_heard(catalogue, kind, due, heard).await,
                None => self.products_later(catalogue, None, UNREAD).await,
            },
            Answer::Later(patience) => self.products_later(catalogue, patience, SILENT).await,
            Answer::TooLong(portion) => self.ask_for_less(catalogue, portion).await,
            Answer::No(reason) => self.products_failed(catalogue, reason).await,
        }
    }

    /// Runs [`OfferTurns`].
    pub async fn offer_turns(self, job: OfferTurns) -> Result<(), JobError> {
        self.tell(job.shop_id, Occasion::OfferTurns).await
    }

    fn products_question(&self, catalogue: &Catalogue, kind: ShopKind, request: Request) -> Option<Question> {
        let key =
            self.vault.open(&switch::products_key_place(catalogue.shop), catalogue.key.as_ref()?).ok()?;
        let Request { path, body, with_key } = request;
        let asked = question::Asked { address: &catalogue.address, path: &path, body };
        let question = question(kind, key.expose(), asked)?;
        Some(if with_key { question } else { Question { user: None, header: None, ..question } })
    }

    /// Keeps what came and what is asked next, together.
    async fn take_heard(
        self,
        catalogue: Catalogue,
        kind: ShopKind,
        Due { step, told }: Due,
        heard: Heard,
    ) -> Result<(), JobError> {
        let (db, orders) = (self.db.clone(), self);
        db.write_background::<_, StorageError>(move |tx| {
            let shop = catalogue.shop;
            if !is_of_this_run(tx, &catalogue)? {
                return Ok(());
            }
            let Some(now) = store::find(tx, shop)? else { return Ok(()) };
            take::take(tx, &now, kind, (&step, told), heard)?;
            let Some(now) = store::find(tx, shop)? else { return Ok(()) };
            (orders.catalogues.hear)(tx, shop, CatalogueNews::Reading(percent(&now)))?;
            jobs::enqueue_at(tx, &PullProducts { shop_id: shop }, tx.now().plus(PACE))?;
            tx.announce(Topic::Connection, shop);
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// Waits, and gives the shop up for now after too many times.
    async fn products_later(
        self,
        asked: Catalogue,
        patience: Option<Duration>,
        why: &'static str,
    ) -> Result<(), JobError> {
        let (db, orders) = (self.db.clone(), self);
        db.write::<_, StorageError>(move |tx| {
            let shop = asked.shop;
            if !is_of_this_run(tx, &asked)? {
                return Ok(());
            }
            let silent = store::not_heard(tx, shop)?;
            if silent >= MAX_SILENT {
                return failed(&orders, tx, shop, why);
            }
            let usual = doubling(FIRST_PATIENCE, silent, LONGEST_PATIENCE);
            let pause = patience.map_or(usual, |asked| asked.clamp(PACE, MAX_ASKED_PATIENCE));
            jobs::enqueue_at(tx, &PullProducts { shop_id: shop }, tx.now().plus(pause)).map(drop)
        })
        .await?;
        Ok(())
    }

    async fn products_failed(self, asked: Catalogue, reason: &'static str) -> Result<(), JobError> {
        let (db, orders) = (self.db.clone(), self);
        db.write::<_, StorageError>(move |tx| {
            if is_of_this_run(tx, &asked)? { failed(&orders, tx, asked.shop, reason) } else { Ok(()) }
        })
        .await?;
        Ok(())
    }

    /// The same is asked once more, for less at once.
    async fn ask_for_less(self, asked: Catalogue, portion: Portion) -> Result<(), JobError> {
        let db = self.db.clone();
        db.write::<_, StorageError>(move |tx| {
            if is_of_this_run(tx, &asked)? {
                store::ask_for(tx, asked.shop, portion)?;
                jobs::enqueue_at(tx, &PullProducts { shop_id: asked.shop }, tx.now().plus(PACE))?;
            }
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// Tells how the catalogue is now, and is due again when an offer begins or ends. When that is, is looked for beside the
    /// writer: it takes every product.
    async fn tell(self, shop: ShopId, occasion: Occasion) -> Result<(), JobError> {
        let now = self.clock.now();
        let turns_at = self.db.read::<_, StorageError>(move |conn| text::turns_at(conn, shop, now)).await?;
        let (db, orders) = (self.db.clone(), self);
        db.write::<_, StorageError>(move |tx| {
            let Some(catalogue) = store::find(tx, shop)? else { return Ok(()) };
            let changed = match occasion {
                Occasion::NothingMore if due(tx, &catalogue)?.is_some() => {
                    return jobs::enqueue(tx, &PullProducts { shop_id: shop }).map(drop);
                }
                Occasion::NothingMore => {
                    store::set_ready(tx, shop)?;
                    catalogue.dirty
                }
                Occasion::WaitedLong if !catalogue.dirty => return Ok(()),
                Occasion::WaitedLong | Occasion::OfferTurns => true,
            };
            store::set_told(tx, shop)?;
            (orders.catalogues.hear)(tx, shop, CatalogueNews::Read { changed, read_at: catalogue.read_at })?;
            match turns_at {
                Some(moment) => jobs::postpone(tx, &OfferTurns { shop_id: shop }, moment).map(drop)?,
                None => jobs::cancel::<OfferTurns>(tx, &shop.to_string()).map(drop)?,
            }
            tx.announce(Topic::Connection, shop);
            Ok(())
        })
        .await?;
        Ok(())
    }
}

/// The shop may have been let go since it was asked, or is read anew with another key: what the old one met says nothing of it.
fn is_of_this_run(tx: &WriteTx, asked: &Catalogue) -> Result<bool, StorageError> {
    if store::find(tx, asked.shop)?.is_some_and(|now| now.run == asked.run) {
        return Ok(true);
    }
    jobs::enqueue(tx, &PullProducts { shop_id: asked.shop })?;
    Ok(false)
}

fn failed(orders: &Orders, tx: &WriteTx, shop: ShopId, reason: &str) -> Result<(), StorageError> {
    store::fail(tx, shop, reason)?;
    (orders.catalogues.hear)(tx, shop, CatalogueNews::Failed(reason.to_owned()))?;
    tx.announce(Topic::Connection, shop);
    Ok(())
}

/// A shop that tells of its products without a pause is told of in between.
fn waits_long(catalogue: &Catalogue, now: Timestamp) -> bool {
    catalogue.dirty && catalogue.told_at.is_none_or(|told_at| now.since(told_at) >= TOLD_EVERY)
}

/// Variants of products that came go first, then the run, then products the shop told of.
fn due(conn: &ReadConn, catalogue: &Catalogue) -> Result<Option<Due>, StorageError> {
    if let Some((external_id, page)) = entries::wanted(conn, catalogue.shop)? {
        return Ok(Some(Due { step: Step::Variants { external_id, page }, told: 0 }));
    }
    if catalogue.stage != Stage::Rest {
        let step = Step::Run(catalogue.stage, catalogue.cursor.clone());
        return Ok(Some(Due { step, told: 0 }));
    }
    let marked = entries::marked(conn, catalogue.shop)?;
    Ok(marked.map(|entries::Marked { external_id, told, cursor }| Due {
        step: Step::One { external_id, cursor },
        told,
    }))
}

/// How far a run is, by how many products there were the last time.
fn percent(catalogue: &Catalogue) -> u8 {
    if catalogue.stage == Stage::Rest {
        return 99;
    }
    let expected = catalogue.products.max(catalogue.came + 50).max(1);
    u8::try_from(99 * catalogue.came / expected).unwrap_or(99)
}
