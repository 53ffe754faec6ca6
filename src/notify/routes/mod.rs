//! `/notifications`: how one wants to be reached, one's devices, what one was told; and, for the owner, the mail server.

mod devices;
mod mail_server;
mod mine;
mod preferences;
mod trial;

use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Notify;
use crate::http::{ApiError, Caller};
use crate::ids::PersonId;

/// `/notifications`
pub fn routes() -> OpenApiRouter<Notify> {
    OpenApiRouter::new()
        .routes(routes!(mine::list))
        .routes(routes!(preferences::show, preferences::change))
        .routes(routes!(devices::add))
        .routes(routes!(devices::remove))
        .routes(routes!(trial::try_it))
        .routes(routes!(mail_server::show, mail_server::change, mail_server::remove))
        .routes(routes!(mail_server::choose_template))
}

/// Programs have no pocket that rings.
fn of_a_person(caller: &Caller) -> Result<PersonId, ApiError> {
    caller.person().ok_or_else(|| {
        ApiError::new(StatusCode::FORBIDDEN, "person_only", "This belongs to a person's own account.")
    })
}
