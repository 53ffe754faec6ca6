//! Taking an order in, however it came: the same source and number again is the same order, told anew.
//!
//! Safe to repeat: what changes nothing leaves no trace. An older telling never replaces a newer one.

use super::matching::{self, Match};
use super::store::orders as store;
use super::types::{Item, MatchedBy, NewOrder, Order, Taken};
use super::{Customers, phone};
use crate::ids::OrderId;
use crate::storage::{StorageError, WriteTx};

/// Takes an order in; a contact the source names must be one.
pub(super) fn take(customers: &Customers, tx: &WriteTx, told: NewOrder) -> Result<Taken, StorageError> {
    let Some(before) = store::by_origin(tx, &told.origin)? else {
        let id = tx.new_id();
        let (order, items) = first(customers, tx, id, told)?;
        keep(tx, &order, &items)?;
        return Ok(Taken::New(id));
    };
    let is_older = told.changed_at.zip(before.changed_at).is_some_and(|(told, known)| told < known);
    if is_older {
        return Ok(Taken::Unchanged(before.id));
    }
    let (order, items) = again(customers, tx, &before, told)?;
    if order == before && items == store::items(tx, before.id)? {
        return Ok(Taken::Unchanged(before.id));
    }
    keep(tx, &Order { updated_at: tx.now(), ..order }, &items)?;
    Ok(Taken::Changed(before.id))
}

fn keep(tx: &WriteTx, order: &Order, items: &[Item]) -> Result<(), StorageError> {
    let key = order.clues.phone.as_deref().and_then(phone::key);
    store::save(tx, order, key.as_deref())?;
    store::set_items(tx, order.id, items)
}

/// An order nobody told of before.
fn first(
    customers: &Customers,
    tx: &WriteTx,
    id: OrderId,
    told: NewOrder,
) -> Result<(Order, Vec<Item>), StorageError> {
    let found = match told.contact {
        Some(contact) => Match { contact: Some(contact), by: MatchedBy::Contact },
        None => matching::find(customers, tx, &told.origin, &told.clues)?,
    };
    let order = Order {
        id,
        origin: told.origin,
        contact: found.contact,
        matched_by: found.by,
        clues: told.clues,
        state: told.state,
        currency: told.currency,
        total: told.total,
        refunded: told.refunded,
        placed_at: told.placed_at,
        state_at: told.state_at.unwrap_or_else(|| tx.now().max(told.placed_at)),
        changed_at: told.changed_at,
        updated_at: tx.now(),
    };
    Ok((order, told.items))
}

/// A known order as it is told now.
fn again(
    customers: &Customers,
    tx: &WriteTx,
    before: &Order,
    told: NewOrder,
) -> Result<(Order, Vec<Item>), StorageError> {
    let clues = told.clues.or(before.clues.clone());
    let found = match (told.contact, before.matched_by) {
        // What a person decided, no source undoes.
        (_, MatchedBy::ByHand) => Match { contact: before.contact, by: MatchedBy::ByHand },
        (Some(contact), _) => Match { contact: Some(contact), by: MatchedBy::Contact },
        (None, MatchedBy::Contact) => Match { contact: before.contact, by: MatchedBy::Contact },
        (None, _) if clues == before.clues && before.contact.is_some() => {
            Match { contact: before.contact, by: before.matched_by }
        }
        (None, _) => matching::find(customers, tx, &before.origin, &clues)?,
    };
    let state_at =
        if told.state == before.state { before.state_at } else { told.state_at.unwrap_or_else(|| tx.now()) };
    let order = Order {
        contact: found.contact,
        matched_by: found.by,
        clues,
        state: told.state,
        currency: told.currency,
        total: told.total,
        refunded: told.refunded,
        placed_at: told.placed_at,
        state_at,
        changed_at: told.changed_at.or(before.changed_at),
        ..before.clone()
    };
    Ok((order, told.items))
}
