//! The rules about people: who may be added, changed and sent away, and what that ends.
//!
//! A manager decides about agents and trainees, an owner about everybody. A shop always keeps an owner who can sign in. A changed role or a deactivation ends the person's sessions at once.
//! Nobody is ever deleted, because the conversations they answered name them.

use serde_json::json;

use super::api_tokens::{self, not_by_token};
use super::error::AccountError;
use super::notices;
use super::password_link::{self, FreshLink};
use super::person::{checked_name, found};
use super::session;
use super::store::{links, people};
use super::types::{EmailAddress, LinkKind, NewPerson, NoticeKind, Person};
use crate::actor::{Actor, Permission, Role};
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::PersonId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// People a shop can have.
const MOST_PEOPLE: u32 = 500;

/// Somebody an owner or a manager adds.
pub struct Invitation {
    pub email: String,
    pub name: String,
    pub role: Role,
}

/// Changes an owner or a manager makes to somebody.
#[derive(Debug, Default)]
pub struct PersonChanges {
    pub name: Option<String>,
    pub role: Option<Role>,
    pub active: Option<bool>,
}

/// Adds somebody and makes the link with which they choose their password.
pub(super) fn invite(
    tx: &WriteTx,
    actor: &Actor,
    invitation: &Invitation,
) -> Result<(Person, FreshLink), AccountError> {
    actor.require(Permission::ManageTeam)?;
    not_by_token(tx, actor)?;
    actor.require_over(invitation.role)?;
    let email = EmailAddress::parse(&invitation.email)
        .ok_or_else(|| AccountError::invalid("email", "Enter an e-mail address such as rosa@example.com."))?;
    let name = checked_name(&invitation.name)?;
    if people::credentials(tx, email.key())?.is_some() {
        return Err(AccountError::EmailTaken);
    }
    if people::count(tx)? >= MOST_PEOPLE {
        return Err(AccountError::TooMany { what: "A shop can have so many people", most: MOST_PEOPLE });
    }
    let language = super::shop(tx)?.language;
    let new = NewPerson { name, email, role: invitation.role, language, password_hash: None };
    let id = people::insert(tx, &new)?;
    audit::record(tx, actor, "person.invited", id, json!({ "role": invitation.role }))?;
    tx.announce(Topic::Person, id);
    let link = password_link::make(tx, id, LinkKind::Invitation)?;
    Ok((found(tx, id)?, link))
}

pub(super) fn change(
    tx: &WriteTx,
    actor: &Actor,
    id: PersonId,
    changes: &PersonChanges,
) -> Result<Person, AccountError> {
    actor.require(Permission::ManageTeam)?;
    not_by_token(tx, actor)?;
    let before = found(tx, id)?;
    actor.require_over(before.role)?;
    if let Some(role) = changes.role {
        actor.require_over(role)?;
    }
    if let Some(name) = &changes.name {
        people::set_name(tx, id, &checked_name(name)?)?;
    }
    let role = changes.role.filter(|role| *role != before.role);
    let active = changes.active.filter(|active| *active != before.active);
    if role.is_some() || active.is_some() {
        keep_an_owner(tx, &before, role, active)?;
        session::revoke_all(tx, id, None)?;
    }
    if let Some(role) = role {
        people::set_role(tx, id, role)?;
        let details = json!({ "from": before.role, "to": role });
        audit::record(tx, actor, "person.role_changed", id, details)?;
        notices::tell(tx, id, NoticeKind::RoleChanged, None)?;
    }
    if let Some(active) = active {
        people::set_active(tx, id, active)?;
        links::delete(tx, id)?;
        if !active {
            api_tokens::end_with(tx, id)?;
        }
        let deed = if active { "person.activated" } else { "person.deactivated" };
        audit::record(tx, actor, deed, id, json!({}))?;
    }
    tx.announce(Topic::Person, id);
    found(tx, id)
}

/// Makes a link with which somebody chooses a new password; their second factor stays.
pub(super) fn make_password_link(
    tx: &WriteTx,
    actor: &Actor,
    id: PersonId,
) -> Result<FreshLink, AccountError> {
    actor.require(Permission::ManageTeam)?;
    not_by_token(tx, actor)?;
    if actor.person() == Some(id) {
        return Err(AccountError::invalid(
            "id",
            "Change your own password in your account; it asks for the present one.",
        ));
    }
    let person = found(tx, id)?;
    actor.require_over(person.role)?;
    if !person.active {
        return Err(AccountError::invalid("active", "Switch this person on again first."));
    }
    let kind = if person.invited { LinkKind::Invitation } else { LinkKind::Reset };
    audit::record(tx, actor, "person.password_link_made", id, json!({ "kind": kind }))?;
    if kind == LinkKind::Reset {
        notices::tell(tx, id, NoticeKind::LinkMade, None)?;
    }
    password_link::make(tx, id, kind)
}

fn keep_an_owner(
    tx: &WriteTx,
    before: &Person,
    role: Option<Role>,
    active: Option<bool>,
) -> Result<(), AccountError> {
    let stays_owner = role.is_none_or(|role| role == Role::Owner) && active.unwrap_or(before.active);
    let is_owner = before.role == Role::Owner && before.active;
    if is_owner && !stays_owner && !people::another_owner_exists(tx, before.id)? {
        return Err(AccountError::LastOwner);
    }
    Ok(())
}

/// When the shop got its first person: since then it is open.
pub fn opened_at(conn: &ReadConn) -> Result<Option<Timestamp>, StorageError> {
    people::first_came_at(conn)
}

/// Everybody who works or ever worked here: old threads still name whoever is no longer active.
pub fn staff(conn: &ReadConn) -> Result<Vec<Person>, StorageError> {
    people::page(conn, None, MOST_PEOPLE)
}
