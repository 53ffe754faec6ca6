//! Whether a shop's products are to be known, and when all of it is looked at again.

use std::time::Duration;

use super::types::{SILENT, UNREAD};
use super::{CatalogueNews, OfferTurns, PullProducts, RefreshProducts};
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::ShopId;
use crate::jobs::{self, JobError};
use crate::orders::Orders;
use crate::orders::store::products::{self as store, Catalogue};
use crate::orders::store::{entries, shops};
use crate::orders::types::{CatalogueState, Stage};
use crate::secrets::Sealed;
use crate::storage::{StorageError, WriteTx};

/// A shop is read from its beginning this often.
const EVERY: Duration = Duration::from_hours(24);
/// A reading that began this long ago is not gone on with.
const STALE: Duration = Duration::from_hours(6);
/// What changed is asked for from a little before the last look: clocks differ.
const OVERLAP: Duration = Duration::from_mins(5);

/// Where the key to a shop's products is sealed.
pub fn products_key_place(shop: ShopId) -> String {
    format!("orders_products_key:{shop}")
}

/// From now on the shop's products are known; read at once.
pub fn switch_on(
    orders: &Orders,
    tx: &WriteTx,
    shop: &shops::Shop,
    address: &str,
    key: &Sealed,
) -> Result<(), StorageError> {
    store::open(tx, shop.id, address, key)?;
    (orders.catalogues.hear)(tx, shop.id, CatalogueNews::Wanted(shop.name.clone()))?;
    go_on(tx, shop.id)
}

/// They are not known any more. `false` when they were not.
pub fn switch_off(orders: &Orders, tx: &WriteTx, shop: ShopId) -> Result<bool, StorageError> {
    let was_on = store::close(tx, shop)?;
    jobs::cancel::<PullProducts>(tx, &shop.to_string())?;
    jobs::cancel::<OfferTurns>(tx, &shop.to_string())?;
    if was_on {
        (orders.catalogues.hear)(tx, shop, CatalogueNews::Unwanted)?;
        tx.announce(Topic::Connection, shop);
    }
    Ok(was_on)
}

pub(super) fn go_on(tx: &WriteTx, shop: ShopId) -> Result<(), StorageError> {
    jobs::enqueue(tx, &PullProducts { shop_id: shop })?;
    tx.announce(Topic::Connection, shop);
    Ok(())
}

/// The shop told of a product: it is asked for. `false` where its products are not to be known.
pub(in crate::orders::shops) fn told_of(
    tx: &WriteTx,
    shop: ShopId,
    external_id: &str,
) -> Result<bool, StorageError> {
    let Some(catalogue) = store::find(tx, shop)? else { return Ok(false) };
    entries::mark(tx, shop, external_id)?;
    match catalogue.state {
        CatalogueState::Ready => {
            store::go_to(tx, shop, Stage::Rest, None)?;
            go_on(tx, shop)?;
        }
        // It is asked for when the reading ends, or is tried again.
        CatalogueState::Reading | CatalogueState::Failed => {}
    }
    Ok(true)
}

impl Orders {
    /// Somebody wants a shop read anew.
    pub async fn read_products(self, shop: ShopId) -> Result<(), JobError> {
        let (db, orders) = (self.db.clone(), self);
        db.write::<_, StorageError>(move |tx| {
            if store::find(tx, shop)?.is_none() {
                return Ok(());
            }
            store::begin_run(tx, shop)?;
            (orders.catalogues.hear)(tx, shop, CatalogueNews::Reading(0))?;
            go_on(tx, shop)
        })
        .await?;
        Ok(())
    }

    /// Whoever keeps the text does not want it any more.
    pub async fn products_unwanted(self, shop: ShopId) -> Result<(), JobError> {
        let (db, orders) = (self.db.clone(), self);
        db.write::<_, StorageError>(move |tx| switch_off(&orders, tx, shop).map(drop)).await?;
        Ok(())
    }

    /// Runs [`RefreshProducts`].
    pub async fn refresh_products(self, _: RefreshProducts) -> Result<(), JobError> {
        let (db, orders) = (self.db.clone(), self);
        db.write::<_, StorageError>(move |tx| {
            store::all(tx)?.into_iter().try_for_each(|catalogue| refresh(&orders, tx, &catalogue))
        })
        .await?;
        Ok(())
    }
}

fn refresh(orders: &Orders, tx: &WriteTx, catalogue: &Catalogue) -> Result<(), StorageError> {
    let (shop, now) = (catalogue.shop, tx.now());
    let since = |moment: Option<Timestamp>| moment.map_or(Duration::MAX, |moment| now.since(moment));
    let broke_off = !matches!(catalogue.stage, Stage::Rest | Stage::Since);
    match catalogue.state {
        // It goes on by itself, and keeps the patience it was asked for.
        CatalogueState::Reading => {
            if jobs::waiting_until::<PullProducts>(tx, &shop.to_string())?.is_none() {
                jobs::enqueue(tx, &PullProducts { shop_id: shop })?;
            }
            return Ok(());
        }
        // Only a person can help, or the shop's own: it is tried again the next day.
        CatalogueState::Failed if !matches!(catalogue.reason.as_deref(), Some(SILENT | UNREAD)) => {
            if since(Some(catalogue.began_at)) < EVERY {
                return Ok(());
            }
            store::begin_run(tx, shop)?;
        }
        CatalogueState::Failed if broke_off && since(Some(catalogue.began_at)) < STALE => {
            store::go_to(tx, shop, catalogue.stage, catalogue.cursor.as_deref())?;
        }
        CatalogueState::Failed | CatalogueState::Ready if broke_off || since(catalogue.read_at) >= EVERY => {
            store::begin_run(tx, shop)?;
        }
        CatalogueState::Failed | CatalogueState::Ready => {
            let from = catalogue.looked_at.unwrap_or(catalogue.began_at).minus(OVERLAP);
            let from: String = from.to_string().chars().take(19).collect();
            store::go_to(tx, shop, Stage::Since, Some(&format!("{from}Z")))?;
        }
    }
    (orders.catalogues.hear)(tx, shop, CatalogueNews::Reading(0))?;
    go_on(tx, shop)
}
