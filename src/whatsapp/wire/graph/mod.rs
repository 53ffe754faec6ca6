//! The Graph API client: one place that builds addresses, carries the token, and reads answers.
//!
//! The token travels in the Authorization header only. Answers are capped and never trusted to be JSON. Nothing is
//! tried again here: whoever calls knows whether that is allowed.

mod answer;
mod files;
mod manage;
mod samples;

pub use answer::{CallError, Refusal};
pub use files::{FileInfo, NewUpload, may_carry_token};

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use url::Url;

use crate::clock::Timestamp;
use crate::http::outgoing::{self, NoClient};
use crate::secrets::Secret;

/// Speaks to Meta, or to the stand-in. Clones share the connections.
#[derive(Clone)]
pub struct Graph {
    client: Client,
    /// For files, which may take as long as they take while bytes keep coming.
    transfers: Client,
    version: String,
}

/// Access to one number: where, which, and with what token.
#[derive(Clone)]
pub struct Line {
    pub base: Url,
    pub phone_number_id: String,
    pub token: Secret,
}

/// What Meta says about itself to somebody without a token.
#[derive(Debug, Clone)]
pub struct Greeting {
    /// Meta's clock.
    pub date: Option<Timestamp>,
    /// The version Meta really serves, which may not be the one asked for.
    pub served_version: Option<String>,
}

impl Graph {
    pub fn new(version: &str, timeout: Duration) -> Result<Self, NoClient> {
        let transfers = outgoing::streaming_client(timeout)?;
        Ok(Self { client: outgoing::client(timeout)?, transfers, version: version.to_owned() })
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    /// Knocks without a token: whether Meta is there, what time it has, and which version it serves.
    pub async fn greet(&self, base: &Url) -> Result<Greeting, CallError> {
        let request = self.client.get(self.address(base, &["me"]));
        let response = request.send().await.map_err(|error| answer::from_transport(&error))?;
        let header = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        let greeting = Greeting {
            date: header("date").and_then(|date| Timestamp::from_http_date(&date)),
            served_version: header("facebook-api-version"),
        };
        match answer::read(response).await {
            // Without a token Meta can only refuse; that it does, in its own words, is the proof.
            Ok(_) | Err(CallError::Refused(_)) => Ok(greeting),
            Err(error) => Err(error),
        }
    }

    /// Hands a message over. Returns the id Meta gave it.
    pub async fn send(&self, line: &Line, body: &Value) -> Result<String, CallError> {
        let answer = self.post(line, &[&line.phone_number_id, "messages"], body).await?;
        answer::message_id(&answer)
            .ok_or_else(|| CallError::Ambiguous("accepted, but without a message id".into()))
    }

    /// Any `POST` below the number, such as the read receipt.
    pub async fn post_to_number(&self, line: &Line, path: &str, body: &Value) -> Result<Value, CallError> {
        self.post(line, &[&line.phone_number_id, path], body).await
    }

    /// Asks for fields of a node, or for an edge of it.
    pub async fn get(
        &self,
        base: &Url,
        token: &Secret,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Value, CallError> {
        self.exchange(self.request(Method::GET, base, token, path).query(query)).await
    }

    /// Changes something that is not a message.
    pub async fn change(
        &self,
        base: &Url,
        token: &Secret,
        path: &[&str],
        body: &Value,
    ) -> Result<Value, CallError> {
        self.exchange(self.request(Method::POST, base, token, path).json(body)).await
    }

    async fn post(&self, line: &Line, path: &[&str], body: &Value) -> Result<Value, CallError> {
        self.change(&line.base, &line.token, path, body).await
    }

    fn request(&self, method: Method, base: &Url, token: &Secret, path: &[&str]) -> RequestBuilder {
        self.client.request(method, self.address(base, path)).bearer_auth(token.expose())
    }

    fn address(&self, base: &Url, path: &[&str]) -> Url {
        let mut url = base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(&self.version).extend(path);
        }
        url
    }

    async fn exchange(&self, request: RequestBuilder) -> Result<Value, CallError> {
        let response = request.send().await.map_err(|error| answer::from_transport(&error))?;
        answer::read(response).await
    }
}
