//! `GET /health/signals`, `GET /health/detectors`, `POST /health/scan`.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::{self, DetectorView, SignalView, Viewer};
use crate::actor::Permission;
use crate::audit;
use crate::health::types::{Scope, Signal, Status};
use crate::health::{Health, fleet, scan, store};
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::SignalId;
use crate::storage::ReadConn;

pub(super) fn routes() -> OpenApiRouter<Health> {
    OpenApiRouter::new()
        .routes(routes!(scan_now))
        .routes(routes!(list))
        .routes(routes!(counts))
        .routes(routes!(show))
        .routes(routes!(detectors))
}

/// What was started.
#[derive(Debug, Serialize, ToSchema)]
struct ScanStarted {
    detectors: usize,
}

/// Asks every detector now instead of at the next full hour.
#[utoipa::path(post, path = "/health/scan", tag = "health", responses((status = 202, body = ScanStarted)))]
async fn scan_now(
    State(health): State<Health>,
    caller: Caller,
) -> Result<(StatusCode, Json<ScanStarted>), ApiError> {
    caller.require(Permission::HandleSignals)?;
    let db = health.db.clone();
    let detectors = db
        .write::<_, ApiError>(move |tx| {
            audit::record(tx, &caller, "health.scanned", "", json!({}))?;
            Ok(scan::enqueue_all(tx, &health)?)
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(ScanStarted { detectors })))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SignalsQuery {
    /// Default: pending.
    status: Option<Status>,
    /// Default: every scope you may see.
    scope: Option<Scope>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 30 when not given.
    #[serde(default, deserialize_with = "crate::http::page_limit")]
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// Signals of one status: pending ones with the most pressing first, all others with what happened last first.
#[utoipa::path(get, path = "/health/signals", tag = "health", params(SignalsQuery),
    responses((status = 200, body = Page<SignalView>)))]
async fn list(
    State(health): State<Health>,
    caller: Caller,
    Query(query): Query<SignalsQuery>,
) -> Result<Json<Page<SignalView>>, ApiError> {
    caller.require(Permission::HandleSignals)?;
    let limit = PageQuery { cursor: None, limit: query.limit }.limit();
    let after = query.cursor.as_deref().map(read_cursor).transpose()?;
    let status = query.status.unwrap_or(Status::Pending);
    let mut scopes = views::seen_by(&caller);
    scopes.retain(|scope| query.scope.is_none_or(|wanted| wanted == *scope));
    let db = health.db.clone();
    db.read::<_, ApiError>(move |conn| {
        let found = store::list(conn, status, &scopes, after, limit + 1)?;
        let page = Page::cut(found, limit, |signal| format!("{}.{}", place(signal), signal.id));
        let viewer = Viewer::new(conn, &health)?;
        let items = page.items.into_iter().map(|signal| viewer.signal(conn, signal));
        Ok(Json(Page { items: items.collect::<Result<_, _>>()?, next_cursor: page.next_cursor }))
    })
    .await
}

/// How much waits for somebody.
#[derive(Debug, Serialize, ToSchema)]
struct SignalCounts {
    /// Of the scopes you may see.
    pending: i64,
}

/// How many signals wait for a decision.
#[utoipa::path(get, path = "/health/counts", tag = "health", responses((status = 200, body = SignalCounts)))]
async fn counts(State(health): State<Health>, caller: Caller) -> Result<Json<SignalCounts>, ApiError> {
    caller.require(Permission::HandleSignals)?;
    let scopes = views::seen_by(&caller);
    let pending = health.db.read::<_, ApiError>(move |conn| Ok(store::pending(conn, &scopes)?)).await?;
    Ok(Json(SignalCounts { pending }))
}

/// The number its list goes by.
const fn place(signal: &Signal) -> i64 {
    match signal.status {
        Status::Pending => signal.pressing,
        Status::Snoozed | Status::Sent | Status::Dismissed | Status::SelfResolved => {
            signal.status_at.as_millis()
        }
    }
}

/// `place.id` of the last signal shown.
fn read_cursor(cursor: &str) -> Result<(i64, SignalId), ApiError> {
    let parts = cursor.split_once('.');
    let read = parts.and_then(|(place, id)| Some((place.parse().ok()?, id.parse().ok()?)));
    read.ok_or_else(|| ApiError::unprocessable("invalid_cursor", "This cursor is not one of ours."))
}

/// One signal.
#[utoipa::path(get, path = "/health/signals/{id}", tag = "health", params(("id" = SignalId, Path)),
    responses((status = 200, body = SignalView)))]
async fn show(
    State(health): State<Health>,
    caller: Caller,
    Path(id): Path<SignalId>,
) -> Result<Json<SignalView>, ApiError> {
    caller.require(Permission::HandleSignals)?;
    let db = health.db.clone();
    db.read::<_, ApiError>(move |conn| {
        let signal = existing(conn, &caller, id)?;
        Ok(Json(Viewer::new(conn, &health)?.signal(conn, signal)?))
    })
    .await
}

/// The signal, for somebody who may see it.
pub(super) fn existing(conn: &ReadConn, caller: &Caller, id: SignalId) -> Result<Signal, ApiError> {
    let seen = views::seen_by(caller);
    store::find(conn, id)?
        .filter(|signal| seen.contains(&signal.scope))
        .ok_or_else(|| ApiError::not_found("signal"))
}

/// Every detector, and how its last run went; those of other installs only where some are looked after.
#[utoipa::path(get, path = "/health/detectors", tag = "health", responses((status = 200, body = Page<DetectorView>)))]
async fn detectors(
    State(health): State<Health>,
    caller: Caller,
) -> Result<Json<Page<DetectorView>>, ApiError> {
    caller.require(Permission::HandleSignals)?;
    let db = health.db.clone();
    let (runs, all) = db
        .read::<_, ApiError>(move |conn| {
            let has_fleet = fleet::any_site(conn)?;
            let mut all = health.all(conn)?;
            all.retain(|one| has_fleet || one.scope != Scope::Fleet);
            Ok((store::runs(conn)?, all))
        })
        .await?;
    let mut runs: HashMap<String, _> = runs.into_iter().map(|run| (run.name.clone(), run)).collect();
    let views = all.iter().map(|one| views::detector(one, runs.remove(&one.name)));
    Ok(Json(Page::whole(views.collect())))
}
