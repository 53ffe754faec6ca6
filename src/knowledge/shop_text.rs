//! What a web shop says, as it is asked for, and why it cannot be read, in words that say what to do.

use std::sync::Arc;

use super::Knowledge;
use super::fetch::FetchFault;
use super::types::Reason;
use crate::clock::Timestamp;
use crate::extract::Warning;
use crate::ids::ShopId;
use crate::storage::{ReadConn, StorageError};

/// What a shop says, for a source.
#[derive(Debug, Clone)]
pub struct ShopText {
    pub text: String,
    /// Products it tells of.
    pub products: usize,
    /// What there was no room for.
    pub warnings: Vec<Warning>,
    /// When the shop was last read whole.
    pub read_at: Timestamp,
    /// Why it could not be read since.
    pub fault: Option<String>,
}

/// Gives the text of a shop as it is at a moment; nothing while there is none.
pub type TextOfShop =
    Arc<dyn Fn(&ReadConn, ShopId, Timestamp) -> Result<Option<ShopText>, StorageError> + Send + Sync>;

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
        "words_unread" => {
            "What the shop says of its products could not be read at the moment. What was read stays; it is tried again by itself within the hour."
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
