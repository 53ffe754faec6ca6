//! A model vendor on loopback that answers each question from the documents it is shown, and misbehaves when the
//! customer's own words tell it to: "hang" waits at the gate, "fail" refuses, "cut" breaks off, "lie" claims what stands
//! nowhere, "evade" says goodbye.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::support::NEVER;

#[derive(Clone)]
pub struct Vendor {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    gate: watch::Sender<bool>,
    hanging: watch::Sender<usize>,
    asked: AtomicUsize,
}

impl Vendor {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            gate: watch::Sender::new(true),
            hanging: watch::Sender::new(0),
            asked: 0.into(),
        });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Whoever hangs from now on waits for [`Self::open`].
    pub fn close(&self) {
        self.shared.gate.send_replace(false);
    }

    pub fn open(&self) {
        self.shared.gate.send_replace(true);
    }

    /// How many wait there. Marked changed by each answer that comes to the gate or leaves it.
    pub fn gate(&self) -> watch::Receiver<usize> {
        self.shared.hanging.subscribe()
    }

    /// Waits until an answer hangs at the gate.
    pub async fn is_asked(&self) {
        self.hangs("the model is asked", |hanging| *hanging > 0).await;
    }

    /// Waits until none does: each was answered, or its caller has hung up.
    pub async fn is_left(&self) {
        self.hangs("nobody listens any more", |hanging| *hanging == 0).await;
    }

    async fn hangs(&self, what: &str, so: impl FnMut(&usize) -> bool) {
        let mut gate = self.gate();
        let seen = tokio::time::timeout(NEVER, gate.wait_for(so)).await;
        assert!(seen.is_ok(), "never: {what}");
    }

    pub fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }
}

/// Counts itself for as long as somebody listens.
struct Hanging(Arc<Shared>);

impl Drop for Hanging {
    fn drop(&mut self) {
        self.0.hanging.send_modify(|hanging| *hanging -= 1);
    }
}

async fn answer(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    shared.asked.fetch_add(1, Ordering::SeqCst);
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let last = body["messages"].as_array().and_then(|all| all.last()).cloned().unwrap_or_default();
    let last = last["content"].as_str().unwrap_or_default().to_owned();
    let question = question(&last);
    if body["tools"].is_array() {
        let intent = json!({"intent": "knowledge", "question": "", "upset": false});
        return stream(tool(&intent), true);
    }
    if question.contains("hang") {
        shared.hanging.send_modify(|hanging| *hanging += 1);
        let hanging = Hanging(Arc::clone(&shared));
        let mut gate = shared.gate.subscribe();
        let _ = gate.wait_for(|open| *open).await;
        drop(hanging);
    }
    if question.contains("fail") {
        return (axum::http::StatusCode::INTERNAL_SERVER_ERROR, "scripted").into_response();
    }
    let text = if question.contains("lie") {
        "It costs 999 euro. [[hours]]".to_owned()
    } else if question.contains("evade") {
        "Goodbye!".to_owned()
    } else {
        from_documents(&question, &last)
    };
    stream(said(&text), !question.contains("cut"))
}

/// What the customer asks now.
fn question(last: &str) -> String {
    let from = last.rfind("<message-").map_or(0, |at| at + last[at..].find('>').unwrap_or(0) + 1);
    let to = last.rfind("</message-").unwrap_or(last.len()).max(from);
    last[from..to].to_lowercase()
}

/// The sentence of each dish that is asked for, with the document it stands in.
fn from_documents(question: &str, last: &str) -> String {
    let asked = super::DISHES.iter().filter(|dish| question.contains(&dish.to_lowercase()));
    let sentences: Vec<String> = asked
        .filter_map(|dish| {
            let sentence = super::sentence(dish);
            let before = &last[..last.find(&sentence)?];
            let id = &before[before.rfind(" id=\"")? + 5..];
            Some(format!("{sentence} [[{}]]", &id[..id.find('"')?]))
        })
        .collect();
    if sentences.is_empty() { "NO_ANSWER".to_owned() } else { sentences.join(" ") }
}

fn tool(input: &Value) -> Vec<Value> {
    vec![
        json!({"choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"arguments": input.to_string()}}]}}]}),
    ]
}

fn said(text: &str) -> Vec<Value> {
    vec![json!({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": null}]})]
}

fn stream(frames: Vec<Value>, whole: bool) -> Response {
    let mut text = String::new();
    for frame in &frames {
        text.push_str(&format!("data: {frame}\n\n"));
    }
    if whole {
        let end = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
        text.push_str(&format!("data: {end}\n\ndata: [DONE]\n\n"));
    }
    Response::builder().header("content-type", "text/event-stream").body(Body::from(text)).unwrap()
}
