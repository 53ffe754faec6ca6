//! Knocks at our own public address as Meta does when a callback is saved: does it lead here, and only here?
//!
//! Never counts as Meta's own handshake.

use std::time::Duration;

use crate::http::outgoing;
use crate::whatsapp::inbound::webhook;

/// How long our own address may take to answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// Bytes of an answer looked at.
const ANSWER_LIMIT_BYTES: usize = 1024;

/// What answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// This Shopbell.
    Ourselves,
    /// Something else, with this HTTP status.
    Somebody(u16),
    /// Nothing; why.
    Nobody(String),
}

/// Asks the callback address to prove that it is ours.
pub(super) async fn knock(callback: &str, verify_token: &str) -> Answer {
    let mut bytes = [0; 12];
    if let Err(error) = getrandom::fill(&mut bytes) {
        return Answer::Nobody(error.to_string());
    }
    let challenge = format!("{}{}", webhook::OWN_CHALLENGE, hex::encode(bytes));
    let client = match outgoing::client(PATIENCE) {
        Ok(client) => client,
        Err(error) => return Answer::Nobody(error.to_string()),
    };
    let query = [
        ("hub.mode", "subscribe"),
        ("hub.challenge", challenge.as_str()),
        ("hub.verify_token", verify_token),
    ];
    match client.get(callback).query(&query).send().await {
        Ok(mut response) => {
            let status = response.status().as_u16();
            match response.chunk().await {
                Ok(Some(body))
                    if status == 200 && body.len() <= ANSWER_LIMIT_BYTES && body == challenge.as_bytes() =>
                {
                    Answer::Ourselves
                }
                Ok(_) | Err(_) => Answer::Somebody(status),
            }
        }
        Err(error) if error.is_timeout() => Answer::Nobody("it does not answer in time".into()),
        Err(error) => Answer::Nobody(innermost(&error)),
    }
}

/// The last cause in the chain, which is the plainest.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
