//! The screens, built into the program: hashed assets for ever, the page itself never cached, compressed as they were built.
//!
//! What is not there is a 404: a file nobody built is never answered with the page, which a browser would take for it.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::error::ApiError;

#[derive(rust_embed::RustEmbed)]
#[folder = "$SHOPBELL_UI_FOLDER"]
struct Assets;

/// The first parts of the addresses the screens themselves route; a test of the screens compares them with its routes.
const PLACES: &[&str] = &[
    "",
    "sign-in",
    "forgotten-password",
    "link",
    "setup",
    "welcome",
    "inbox",
    "health",
    "quality",
    "knowledge",
    "orders",
    "practice",
    "whatsapp",
    "settings",
];

/// A form in which a file was built beside its plain one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Brotli,
    Gzip,
    Plain,
}

impl Encoding {
    /// Best first.
    const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Plain];

    /// What is behind the plain file's name.
    const fn ending(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Plain => "",
        }
    }

    /// Its name in HTTP; a plain file has none.
    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Plain => None,
        }
    }

    /// Whether a browser that says `accepted` takes it. A plain file is always given: there is nothing else to give.
    fn is_taken(self, accepted: &str) -> bool {
        let Some(name) = self.name() else { return true };
        let (mut named, mut any) = (None, None);
        for part in accepted.split(',') {
            let (coding, weight) = part.split_once(';').unwrap_or((part, ""));
            let taken = !is_zero(weight);
            match coding.trim() {
                "*" => any = Some(taken),
                coding if coding.eq_ignore_ascii_case(name) => named = Some(taken),
                _ => {}
            }
        }
        named.or(any).unwrap_or(false)
    }
}

/// Whether a weight such as `q=0.000` refuses.
fn is_zero(weight: &str) -> bool {
    let value = weight.trim().strip_prefix("q=").or_else(|| weight.trim().strip_prefix("Q="));
    value.is_some_and(|value| value.parse::<f32>().is_ok_and(|value| value <= 0.0))
}

/// Serves an asset, or the page for every address the UI itself routes.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path.starts_with("webhooks/") {
        return ApiError::not_found("address").into_response();
    }
    let is_file = |path: &str| path != "index.html" && !is_encoded(path) && Assets::get(path).is_some();
    if is_file(path) {
        return answer(path, &headers, cache_of(path));
    }
    if is_place(path) {
        return answer("index.html", &headers, "no-cache");
    }
    if names_a_file(path) {
        return StatusCode::NOT_FOUND.into_response();
    }
    // Somebody who mistyped an address is told so by the screens, in their words.
    let mut page = answer("index.html", &headers, "no-cache");
    *page.status_mut() = StatusCode::NOT_FOUND;
    page
}

/// Whether the screens route this address.
fn is_place(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    PLACES.contains(&first) && !names_a_file(path)
}

/// Whether the last part of an address looks like a file's name.
fn names_a_file(path: &str) -> bool {
    path.starts_with("assets/") || path.rsplit('/').next().is_some_and(|last| last.contains('.'))
}

/// An encoded form is only given as its plain file's.
fn is_encoded(path: &str) -> bool {
    [Encoding::Brotli, Encoding::Gzip].iter().any(|encoding| path.ends_with(encoding.ending()))
}

fn cache_of(path: &str) -> &'static str {
    // Vite puts a hash of the content into the names under assets/.
    if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn answer(path: &str, asked: &HeaderMap, cache: &'static str) -> Response {
    let accepted =
        asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut taken = Encoding::ALL.into_iter().filter(|encoding| encoding.is_taken(accepted));
    let found =
        taken.find_map(|encoding| Some((encoding, Assets::get(&format!("{path}{}", encoding.ending()))?)));
    let Some((encoding, asset)) = found else {
        return ApiError::internal("the screens are missing from this build").into_response();
    };
    let mut response = Response::new(Body::from(asset.data));
    let headers = response.headers_mut();
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    if let Ok(kind) = HeaderValue::from_str(&with_charset(kind.as_ref())) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(name) = encoding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    response
}

fn with_charset(kind: &str) -> String {
    if kind.starts_with("text/") || kind == "application/javascript" {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(accepted: &str) -> Option<&'static str> {
        Encoding::ALL.into_iter().find(|encoding| encoding.is_taken(accepted)).and_then(Encoding::name)
    }

    #[test]
    fn the_best_encoding_a_browser_takes_is_chosen_and_one_it_refuses_never_is() {
        assert_eq!(best("gzip, deflate, br, zstd"), Some("br"));
        assert_eq!(best("gzip, deflate"), Some("gzip"));
        assert_eq!(best("GZIP;q=0.5, br;q=0"), Some("gzip"));
        assert_eq!(best("*"), Some("br"));
        assert_eq!(best("*;q=0.1, br; q=0.0"), Some("gzip"));
        assert_eq!(best("identity"), None);
        assert_eq!(best(""), None);
        assert_eq!(best("brotli, xgzip"), None);
    }

    async fn asked(path: &str, accepted: &'static str) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
        serve(Method::GET, path.parse().unwrap(), headers).await
    }

    #[tokio::test]
    async fn what_is_not_there_is_a_404_and_never_the_page_in_its_place() {
        for path in [
            "/missing.webmanifest",
            "/gone.js",
            "/favicon.ico",
            "/assets/gone-1a2b.js",
            "/inbox/app.js.map",
            "/.env",
        ] {
            let response = asked(path, "").await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            assert_ne!(
                response.headers().get(header::CONTENT_TYPE),
                Some(&HeaderValue::from_static("text/html; charset=utf-8")),
                "{path}"
            );
        }
        // The screens say it themselves where nothing but a wrong address was meant.
        let wrong = asked("/nowhere/at/all", "").await;
        assert_eq!(wrong.status(), StatusCode::NOT_FOUND);
        assert_eq!(wrong.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
    }

    #[tokio::test]
    async fn every_address_the_screens_route_is_the_page() {
        for path in
            ["/", "/inbox/needs_person/42", "/settings/account?dir=rtl", "/link/abc-DEF_1", "/whatsapp"]
        {
            let response = asked(path, "gzip, br").await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(response.headers()[header::CACHE_CONTROL], "no-cache");
            assert_eq!(response.headers()[header::VARY], "accept-encoding");
        }
    }
}
