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
    let mut found = BTreeMap::new();
    let mut add = |contacts: Vec<ContactId>, by: MatchedBy| -> Result<(), StorageError> {
        for contact in contacts {
            // One that was merged into another meanwhile is the other.
            if let Some(customer) = (customers.by_id)(conn, contact)? {
                found.entry(customer.id).or_insert(by);
            }
        }
        Ok(())
    };
    if let Some(phone) = &clues.phone {
        let codes = own_codes(customers, conn)?;
        add((customers.by_phones)(conn, &phone::meanings(phone, &codes))?, MatchedBy::Phone)?;
        if let Some(key) = phone::key(phone) {
            add(store::contacts_by_phone(conn, phone, &key)?, MatchedBy::Phone)?;
        }
    }
    if let Some(customer_id) = &clues.customer_id {
        add(store::contacts_by_customer(conn, origin, customer_id)?, MatchedBy::CustomerId)?;
    }
    if let Some(email) = &clues.email {
        add(store::contacts_by_email(conn, email)?, MatchedBy::Email)?;
    }
    Ok(found)
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
