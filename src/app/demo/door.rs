//! The API without a network: requests go straight into the program's own router, with an owner's token.

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::app::{App, router};
use crate::secrets::Secret;

/// The most of an answer that is read, in bytes.
const ANSWER_LIMIT: usize = 4 * 1024 * 1024;

/// A caller inside the process.
pub(super) struct InProcess {
    router: Router,
    token: Secret,
}

impl InProcess {
    pub fn new(app: &App, token: Secret) -> Self {
        Self { router: router::router(app), token }
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.send(Method::GET, path, Value::Null).await
    }

    pub async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        self.send(Method::POST, path, body).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        self.send(Method::PATCH, path, body).await
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> anyhow::Result<Value> {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token.expose()))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))?;
        let answer = self.router.clone().oneshot(request).await?;
        let status = answer.status();
        let bytes = axum::body::to_bytes(answer.into_body(), ANSWER_LIMIT).await?;
        let text = String::from_utf8_lossy(&bytes);
        anyhow::ensure!(status.is_success(), "{path} answered {status}: {text}");
        if text.is_empty() {
            Ok(Value::Null)
        } else {
            serde_json::from_str(&text).context("an answer in JSON")
        }
    }
}
