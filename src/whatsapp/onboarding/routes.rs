//! `/whatsapp/connection` and the doctor. Secrets go in and never come out.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::connect::{Claim, Pasted, connect};
use super::view::View;
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json, Path};
use crate::secrets::Secret;
use crate::storage::StorageError;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::doctor::{Repair, examine};
use crate::whatsapp::numbers::{self, CheckId, store};
use crate::whatsapp::types::Environment;

/// Longest pasted value, in bytes.
const PASTE_LIMIT_BYTES: usize = 2048;

pub(in crate::whatsapp) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new().routes(routes!(show, paste, disconnect)).routes(routes!(doctor)).routes(routes!(fix))
}

/// What the owner pastes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWhatsAppConnection)]
pub(in crate::whatsapp) struct NewConnection {
    access_token: Secret,
    app_secret: Secret,
    /// Which of several numbers to answer on.
    phone_number_id: Option<String>,
    /// Needed only when the token is not limited to one account.
    waba_id: Option<String>,
}

/// The connected number, and what the doctor last found.
#[utoipa::path(get, path = "/whatsapp/connection", tag = "whatsapp", responses((status = 200, body = View)))]
async fn show(State(whatsapp): State<WhatsApp>, caller: Caller) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    Ok(Json(current(&whatsapp).await?))
}

/// Connects a number with a token and an app secret; everything else is found.
#[utoipa::path(put, path = "/whatsapp/connection", tag = "whatsapp", request_body = NewConnection,
    responses((status = 200, body = View), (status = 422, description = "A pasted value is wrong; `fields` says which")))]
async fn paste(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Json(new): Json<NewConnection>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    connect(&whatsapp, &caller, pasted(new)?, Claim::First).await?;
    Ok(Json(current(&whatsapp).await?))
}

/// Ends the connection: its secrets are deleted, its conversations stay.
#[utoipa::path(delete, path = "/whatsapp/connection", tag = "whatsapp", responses((status = 204)))]
async fn disconnect(State(whatsapp): State<WhatsApp>, caller: Caller) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageConnection)?;
    let actor = caller.actor;
    whatsapp
        .db
        .write(move |tx| {
            if let Some(connection) = store::in_use(tx, Environment::Meta)? {
                store::disconnect(tx, connection.id)?;
                audit::record(tx, &actor, "whatsapp.disconnected", connection.id, json!({}))?;
                numbers::changed(tx, connection.id)?;
            }
            Ok::<_, StorageError>(())
        })
        .await?;
    whatsapp.keys.forget();
    Ok(StatusCode::NO_CONTENT)
}

/// Looks at the connection again, from cause to effect. Changes nothing at Meta.
#[utoipa::path(post, path = "/whatsapp/doctor", tag = "whatsapp", responses((status = 200, body = View)))]
async fn doctor(State(whatsapp): State<WhatsApp>, caller: Caller) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    look(&whatsapp, Repair::Nothing).await
}

/// Repairs one finding that is marked as fixable, and looks again.
#[utoipa::path(post, path = "/whatsapp/doctor/{check}/fix", tag = "whatsapp", params(("check" = CheckId, Path)),
    responses((status = 200, body = View)))]
async fn fix(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(check): Path<CheckId>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    look(&whatsapp, Repair::One(check)).await
}

async fn look(whatsapp: &WhatsApp, repair: Repair) -> Result<Json<View>, ApiError> {
    let first = whatsapp.db.read(|conn| store::in_use(conn, Environment::Meta)).await?;
    let connection = first.ok_or_else(|| ApiError::not_found("WhatsApp connection"))?;
    examine(whatsapp, connection.id, repair).await?;
    Ok(Json(current(whatsapp).await?))
}

/// The first connection, as it stands now.
async fn current(whatsapp: &WhatsApp) -> Result<View, StorageError> {
    let room = whatsapp.clone();
    whatsapp
        .db
        .read(move |conn| match store::in_use(conn, Environment::Meta)? {
            Some(connection) => View::of(&room, conn, connection),
            None => Ok(View::nothing(&room)),
        })
        .await
}

/// What was pasted, each value plausible in itself.
pub(in crate::whatsapp) fn pasted(new: NewConnection) -> Result<Pasted, ApiError> {
    Ok(Pasted {
        access_token: tidy("access_token", &new.access_token)?,
        app_secret: tidy("app_secret", &new.app_secret)?,
        phone_number_id: digits("phone_number_id", new.phone_number_id)?,
        waba_id: digits("waba_id", new.waba_id)?,
    })
}

/// A pasted secret without the blanks that come along when copying.
pub(in crate::whatsapp) fn tidy(field: &str, pasted: &Secret) -> Result<Secret, ApiError> {
    let value = pasted.expose().trim();
    let plausible = !value.is_empty()
        && value.len() <= PASTE_LIMIT_BYTES
        && value.bytes().all(|byte| byte.is_ascii_graphic());
    if plausible {
        return Ok(Secret::new(value.to_owned()));
    }
    let words = "Paste the value as Meta shows it: letters and digits without blanks.";
    Err(ApiError::unprocessable("cannot_connect", words).field(field, words))
}

/// An id of Meta's, which is digits only and becomes part of an address.
fn digits(field: &str, id: Option<String>) -> Result<Option<String>, ApiError> {
    let id = id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
    match id {
        Some(id) if id.len() > 32 || !id.bytes().all(|byte| byte.is_ascii_digit()) => {
            let words = "Meta's ids are digits only.";
            Err(ApiError::unprocessable("cannot_connect", words).field(field, words))
        }
        id => Ok(id),
    }
}
