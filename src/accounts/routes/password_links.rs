//! Password links, for whoever holds one.

use axum::extract::State;
use axum::http::HeaderMap;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answers::{Me, signed_in};
use super::origin::From;
use crate::accounts::Accounts;
use crate::accounts::cookie::Site;
use crate::accounts::password_link::FreshLink;
use crate::accounts::types::LinkKind;
use crate::clock::Timestamp;
use crate::http::{ApiError, Json, Path};
use crate::secrets::Secret;

pub(super) fn routes() -> OpenApiRouter<Accounts> {
    OpenApiRouter::new().routes(routes!(show, choose_password))
}

/// A link to hand over; shown this once.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = PasswordLink)]
pub(super) struct LinkItem {
    url: String,
    expires_at: Timestamp,
}

impl LinkItem {
    pub(super) fn new(site: &Site, link: &FreshLink) -> Self {
        Self { url: format!("{}/link/{}", site.address(), link.token.expose()), expires_at: link.expires_at }
    }
}

#[derive(serde::Serialize, utoipa::ToSchema)]
struct LinkHolder {
    email: String,
    name: String,
    kind: LinkKind,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ChosenPassword {
    password: Secret,
    /// Asked for when the person has a second factor: a reset does not go around it.
    second_factor: Option<Secret>,
}

/// Whose link this is.
#[utoipa::path(get, path = "/password-links/{token}", tag = "accounts", security(()),
    params(("token" = String, Path)), responses((status = 200, body = LinkHolder)))]
async fn show(
    State(accounts): State<Accounts>,
    Path(token): Path<Secret>,
) -> Result<Json<LinkHolder>, ApiError> {
    let link = accounts.password_link(&token).await?;
    Ok(Json(LinkHolder { email: link.email, name: link.name, kind: link.kind }))
}

/// Chooses the password and signs in; every other session of the person ends.
#[utoipa::path(post, path = "/password-links/{token}", tag = "accounts", security(()),
    params(("token" = String, Path)), request_body = ChosenPassword, responses((status = 200, body = Me)))]
async fn choose_password(
    State(accounts): State<Accounts>,
    from: From,
    Path(token): Path<Secret>,
    Json(chosen): Json<ChosenPassword>,
) -> Result<(HeaderMap, axum::Json<Me>), ApiError> {
    let opened =
        accounts.use_password_link(token, chosen.password, chosen.second_factor, from.origin).await?;
    Ok(signed_in(&accounts, &from.site, &opened).await?)
}
