//! The pages of an uploaded PDF as pictures, to be compared with the text that was read from them. Each is drawn in the
//! walled child when it is asked for; nothing of it is kept.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::changes::no_source;
use super::{Knowledge, store};
use crate::actor::Permission;
use crate::extract::{Fault, Kind};
use crate::http::{ApiError, Caller, Path};
use crate::ids::SourceId;

pub(super) fn routes() -> OpenApiRouter<Knowledge> {
    OpenApiRouter::new().routes(routes!(page))
}

/// A page of an uploaded PDF as a picture; the first one is 1.
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
    let Some((Kind::Pdf, document)) = original else { return Err(no_source()) };
    let seen = knowledge.extractor.pdf_page(document, number).await.map_err(refused)?;
    let kind = seen.thumbnail_type();
    let (Some(picture), Some(kind)) = (seen.thumbnail, kind) else { return Err(ApiError::not_found("page")) };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, max-age=3600")];
    Ok((headers, picture).into_response())
}

fn refused(fault: Fault) -> ApiError {
    match fault {
        Fault::NoText => ApiError::not_found("page"),
        other => ApiError::unprocessable(other.code(), other.to_string()),
    }
}
