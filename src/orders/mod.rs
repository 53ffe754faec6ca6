//! Orders: what customers bought, by whichever way the shop heard of it, each once and exact to the cent.
//!
//! Owns orders, their items and the baskets that were left, and finds whose they are. Never guesses a customer: where two
//! fit, a person is asked. Knows contacts only through what `app` hands it.

mod check;
mod fault;
mod matching;
mod phone;
mod settle;
mod store;
mod take;
mod types;

pub mod routes;

use std::sync::Arc;

pub use types::{Customer, Item, MatchedBy, Order, OrderState, Taken};

use crate::clock::Clock;
use crate::ids::ContactId;
use crate::storage::{Db, ReadConn, StorageError};

/// Gives one contact, or the one it was merged into.
pub type ById = Arc<dyn Fn(&ReadConn, ContactId) -> Result<Option<Customer>, StorageError> + Send + Sync>;
/// Gives everybody who bears one of these international numbers.
pub type ByPhones = Arc<dyn Fn(&ReadConn, &[String]) -> Result<Vec<ContactId>, StorageError> + Send + Sync>;
/// Gives the international numbers a contact bears.
pub type PhonesOf = Arc<dyn Fn(&ReadConn, ContactId) -> Result<Vec<String>, StorageError> + Send + Sync>;
/// Gives the shop's own numbers, as they are written.
pub type OwnPhones = Arc<dyn Fn(&ReadConn) -> Result<Vec<String>, StorageError> + Send + Sync>;

/// The shop's customers, who are somebody else's to keep.
#[derive(Clone)]
pub struct Customers {
    pub by_id: ById,
    pub by_phones: ByPhones,
    pub phones_of: PhonesOf,
    pub own_phones: OwnPhones,
}

/// The order book. Clones share it.
#[derive(Clone)]
pub struct Orders {
    db: Db,
    clock: Clock,
    customers: Customers,
}

impl Orders {
    pub fn new(db: Db, clock: Clock, customers: Customers) -> Self {
        Self { db, clock, customers }
    }
}
