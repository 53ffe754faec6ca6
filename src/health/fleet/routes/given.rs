//! `/fleet/report` and `/fleet/tokens`: this install's own report, and who may read it.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::name_of;
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::health::TOPIC;
use crate::health::fleet::Fleet;
use crate::health::fleet::signature::{Signed, SigningKey};
use crate::health::fleet::store::tokens as store;
use crate::health::fleet::types::{FleetToken, PublicKey, Report};
use crate::health::fleet::{pairing, report};
use crate::http::{ApiError, Caller, Json, Page, Path, Query};
use crate::ids::FleetTokenId;
use crate::storage::WriteTx;

/// Where the signing key is sealed for.
const KEY_PLACE: &str = "fleet_identity.signing_key";
/// Tokens an install gives out.
const MOST_TOKENS: usize = 20;
/// Characters of a question.
const NONCE_LENGTH: std::ops::RangeInclusive<usize> = 16..=128;
/// How exactly it is kept when a token was last used.
const USED_EVERY: std::time::Duration = std::time::Duration::from_mins(5);

pub(super) fn routes() -> OpenApiRouter<Fleet> {
    OpenApiRouter::new()
        .routes(routes!(report))
        .routes(routes!(preview))
        .routes(routes!(list, make))
        .routes(routes!(revoke))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Question {
    /// Chosen anew each time, 16 to 128 letters, digits, `-` and `_`: the report repeats it, so that an old one is no answer.
    nonce: String,
}

/// How this install is, signed: counts and states only. Takes a token made for it (`Authorization: Bearer sbf_…`), which
/// can do nothing else.
#[utoipa::path(get, path = "/fleet/report", tag = "fleet", params(Question),
    responses((status = 200, body = Signed), (status = 401, description = "The token does not count, or no more"),
              (status = 429, description = "Asked too often: six times a minute are enough")))]
async fn report(
    State(fleet): State<Fleet>,
    headers: HeaderMap,
    Query(question): Query<Question>,
) -> Result<Json<Signed>, ApiError> {
    let token = holder(&fleet, &headers).await?;
    let nonce = question.nonce;
    let is_plain = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_');
    if !NONCE_LENGTH.contains(&nonce.len()) || !nonce.bytes().all(is_plain) {
        return Err(ApiError::unprocessable("invalid_value", "This value cannot be used.")
            .field("nonce", "Use 16 to 128 letters, digits, - and _."));
    }
    let identity = fleet.db.read::<_, ApiError>(|conn| Ok(store::identity(conn)?)).await?;
    let sealed = identity.and_then(|(sealed, _)| sealed).ok_or_else(no_key)?;
    let key = signing_key(&fleet, &sealed).ok_or_else(no_key)?;
    let report = compose(&fleet, nonce).await?;
    let signed = serde_json::to_vec(&report).and_then(|payload| key.sign(&payload));
    note_use(&fleet, &token).await;
    Ok(Json(signed.map_err(ApiError::internal)?))
}

/// Whoever holds a token that counts.
async fn holder(fleet: &Fleet, headers: &HeaderMap) -> Result<FleetToken, ApiError> {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    let digest: [u8; 32] = Sha256::digest(shown.as_bytes()).into();
    let token = fleet.db.read::<_, ApiError>(move |conn| Ok(store::by_digest(conn, &digest)?)).await?;
    if let Err(wait) = fleet.pace.admit(token.as_ref().map(|token| token.id), fleet.clock.now()) {
        return Err(ApiError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "Asked too often.")
            .retry_after(wait.as_secs().max(1)));
    }
    token.ok_or_else(|| {
        ApiError::new(StatusCode::UNAUTHORIZED, "fleet_token_refused", "This token does not count here.")
            .hint("The shop's owner makes one under Settings, Operators.")
    })
}

fn no_key() -> ApiError {
    ApiError::unavailable("no_signing_key", "What reports are signed with is lost.")
        .hint("The shop's owner makes a new token under Settings, Operators; the operator pairs again.")
}

fn signing_key(fleet: &Fleet, sealed: &crate::secrets::Sealed) -> Option<SigningKey> {
    let seed = fleet.vault.open(KEY_PLACE, sealed).ok()?;
    SigningKey::from_seed(&URL_SAFE_NO_PAD.decode(seed.expose()).ok()?)
}

async fn compose(fleet: &Fleet, nonce: String) -> Result<Report, ApiError> {
    let (facts, now) = (fleet.facts.clone(), fleet.clock.now());
    fleet
        .db
        .read_slow::<_, ApiError>(&"fleet", move |conn| Ok(report::compose(conn, facts(conn)?, &nonce, now)?))
        .await
}

/// That a token was used is worth a line in the log when it cannot be kept, not a refused report.
async fn note_use(fleet: &Fleet, token: &FleetToken) {
    let (id, now) = (token.id, fleet.clock.now());
    if token.last_used_at.is_some_and(|last| last <= now && now.since(last) < USED_EVERY) {
        return;
    }
    let noted = fleet.db.write::<_, ApiError>(move |tx| {
        store::used(tx, id, now)?;
        tx.announce(TOPIC, "fleet");
        Ok(())
    });
    if noted.await.is_err() {
        tracing::warn!(token.id = %id, "when a token was last used could not be kept");
    }
}

