//! The room's addresses: a file in, a file out, and its small picture.

use std::time::Duration;

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::range::{Asked, asked};
use super::{Cut, Media, MediaError, MediaInfo, NewMedia, info, store};
use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json, Path, Query};
use crate::ids::MediaId;

/// Time for one whole upload over a slow line.
const UPLOAD: Duration = Duration::from_mins(15);
/// A file never changes: browsers may keep it.
const KEEP: &str = "private, max-age=31536000, immutable";

/// `/media`
pub fn routes() -> OpenApiRouter<Media> {
    OpenApiRouter::new().routes(routes!(upload)).routes(routes!(fetch)).routes(routes!(thumbnail))
}

/// One file of at most 100 MB.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form; the form is read piece by piece")]
struct UploadForm {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Takes a file to be sent.
#[utoipa::path(post, path = "/media", tag = "media", request_body(content = inline(UploadForm), content_type = "multipart/form-data"),
    responses((status = 201, body = MediaInfo)))]
async fn upload(
    State(media): State<Media>,
    caller: Caller,
    mut request: Request,
) -> Result<(StatusCode, Json<MediaInfo>), ApiError> {
    caller.require(Permission::Reply)?;
    DefaultBodyLimit::disable().apply(&mut request);
    let mut form = Multipart::from_request(request, &()).await.map_err(|error| broken(&error.body_text()))?;
    let uploader = caller.asker();
    let taken = tokio::time::timeout(UPLOAD, take(&media, &mut form, &uploader)).await;
    let too_slow = || ApiError::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "The upload took too long.");
    Ok((StatusCode::CREATED, Json(taken.unwrap_or_else(|_| Err(too_slow()))?)))
}

async fn take(media: &Media, form: &mut Multipart, uploader: &str) -> Result<MediaInfo, ApiError> {
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error.body_text()))? {
        if field.name() == Some("file") {
            return take_field(media, field, uploader).await;
        }
    }
    Err(ApiError::unprocessable("no_file", "There is no file in the form.").field("file", "is missing"))
}

async fn take_field(media: &Media, field: Field<'_>, uploader: &str) -> Result<MediaInfo, ApiError> {
    let new = NewMedia {
        filename: field.file_name().map(str::to_owned),
        uploader: Some(uploader.to_owned()),
        ..NewMedia::default()
    };
    let bytes = field.map(|piece| piece.map_err(|error| Cut(error.body_text())));
    let stored = media.store(Box::pin(bytes), new).await?;
    let found = media.db.read(move |conn| info(conn, stored.id)).await?;
    found.ok_or_else(|| ApiError::not_found("file"))
}

fn broken(words: &str) -> ApiError {
    ApiError::bad_request("broken_form", "The upload could not be read to its end. Send it again.")
        .cause(words)
}

impl From<MediaError> for ApiError {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::TooLarge { limit_bytes } => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                format!("The file is larger than {} MB.", limit_bytes / 1024 / 1024),
            )
            .field("file", "is too large"),
            MediaError::Empty => Self::unprocessable("empty_file", "This file is empty. Choose another one.")
                .field("file", "is empty"),
            MediaError::DayIsFull { limit_bytes } => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "upload_quota",
                format!("No more than {} MB are taken in a day.", limit_bytes / 1024 / 1024),
            )
            .hint("Go on tomorrow, or send smaller files."),
            MediaError::Damaged => broken("the file is not what was announced"),
            MediaError::Cut(Cut(words)) => broken(&words),
            MediaError::Storage(error) => error.into(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Form {
    /// Save it instead of showing it.
    #[serde(default)]
    #[param(required = false)]
    download: bool,
}

/// A file, or the part of it that `Range` asks for.
#[utoipa::path(get, path = "/media/{id}", tag = "media", params(("id" = MediaId, Path), Form),
    responses((status = 200, content_type = "application/octet-stream"), (status = 206, content_type = "application/octet-stream")))]
