//! Reads the body that makes a source: JSON, or a form with one file. Files are taken piece by piece
//! and refused as soon as they are too large; the rest of a refused body is read and dropped, so that
//! browsers get to see the answer. It never keeps more than the limit in memory.

use std::time::Duration;

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::{StatusCode, header};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

use crate::extract::MAX_DOCUMENT_BYTES;
use crate::http::ApiError;
use crate::media::clean_file_name;
use crate::tasks::Tasks;

/// Uploads in memory at the same time.
pub(super) const PLACES: usize = 4;
/// Bytes of a JSON body: the largest text with its escapes.
const MAX_JSON_BYTES: usize = 6 * 1024 * 1024;
/// Bytes of a form around its file.
const FORM_ROOM: usize = 64 * 1024;
/// Bytes of one small field of a form.
const MAX_FIELD_BYTES: usize = 4 * 1024;
/// How long the rest of a refused body is read.
const DRAIN: Duration = Duration::from_secs(30);
/// Time for one whole upload over a slow line.
const UPLOAD: Duration = Duration::from_mins(5);

/// One uploaded file.
#[derive(Debug)]
pub(super) struct Upload {
    /// Clean, as it is shown.
    pub name: Option<String>,
    pub declared: Option<String>,
    pub bytes: Vec<u8>,
    pub title: Option<String>,
}

/// Whether the body is a form.
pub(super) fn is_form(request: &Request) -> bool {
    content_type(request).starts_with("multipart/form-data")
}

fn content_type(request: &Request) -> &str {
    request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The JSON of the body.
pub(super) async fn read_json<T: DeserializeOwned>(request: Request, tasks: &Tasks) -> Result<T, ApiError> {
    if !content_type(&request).starts_with("application/json") {
        return Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unknown_form",
            "Send JSON (application/json), or a form with a file (multipart/form-data).",
        ));
    }
    let body = refuse_early(request, MAX_JSON_BYTES, tasks)?.into_body();
    let bytes = axum::body::to_bytes(body, MAX_JSON_BYTES).await.map_err(|_| too_large("text", "2 MB"))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let words = error.to_string();
        if error.is_data() {
            ApiError::unprocessable("invalid_request", "A part of the request has the wrong form.")
                .hint(words)
        } else {
            ApiError::bad_request("invalid_json", "The request is not valid JSON.").hint(words)
        }
    })
}

/// The file of a form.
pub(super) async fn read_form(request: Request, tasks: &Tasks) -> Result<Upload, ApiError> {
    let mut request = refuse_early(request, MAX_DOCUMENT_BYTES + FORM_ROOM, tasks)?;
    DefaultBodyLimit::disable().apply(&mut request);
    let mut form =
        Multipart::from_request(request, &()).await.map_err(|error| broken_form(&error.body_text()))?;
    let read = tokio::time::timeout(UPLOAD, read_fields(&mut form)).await;
    match read.unwrap_or_else(|_| {
        Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "The upload took too long."))
    }) {
        Ok(upload) => Ok(upload),
        Err(error) => {
            tasks.spawn("refused upload", async move {
                let rest = async { while let Ok(Some(_)) = form.next_field().await {} };
                let _ = tokio::time::timeout(DRAIN, rest).await;
            });
            Err(error)
        }
    }
}

async fn read_fields(form: &mut Multipart) -> Result<Upload, ApiError> {
    let (mut file, mut title) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|error| broken_form(&error.body_text()))? {
        match field.name() {
            Some("file") if file.is_none() => {
                let name = field.file_name().and_then(clean_file_name);
                let declared = field.content_type().map(str::to_owned);
                let bytes =
                    read_field(field, MAX_DOCUMENT_BYTES).await?.ok_or_else(|| too_large("file", "25 MB"))?;
                file = Some((name, declared, bytes));
            }
            Some("file") => return Err(ApiError::unprocessable("one_file", "Send one file at a time.")),
            Some("title") => {
                let bytes = read_field(field, MAX_FIELD_BYTES).await?.unwrap_or_default();
                title = Some(String::from_utf8_lossy(&bytes).into_owned());
            }
            Some(_) | None => {}
        }
    }
    match file {
        Some((_, _, bytes)) if bytes.is_empty() => {
            Err(ApiError::unprocessable("empty_file", "This file is empty. Choose another one.")
                .field("file", "is empty"))
        }
        Some((name, declared, bytes)) => Ok(Upload { name, declared, bytes, title }),
        None => {
            Err(ApiError::unprocessable("no_file", "There is no file in the form.")
                .field("file", "is missing"))
        }
    }
}

/// The bytes of a field, or nothing when there are more than `limit`.
async fn read_field(mut field: Field<'_>, limit: usize) -> Result<Option<Vec<u8>>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| broken_form(&error.body_text()))? {
        if bytes.len() + piece.len() > limit {
            return Ok(None);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Some(bytes))
}

/// Refuses a body that says itself that it is too large, before a byte of it is read.
fn refuse_early(request: Request, limit: usize, tasks: &Tasks) -> Result<Request, ApiError> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length: u64 = length.and_then(|length| length.parse().ok()).unwrap_or(0);
    if length <= limit as u64 {
        return Ok(request);
    }
    let body = request.into_body();
    tasks.spawn("refused upload", drain(body));
    Err(too_large("file", "25 MB"))
}

async fn drain(body: Body) {
    let mut pieces = body.into_data_stream();
    let rest = async { while let Some(Ok(_)) = pieces.next().await {} };
    let _ = tokio::time::timeout(DRAIN, rest).await;
}

fn too_large(what: &str, limit: &str) -> ApiError {
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", format!("The {what} is larger than {limit}."))
        .hint("Split it, or save it without pictures, and try again.")
}

fn broken_form(words: &str) -> ApiError {
    ApiError::bad_request("unreadable_body", "The upload broke off or is not a form. Try again.").cause(words)
}
