//! SQL of channel accounts.

use rusqlite::{Row, named_params};

use super::types::Account;
use crate::clock::Timestamp;
use crate::ids::ConnectionId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// The last message's moment is kept to this precision, in milliseconds, so that a busy hour is few writes.
const PRECISION_MS: i64 = 60_000;

/// Every account, the first first.
pub fn all(conn: &ReadConn) -> Result<Vec<Account>, StorageError> {
    conn.all(
        "SELECT id, channel, name, address, scope, practice, played, state, cause, since_ms, last_inbound_at_ms,
                token_expires_at_ms, messages_a_second, customers_a_day, quality
           FROM channels_account ORDER BY id",
        [],
        account,
    )
}

/// Keeps what a channel says of an account of its. Since when it stands like that follows from what was known; when a
/// customer last wrote is told by [`heard`].
pub fn keep(tx: &WriteTx, account: &Account) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO channels_account (id, channel, name, address, scope, practice, played, state, cause, since_ms,
             last_inbound_at_ms, token_expires_at_ms, messages_a_second, customers_a_day, quality)
         VALUES (:id, :channel, :name, :address, :scope, :practice, :played, :state, :cause, :since, :last_inbound_at,
             :token_expires_at, :messages_a_second, :customers_a_day, :quality)
         ON CONFLICT (id) DO UPDATE SET
             name = excluded.name, address = excluded.address, scope = excluded.scope, practice = excluded.practice,
             played = excluded.played, state = excluded.state, cause = excluded.cause,
             since_ms = iif(channels_account.state IS excluded.state AND channels_account.cause IS excluded.cause,
                            channels_account.since_ms, excluded.since_ms),
             token_expires_at_ms = excluded.token_expires_at_ms, messages_a_second = excluded.messages_a_second,
             customers_a_day = excluded.customers_a_day, quality = excluded.quality",
        named_params! {
            ":id": account.id, ":channel": account.channel, ":name": account.name, ":address": account.address,
            ":scope": account.scope, ":practice": account.practice, ":played": account.played,
            ":state": account.state, ":cause": account.cause, ":since": account.since,
            ":last_inbound_at": account.last_inbound_at, ":token_expires_at": account.token_expires_at,
            ":messages_a_second": account.messages_a_second, ":customers_a_day": account.customers_a_day,
            ":quality": account.quality,
        },
    )
    .map(drop)
}

/// A customer's message came over the account.
pub fn heard(tx: &WriteTx, id: ConnectionId, at: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE channels_account SET last_inbound_at_ms = :at_ms
          WHERE id = :id AND ifnull(last_inbound_at_ms, 0) + :precision_ms <= :at_ms",
        named_params! { ":id": id, ":at_ms": at, ":precision_ms": PRECISION_MS },
    )
    .map(drop)
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: row.get("id")?,
        channel: row.get("channel")?,
        name: row.get("name")?,
        address: row.get("address")?,
        scope: row.get("scope")?,
        practice: row.get("practice")?,
        played: row.get("played")?,
        state: row.get("state")?,
        cause: row.get("cause")?,
        since: row.get("since_ms")?,
        last_inbound_at: row.get("last_inbound_at_ms")?,
        token_expires_at: row.get("token_expires_at_ms")?,
        messages_a_second: row.get("messages_a_second")?,
        customers_a_day: row.get("customers_a_day")?,
        quality: row.get("quality")?,
    })
}
