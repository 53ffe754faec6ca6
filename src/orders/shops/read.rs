//! Reading what a shop told: in the order it came, each event once, and what became of it stays beside it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::said::{Nothing, Said, SaidOrder};
use super::{products, shopify, woocommerce};
use crate::actor::Actor;
use crate::audit;
use crate::events::Topic;
use crate::ids::{Id as _, ShopEventId, ShopId};
use crate::jobs::{Job, JobError};
use crate::money::Amount;
use crate::orders::check::{self, Told, is_email};
use crate::orders::store::held;
use crate::orders::store::orders as book;
use crate::orders::store::shops::{self as store, Event, Shop};
use crate::orders::types::{
    Clues, NewBasket, NewOrder, Order, OrderState, Origin, Refund, ShopEventState as EventState, ShopKind,
    StateSaid, Taken,
};
use crate::orders::{Orders, matching, phone, take};
use crate::storage::{StorageError, WriteTx};

/// Why an event was not used: its order's customer was erased. Amounts and state were taken all the same.
const ERASED: &str = "erased";

/// An event of a shop waits to be read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadShopEvent {
    pub event_id: ShopEventId,
    pub shop_id: ShopId,
}

impl Job for ReadShopEvent {
    const KIND: &'static str = "read_shop_event";

    fn key(&self) -> Option<String> {
        Some(self.event_id.to_string())
    }

    fn lane(&self) -> Option<String> {
        Some(format!("shop:{}", self.shop_id))
    }
}

impl Orders {
    pub async fn read_shop_event(self, job: ReadShopEvent) -> Result<(), JobError> {
        let (db, orders) = (self.db.clone(), self);
        db.write::<_, StorageError>(move |tx| {
            let Some(event) = store::event(tx, job.event_id)? else { return Ok(()) };
            let Some(shop) = store::by_id(tx, event.shop)? else { return Ok(()) };
            let (state, reason) = became(&orders, tx, &shop, &event)?;
            store::set_event(tx, job.event_id, state, reason)?;
            if reason == Some(ERASED) {
                held::empty_told(tx, &[job.event_id.as_i64()])?;
            }
            Ok(())
        })
        .await?;
        Ok(())
    }
}

/// An order of the shop's history is told as a webhook tells one; what cannot be read is left out.
pub(super) fn from_history(
    orders: &Orders,
    tx: &WriteTx,
    shop: &Shop,
    body: &Value,
) -> Result<(), StorageError> {
    let said = match shop.kind {
        ShopKind::Woocommerce => woocommerce::read("order.updated", body),
        ShopKind::Shopify => shopify::read("orders/updated", body),
    };
    match said {
        Ok(Said::Order(said)) => order(orders, tx, shop, *said).map(drop),
        Ok(Said::Basket(said)) => basket(orders, tx, shop, *said),
        Ok(Said::Refunds { .. } | Said::Deleted { .. } | Said::Product { .. }) | Err(_) => Ok(()),
    }
}

/// What becomes of an event.
fn became(
    orders: &Orders,
    tx: &WriteTx,
    shop: &Shop,
    event: &Event,
) -> Result<(EventState, Option<&'static str>), StorageError> {
    let Ok(body) = serde_json::from_str::<Value>(&event.body) else {
        return Ok((EventState::Failed, Some("not_json")));
    };
    let said = match shop.kind {
        ShopKind::Woocommerce => woocommerce::read(&event.topic, &body),
        ShopKind::Shopify => shopify::read(&event.topic, &body),
    };
    match said {
        Err(Nothing::Ignored(reason)) => Ok((EventState::Ignored, Some(reason))),
        Err(Nothing::Unreadable(part)) => Ok((EventState::Failed, Some(part))),
        Ok(Said::Order(said)) => order(orders, tx, shop, *said),
        Ok(Said::Refunds { external_id, refunds }) => {
            keep_refunds(tx, shop.id, &external_id, &refunds)?;
            Ok((paid_back(tx, shop, &external_id)?, None))
        }
        Ok(Said::Deleted { external_id }) => Ok((deleted(tx, shop, &external_id)?, None)),
        Ok(Said::Product { external_id }) => product(tx, shop, &external_id),
        Ok(Said::Basket(said)) => basket(orders, tx, shop, *said).map(|()| (EventState::Taken, None)),
    }
}

/// What was told of a product may be old when it is read: the shop is asked how it is now.
fn product(
    tx: &WriteTx,
    shop: &Shop,
    external_id: &str,
) -> Result<(EventState, Option<&'static str>), StorageError> {
    let is_known = products::told_of(tx, shop.id, external_id)?;
    Ok(if is_known { (EventState::Taken, None) } else { (EventState::Ignored, Some("products_not_wanted")) })
}

