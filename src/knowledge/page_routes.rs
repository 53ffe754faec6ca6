//! The pages of an uploaded PDF or photo as pictures, to be compared with the text that was read from them, and the word
//! of a person that the two agree. Each is drawn in the walled child when it is asked for; nothing of it is kept.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::changes::{self, no_source};
use super::types::Source;
use super::{Knowledge, store};
use crate::actor::Permission;
use crate::extract::Fault;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::SourceId;

pub(super) fn routes() -> OpenApiRouter<Knowledge> {
    OpenApiRouter::new().routes(routes!(page)).routes(routes!(confirm))
}

/// A person's word on a page.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    /// What the page says, where the text that was read is not right.
    text: Option<String>,
}

/// A page of an uploaded PDF, or an uploaded photo, as a picture; the first one is 1.
#[utoipa::path(get, path = "/knowledge/sources/{id}/pages/{number}", tag = "knowledge",
    params(("id" = SourceId, Path), ("number" = u32, Path)),
    responses((status = 200, content_type = "image/jpeg")))]
async fn page(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path((id, number)): Path<(SourceId, u32)>,
) -> Result<Response, ApiError> {
    caller.require(Permission::ReadKnowledge)?;
    let original = knowledge.db.read::<_, ApiError>(move |conn| Ok(store::original(conn, id)?)).await?;
    let (kind, document) = original.ok_or_else(no_source)?;
    let seen = knowledge.extractor.page(kind, document.into(), number).await.map_err(refused)?;
    let kind = seen.thumbnail_type();
    let (Some(picture), Some(kind)) = (seen.thumbnail, kind) else { return Err(ApiError::not_found("page")) };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, max-age=3600")];
    Ok((headers, picture).into_response())
}

/// Says that a page read by the model agrees with its picture, as it stands or with another text. From then on it counts.
#[utoipa::path(post, path = "/knowledge/sources/{id}/pages/{number}/confirm", tag = "knowledge",
    params(("id" = SourceId, Path), ("number" = u32, Path)), request_body(content((Confirmation = "application/json"))),
    responses((status = 202, body = Source), (status = 409, description = "The page waits for no confirmation")))]
async fn confirm(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path((id, number)): Path<(SourceId, u32)>,
    Json(Confirmation { text }): Json<Confirmation>,
) -> Result<(StatusCode, Json<Source>), ApiError> {
    caller.require(Permission::WriteKnowledge)?;
    let source = changes::confirm(&knowledge, caller.actor, id, number, text).await?;
    Ok((StatusCode::ACCEPTED, Json(source)))
}

fn refused(fault: Fault) -> ApiError {
    match fault {
        Fault::NoText => ApiError::not_found("page"),
        other => ApiError::unprocessable(other.code(), other.to_string()),
    }
}
