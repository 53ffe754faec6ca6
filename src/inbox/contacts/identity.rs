//! Who wrote: finds the contact behind the aliases a message came with.
//!
//! The channel's user id counts first, then the phone; a username only when there is nothing else, because it can pass
//! to somebody else. Names that point at two contacts show that both are one person: they are merged. Aliases are
//! retired, never deleted. A phone number is never a key, and may be missing altogether.

use super::{consent, forget, merge};
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::{ConnectionId, ContactId, ConversationId};
use crate::inbox::jobs::{ContactNamed, PhoneKnown};
use crate::inbox::search::contact_index;
use crate::inbox::search::phone_forms::forms;
use crate::inbox::store::{aliases, contacts, conversations};
use crate::inbox::types::{Alias, AliasKind};
use crate::inbox::words::SuppressionReason;
use crate::jobs;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Characters of an alias or a shown name that are kept.
const NAME_LIMIT: usize = 200;

/// What [`resolve`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inbox) struct Resolved {
    pub contact: ContactId,
    /// The contact is known by another user id than before.
    pub identity_changed: bool,
}

/// How aliases came to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) enum Sighting {
    /// The customer wrote, at this moment of the channel's own time.
    Wrote(Timestamp),
    /// The channel named the customer, at this moment of its own time.
    Named(Timestamp),
    /// Somebody's list names the customer; when that was true is not known.
    Listed,
}

impl Sighting {
    const fn at(self) -> Option<Timestamp> {
        match self {
            Self::Wrote(at) | Self::Named(at) => Some(at),
            Self::Listed => None,
        }
    }

    /// When the customer was there.
    const fn seen_at(self) -> Option<Timestamp> {
        match self {
            Self::Wrote(at) => Some(at),
            Self::Named(_) | Self::Listed => None,
        }
    }
}

/// The contact behind these aliases; made when nobody bears any of them.
pub(in crate::inbox) fn resolve(
    tx: &WriteTx,
    seen: &[Alias],
    shown_name: Option<&str>,
    how: Sighting,
) -> Result<Resolved, StorageError> {
    let seen = tidy(seen);
    let shown_name = shown_name.map(shorten).filter(|name| !name.is_empty());
    let known = find(tx, &seen, how.at())?;
    let is_new = known.is_empty();
    let contact = match known.split_first() {
        None => contacts::insert(tx, shown_name.as_deref())?,
        Some((oldest, others)) => {
            for other in others {
                merge::contacts(tx, *oldest, *other)?;
            }
            *oldest
        }
    };
    let taught = learn(tx, contact, &seen, how)?;
    if is_new && let Some(scope) = forget::asked_before(tx, &seen)? {
        consent::suppress(tx, contact, SuppressionReason::OptedOut, scope)?;
    }
    if taught.phone {
        jobs::enqueue(tx, &PhoneKnown { contact_id: contact })?;
    }
    let renamed = match &shown_name {
        Some(name) => contacts::take_shown_name(tx, contact, name)?,
        None => false,
    };
    if renamed {
        jobs::enqueue(tx, &ContactNamed { contact_id: contact })?;
    }
    if taught.anything || renamed {
        contact_index::refresh(tx, contact)?;
        tx.announce(Topic::Contact, contact);
    }
    Ok(Resolved { contact, identity_changed: taught.another_user_id })
}

/// A person is known by other names from now on: their number or their user id changed.
pub(in crate::inbox) fn change(
    tx: &WriteTx,
    before: &[Alias],
    now: &[Alias],
    at: Timestamp,
) -> Result<Option<ContactId>, StorageError> {
    let (before, now) = (tidy(before), tidy(now));
    let known: Vec<Alias> = before.iter().chain(&now).cloned().collect();
    if find(tx, &known, Some(at))?.is_empty() {
        return Ok(None);
    }
    let contact = resolve(tx, &known, None, Sighting::Named(at))?.contact;
    let current: Vec<Alias> = now.iter().flat_map(same).collect();
    for alias in before.iter().flat_map(same).filter(|alias| !current.contains(alias)) {
        aliases::retire(tx, &alias, at)?;
    }
    for alias in &now {
        if aliases::owner(tx, alias)?.is_none() {
            aliases::insert(tx, contact, alias, None)?;
        }
    }
    contact_index::refresh(tx, contact)?;
    jobs::enqueue(tx, &ContactNamed { contact_id: contact })?;
    tx.announce(Topic::Contact, contact);
    Ok(Some(contact))
}

/// The contacts that bear one of these aliases, oldest first.
pub(in crate::inbox) fn known(conn: &ReadConn, seen: &[Alias]) -> Result<Vec<ContactId>, StorageError> {
    find(conn, &tidy(seen), None)
}

