//! A connection as people see it: no secret is ever in it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{ConnectionId, ConversationId};
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::doctor::{TRIES_LIMIT, tries, waits_until};
use crate::whatsapp::ledger;
use crate::whatsapp::numbers::store::heartbeats::{self, Sign};
use crate::whatsapp::numbers::store::history::{self, History};
use crate::whatsapp::numbers::store::notices::{self, Notice};
use crate::whatsapp::numbers::{Check, Connection, Number, first_cause};
use crate::whatsapp::types::{Status, TokenKind};

/// A connection as people see it.
#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppConnection)]
pub(in crate::whatsapp) struct View {
    /// Absent before anything was connected.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<ConnectionId>,
    environment: &'static str,
    /// `none` before anything was connected.
    status: &'static str,
    /// What the staff calls the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    numbers: Vec<Number>,
    phone_number_id: Option<String>,
    waba_id: Option<String>,
    app_id: Option<String>,
    display_phone_number: Option<String>,
    verified_name: Option<String>,
    callback_url: Option<String>,
    verify_token: Option<String>,
    checks: Vec<Check>,
    checked_at: Option<Timestamp>,
    /// The finding that explains the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<Check>,
    /// The number is in the app on a phone as well.
    coexistence: bool,
    /// How far the phone's past has been imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<History>,
    /// What Meta announced, newest first.
    notices: Vec<Notice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_rotation: Option<Rotation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<Token>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_message_at: Option<Timestamp>,
    /// Where that first message is.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_conversation_id: Option<ConversationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_webhook_at: Option<Timestamp>,
    signature_failures: Refusals,
    registration: Registration,
    /// Shopbell set the two-step PIN and keeps it.
    has_pin: bool,
}

/// Two app secrets count.
#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppSecretRotation)]
struct Rotation {
    until: Timestamp,
}

/// What Meta last said about the token.
#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppToken)]
struct Token {
    kind: TokenKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
    scopes: Vec<String>,
}

/// Webhooks refused for their signature since the last one that was right.
#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppSignatureFailures)]
struct Refusals {
    count: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_at: Option<Timestamp>,
}

/// Tries to register the number that still count at Meta.
#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppRegistration)]
struct Registration {
    attempts: usize,
    limit: usize,
    /// Only while no further try is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_try_at: Option<Timestamp>,
}

impl View {
    /// Nothing is connected yet.
    pub(in crate::whatsapp) fn nothing(whatsapp: &WhatsApp) -> Self {
        Self {
            id: None,
            environment: "meta",
            status: "none",
            name: None,
            numbers: Vec::new(),
            phone_number_id: None,
            waba_id: None,
            app_id: None,
            display_phone_number: None,
            verified_name: None,
            callback_url: whatsapp.callback_url(),
            verify_token: None,
            checks: Vec::new(),
            checked_at: None,
            cause: None,
            coexistence: false,
            history: None,
            notices: Vec::new(),
            secret_rotation: None,
            token: None,
            first_message_at: None,
            first_conversation_id: None,
            last_webhook_at: None,
            signature_failures: Refusals { count: 0, last_at: None },
            registration: Registration { attempts: 0, limit: TRIES_LIMIT, next_try_at: None },
            has_pin: false,
        }
    }

    pub(in crate::whatsapp) fn of(
        whatsapp: &WhatsApp,
        conn: &ReadConn,
        connection: Connection,
    ) -> Result<Self, StorageError> {
        let now = whatsapp.clock.now();
        let tries = tries(conn, connection.id, now)?;
        let refused = heartbeats::refusals(conn)?;
        let first = heartbeats::seen(conn, connection.id, Sign::Message)?;
        let token = connection.token;
        Ok(Self {
            id: Some(connection.id),
            environment: connection.environment.as_str(),
            status: connection.status.as_str(),
            name: connection.name,
            numbers: if connection.status == Status::ChooseNumber { connection.numbers } else { Vec::new() },
            phone_number_id: connection.phone_number_id,
            waba_id: connection.waba_id,
            app_id: connection.app_id,
            display_phone_number: connection.display_phone_number,
            verified_name: connection.verified_name,
            callback_url: whatsapp.callback_url(),
            verify_token: Some(connection.verify_token),
            cause: first_cause(&connection.checks).cloned(),
            checks: connection.checks,
            checked_at: connection.checked_at,
            coexistence: connection.coexistence,
            history: history::of(conn, connection.id)?,
            notices: notices::latest(conn, connection.id)?,
            secret_rotation: connection
                .former_secret_until
                .filter(|until| connection.former_app_secret.is_some() && now < *until)
                .map(|until| Rotation { until }),
            token: token.kind.map(|kind| Token { kind, expires_at: token.expires_at, scopes: token.scopes }),
            first_message_at: first.map(|seen| seen.first),
            first_conversation_id: first.and_then(|seen| seen.conversation),
            last_webhook_at: ledger::store::last_received(conn, connection.id)?,
            signature_failures: Refusals {
                count: refused.map_or(0, |(count, _)| count),
                last_at: refused.map(|(_, at)| at),
            },
            registration: Registration {
                attempts: tries.len(),
                limit: TRIES_LIMIT,
                next_try_at: waits_until(&tries, now),
            },
            has_pin: connection.pin.is_some(),
        })
    }
}
