//! Whose order it is: by the contact the source names, a phone in any form, an e-mail address, the shop's own customer.
//!
//! Where the clues lead to one contact, it is theirs. Where they lead to more than one, nobody guesses: a person is asked.

use std::collections::BTreeMap;

use super::Customers;
use super::phone;
use super::store::matching as store;
use super::types::{Clues, MatchedBy, Origin};
use crate::ids::ContactId;
use crate::storage::{ReadConn, StorageError};

/// Whose order it is, and how that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub contact: Option<ContactId>,
    pub by: MatchedBy,
}

/// Whoever the clues lead to, each with the strongest clue that did.
pub(super) fn candidates(
    customers: &Customers,
    conn: &ReadConn,
    origin: &Origin,
    clues: &Clues,
) -> Result<BTreeMap<ContactId, MatchedBy>, StorageError> {
    let mut found = by_sure_clues(customers, conn, origin, clues)?;
    let Some(email) = &clues.email else { return Ok(found) };
    add(customers, conn, &mut found, store::contacts_by_email(conn, email)?, MatchedBy::Email)?;
    let by_email_alone = !found.is_empty() && found.values().all(|by| *by == MatchedBy::Email);
    if by_email_alone {
        // While it is asked of another order whose the address is, it is not known of this one either.
        for (origin, clues) in store::in_question(conn, email)? {
            let others = by_sure_clues(customers, conn, &origin, &clues)?.into_keys().collect();
            add(customers, conn, &mut found, others, MatchedBy::Email)?;
        }
    }
    Ok(found)
}

/// Whoever a phone or the shop's own id leads to: addresses are shared more often.
fn by_sure_clues(
    customers: &Customers,
    conn: &ReadConn,
    origin: &Origin,
    clues: &Clues,
) -> Result<BTreeMap<ContactId, MatchedBy>, StorageError> {
    let mut found = BTreeMap::new();
    if let Some(phone) = &clues.phone {
        let codes = own_codes(customers, conn)?;
        let named = (customers.by_phones)(conn, &phone::meanings(phone, &codes))?;
        add(customers, conn, &mut found, named, MatchedBy::Phone)?;
        if let Some(key) = phone::key(phone) {
            let ordered = store::contacts_by_phone(conn, phone, &key)?;
            add(customers, conn, &mut found, ordered, MatchedBy::Phone)?;
        }
    }
    if let Some(customer_id) = &clues.customer_id {
        let ordered = store::contacts_by_customer(conn, origin, customer_id)?;
        add(customers, conn, &mut found, ordered, MatchedBy::CustomerId)?;
    }
    Ok(found)
}

fn add(
    customers: &Customers,
    conn: &ReadConn,
    found: &mut BTreeMap<ContactId, MatchedBy>,
    contacts: Vec<ContactId>,
    by: MatchedBy,
) -> Result<(), StorageError> {
    for contact in contacts {
        // One that was merged into another meanwhile is the other.
        if let Some(customer) = (customers.by_id)(conn, contact)? {
            found.entry(customer.id).or_insert(by);
        }
    }
    Ok(())
}

/// The one the clues lead to.
pub(super) fn find(
    customers: &Customers,
    conn: &ReadConn,
    origin: &Origin,
    clues: &Clues,
) -> Result<Match, StorageError> {
    let mut found = candidates(customers, conn, origin, clues)?.into_iter();
    Ok(match (found.next(), found.next()) {
        (None, _) => Match { contact: None, by: MatchedBy::Nobody },
        (Some((contact, by)), None) => Match { contact: Some(contact), by },
        (Some(_), Some(_)) => Match { contact: None, by: MatchedBy::Unsure },
    })
}

/// Calling codes of the shop's own numbers: what is written without a country is meant in theirs.
fn own_codes(customers: &Customers, conn: &ReadConn) -> Result<Vec<String>, StorageError> {
    let own = (customers.own_phones)(conn)?;
    let mut codes: Vec<String> = own
        .iter()
        .filter_map(|written| phone::read(written))
        .filter_map(|read| phone::calling_code(&read).map(ToOwned::to_owned))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    Ok(codes)
}
