//! Which roles need a second factor: the owner's decision. Who lacks one then reaches only their own account.

use serde_json::json;

use super::api_tokens::not_by_token;
use super::error::AccountError;
use super::second_factor;
use super::store::second_factors;
use crate::actor::{Actor, Role};
use crate::audit;
use crate::events::Topic;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// The roles that need one.
pub(super) fn roles(conn: &ReadConn) -> Result<Vec<Role>, StorageError> {
    second_factors::ruled_roles(conn)
}

/// Asks a second factor of these roles and no others. Whoever asks it of their own role has one already: an owner must
/// not lock themselves out.
pub(super) fn change(tx: &WriteTx, actor: &Actor, roles: &[Role]) -> Result<Vec<Role>, AccountError> {
    actor.require_over(Role::Owner)?;
    not_by_token(tx, actor)?;
    if let Some(me) = actor.person()
        && roles.contains(&actor.role)
        && !second_factor::is_on(tx, me)?
    {
        return Err(AccountError::OwnSecondFactorFirst);
    }
    second_factors::set_ruled_roles(tx, roles)?;
    audit::record(tx, actor, "team.second_factor_rules", "", json!({ "roles": roles }))?;
    for person in super::people::staff(tx)?.into_iter().filter(|person| person.active) {
        tx.announce(Topic::Person, person.id);
    }
    Ok(self::roles(tx)?)
}
