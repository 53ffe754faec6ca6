//! Whether the assistant knows what a web shop sells: switched on with a key that may read products, and off.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::connections::{ConnectionView, address_of, key_of};
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
    let db = orders.db.clone();
    let view = db
        .write::<_, ApiError>(move |tx| {
            let shop = store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("connection"))?;
            let address = address_of(&wanted.address)?;
            let key = key_of(shop.kind, &wanted.key, wanted.key_secret.as_deref())?;
            let sealed = orders.vault.seal(&products_key_place(id), &key).map_err(ApiError::internal)?;
            switch_on(&orders, tx, &shop, &address, &sealed)?;
            audit::record(
                tx,
                &caller,
                "orders_connection.products_known",
                id,
                json!({ "address": address }),
            )?;
            Ok(ConnectionView::of(&orders, tx, shop, None)?)
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(view)))
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
