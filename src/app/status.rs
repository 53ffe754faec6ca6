//! Whether the program lives, whether it is ready, and its figures.

use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{App, ready};
use crate::http::peer::Remote;
use crate::http::{ApiError, Caller};

/// The process answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// A message could be kept now, the worker runs, and what was kept is read in time.
pub(super) async fn readyz(State(app): State<App>) -> Result<&'static str, ApiError> {
    match ready::check(&app).await {
        Ok(()) => Ok("ready\n"),
        Err(fault) => {
            Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, fault.code(), sentence(&fault.to_string())))
        }
    }
}

/// Words as a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
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
