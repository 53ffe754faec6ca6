//! The one shape of every error: a code for programs, words for people, a hint what to do, a request id for the log.
//!
//! The cause goes to the log and never to the caller.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::actor::Denied;
use crate::storage::StorageError;

/// An error on its way to the caller. Boxed, because it rides in the `Err` of almost every handler.
#[derive(Debug, Clone)]
pub struct ApiError(Box<Told>);

/// What the caller and the log are told.
#[derive(Debug, Clone)]
struct Told {
    status: StatusCode,
    code: &'static str,
    message: String,
    hint: Option<String>,
    fields: BTreeMap<String, String>,
    params: BTreeMap<&'static str, String>,
    retry_after_seconds: Option<u64>,
    cause: Option<String>,
}

/// Every refusal of the API.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody {
    error: ErrorTold,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ErrorTold)]
struct ErrorTold {
    /// For programs; it stays when the words change.
    code: String,
    /// What happened, for people.
    message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// Finds this request in the log.
    request_id: String,
    /// What is wrong with each field of the request, by its dotted path.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<String, String>,
    /// What the sentence names, such as who and when, for screens that say it in another language by its code.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    params: BTreeMap<&'static str, String>,
}

impl ApiError {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Told {
            status,
            code,
            message: message.into(),
            hint: None,
            fields: BTreeMap::new(),
            params: BTreeMap::new(),
            retry_after_seconds: None,
            cause: None,
        }))
    }

    pub fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_signed_in", "Please sign in.")
    }

    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("There is no such {what}."))
    }

    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    pub fn unprocessable(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message)
    }

    pub fn unavailable(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, message)
    }

    /// A fault of ours.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something failed inside Shopbell.")
            .hint("Try again. If it stays, look for the request id in the log.")
            .cause(cause)
    }

    /// What the caller can do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// What is wrong with one field of the request.
    #[must_use]
    pub fn field(mut self, name: &str, words: impl Into<String>) -> Self {
        self.0.fields.insert(name.to_owned(), words.into());
        self
    }

    /// Something the sentence names: a name, a number, a moment.
    #[must_use]
    pub fn param(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.0.params.insert(name, value.to_string());
        self
    }

    /// When to try again, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after_seconds = Some(seconds);
        self
    }

    /// The same error in other words.
    #[must_use]
    pub fn with_words(mut self, change: impl Fn(&str) -> String) -> Self {
        self.0.message = change(&self.0.message);
        self.0.hint = self.0.hint.as_deref().map(&change);
        self.0.fields.values_mut().for_each(|words| *words = change(words));
        self
    }

    /// For the log only.
    #[must_use]
    pub fn cause(mut self, cause: impl std::fmt::Display) -> Self {
        self.0.cause = Some(cause.to_string());
        self
    }

    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    pub fn code(&self) -> &'static str {
        self.0.code
    }

    pub(super) fn log(&self) {
        let cause = self.0.cause.as_deref().unwrap_or("");
        if self.0.status.is_server_error() {
            tracing::error!(error.code = self.0.code, error.cause = cause, "a request failed");
        } else if !cause.is_empty() {
            tracing::info!(error.code = self.0.code, error.cause = cause, "a request was refused");
        }
    }

    pub(super) fn render(&self, request_id: &str) -> Response {
        let told = ErrorTold {
            code: self.0.code.to_owned(),
            message: self.0.message.clone(),
            hint: self.0.hint.clone(),
            request_id: request_id.to_owned(),
            fields: self.0.fields.clone(),
            params: self.0.params.clone(),
        };
        let mut response = (self.0.status, Json(ErrorBody { error: told })).into_response();
        if let Some(seconds) = self.0.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl IntoResponse for ApiError {
    /// The outermost layer writes the body, because only it knows the request id.
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Full => {
                Self::unavailable("disk_full", "The disk is full, so nothing can be saved.")
                    .hint("Free some space on the server and try again.")
            }
            StorageError::Stopped => {
                Self::unavailable("stopping", "Shopbell is restarting. Try again in a moment.")
            }
            StorageError::TookTooLong => {
                Self::unavailable("took_too_long", "This took too long and was ended.")
                    .hint("Try again with a narrower question.")
            }
            StorageError::Panicked | StorageError::Sqlite(_) | StorageError::Corrupt(_) => {
                Self::internal(error)
            }
        }
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not_allowed",
            format!("This needs the role {} or higher.", denied.needed),
        )
        .hint("Ask the owner.")
    }
}
