//! `/whatsapp/connections`: several numbers in one install, each with its own token, secret and PIN.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::connect::{Claim, connect};
use super::rotate;
use super::routes::{NewConnection, pasted, tidy};
use super::view::View;
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::ConnectionId;
use crate::secrets::Secret;
use crate::storage::StorageError;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::doctor::{Repair, examine};
use crate::whatsapp::numbers::{self, CheckId, Connection, store};
use crate::whatsapp::types::Status;

/// Longest name of a number, in characters.
const NAME_LIMIT_CHARACTERS: usize = 60;

pub(in crate::whatsapp) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(show, rename, disconnect))
        .routes(routes!(change_token))
        .routes(routes!(change_secret))
        .routes(routes!(doctor))
        .routes(routes!(fix))
}

/// The shop's numbers, the first first.
#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppConnections)]
struct Connections {
    items: Vec<View>,
}

/// Every number of the shop.
#[utoipa::path(get, path = "/whatsapp/connections", tag = "whatsapp", responses((status = 200, body = Connections)))]
async fn list(State(whatsapp): State<WhatsApp>, caller: Caller) -> Result<Json<Connections>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    let room = whatsapp.clone();
    let read = move |conn: &crate::storage::ReadConn| {
        let connections = store::of_the_shop(conn)?;
        connections.into_iter().map(|connection| View::of(&room, conn, connection)).collect()
    };
    let items = whatsapp.db.read::<_, StorageError>(read).await?;
    Ok(Json(Connections { items }))
}

/// Connects one more number.
#[utoipa::path(post, path = "/whatsapp/connections", tag = "whatsapp", request_body = NewConnection,
    responses((status = 201, body = View), (status = 409, description = "The number is connected already"),
        (status = 422, description = "A pasted value is wrong; `fields` says which")))]
async fn add(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Json(new): Json<NewConnection>,
) -> Result<(StatusCode, Json<View>), ApiError> {
    caller.require(Permission::ManageConnection)?;
    let id = connect(&whatsapp, &caller, pasted(new)?, Claim::Another).await?;
    Ok((StatusCode::CREATED, Json(shown(&whatsapp, id).await?)))
}

/// One number.
#[utoipa::path(get, path = "/whatsapp/connections/{id}", tag = "whatsapp", params(("id" = String, Path)),
    responses((status = 200, body = View), (status = 404)))]
async fn show(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    Ok(Json(shown(&whatsapp, id).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WhatsAppConnectionName)]
struct Name {
    /// Nothing: the verified name is used.
    name: Option<String>,
}

/// Gives a number a name for the staff.
#[utoipa::path(patch, path = "/whatsapp/connections/{id}", tag = "whatsapp", params(("id" = String, Path)),
    request_body = Name, responses((status = 200, body = View), (status = 404)))]
async fn rename(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
    Json(new): Json<Name>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    connection_of(&whatsapp, id).await?;
    let name = new.name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    if name.as_ref().is_some_and(|name| name.chars().count() > NAME_LIMIT_CHARACTERS) {
        let words = format!("A name has at most {NAME_LIMIT_CHARACTERS} characters.");
        return Err(ApiError::unprocessable("invalid", words.clone()).field("name", words));
    }
    let rename = move |tx: &crate::storage::WriteTx| {
        store::rename(tx, id, name.as_deref())?;
        numbers::changed(tx, id)?;
        Ok::<_, StorageError>(())
    };
    whatsapp.db.write(rename).await?;
    Ok(Json(shown(&whatsapp, id).await?))
}

/// Ends one connection: its secrets are deleted, its conversations stay.
#[utoipa::path(delete, path = "/whatsapp/connections/{id}", tag = "whatsapp", params(("id" = String, Path)),
    responses((status = 204), (status = 404)))]
async fn disconnect(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageConnection)?;
    connection_of(&whatsapp, id).await?;
    let actor = caller.actor;
    let end = move |tx: &crate::storage::WriteTx| {
        store::disconnect(tx, id)?;
        audit::record(tx, &actor, "whatsapp.disconnected", id, json!({}))?;
        numbers::changed(tx, id)?;
        Ok::<_, StorageError>(())
    };
    whatsapp.db.write(end).await?;
    whatsapp.keys.forget();
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WhatsAppNewToken)]
struct NewToken {
    access_token: Secret,
}

/// Puts a new access token in the place of the old one, once it has proved that it sees the number.
#[utoipa::path(put, path = "/whatsapp/connections/{id}/token", tag = "whatsapp", params(("id" = String, Path)),
    request_body = NewToken, responses((status = 200, body = View), (status = 422, description = "Not a token for this number")))]
async fn change_token(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
    Json(new): Json<NewToken>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    let connection = connection_of(&whatsapp, id).await?;
    rotate::token(&whatsapp, &caller, &connection, tidy("access_token", &new.access_token)?).await?;
    examine(&whatsapp, id, Repair::Nothing).await?;
    Ok(Json(shown(&whatsapp, id).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WhatsAppNewSecret)]
struct NewSecret {
    app_secret: Secret,
}

/// Puts a new app secret beside the old one: webhooks signed with either count for seven days.
#[utoipa::path(put, path = "/whatsapp/connections/{id}/secret", tag = "whatsapp", params(("id" = String, Path)),
    request_body = NewSecret, responses((status = 200, body = View), (status = 422, description = "Not the secret of this app")))]
async fn change_secret(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
    Json(new): Json<NewSecret>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    let connection = connection_of(&whatsapp, id).await?;
    rotate::secret(&whatsapp, &caller, &connection, tidy("app_secret", &new.app_secret)?).await?;
    examine(&whatsapp, id, Repair::Nothing).await?;
    Ok(Json(shown(&whatsapp, id).await?))
}

/// Looks at one connection again, from cause to effect. Changes nothing at Meta.
#[utoipa::path(post, path = "/whatsapp/connections/{id}/doctor", tag = "whatsapp", params(("id" = String, Path)),
    responses((status = 200, body = View), (status = 404)))]
async fn doctor(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    connection_of(&whatsapp, id).await?;
    examine(&whatsapp, id, Repair::Nothing).await?;
    Ok(Json(shown(&whatsapp, id).await?))
}

/// Repairs one finding of one number, and looks again.
#[utoipa::path(post, path = "/whatsapp/connections/{id}/doctor/{check}/fix", tag = "whatsapp",
    params(("id" = String, Path), ("check" = CheckId, Path)), responses((status = 200, body = View), (status = 404)))]
async fn fix(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path((id, check)): Path<(ConnectionId, CheckId)>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    connection_of(&whatsapp, id).await?;
    examine(&whatsapp, id, Repair::One(check)).await?;
    Ok(Json(shown(&whatsapp, id).await?))
}

/// A number of the shop that is connected, or the answer that there is none.
pub(in crate::whatsapp) async fn connection_of(
    whatsapp: &WhatsApp,
    id: ConnectionId,
) -> Result<Connection, ApiError> {
    let found = whatsapp.db.read(move |conn| store::find(conn, id)).await?;
    found
        .filter(|found| !found.is_practice() && found.status != Status::Disconnected)
        .ok_or_else(|| ApiError::not_found("WhatsApp connection"))
}

/// A number as it stands now.
pub(in crate::whatsapp) async fn shown(whatsapp: &WhatsApp, id: ConnectionId) -> Result<View, ApiError> {
    let connection = connection_of(whatsapp, id).await?;
    let room = whatsapp.clone();
    Ok(whatsapp.db.read(move |conn| View::of(&room, conn, connection)).await?)
}
