//! The orders a shop had before it was connected: asked for page by page, at the shop's pace, and gone on with where it stopped.
//!
//! Every order goes the way a webhook goes, so what was told meanwhile by webhook is never undone.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::question::{self, SHOPIFY_VERSION, question};
use super::read;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::ShopId;
use crate::jobs::{self, Job, JobError};
use crate::orders::store::shops::{self as store, Shop};
use crate::orders::types::{HistoryState, ShopKind};
use crate::orders::{Asked, NoAnswer, Orders, Question};
use crate::storage::{StorageError, WriteTx};

/// Orders of one page: what each shop gives without complaint.
const PAGE: usize = 50;
/// From one page to the next; Shopify allows two calls a second, small hosts of WooCommerce bear no more than one.
const PACE: Duration = Duration::from_secs(1);
/// How long to wait when a shop asks for patience and does not say how long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A page of a shop's history is due.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PullHistory {
    pub shop_id: ShopId,
}

impl Job for PullHistory {
    const KIND: &'static str = "pull_orders";

    fn key(&self) -> Option<String> {
        Some(self.shop_id.to_string())
    }

    fn lane(&self) -> Option<String> {
        Some(format!("shop:{}", self.shop_id))
    }
}

/// Where the key to a shop's orders is sealed.
pub fn key_place(shop: ShopId) -> String {
    format!("orders_shop_key:{shop}")
}

/// What comes of asking for a page.
enum Page {
    Orders(Vec<Value>),
    /// The shop asks for patience, or has a fault of its own.
    Later(Timestamp),
    /// It will not answer whatever is tried again.
    No(&'static str),
}

impl Orders {
    pub async fn pull_history(self, job: PullHistory) -> Result<(), JobError> {
        let id = job.shop_id;
        let shop = self.db.read::<_, StorageError>(move |conn| store::by_id(conn, id)).await?;
        let Some(shop) = shop.filter(|shop| shop.history.state == HistoryState::Pulling) else {
            return Ok(());
        };
        let Some(question) = self.question(&shop) else { return self.end(shop, "key_lost").await };
        match page(&shop, (self.ask)(question).await, self.clock.now()) {
            Page::No(reason) => self.end(shop, reason).await,
            Page::Later(at) => Err(JobError::RetryAt(at, anyhow::anyhow!("the shop asks for patience"))),
            Page::Orders(orders) => self.take_page(shop, orders).await,
        }
    }

    /// The next page's address, with what opens it.
    fn question(&self, shop: &Shop) -> Option<Question> {
        let key = self.vault.open(&key_place(shop.id), shop.history.key.as_ref()?).ok()?;
        let cursor = shop.history.cursor.as_deref();
        let path = match shop.kind {
            ShopKind::Woocommerce => {
                let after = cursor.map(|after| format!("&after={after}")).unwrap_or_default();
                format!(
                    "/wp-json/wc/v3/orders?per_page={PAGE}&orderby=date&order=asc&dates_are_gmt=true{after}"
                )
            }
            ShopKind::Shopify => format!(
                "/admin/api/{SHOPIFY_VERSION}/orders.json?status=any&limit={PAGE}&since_id={}",
                cursor.unwrap_or("0")
            ),
        };
        let address = shop.history.address.as_deref()?;
        question(shop.kind, key.expose(), question::Asked { address, path: &path, body: None })
    }

    /// Keeps a page and where the next one begins, together; the last one ends it.
    async fn take_page(self, shop: Shop, page: Vec<Value>) -> Result<(), JobError> {
        let (db, orders) = (self.db.clone(), self);
        db.write_background::<_, StorageError>(move |tx| {
            if !is_still_asked(tx, &shop)? {
                return Ok(());
            }
            for order in &page {
                read::from_history(&orders, tx, &shop, order)?;
            }
            let cursor = next(shop.kind, &page, shop.history.cursor.as_deref());
            let pulled = shop.history.pulled + i64::try_from(page.len()).unwrap_or_default();
            if let Some(cursor) = cursor.filter(|_| page.len() >= PAGE) {
                store::pulled(tx, shop.id, Some(&cursor), pulled)?;
                jobs::enqueue_at(tx, &PullHistory { shop_id: shop.id }, tx.now().plus(PACE))?;
            } else {
                store::pulled(tx, shop.id, None, pulled)?;
                store::end_history(tx, shop.id, HistoryState::Done, None)?;
            }
            tx.announce(Topic::Connection, shop.id);
            Ok(())
        })
        .await?;
        Ok(())
    }

