//! What went wrong with a model call, named by what to do about it, and how HTTP answers map to it.
//! Never carries a key or what was asked: only the provider's own words, cut short.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::words::words;

/// Most characters of a provider's words that are kept.
const SAID_LIMIT_CHARACTERS: usize = 300;
/// Most bytes of an error body that are read.
pub(super) const ERROR_BODY_LIMIT_BYTES: usize = 64 * 1024;
/// Where a provider that is busy names no time.
pub(super) const RETRY_DEFAULT: Duration = Duration::from_secs(1);
const RETRY_LIMIT: Duration = Duration::from_mins(10);

words! {
    /// Why a model gave no answer.
    ModelFault {
        RetryAfter = "retry_after",
        KeyRefused = "key_refused",
        ModelUnknown = "model_unknown",
        TooLong = "too_long",
        Refused = "refused",
        Unreachable = "unreachable",
        Cancelled = "cancelled",
        Unsupported = "unsupported",
        BadAnswer = "bad_answer",
        OverBudget = "over_budget",
        TooSlow = "too_slow",
        CircuitOpen = "circuit_open",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LlmError {
    /// Busy or over its rate: ask again after this time.
    #[error("the model provider is busy; it may be asked again in {} s", .0.as_secs())]
    RetryAfter(Duration),
    /// The key is wrong, missing or lacks a right: the owner must look at it.
    #[error("the model provider refused the key: {0}")]
    KeyRefused(String),
    /// No such model at this provider, in this region, for this account.
    #[error("the model provider does not know or offer this model: {0}")]
    ModelUnknown(String),
    /// The question is longer than the model can read: send less.
    #[error("the question is too long for this model")]
    TooLong,
    /// The provider's own filter would not answer: asking again will not help.
    #[error("the model refused to answer: {0}")]
    Refused(String),
    /// Nobody there, or not in time.
    #[error("the model could not be reached: {0}")]
    Unreachable(String),
    /// Our side stopped it.
    #[error("the model call was cancelled")]
    Cancelled,
    /// This model cannot do what was asked.
    #[error("this model cannot do that: {0}")]
    Unsupported(String),
    /// It answered, but not in the form agreed.
    #[error("the model's answer could not be read: {0}")]
    BadAnswer(String),
    /// The account's money or quota is used up: the owner must look at it.
    #[error("the account at the model provider is used up: {0}")]
    OverBudget(String),
    /// It took the question and gave no answer in time: asking again would wait as long.
    #[error("the model did not answer in time")]
    TooSlow,
    /// It failed again and again, and is left alone for a while.
    #[error("the model failed before and is not asked for a while")]
    CircuitOpen,
}

impl LlmError {
    /// A fixed name for logs and traces.
    pub fn code(&self) -> &'static str {
        self.fault().as_str()
    }

    /// What went wrong, without its particulars.
    pub fn fault(&self) -> ModelFault {
        match self {
            Self::RetryAfter(_) => ModelFault::RetryAfter,
            Self::KeyRefused(_) => ModelFault::KeyRefused,
            Self::ModelUnknown(_) => ModelFault::ModelUnknown,
            Self::TooLong => ModelFault::TooLong,
            Self::Refused(_) => ModelFault::Refused,
            Self::Unreachable(_) => ModelFault::Unreachable,
            Self::Cancelled => ModelFault::Cancelled,
            Self::Unsupported(_) => ModelFault::Unsupported,
            Self::BadAnswer(_) => ModelFault::BadAnswer,
            Self::OverBudget(_) => ModelFault::OverBudget,
            Self::TooSlow => ModelFault::TooSlow,
            Self::CircuitOpen => ModelFault::CircuitOpen,
        }
    }

    /// The provider's own words, or ours about the connection to it.
    pub fn said(&self) -> Option<&str> {
        match self {
            Self::KeyRefused(said)
            | Self::ModelUnknown(said)
            | Self::Refused(said)
            | Self::Unreachable(said)
            | Self::Unsupported(said)
            | Self::BadAnswer(said)
            | Self::OverBudget(said) => Some(said),
            Self::RetryAfter(_) | Self::TooLong | Self::Cancelled | Self::TooSlow | Self::CircuitOpen => None,
        }
    }

    /// The same call may succeed later without anybody changing a setting.
    pub fn passes_by_itself(&self) -> bool {
        match self {
            Self::RetryAfter(_) | Self::Unreachable(_) | Self::TooSlow | Self::CircuitOpen => true,
            Self::KeyRefused(_)
            | Self::ModelUnknown(_)
            | Self::TooLong
            | Self::Refused(_)
            | Self::Cancelled
            | Self::Unsupported(_)
            | Self::BadAnswer(_)
            | Self::OverBudget(_) => false,
        }
    }

    pub(super) fn from_transport(error: &reqwest::Error) -> Self {
        Self::Unreachable(if error.is_connect() {
            "no connection".to_owned()
        } else if error.is_timeout() {
            return Self::TooSlow;
        } else {
            "the connection broke".to_owned()
        })
    }
}

/// Reads a refusal of any of the JSON APIs: status, headers, and the words in the body.
pub(super) fn from_status(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> LlmError {
    let said = said(body);
    let words = said.to_lowercase();
    match status.as_u16() {
        401 | 403 => LlmError::KeyRefused(said),
        402 => LlmError::OverBudget(said),
        413 => LlmError::TooLong,
        404 => LlmError::ModelUnknown(said),
        429 if is_used_up(&words) => LlmError::OverBudget(said),
        408 | 429 | 503 | 529 => LlmError::RetryAfter(retry_after(headers)),
        400 | 422 => from_words(said, &words),
        500..=599 => LlmError::Unreachable(format!("it answered {status}")),
        other => LlmError::BadAnswer(format!("it answered {other}: {said}")),
    }
}

/// Reads a refusal of which only the words are known.
pub(super) fn from_words(said: String, words: &str) -> LlmError {
    let says = |needles: &[&str]| needles.iter().any(|needle| words.contains(needle));
    if says(&["too long", "context length", "context window", "maximum context", "too many input tokens"]) {
        LlmError::TooLong
    } else if says(&["api key", "security token", "credential"]) {
        LlmError::KeyRefused(said)
    } else if is_used_up(words) || says(&["credit balance"]) {
        LlmError::OverBudget(said)
    } else if says(&[
        "content policy",
        "content_filter",
        "content filter",
        "content management policy",
        "safety",
    ]) {
        LlmError::Refused(said)
    } else if words.contains("model")
        && says(&["not found", "does not exist", "invalid", "not a valid", "unknown"])
    {
        LlmError::ModelUnknown(said)
    } else {
        LlmError::Unsupported(said)
    }
}

/// The human words of an error body, whatever its shape, cut to a fit length and to printable characters.
pub(super) fn said(body: &[u8]) -> String {
    let text = match serde_json::from_slice::<serde_json::Value>(body) {
        Ok(value) => ["/error/message", "/message", "/detail", "/error"]
            .iter()
            .find_map(|path| value.pointer(path).and_then(|found| found.as_str()).map(str::to_owned))
            .unwrap_or_default(),
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    };
    shorten(&text)
}

/// One line of at most [`SAID_LIMIT_CHARACTERS`], without control characters.
pub(super) fn shorten(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    if line.is_empty() {
        return "no reason given".to_owned();
    }
    match line.char_indices().nth(SAID_LIMIT_CHARACTERS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

fn is_used_up(words: &str) -> bool {
    words.contains("insufficient_quota")
        || words.contains("exceeded your current quota")
        || words.contains("billing")
}

fn retry_after(headers: &HeaderMap) -> Duration {
    headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.trim().parse::<u64>().ok())
        .map_or(RETRY_DEFAULT, |seconds| Duration::from_secs(seconds.max(1)).min(RETRY_LIMIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16, body: &str) -> LlmError {
        from_status(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn refusals_are_named_by_what_to_do() {
        let cases = [
            (401, r#"{"error":{"message":"bad key"}}"#, "key_refused"),
            (402, "{}", "over_budget"),
            (404, r#"{"error":{"message":"no such model"}}"#, "model_unknown"),
            (400, r#"{"error":{"message":"prompt is too long: 210000 tokens"}}"#, "too_long"),
            (400, r#"{"error":{"message":"Your credit balance is too low"}}"#, "over_budget"),
            (400, r#"{"error":{"message":"model `x` does not exist"}}"#, "model_unknown"),
            (429, r#"{"error":{"message":"You exceeded your current quota"}}"#, "over_budget"),
            (429, r#"{"error":{"message":"slow down"}}"#, "retry_after"),
            (529, "overloaded", "retry_after"),
            (500, "<html>", "unreachable"),
            (418, "teapot", "bad_answer"),
        ];
        for (status, body, code) in cases {
            assert_eq!(refusal(status, body).code(), code, "{status} {body}");
        }
    }

    #[test]
    fn the_retry_header_is_read_and_bounded() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, "7".parse().unwrap());
        assert_eq!(retry_after(&headers), Duration::from_secs(7));
        headers.insert(RETRY_AFTER, "999999".parse().unwrap());
        assert_eq!(retry_after(&headers), RETRY_LIMIT);
        headers.insert(RETRY_AFTER, "soon".parse().unwrap());
        assert_eq!(retry_after(&headers), RETRY_DEFAULT);
    }

    #[test]
    fn a_providers_words_are_cut_and_made_one_line() {
        let long = format!("a\nb{}", "x".repeat(1000));
        let kept = shorten(&long);
        assert!(kept.starts_with("a b") && kept.chars().count() == SAID_LIMIT_CHARACTERS + 1);
    }
}
