//! What an exchange with Graph came to, sorted by the one question that matters: may it have been done?
//!
//! Refused with Meta's error JSON: surely not. No byte left: surely not. Anything else that is not a plain success:
//! ambiguous. Words of answers are scrubbed of everything that looks like a token.

use serde_json::Value;

use crate::whatsapp::wire::errors::{self, Entry};
use crate::whatsapp::wire::parse::{fault, lenient};

/// Longest answer read, in bytes.
const ANSWER_LIMIT_BYTES: usize = 1024 * 1024;
/// Longest explanation kept, in characters.
const WORDS_LIMIT_CHARACTERS: usize = 300;

/// How a call ended when it did not end well.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CallError {
    /// Nothing was sent: no name, no connection, no TLS.
    #[error("Meta could not be reached: {0}")]
    NotSent(String),
    /// Meta said no, in its own error JSON: surely not done.
    #[error("Meta refused: {0}")]
    Refused(Refusal),
    /// It may have been done, or not.
    #[error("Meta's answer was lost: {0}")]
    Ambiguous(String),
}

/// Meta's no.
#[derive(Debug, Clone)]
pub struct Refusal {
    pub code: i64,
    pub subcode: Option<i64>,
    pub words: String,
    pub transient: bool,
    pub http_status: u16,
    /// Names the call towards Meta's support.
    pub trace: Option<String>,
}

impl Refusal {
    pub fn entry(&self) -> Entry {
        errors::explain(self.code, self.transient, self.http_status >= 500)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} (#{})", self.words, self.code)
    }
}

/// Sorts a failure that happened before there was an answer.
pub(in crate::whatsapp) fn from_transport(error: &reqwest::Error) -> CallError {
    let words = describe(error);
    // Only these are known to fail before a byte of the request has left.
    if error.is_connect() || error.is_builder() {
        CallError::NotSent(words)
    } else {
        CallError::Ambiguous(words)
    }
}

/// Reads an answer: JSON of a success, or the error it is.
pub(in crate::whatsapp) async fn read(mut response: reqwest::Response) -> Result<Value, CallError> {
    let status = response.status();
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > ANSWER_LIMIT_BYTES => {
                return Err(CallError::Ambiguous("an answer longer than any of Meta's".into()));
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return Err(CallError::Ambiguous(describe(&error))),
        }
    }
    let answer = serde_json::from_slice::<Value>(&bytes).ok();
    if let Some(refusal) = answer.as_ref().and_then(|answer| refusal(answer, status.as_u16())) {
        return Err(CallError::Refused(refusal));
    }
    match answer {
        Some(answer) if status.is_success() => Ok(answer),
        _ => Err(CallError::Ambiguous(format!("HTTP {} without a readable answer", status.as_u16()))),
    }
}

fn refusal(answer: &Value, http_status: u16) -> Option<Refusal> {
    let error = answer.get("error").filter(|error| error.is_object())?;
    let code = lenient::integer(error, "code")?;
    Some(Refusal {
        code,
        subcode: lenient::integer(error, "error_subcode"),
        words: scrub(&fault(error).words),
        transient: lenient::flag(error, "is_transient"),
        http_status,
        trace: lenient::text(error, "fbtrace_id"),
    })
}

/// The id in the answer to a send.
pub(in crate::whatsapp) fn message_id(answer: &Value) -> Option<String> {
    lenient::list(answer, "messages").first().and_then(|message| lenient::text(message, "id"))
}

/// The chain of causes without the address, which could carry something secret.
fn describe(error: &reqwest::Error) -> String {
    let mut words =
        vec![if error.is_timeout() { "timed out".to_owned() } else { "connection failed".to_owned() }];
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        words.push(inner.to_string());
        cause = inner.source();
    }
    words.dedup();
    scrub(&words.join(": "))
}

/// Shortens, and hides long runs of letters and digits: Graph may echo what was sent to it.
fn scrub(words: &str) -> String {
    const TOKEN_LENGTH: usize = 40;
    let hide = |word: &str| {
        word.len() >= TOKEN_LENGTH && word.chars().all(|c| c.is_ascii_alphanumeric() || "|_-.".contains(c))
    };
    let shown: Vec<&str> =
        words.split_whitespace().map(|word| if hide(word) { "[hidden]" } else { word }).collect();
    shown.join(" ").chars().take(WORDS_LIMIT_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_no_carries_its_code_details_and_trace() {
        let answer = json!({"error": {"message": "(#131047) Re-engagement", "type": "OAuthException", "code": 131_047,
            "error_data": {"details": "more than 24 hours"}, "fbtrace_id": "A1"}});
        let refusal = refusal(&answer, 400).unwrap();
        assert_eq!(
            (refusal.code, refusal.words.as_str(), refusal.trace.as_deref()),
            (131_047, "more than 24 hours", Some("A1"))
        );
    }

    #[test]
    fn an_error_without_a_code_is_not_a_no() {
        assert!(refusal(&json!({"error": "proxy says no"}), 502).is_none());
        assert!(refusal(&json!({"error": {"message": "x"}}), 502).is_none());
    }

    #[test]
    fn tokens_are_not_repeated() {
        let token = "EAAG".repeat(20);
        assert_eq!(scrub(&format!("bad token {token} here")), "bad token [hidden] here");
    }
}
