//! SQL of password links.

use rusqlite::named_params;

use crate::accounts::random_token::Digest;
use crate::accounts::types::{LinkKind, PasswordLink};
use crate::clock::Timestamp;
use crate::ids::PersonId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Makes the person's only link; an older one stops working.
pub fn replace(
    tx: &WriteTx,
    person: PersonId,
    kind: LinkKind,
    digest: &Digest,
    expires_at: Timestamp,
) -> Result<(), StorageError> {
    delete(tx, person)?;
    tx.execute(
        "INSERT INTO password_link (token_sha256, person_id, kind, expires_at_ms)
         VALUES (:digest, :person, :kind, :expires_at)",
        named_params! { ":digest": digest, ":person": person, ":kind": kind, ":expires_at": expires_at },
    )?;
    Ok(())
}

/// The link of this token, if it has not run out and its person is active.
pub fn find_live(
    conn: &ReadConn,
    digest: &Digest,
    now: Timestamp,
) -> Result<Option<PasswordLink>, StorageError> {
    conn.optional(
        "SELECT person.id, password_link.kind, person.name, person.email
         FROM password_link JOIN person ON person.id = password_link.person_id
         WHERE password_link.token_sha256 = :digest AND password_link.expires_at_ms > :now AND person.active = 1",
        named_params! { ":digest": digest, ":now": now },
        |row| {
            Ok(PasswordLink {
                person_id: row.get("id")?,
                kind: row.get("kind")?,
                name: row.get("name")?,
                email: row.get("email")?,
            })
        },
    )
}

pub fn delete(tx: &WriteTx, person: PersonId) -> Result<(), StorageError> {
    tx.execute("DELETE FROM password_link WHERE person_id = :person", named_params! { ":person": person })?;
    Ok(())
}

pub fn delete_everybodys(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("DELETE FROM password_link", []).map(drop)
}
