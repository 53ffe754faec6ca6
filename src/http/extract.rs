//! Axum's extractors with our errors.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::ApiError;
use super::one_key::has_a_key_twice;

/// A JSON body.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;
    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        use axum::extract::rejection::JsonRejection;
        if !says_json(request.headers()) {
            return Err(not_json());
        }
        let bytes = match Bytes::from_request(request, state).await {
            Ok(bytes) => bytes,
            Err(error) => return Err(body_error(error.status(), &error.body_text())),
        };
        if has_a_key_twice(&bytes) {
            return Err(ApiError::bad_request("invalid_json", "The request says the same field twice.")
                .hint("Send each field once."));
        }
        // A struct whose fields may all be missing would be read out of an empty list.
        if bytes.trim_ascii_start().first() == Some(&b'[') {
            return Err(ApiError::unprocessable(
                "invalid_request",
                "A part of the request has the wrong form.",
            )
            .hint("Send an object: {…}."));
        }
        match axum::Json::<T>::from_bytes(&bytes) {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(JsonRejection::JsonDataError(error)) => {
                let words = error.body_text();
                let wrong =
                    ApiError::unprocessable("invalid_request", "A part of the request has the wrong form.");
                Err(with_field(wrong, words))
            }
            Err(JsonRejection::JsonSyntaxError(error)) => {
                Err(ApiError::bad_request("invalid_json", "The request is not valid JSON.")
                    .hint(error.body_text()))
            }
            Err(JsonRejection::MissingJsonContentType(_)) => Err(not_json()),
            Err(other) => Err(body_error(other.status(), &other.body_text())),
        }
    }
}

/// The error, saying which field is wrong where that can be told.
fn with_field(error: ApiError, words: String) -> ApiError {
    let error = match wrong_field(&words) {
        Some((field, what)) => error.field(&field, what),
        None => error,
    };
    error.hint(words)
}

/// What stands before the field in axum's words.
const WHAT_AXUM_SAYS: [&str; 2] =
    ["Failed to deserialize the JSON body into the target type: ", "Failed to deserialize query string: "];

/// Which field is wrong, as `items.0.unit_price`, and how; nothing where it is the body as a whole.
fn wrong_field(words: &str) -> Option<(String, &str)> {
    let said = WHAT_AXUM_SAYS.iter().find_map(|beginning| words.strip_prefix(beginning))?;
    let said = said.rsplit_once(" at line ").map_or(said, |(said, _)| said);
    let (path, what) =
        said.split_once(": ").filter(|(path, _)| !path.contains([' ', '`'])).unwrap_or(("", said));
    let missing = what.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let path = path.replace('[', ".").replace(']', "");
    let path: Vec<&str> =
        [path.as_str()].into_iter().chain(missing).filter(|part| !part.is_empty()).collect();
    (!path.is_empty()).then(|| (path.join("."), what))
}

/// `application/json`, or a type of its own that is JSON, such as `application/merge-patch+json`.
fn says_json(headers: &HeaderMap) -> bool {
    let said = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn not_json() -> ApiError {
    ApiError::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "not_json",
        "Send JSON with Content-Type: application/json.",
    )
}

/// A body that was too large or broke off.
pub fn body_error(status: StatusCode, words: &str) -> ApiError {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        ApiError::new(status, "too_large", "The request is too large.")
    } else {
        ApiError::bad_request("unreadable_body", "The request could not be read to its end.").cause(words)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The variable parts of the path.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            // An id that cannot be one names nothing.
            Err(_) => Err(ApiError::not_found("thing")),
        }
    }
}

/// The query string.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(error) => {
                let wrong =
                    ApiError::unprocessable("invalid_query", "A part of the query has the wrong form.");
                Err(with_field(wrong, error.body_text()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        #[expect(dead_code, reason = "only read")]
        items: Vec<Item>,
    }

    #[derive(Debug, serde::Deserialize)]
    struct Item {
        #[expect(dead_code, reason = "only read")]
        price: String,
    }

    #[test]
    fn the_field_that_is_wrong_is_named() {
        for (body, field) in [
            (r#"{"items": [{"price": "1"}, {"price": 1.5}]}"#, Some("items.1.price")),
            (r#"{"items": [{}]}"#, Some("items.0.price")),
            (r#"{"items": 5}"#, Some("items")),
            ("{}", Some("items")),
            (r#"{"items": [], "itmes": []}"#, Some("itmes")),
            ("[]", None),
        ] {
            let words = axum::Json::<Order>::from_bytes(body.as_bytes()).unwrap_err().body_text();
            let found = wrong_field(&words).map(|(field, _)| field);
            assert_eq!(found.as_deref(), field, "{body}: {words}");
        }
    }
}
