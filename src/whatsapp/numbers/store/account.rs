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
    high_throughput: Option<bool>,
) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE whatsapp_connection
            SET account_time_zone = ifnull(:time_zone, account_time_zone),
                messaging_limit = ifnull(:messaging_limit, messaging_limit),
                high_throughput = ifnull(:high_throughput, high_throughput)
          WHERE id = :id
            AND (account_time_zone IS NOT ifnull(:time_zone, account_time_zone)
                 OR messaging_limit IS NOT ifnull(:messaging_limit, messaging_limit)
                 OR high_throughput IS NOT ifnull(:high_throughput, high_throughput))",
        named_params! {
            ":id": id, ":time_zone": time_zone, ":messaging_limit": messaging_limit,
            ":high_throughput": high_throughput,
        },
    )?;
    Ok(changed > 0)
}

/// What Meta last told.
pub(in crate::whatsapp) struct Told {
    pub time_zone: Option<String>,
    /// -1 where there is no limit.
    pub messaging_limit: Option<i64>,
    /// Whether Meta has raised the number to its high level.
    pub high_throughput: bool,
    /// It is in the app on a phone as well.
    pub coexistence: bool,
}

pub(in crate::whatsapp) fn of(conn: &ReadConn, id: ConnectionId) -> Result<Option<Told>, StorageError> {
    conn.optional(
        "SELECT account_time_zone, messaging_limit, high_throughput, coexistence FROM whatsapp_connection
          WHERE id = :id",
        named_params! { ":id": id },
        |row| {
            Ok(Told {
                time_zone: row.get("account_time_zone")?,
                messaging_limit: row.get("messaging_limit")?,
                high_throughput: row.get("high_throughput")?,
                coexistence: row.get("coexistence")?,
            })
        },
    )
}
