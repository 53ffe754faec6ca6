//! One question to a shop about its products, and what is made of the answer; then the pause it is asked for. What cannot be
//! asked leaves everything as it is, and says why.

use std::time::Duration;

use serde_json::Value;

use super::heard::{Came, Heard, NotHeard, Request, Step};
use super::types::{Product, SILENT};
use super::{CatalogueNews, OfferTurns, PullProducts, shopify, switch, take, text, woocommerce};
use crate::clock::doubling;
use crate::events::Topic;
use crate::ids::ShopId;
use crate::jobs::{self, JobError};
use crate::orders::store::products::{self as store, Catalogue};
use crate::orders::store::shops;
use crate::orders::types::{CatalogueState, ShopKind, Stage};
use crate::orders::{Asked, NoAnswer, Orders, Question};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// From one question to the next; Shopify restores some hundred points a second, small hosts of WooCommerce bear no more than one.
const PACE: Duration = Duration::from_secs(1);
/// The first pause after no answer, and the longest; the patience a shop may ask for.
const FIRST_PATIENCE: Duration = Duration::from_secs(15);
const LONGEST_PATIENCE: Duration = Duration::from_mins(10);
const MAX_ASKED_PATIENCE: Duration = Duration::from_hours(1);
/// Questions in a row without an answer after which the shop is taken to be away.
const MAX_SILENT: u32 = 8;

/// What is asked, and how often a product was told of where it is one.
struct Due {
    step: Step,
    told: i64,
}

/// What comes of a question.
enum Answer {
    Heard(Heard),
    Later(Option<Duration>),
    No(&'static str),
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
        let Some(due) = due else { return self.nothing_more(id).await };
        let request = match kind {
            ShopKind::Woocommerce => woocommerce::request(&due.step),
            ShopKind::Shopify => shopify::request(&due.step),
        };
        let Some(question) = self.products_question(&catalogue, kind, request) else {
            return self.products_failed(id, "key_lost").await;
        };
        match answer(kind, &catalogue, &due.step, (self.ask)(question).await) {
            Answer::Heard(mut heard) => {
                self.read_words(kind, &mut heard).await;
                self.take_heard(catalogue, kind, due, heard).await
            }
            Answer::Later(patience) => self.products_later(id, patience).await,
            Answer::No(reason) => self.products_failed(id, reason).await,
        }
    }

    /// Runs [`OfferTurns`].
    pub async fn offer_turns(self, job: OfferTurns) -> Result<(), JobError> {
        let (db, orders) = (self.db.clone(), self);
        db.write::<_, StorageError>(move |tx| {
            if store::find(tx, job.shop_id)?.is_none() {
                return Ok(());
            }
            tell(&orders, tx, job.shop_id, true)
        })
        .await?;
        Ok(())
    }

    fn products_question(&self, catalogue: &Catalogue, kind: ShopKind, request: Request) -> Option<Question> {
        let key =
            self.vault.open(&switch::products_key_place(catalogue.shop), catalogue.key.as_ref()?).ok()?;
        let (user, header) = match kind {
            ShopKind::Woocommerce => {
                let (user, password) = key.expose().split_once(':')?;
                (Some((user.to_owned(), password.to_owned())), None)
            }
            ShopKind::Shopify => (None, Some(("x-shopify-access-token".to_owned(), key.expose().clone()))),
        };
        Some(Question {
            address: format!("{}{}", catalogue.address.trim_end_matches('/'), request.path),
            user: user.filter(|_| request.with_key),
            header: header.filter(|_| request.with_key),
            body: request.body,
        })
    }

