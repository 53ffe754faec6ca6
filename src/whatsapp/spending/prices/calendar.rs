//! Which calendar a number's messages are counted in: its account's, as Meta bills; the shop's while Meta has not told.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::types::Calendar;
use crate::accounts;
use crate::ids::ConnectionId;
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::numbers;

/// Whose time zone it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PriceTimeZoneSource)]
pub(in crate::whatsapp) enum Source {
    /// Meta's own for the WhatsApp account: months end when Meta's bill does.
    Account,
    /// Meta has not told yet: the shop's stands in, and a month's first and last hours may be Meta's other month.
    Shop,
}

/// A calendar and whose it is.
pub(in crate::whatsapp) struct Zone {
    pub name: String,
    pub source: Source,
    pub calendar: Calendar,
}

/// The calendar of one number.
pub(in crate::whatsapp) fn of(conn: &ReadConn, number: ConnectionId) -> Result<Zone, StorageError> {
    match numbers::account::time_zone(conn, number)? {
        Some(told) => Ok(Zone { calendar: Calendar::new(&told), name: told, source: Source::Account }),
        None => of_shop(conn),
    }
}

/// The calendar of the number named, else of the one that is meant when none is.
pub(in crate::whatsapp) fn meant(
    conn: &ReadConn,
    number: Option<ConnectionId>,
) -> Result<Zone, StorageError> {
    match numbers::meant(conn, number)? {
        Some(meant) => of(conn, meant.id),
        None => of_shop(conn),
    }
}

fn of_shop(conn: &ReadConn) -> Result<Zone, StorageError> {
    let name = accounts::shop(conn)?.time_zone;
    let calendar = Calendar::new(&name);
    let name = if name.is_empty() { "UTC".to_owned() } else { name };
    Ok(Zone { name, source: Source::Shop, calendar })
}
