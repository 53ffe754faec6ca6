//! Letting a restored shop send again.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller};
use crate::inbox::{Inbox, release_hold};

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(release))
}

/// Lets a restored shop send messages again, first those that were waiting.
#[utoipa::path(post, path = "/hold/release", tag = "inbox", responses((status = 204)))]
async fn release(State(inbox): State<Inbox>, caller: Caller) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ReleaseHold)?;
    inbox
        .db
        .write::<_, ApiError>(move |tx| {
            if release_hold(tx)? {
                audit::record(tx, &caller, "hold.released", "shop", serde_json::json!({}))?;
            }
            Ok(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
