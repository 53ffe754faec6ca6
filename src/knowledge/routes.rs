//! The room's addresses: sources in all their forms, and search.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::changes::{self, Change, NewSource, no_source};
use super::store::shop::ShopReport;
use super::store::site::SiteReport;
use super::types::{Chunk, Pair, Query as Question, SearchMode, Source, SourceKind};
use super::{Knowledge, store, upload};
use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::{ChunkId, SourceId};

/// Chunks shown with their source.
const CHUNKS_SHOWN: u32 = 200;
/// Passages of a search when nobody asks for a number.
const DEFAULT_PASSAGES: usize = 5;
/// Characters of a question.
const MAX_QUESTION: usize = 2_000;

/// `/knowledge`
pub fn routes() -> OpenApiRouter<Knowledge> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(show, change, remove))
        .routes(routes!(retry))
        .routes(routes!(search))
}

/// A file to be read, at most 25 MB: PDF, Word, Excel, OpenDocument, PowerPoint, RTF, text, Markdown, HTML, CSV, a photo.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form; the form is read piece by piece")]
struct FileForm {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    title: Option<String>,
}

/// A source with what it holds.
#[derive(Debug, Serialize, ToSchema)]
struct SourceDetail {
    #[serde(flatten)]
    source: Source,
    /// The text as typed, or as it was taken out of the file or page; of a web shop, whose text is long, only its passages.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pairs: Option<Vec<Pair>>,
    /// The first 200 pieces search can find; of a site, those of its first page.
    passages: Vec<Chunk>,
    /// Of a site: how far it has been read.
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<SiteReport>,
    /// Of a web shop: how much of it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    shop: Option<ShopReport>,
}

/// What a search is asked.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// The question, in any language.
    q: String,
    /// At most 50; 5 when not given.
    limit: Option<usize>,
}

/// What a search found.
#[derive(Debug, Serialize, ToSchema)]
struct SearchAnswer {
    items: Vec<Hit>,
    mode: SearchMode,
}

/// One passage found.
#[derive(Debug, Serialize, ToSchema)]
struct Hit {
    source_id: SourceId,
    chunk_id: ChunkId,
    title: String,
    passage: String,
    /// Comparable within one search only.
    score: f32,
    /// The share of the question's letters the passage supports, 0 to 1.
    coverage: f32,
    /// Of the shop's own questions and answers: the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// Everything the shop has told us, newest first. Pages of a site are found with the site.
#[utoipa::path(get, path = "/knowledge/sources", tag = "knowledge", params(PageQuery),
    responses((status = 200, body = Page<Source>)))]
async fn list(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Source>>, ApiError> {
    caller.require(Permission::ReadKnowledge)?;
    let (before, limit) = (page.cursor_id()?, page.limit());
    let sources =
        knowledge.db.read::<_, ApiError>(move |conn| Ok(store::list(conn, before, limit + 1)?)).await?;
    Ok(Json(Page::cut(sources, limit, |source| source.id)))
}

/// Adds a source. A site (`kind` `site`) is read page by page from the address given. It is `queued` at first; the topic `source` tells when that changes.
#[utoipa::path(post, path = "/knowledge/sources", tag = "knowledge",
    request_body(content((NewSource = "application/json"), (FileForm = "multipart/form-data"))),
    responses((status = 201, body = Source), (status = 413, description = "Larger than 25 MB")))]
async fn add(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    request: Request,
) -> Result<(StatusCode, Json<Source>), ApiError> {
    caller.require(Permission::WriteKnowledge)?;
    let new = if upload::is_form(&request) {
        let _place = knowledge.upload_places.acquire().await.map_err(ApiError::internal)?;
        changes::from_upload(upload::read_form(request, &knowledge.tasks).await?)?
    } else {
        changes::from_request(upload::read_json(request, &knowledge.tasks).await?)?
    };
    let source = changes::add(&knowledge, caller.actor, new).await?;
    Ok((StatusCode::CREATED, Json(source)))
}

/// One source with its text or pairs and the pieces search finds.
#[utoipa::path(get, path = "/knowledge/sources/{id}", tag = "knowledge", params(("id" = SourceId, Path)),
    responses((status = 200, body = SourceDetail)))]
