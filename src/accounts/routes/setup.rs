//! First run over HTTP.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answers::{Me, signed_in};
use super::origin::From;
use crate::accounts::Accounts;
use crate::accounts::setup::FirstRun;
use crate::http::{ApiError, Json};
use crate::secrets::Secret;

pub(super) fn routes() -> OpenApiRouter<Accounts> {
    OpenApiRouter::new().routes(routes!(show, set_up))
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct SetupState {
    /// Nobody owns the shop yet.
    needed: bool,
    /// Where the setup code is to be found, while it is needed.
    setup_code_hint: Option<String>,
    /// The command that prints it on the machine Shopbell runs on.
    setup_code_command: Option<String>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SetupRequest {
    setup_code: Secret,
    email: String,
    password: Secret,
    business_name: String,
    language: String,
}

/// Whether the shop still needs its owner.
#[utoipa::path(get, path = "/setup", tag = "accounts", security(()), responses((status = 200, body = SetupState)))]
async fn show(State(accounts): State<Accounts>) -> Result<Json<SetupState>, ApiError> {
    let needed = accounts.needs_setup().await?;
    if needed {
        accounts.renew_setup_code().await?;
    }
    let setup_code_hint = needed.then(|| accounts.setup_code_file().display().to_string());
    let setup_code_command = needed.then(|| accounts.setup_code_command());
    Ok(Json(SetupState { needed, setup_code_hint, setup_code_command }))
}

/// Makes the first owner and signs them in.
#[utoipa::path(post, path = "/setup", tag = "accounts", security(()), request_body = SetupRequest,
    responses((status = 201, body = Me)))]
async fn set_up(
    State(accounts): State<Accounts>,
    from: From,
    Json(typed): Json<SetupRequest>,
) -> Result<(StatusCode, HeaderMap, axum::Json<Me>), ApiError> {
    let SetupRequest { setup_code, email, password, business_name, language } = typed;
    let first_run = FirstRun { setup_code, email, password, business_name, language };
    let opened = accounts.set_up(first_run, from.origin).await?;
    let (cookie, me) = signed_in(&accounts, &from.site, &opened).await?;
    Ok((StatusCode::CREATED, cookie, me))
}
