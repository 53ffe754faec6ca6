//! SQL of API tokens.

use rusqlite::{Row, named_params};

use crate::accounts::random_token::Digest;
use crate::accounts::types::ApiToken;
use crate::actor::Role;
use crate::clock::Timestamp;
use crate::ids::TokenId;
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
) -> Result<TokenId, StorageError> {
    let id: TokenId = tx.new_id();
    tx.execute(
        "INSERT INTO api_token (id, name, role, token_sha256, created_at_ms, expires_at_ms)
         VALUES (:id, :name, :role, :digest, :now, :expires_at)",
        named_params! {
            ":id": id,
            ":name": name,
            ":role": role,
            ":digest": digest,
            ":now": tx.now(),
            ":expires_at": expires_at,
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

pub fn find_live(conn: &ReadConn, digest: &Digest, now: Timestamp) -> Result<Option<ApiToken>, StorageError> {
    conn.optional(
        "SELECT id, name, role, created_at_ms, expires_at_ms, last_used_at_ms FROM api_token
         WHERE token_sha256 = :digest AND (expires_at_ms IS NULL OR expires_at_ms > :now)",
        named_params! { ":digest": digest, ":now": now },
        token,
    )
}

/// Whether this token still holds.
pub fn is_live(conn: &ReadConn, id: TokenId, now: Timestamp) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM api_token WHERE id = :id AND (expires_at_ms IS NULL OR expires_at_ms > :now)",
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

pub fn delete_everybodys(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("DELETE FROM api_token", []).map(drop)
}
