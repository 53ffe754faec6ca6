//! SQL of who may read this install's report, and of the key it is signed with.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::health::fleet::types::{FleetToken, PublicKey};
use crate::ids::{FleetTokenId, PersonId};
use crate::secrets::Sealed;
use crate::storage::{ReadConn, StorageError, WriteTx};

fn token(row: &rusqlite::Row<'_>) -> rusqlite::Result<FleetToken> {
    Ok(FleetToken {
        id: row.get("id")?,
        name: row.get("name")?,
        created_at: row.get("created_at_ms")?,
        last_used_at: row.get("last_used_at_ms")?,
    })
}

pub(in crate::health::fleet) fn all(conn: &ReadConn) -> Result<Vec<FleetToken>, StorageError> {
    conn.all(
        "SELECT id, name, created_at_ms, last_used_at_ms FROM fleet_token ORDER BY id DESC LIMIT 100",
        [],
        token,
    )
}

pub(in crate::health::fleet) fn by_digest(
    conn: &ReadConn,
    digest: &[u8; 32],
) -> Result<Option<FleetToken>, StorageError> {
    conn.optional(
        "SELECT id, name, created_at_ms, last_used_at_ms FROM fleet_token WHERE token_sha256 = :digest",
        named_params! { ":digest": digest },
        token,
    )
}

pub(in crate::health::fleet) fn insert(
    tx: &WriteTx,
    name: &str,
    digest: &[u8; 32],
    person: Option<PersonId>,
) -> Result<FleetToken, StorageError> {
    let id: FleetTokenId = tx.new_id();
    tx.execute(
        "INSERT INTO fleet_token (id, name, token_sha256, person_id, created_at_ms)
         VALUES (:id, :name, :digest, :person_id, :now_ms)",
        named_params! { ":id": id, ":name": name, ":digest": digest, ":person_id": person, ":now_ms": tx.now() },
    )?;
    Ok(FleetToken { id, name: name.to_owned(), created_at: tx.now(), last_used_at: None })
}

pub(in crate::health::fleet) fn delete(tx: &WriteTx, id: FleetTokenId) -> Result<bool, StorageError> {
    Ok(tx.execute("DELETE FROM fleet_token WHERE id = :id", named_params! { ":id": id })? > 0)
}

pub(super) fn delete_all(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("DELETE FROM fleet_token", []).map(drop)
}

pub(in crate::health::fleet) fn used(
    tx: &WriteTx,
    id: FleetTokenId,
    at: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE fleet_token SET last_used_at_ms = :at_ms WHERE id = :id",
        named_params! { ":id": id, ":at_ms": at },
    )?;
    Ok(())
}

/// What reports are signed with: sealed, and as others know it.
pub(in crate::health::fleet) fn identity(
    conn: &ReadConn,
) -> Result<Option<(Option<Sealed>, PublicKey)>, StorageError> {
    conn.optional("SELECT signing_key, public_key FROM fleet_identity", [], |row| {
        Ok((row.get("signing_key")?, row.get("public_key")?))
    })
}

pub(in crate::health::fleet) fn set_identity(
    tx: &WriteTx,
    signing_key: &Sealed,
    public_key: &PublicKey,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO fleet_identity (id, signing_key, public_key, created_at_ms)
         VALUES (1, :signing_key, :public_key, :now_ms)
         ON CONFLICT (id) DO UPDATE SET signing_key = excluded.signing_key, public_key = excluded.public_key,
             created_at_ms = excluded.created_at_ms",
        named_params! { ":signing_key": signing_key, ":public_key": public_key, ":now_ms": tx.now() },
    )?;
    Ok(())
}

pub(super) fn forget_identity(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("UPDATE fleet_identity SET signing_key = NULL", []).map(drop)
}
