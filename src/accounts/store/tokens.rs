//! SQL of API tokens.

use rusqlite::{Row, named_params};

use crate::accounts::random_token::Digest;
use crate::accounts::types::ApiToken;
use crate::actor::Role;
use crate::clock::Timestamp;
use crate::ids::{PersonId, TokenId};
use crate::storage::{ReadConn, StorageError, WriteTx};

fn token(row: &Row<'_>) -> rusqlite::Result<ApiToken> {
    Ok(ApiToken {
        id: row.get("id")?,
        name: row.get("name")?,
        role: row.get("role")?,
        created_at: row.get("created_at_ms")?,
        expires_at: row.get("expires_at_ms")?,
        last_used_at: row.get("last_used_at_ms")?,
    })
}

pub fn insert(
    tx: &WriteTx,
    name: &str,
    role: Role,
    digest: &Digest,
    expires_at: Option<Timestamp>,
    person: Option<PersonId>,
) -> Result<TokenId, StorageError> {
    let id: TokenId = tx.new_id();
    tx.execute(
        "INSERT INTO api_token (id, name, role, token_sha256, created_at_ms, expires_at_ms, person_id)
         VALUES (:id, :name, :role, :digest, :now, :expires_at, :person)",
        named_params! {
            ":id": id,
            ":name": name,
            ":role": role,
            ":digest": digest,
            ":now": tx.now(),
            ":expires_at": expires_at,
            ":person": person,
        },
    )?;
    Ok(id)
}

pub fn find(conn: &ReadConn, id: TokenId) -> Result<Option<ApiToken>, StorageError> {
    conn.optional(
        "SELECT id, name, role, created_at_ms, expires_at_ms, last_used_at_ms FROM api_token WHERE id = :id",
        named_params! { ":id": id },
        token,
    )
}

/// A token that holds: with its own role, or that of the person it belongs to when theirs is less by now.
pub fn find_live(conn: &ReadConn, digest: &Digest, now: Timestamp) -> Result<Option<ApiToken>, StorageError> {
    conn.optional(
        "SELECT api_token.id, api_token.name, api_token.role, api_token.created_at_ms, api_token.expires_at_ms,
                api_token.last_used_at_ms, person.role AS persons_role
           FROM api_token LEFT JOIN person ON person.id = api_token.person_id
          WHERE token_sha256 = :digest AND (expires_at_ms IS NULL OR expires_at_ms > :now)
            AND (api_token.person_id IS NULL OR person.active = 1)",
        named_params! { ":digest": digest, ":now": now },
        |row| {
            let token = token(row)?;
            let persons: Option<Role> = row.get("persons_role")?;
            Ok(ApiToken { role: persons.map_or(token.role, |role| role.min(token.role)), ..token })
        },
    )
}

/// Whether this token still holds.
pub fn is_live(conn: &ReadConn, id: TokenId, now: Timestamp) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM api_token LEFT JOIN person ON person.id = api_token.person_id
          WHERE api_token.id = :id AND (expires_at_ms IS NULL OR expires_at_ms > :now)
            AND (api_token.person_id IS NULL OR person.active = 1)",
        named_params! { ":id": id, ":now": now },
    )
}

/// Tokens, newest first, before `before`.
pub fn page(conn: &ReadConn, before: Option<TokenId>, limit: u32) -> Result<Vec<ApiToken>, StorageError> {
    conn.all(
        "SELECT id, name, role, created_at_ms, expires_at_ms, last_used_at_ms FROM api_token
         WHERE id < :before ORDER BY id DESC LIMIT :limit",
        named_params! { ":before": before.unwrap_or(TokenId::new(i64::MAX)), ":limit": limit },
        token,
    )
}

pub fn count(conn: &ReadConn) -> Result<u32, StorageError> {
    conn.one("SELECT COUNT(*) AS number FROM api_token", [], |row| row.get("number"))
}

pub fn set_last_used(tx: &WriteTx, id: TokenId, now: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE api_token SET last_used_at_ms = :now WHERE id = :id",
        named_params! { ":id": id, ":now": now },
    )?;
    Ok(())
}

pub fn delete(tx: &WriteTx, id: TokenId) -> Result<bool, StorageError> {
    Ok(tx.execute("DELETE FROM api_token WHERE id = :id", named_params! { ":id": id })? > 0)
}

/// Whether a token belongs to a person.
pub fn is_somebodys(conn: &ReadConn, id: TokenId) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM api_token WHERE id = :id AND person_id IS NOT NULL",
        named_params! { ":id": id },
    )
}

/// Ends every token of a person; tells which.
pub fn delete_of(tx: &WriteTx, person: PersonId) -> Result<Vec<TokenId>, StorageError> {
    tx.all(
        "DELETE FROM api_token WHERE person_id = :person RETURNING id",
        named_params! { ":person": person },
        |row| row.get("id"),
    )
}

pub fn delete_everybodys(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("DELETE FROM api_token", []).map(drop)
}
