//! What a web shop sells and on which terms, for the assistant to know: asked for page by page at the shop's pace, gone on with
//! where it stopped, and kept true by what the shop tells, by a look at what changed every hour, and by all of it once a day.
//!
//! What counts is what was last read whole; what comes meanwhile waits beside it. The text made of it is somebody else's to
//! keep: they are told when it is other than before, and ask for it.

mod answer;
mod document;
mod heard;
mod prices;
mod pull;
mod read_words;
mod shopify;
mod switch;
mod take;
mod text;
mod types;
mod woocommerce;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub(super) use switch::told_of;
pub use switch::{products_key_place, switch_off, switch_on};
pub use text::{CatalogueText, catalogue_text};

use crate::clock::Timestamp;
use crate::ids::ShopId;
use crate::jobs::Job;
use crate::storage::{StorageError, WriteTx};

/// The next question to a shop about its products is due.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PullProducts {
    pub shop_id: ShopId,
}

impl Job for PullProducts {
    const KIND: &'static str = "pull_products";

    fn key(&self) -> Option<String> {
        Some(self.shop_id.to_string())
    }

    fn lane(&self) -> Option<String> {
        Some(format!("products:{}", self.shop_id))
    }
}

/// An offer begins or is over: prices are other than they were, though nothing changed at the shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OfferTurns {
    pub shop_id: ShopId,
}

impl Job for OfferTurns {
    const KIND: &'static str = "offer_turns";

    fn key(&self) -> Option<String> {
        Some(self.shop_id.to_string())
    }
}

/// Look at every shop whose products are known: for what changed, or for all of it when a day is over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefreshProducts {}

impl Job for RefreshProducts {
    const KIND: &'static str = "refresh_products";

    fn key(&self) -> Option<String> {
        Some("all".to_owned())
    }
}

/// What becomes of a shop's catalogue, for whoever keeps its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatalogueNews {
    /// It is to be known, under this name.
    Wanted(String),
    /// It is being read; percent done.
    Reading(u8),
    /// It was looked at; `changed` where its text is to be asked for again. With when it was last read whole.
    Read { changed: bool, read_at: Option<Timestamp> },
    /// It cannot be read, for this reason. What is known stays.
    Failed(String),
    /// It is not to be known any more.
    Unwanted,
}

/// Hears of it within the write that made it so.
pub type HearOfCatalogue =
    Arc<dyn Fn(&WriteTx, ShopId, CatalogueNews) -> Result<(), StorageError> + Send + Sync>;