async fn fetch(
    State(media): State<Media>,
    caller: Caller,
    Path(id): Path<MediaId>,
    Query(form): Query<Form>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let file = media.db.read(move |conn| info(conn, id)).await?.ok_or_else(|| ApiError::not_found("file"))?;
    let tag = format!("\"{}\"", file.sha256);
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if said(header::IF_NONE_MATCH).is_some_and(|known| known.split(',').any(|known| known.trim() == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let fresh = said(header::IF_RANGE).is_none_or(|known| known == tag);
    let whole = file.bytes.saturating_sub(1);
    let (status, first, last) = match asked(said(header::RANGE).filter(|_| fresh), file.bytes) {
        Asked::Whole => (StatusCode::OK, 0, whole),
        Asked::Part(first, last) => (StatusCode::PARTIAL_CONTENT, first, last),
        Asked::Nothing => {
            let range = format!("bytes */{}", file.bytes);
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, range)]).into_response());
        }
    };
    let mut answer = Response::builder()
        .status(status)
        .header(header::CONTENT_LENGTH, last + 1 - first)
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::ETAG, tag)
        .header(header::CACHE_CONTROL, KEEP)
        .header(header::CONTENT_TYPE, shown_type(&file.mime_type))
        .header(header::CONTENT_SECURITY_POLICY, policy(&file.mime_type))
        .header(header::CONTENT_DISPOSITION, disposition(&file, form.download));
    if status == StatusCode::PARTIAL_CONTENT {
        answer = answer.header(header::CONTENT_RANGE, format!("bytes {first}-{last}/{}", file.bytes));
    }
    answer.body(Body::from_stream(media.pieces(id, first, last))).map_err(ApiError::internal)
}

/// Whether a browser may show it: pictures, sound, film and PDF, by what the bytes are.
pub fn may_be_shown(mime_type: &str) -> bool {
    matches!(
        mime_type,
        "image/jpeg"
            | "image/png"
            | "image/webp"
            | "image/gif"
            | "audio/aac"
            | "audio/amr"
            | "audio/mpeg"
            | "audio/mp4"
            | "audio/ogg"
            | "audio/opus"
            | "audio/wav"
            | "video/mp4"
            | "video/3gpp"
            | "video/webm"
            | "application/pdf"
    )
}

/// The type a browser is told: the real one only where it is harmless.
fn shown_type(mime_type: &str) -> &str {
    match mime_type {
        "audio/opus" => "audio/ogg",
        shown if may_be_shown(shown) => shown,
        _ => "application/octet-stream",
    }
}

/// Nothing in a file may run or load anything. Viewers of PDF do not start in a sandbox, and bring their own.
fn policy(mime_type: &str) -> &'static str {
    if mime_type == "application/pdf" {
        "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
    } else {
        "default-src 'none'; sandbox"
    }
}

fn disposition(file: &MediaInfo, download: bool) -> String {
    let how = if download || !may_be_shown(&file.mime_type) { "attachment" } else { "inline" };
    let Some(name) = file.filename.as_deref().and_then(super::clean_file_name) else { return how.to_owned() };
    let plain: String = name
        .chars()
        .map(|letter| {
            if letter.is_ascii_graphic() && !matches!(letter, '"' | '\\' | '%') || letter == ' ' {
                letter
            } else {
                '_'
            }
        })
        .collect();
    let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", encoded.replace('+', "%20"))
}

/// The small picture of a file.
#[utoipa::path(get, path = "/media/{id}/thumbnail", tag = "media", params(("id" = MediaId, Path)),
    responses((status = 200, content_type = "image/jpeg")))]
async fn thumbnail(
    State(media): State<Media>,
    caller: Caller,
    Path(id): Path<MediaId>,
) -> Result<Response, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let found = media.db.read(move |conn| store::thumbnail(conn, id)).await?;
    let (kind, bytes) = found.ok_or_else(|| ApiError::not_found("small picture"))?;
    let headers = [
        (header::CONTENT_TYPE, kind.as_str()),
        (header::CACHE_CONTROL, KEEP),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, bytes).into_response())
}
