//! SQL of contacts.

use rusqlite::named_params;

use crate::ids::ContactId;
use crate::inbox::types::Contact;
use crate::storage::{ReadConn, StorageError, WriteTx};

const BY_ID: &str = "
    SELECT p.id, p.name, p.language,
           (SELECT value FROM contact_alias WHERE contact_id = p.id AND kind = 'username'
               AND retired_at_ms IS NULL ORDER BY last_seen_at_ms DESC LIMIT 1) AS username,
           (SELECT value FROM contact_alias WHERE contact_id = p.id AND kind = 'phone'
               AND retired_at_ms IS NULL ORDER BY last_seen_at_ms DESC LIMIT 1) AS phone,
           (SELECT value FROM contact_alias WHERE contact_id = p.id AND kind = 'user_id'
               AND retired_at_ms IS NULL ORDER BY last_seen_at_ms DESC LIMIT 1) AS user_id
      FROM contact p
     WHERE p.id = (SELECT ifnull(merged_into, id) FROM contact WHERE id = :id)";

pub(super) const HOT: &[&str] = &[BY_ID];

/// The contact, or the one it was merged into.
pub(crate) fn by_id(conn: &ReadConn, id: ContactId) -> Result<Option<Contact>, StorageError> {
    conn.optional(BY_ID, named_params! { ":id": id }, |row| {
        Ok(Contact {
            id: row.get("id")?,
            name: row.get("name")?,
            username: row.get("username")?,
            phone: row.get("phone")?,
            user_id: row.get("user_id")?,
            language: row.get("language")?,
        })
    })
}

pub(crate) fn insert(tx: &WriteTx, name: Option<&str>) -> Result<ContactId, StorageError> {
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO contact (id, name, created_at_ms) VALUES (:id, :name, :now_ms)",
        named_params! { ":id": id, ":name": name, ":now_ms": tx.now() },
    )?;
    Ok(id)
}

/// Takes over the name the customer shows; false when nothing changes or the shop gave its own.
pub(crate) fn take_shown_name(tx: &WriteTx, id: ContactId, name: &str) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE contact SET name = :name WHERE id = :id AND name_given_by_shop = 0 AND name IS NOT :name",
        named_params! { ":id": id, ":name": name },
    )?;
    Ok(changed > 0)
}

/// The shop's own name for the contact; none gives the customer's own name back with their next message.
pub(crate) fn rename(tx: &WriteTx, id: ContactId, name: Option<&str>) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE contact SET name = :name, name_given_by_shop = (:name IS NOT NULL) WHERE id = :id",
        named_params! { ":id": id, ":name": name },
    )?;
    Ok(changed > 0)
}

pub(crate) fn set_language(tx: &WriteTx, id: ContactId, language: Option<&str>) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE contact SET language = :language WHERE id = :id",
        named_params! { ":id": id, ":language": language },
    )?;
    Ok(())
}

/// `absorbed` is `survivor` from now on, which takes what it does not know itself.
pub(crate) fn merge(tx: &WriteTx, survivor: ContactId, absorbed: ContactId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE contact SET
            name = CASE WHEN other.name_given_by_shop > contact.name_given_by_shop THEN other.name
                        ELSE ifnull(contact.name, other.name) END,
            name_given_by_shop = max(contact.name_given_by_shop, other.name_given_by_shop),
            language = ifnull(contact.language, other.language)
           FROM (SELECT name, name_given_by_shop, language FROM contact WHERE id = :absorbed) AS other
          WHERE contact.id = :survivor",
        named_params! { ":survivor": survivor, ":absorbed": absorbed },
    )?;
    tx.execute(
        "UPDATE contact SET merged_into = :survivor WHERE id = :absorbed OR merged_into = :absorbed",
        named_params! { ":survivor": survivor, ":absorbed": absorbed },
    )?;
    Ok(())
}
