//! Web shops, joined to what the shop knows: the order book reads what they sell, knowledge keeps the text of it, and neither
//! knows the other.

use std::sync::Arc;

use crate::accounts;
use crate::knowledge::{self, ShopNews, ShopText, TextOfShop};
use crate::orders::{self, CatalogueNews, HearOfCatalogue};

/// The text of a web shop's catalogue, in the owner's language.
pub(super) fn text_of_shop() -> TextOfShop {
    Arc::new(|conn, shop, now| {
        let owner = accounts::shop(conn)?;
        let text = orders::catalogue_text(conn, shop, now, &owner.language, &owner.time_zone)?;
        Ok(text.map(|said| ShopText {
            text: said.text,
            products: said.products,
            warnings: said.warnings,
            read_at: said.read_at,
            fault: said.fault,
        }))
    })
}

/// What becomes of a catalogue, for the source made of it.
pub(super) fn hear_of_catalogue() -> HearOfCatalogue {
    Arc::new(|tx, shop, news| {
        let news = match news {
            CatalogueNews::Wanted(name) => ShopNews::Wanted(name),
            CatalogueNews::Reading(percent) => ShopNews::Reading(percent),
            CatalogueNews::Read { changed, read_at } => ShopNews::Read { changed, read_at },
            CatalogueNews::Failed(reason) => ShopNews::Failed(reason),
            CatalogueNews::Unwanted => ShopNews::Unwanted,
        };
        knowledge::hear_of_shop(tx, shop, news)
    })
}
