//! The door shops knock at: a webhook is checked over its raw bytes, kept with one write, and only then acknowledged.
//! Whoever cannot prove to be the shop is refused and leaves nothing behind. Nothing is parsed here.
//!
//! Refusals have the API's one shape: shops write what they are answered into a log that people read.

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use sha2::{Digest as _, Sha256};

use super::read::ReadShopEvent;
use super::signature;
use crate::http::{ApiError, body_error};
use crate::ids::ShopId;
use crate::jobs;
use crate::orders::Orders;
use crate::orders::store::shops::{self as store, NewEvent};
use crate::orders::types::ShopKind;
use crate::storage::StorageError;

/// Bytes of a webhook: an order of some thousand lines.
const BODY_LIMIT_BYTES: usize = 2 * 1024 * 1024;
/// Characters of a topic.
const TOPIC_LIMIT: usize = 60;

/// `POST /webhooks/woocommerce/{id}` and `/webhooks/shopify/{id}`; open to the world.
pub fn router(orders: Orders) -> Router {
    Router::new()
        .route("/webhooks/woocommerce/{id}", post(woocommerce))
        .route("/webhooks/shopify/{id}", post(shopify))
        .layer(DefaultBodyLimit::max(BODY_LIMIT_BYTES))
        .with_state(orders)
}

async fn woocommerce(
    State(orders): State<Orders>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let body = whole(body)?;
    // What it asks with when a webhook is saved: whether somebody is here. It proves nothing and leaves nothing.
    let ping = body.strip_prefix(b"webhook_id=").is_some_and(|id| id.iter().all(u8::is_ascii_digit));
    if ping && !headers.contains_key(ShopKind::Woocommerce.signature_header()) {
        return Ok(StatusCode::OK);
    }
    receive(orders, ShopKind::Woocommerce, &id, &headers, body).await
}

async fn shopify(
    State(orders): State<Orders>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiError> {
    receive(orders, ShopKind::Shopify, &id, &headers, whole(body)?).await
}

/// The body to its end, or that it is too large or broke off.
fn whole(body: Result<Bytes, BytesRejection>) -> Result<Bytes, ApiError> {
    body.map_err(|error| body_error(error.status(), &error.body_text()))
}

async fn receive(
    orders: Orders,
    kind: ShopKind,
    id: &str,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let header = |name| headers.get(name).map(axum::http::HeaderValue::as_bytes);
    // Who has no signature is not worth a look into the file.
    let (Some(signed), Ok(id)) = (header(kind.signature_header()), id.parse::<ShopId>()) else {
        return Err(not_the_shop());
    };
    if !is_the_shop(&orders, kind, id, &body, signed).await.map_err(unavailable)? {
        return Err(not_the_shop());
    }
    let text = String::from_utf8(body.to_vec())
        .map_err(|_| ApiError::bad_request("unreadable_body", "The body is not text in UTF-8."))?;
    let topic = header(kind.topic_header()).map(String::from_utf8_lossy).unwrap_or_default();
    let event = NewEvent {
        shop: id,
        topic: topic.chars().take(TOPIC_LIMIT).collect(),
        sha256: Sha256::digest(text.as_bytes()).into(),
        body: text,
    };
    let kept = orders.db.write::<_, StorageError>(move |tx| {
        if let Some(event) = store::keep_event(tx, &event)? {
            jobs::enqueue(tx, &ReadShopEvent { event_id: event, shop_id: id })?;
        }
        store::was_told(tx, id, tx.now())
    });
    kept.await.map(|()| StatusCode::OK).map_err(unavailable)
}

/// Whether the shop's own secret signed the body. A wrong signature is counted: the secret may have been changed there.
async fn is_the_shop(
    orders: &Orders,
    kind: ShopKind,
    id: ShopId,
    body: &[u8],
    signed: &[u8],
) -> Result<bool, StorageError> {
    let shop = orders.db.read::<_, StorageError>(move |conn| store::by_id(conn, id)).await?;
    let Some(shop) = shop.filter(|shop| shop.kind == kind) else { return Ok(false) };
    let secret = shop.secret.and_then(|sealed| orders.vault.open(&secret_place(id), &sealed).ok());
    let right = secret.is_some_and(|secret| signature::is_right(&secret, body, Some(signed)));
    if !right {
        orders.db.write_background::<_, StorageError>(move |tx| store::was_refused(tx, id)).await?;
    }
    Ok(right)
}

/// Where a shop's secret is sealed.
pub fn secret_place(shop: ShopId) -> String {
    format!("orders_shop:{shop}")
}

/// The same whether the address, the signature or the secret is wrong: strangers learn nothing.
fn not_the_shop() -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, "wrong_signature", "The signature is not this web shop's.")
        .hint("Compare the secret and the address with Orders, Web shops.")
}

/// Shops try again after a 503.
fn unavailable(error: StorageError) -> ApiError {
    ApiError::unavailable("not_kept", "The message could not be kept and was not taken.").cause(error)
}
