//! SQL of aliases: by what the outside knows a contact.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::ContactId;
use crate::inbox::types::Alias;
use crate::storage::{ReadConn, StorageError, WriteTx};

const OWNER: &str = "
    SELECT contact_id FROM contact_alias
     WHERE kind = :kind AND value = :value AND scope = :scope AND retired_at_ms IS NULL";

const OWNER_EVER: &str = "
    SELECT contact_id FROM contact_alias
     WHERE kind = :kind AND value = :value AND scope = :scope
     ORDER BY retired_at_ms DESC LIMIT 1";

const OF_CONTACT: &str = "
    SELECT kind, value, scope FROM contact_alias
     WHERE contact_id = :contact_id AND retired_at_ms IS NULL ORDER BY kind, last_seen_at_ms DESC LIMIT 100";

const TOUCH: &str = "
    UPDATE contact_alias SET last_seen_at_ms = max(last_seen_at_ms, ifnull(:seen_at_ms, 0))
     WHERE kind = :kind AND value = :value AND scope = :scope AND contact_id = :contact_id";

const OWNER_UNTIL: &str = "
    SELECT contact_id FROM contact_alias
     WHERE kind = :kind AND value = :value AND scope = :scope AND retired_at_ms > :at_ms
     ORDER BY retired_at_ms LIMIT 1";

const BORE: &str = "
    SELECT 1 FROM contact_alias
     WHERE kind = :kind AND value = :value AND scope = :scope AND contact_id = :contact_id LIMIT 1";

pub(super) const HOT: &[&str] = &[OWNER, OWNER_EVER, OWNER_UNTIL, BORE, OF_CONTACT, TOUCH];

/// Who bears this alias now.
pub(crate) fn owner(conn: &ReadConn, alias: &Alias) -> Result<Option<ContactId>, StorageError> {
    conn.optional(
        OWNER,
        named_params! { ":kind": alias.kind, ":value": alias.value, ":scope": alias.scope },
        |row| row.get("contact_id"),
    )
}

/// Who bears this alias now, or bore it last.
pub(crate) fn owner_ever(conn: &ReadConn, alias: &Alias) -> Result<Option<ContactId>, StorageError> {
    let now = owner(conn, alias)?;
    if now.is_some() {
        return Ok(now);
    }
    conn.optional(
        OWNER_EVER,
        named_params! { ":kind": alias.kind, ":value": alias.value, ":scope": alias.scope },
        |row| row.get("contact_id"),
    )
}

/// The aliases a contact bears now, of each kind the last seen first.
pub(crate) fn of_contact(conn: &ReadConn, contact: ContactId) -> Result<Vec<Alias>, StorageError> {
    conn.all(OF_CONTACT, named_params! { ":contact_id": contact }, |row| {
        Ok(Alias { kind: row.get("kind")?, value: row.get("value")?, scope: row.get("scope")? })
    })
}

/// Who gave this alias up after this moment.
pub(crate) fn owner_until(
    conn: &ReadConn,
    alias: &Alias,
    at: Timestamp,
) -> Result<Option<ContactId>, StorageError> {
    conn.optional(
        OWNER_UNTIL,
        named_params! { ":kind": alias.kind, ":value": alias.value, ":scope": alias.scope, ":at_ms": at },
        |row| row.get("contact_id"),
    )
}

/// Whether the contact bears or ever bore this alias.
pub(crate) fn bore(conn: &ReadConn, contact: ContactId, alias: &Alias) -> Result<bool, StorageError> {
    let found = conn.optional(
        BORE,
        named_params! {
            ":kind": alias.kind, ":value": alias.value, ":scope": alias.scope, ":contact_id": contact,
        },
        |row| row.get::<_, i64>(0),
    )?;
    Ok(found.is_some())
}

/// Notes when the customer was seen under an alias; false when the contact never bore it.
pub(crate) fn touch(
    tx: &WriteTx,
    contact: ContactId,
    alias: &Alias,
    seen_at: Option<Timestamp>,
) -> Result<bool, StorageError> {
    let touched = tx.execute(
        TOUCH,
        named_params! {
            ":seen_at_ms": seen_at, ":kind": alias.kind, ":value": alias.value, ":scope": alias.scope,
            ":contact_id": contact,
        },
    )?;
    Ok(touched > 0)
}

/// A new alias. One the customer never wrote under was seen at 0, so that what they write from comes first.
pub(crate) fn insert(
    tx: &WriteTx,
    contact: ContactId,
    alias: &Alias,
    seen_at: Option<Timestamp>,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO contact_alias (contact_id, kind, value, scope, first_seen_at_ms, last_seen_at_ms)
         VALUES (:contact_id, :kind, :value, :scope, :now_ms, ifnull(:seen_at_ms, 0))",
        named_params! {
            ":contact_id": contact, ":kind": alias.kind, ":value": alias.value, ":scope": alias.scope,
            ":now_ms": tx.now(), ":seen_at_ms": seen_at,
        },
    )?;
    Ok(())
}

/// Nobody bears this alias any more; it stays, to find old threads by.
pub(crate) fn retire(tx: &WriteTx, alias: &Alias, at: Timestamp) -> Result<bool, StorageError> {
    let retired = tx.execute(
        "UPDATE contact_alias SET retired_at_ms = :now_ms
          WHERE kind = :kind AND value = :value AND scope = :scope AND retired_at_ms IS NULL",
        named_params! { ":now_ms": at, ":kind": alias.kind, ":value": alias.value, ":scope": alias.scope },
    )?;
    Ok(retired > 0)
}

/// The contact bears only this one of its kind and scope from now on; says whether it bore another.
pub(crate) fn retire_others(
    tx: &WriteTx,
    contact: ContactId,
    kept: &Alias,
    at: Timestamp,
) -> Result<bool, StorageError> {
    let retired = tx.execute(
        "UPDATE contact_alias SET retired_at_ms = :now_ms
          WHERE contact_id = :contact_id AND kind = :kind AND scope = :scope AND value <> :value
            AND retired_at_ms IS NULL",
        named_params! {
            ":now_ms": at, ":contact_id": contact, ":kind": kept.kind, ":scope": kept.scope,
            ":value": kept.value,
        },
    )?;
    Ok(retired > 0)
}

/// Everything `from` was known by now means `to`.
pub(crate) fn move_all(tx: &WriteTx, from: ContactId, to: ContactId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE contact_alias SET contact_id = :to WHERE contact_id = :from",
        named_params! { ":from": from, ":to": to },
    )?;
    Ok(())
}
