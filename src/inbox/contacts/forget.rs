//! Somebody is forgotten: by what they can be found, what goes at once, and what is remembered of it.
//!
//! What is remembered are digests: that a name was erased, and whether its bearer wanted no messages.

use crate::clock::Timestamp;
use crate::ids::ContactId;
use crate::inbox::search::phone_forms::forms;
use crate::inbox::store::{consent as standing, held};
use crate::inbox::types::{Alias, AliasKind};
use crate::inbox::words::SuppressionScope;
use crate::privacy::{self, Holding, Stops, Who};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Pages of an index that one step of joining writes.
const STEP_PAGES: u32 = 16;

/// What the inbox keeps of customers.
pub fn held() -> &'static [Holding] {
    held::HELD
}

/// Whom an id means, and everything the inbox knows them by.
pub fn who(conn: &ReadConn, id: ContactId) -> Result<Option<Who>, StorageError> {
    let contacts = held::contacts(conn, id)?;
    let Some(first) = contacts.first().copied() else { return Ok(None) };
    let mut who = Who { conversations: held::conversations(conn, &contacts)?, contacts, ..Who::default() };
    for alias in held::aliases_ever(conn, &who.contacts)? {
        who.marks.extend(marks(&alias));
        match alias.kind {
            AliasKind::Phone => who.phones.extend(forms(&alias.value).iter().map(|form| digits(form))),
            AliasKind::UserId => who.names.push(alias.value),
            AliasKind::ParentUserId | AliasKind::Username => {}
        }
    }
    who.phones.sort_unstable();
    who.phones.dedup();
    who.names.extend(who.phones.iter().cloned());
    who.places = who.conversations.iter().map(|id| format!("/inbox/needs_person/{id}")).collect();
    who.stops = standing::standing(conn, first)?.suppressed.map(|wish| match wish.scope {
        SuppressionScope::Marketing => Stops::Marketing,
        SuppressionScope::Everything => Stops::Everything,
    });
    Ok(Some(who))
}

/// Nobody finds them from now on, and nobody answers them.
pub fn unname(tx: &WriteTx, who: &Who) -> Result<(), StorageError> {
    held::unname(tx, &who.contacts)?;
    held::quieten(tx, &who.conversations)
}

/// Whether whoever bears one of these names was erased after a moment: what was said before that is not taken in again.
pub fn was_erased(conn: &ReadConn, names: &[Alias], at: Timestamp) -> Result<bool, StorageError> {
    let erased = privacy::forgotten(conn, &all_marks(names))?;
    // The channel tells moments in whole seconds: what was written in the very second counts as later.
    Ok(erased.is_some_and(|erased| at.as_millis() / 1000 < erased.erased_at.as_millis() / 1000))
}

/// What somebody who bears these names had asked not to get before they were erased.
pub(in crate::inbox) fn asked_before(
    conn: &ReadConn,
    names: &[Alias],
) -> Result<Option<SuppressionScope>, StorageError> {
    let erased = privacy::forgotten(conn, &all_marks(names))?;
    Ok(erased.and_then(|erased| erased.stops).map(|stops| match stops {
        Stops::Marketing => SuppressionScope::Marketing,
        Stops::Everything => SuppressionScope::Everything,
    }))
}

/// Every name there is with whose it is.
pub fn everybodys_marks(conn: &ReadConn) -> Result<Vec<(ContactId, String)>, StorageError> {
    let all = held::everybodys_aliases(conn)?;
    Ok(all
        .iter()
        .flat_map(|(contact, alias)| marks(alias).into_iter().map(|mark| (*contact, mark)))
        .collect())
}

/// Whether one of these names was ever erased.
pub(in crate::inbox) fn is_on_the_list(conn: &ReadConn, names: &[Alias]) -> Result<bool, StorageError> {
    Ok(privacy::forgotten(conn, &all_marks(names))?.is_some())
}

/// Joins some pieces of the indexes; `false` when all are joined.
pub fn squeeze(tx: &WriteTx, first: bool) -> Result<bool, StorageError> {
    let messages = held::squeeze(tx, held::Index::Messages, STEP_PAGES, first)?;
    let contacts = held::squeeze(tx, held::Index::Contacts, STEP_PAGES, first)?;
    Ok(messages || contacts || first)
}

/// A phone as the channel's own data has it.
fn digits(phone: &str) -> String {
    phone.trim_start_matches('+').to_owned()
}

fn all_marks(names: &[Alias]) -> Vec<String> {
    names.iter().flat_map(marks).collect()
}

/// A name as it is digested. A username passes on to others, and a company's id is many people's: neither is kept.
fn marks(alias: &Alias) -> Vec<String> {
    let mark = |value: &str| format!("{}|{}|{value}", alias.kind.as_str(), alias.scope);
    match alias.kind {
        AliasKind::UserId => vec![mark(&alias.value)],
        AliasKind::Phone => forms(&alias.value).iter().map(|form| mark(form)).collect(),
        AliasKind::ParentUserId | AliasKind::Username => Vec::new(),
    }
}
