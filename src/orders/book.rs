//! What one customer may be told of their orders: theirs alone, and whether it is sure that these are theirs.

use std::time::Duration;

use super::store::lists::{self, Wanted};
use super::store::{matching as alike, orders as store};
use super::types::{Item, Order};
use super::{Orders, phone};
use crate::clock::Timestamp;
use crate::ids::ContactId;
use crate::money::Money;
use crate::storage::{ReadConn, StorageError};

/// A shop without an order for so long keeps no order book.
const IN_USE: Duration = Duration::from_hours(400 * 24);
/// Orders looked at of one customer.
const MOST: u32 = 20;

/// A customer's orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    /// The shop keeps orders here: that there is none says something.
    pub in_use: bool,
    /// An order waits for an answer whether it is this customer's or another's.
    pub unsure: bool,
    /// The last placed first.
    pub orders: Vec<(Order, Vec<Item>)>,
}

impl Orders {
    /// What is known of one customer's orders. An id that was merged is nobody's any more: ask for the one it became.
    pub fn book_of(&self, conn: &ReadConn, contact: ContactId) -> Result<Book, StorageError> {
        let wanted = Wanted { contact: Some(contact), ..Wanted::default() };
        let orders = lists::list(conn, &wanted, MOST)?;
        let mut items = store::items_of(conn, orders.iter().map(|order| order.id))?;
        let with_items = |order: Order| {
            let items = items.remove(&order.id).unwrap_or_default();
            (order, items)
        };
        Ok(Book {
            in_use: store::any_since(conn, self.clock.now().minus(IN_USE))?,
            unsure: self.is_unsure(conn, contact)?,
            orders: orders.into_iter().map(with_items).collect(),
        })
    }

    /// Baskets a customer left in a web shop since a moment, and never ordered: what each is worth.
    pub fn baskets_left(
        &self,
        conn: &ReadConn,
        contact: ContactId,
        since: Timestamp,
    ) -> Result<Vec<Money>, StorageError> {
        store::baskets_left(conn, contact, since, MOST)
    }

    fn is_unsure(&self, conn: &ReadConn, contact: ContactId) -> Result<bool, StorageError> {
        let phones = (self.customers.phones_of)(conn, contact)?;
        let keys: Vec<String> = phones.iter().filter_map(|phone| phone::key(phone)).collect();
        alike::any_unsure(conn, &keys)
    }
}
