//! The reading of a site as its screen follows it: what was heard of, what became of it, and the stop button.

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::changes::{self, no_source};
use super::site_states::PageState;
use super::store::site::SitePage;
use super::types::Source;
use super::{Knowledge, store};
use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::{Id as _, SitePageId, SourceId};

pub(super) fn routes() -> OpenApiRouter<Knowledge> {
    OpenApiRouter::new().routes(routes!(pages)).routes(routes!(stop))
}

/// Which addresses are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct InState {
    /// Only those in this state.
    state: Option<PageState>,
}

/// The addresses heard of on a site, the first heard of first, with what became of each.
#[utoipa::path(get, path = "/knowledge/sources/{id}/site-pages", tag = "knowledge",
    params(("id" = SourceId, Path), PageQuery, InState), responses((status = 200, body = Page<SitePage>)))]
async fn pages(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path(id): Path<SourceId>,
    Query(page): Query<PageQuery>,
    Query(InState { state }): Query<InState>,
) -> Result<Json<Page<SitePage>>, ApiError> {
    caller.require(Permission::ReadKnowledge)?;
    let (after, limit) = (page.cursor_id::<SitePageId>()?, page.limit());
    let pages = knowledge
        .db
        .read::<_, ApiError>(move |conn| {
            store::site::find(conn, id)?.ok_or_else(no_source)?;
            let after = after.unwrap_or(SitePageId::from_i64(0));
            Ok(store::site::pages(conn, id, state, after, limit + 1)?)
        })
        .await?;
    Ok(Json(Page::cut(pages, limit, |page| page.id)))
}

/// Stops the reading of a site. What was read stays and is used; `retry` reads on.
#[utoipa::path(post, path = "/knowledge/sources/{id}/stop", tag = "knowledge", params(("id" = SourceId, Path)),
    responses((status = 200, body = Source), (status = 409, description = "It is not being read")))]
async fn stop(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path(id): Path<SourceId>,
) -> Result<Json<Source>, ApiError> {
    caller.require(Permission::WriteKnowledge)?;
    changes::stop(&knowledge, caller.actor, id).await.map(Json)
}
