//! The screens, built into the program: hashed assets for ever, the page itself never cached.

use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::error::ApiError;

#[derive(rust_embed::RustEmbed)]
#[folder = "$SHOPBELL_UI_FOLDER"]
struct Assets;

/// Serves an asset, or the page for every address the UI itself routes.
pub async fn serve(method: Method, uri: Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path.starts_with("webhooks/") {
        return ApiError::not_found("address").into_response();
    }
    match Assets::get(path) {
        Some(asset) if path != "index.html" => answer(path, asset, cache_of(path)),
        Some(_) | None if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        Some(_) | None => match Assets::get("index.html") {
            Some(page) => answer("index.html", page, "no-cache"),
            None => ApiError::internal("the screens are missing from this build").into_response(),
        },
    }
}

fn cache_of(path: &str) -> &'static str {
    // Vite puts a hash of the content into the names under assets/.
    if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn answer(path: &str, asset: rust_embed::EmbeddedFile, cache: &'static str) -> Response {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let mut response = Response::new(Body::from(asset.data));
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(&with_charset(kind.as_ref())) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

fn with_charset(kind: &str) -> String {
    if kind.starts_with("text/") || kind == "application/javascript" {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_owned()
    }
}
