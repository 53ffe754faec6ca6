//! Whether the assistant knows what a web shop sells: switched on with a key that may read products, and off.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::connections::{Access, ConnectionView};
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::ShopId;
use crate::orders::Orders;
use crate::orders::shops::{products_key_place, switch_off, switch_on};
use crate::orders::store::shops as store;

pub(super) fn routes() -> OpenApiRouter<Orders> {
    OpenApiRouter::new().routes(routes!(know, forget))
}

/// How to ask a shop for its products.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProductsWanted {
    /// The shop's own, such as `https://shop.example`.
    address: String,
    /// WooCommerce: the consumer key. Shopify: the access token. It is kept sealed, to ask again what changed.
    key: String,
    /// WooCommerce only: the consumer secret.
    key_secret: Option<String>,
}

/// From now on the assistant knows the products of this shop, with their prices, and its terms. Asked once more, the shop is read
/// from its beginning, with this key.
#[utoipa::path(put, path = "/orders/connections/{id}/products", tag = "orders", params(("id" = ShopId, Path)),
    request_body = ProductsWanted, responses((status = 202, body = ConnectionView)))]
async fn know(
    State(orders): State<Orders>,
    caller: Caller,
    Path(id): Path<ShopId>,
    Json(wanted): Json<ProductsWanted>,
) -> Result<(StatusCode, Json<ConnectionView>), ApiError> {
    caller.require(Permission::ManageConnection)?;
    caller.require(Permission::WriteKnowledge)?;
    let ProductsWanted { address, key, key_secret } = wanted;
    let access = Access { address, key, key_secret, place: products_key_place };
    access.given(orders, caller, id, "orders_connection.products_known", switch_on).await
}

/// The assistant no longer knows what this shop sells; the key is forgotten.
#[utoipa::path(delete, path = "/orders/connections/{id}/products", tag = "orders", params(("id" = ShopId, Path)),
    responses((status = 204)))]
async fn forget(
    State(orders): State<Orders>,
    caller: Caller,
    Path(id): Path<ShopId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageConnection)?;
    caller.require(Permission::WriteKnowledge)?;
    let db = orders.db.clone();
    db.write::<_, ApiError>(move |tx| {
        store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("connection"))?;
        if switch_off(&orders, tx, id)? {
            audit::record(tx, &caller, "orders_connection.products_forgotten", id, json!({}))?;
        }
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
