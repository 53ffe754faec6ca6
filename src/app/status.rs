//! Whether the program lives, whether it is ready, and its figures.

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::ready::Readiness;
use super::{App, figures};
use crate::actor::Permission;
use crate::http::peer::Remote;
use crate::http::{ApiError, Caller};

/// The process answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// A message could be kept now, the worker runs, and what was kept is read in time.
pub(super) async fn readyz(
    State(app): State<App>,
    ConnectInfo(remote): ConnectInfo<Remote>,
    headers: HeaderMap,
) -> Response {
    let told = Readiness::of(&app, is_this_machine(remote, &headers)).await;
    let status = if told.error.is_none() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, axum::Json(told)).into_response()
}

/// A proxy on this machine also comes from loopback, but says for whom it asks.
fn is_this_machine(remote: Remote, headers: &HeaderMap) -> bool {
    remote.0.is_none_or(|address| address.ip().to_canonical().is_loopback())
        && !headers.contains_key("x-forwarded-for")
}

/// Prometheus figures, to this machine itself or to a caller who may see the work that waits.
pub(super) async fn metrics(
    State(app): State<App>,
    ConnectInfo(remote): ConnectInfo<Remote>,
    headers: HeaderMap,
    caller: Option<axum::Extension<Caller>>,
) -> Result<Response, ApiError> {
    match caller {
        Some(axum::Extension(caller)) => caller.require(Permission::ReadJobs)?,
        None if is_this_machine(remote, &headers) => {}
        None => return Err(ApiError::not_signed_in()),
    }
    let text = figures::render(&app).await?;
    Ok((StatusCode::OK, [("content-type", "text/plain; version=0.0.4")], text).into_response())
}
