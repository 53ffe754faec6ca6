//! The shop's profile.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::accounts::opening_hours::Shop;
use crate::accounts::shop::{self, ShopChanges};
use crate::accounts::{AccountError, Accounts};
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json};

pub(super) fn routes() -> OpenApiRouter<Accounts> {
    OpenApiRouter::new().routes(routes!(show, change))
}

/// What the shop says about itself.
#[utoipa::path(get, path = "/shop", tag = "accounts", responses((status = 200, body = Shop)))]
async fn show(State(accounts): State<Accounts>, caller: Caller) -> Result<Json<Shop>, ApiError> {
    caller.require(Permission::ReadKnowledge)?;
    Ok(Json(accounts.db.read::<_, AccountError>(|conn| Ok(shop::shop(conn)?)).await?))
}

/// Changes the profile; what is absent stays.
#[utoipa::path(patch, path = "/shop", tag = "accounts", request_body = ShopChanges,
    responses((status = 200, body = Shop)))]
async fn change(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(changes): Json<ShopChanges>,
) -> Result<Json<Shop>, ApiError> {
    caller.require(Permission::ManageShop)?;
    let changed = accounts.db.write::<_, AccountError>(move |tx| {
        let changed = shop::change(tx, changes)?;
        audit::record(tx, &caller, "shop.changed", "", serde_json::json!({}))?;
        Ok(changed)
    });
    Ok(Json(changed.await?))
}
