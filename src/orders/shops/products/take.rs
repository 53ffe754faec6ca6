//! What an answer means for the catalogue: what waits beside what counts, and what counts from now on. Part of one write.

use super::heard::{Came, Heard, Step};
use super::types::Product;
use crate::ids::ShopId;
use crate::orders::store::entries;
use crate::orders::store::products::{self as store, Catalogue};
use crate::orders::types::{EntryKind, ShopKind, Stage};
use crate::storage::{StorageError, WriteTx};

/// Products of one shop: the newest of those that come, and how many may.
const MAX_PRODUCTS: u32 = 5_000;
const MOST_THAT_COME: u32 = 50_000;
/// Variants of one product.
const MAX_VARIANTS: usize = 300;
/// The run of products that were asked for alone.
const ALONE: i64 = 0;

pub(super) fn take(
    tx: &WriteTx,
    catalogue: &Catalogue,
    kind: ShopKind,
    (step, told): (&Step, i64),
    heard: Heard,
) -> Result<(), StorageError> {
    let shop = catalogue.shop;
    let in_run = !matches!(catalogue.stage, Stage::Rest | Stage::Since);
    let came = if matches!(step, Step::Run(..)) { heard.products.len() } else { 0 };
    store::heard(tx, shop, heard.currency, heard.untaxed, came)?;
    match step {
        Step::Run(Stage::Since, _) => changed(tx, catalogue, &heard),
        Step::Run(..) => run(tx, catalogue, kind, heard),
        Step::Variants { external_id, page } => {
            let run = if in_run { catalogue.run } else { ALONE };
            variants(tx, catalogue, (external_id, *page), run, heard)
        }
        Step::One { external_id, cursor } => one(tx, catalogue, (external_id, cursor.is_some(), told), heard),
    }
}

/// An answer of a run: kept beside what counts, until the last one.
fn run(tx: &WriteTx, catalogue: &Catalogue, kind: ShopKind, heard: Heard) -> Result<(), StorageError> {
    let (shop, run) = (catalogue.shop, catalogue.run);
    let came = catalogue.came.saturating_add(u32::try_from(heard.products.len()).unwrap_or(u32::MAX));
    for came in heard.products {
        keep(tx, catalogue, came)?;
    }
    if came > MAX_PRODUCTS {
        entries::leave_oldest(tx, shop, run, MAX_PRODUCTS)?;
    }
    for (id, policy) in &heard.policies {
        entries::keep_next(tx, shop, run, (EntryKind::Policy, id), policy, None)?;
    }
    if heard.keeps_policies {
        entries::keep_policies(tx, shop, run)?;
    }
    let is_full = came >= MOST_THAT_COME;
    let next = match (heard.next, kind) {
        (Some((Stage::Products, _)), ShopKind::Woocommerce) if is_full => Some((Stage::Policies, None)),
        (Some((Stage::Products, _)), ShopKind::Shopify) if is_full => None,
        (next, ShopKind::Woocommerce | ShopKind::Shopify) => next,
    };
    if let Some((stage, cursor)) = next {
        return store::go_to(tx, shop, stage, cursor.as_deref());
    }
    let settled = entries::settle_run(tx, shop, run)?;
    if settled.changed || settled.left_out != catalogue.left_out as usize || catalogue.read_at.is_none() {
        store::set_dirty(tx, shop)?;
    }
    store::end(tx, shop, catalogue.began_at, Some(settled.left_out))
}

/// A product of a run. One that came before in it gets the variants that stand on this page.
fn keep(tx: &WriteTx, catalogue: &Catalogue, came: Came) -> Result<(), StorageError> {
    let Some(mut product) = came.product else { return Ok(()) };
    let (shop, run) = (catalogue.shop, catalogue.run);
    let known: Option<Product> = entries::next_of(tx, shop, run, &came.external_id)?;
    match known {
        // It is asked for its variants already.
        Some(_) if came.wants_variants => return Ok(()),
        Some(known) => join(&mut product, known),
        None if entries::is_left_out(tx, shop, run, &came.external_id)? => return Ok(()),
        None => {}
    }
    let wants = came.wants_variants.then_some(1);
    entries::keep_next(tx, shop, run, (EntryKind::Product, &came.external_id), &product, wants)
}

