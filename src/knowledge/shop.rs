//! A web shop's catalogue as a source: its text is another room's, which is asked for it whenever it says that it changed. Like
//! any source it has a state, versions and a time in which it counts; a person may not write it, and it is read again by
//! whoever gives it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fetch::FetchFault;
use super::ingest::Ingest;
use super::store;
use super::types::Reason;
use super::{Knowledge, TOPIC};
use crate::clock::Timestamp;
use crate::ids::{ShopId, SourceId};
use crate::jobs::{self, Job};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Read a shop again: handled by whoever gives its text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadShop {
    pub shop_id: ShopId,
}

impl Job for ReadShop {
    const KIND: &'static str = "knowledge.read_shop";

    fn key(&self) -> Option<String> {
        Some(self.shop_id.to_string())
    }
}

/// A person removed the source of a shop: its text is not wanted any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LeaveShop {
    pub shop_id: ShopId,
}

impl Job for LeaveShop {
    const KIND: &'static str = "knowledge.leave_shop";

    fn key(&self) -> Option<String> {
        Some(self.shop_id.to_string())
    }
}

/// What a shop says, for a source.
#[derive(Debug, Clone)]
pub struct ShopText {
    pub text: String,
    /// Products it tells of.
    pub products: usize,
    /// When the shop was last read whole.
    pub read_at: Timestamp,
    /// Why it could not be read since.
    pub fault: Option<String>,
}

/// Gives the text of a shop as it is at a moment; nothing while there is none.
pub type TextOfShop =
    Arc<dyn Fn(&ReadConn, ShopId, Timestamp) -> Result<Option<ShopText>, StorageError> + Send + Sync>;

/// What is heard of a shop's catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShopNews {
    /// It is to be a source, under this name.
    Wanted(String),
    /// It is being read; percent done.
    Reading(u8),
    /// It was looked at; `changed` where its text is another.
    Read { changed: bool },
    /// It cannot be read. What was read stays, and is found.
    Failed(String),
    /// It is to be a source no more.
    Unwanted,
}

/// Makes of a shop's source what is heard of the shop; part of the write that made it so.
pub fn hear_of_shop(tx: &WriteTx, shop: ShopId, news: ShopNews) -> Result<(), StorageError> {
    let known = store::shop::source_of(tx, shop)?;
    let id = match (known, &news) {
        (Some(id), _) => id,
        (None, ShopNews::Wanted(name)) => store::shop::insert(tx, shop, name)?,
        (None, _) => return Ok(()),
    };
    match news {
        ShopNews::Wanted(_) => store::shop::reading(tx, id, 0)?,
        ShopNews::Reading(percent) => store::shop::reading(tx, id, percent)?,
        ShopNews::Read { changed: true } => {
            store::requeue(tx, id)?;
            jobs::enqueue(tx, &Ingest { source_id: id })?;
        }
        ShopNews::Read { changed: false } => store::shop::same(tx, id)?,
        ShopNews::Failed(code) => store::shop::failed(tx, id, &reason(&code))?,
        ShopNews::Unwanted => {
            store::forget_source(tx, id)?;
            store::delete(tx, id)?;
            // Its rows are gone; what search holds of them goes behind.
            jobs::enqueue(tx, &Ingest { source_id: id })?;
        }
    }
    tx.announce(TOPIC, id);
    Ok(())
}

/// Why a shop cannot be read, in words that say what to do.
pub(super) fn reason(code: &str) -> Reason {
    let words = match code {
        "key_refused" => {
            "The shop refuses the key. What was read stays. Give a key that may read products, under Orders, Web shops."
        }
        "key_lost" => {
            "The key to this shop is lost. What was read stays. Give it again, under Orders, Web shops."
        }
        "no_such_shop" => {
            "What answers at this address is no such shop. Check the address under Orders, Web shops."
        }
        "shop_silent" => {
            "The shop does not answer at the moment. What was read stays; it is tried again by itself within the hour."
        }
        "no_products" => {
            "The shop was read and shows nothing to everybody. Check there that products are published."
        }
        _ => "",
    };
    let fetch = || FetchFault::of_code(code).map(|fault| fault.to_string());
    let message = if words.is_empty() { fetch() } else { Some(words.to_owned()) };
    let message = message.unwrap_or_else(|| "The shop could not be read. What was read stays.".to_owned());
    Reason { code: code.to_owned(), message }
}

impl Knowledge {
    /// What a shop says now.
    pub(super) async fn text_of_shop(&self, shop: ShopId) -> Result<Option<ShopText>, StorageError> {
        let (text_of, now) = (Arc::clone(&self.text_of_shop), self.clock.now());
        self.db.read(move |conn| text_of(conn, shop, now)).await
    }
}

/// Asks whoever gives the text to read the shop again.
pub(super) fn read_again(tx: &WriteTx, id: SourceId) -> Result<(), StorageError> {
    let Some(shop_id) = store::shop::shop_of(tx, id)? else { return Ok(()) };
    store::shop::reading(tx, id, 0)?;
    jobs::enqueue(tx, &ReadShop { shop_id }).map(drop)
}

/// The source is about to be deleted: nobody has to read its shop any more.
pub(super) fn leave(tx: &WriteTx, id: SourceId) -> Result<(), StorageError> {
    let Some(shop_id) = store::shop::shop_of(tx, id)? else { return Ok(()) };
    jobs::enqueue(tx, &LeaveShop { shop_id }).map(drop)
}
