//! What belongs to no part of the room alone: the limits the composer checks with.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::WhatsApp;
use super::wire::limits::{LIMITS, Limits};
use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json};

pub(super) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new().routes(routes!(limits))
}

/// What WhatsApp takes, in numbers.
#[utoipa::path(get, path = "/whatsapp/limits", tag = "whatsapp", responses((status = 200, body = Limits)))]
async fn limits(caller: Caller) -> Result<Json<&'static Limits>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    Ok(Json(&LIMITS))
}