/// Puts the variants that are known before those of this page.
fn join(product: &mut Product, known: Product) {
    product.has_more = known.has_more;
    let more = std::mem::replace(&mut product.variants, known.variants);
    add(product, more);
}

fn add(product: &mut Product, more: Vec<super::types::Variant>) {
    for variant in more {
        if product.variants.iter().any(|known| known.id == variant.id) {
            continue;
        }
        if product.variants.len() < MAX_VARIANTS {
            product.variants.push(variant);
        } else {
            product.has_more = true;
        }
    }
}

/// A page of a product's variants.
fn variants(
    tx: &WriteTx,
    catalogue: &Catalogue,
    (external_id, page): (&str, u32),
    run: i64,
    heard: Heard,
) -> Result<(), StorageError> {
    let shop = catalogue.shop;
    let known: Option<Product> = entries::next_of(tx, shop, run, external_id)?;
    // It went away meanwhile, or is of a run that is over.
    let Some(mut product) = known.filter(|_| heard.products.is_empty()) else {
        return count_again(tx, shop, entries::drop_one(tx, shop, external_id)?);
    };
    add(&mut product, heard.variants);
    let is_full = product.variants.len() >= MAX_VARIANTS;
    product.has_more |= is_full && heard.more_variants;
    let wants = (heard.more_variants && !is_full).then_some(page + 1);
    entries::keep_next(tx, shop, run, (EntryKind::Product, external_id), &product, wants)?;
    count_again(tx, shop, run == ALONE && wants.is_none() && entries::settle_one(tx, shop, external_id)?)
}

/// What counts is to be told where it changed.
fn count_again(tx: &WriteTx, shop: ShopId, changed: bool) -> Result<(), StorageError> {
    if changed { store::set_dirty(tx, shop) } else { Ok(()) }
}

/// An answer about a product that is asked for alone: all of it, or some of its variants, which are kept beside what counts until
/// the last of them came.
fn one(
    tx: &WriteTx,
    catalogue: &Catalogue,
    (external_id, goes_on, told): (&str, bool, i64),
    heard: Heard,
) -> Result<(), StorageError> {
    let shop = catalogue.shop;
    let known: Option<Product> = if goes_on { entries::next_of(tx, shop, ALONE, external_id)? } else { None };
    let came = heard.products.into_iter().find(|came| came.external_id == external_id);
    let wants = came.as_ref().is_some_and(|came| came.wants_variants).then_some(1);
    let product = match (came.and_then(|came| came.product), known) {
        (Some(mut product), Some(known)) => {
            join(&mut product, known);
            Some(product)
        }
        // What was kept of it is gone: it is asked for from its beginning.
        (_, None) if goes_on => return entries::go_on_with(tx, shop, external_id, None),
        (product, known) => product.or(known),
    };
    let Some(mut product) = product else {
        let counted = entries::drop_one(tx, shop, external_id)?;
        entries::unmark(tx, shop, external_id, told)?;
        return count_again(tx, shop, counted);
    };
    let is_full = product.variants.len() >= MAX_VARIANTS;
    product.has_more |= is_full && heard.rest_of_it.is_some();
    entries::keep_next(tx, shop, ALONE, (EntryKind::Product, external_id), &product, wants)?;
    if let Some(cursor) = heard.rest_of_it.filter(|_| !is_full) {
        return entries::go_on_with(tx, shop, external_id, Some(&cursor));
    }
    entries::unmark(tx, shop, external_id, told)?;
    count_again(tx, shop, wants.is_none() && entries::settle_one(tx, shop, external_id)?)
}

/// What changed since the last look: each is asked for, or all of it where it is too much.
fn changed(tx: &WriteTx, catalogue: &Catalogue, heard: &Heard) -> Result<(), StorageError> {
    if heard.too_many {
        return store::begin_run(tx, catalogue.shop);
    }
    for external_id in &heard.changed {
        entries::mark(tx, catalogue.shop, external_id)?;
    }
    store::end(tx, catalogue.shop, tx.now(), None)
}