    /// Makes text of what is HTML, in the walled child: descriptions, policies, and WooCommerce's names.
    async fn read_words(&self, kind: ShopKind, heard: &mut Heard) {
        let mut places: Vec<&mut String> = Vec::new();
        for product in heard.products.iter_mut().filter_map(|came: &mut Came| came.product.as_mut()) {
            let Product { name, category, about, .. } = product;
            places.push(about);
            if kind == ShopKind::Woocommerce {
                places.push(name);
                places.extend(category);
            }
        }
        if kind == ShopKind::Woocommerce {
            places.extend(heard.variants.iter_mut().filter_map(|variant| variant.name.as_mut()));
        }
        for (_, policy) in &mut heard.policies {
            places.push(&mut policy.text);
            if kind == ShopKind::Woocommerce {
                places.push(&mut policy.title);
            }
        }
        let pieces: Vec<String> = places.iter().map(|place| (**place).clone()).collect();
        let texts = match self.catalogues.extractor.web_pieces(&pieces).await {
            Ok(texts) => texts,
            Err(fault) => {
                // Rows are worth having without words; a name that cannot be read is no name.
                tracing::warn!(
                    error.code = fault.code(),
                    "what a web shop says of its products could not be read"
                );
                vec![String::new(); pieces.len()]
            }
        };
        for (place, text) in places.into_iter().zip(texts) {
            text.trim().clone_into(place);
        }
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
            // It may have been let go, or is read anew, since the question was asked.
            let Some(now) = store::find(tx, shop)?.filter(|now| now.run == catalogue.run) else {
                return jobs::enqueue(tx, &PullProducts { shop_id: shop }).map(drop);
            };
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

    /// Everything was asked: what is other than before is told.
    async fn nothing_more(self, shop: ShopId) -> Result<(), JobError> {
        let (db, orders) = (self.db.clone(), self);
        db.write::<_, StorageError>(move |tx| {
            let Some(catalogue) = store::find(tx, shop)? else { return Ok(()) };
            if due(tx, &catalogue)?.is_some() {
                return jobs::enqueue(tx, &PullProducts { shop_id: shop }).map(drop);
            }
            store::set_ready(tx, shop)?;
            tell(&orders, tx, shop, catalogue.dirty)
        })
        .await?;
        Ok(())
    }

    /// Waits, and gives the shop up for now after too many times.
    async fn products_later(self, shop: ShopId, patience: Option<Duration>) -> Result<(), JobError> {
        let (db, orders) = (self.db.clone(), self);
        db.write::<_, StorageError>(move |tx| {
            if store::find(tx, shop)?.is_none() {
                return Ok(());
            }
            let silent = store::not_heard(tx, shop)?;
            if silent >= MAX_SILENT {
                return failed(&orders, tx, shop, SILENT);
            }
            let usual = doubling(FIRST_PATIENCE, silent, LONGEST_PATIENCE);
            let pause = patience.map_or(usual, |asked| asked.clamp(PACE, MAX_ASKED_PATIENCE));
            jobs::enqueue_at(tx, &PullProducts { shop_id: shop }, tx.now().plus(pause)).map(drop)
        })
        .await?;
        Ok(())
    }

    async fn products_failed(self, shop: ShopId, reason: &'static str) -> Result<(), JobError> {
        let (db, orders) = (self.db.clone(), self);
        db.write::<_, StorageError>(move |tx| failed(&orders, tx, shop, reason)).await?;
        Ok(())
    }
}

fn failed(orders: &Orders, tx: &WriteTx, shop: ShopId, reason: &str) -> Result<(), StorageError> {
    store::fail(tx, shop, reason)?;
    (orders.catalogues.hear)(tx, shop, CatalogueNews::Failed(reason.to_owned()))?;
    tx.announce(Topic::Connection, shop);
    Ok(())
}

/// Tells how the catalogue is now, and is due again when an offer begins or ends.
fn tell(orders: &Orders, tx: &WriteTx, shop: ShopId, changed: bool) -> Result<(), StorageError> {
    store::set_told(tx, shop)?;
    (orders.catalogues.hear)(tx, shop, CatalogueNews::Read { changed })?;
    match text::turns_at(tx, shop, tx.now())? {
        Some(moment) => jobs::postpone(tx, &OfferTurns { shop_id: shop }, moment).map(drop)?,
        None => jobs::cancel::<OfferTurns>(tx, &shop.to_string()).map(drop)?,
    }
    tx.announce(Topic::Connection, shop);
    Ok(())
}

/// Variants of products that came go first, then the run, then products the shop told of.
fn due(conn: &ReadConn, catalogue: &Catalogue) -> Result<Option<Due>, StorageError> {
    if let Some((external_id, page)) = store::wanted(conn, catalogue.shop)? {
        return Ok(Some(Due { step: Step::Variants { external_id, page }, told: 0 }));
    }
    if catalogue.stage != Stage::Rest {
        let step = Step::Run(catalogue.stage, catalogue.cursor.clone());
        return Ok(Some(Due { step, told: 0 }));
    }
    let marked = store::marked(conn, catalogue.shop)?;
    Ok(marked.map(|(external_id, told)| Due { step: Step::One { external_id }, told }))
}

/// How far a run is, by how many products there were the last time.
fn percent(catalogue: &Catalogue) -> u8 {
    if catalogue.stage == Stage::Rest {
        return 99;
    }
    let expected = catalogue.products.max(catalogue.came + 50).max(1);
    u8::try_from(99 * catalogue.came / expected).unwrap_or(99)
}

fn answer(kind: ShopKind, catalogue: &Catalogue, step: &Step, asked: Result<Asked, NoAnswer>) -> Answer {
    // A shop that answered before is being mended: its host answers in its place, or its name is not found for a while.
    let it_answered = catalogue.read_at.is_some() || catalogue.came > 0;
    let asked = match asked {
        Ok(asked) => asked,
        Err(fault) if fault.may_pass => {
            tracing::info!(error.code = fault.code, "a web shop did not answer");
            return Answer::Later(None);
        }
        Err(fault) if it_answered && fault.code == "no_such_site" => return Answer::Later(None),
        Err(fault) => return Answer::No(fault.code),
    };
    let no_shop = || if it_answered { Answer::Later(None) } else { Answer::No("no_such_shop") };
    let body = serde_json::from_slice::<Value>(&asked.content).ok();
    match asked.status {
        200 => {}
        429 | 500..=599 => return Answer::Later(asked.retry_after),
        // Nothing hangs on it.
        400..=499 if kind == ShopKind::Woocommerce && woocommerce::without(step).is_some() => {
            return woocommerce::without(step).map_or_else(no_shop, Answer::Heard);
        }
        401 | 403 => return Answer::No("key_refused"),
        404 => return gone(step, body.as_ref()).map_or_else(no_shop, Answer::Heard),
        _ => return no_shop(),
    }
    let Some(body) = body else { return no_shop() };
    let heard = match kind {
        ShopKind::Woocommerce => woocommerce::heard(step, &body),
        ShopKind::Shopify => shopify::heard(step, &body),
    };
    match heard {
        Ok(heard) => Answer::Heard(heard),
        Err(NotHeard::Busy(seconds)) => Answer::Later(seconds.map(Duration::from_secs)),
        Err(NotHeard::KeyRefused) => Answer::No("key_refused"),
        Err(NotHeard::NoShop) => no_shop(),
    }
}

/// The shop itself says that there is no such product.
fn gone(step: &Step, body: Option<&Value>) -> Option<Heard> {
    let by_the_shop = body?["code"].as_str().is_some_and(|code| code.contains("invalid_id"));
    let external_id = match step {
        Step::One { external_id } | Step::Variants { external_id, .. } if by_the_shop => external_id.clone(),
        Step::One { .. } | Step::Variants { .. } | Step::Run(..) => return None,
    };
    let came = Came { external_id, product: None, wants_variants: false };
    Some(Heard { products: vec![came], ..Heard::default() })
}
