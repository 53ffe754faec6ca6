//! Seeing jobs, and giving dead ones another life.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::store;
use super::types::{JobState, JobSummary};
use super::worker::Worker;
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::JobId;
use crate::storage::{Db, StorageError, WriteTx};

/// What the routes need.
#[derive(Clone)]
pub struct Queue {
    pub db: Db,
    pub worker: Worker,
}

/// `/jobs`
pub fn routes() -> OpenApiRouter<Queue> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(retry)).routes(routes!(delete))
}

#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Default: dead.
    state: Option<JobState>,
}

/// Jobs in one state, newest first.
#[utoipa::path(get, path = "/jobs", tag = "jobs", params(Filter, PageQuery), responses((status = 200, body = Page<JobSummary>)))]
async fn list(
    State(Queue { db, worker }): State<Queue>,
    caller: Caller,
    Query(filter): Query<Filter>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<JobSummary>>, ApiError> {
    caller.require(Permission::ReadJobs)?;
    let (limit, before) = (page.limit(), page.cursor_id()?);
    let state = filter.state.unwrap_or(JobState::Dead);
    let running = worker.running();
    let jobs = db
        .read::<_, ApiError>(move |conn| Ok(store::list(conn, state, &running, before, limit + 1)?))
        .await?;
    Ok(Json(Page::cut(jobs, limit, |job| job.id)))
}

/// Tries a dead job again, now.
#[utoipa::path(post, path = "/jobs/{id}/retry", tag = "jobs", params(("id" = JobId, Path)), responses((status = 204)))]
async fn retry(
    State(Queue { db, .. }): State<Queue>,
    caller: Caller,
    Path(id): Path<JobId>,
) -> Result<StatusCode, ApiError> {
    end(db, caller, id, "job.retried", store::revive).await
}

/// Forgets a dead job.
#[utoipa::path(delete, path = "/jobs/{id}", tag = "jobs", params(("id" = JobId, Path)), responses((status = 204)))]
async fn delete(
    State(Queue { db, .. }): State<Queue>,
    caller: Caller,
    Path(id): Path<JobId>,
) -> Result<StatusCode, ApiError> {
    end(db, caller, id, "job.deleted", store::delete_dead).await
}

/// Ends that a job is dead, one way or the other; `deed` says whether it was.
async fn end(
    db: Db,
    caller: Caller,
    id: JobId,
    action: &'static str,
    deed: fn(&WriteTx, JobId) -> Result<bool, StorageError>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageJobs)?;
    db.write(move |tx| {
        if !deed(tx, id)? {
            return Err(ApiError::not_found("dead job"));
        }
        Ok(audit::record(tx, &caller, action, id, json!({}))?)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
