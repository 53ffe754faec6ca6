//! Handing over and erasing what is kept of one customer, whichever room keeps it.
//!
//! Each room says what it keeps of customers, table by table, with how it is read and how it goes ([`Holding`]); the front
//! door joins the lists. Here they are walked, twice: once to hand everything over, once to erase it, in slices that hold
//! nobody up and go on after a crash. Keeps the names of erased customers as digests only. Never names another room's table.

mod erase;
mod export;
mod fold_away;
mod holding;
mod list;
mod retention;
mod store;
mod types;
mod who;

pub mod routes;

pub use erase::{EraseContact, begin};
pub use fold_away::FoldAway;
pub use holding::{Holding, Of, When};
pub use list::{LIST_NAME, Listed, forgotten, merge_list, read_list};
pub use retention::KeepNoLonger;
pub use types::{Forgotten, Stops};
pub use who::{Found, Joined, Source, Who};

use std::sync::Arc;

use crate::clock::Clock;
use crate::storage::Db;

/// The room. Clones share it.
#[derive(Clone)]
pub struct Privacy {
    db: Db,
    clock: Clock,
    joined: Arc<Joined>,
    exports: export::Pace,
}

impl Privacy {
    pub fn new(db: Db, clock: Clock, joined: Joined) -> Self {
        Self { db, clock, joined: Arc::new(joined), exports: export::Pace::default() }
    }

    /// What rooms keep of customers, for the test that no table is left out.
    pub fn holdings(&self) -> &[Holding] {
        &self.joined.holdings
    }
}
