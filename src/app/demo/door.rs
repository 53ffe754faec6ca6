//! The API without a network: requests go straight into the program's own router, with an owner's token, or as somebody who signed in.

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::http::response::Parts;
use axum::http::{HeaderName, Method, Request, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::app::{App, router};
use crate::secrets::Secret;

/// The most of an answer that is read, in bytes.
const ANSWER_LIMIT: usize = 4 * 1024 * 1024;

/// A caller inside the process.
pub(super) struct InProcess {
    router: Router,
    who: (HeaderName, Secret),
}

impl InProcess {
    pub fn new(app: &App, token: Secret) -> Self {
        let bearer = Secret::new(format!("Bearer {}", token.expose()));
        Self { router: router::router(app), who: (header::AUTHORIZATION, bearer) }
    }

    /// The same as somebody who signs in: what they decide is theirs.
    pub async fn signed_in(&self, email: &str, password: &Secret) -> anyhow::Result<Self> {
        let typed = json!({ "email": email, "password": password.expose() });
        let (answer, _) = self.ask(Method::POST, "/session", typed).await?;
        let cookie = answer.headers.get(header::SET_COOKIE).and_then(|cookie| cookie.to_str().ok());
        let session = cookie.and_then(|cookie| cookie.split(';').next()).context("a session's cookie")?;
        let who = (header::COOKIE, Secret::new(session.to_owned()));
        Ok(Self { router: self.router.clone(), who })
    }

    pub async fn sign_out(&self) -> anyhow::Result<()> {
        self.send(Method::DELETE, "/session", Value::Null).await.map(drop)
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
        self.ask(method, path, body).await.map(|(_, answer)| answer)
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> anyhow::Result<(Parts, Value)> {
        let (name, who) = &self.who;
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(name, who.expose())
            .header("sec-fetch-site", "same-origin")
            .header(header::HOST, "127.0.0.1")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))?;
        let (head, answer) = self.router.clone().oneshot(request).await?.into_parts();
        let bytes = axum::body::to_bytes(answer, ANSWER_LIMIT).await?;
        let text = String::from_utf8_lossy(&bytes);
        anyhow::ensure!(head.status.is_success(), "{path} answered {}: {text}", head.status);
        let answer = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).context("an answer in JSON")?
        };
        Ok((head, answer))
    }
}
