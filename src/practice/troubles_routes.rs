//! `/practice/troubles`: what is to go wrong.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json, Path};

use super::Practice;
use super::troubles::{Standing, Trouble};

pub(super) fn routes() -> OpenApiRouter<Practice> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(switch))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PracticeTroubleSwitch)]
struct Switch {
    on: bool,
}

/// What can go wrong, and what waits for the shop's next message.
#[utoipa::path(get, path = "/practice/troubles", tag = "practice", responses((status = 200, body = Vec<Standing>)))]
async fn list(State(practice): State<Practice>, caller: Caller) -> Result<Json<Vec<Standing>>, ApiError> {
    caller.require(Permission::UsePractice)?;
    Ok(Json(practice.troubles()))
}

/// Lets one thing go wrong with the shop's next message to a practice customer, or no longer.
#[utoipa::path(put, path = "/practice/troubles/{trouble}", tag = "practice", request_body = Switch,
    params(("trouble" = Trouble, Path)), responses((status = 200, body = Vec<Standing>)))]
async fn switch(
    State(practice): State<Practice>,
    caller: Caller,
    Path(trouble): Path<Trouble>,
    Json(Switch { on }): Json<Switch>,
) -> Result<Json<Vec<Standing>>, ApiError> {
    caller.require(Permission::UsePractice)?;
    practice.switch(trouble, on);
    Ok(Json(practice.troubles()))
}
