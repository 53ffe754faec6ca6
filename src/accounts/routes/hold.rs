//! Letting a restored shop send again.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::accounts::{AccountError, Accounts};
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller};
use crate::storage;

pub(super) fn routes() -> OpenApiRouter<Accounts> {
    OpenApiRouter::new().routes(routes!(release))
}

/// Lets a restored shop send messages again.
#[utoipa::path(post, path = "/hold/release", tag = "accounts", responses((status = 204)))]
async fn release(State(accounts): State<Accounts>, caller: Caller) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ReleaseHold)?;
    accounts
        .db
        .write::<_, AccountError>(move |tx| {
            storage::release_hold(tx)?;
            Ok(audit::record(tx, &caller, "hold.released", "", serde_json::json!({}))?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
