//! Whether the program lives, whether it is ready, and its figures.

use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::App;
use crate::http::peer::Remote;
use crate::http::{ApiError, Caller};
use crate::storage::StorageError;

/// The process answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// The database takes writes and the worker runs.
pub(super) async fn readyz(State(app): State<App>) -> Result<&'static str, ApiError> {
    if app.tasks.stopping().is_cancelled() {
        return Err(ApiError::unavailable("stopping", "Shopbell is stopping."));
    }
    app.db.write::<_, StorageError>(|tx| tx.one("SELECT 1", [], |row| row.get::<_, i64>(0))).await?;
    Ok("ready\n")
}

/// Prometheus figures, to this machine itself or to a signed-in caller.
pub(super) async fn metrics(
    State(app): State<App>,
    ConnectInfo(remote): ConnectInfo<Remote>,
    headers: axum::http::HeaderMap,
    caller: Option<axum::Extension<Caller>>,
) -> Result<Response, ApiError> {
    // A proxy on this machine also comes from loopback, but says for whom it asks.
    let is_this_machine =
        remote.0.is_none_or(|address| address.ip().is_loopback()) && !headers.contains_key("x-forwarded-for");
    if !is_this_machine && caller.is_none() {
        return Err(ApiError::not_signed_in());
    }
    let replies = app.rooms.replies.clone();
    let unattended = app.db.read(move |conn| replies.unattended(conn)).await?;
    metrics::gauge!("shopbell_unattended_conversations").set(u32::try_from(unattended).unwrap_or(u32::MAX));
    let text = app.metrics.render();
    Ok((StatusCode::OK, [("content-type", "text/plain; version=0.0.4")], text).into_response())
}
