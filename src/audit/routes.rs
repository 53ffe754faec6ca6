//! Reading the audit trail.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Entry;
use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Query};
use crate::storage::Db;

/// `/audit`
pub fn routes() -> OpenApiRouter<Db> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Who did what, newest first.
#[utoipa::path(get, path = "/audit", tag = "audit", params(PageQuery), responses((status = 200, body = Page<Entry>)))]
async fn list(
    State(db): State<Db>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Entry>>, ApiError> {
    caller.require(Permission::ReadAudit)?;
    let limit = page.limit();
    let before = page.cursor_id()?;
    let entries = db.read::<_, ApiError>(move |conn| Ok(super::entries(conn, before, limit + 1)?)).await?;
    Ok(Json(Page::cut(entries, limit, |entry| entry.id)))
}
