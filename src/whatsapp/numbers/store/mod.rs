//! All SQL about connections.

pub(in crate::whatsapp) mod account;
pub(in crate::whatsapp) mod history;
pub(in crate::whatsapp) mod notices;
pub(in crate::whatsapp) mod phone_data;
pub(in crate::whatsapp) mod told;
pub(in crate::whatsapp) mod heartbeats;

use rusqlite::{Row, named_params};
use serde_json::Value;

use super::{Check, Connection, TokenSeen};
use crate::clock::Timestamp;
use crate::ids::ConnectionId;
use crate::secrets::Sealed;
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::types::{Environment, Status};

const COLUMNS: &str =
    "id, environment, status, access_token, app_secret, former_app_secret, former_secret_until_ms, pin,
    verify_token, app_id, waba_id, phone_number_id, display_phone_number, verified_name, name, token_kind,
    token_expires_at_ms, token_scopes, coexistence, numbers, checks, checked_at_ms, sample";

/// Numbers one install may have, the practice number included.
pub(in crate::whatsapp) const CONNECTIONS_LIMIT: u32 = 50;

pub(in crate::whatsapp) fn find(
    conn: &ReadConn,
    id: ConnectionId,
) -> Result<Option<Connection>, StorageError> {
    conn.optional(
        &format!("SELECT {COLUMNS} FROM whatsapp_connection WHERE id = :id"),
        named_params! { ":id": id },
        connection,
    )
}

/// The connection in use for a number of ours.
pub(in crate::whatsapp) fn by_number(
    conn: &ReadConn,
    environment: Environment,
    phone_number_id: &str,
) -> Result<Option<Connection>, StorageError> {
    conn.optional(
        &format!(
            "SELECT {COLUMNS} FROM whatsapp_connection
              WHERE environment = :environment AND phone_number_id = :phone_number_id AND status <> 'disconnected'"
        ),
        named_params! { ":environment": environment, ":phone_number_id": phone_number_id },
        connection,
    )
}

/// The first connection in use, if any.
pub(in crate::whatsapp) fn in_use(
    conn: &ReadConn,
    environment: Environment,
) -> Result<Option<Connection>, StorageError> {
    conn.optional(
        &format!(
            "SELECT {COLUMNS} FROM whatsapp_connection
              WHERE environment = :environment AND status <> 'disconnected' ORDER BY id LIMIT 1"
        ),
        named_params! { ":environment": environment },
        connection,
    )
}

/// The connections in use of one environment, the first first.
pub(in crate::whatsapp) fn of_environment(
    conn: &ReadConn,
    environment: Environment,
) -> Result<Vec<Connection>, StorageError> {
    conn.all(
        &format!(
            "SELECT {COLUMNS} FROM whatsapp_connection
              WHERE environment = :environment AND status <> 'disconnected' ORDER BY id LIMIT :limit"
        ),
        named_params! { ":environment": environment, ":limit": CONNECTIONS_LIMIT },
        connection,
    )
}

/// The shop's numbers at Meta; while it has none, the number that plays one in the sample shop.
pub(in crate::whatsapp) fn of_the_shop(conn: &ReadConn) -> Result<Vec<Connection>, StorageError> {
    let at_meta = of_environment(conn, Environment::Meta)?;
    if !at_meta.is_empty() {
        return Ok(at_meta);
    }
    let mut played = of_environment(conn, Environment::Practice)?;
    played.retain(|connection| !connection.is_practice());
    Ok(played)
}

/// Every connection there ever was.
pub(in crate::whatsapp) fn all(conn: &ReadConn) -> Result<Vec<Connection>, StorageError> {
    conn.all(&format!("SELECT {COLUMNS} FROM whatsapp_connection ORDER BY id"), [], connection)
}

/// All connections in use, the first first.
pub(in crate::whatsapp) fn all_in_use(conn: &ReadConn) -> Result<Vec<Connection>, StorageError> {
    conn.all(
        &format!(
            "SELECT {COLUMNS} FROM whatsapp_connection WHERE status <> 'disconnected' ORDER BY id LIMIT :limit"
        ),
        named_params! { ":limit": CONNECTIONS_LIMIT },
        connection,
    )
}

