//! What every request passes through: a request id, a log line, panics caught, errors written, headers set.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument as _;

use super::error::ApiError;
use crate::telemetry::Folded;

/// Bodies of API requests, in bytes; uploads and webhooks state their own limits.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// How long the body of a request may stand still: whoever sends nothing for this long has gone away.
pub const BODY_IDLE: Duration = Duration::from_secs(20);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'";

/// The outermost layer.
pub async fn observe(request: Request, next: Next) -> Response {
    let request_id = new_request_id();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().clone();
    let is_api = request.uri().path().starts_with("/api/");
    let span = tracing::info_span!("request", id = %request_id, http.method = %method, http.route = route);
    async move {
        let begun = Instant::now();
        let mut response = next.run(request).await;
        if let Some(error) = response.extensions_mut().remove::<ApiError>() {
            error.log();
            response = error.render(&request_id);
        } else if is_api && is_bare_error(&response) {
            response = bare_error(response.status()).render(&request_id);
        }
        note(&method, &route, is_api, response.status(), begun);
        if let Ok(value) = HeaderValue::from_str(&request_id) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        protect(response, is_api)
    }
    .instrument(span)
    .await
}

/// An answer axum made by itself, without a body of ours.
fn is_bare_error(response: &Response) -> bool {
    (response.status().is_client_error() || response.status().is_server_error())
        && response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind != "application/json")
}

fn bare_error(status: StatusCode) -> ApiError {
    match status {
        StatusCode::NOT_FOUND => ApiError::not_found("address"),
        StatusCode::METHOD_NOT_ALLOWED => {
            ApiError::new(status, "method_not_allowed", "This address does not take that method.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::new(status, "too_large", "The request is too large."),
        other if other.is_server_error() => {
            ApiError::new(other, "internal", "Something failed inside Shopbell.")
        }
        other => ApiError::new(other, "bad_request", "The request could not be understood."),
    }
}

fn note(method: &Method, route: &str, is_api: bool, status: StatusCode, begun: Instant) {
    static TOLD: Folded = Folded::new();
    let elapsed = begun.elapsed();
    metrics::histogram!("shopbell_http_seconds", "route" => route.to_owned(), "status" => status.as_str().to_owned())
        .record(elapsed.as_secs_f64());
    let duration_ms = elapsed.as_millis();
    if !status.is_server_error() {
        return tracing::debug!(http.status = status.as_u16(), duration_ms, "{method} {route}");
    }
    // A person's request is told each time, for its id. Programs such as Meta and monitors come again and again.
    let requests = if is_api { Some(1) } else { TOLD.one_more(&format!("{status} {route}")) };
    if let Some(requests) = requests {
        tracing::warn!(http.status = status.as_u16(), duration_ms, requests, "{method} {route}");
    }
}

fn protect(mut response: Response, is_api: bool) -> Response {
    let headers = response.headers_mut();
    let set = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(self)"),
    ];
    for (name, value) in set {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_api {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// What a handler that panicked answers.
pub fn caught(panic: Box<dyn std::any::Any + Send>) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no words")
        .to_owned();
    ApiError::internal(format!("a handler panicked: {words}")).into_response()
}

fn new_request_id() -> String {
    let mut bytes = [0_u8; 8];
    // Without randomness the id is all zeros, which only makes the log harder to search.
    let _ = getrandom::fill(&mut bytes);
    hex::encode(bytes)
}
