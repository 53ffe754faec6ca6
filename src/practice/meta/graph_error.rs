//! Graph's refusals: the envelope, and for each code its HTTP status and words.
//!
//! Decides nothing: the handlers say which code, this file says how Meta would put it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A refusal as Graph words it.
#[derive(Debug, Clone)]
pub(super) struct GraphError {
    status: u16,
    code: i64,
    subcode: Option<i64>,
    message: String,
    details: Option<String>,
    transient: bool,
}

impl GraphError {
    /// The refusal Meta documents for `code`, with `details` for the engineer.
    pub(super) fn of(code: i64, details: impl Into<String>) -> Self {
        let (status, words, transient) = known(code);
        let message = format!("(#{code}) {words}");
        Self { status, code, subcode: None, message, details: Some(details.into()), transient }
    }

    /// A parameter Graph itself refuses, before WhatsApp sees it.
    pub(super) fn parameter(words: impl std::fmt::Display) -> Self {
        let message = format!("(#100) {words}");
        Self { status: 400, code: 100, subcode: None, message, details: None, transient: false }
    }

    /// An id that does not exist or that the token may not see.
    pub(super) fn unknown_object(method: &str, id: &str) -> Self {
        let message = format!(
            "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due to missing \
             permissions, or does not support this operation"
        );
        Self { status: 400, code: 100, subcode: Some(33), message, details: None, transient: false }
    }

    /// A token nobody issued, or one that is no longer good.
    pub(super) fn token(subcode: Option<i64>, words: &str) -> Self {
        Self { status: 401, code: 190, subcode, message: words.to_owned(), details: None, transient: false }
    }

    pub(super) fn unknown_path() -> Self {
        let message = "Unknown path components".to_owned();
        Self { status: 400, code: 2500, subcode: None, message, details: None, transient: false }
    }

    /// The body of the `error` member.
    pub(super) fn envelope(&self) -> Value {
        let mut error = json!({
            "message": self.message,
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": super::random::token(11),
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = subcode.into();
        }
        if let Some(details) = &self.details {
            error["error_data"] = json!({"messaging_product": "whatsapp", "details": details});
        }
        if self.transient {
            error["is_transient"] = true.into();
        }
        json!({ "error": error })
    }

    /// The shape the same refusal takes inside a `failed` status.
    pub(super) fn in_status(&self) -> Value {
        let title = self.message.split_once(") ").map_or(self.message.as_str(), |(_, words)| words);
        json!({
            "code": self.code,
            "title": title,
            "message": title,
            "error_data": {"details": self.details.as_deref().unwrap_or(title)},
            "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
        })
    }
}

impl IntoResponse for GraphError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, axum::Json(self.envelope())).into_response()
    }
}

/// HTTP status, words and whether trying again may help, of the codes the stand-in speaks.
fn known(code: i64) -> (u16, &'static str, bool) {
    match code {
        0 => (401, "Authentication error", false),
        1 => (400, "API Unknown", false),
        2 => (503, "API Service", true),
        3 => (500, "API Method", false),
        4 => (400, "Application request limit reached", true),
        10 => (403, "Application does not have permission for this action", false),
        100 => (400, "Invalid parameter", false),
        190 => (401, "Error validating access token", false),
        200 => (403, "You do not have the necessary permissions required", false),
        368 => (403, "Temporarily blocked for policies violations", false),
        80_007 => (400, "Rate limit issues", true),
        130_403 => (400, "Recipient has been blocked by the business", false),
        130_429 => (400, "Rate limit hit", true),
        130_472 => (400, "User's number is part of an experiment", false),
        130_497 => (403, "Business account is restricted from messaging users in this country", false),
        131_000 => (500, "Something went wrong", true),
        131_005 => (403, "Access denied", false),
        131_008 => (400, "Required parameter is missing", false),
        33 | 131_009 => (400, "Parameter value is not valid", false),
        131_016 => (500, "Service unavailable", true),
        131_021 => (400, "Recipient cannot be sender", false),
        131_026 => (400, "Message undeliverable", false),
        131_030 => (400, "Recipient phone number not in allowed list", false),
        131_031 => (403, "Account has been locked", false),
        131_037 => (400, "Display name approval needed", false),
        131_042 => (400, "Business eligibility payment issue", false),
        131_045 => (500, "Incorrect certificate", false),
        131_047 => (400, "Re-engagement message", false),
        131_048 => (400, "Spam rate limit hit", false),
        131_049 => (400, "Message not delivered to maintain healthy ecosystem engagement", false),
        131_051 => (400, "Unsupported message type", false),
        131_052 => (400, "Media download error", false),
        131_053 => (400, "Media upload error", false),
        131_056 => (400, "(Business Account, Consumer Account) pair rate limit hit", true),
        131_057 => (500, "Account in maintenance mode", true),
        131_062 => (400, "Recipient not allowed for this template", false),
        132_000 => (400, "Number of parameters does not match the expected number of params", false),
        132_001 => (404, "Template name does not exist in the translation", false),
        132_005 => (400, "Translated text too long", false),
        132_012 => (400, "Parameter format does not match format in the created template", false),
        132_015 => (400, "Template is paused", false),
        132_016 => (400, "Template is disabled", false),
        132_018 => (400, "There's an issue with the parameters in your template", false),
        133_000 => (500, "Incomplete deregistration", true),
        133_004 => (503, "Server temporarily unavailable", true),
        133_005 => (400, "Two step verification PIN mismatch", false),
        133_006 => (400, "Phone number needs to be verified before registering", false),
        133_008 => (400, "Too many two step verification PIN guesses", false),
        133_010 => (400, "Phone number not registered", false),
        133_016 => (400, "Account register deregister rate limit exceeded", false),
        _ => (400, "Generic user error", false),
    }
}

/// Refuses a parameter with more characters than Meta takes.
pub(super) fn at_most(text: &str, limit: usize, name: &str) -> Result<(), GraphError> {
    if text.chars().count() <= limit {
        return Ok(());
    }
    Err(GraphError::parameter(format_args!("Param {name} must be at most {limit} characters long.")))
}
