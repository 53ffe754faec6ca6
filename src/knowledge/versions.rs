//! What a source said before: the list, one of them, and the way back. Going back is a change like any other, so what is
//! replaced by it is kept in its turn.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::changes::no_source;
use super::ingest::Ingest;
use super::store::{self, Content};
use super::types::{Pair, Source, SourceKind, Version};
use super::{Knowledge, TOPIC};
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json, Page, Path};
use crate::ids::{SourceId, VersionId};
use crate::jobs;
use crate::storage::WriteTx;

pub(super) fn routes() -> OpenApiRouter<Knowledge> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(restore))
}

/// What a source said.
#[derive(Debug, Serialize, ToSchema)]
struct Earlier {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pairs: Option<Vec<Pair>>,
}

/// What a source said before, newest first: at most 20 versions, 4 MB together.
#[utoipa::path(get, path = "/knowledge/sources/{id}/versions", tag = "knowledge", params(("id" = SourceId, Path)),
    responses((status = 200, body = Page<Version>)))]
async fn list(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path(id): Path<SourceId>,
) -> Result<Json<Page<Version>>, ApiError> {
    caller.require(Permission::ReadKnowledge)?;
    let versions = knowledge.db.read::<_, ApiError>(move |conn| {
        store::find(conn, id)?.ok_or_else(no_source)?;
        Ok(store::versions(conn, id)?)
    });
    Ok(Json(Page::whole(versions.await?)))
}

/// One of them, to be compared with what the source says now.
#[utoipa::path(get, path = "/knowledge/sources/{id}/versions/{version}", tag = "knowledge",
    params(("id" = SourceId, Path), ("version" = VersionId, Path)), responses((status = 200, body = Earlier)))]
async fn show(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path((id, version)): Path<(SourceId, VersionId)>,
) -> Result<Json<Earlier>, ApiError> {
    caller.require(Permission::ReadKnowledge)?;
    let found = knowledge.db.read::<_, ApiError>(move |conn| Ok(store::version(conn, id, version)?)).await?;
    let (text, pairs) = found.ok_or_else(no_version)?;
    Ok(Json(Earlier { text, pairs }))
}

/// Makes a source say again what it said then. Of a file or page it counts as a person's correction, until the original
/// is read again on request.
#[utoipa::path(post, path = "/knowledge/sources/{id}/versions/{version}/restore", tag = "knowledge",
    params(("id" = SourceId, Path), ("version" = VersionId, Path)), responses((status = 202, body = Source)))]
async fn restore(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path((id, version)): Path<(SourceId, VersionId)>,
) -> Result<(StatusCode, Json<Source>), ApiError> {
    caller.require(Permission::WriteKnowledge)?;
    let actor = caller.actor;
    let source = knowledge
        .db
        .write(move |tx| {
            let source = store::find(tx, id)?.ok_or_else(no_source)?;
            go_back(tx, &source, version)?;
            jobs::enqueue(tx, &Ingest { source_id: id })?;
            audit::record(tx, &actor, "knowledge.restored", id, json!({ "version": version }))?;
            tx.announce(TOPIC, id);
            store::find(tx, id)?.ok_or_else(no_source)
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(source)))
}

fn go_back(tx: &WriteTx, source: &Source, version: VersionId) -> Result<(), ApiError> {
    let said = store::version(tx, source.id, version)?.ok_or_else(no_version)?;
    match (source.kind, said) {
        (SourceKind::Faq, (_, Some(pairs))) => {
            store::change_content(tx, source.id, &Content::Pairs(pairs))?;
        }
        (SourceKind::Text, (Some(text), _)) => store::change_content(tx, source.id, &Content::Text(text))?,
        (SourceKind::File | SourceKind::Page, (Some(text), _)) => store::correct(tx, source.id, &text)?,
        (
            SourceKind::Faq
            | SourceKind::Text
            | SourceKind::File
            | SourceKind::Page
            | SourceKind::Site
            | SourceKind::Shop,
            _,
        ) => {
            return Err(no_version());
        }
    }
    Ok(())
}

fn no_version() -> ApiError {
    ApiError::not_found("version")
}
