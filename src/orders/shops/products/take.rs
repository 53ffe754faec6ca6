//! What an answer means for the catalogue: what waits beside what counts, and what counts from now on. Part of one write.

use super::heard::{Came, Heard, Step};
use super::types::Product;
use crate::orders::store::products::{self as store, Catalogue};
use crate::orders::types::{EntryKind, ShopKind, Stage};
use crate::storage::{StorageError, WriteTx};

/// Products of one shop, and variants of one product.
const MAX_PRODUCTS: u32 = 5_000;
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
        Step::One { external_id } => {
            if heard.too_many {
                return store::begin_run(tx, shop);
            }
            let anew = one(tx, catalogue, external_id, heard.products)?;
            store::unmark(tx, shop, external_id, told)?;
            if anew { store::set_dirty(tx, shop) } else { Ok(()) }
        }
    }
}

/// An answer of a run: kept beside what counts, until the last one.
fn run(tx: &WriteTx, catalogue: &Catalogue, kind: ShopKind, heard: Heard) -> Result<(), StorageError> {
    let (shop, run) = (catalogue.shop, catalogue.run);
    for came in heard.products {
        keep(tx, catalogue, came)?;
    }
    for (id, policy) in &heard.policies {
        store::keep_next(tx, shop, run, (EntryKind::Policy, id), policy, None)?;
    }
    let is_full = catalogue.came >= MAX_PRODUCTS;
    let next = match (heard.next, kind) {
        (Some((Stage::Products, _)), ShopKind::Woocommerce) if is_full => Some((Stage::Policies, None)),
        (Some((Stage::Products, _)), ShopKind::Shopify) if is_full => None,
        (next, ShopKind::Woocommerce | ShopKind::Shopify) => next,
    };
    if let Some((stage, cursor)) = next {
        return store::set_stage(tx, shop, stage, cursor.as_deref());
    }
    if store::settle_run(tx, shop, run)? || catalogue.read_at.is_none() {
        store::set_dirty(tx, shop)?;
    }
    store::end_run(tx, shop)
}

/// A product of a run. One that came before in it gets the variants that stand on this page.
fn keep(tx: &WriteTx, catalogue: &Catalogue, came: Came) -> Result<(), StorageError> {
    let Some(mut product) = came.product else { return Ok(()) };
    let known: Option<Product> = store::next_of(tx, catalogue.shop, catalogue.run, &came.external_id)?;
    match known {
        // It is asked for its variants already.
        Some(_) if came.wants_variants => return Ok(()),
        Some(known) => {
            let more = std::mem::replace(&mut product.variants, known.variants);
            add(&mut product, more);
        }
        None => {}
    }
    let wants = came.wants_variants.then_some(1);
    let entry = (EntryKind::Product, came.external_id.as_str());
    store::keep_next(tx, catalogue.shop, catalogue.run, entry, &product, wants)
}

fn add(product: &mut Product, more: Vec<super::types::Variant>) {
    for variant in more {
        if product.variants.len() < MAX_VARIANTS
            && product.variants.iter().all(|known| known.id != variant.id)
        {
            product.variants.push(variant);
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
    let known: Option<Product> = store::next_of(tx, shop, run, external_id)?;
    // It went away meanwhile, or is of a run that is over.
    let Some(mut product) = known.filter(|_| heard.products.is_empty()) else {
        let counted = store::drop_one(tx, shop, external_id)?;
        return if counted { store::set_dirty(tx, shop) } else { Ok(()) };
    };
    add(&mut product, heard.variants);
    let wants = (heard.more_variants && product.variants.len() < MAX_VARIANTS).then_some(page + 1);
    store::keep_next(tx, shop, run, (EntryKind::Product, external_id), &product, wants)?;
    if run == ALONE && wants.is_none() && store::settle_one(tx, shop, external_id)? {
        store::set_dirty(tx, shop)?;
    }
    Ok(())
}

/// A product that was asked for alone. Whether that changes what counts.
fn one(
    tx: &WriteTx,
    catalogue: &Catalogue,
    external_id: &str,
    products: Vec<Came>,
) -> Result<bool, StorageError> {
    let shop = catalogue.shop;
    let came = products.into_iter().find(|came| came.external_id == external_id);
    let Some(Came { product: Some(product), wants_variants, .. }) = came else {
        return store::drop_one(tx, shop, external_id);
    };
    let wants = wants_variants.then_some(1);
    store::keep_next(tx, shop, ALONE, (EntryKind::Product, external_id), &product, wants)?;
    if wants.is_some() { Ok(false) } else { store::settle_one(tx, shop, external_id) }
}

/// What changed since the last look: each is asked for, or all of it where it is too much.
fn changed(tx: &WriteTx, catalogue: &Catalogue, heard: &Heard) -> Result<(), StorageError> {
    if heard.too_many {
        return store::begin_run(tx, catalogue.shop);
    }
    for external_id in &heard.changed {
        store::mark(tx, catalogue.shop, external_id)?;
    }
    store::end_look(tx, catalogue.shop, tx.now())
}
