//! API tokens: `sb_…`, for programs, with one role and an end if wanted.
//!
//! Shown once; kept as a digest. Never can do more than whoever makes it, and ends with them; one made on the machine
//! itself belongs to nobody. A token makes no other.

use std::time::Duration;

use serde_json::json;

use super::error::AccountError;
use super::person::checked_name;
use super::store::tokens;
use super::types::{ApiToken, NoticeKind};
use super::{notices, random_token, session};
use crate::actor::{Actor, Denied, Identity, Permission, Role};
use crate::audit;
use crate::ids::{PersonId, TokenId};
use crate::secrets::Secret;
use crate::storage::WriteTx;

/// What every token begins with, so that people and secret scanners know one when they see it.
pub const PREFIX: &str = "sb_";
/// Tokens a shop can have.
const MOST_TOKENS: u32 = 100;
/// The furthest end a token can have, in days.
const MOST_DAYS: u32 = 3_650;
const DAY: Duration = Duration::from_hours(24);

/// A token to be made.
pub struct NewToken {
    pub name: String,
    pub role: Role,
    pub expires_in_days: Option<u32>,
}

/// Makes a token; the text is shown this once.
pub fn make(tx: &WriteTx, actor: &Actor, new: &NewToken) -> Result<(Secret, ApiToken), AccountError> {
    actor.require(Permission::ManageTokens)?;
    not_by_token(tx, actor)?;
    if new.role > actor.role {
        return Err(Denied { role: actor.role, needed: new.role }.into());
    }
    let name = checked_name(&new.name)?;
    if new.expires_in_days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
        return Err(AccountError::invalid("expires_in_days", format!("Use 1 to {MOST_DAYS} days.")));
    }
    if tokens::count(tx)? >= MOST_TOKENS {
        return Err(AccountError::TooMany { what: "A shop can have so many tokens", most: MOST_TOKENS });
    }
    let expires_at = new.expires_in_days.map(|days| tx.now().plus(DAY * days));
    let fresh = random_token::fresh(PREFIX)?;
    let id = tokens::insert(tx, &name, new.role, &fresh.digest, expires_at, actor.person())?;
    audit::record(tx, actor, "token.made", id, json!({ "name": name, "role": new.role }))?;
    notices::tell_owners(tx, NoticeKind::TokenMade)?;
    let made = tokens::find(tx, id)?.ok_or(AccountError::NotFound("token"))?;
    Ok((fresh.plain, made))
}

/// What outlives a token is not made by one: whoever found it could stay after it ends. Only a token made on the machine
/// itself may: whoever can make one there can do all of it without.
pub(super) fn not_by_token(tx: &WriteTx, actor: &Actor) -> Result<(), AccountError> {
    match actor.identity {
        Identity::Token(id) if tokens::is_somebodys(tx, id)? => Err(AccountError::PersonOnly),
        Identity::Token(_) | Identity::Person(_) | Identity::System => Ok(()),
    }
}

/// Ends every token of somebody who goes.
pub(super) fn end_with(tx: &WriteTx, person: PersonId) -> Result<(), AccountError> {
    for id in tokens::delete_of(tx, person)? {
        tx.announce(session::TOPIC, id);
    }
    Ok(())
}

/// Ends a token and the live streams it holds open.
pub(super) fn revoke(tx: &WriteTx, actor: &Actor, id: TokenId) -> Result<(), AccountError> {
    actor.require(Permission::ManageTokens)?;
    if !tokens::delete(tx, id)? {
        return Err(AccountError::NotFound("token"));
    }
    audit::record(tx, actor, "token.revoked", id, json!({}))?;
    tx.announce(session::TOPIC, id);
    Ok(())
}
