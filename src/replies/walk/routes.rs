//! `/replies/walks`: going the way of a customer, how far that is, and what came of each step.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::store;
use super::types::{Change, Outcome, Step, StepKind, StepState, Walk, WalkCause};
use crate::actor::Permission;
use crate::audit;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Page, Path};
use crate::ids::WalkId;
use crate::replies::Replies;
use crate::replies::long_run::LongRunState;
use crate::storage::{ReadConn, StorageError};

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new()
        .routes(routes!(list, start))
        .routes(routes!(settings, change))
        .routes(routes!(show))
        .routes(routes!(stop))
}

/// A walk with what came of each step, beside the walk before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WalkReport)]
struct Report {
    walk: Walk,
    /// The last walk before it that went the whole way; nothing for the first.
    before: Option<Walk>,
    /// In the order of the way.
    steps: Vec<StepReport>,
}

/// One step of a walk.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WalkStep)]
struct StepReport {
    kind: StepKind,
    state: StepState,
    /// Nothing until it is done.
    passed: Option<bool>,
    outcome: Outcome,
    /// Beside the same step of the walk before.
    change: Option<Change>,
}

/// The newest first; the last twelve are kept.
#[utoipa::path(get, path = "/replies/walks", tag = "replies", responses((status = 200, body = Page<Walk>)))]
async fn list(State(replies): State<Replies>, caller: Caller) -> Result<Json<Page<Walk>>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    Ok(Json(Page::whole(replies.db.read(store::walks).await?)))
}

/// Begins a walk, beside everything else. No real customer is written to, and nothing of it counts; models are paid, as long as
/// the budget has more than customers need.
#[utoipa::path(post, path = "/replies/walks", tag = "replies", responses((status = 202, body = Walk), (status = 409)))]
async fn start(State(replies): State<Replies>, caller: Caller) -> Result<(StatusCode, Json<Walk>), ApiError> {
    caller.require(Permission::ManageReplies)?;
    let room = replies.clone();
    let started = replies.db.write(move |tx| {
        let id = room.begin_walk(tx, WalkCause::Asked, caller.person())?;
        audit::record(tx, &caller, "replies.walk_started", id.to_string(), json!({}))?;
        store::walk(tx, id)?.ok_or_else(|| ApiError::not_found("walk"))
    });
    Ok((StatusCode::ACCEPTED, Json(started.await?)))
}

/// What came of each step, and what is better or worse than in the walk before.
#[utoipa::path(get, path = "/replies/walks/{id}", tag = "replies", params(("id" = WalkId, Path)),
    responses((status = 200, body = Report), (status = 404)))]
async fn show(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<WalkId>,
) -> Result<Json<Report>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let found = replies.db.read(move |conn| report(conn, id)).await?;
    found.map(Json).ok_or_else(|| ApiError::not_found("walk"))
}

fn report(conn: &ReadConn, id: WalkId) -> Result<Option<Report>, StorageError> {
    let Some(walk) = store::walk(conn, id)? else { return Ok(None) };
    let before = store::whole_walk_before(conn, id)?;
    let steps_before = match &before {
        Some(before) => store::steps(conn, before.id)?,
        None => Vec::new(),
    };
    let passed_before: BTreeMap<&str, bool> =
        steps_before.iter().filter_map(|step| Some((step.kind.as_str(), step.passed?))).collect();
    let told = |step: Step| StepReport {
        change: before.as_ref().and(step.passed).map(|passed| {
            match (passed_before.get(step.kind.as_str()), passed) {
                (None, _) => Change::New,
                (Some(true), false) => Change::Worse,
                (Some(false), true) => Change::Better,
                (Some(true), true) | (Some(false), false) => Change::Same,
            }
        }),
        kind: step.kind,
        state: step.state,
        passed: step.passed,
        outcome: step.outcome,
    };
    let steps = store::steps(conn, id)?.into_iter().map(told).collect();
    Ok(Some(Report { walk, before, steps }))
}

/// Stops a walk. What was tried until then stays.
#[utoipa::path(post, path = "/replies/walks/{id}/stop", tag = "replies", params(("id" = WalkId, Path)),
    responses((status = 204), (status = 404)))]
async fn stop(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<WalkId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let room = replies.clone();
    let stopped = replies.db.write(move |tx| {
        let open = store::walk(tx, id)?.filter(|walk| !walk.state.is_over());
        let walk = open.ok_or_else(|| ApiError::not_found("walk under way"))?;
        room.end_walk(tx, &walk, LongRunState::Stopped)?;
        audit::record(tx, &caller, "replies.walk_stopped", id.to_string(), json!({}))?;
        Ok::<_, ApiError>(())
    });
    stopped.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a walk is gone by itself.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WalkSettings {
    /// Once a month, thirty days after the last one.
    monthly: bool,
}

/// Whether a walk is gone by itself.
#[utoipa::path(get, path = "/replies/walks/settings", tag = "replies", responses((status = 200, body = WalkSettings)))]
async fn settings(State(replies): State<Replies>, caller: Caller) -> Result<Json<WalkSettings>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    Ok(Json(WalkSettings { monthly: replies.db.read(store::is_monthly).await? }))
}

/// Changes whether a walk is gone by itself.
#[utoipa::path(put, path = "/replies/walks/settings", tag = "replies", request_body = WalkSettings,
    responses((status = 200, body = WalkSettings)))]
async fn change(
    State(replies): State<Replies>,
    caller: Caller,
    Json(wanted): Json<WalkSettings>,
) -> Result<Json<WalkSettings>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let monthly = wanted.monthly;
    let saved = replies.db.write(move |tx| {
        store::set_monthly(tx, monthly)?;
        let details = json!({ "monthly": monthly });
        audit::record(tx, &caller, "replies.walk_setting_changed", "", details)?;
        tx.announce(Topic::Walk, "settings");
        Ok::<_, ApiError>(())
    });
    saved.await?;
    Ok(Json(wanted))
}
