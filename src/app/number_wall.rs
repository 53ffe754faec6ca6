//! The wall before everybody who may not see phone numbers: each answer of the API is looked through on its way out.
//!
//! A route that nobody thought of is behind it like all others; the few that hold the shop's own words only are named.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use percent_encoding::percent_decode_str;

use super::App;
use crate::accounts;
use crate::actor::Permission;
use crate::channels;
use crate::http::{ApiError, Caller};
use crate::redaction::NumberHider;
use crate::storage::StorageError;

/// The longest JSON answer there is, in bytes; a longer one is refused rather than shown.
const LONGEST_ANSWER: usize = 32 * 1024 * 1024;

/// Where no customer can write anything: what the shop knows and says of itself, and who asks.
const OWN_WORDS: [&str; 9] = [
    "/knowledge/",
    "/shop",
    "/whatsapp/templates",
    "/whatsapp/errors",
    "/whatsapp/limits",
    "/openapi.json",
    "/me",
    "/session",
    "/sessions",
];

/// The middleware around every route under `/api/v1`, inside the one that names the caller.
pub(super) async fn hide_numbers(State(app): State<App>, request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>().copied();
    let path = request.uri().path();
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let sees_all = caller.is_none_or(|caller| caller.may(Permission::SeePhoneNumbers));
    if sees_all || OWN_WORDS.iter().any(|own| path == *own || (own.ends_with('/') && path.starts_with(own))) {
        return next.run(request).await;
    }
    let response = next.run(request).await;
    match hidden(&app, response).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

async fn hidden(app: &App, mut response: Response) -> Result<Response, ApiError> {
    let hider = hider(app).await?;
    hide_file_name(&hider, response.headers_mut());
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        return Ok(error.with_words(|words| hider.text(words).into_owned()).into_response());
    }
    if !is_json(response.headers()) {
        return Ok(response);
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, LONGEST_ANSWER).await.map_err(ApiError::internal)?;
    let answer = hider.json(serde_json::from_slice(&bytes).map_err(ApiError::internal)?);
    let bytes = serde_json::to_vec(&answer).map_err(ApiError::internal)?;
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

/// Everybody may see the shop's own numbers: they stand in answers to customers.
async fn hider(app: &App) -> Result<Arc<NumberHider>, StorageError> {
    app.db
        .read(|conn| {
            let mut own = channels::own_addresses(conn)?;
            own.push(accounts::shop(conn)?.phone);
            Ok(Arc::new(NumberHider::new(own.iter().map(String::as_str))))
        })
        .await
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

/// A file whose name tells a number is given without a name.
fn hide_file_name(hider: &NumberHider, headers: &mut HeaderMap) {
    let Some(said) = headers.get(header::CONTENT_DISPOSITION).and_then(|value| value.to_str().ok()) else {
        return;
    };
    let plain = percent_decode_str(said).decode_utf8_lossy();
    if hider.text(&plain) != plain {
        let inline = said.starts_with("inline");
        let unnamed = HeaderValue::from_static(if inline { "inline" } else { "attachment" });
        headers.insert(header::CONTENT_DISPOSITION, unnamed);
    }
}