async fn show(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path(id): Path<SourceId>,
) -> Result<Json<SourceDetail>, ApiError> {
    caller.require(Permission::ReadKnowledge)?;
    let detail = knowledge.db.read::<_, ApiError>(move |conn| {
        let source = store::find(conn, id)?.ok_or_else(no_source)?;
        let (text, pairs) = match source.kind {
            SourceKind::Shop => (None, None),
            SourceKind::Text | SourceKind::Faq | SourceKind::File | SourceKind::Page | SourceKind::Site => {
                store::content(conn, id)?.unwrap_or_default()
            }
        };
        // Of a site: those of its first page.
        let first = store::site::page_sources(conn, id)?.into_iter().next();
        let passages = store::chunks(conn, first.unwrap_or(id), CHUNKS_SHOWN)?;
        let site = if source.kind == SourceKind::Site { store::site::report(conn, id)? } else { None };
        let shop = store::shop::report(conn, id)?;
        Ok(SourceDetail { source, text, pairs, passages, site, shop })
    });
    Ok(Json(detail.await?))
}

/// Changes the title, the text of a text, the pairs of questions and answers, or when it counts.
#[utoipa::path(patch, path = "/knowledge/sources/{id}", tag = "knowledge", params(("id" = SourceId, Path)),
    request_body(content((Change = "application/json"))), responses((status = 200, body = Source)))]
async fn change(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path(id): Path<SourceId>,
    request: Request,
) -> Result<Json<Source>, ApiError> {
    caller.require(Permission::WriteKnowledge)?;
    let change: Change = upload::read_json(request, &knowledge.tasks).await?;
    changes::change(&knowledge, caller.actor, id, change).await.map(Json)
}

/// Removes a source; it is not found from then on.
#[utoipa::path(delete, path = "/knowledge/sources/{id}", tag = "knowledge", params(("id" = SourceId, Path)),
    responses((status = 204)))]
async fn remove(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path(id): Path<SourceId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::WriteKnowledge)?;
    changes::remove(&knowledge, caller.actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Works on a source once more: after a failure, to fetch a page afresh, to read a site on or again, or a web shop from its beginning.
#[utoipa::path(post, path = "/knowledge/sources/{id}/retry", tag = "knowledge", params(("id" = SourceId, Path)),
    responses((status = 202, body = Source)))]
async fn retry(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path(id): Path<SourceId>,
) -> Result<(StatusCode, Json<Source>), ApiError> {
    caller.require(Permission::WriteKnowledge)?;
    let source = changes::retry(&knowledge, caller.actor, id).await?;
    Ok((StatusCode::ACCEPTED, Json(source)))
}

/// Passages that may answer a question, best first.
#[utoipa::path(get, path = "/knowledge/search", tag = "knowledge", params(SearchQuery),
    responses((status = 200, body = SearchAnswer)))]
async fn search(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Query(query): Query<SearchQuery>,
) -> Result<Json<SearchAnswer>, ApiError> {
    caller.require(Permission::ReadKnowledge)?;
    if query.q.chars().count() > MAX_QUESTION {
        return Err(ApiError::unprocessable("question_too_long", "Ask in fewer words.")
            .field("q", format!("at most {MAX_QUESTION} characters")));
    }
    let limit = query.limit.unwrap_or(DEFAULT_PASSAGES).max(1);
    let found = knowledge.search_soon(&Question { text: query.q, limit }).await?;
    let items = found.passages.into_iter().map(Hit::from).collect();
    Ok(Json(SearchAnswer { items, mode: found.mode }))
}

impl From<super::Passage> for Hit {
    fn from(passage: super::Passage) -> Self {
        let question = match passage.kind {
            super::PassageKind::Text => None,
            super::PassageKind::Faq { question, .. } => Some(question),
        };
        Self {
            source_id: passage.source_id,
            chunk_id: passage.chunk_id,
            title: passage.title,
            passage: passage.passage,
            score: passage.score,
            coverage: passage.coverage,
            question,
            url: passage.url,
        }
    }
}
