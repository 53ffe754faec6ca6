//! The one way JSON and forms go to a provider over HTTP: sent, refused by status, or read within a limit.
//! Never logs a body or a header.

use futures_util::StreamExt;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::error::{self, LlmError};
use crate::secrets::Secret;

/// Where a provider is and what proves who we are.
#[derive(Clone)]
pub(super) struct Endpoint {
    pub http: reqwest::Client,
    pub base: Url,
    pub key: Option<Secret>,
    pub key_header: KeyHeader,
}

/// How the key travels.
#[derive(Clone, Copy)]
pub(super) enum KeyHeader {
    Bearer,
    XApiKey,
}

impl Endpoint {
    /// Sends the body and gives back a successful answer, still unread.
    pub async fn post(
        &self,
        path: &str,
        body: &Value,
        extra: &[(&'static str, &str)],
    ) -> Result<reqwest::Response, LlmError> {
        let url = address(&self.base, path)?;
        accepted(self.http.post(url).headers(self.headers(extra)?).json(body)).await
    }

    /// Sends the body and reads a JSON answer of at most `limit_bytes`.
    pub async fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
        limit_bytes: usize,
    ) -> Result<T, LlmError> {
        let response = self.post(path, body, &[]).await?;
        let bytes = read_all(response, limit_bytes).await?;
        serde_json::from_slice(&bytes)
            .map_err(|_| LlmError::BadAnswer("it is not the JSON expected".to_owned()))
    }

    /// Sends a form and reads a JSON answer of at most `limit_bytes`.
    pub async fn send_form<T: DeserializeOwned>(
        &self,
        path: &str,
        form: reqwest::multipart::Form,
        limit_bytes: usize,
    ) -> Result<T, LlmError> {
        let url = address(&self.base, path)?;
        let request = self.http.post(url).headers(self.headers(&[])?).multipart(form);
        let response = accepted(request).await?;
        let bytes = read_all(response, limit_bytes).await?;
        serde_json::from_slice(&bytes)
            .map_err(|_| LlmError::BadAnswer("it is not the JSON expected".to_owned()))
    }

    fn headers(&self, extra: &[(&'static str, &str)]) -> Result<HeaderMap, LlmError> {
        let mut headers = HeaderMap::new();
        if let Some(key) = &self.key {
            let (name, text) = match self.key_header {
                KeyHeader::Bearer => ("authorization", format!("Bearer {}", key.expose())),
                KeyHeader::XApiKey => ("x-api-key", key.expose().clone()),
            };
            let mut value = HeaderValue::from_str(&text)
                .map_err(|_| LlmError::KeyRefused("it has characters no key has".to_owned()))?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_static(name), value);
        }
        for (name, value) in extra {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        Ok(headers)
    }
}

/// The answer to a request, if it was not refused.
async fn accepted(request: reqwest::RequestBuilder) -> Result<reqwest::Response, LlmError> {
    let response = request.send().await.map_err(|error| LlmError::from_transport(&error))?;
    if response.status().is_success() {
        return Ok(response);
    }
    let (status, headers) = (response.status(), response.headers().clone());
    let body = read_start(response, error::ERROR_BODY_LIMIT_BYTES).await;
    Err(error::from_status(status, &headers, &body))
}

/// `base` with `path` after it, whether or not `base` ends in a slash.
fn address(base: &Url, path: &str) -> Result<Url, LlmError> {
    let text = format!("{}/{path}", base.as_str().trim_end_matches('/'));
    Url::parse(&text).map_err(|_| LlmError::Unreachable("the address is not an address".to_owned()))
}

pub(super) async fn read_all(response: reqwest::Response, limit_bytes: usize) -> Result<Vec<u8>, LlmError> {
    let mut read = Vec::new();
    let mut pieces = response.bytes_stream();
    while let Some(piece) = pieces.next().await {
        read.extend_from_slice(&piece.map_err(|error| LlmError::from_transport(&error))?);
        if read.len() > limit_bytes {
            return Err(LlmError::BadAnswer(format!("it is longer than {limit_bytes} bytes")));
        }
    }
    Ok(read)
}

async fn read_start(response: reqwest::Response, limit_bytes: usize) -> Vec<u8> {
    let mut read = Vec::new();
    let mut pieces = response.bytes_stream();
    while let Some(Ok(piece)) = pieces.next().await {
        read.extend_from_slice(&piece);
        if read.len() >= limit_bytes {
            read.truncate(limit_bytes);
            break;
        }
    }
    read
}
