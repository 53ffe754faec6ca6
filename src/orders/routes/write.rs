//! An order as a program or a person writes it.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::http::ApiError;
use crate::ids::ContactId;
use crate::money::{Amount, Currency};
use crate::orders::check::{self, Told};
use crate::orders::fault;
use crate::orders::phone;
use crate::orders::types::{Clues, Item, NewOrder, OrderState, Origin, StateSaid};

/// Characters of what could not be read that are said again.
const PHONE_SHOWN: usize = 60;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewItem {
    name: String,
    sku: Option<String>,
    /// A decimal number above zero, such as `"2"` or `"0.750"`.
    quantity: Amount,
    /// A decimal number; below zero for a line that takes something off.
    unit_price: Amount,
}

/// An order, or what is new about one. The same `source` and `number` again is the same order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOrder)]
pub(super) struct NewOrderBody {
    /// Who tells of it: small letters, digits, `-` and `_`, such as `manual` or `till-2`.
    source: String,
    /// Its number there.
    number: String,
    /// The contact, where it is known; else it is looked for by the customer's phone, e-mail address and id.
    contact_id: Option<ContactId>,
    /// In any form people write it. What is none is left out and named in the answer; the order is taken all the same.
    phone: Option<String>,
    email: Option<String>,
    /// The shop's own id for the customer.
    customer_id: Option<String>,
    customer_name: Option<String>,
    /// How far it has come.
    state: OrderState,
    /// ISO 4217, such as `EUR`.
    #[schema(value_type = String)]
    currency: Currency,
    /// Left out: as they were.
    items: Option<Vec<NewItem>>,
    /// What is to be paid, all in all: a decimal number as a text, such as `"12.50"`.
    total: Amount,
    /// What of it was paid back; left out: as it was.
    refunded: Option<Amount>,
    /// By what the carrier follows it: a link, or a number.
    tracking: Option<String>,
    placed_at: Timestamp,
    /// Since when it is in this state; now, when not given. Without `changed_at` an order is not taken back by a state of an
    /// earlier moment than the one it is in.
    state_at: Option<Timestamp>,
    /// When it was last changed where it comes from. An order that is told with an older moment than before stays as it is.
    changed_at: Option<Timestamp>,
}

impl NewOrderBody {
    /// What stands where the phone belongs, and is none.
    pub fn phone_not_read(&self) -> Option<String> {
        let written = self.phone.as_deref().map(str::trim).filter(|written| !written.is_empty())?;
        phone::read(written).is_none().then(|| written.chars().take(PHONE_SHOWN).collect())
    }

    /// The order, checked.
    pub fn checked(self, now: Timestamp) -> Result<NewOrder, ApiError> {
        let mut faults = Vec::new();
        let mut item = |(at, item): (usize, NewItem)| {
            let quantity = check::quantity(&format!("items.{at}.quantity"), item.quantity, &mut faults);
            Item { name: item.name, sku: item.sku, quantity, unit_price: item.unit_price }
        };
        let items = self.items.map(|items| items.into_iter().enumerate().map(&mut item).collect());
        let order = NewOrder {
            origin: Origin { source: self.source, shop: String::new(), number: self.number },
            contact: self.contact_id,
            clues: Clues { name: self.customer_name, customer_id: self.customer_id, ..Clues::default() },
            state: StateSaid::Said(self.state),
            currency: self.currency,
            total: self.total,
            refunded: self.refunded,
            tracking: self.tracking,
            items,
            placed_at: self.placed_at,
            state_at: self.state_at,
            as_it_happens: true,
            changed_at: self.changed_at,
        };
        faults.extend(check::fineness(&order));
        match check::check(Told { order, phone: self.phone, email: self.email }, now) {
            Ok(order) if faults.is_empty() => Ok(order),
            Ok(_) => Err(fault::refusal(&faults)),
            Err(more) => Err(fault::refusal(&[faults, more].concat())),
        }
    }
}
