//! Whose an order is turns out later: a person says so, a customer writes for the first time, two contacts are one.
//!
//! Orders that waited for the same answer follow by themselves; what a person decided stays.

use super::store::{matching as alike, orders as store};
use super::types::MatchedBy;
use super::{Customers, Orders, matching, phone, search};
use crate::events::Topic;
use crate::ids::{ContactId, OrderId};
use crate::jobs::JobError;
use crate::storage::{StorageError, WriteTx};

/// Orders that follow one answer at once.
const MOST_FOLLOWERS: u32 = 500;

impl Orders {
    /// A contact bears a phone number from now on: orders that came with it before are theirs.
    pub async fn phone_known(self, contact: ContactId) -> Result<(), JobError> {
        let customers = self.customers.clone();
        self.db.write::<_, StorageError>(move |tx| look_for_orders(&customers, tx, contact)).await?;
        self.contact_named(contact).await
    }

    /// Two contacts are one: the orders of both are the survivor's, and where the two were the question it is answered.
    pub async fn contacts_merged(self, survivor: ContactId, absorbed: ContactId) -> Result<(), JobError> {
        let customers = self.customers.clone();
        let survivor = self
            .db
            .write::<_, StorageError>(move |tx| {
                // The survivor may have been absorbed itself since.
                let survivor = (customers.by_id)(tx, survivor)?.map_or(survivor, |customer| customer.id);
                if store::give_to_contact(tx, absorbed, survivor, tx.now())? > 0 {
                    tx.announce(Topic::Order, survivor);
                }
                look_for_orders(&customers, tx, survivor)?;
                let unsure = alike::unsure(tx, MOST_FOLLOWERS)?;
                match_again(&customers, tx, unsure)?;
                Ok(survivor)
            })
            .await?;
        self.contact_named(survivor).await
    }
}

/// Orders and baskets without a customer that came with one of the contact's phones.
fn look_for_orders(customers: &Customers, tx: &WriteTx, contact: ContactId) -> Result<(), StorageError> {
    let mut keys: Vec<String> =
        (customers.phones_of)(tx, contact)?.iter().filter_map(|phone| phone::key(phone)).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let waiting = alike::unmatched_by_phone(tx, &key, MOST_FOLLOWERS)?;
        match_again(customers, tx, waiting)?;
        for (basket, origin, clues) in alike::unmatched_baskets(tx, &key, MOST_FOLLOWERS)? {
            if let Some(contact) = matching::find(customers, tx, &origin, &clues)?.contact {
                alike::give_basket(tx, basket, contact)?;
            }
        }
    }
    Ok(())
}

/// A person says whose an order is, or that it is nobody's; how many others followed. `None` when that was known.
pub(super) fn by_hand(
    customers: &Customers,
    tx: &WriteTx,
    id: OrderId,
    contact: Option<ContactId>,
) -> Result<Option<usize>, StorageError> {
    let Some(order) = store::by_id(tx, id)? else { return Ok(None) };
    if order.matched_by == MatchedBy::ByHand && order.contact == contact {
        return Ok(None);
    }
    store::set_contact(tx, id, contact, MatchedBy::ByHand, tx.now())?;
    search::refresh(customers, tx, id);
    tx.announce(Topic::Order, id);
    let key = order.clues.phone.as_deref().and_then(phone::key);
    let waiting = alike::unmatched_alike(tx, &order.origin, &order.clues, key.as_deref(), MOST_FOLLOWERS)?;
    Ok(Some(match_again(customers, tx, waiting)?))
}

/// Looks again at orders without a customer; says how many have one now.
pub(super) fn match_again(
    customers: &Customers,
    tx: &WriteTx,
    waiting: Vec<OrderId>,
) -> Result<usize, StorageError> {
    let mut matched = 0;
    for id in waiting {
        let Some(order) = store::by_id(tx, id)? else { continue };
        let found = matching::find(customers, tx, &order.origin, &order.clues)?;
        if (found.contact, found.by) != (order.contact, order.matched_by) {
            store::set_contact(tx, id, found.contact, found.by, tx.now())?;
            search::refresh(customers, tx, id);
            tx.announce(Topic::Order, id);
            matched += usize::from(found.contact.is_some());
        }
    }
    Ok(matched)
}
