//! The door shops knock at: a webhook is checked over its raw bytes, kept with one write, and only then acknowledged.
//! Whoever cannot prove to be the shop is refused and leaves nothing behind. Nothing is parsed here.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use sha2::{Digest as _, Sha256};

use super::read::ReadShopEvent;
use super::signature;
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
    body: Bytes,
) -> StatusCode {
    // What it asks with when a webhook is saved: whether somebody is here. It proves nothing and leaves nothing.
    let ping = body.strip_prefix(b"webhook_id=").is_some_and(|id| id.iter().all(u8::is_ascii_digit));
    if ping && !headers.contains_key(ShopKind::Woocommerce.signature_header()) {
        return StatusCode::OK;
    }
    receive(orders, ShopKind::Woocommerce, &id, &headers, body).await
}

async fn shopify(
    State(orders): State<Orders>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    receive(orders, ShopKind::Shopify, &id, &headers, body).await
}

async fn receive(orders: Orders, kind: ShopKind, id: &str, headers: &HeaderMap, body: Bytes) -> StatusCode {
    let header = |name| headers.get(name).map(axum::http::HeaderValue::as_bytes);
    // Who has no signature is not worth a look into the file.
    let (Some(signed), Ok(id)) = (header(kind.signature_header()), id.parse::<ShopId>()) else {
        return StatusCode::UNAUTHORIZED;
    };
    match is_the_shop(&orders, kind, id, &body, signed).await {
        Ok(true) => {}
        Ok(false) => return StatusCode::UNAUTHORIZED,
        Err(error) => return unavailable(&error),
    }
    let Ok(text) = String::from_utf8(body.to_vec()) else { return StatusCode::BAD_REQUEST };
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
    match kept.await {
        Ok(()) => StatusCode::OK,
        Err(error) => unavailable(&error),
    }
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

/// Shops try again after a 503.
fn unavailable(error: &StorageError) -> StatusCode {
    tracing::error!(error = %error, "a shop's webhook could not be kept and was not acknowledged");
    StatusCode::SERVICE_UNAVAILABLE
}
