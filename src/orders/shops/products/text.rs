//! The text of a shop's catalogue, as it is at a moment.

use jiff::tz::TimeZone;

use super::document::{self, Style, Written};
use super::types::{Offer, Policy, Product};
use crate::clock::Timestamp;
use crate::extract::{Warning, WarningCode};
use crate::ids::ShopId;
use crate::languages::ProductWords;
use crate::orders::store::{entries, products as store};
use crate::orders::types::EntryKind;
use crate::storage::{ReadConn, StorageError};

/// A catalogue in words.
#[derive(Debug, Clone)]
pub struct CatalogueText {
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

/// The text of what counts of a shop; nothing while it was never read whole. `language` and `zone` are the owner's own.
pub fn catalogue_text(
    conn: &ReadConn,
    shop: ShopId,
    now: Timestamp,
    language: &str,
    zone: &str,
) -> Result<Option<CatalogueText>, StorageError> {
    let Some(catalogue) = store::find(conn, shop)? else { return Ok(None) };
    let (Some(read_at), Some(currency)) = (catalogue.read_at, catalogue.currency) else { return Ok(None) };
    let Some(words) = ProductWords::of(language) else { return Ok(None) };
    let products: Vec<Product> = entries::entries(conn, shop, EntryKind::Product)?;
    let policies: Vec<Policy> = entries::entries(conn, shop, EntryKind::Policy)?;
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let style = Style { words, zone: &zone, currency, untaxed: catalogue.untaxed, now };
    let written = document::write(&style, &products, &policies);
    let warnings = warnings(&written, catalogue.left_out as usize);
    let Written { text, products, .. } = written;
    Ok(Some(CatalogueText { text, products, warnings, read_at, fault: catalogue.reason }))
}

/// What a person should know about it: what is left out is not answered.
fn warnings(written: &Written, not_kept: usize) -> Vec<Warning> {
    let counted = [
        (WarningCode::ProductsLeftOut, written.left_out + not_kept),
        (WarningCode::VariantsLeftOut, written.with_more),
        (WarningCode::WordsLeftOut, written.without_words),
        (WarningCode::TermsCut, written.cut),
    ];
    let some = counted.into_iter().filter(|(_, count)| *count > 0);
    some.map(|(code, count)| Warning::new(code).with("count", count)).collect()
}

/// The next moment from which the text is another, though nothing comes.
pub(super) fn turns_at(
    conn: &ReadConn,
    shop: ShopId,
    now: Timestamp,
) -> Result<Option<Timestamp>, StorageError> {
    let products: Vec<Product> = entries::entries(conn, shop, EntryKind::Product)?;
    let offers = products.iter().flat_map(|product| &product.variants).filter_map(|variant| variant.offer);
    Ok(offers.filter_map(|offer: Offer| offer.turns_at(now)).min())
}