    async fn end(self, shop: Shop, reason: &'static str) -> Result<(), JobError> {
        self.db
            .write::<_, StorageError>(move |tx| {
                if !is_still_asked(tx, &shop)? {
                    return Ok(());
                }
                tx.announce(Topic::Connection, shop.id);
                store::end_history(tx, shop.id, HistoryState::Failed, Some(reason))
            })
            .await?;
        Ok(())
    }
}

/// The shop may have been let go since, or is asked with another key, from its beginning: what came of the old question says
/// nothing of that one, which is due.
fn is_still_asked(tx: &WriteTx, asked: &Shop) -> Result<bool, StorageError> {
    let Some(now) = store::by_id(tx, asked.id)? else { return Ok(false) };
    if now.history.key == asked.history.key {
        return Ok(true);
    }
    jobs::enqueue(tx, &PullHistory { shop_id: asked.id })?;
    Ok(false)
}

fn page(shop: &Shop, asked: Result<Asked, NoAnswer>, now: Timestamp) -> Page {
    let asked = match asked {
        Ok(asked) => asked,
        Err(fault) if fault.may_pass => {
            tracing::info!(error.code = fault.code, "a web shop did not answer");
            return Page::Later(now.plus(PATIENCE));
        }
        Err(fault) => return Page::No(fault.code),
    };
    match asked.status {
        200 => {}
        429 | 500..=599 => return Page::Later(now.plus(asked.retry_after.unwrap_or(PATIENCE))),
        401 | 403 => return Page::No("key_refused"),
        _ => return Page::No("no_such_shop"),
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(&asked.content) else {
        // A shop that gave orders before is being mended: its host answers in its place.
        let it_answered = shop.history.pulled > 0;
        return if it_answered { Page::Later(now.plus(PATIENCE)) } else { Page::No("no_such_shop") };
    };
    let list = match shop.kind {
        ShopKind::Woocommerce => body,
        ShopKind::Shopify => body["orders"].take(),
    };
    match list {
        Value::Array(orders) => Page::Orders(orders),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            Page::No("no_such_shop")
        }
    }
}

/// Where the next page begins. WooCommerce's `after` leaves its own second out, so it is asked from a second before: an order
/// that comes twice stays one. Where a whole page is of one second, it goes on after it.
fn next(kind: ShopKind, page: &[Value], before: Option<&str>) -> Option<String> {
    let last = page.last()?;
    match kind {
        ShopKind::Shopify => last["id"].as_i64().map(|id| id.to_string()),
        ShopKind::Woocommerce => {
            let last: Timestamp = format!("{}Z", last["date_created_gmt"].as_str()?).parse().ok()?;
            let written = |at: Timestamp| at.to_string().chars().take(19).collect::<String>();
            let overlapping = written(last.minus(Duration::from_secs(1)));
            Some(if before == Some(overlapping.as_str()) { written(last) } else { overlapping })
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_goes_on_where_the_last_one_ended_and_never_stands_still() {
        let at = |text: &str| json!({ "date_created_gmt": text });
        let woo = |page: &[Value], before| next(ShopKind::Woocommerce, page, before);
        let first = woo(&[at("2026-01-01T10:00:00"), at("2026-01-01T10:00:09")], None).unwrap();
        assert_eq!(first, "2026-01-01T10:00:08");
        assert_eq!(woo(&[at("2026-01-01T10:00:09")], Some(&first)).unwrap(), "2026-01-01T10:00:09");
        assert_eq!(woo(&[], None), None);
        assert_eq!(next(ShopKind::Shopify, &[json!({ "id": 5_i64 })], None).unwrap(), "5");
    }
}
