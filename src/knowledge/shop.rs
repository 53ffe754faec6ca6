//! A web shop's catalogue as a source: its text is another room's, which is asked for it whenever it says that it changed. Like
//! any source it has a state, versions and a time in which it counts; a person may not write it, and it is read again by
//! whoever gives it.

use serde::{Deserialize, Serialize};

use super::ingest::Ingest;
use super::shop_text::reason;
use super::{TOPIC, store};
use crate::clock::Timestamp;
use crate::ids::{ShopId, SourceId};
use crate::jobs::{self, Job};
use crate::storage::{StorageError, WriteTx};

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

/// What is heard of a shop's catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShopNews {
    /// It is to be a source, under this name.
    Wanted(String),
    /// It is being read; percent done.
    Reading(u8),
    /// It was looked at; `changed` where its text is another. With when it was last read whole.
    Read { changed: bool, read_at: Option<Timestamp> },
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
        ShopNews::Wanted(_) => store::shop::reading(tx, id, 0).map(drop)?,
        // Nobody has to look anew where nothing is to be seen.
        ShopNews::Reading(percent) if !store::shop::reading(tx, id, percent)? => return Ok(()),
        ShopNews::Reading(_) => {}
        ShopNews::Read { changed: true, .. } => {
            store::requeue(tx, id)?;
            jobs::enqueue(tx, &Ingest { source_id: id })?;
        }
        ShopNews::Read { changed: false, read_at } => store::shop::same(tx, id, read_at)?,
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
