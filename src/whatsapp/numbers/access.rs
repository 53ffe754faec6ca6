//! Access to a connection's account: which one is meant, where it is, and with what token.
//!
//! For management calls only; messages are sent over a [`Line`](crate::whatsapp::wire::graph::Line).

use url::Url;

use super::{Connection, Place, open, store};
use crate::ids::ConnectionId;
use crate::secrets::Secret;
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::types::{Environment, Status};

/// What a management call needs.
#[derive(Clone)]
pub(in crate::whatsapp) struct Access {
    pub connection: ConnectionId,
    pub environment: Environment,
    pub base: Url,
    pub token: Secret,
    /// The app the token belongs to.
    pub app_id: Option<String>,
    pub waba_id: String,
    pub phone_number_id: Option<String>,
}

/// The connection meant: the one named, else the shop's own first number, else the practice phone's.
pub(in crate::whatsapp) fn meant(
    conn: &ReadConn,
    named: Option<ConnectionId>,
) -> Result<Option<Connection>, StorageError> {
    if let Some(id) = named {
        return Ok(store::find(conn, id)?.filter(|found| found.status != Status::Disconnected));
    }
    let mut in_use = store::all_in_use(conn)?;
    in_use.sort_by_key(|connection| (connection.environment == Environment::Practice, connection.id));
    Ok(in_use.into_iter().next())
}

/// Any connection in use of an account.
pub(in crate::whatsapp) fn of_account(
    conn: &ReadConn,
    environment: Environment,
    waba_id: &str,
) -> Result<Option<Connection>, StorageError> {
    let in_use = store::all_in_use(conn)?;
    Ok(in_use.into_iter().find(|connection| {
        connection.environment == environment && connection.waba_id.as_deref() == Some(waba_id)
    }))
}

/// Every connection in use.
pub(in crate::whatsapp) fn in_use(conn: &ReadConn) -> Result<Vec<Connection>, StorageError> {
    store::all_in_use(conn)
}

/// A connection by its id, in use or not.
pub(in crate::whatsapp) fn by_id(
    conn: &ReadConn,
    id: ConnectionId,
) -> Result<Option<Connection>, StorageError> {
    store::find(conn, id)
}

/// Access to a connection's account; `None` while it has no token or no account.
pub(in crate::whatsapp) fn access(
    whatsapp: &WhatsApp,
    connection: &Connection,
) -> Result<Option<Access>, StorageError> {
    let token = open(whatsapp, connection, Place::AccessToken)?;
    let base = whatsapp.graph_base(connection.environment);
    Ok(match (token, base, &connection.waba_id) {
        (Some(token), Some(base), Some(waba_id)) => Some(Access {
            connection: connection.id,
            environment: connection.environment,
            base,
            token,
            app_id: connection.app_id.clone(),
            waba_id: waba_id.clone(),
            phone_number_id: connection.phone_number_id.clone(),
        }),
        _ => None,
    })
}