/// The contact these names belong to, if any.
pub fn contact_of(conn: &ReadConn, aliases: &[Alias]) -> Result<Option<ContactId>, StorageError> {
    let Some(contact) = known(conn, aliases)?.into_iter().next() else { return Ok(None) };
    Ok(contacts::by_id(conn, contact)?.map(|contact| contact.id))
}

/// Everybody who bears one of these names now, oldest first: more than one where the names are of several people.
pub fn contacts_of(conn: &ReadConn, aliases: &[Alias]) -> Result<Vec<ContactId>, StorageError> {
    known(conn, aliases)
}

/// A contact's conversations, each with its channel and account.
pub fn conversations_of(
    conn: &ReadConn,
    contact: ContactId,
) -> Result<Vec<(ConversationId, String, ConnectionId)>, StorageError> {
    conversations::all_of_contact(conn, contact)
}

fn tidy(seen: &[Alias]) -> Vec<Alias> {
    let mut tidied: Vec<Alias> = Vec::with_capacity(seen.len());
    for alias in seen {
        let alias = Alias { value: shorten(&alias.value), ..alias.clone() };
        if !alias.value.is_empty() && !tidied.contains(&alias) {
            tidied.push(alias);
        }
    }
    tidied
}

fn shorten(text: &str) -> String {
    text.trim().chars().filter(|letter| !letter.is_control()).take(NAME_LIMIT).collect()
}

/// An alias in all its forms: a phone number is written in several ways.
fn same(alias: &Alias) -> Vec<Alias> {
    match alias.kind {
        AliasKind::Phone => {
            forms(&alias.value).into_iter().map(|value| Alias { value, ..alias.clone() }).collect()
        }
        AliasKind::UserId | AliasKind::ParentUserId | AliasKind::Username => vec![alias.clone()],
    }
}

/// The contacts these aliases pointed at, at a moment or now, oldest first.
fn find(tx: &ReadConn, seen: &[Alias], at: Option<Timestamp>) -> Result<Vec<ContactId>, StorageError> {
    let mut found = Vec::new();
    for alias in seen {
        match alias.kind {
            // A user id belongs to one person for ever, so a retired one still tells who it is.
            AliasKind::UserId | AliasKind::ParentUserId => found.extend(aliases::owner_ever(tx, alias)?),
            // A phone number can be given to somebody else: it means who had it then.
            AliasKind::Phone => {
                for form in same(alias) {
                    let then = match at {
                        Some(at) => aliases::owner_until(tx, &form, at)?,
                        None => None,
                    };
                    found.extend(match then {
                        Some(owner) => Some(owner),
                        None => aliases::owner(tx, &form)?,
                    });
                }
            }
            AliasKind::Username if seen.iter().all(|other| other.kind == AliasKind::Username) => {
                found.extend(aliases::owner(tx, alias)?);
            }
            AliasKind::Username => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

#[derive(Default)]
struct Taught {
    anything: bool,
    phone: bool,
    another_user_id: bool,
}

/// Writes down by what the contact was seen.
fn learn(tx: &WriteTx, contact: ContactId, seen: &[Alias], how: Sighting) -> Result<Taught, StorageError> {
    let mut taught = Taught::default();
    for alias in seen {
        if aliases::owner(tx, alias)? == Some(contact) {
            aliases::touch(tx, contact, alias, how.seen_at())?;
            continue;
        }
        // A retired user id of the same contact comes late: it tells nothing new.
        let for_ever = matches!(alias.kind, AliasKind::UserId | AliasKind::ParentUserId);
        if for_ever && aliases::touch(tx, contact, alias, how.seen_at())? {
            continue;
        }
        // What was given up stays so, whatever was still on its way.
        if let Some(at) = how.at()
            && aliases::owner_until(tx, alias, at)? == Some(contact)
        {
            aliases::touch(tx, contact, alias, how.seen_at())?;
            continue;
        }
        if how == Sighting::Listed && aliases::bore(tx, contact, alias)? {
            continue;
        }
        // Whoever bore it before bears it no longer: usernames pass on.
        let since = how.at().unwrap_or(tx.now());
        aliases::retire(tx, alias, since)?;
        aliases::insert(tx, contact, alias, how.seen_at())?;
        taught.anything = true;
        match alias.kind {
            AliasKind::UserId => {
                taught.another_user_id |= aliases::retire_others(tx, contact, alias, since)?;
            }
            AliasKind::ParentUserId | AliasKind::Username => {
                aliases::retire_others(tx, contact, alias, since)?;
            }
            // The same phone is written in several ways (Brazil, Mexico): each stays.
            AliasKind::Phone => taught.phone = true,
        }
    }
    Ok(taught)
}
