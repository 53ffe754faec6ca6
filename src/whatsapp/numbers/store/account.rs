//! All SQL about what Meta says of a number's account.

use rusqlite::named_params;

use crate::ids::ConnectionId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Keeps what was told and lets the rest be; `true` when something is new.
pub(in crate::whatsapp) fn keep(
    tx: &WriteTx,
    id: ConnectionId,
    time_zone: Option<&str>,
    messaging_limit: Option<i64>,
) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE whatsapp_connection
            SET account_time_zone = ifnull(:time_zone, account_time_zone),
                messaging_limit = ifnull(:messaging_limit, messaging_limit)
          WHERE id = :id
            AND (account_time_zone IS NOT ifnull(:time_zone, account_time_zone)
                 OR messaging_limit IS NOT ifnull(:messaging_limit, messaging_limit))",
        named_params! { ":id": id, ":time_zone": time_zone, ":messaging_limit": messaging_limit },
    )?;
    Ok(changed > 0)
}

/// What Meta last told.
pub(in crate::whatsapp) struct Told {
    pub time_zone: Option<String>,
    /// -1 where there is no limit.
    pub messaging_limit: Option<i64>,
}

pub(in crate::whatsapp) fn of(conn: &ReadConn, id: ConnectionId) -> Result<Option<Told>, StorageError> {
    conn.optional(
        "SELECT account_time_zone, messaging_limit FROM whatsapp_connection WHERE id = :id",
        named_params! { ":id": id },
        |row| {
            Ok(Told {
                time_zone: row.get("account_time_zone")?,
                messaging_limit: row.get("messaging_limit")?,
            })
        },
    )
}