/// The row a number had or a new one; when it is to be the first, whatever was that before is disconnected.
pub(in crate::whatsapp) fn claim(
    tx: &WriteTx,
    environment: Environment,
    phone_number_id: Option<&str>,
    verify_token: &str,
    as_first: bool,
) -> Result<ConnectionId, StorageError> {
    let known = tx.optional(
        "SELECT id, status <> 'disconnected' AS in_use FROM whatsapp_connection
          WHERE environment = :environment AND phone_number_id = :phone_number_id",
        named_params! { ":environment": environment, ":phone_number_id": phone_number_id },
        |row| Ok((row.get::<_, ConnectionId>("id")?, row.get::<_, bool>("in_use")?)),
    )?;
    // A number that is connected already, as the first or a later one, only renews its secrets.
    if let Some((id, true)) = known {
        return Ok(id);
    }
    // A connection that waits for its number to be chosen goes on to be that number's.
    let waiting = of_environment(tx, environment)?.into_iter().find(|found| found.phone_number_id.is_none());
    let chosen = known.map(|(id, _)| id).or(waiting.map(|found| found.id));
    if as_first && let Some(other) = in_use(tx, environment)?.filter(|other| Some(other.id) != chosen) {
        disconnect(tx, other.id)?;
    }
    if let Some(id) = chosen {
        return Ok(id);
    }
    let id: ConnectionId = tx.new_id();
    tx.execute(
        "INSERT INTO whatsapp_connection (id, environment, status, verify_token, created_at_ms, updated_at_ms)
         VALUES (:id, :environment, 'incomplete', :verify_token, :now_ms, :now_ms)",
        named_params! { ":id": id, ":environment": environment, ":verify_token": verify_token, ":now_ms": tx.now() },
    )?;
    Ok(id)
}

/// Writes who the number is and where the connection stands.
pub(in crate::whatsapp) fn describe(tx: &WriteTx, connection: &Connection) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_connection
            SET status = :status, app_id = :app_id, waba_id = :waba_id, phone_number_id = :phone_number_id,
                display_phone_number = :display_phone_number, verified_name = :verified_name, numbers = :numbers,
                token_kind = :token_kind, token_expires_at_ms = :token_expires_at, token_scopes = :token_scopes,
                coexistence = :coexistence, updated_at_ms = :now_ms
          WHERE id = :id",
        named_params! {
            ":id": connection.id, ":status": connection.status, ":app_id": connection.app_id,
            ":waba_id": connection.waba_id, ":phone_number_id": connection.phone_number_id,
            ":display_phone_number": connection.display_phone_number, ":verified_name": connection.verified_name,
            ":numbers": serde_json::to_string(&connection.numbers)?, ":now_ms": tx.now(),
            ":token_kind": connection.token.kind, ":token_expires_at": connection.token.expires_at,
            ":token_scopes": serde_json::to_string(&connection.token.scopes)?,
            ":coexistence": connection.coexistence,
        },
    )?;
    Ok(())
}

/// Whether the practice number plays the shop's own.
pub(in crate::whatsapp) fn set_sample(
    tx: &WriteTx,
    id: ConnectionId,
    sample: bool,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_connection SET sample = :sample WHERE id = :id",
        named_params! { ":id": id, ":sample": sample },
    )?;
    Ok(())
}

pub(in crate::whatsapp) fn set_token(
    tx: &WriteTx,
    id: ConnectionId,
    token: &Sealed,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_connection SET access_token = :token, updated_at_ms = :now_ms WHERE id = :id",
        named_params! { ":id": id, ":token": token, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// Replaces the app secret; the one before still counts until `former_until`.
pub(in crate::whatsapp) fn set_app_secret(
    tx: &WriteTx,
    id: ConnectionId,
    secret: &Sealed,
    former_until: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_connection
            SET former_secret_until_ms = CASE WHEN app_secret IS NULL THEN NULL ELSE :former_until_ms END,
                former_app_secret = app_secret, app_secret = :secret, updated_at_ms = :now_ms
          WHERE id = :id",
        named_params! { ":id": id, ":secret": secret, ":former_until_ms": former_until, ":now_ms": tx.now() },
    )?;
    Ok(())
}

pub(in crate::whatsapp) fn set_verify_token(
    tx: &WriteTx,
    id: ConnectionId,
    token: &str,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_connection SET verify_token = :token, updated_at_ms = :now_ms WHERE id = :id",
        named_params! { ":id": id, ":token": token, ":now_ms": tx.now() },
    )?;
    Ok(())
}

