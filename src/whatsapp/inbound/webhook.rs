//! The door Meta knocks at: the handshake, and every webhook.
//!
//! A webhook is checked, kept with one write, and only then acknowledged. Whoever cannot prove to be Meta is
//! refused and leaves nothing behind. Nothing is parsed here.

use axum::Router;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::routing::get;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

pub use super::body::BODY_LIMIT_BYTES;

use super::body::Refusal;
use crate::http::peer::PeerAddress;
use crate::storage::StorageError;
use crate::telemetry::Folded;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::ledger;
use crate::whatsapp::numbers::heartbeats;
use crate::whatsapp::wire::signature::{self, Verified};

/// Where Meta calls.
pub const PATH: &str = "/webhooks/whatsapp";
/// How the challenge of our own doctor begins.
pub(in crate::whatsapp) const OWN_CHALLENGE: &str = "shopbell-";

/// `GET` and `POST /webhooks/whatsapp`; open to the world.
pub fn router(whatsapp: WhatsApp) -> Router {
    Router::new().route(PATH, get(handshake).post(receive)).with_state(whatsapp)
}

/// What Meta sends when a callback address is saved.
#[derive(Deserialize)]
struct Handshake {
    #[serde(rename = "hub.mode", default)]
    mode: String,
    #[serde(rename = "hub.challenge", default)]
    challenge: String,
    #[serde(rename = "hub.verify_token", default)]
    verify_token: String,
}

/// Longest challenge echoed, in bytes.
const CHALLENGE_LIMIT_BYTES: usize = 256;

async fn handshake(
    State(whatsapp): State<WhatsApp>,
    Query(asked): Query<Handshake>,
) -> Result<([(header::HeaderName, &'static str); 1], String), StatusCode> {
    let tokens = whatsapp.keys.verify_tokens(&whatsapp).await.map_err(|error| unavailable(&error))?;
    let known = tokens.iter().fold(subtle::Choice::from(0), |known, token| {
        known | token.as_bytes().ct_eq(asked.verify_token.as_bytes())
    });
    let echoed = asked.challenge.len() <= CHALLENGE_LIMIT_BYTES
        && asked
            .challenge
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    let right = asked.mode == "subscribe" && bool::from(known) && echoed;
    note_handshake(&whatsapp, &asked, right).await;
    if right {
        Ok(([(header::CONTENT_TYPE, "text/plain")], asked.challenge))
    } else {
        Err(StatusCode::FORBIDDEN)
    }
}

/// Remembers who tried to verify the address and how it went, for the doctor. Our own knock is not somebody's try.
async fn note_handshake(whatsapp: &WhatsApp, asked: &Handshake, right: bool) {
    let meant = asked.mode == "subscribe" && !asked.challenge.starts_with(OWN_CHALLENGE);
    let due = right || whatsapp.handshakes.one_more(whatsapp.clock.now()).is_some();
    if meant && due {
        let noted = whatsapp.db.write(move |tx| heartbeats::shook_hands(tx, right)).await;
        if let Err(error) = noted {
            tracing::warn!(error = %error, "a handshake could not be noted");
        }
    }
}

async fn receive(State(whatsapp): State<WhatsApp>, verified: Verified) -> StatusCode {
    let sha256 = ledger::fingerprint(verified.body());
    match whatsapp.db.write(move |tx| ledger::keep(tx, &verified, &sha256)).await {
        Ok(_) => StatusCode::OK,
        Err(error) => unavailable(&error),
    }
}

impl FromRequest<WhatsApp> for Verified {
    type Rejection = StatusCode;

    /// The only way a webhook's body reaches a handler.
    async fn from_request(request: Request, whatsapp: &WhatsApp) -> Result<Self, StatusCode> {
        let header = request.headers().get(signature::HEADER).map(header::HeaderValue::as_bytes);
        let signature = signature::read_header(header).map_err(refuse)?;
        require_possible_length(&request)?;
        let peer = request.extensions().get::<PeerAddress>().and_then(|peer| peer.0);
        let received = whatsapp.bodies.receive(peer, request.into_body()).await.map_err(not_received)?;
        let keys = whatsapp.keys.signing(whatsapp).await.map_err(|error| unavailable(&error))?;
        match signature::verify(received.bytes.clone(), &signature, &keys) {
            Ok(verified) => Ok(verified),
            Err(refused) => {
                note_refusal(whatsapp).await;
                Err(refuse(refused))
            }
        }
    }
}

/// A body that says it is too long is refused before it is sent.
fn require_possible_length(request: &Request) -> Result<(), StatusCode> {
    let Some(value) = request.headers().get(header::CONTENT_LENGTH) else { return Ok(()) };
    let length =
        value.to_str().ok().and_then(|text| text.parse::<usize>().ok()).ok_or(StatusCode::BAD_REQUEST)?;
    if length > BODY_LIMIT_BYTES { Err(StatusCode::PAYLOAD_TOO_LARGE) } else { Ok(()) }
}

fn not_received(refusal: Refusal) -> StatusCode {
    match refusal {
        Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::TooSlow => StatusCode::REQUEST_TIMEOUT,
        Refusal::Broken => StatusCode::BAD_REQUEST,
        Refusal::TooMany => StatusCode::TOO_MANY_REQUESTS,
        // Meta comes again after a 503.
        Refusal::NoMemory => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn refuse(refused: signature::Refused) -> StatusCode {
    metrics::counter!("shopbell_webhooks_refused_total").increment(1);
    tracing::debug!(error = %refused, "a webhook was refused");
    StatusCode::UNAUTHORIZED
}

/// Counts a wrong signature: many of them mean that the app secret was changed at Meta.
async fn note_refusal(whatsapp: &WhatsApp) {
    let Some(refused) = whatsapp.refusals.one_more(whatsapp.clock.now()) else { return };
    if let Err(error) = whatsapp.db.write_background(move |tx| heartbeats::add_refusals(tx, refused)).await {
        tracing::warn!(error = %error, "refused signatures could not be counted");
    }
}

/// Meta tries again after a 503, for days.
fn unavailable(error: &StorageError) -> StatusCode {
    static TOLD: Folded = Folded::new();
    metrics::counter!("shopbell_webhooks_unkept_total").increment(1);
    if let Some(webhooks) = TOLD.one_more("unkept") {
        tracing::error!(error = %error, webhooks, "webhooks could not be kept and were not acknowledged");
    }
    StatusCode::SERVICE_UNAVAILABLE
}
