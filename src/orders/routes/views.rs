//! What the API shows of an order, and nothing the reader may not see.

use serde::Serialize;
use utoipa::ToSchema;

use crate::actor::{Actor, Permission};
use crate::clock::Timestamp;
use crate::ids::{ContactId, OrderId};
use crate::money::Currency;
use crate::orders::store::orders as store;
use crate::orders::types::{Customer, Item, MatchedBy, Order, OrderState, Unconfirmed};
use crate::orders::{Customers, matching};
use crate::storage::{ReadConn, StorageError};

/// A customer, named.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderContact)]
pub(super) struct ContactView {
    id: ContactId,
    name: String,
}

/// What the source says of the customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderCustomer)]
pub(super) struct CustomerView {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// The shop's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderItem)]
pub(super) struct ItemView {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<String>,
    /// A decimal number, such as `"2"` or `"0.750"`.
    quantity: String,
    /// A decimal number; left out for whoever may not see amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_price: Option<String>,
}

/// An order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub(super) struct OrderView {
    id: OrderId,
    /// Who told of it: `manual`, `csv`, `api`, `whatsapp`, `woocommerce`, `shopify`, or what a program calls itself.
    source: String,
    /// Which of the source's shops, where it has several.
    #[serde(skip_serializing_if = "String::is_empty")]
    shop: String,
    number: String,
    /// Whose it is; nothing while nobody is known for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<ContactView>,
    /// How that was found; `unsure` asks a person to choose.
    matched_by: MatchedBy,
    /// For one that is `unsure`: who it may be. On a single order only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<ContactView>,
    customer: CustomerView,
    state: OrderState,
    /// For a basket from the catalogue that nobody of the shop confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    unconfirmed: Option<Unconfirmed>,
    /// ISO 4217, such as `EUR`.
    #[schema(value_type = String)]
    currency: Currency,
    /// A decimal number; left out for whoever may not see amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<String>,
    /// What of it was paid back.
    #[serde(skip_serializing_if = "Option::is_none")]
    refunded: Option<String>,
    items: Vec<ItemView>,
    /// By what the carrier follows it: a link, or a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking: Option<String>,
    placed_at: Timestamp,
    /// Since when it is in this state.
    state_at: Timestamp,
    updated_at: Timestamp,
}

/// Whose eyes look.
pub(super) struct Viewer<'a> {
    customers: &'a Customers,
    phones: bool,
    amounts: bool,
}

impl<'a> Viewer<'a> {
    pub fn new(customers: &'a Customers, actor: &Actor) -> Self {
        Self {
            customers,
            phones: actor.may(Permission::SeePhoneNumbers),
            amounts: actor.may(Permission::SeeAmounts),
        }
    }

    pub fn order(&self, conn: &ReadConn, order: Order) -> Result<OrderView, StorageError> {
        let items = store::items(conn, order.id)?;
        let contact = match order.contact {
            Some(id) => (self.customers.by_id)(conn, id)?.map(contact_view),
            None => None,
        };
        let amount = |amount| self.amounts.then(|| order.money(amount).written());
        let items = items.into_iter().map(|item| self.item(&order, item)).collect();
        Ok(OrderView {
            id: order.id,
            contact,
            matched_by: order.matched_by,
            candidates: Vec::new(),
            state: order.state,
            unconfirmed: order.unconfirmed,
            currency: order.currency,
            total: amount(order.total),
            refunded: amount(order.refunded),
            items,
            tracking: order.tracking,
            placed_at: order.placed_at,
            state_at: order.state_at,
            updated_at: order.updated_at,
            customer: CustomerView {
                name: order.clues.name,
                phone: order.clues.phone.filter(|_| self.phones),
                email: order.clues.email.filter(|_| self.phones),
                id: order.clues.customer_id,
            },
            source: order.origin.source,
            shop: order.origin.shop,
            number: order.origin.number,
        })
    }

    /// The same with whom it may belong to, where that is the question.
    pub fn with_candidates(&self, conn: &ReadConn, order: Order) -> Result<OrderView, StorageError> {
        let mut candidates = Vec::new();
        if order.matched_by == MatchedBy::Unsure {
            for id in matching::candidates(self.customers, conn, &order.origin, &order.clues)?.into_keys() {
                candidates.extend((self.customers.by_id)(conn, id)?.map(contact_view));
            }
        }
        Ok(OrderView { candidates, ..self.order(conn, order)? })
    }

    fn item(&self, order: &Order, item: Item) -> ItemView {
        ItemView {
            name: item.name,
            sku: item.sku,
            quantity: item.quantity.amount().to_string(),
            unit_price: self.amounts.then(|| order.money(item.unit_price).written()),
        }
    }
}

fn contact_view(customer: Customer) -> ContactView {
    ContactView { id: customer.id, name: customer.name }
}
