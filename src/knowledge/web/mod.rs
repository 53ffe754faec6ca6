//! What sites of others say, looked for only where the owner wants it and only on the sites they named: a search service names
//! pages, and their words are read now, through the same walls as the shop's own pages.
//!
//! Owns the tables `knowledge_web_*`. Never sends more of a question than its words without whoever asks (`sent.rs`), never
//! believes what a service says of a page, never reads an address outside the sites at any hop, and keeps no page.

mod ask;
mod change;
mod domains;
mod read;
mod search;
mod sent;
mod store;
mod types;

pub mod routes;

pub use search::{Charge, Parts, WebSearch};
pub use sent::Unsaid;
pub use types::{Searched, WebPassage, WebSearchFault, WebSearchWay};

use crate::storage::{StorageError, WriteTx};

/// Forgets the service's key of a shop whose vault cannot be opened any more.
pub fn forget_sealed(tx: &WriteTx) -> Result<(), StorageError> {
    store::forget_key(tx)
}
