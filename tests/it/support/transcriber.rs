//! A transcription service on loopback that says what a test scripted, as OpenAI's does it.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::NEVER;

/// What the next recording is answered with.
#[derive(Clone, Debug)]
pub enum Hears {
    /// This body.
    Body(Value),
    Refuses(u16),
    /// Nothing, until the gate opens; then this body.
    Waits(Value),
}

/// These words, spoken for two seconds.
pub fn words(text: &str) -> Hears {
    Hears::Body(json!({"text": text, "duration": 2.0}))
}

/// One call as it arrived.
#[derive(Clone, Debug, Default)]
pub struct Call {
    pub authorization: String,
    pub model: String,
    pub format: String,
    pub file_name: String,
    pub mime_type: String,
    pub bytes: Vec<u8>,
}

#[derive(Clone)]
pub struct Transcriber {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    script: Mutex<VecDeque<Hears>>,
    calls: Mutex<Vec<Call>>,
    gate: watch::Sender<bool>,
    waiting: watch::Sender<usize>,
}

impl Transcriber {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            script: Mutex::default(),
            calls: Mutex::default(),
            gate: watch::Sender::new(false),
            waiting: watch::Sender::new(0),
        });
        let router =
            Router::new().route("/v1/audio/transcriptions", post(answer)).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    pub fn will(&self, next: Hears) {
        self.shared.script.lock().unwrap().push_back(next);
    }

    pub fn calls(&self) -> Vec<Call> {
        self.shared.calls.lock().unwrap().clone()
    }

    /// Whoever waits is answered.
    pub fn open(&self) {
        self.shared.gate.send_replace(true);
    }

    /// Waits until a call waits at the gate.
    pub async fn is_asked(&self) {
        let mut waiting = self.shared.waiting.subscribe();
        let seen = tokio::time::timeout(NEVER, waiting.wait_for(|waiting| *waiting > 0)).await;
        assert!(seen.is_ok(), "nobody asks");
    }

    /// Waits until none does.
    pub async fn is_left(&self) {
        let mut waiting = self.shared.waiting.subscribe();
        let seen = tokio::time::timeout(NEVER, waiting.wait_for(|waiting| *waiting == 0)).await;
        assert!(seen.is_ok(), "somebody still asks");
    }
}

/// Counts itself for as long as somebody listens.
struct Waiting(Arc<Shared>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.waiting.send_modify(|waiting| *waiting -= 1);
    }
}

async fn answer(State(shared): State<Arc<Shared>>, headers: HeaderMap, mut form: Multipart) -> Response {
    let mut call = Call::default();
    let header = headers.get("authorization").and_then(|value| value.to_str().ok());
    call.authorization = header.unwrap_or_default().to_owned();
    while let Some(field) = form.next_field().await.unwrap() {
        match field.name().unwrap_or_default() {
            "file" => {
                call.file_name = field.file_name().unwrap_or_default().to_owned();
                call.mime_type = field.content_type().unwrap_or_default().to_owned();
                call.bytes = field.bytes().await.unwrap().to_vec();
            }
            "model" => call.model = field.text().await.unwrap(),
            "response_format" => call.format = field.text().await.unwrap(),
            other => panic!("{other} is no field of this form"),
        }
    }
    shared.calls.lock().unwrap().push(call);
    let next = shared.script.lock().unwrap().pop_front();
    let body = match next {
        None => return refusal(500),
        Some(Hears::Refuses(status)) => return refusal(status),
        Some(Hears::Body(body)) => body,
        Some(Hears::Waits(body)) => {
            shared.waiting.send_modify(|waiting| *waiting += 1);
            let waiting = Waiting(Arc::clone(&shared));
            let _ = shared.gate.subscribe().wait_for(|open| *open).await;
            drop(waiting);
            body
        }
    };
    axum::Json(body).into_response()
}

fn refusal(status: u16) -> Response {
    let body = json!({"error": {"message": format!("scripted {status}")}});
    (StatusCode::from_u16(status).unwrap(), [("retry-after", "4")], axum::Json(body)).into_response()
}