fn order(
    orders: &Orders,
    tx: &WriteTx,
    shop: &Shop,
    said: SaidOrder,
) -> Result<(EventState, Option<&'static str>), StorageError> {
    keep_refunds(tx, shop.id, &said.external_id, &said.refunds)?;
    let refunded = store::refunded(tx, shop.id, &said.external_id, said.currency)?.min(said.total);
    let all_back = !refunded.is_zero() && refunded == said.total;
    let refunded = if said.state == OrderState::Refunded { said.total } else { refunded };
    let (basket, placed_at, external_id) = (said.basket, said.placed_at, said.external_id);
    let told = Told {
        order: NewOrder {
            origin: Origin {
                source: shop.kind.as_str().to_owned(),
                shop: shop.id.to_string(),
                number: said.number,
            },
            contact: None,
            clues: said.clues,
            state: StateSaid::Said(if all_back { OrderState::Refunded } else { said.state }),
            currency: said.currency,
            total: said.total,
            refunded: Some(refunded),
            tracking: said.tracking.filter(|tracking| check::is_tracking(tracking)),
            items: Some(said.items),
            placed_at,
            state_at: Some(said.changed_at),
            as_it_happens: true,
            changed_at: Some(said.changed_at),
        },
        phone: said.phone,
        // What stands where an address belongs is often none: the order is told all the same.
        email: said.email.map(|email| email.to_lowercase()).filter(|email| is_email(email)),
    };
    let Ok(order) = check::check(check::cut(told), tx.now()) else {
        return Ok((EventState::Failed, Some("invalid_order")));
    };
    let taken = take::take(&orders.customers, tx, order)?;
    store::name_order(tx, shop.id, &external_id, taken.id())?;
    if held::is_erased(tx, taken.id())? {
        return Ok((EventState::Ignored, Some(ERASED)));
    }
    if let Some(token) = basket {
        store::basket_ordered(tx, shop.kind.as_str(), &shop.id.to_string(), &token, placed_at)?;
    }
    let (state, action) = match taken {
        Taken::New(_) => (EventState::Taken, Some("order.created")),
        Taken::Changed(_) => (EventState::Taken, Some("order.changed")),
        Taken::Unchanged(_) => (EventState::Unchanged, None),
    };
    if let Some(action) = action {
        told_of(tx, shop, taken.id(), action)?;
    }
    Ok((state, None))
}

fn told_of(tx: &WriteTx, shop: &Shop, order: crate::ids::OrderId, action: &str) -> Result<(), StorageError> {
    let details = serde_json::json!({ "source": shop.kind, "shop": shop.id });
    audit::record(tx, &Actor::system(), action, order, details)?;
    tx.announce(Topic::Order, order);
    Ok(())
}

fn keep_refunds(
    tx: &WriteTx,
    shop: ShopId,
    external_id: &str,
    refunds: &[Refund],
) -> Result<(), StorageError> {
    refunds.iter().try_for_each(|refund| store::keep_refund(tx, shop, external_id, refund))
}

/// The order the shop calls so, where it is known.
fn named(tx: &WriteTx, shop: &Shop, external_id: &str) -> Result<Option<Order>, StorageError> {
    let id = store::named_order(tx, shop.id, external_id)?;
    Ok(id.map(|id| book::by_id(tx, id)).transpose()?.flatten())
}

/// A refund that came by itself: of an order that is known, or of one that is still on its way.
fn paid_back(tx: &WriteTx, shop: &Shop, external_id: &str) -> Result<EventState, StorageError> {
    let Some(order) = named(tx, shop, external_id)? else { return Ok(EventState::Taken) };
    let refunded: Amount = store::refunded(tx, shop.id, external_id, order.currency)?.min(order.total);
    if refunded == order.refunded {
        return Ok(EventState::Unchanged);
    }
    let state = if refunded == order.total { OrderState::Refunded } else { order.state };
    book::set_refunded(tx, order.id, refunded, state, tx.now())?;
    told_of(tx, shop, order.id, "order.changed")?;
    Ok(EventState::Taken)
}

/// What is deleted at the shop was called off.
fn deleted(tx: &WriteTx, shop: &Shop, external_id: &str) -> Result<EventState, StorageError> {
    let Some(id) = store::named_order(tx, shop.id, external_id)? else { return Ok(EventState::Ignored) };
    let Some(order) = book::by_id(tx, id)? else { return Ok(EventState::Ignored) };
    if !order.state.may_become(OrderState::Cancelled) {
        return Ok(EventState::Unchanged);
    }
    book::call_off(tx, id, tx.now())?;
    told_of(tx, shop, id, "order.changed")?;
    Ok(EventState::Taken)
}

fn basket(orders: &Orders, tx: &WriteTx, shop: &Shop, said: NewBasket) -> Result<(), StorageError> {
    let origin =
        Origin { source: shop.kind.as_str().to_owned(), shop: shop.id.to_string(), number: String::new() };
    let clues = Clues {
        name: None,
        phone: said.phone.as_deref().and_then(phone::read),
        email: said.email.as_ref().map(|email| email.to_lowercase()).filter(|email| is_email(email)),
        customer_id: said.customer_id.clone(),
    };
    let found = matching::find(&orders.customers, tx, &origin, &clues)?;
    store::keep_basket(tx, &origin, &said, &clues, found.contact)
}
