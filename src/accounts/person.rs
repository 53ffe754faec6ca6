//! One person by their id, and the names people and tokens may have.

use super::error::AccountError;
use super::store::people;
use super::types::{LONGEST_NAME, Person};
use crate::ids::PersonId;
use crate::storage::WriteTx;

pub(super) fn found(tx: &WriteTx, id: PersonId) -> Result<Person, AccountError> {
    people::find(tx, id)?.ok_or(AccountError::NotFound("person"))
}

/// A name a person or a token can have.
pub(super) fn checked_name(name: &str) -> Result<String, AccountError> {
    let name = name.trim();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(name.to_owned()) } else { Err(AccountError::invalid("name", "Use 1 to 100 characters.")) }
}
