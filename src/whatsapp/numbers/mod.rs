//! Connected numbers: their secrets, their state, and what Meta says about them.
//!
//! Secrets lie sealed; they are opened where they are used and never leave in an answer or a log. A connection's id
//! stays for good, because conversations point to it.

pub(super) mod access;
pub(super) mod account;
pub(super) mod causes;
pub(super) mod checks;
pub(super) mod keys;
mod look;
pub(super) mod meta;
pub(super) mod practice;
mod published;
pub(super) mod store;
pub(super) mod versions;

pub use causes::Cause;
pub use checks::{Check, CheckId, CheckStatus, Fact, FactName, first_cause};
pub use look::CheckConnection;
pub use meta::Number;
pub use practice::{PracticeKeys, ensure_practice_connection};

pub(super) use access::{Access, access, by_id, in_use, meant, of_account};
pub(super) use keys::Keys;
pub(super) use published::changed;
pub(super) use store::{heartbeats, history, notices, told};

use super::WhatsApp;
use super::types::{Environment, Status, TokenKind};
use super::wire::graph::Line;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::ConnectionId;
use crate::inbox;
use crate::jobs;
use crate::secrets::{Sealed, Secret, VaultError};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// The topic screens hear when a connection changes.
pub const TOPIC: Topic = Topic::Connection;

/// A number of the shop, or of the practice phone.
#[derive(Debug, Clone)]
pub struct Connection {
    pub id: ConnectionId,
    pub environment: Environment,
    pub status: Status,
    pub app_id: Option<String>,
    pub waba_id: Option<String>,
    pub phone_number_id: Option<String>,
    pub display_phone_number: Option<String>,
    pub verified_name: Option<String>,
    /// What the staff calls it.
    pub name: Option<String>,
    pub token: TokenSeen,
    /// It is in the app on a phone as well.
    pub coexistence: bool,
    pub verify_token: String,
    /// Numbers to choose from, while none is chosen.
    pub numbers: Vec<Number>,
    /// What the doctor last found.
    pub checks: Vec<Check>,
    pub checked_at: Option<Timestamp>,
    /// The sample shop's number: it plays the shop's own, and what happens over it counts.
    pub sample: bool,
    pub(super) access_token: Option<Sealed>,
    pub(super) app_secret: Option<Sealed>,
    pub(super) former_app_secret: Option<Sealed>,
    pub(super) former_secret_until: Option<Timestamp>,
    pub(super) pin: Option<Sealed>,
}

/// What Meta last said about the token.
#[derive(Debug, Clone, Default)]
pub struct TokenSeen {
    pub kind: Option<TokenKind>,
    pub expires_at: Option<Timestamp>,
    pub scopes: Vec<String>,
}

/// How the shop's own number stands, in one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// No number was ever connected, or it was disconnected by its owner.
    None,
    Connected,
    /// Being connected.
    Incomplete,
    /// It was connected and an essential check fails: customers cannot reach the shop.
    Broken(Cause),
}

impl Connection {
    /// Where this connection's user ids mean something: one account, and never practice and Meta together.
    pub fn alias_scope(&self) -> String {
        format!("{}:{}", self.environment.as_str(), self.waba_id.as_deref().unwrap_or("unknown"))
    }

    /// Whether what happens over it is practice only: no work of the shop's, and nobody pays for it.
    pub fn is_practice(&self) -> bool {
        match self.environment {
            Environment::Practice => !self.sample,
            Environment::Meta => false,
        }
    }

    /// What people call it.
    pub fn called(&self) -> String {
        let names = [&self.name, &self.verified_name, &self.display_phone_number];
        names.into_iter().flatten().next().cloned().unwrap_or_else(|| "WhatsApp".to_owned())
    }

    fn standing(&self) -> Standing {
        let broken = self.checks.iter().filter(|check| check.stops_service()).find_map(|check| check.cause);
        match (self.status, broken) {
            (Status::Disconnected, _) => Standing::None,
            (Status::Connected, None) => Standing::Connected,
            (Status::ChooseNumber, _) | (Status::Incomplete, None) => Standing::Incomplete,
            (Status::Connected | Status::Incomplete, Some(cause)) => Standing::Broken(cause),
        }
    }
}

/// Which of a connection's secrets.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    AccessToken,
    AppSecret,
    FormerAppSecret,
    Pin,
}

/// The place a secret is sealed for; it opens nowhere else. A former app secret keeps the place it was sealed for.
pub(super) fn place(place: Place, id: ConnectionId) -> String {
    let column = match place {
        Place::AccessToken => "access_token",
        Place::AppSecret | Place::FormerAppSecret => "app_secret",
        Place::Pin => "pin",
    };
    format!("whatsapp_connection.{column}:{id}")
}