pub(in crate::whatsapp) fn rename(
    tx: &WriteTx,
    id: ConnectionId,
    name: Option<&str>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_connection SET name = :name, updated_at_ms = :now_ms WHERE id = :id",
        named_params! { ":id": id, ":name": name, ":now_ms": tx.now() },
    )?;
    Ok(())
}

pub(in crate::whatsapp) fn set_pin(tx: &WriteTx, id: ConnectionId, pin: &Sealed) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_connection SET pin = :pin, updated_at_ms = :now_ms WHERE id = :id",
        named_params! { ":id": id, ":pin": pin, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// Keeps what the doctor found. A connection that was ended meanwhile stays ended.
pub(in crate::whatsapp) fn set_findings(
    tx: &WriteTx,
    id: ConnectionId,
    status: Status,
    checks: &[Check],
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_connection
            SET status = :status, checks = :checks, checked_at_ms = :now_ms, updated_at_ms = :now_ms,
                down_since_ms = iif(:is_down, ifnull(down_since_ms, :now_ms), NULL),
                connected_since_ms = iif(:is_down OR :status <> 'connected', NULL, ifnull(connected_since_ms, :now_ms))
          WHERE id = :id AND status <> 'disconnected'",
        named_params! { ":id": id, ":status": status, ":checks": serde_json::to_string(checks)?, ":now_ms": tx.now(),
            ":is_down": checks.iter().any(Check::stops_service) },
    )?;
    Ok(())
}

/// Ends a connection: its secrets are gone, its id and number stay for the conversations.
pub(in crate::whatsapp) fn disconnect(tx: &WriteTx, id: ConnectionId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_connection
            SET status = 'disconnected', access_token = NULL, app_secret = NULL, former_app_secret = NULL,
                former_secret_until_ms = NULL, pin = NULL, numbers = '[]', checks = '[]', updated_at_ms = :now_ms
          WHERE id = :id",
        named_params! { ":id": id, ":now_ms": tx.now() },
    )?;
    Ok(())
}

fn connection(row: &Row<'_>) -> rusqlite::Result<Connection> {
    Ok(Connection {
        id: row.get("id")?,
        environment: row.get("environment")?,
        status: row.get("status")?,
        access_token: row.get("access_token")?,
        app_secret: row.get("app_secret")?,
        former_app_secret: row.get("former_app_secret")?,
        former_secret_until: row.get("former_secret_until_ms")?,
        pin: row.get("pin")?,
        verify_token: row.get("verify_token")?,
        app_id: row.get("app_id")?,
        waba_id: row.get("waba_id")?,
        phone_number_id: row.get("phone_number_id")?,
        display_phone_number: row.get("display_phone_number")?,
        verified_name: row.get("verified_name")?,
        name: row.get("name")?,
        token: TokenSeen {
            kind: row.get("token_kind")?,
            expires_at: row.get("token_expires_at_ms")?,
            scopes: list(row, "token_scopes")?,
        },
        coexistence: row.get("coexistence")?,
        numbers: list(row, "numbers")?,
        checks: list(row, "checks")?,
        checked_at: row.get("checked_at_ms")?,
        sample: row.get("sample")?,
    })
}

/// A list kept as JSON; an older version's entries that no longer read are left out.
fn list<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<Vec<T>> {
    let json: String = row.get(column)?;
    let items: Vec<Value> = serde_json::from_str(&json).unwrap_or_default();
    Ok(items.into_iter().filter_map(|item| serde_json::from_value(item).ok()).collect())
}

/// Forgets every secret; the numbers stay, because conversations point to them.
pub(in crate::whatsapp) fn forget_secrets(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_connection
            SET access_token = NULL, app_secret = NULL, former_app_secret = NULL, former_secret_until_ms = NULL,
                pin = NULL, updated_at_ms = :now_ms,
                status = CASE WHEN status = 'disconnected' OR environment = 'practice' THEN 'disconnected'
                              ELSE 'incomplete' END",
        named_params! { ":now_ms": tx.now() },
    )
    .map(drop)
}
