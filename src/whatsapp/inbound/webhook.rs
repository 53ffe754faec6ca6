//! The door Meta knocks at: the handshake, and every webhook.
//!
//! A webhook is checked, kept with one write, and only then acknowledged. Whoever cannot prove to be Meta is
//! refused and leaves nothing behind. Nothing is parsed here.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::routing::get;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use super::ledger;
use crate::storage::StorageError;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::numbers::vitals;
use crate::whatsapp::wire::signature::{self, Verified};

/// Where Meta calls.
pub const PATH: &str = "/webhooks/whatsapp";
/// How the challenge of our own doctor begins.
pub(in crate::whatsapp) const OWN_CHALLENGE: &str = "shopbell-";
/// Largest body taken. Meta sends up to 3 MB.
pub const BODY_LIMIT_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of bodies held in memory at once, over all callers.
const BODIES_LIMIT_BYTES: usize = 32 * 1024 * 1024;
/// How long a caller may take to send its body.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);
/// The unit in which memory for bodies is handed out, in bytes.
const PLACE_BYTES: usize = 4 * 1024;

/// Places for bodies: [`BODIES_LIMIT_BYTES`] in units of [`PLACE_BYTES`].
pub(in crate::whatsapp) const PLACES: usize = BODIES_LIMIT_BYTES / PLACE_BYTES;

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
        let noted = whatsapp.db.write(move |tx| vitals::shook_hands(tx, right)).await;
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
        let announced = announced_length(&request)?;
        let places = u32::try_from(announced.div_ceil(PLACE_BYTES).max(1)).unwrap_or(u32::MAX);
        let body = async {
            let _place =
                whatsapp.bodies.acquire_many(places).await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
            let body = read_body(request.into_body(), announced).await?;
            let keys = whatsapp.keys.signing(whatsapp).await.map_err(|error| unavailable(&error))?;
            match signature::verify(body, &signature, &keys) {
                Ok(verified) => Ok(verified),
                Err(refused) => {
                    note_refusal(whatsapp).await;
                    Err(refuse(refused))
                }
            }
        };
        tokio::time::timeout(BODY_TIMEOUT, body).await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))
    }
}

/// The bytes a body may take: what its header says, or the limit when it says nothing.
fn announced_length(request: &Request) -> Result<usize, StatusCode> {
    let Some(value) = request.headers().get(header::CONTENT_LENGTH) else { return Ok(BODY_LIMIT_BYTES) };
    let length =
        value.to_str().ok().and_then(|text| text.parse::<usize>().ok()).ok_or(StatusCode::BAD_REQUEST)?;
    if length > BODY_LIMIT_BYTES { Err(StatusCode::PAYLOAD_TOO_LARGE) } else { Ok(length) }
}

async fn read_body(mut body: Body, announced: usize) -> Result<Bytes, StatusCode> {
    let mut first: Option<Bytes> = None;
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| StatusCode::BAD_REQUEST)?.into_data() else { continue };
        if whole.len() + first.as_ref().map_or(0, Bytes::len) + data.len() > BODY_LIMIT_BYTES {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        match first.take() {
            // A body in one piece, as nearly all are, is not copied.
            None if whole.is_empty() => first = Some(data),
            None => whole.extend_from_slice(&data),
            Some(head) => {
                whole.reserve(announced.max(head.len() + data.len()));
                whole.extend_from_slice(&head);
                whole.extend_from_slice(&data);
            }
        }
    }
    Ok(first.unwrap_or_else(|| whole.freeze()))
}

fn refuse(refused: signature::Refused) -> StatusCode {
    metrics::counter!("shopbell_webhooks_refused_total").increment(1);
    tracing::debug!(error = %refused, "a webhook was refused");
    StatusCode::UNAUTHORIZED
}

/// Counts a wrong signature: many of them mean that the app secret was changed at Meta.
async fn note_refusal(whatsapp: &WhatsApp) {
    let Some(refused) = whatsapp.refusals.one_more(whatsapp.clock.now()) else { return };
    if let Err(error) = whatsapp.db.write_background(move |tx| vitals::add_refusals(tx, refused)).await {
        tracing::warn!(error = %error, "refused signatures could not be counted");
    }
}

/// Meta tries again after a 503, for days.
fn unavailable(error: &StorageError) -> StatusCode {
    tracing::error!(error = %error, "a webhook could not be kept and was not acknowledged");
    StatusCode::SERVICE_UNAVAILABLE
}