/// The connection an update is for: the one whose secret signed it, or a sister number of the same environment.
pub(super) fn of_update(
    conn: &ReadConn,
    signed_by: ConnectionId,
    phone_number_id: Option<&str>,
) -> Result<Option<Connection>, StorageError> {
    let Some(signer) = store::find(conn, signed_by)? else { return Ok(None) };
    match phone_number_id {
        Some(id) if signer.phone_number_id.as_deref() != Some(id) => {
            store::by_number(conn, signer.environment, id)
        }
        Some(_) | None => Ok(Some(signer)),
    }
}

/// The connections an announcement is about: those of the account it names, or the one number of it.
pub(super) fn meant_by(
    conn: &ReadConn,
    signer: &Connection,
    account_id: Option<&str>,
    shown_digits: &str,
) -> Result<Vec<Connection>, StorageError> {
    let digits = |connection: &Connection| -> String {
        let shown = connection.display_phone_number.as_deref().unwrap_or_default();
        shown.chars().filter(char::is_ascii_digit).collect()
    };
    let mut meant = store::of_environment(conn, signer.environment)?;
    meant.retain(|connection| account_id.is_some() && connection.waba_id.as_deref() == account_id);
    if meant.iter().any(|connection| digits(connection) == shown_digits) {
        meant.retain(|connection| digits(connection) == shown_digits);
    }
    // In some events the entry names the business instead of the account.
    Ok(if meant.is_empty() { vec![signer.clone()] } else { meant })
}

/// Whether a phone number is one of the shop's own connected numbers, however either is written.
pub fn is_number_of_ours(
    conn: &ReadConn,
    environment: Environment,
    phone: Option<&str>,
) -> Result<bool, StorageError> {
    let Some(phone) = phone else { return Ok(false) };
    let forms = inbox::phone_forms(phone);
    let ours = store::of_environment(conn, environment)?;
    Ok(ours.iter().any(|connection| {
        let shown = connection.display_phone_number.as_deref().unwrap_or_default();
        let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
        forms.contains(&format!("+{digits}"))
    }))
}

/// Access to a number for sending; `None` when it is not connected any more.
pub(super) fn line(
    whatsapp: &WhatsApp,
    conn: &ReadConn,
    id: ConnectionId,
) -> Result<Option<Line>, StorageError> {
    let Some(connection) = store::find(conn, id)?.filter(|found| found.status != Status::Disconnected) else {
        return Ok(None);
    };
    let token = open(whatsapp, &connection, Place::AccessToken)?;
    let base = whatsapp.graph_base(connection.environment);
    Ok(match (token, base, connection.phone_number_id) {
        (Some(token), Some(base), Some(phone_number_id)) => Some(Line { base, phone_number_id, token }),
        _ => None,
    })
}

/// Something about the connection has changed: have it looked at and tell the screens.
pub(super) fn look_soon(tx: &WriteTx, id: ConnectionId) -> Result<(), StorageError> {
    jobs::enqueue(tx, &CheckConnection { connection_id: id, register: false })?;
    tx.announce(TOPIC, id);
    Ok(())
}

/// Has every connection in use looked at, as once a day.
pub(super) fn look_at_all(tx: &WriteTx) -> Result<(), StorageError> {
    for connection in store::all_in_use(tx)? {
        // What Meta had to do first may be done: one try a day, within Meta's ten in three days.
        let waits = connection.checks.iter().any(|check| {
            matches!(check.cause, Some(Cause::DisplayNamePending | Cause::RegistrationWaits))
                && check.status == CheckStatus::Fail
        });
        jobs::enqueue(tx, &CheckConnection { connection_id: connection.id, register: waits })?;
    }
    Ok(())
}

/// A secret of a connection, opened.
pub(super) fn open(
    whatsapp: &WhatsApp,
    connection: &Connection,
    which: Place,
) -> Result<Option<Secret>, StorageError> {
    let sealed = match which {
        Place::AccessToken => &connection.access_token,
        Place::AppSecret => &connection.app_secret,
        Place::FormerAppSecret => &connection.former_app_secret,
        Place::Pin => &connection.pin,
    };
    let opened =
        sealed.as_ref().map(|sealed| whatsapp.vault.open(&place(which, connection.id), sealed)).transpose();
    opened.map_err(|error| vault_failed(&error))
}

/// Forgets the secrets of a shop whose vault cannot be opened any more: they are pasted again.
pub fn forget_sealed(tx: &WriteTx) -> Result<(), StorageError> {
    store::forget_secrets(tx)
}

/// The word an enum is in JSON.
pub(super) fn word(of: &impl serde::Serialize) -> String {
    serde_json::to_value(of).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A secret this vault cannot open is a fault of the file, like any other unreadable value.
pub(super) fn vault_failed(error: &VaultError) -> StorageError {
    StorageError::Corrupt(format!("a secret of the WhatsApp connection: {error}"))
}