/// Exactly what an operator with a token would be told now.
#[utoipa::path(get, path = "/fleet/report/preview", tag = "fleet", responses((status = 200, body = Report)))]
async fn preview(State(fleet): State<Fleet>, caller: Caller) -> Result<Json<Report>, ApiError> {
    caller.require(Permission::ManageFleet)?;
    Ok(Json(compose(&fleet, String::new()).await?))
}

/// Somebody who may read this install's report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FleetToken)]
struct TokenItem {
    id: FleetTokenId,
    name: String,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

impl From<FleetToken> for TokenItem {
    fn from(token: FleetToken) -> Self {
        let FleetToken { id, name, created_at, last_used_at } = token;
        Self { id, name, created_at, last_used_at }
    }
}

/// Who may read this install's report.
#[utoipa::path(get, path = "/fleet/tokens", tag = "fleet", responses((status = 200, body = Page<TokenItem>)))]
async fn list(State(fleet): State<Fleet>, caller: Caller) -> Result<Json<Page<TokenItem>>, ApiError> {
    caller.require(Permission::ManageFleet)?;
    let tokens = fleet.db.read::<_, ApiError>(|conn| Ok(store::all(conn)?)).await?;
    Ok(Json(Page::whole(tokens.into_iter().map(TokenItem::from).collect())))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewFleetToken {
    /// Whom it is for.
    name: String,
}

#[derive(Serialize, ToSchema)]
struct MadeFleetToken {
    /// What the operator pastes, shown this once: this install's address, the token, and the key it signs with. Without the
    /// address while the program knows none: put it and `/#` before it.
    pairing: String,
    has_address: bool,
    item: TokenItem,
}

/// Lets an operator read this install's report.
#[utoipa::path(post, path = "/fleet/tokens", tag = "fleet", request_body = NewFleetToken,
    responses((status = 201, body = MadeFleetToken)))]
async fn make(
    State(fleet): State<Fleet>,
    caller: Caller,
    Json(new): Json<NewFleetToken>,
) -> Result<(StatusCode, Json<MadeFleetToken>), ApiError> {
    caller.require(Permission::ManageFleet)?;
    let name = name_of(&new.name)?;
    let secret = URL_SAFE_NO_PAD.encode(random()?);
    let token = format!("{}{secret}", pairing::PREFIX);
    let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
    let db = fleet.db.clone();
    let address = fleet.public_url.as_ref().map(|url| url.origin().ascii_serialization());
    let (made, key) = db
        .write::<_, ApiError>(move |tx| {
            if store::all(tx)?.len() >= MOST_TOKENS {
                return Err(ApiError::conflict("too_many", "There are too many already."));
            }
            let key = identity(tx, &fleet)?;
            let made = store::insert(tx, &name, &digest, caller.person())?;
            audit::record(tx, &caller, "fleet_token.made", made.id, json!({ "name": name }))?;
            tx.announce(TOPIC, "fleet");
            Ok((made, key))
        })
        .await?;
    let pairing = pairing::text(address.as_deref(), &token, &key);
    let made = MadeFleetToken { pairing, has_address: address.is_some(), item: made.into() };
    Ok((StatusCode::CREATED, Json(made)))
}

/// What this install signs with, made with its first token.
fn identity(tx: &WriteTx, fleet: &Fleet) -> Result<PublicKey, ApiError> {
    if let Some((Some(sealed), public)) = store::identity(tx)?
        && signing_key(fleet, &sealed).is_some()
    {
        return Ok(public);
    }
    let seed = random()?;
    let key = SigningKey::from_seed(&seed).ok_or_else(|| ApiError::internal("no key from a seed"))?;
    let sealed = fleet.vault.seal(KEY_PLACE, &URL_SAFE_NO_PAD.encode(seed)).map_err(ApiError::internal)?;
    store::set_identity(tx, &sealed, &key.public())?;
    Ok(key.public())
}

fn random() -> Result<[u8; 32], ApiError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(ApiError::internal)?;
    Ok(bytes)
}

/// Ends it: from now on that operator reads nothing.
#[utoipa::path(delete, path = "/fleet/tokens/{id}", tag = "fleet", params(("id" = FleetTokenId, Path)),
    responses((status = 204)))]
async fn revoke(
    State(fleet): State<Fleet>,
    caller: Caller,
    Path(id): Path<FleetTokenId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageFleet)?;
    fleet
        .db
        .write::<_, ApiError>(move |tx| {
            if !store::delete(tx, id)? {
                return Err(ApiError::not_found("token"));
            }
            audit::record(tx, &caller, "fleet_token.revoked", id, json!({}))?;
            tx.announce(TOPIC, "fleet");
            Ok(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
