//! A provider on loopback with a large model and a small one: it sorts as a table says, writes from the documents it is shown,
//! reads drafts again, and counts tokens by what it really reads and writes, four bytes each.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

const BYTES_PER_TOKEN: usize = 4;

/// What a message is, by its words in small letters.
#[derive(Clone, Debug, Default)]
pub struct Sorts(pub HashMap<String, (String, String)>);

#[derive(Clone)]
pub struct Vendor {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    sorts: Sorts,
    /// Everything is a question about the shop.
    all_knowledge: bool,
    asked: Mutex<Vec<(String, &'static str)>>,
}

impl Vendor {
    pub async fn start(sorts: Sorts, all_knowledge: bool) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared { sorts, all_knowledge, asked: Mutex::default() });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Each call: the model, and what it was asked to do.
    pub fn asked(&self) -> Vec<(String, &'static str)> {
        self.shared.asked.lock().unwrap().clone()
    }
}

async fn answer(State(shared): State<Arc<Shared>>, bytes: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&bytes).unwrap();
    let model = body["model"].as_str().unwrap().to_owned();
    let last = body["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap().to_owned();
    let system = body["messages"][0]["content"].as_str().unwrap().to_owned();
    let message = between(&last, "message-").unwrap_or_default();
    let (intent, talk) = shared.sorts.0.get(&message.to_lowercase()).cloned().unwrap_or_default();
    let intent = if shared.all_knowledge { "knowledge".to_owned() } else { intent };
    let (task, delta) = match body["tools"][0]["function"]["name"].as_str() {
        Some("sort") => ("sort", call(&sorted(&intent, &message))),
        Some(_) => ("check", call(&checked(&last))),
        None if system.contains("Use only what the documents say") => {
            ("answer", said(&written(&message, &last)))
        }
        None if talk.is_empty() => ("answer", said("It costs 999 euro. [[1]]")),
        None => ("talk", said(&talk)),
    };
    shared.asked.lock().unwrap().push((model, task));
    stream(&delta, bytes.len())
}

/// What stands between our own tags.
fn between(text: &str, tag: &str) -> Option<String> {
    let from = text.rfind(&format!("<{tag}"))?;
    let from = from + text[from..].find('>')? + 1;
    let to = from + text[from..].find(&format!("</{tag}"))?;
    Some(text[from..to].trim().to_owned())
}

fn sorted(intent: &str, message: &str) -> Value {
    let parts: Vec<String> =
        message.split(" and ").map(|part| format!("{}?", part.trim_end_matches('?'))).collect();
    let several = intent == "knowledge" && parts.len() > 1;
    json!({"intent": intent, "question": message, "questions": if several { parts } else { Vec::new() }, "upset": false})
}

/// The sentence of each cut that is asked for, in the words of the document or in Italian, with the document's id.
fn written(message: &str, shown: &str) -> String {
    let message = message.to_lowercase();
    let lines: Vec<String> = super::CUTS
        .iter()
        .filter(|(cut, _)| message.contains(cut))
        .filter_map(|(cut, price)| {
            let sentence = super::sentence(cut, price);
            let before = &shown[..shown.find(&sentence)?];
            let id = &before[before.rfind(" id=\"")? + 5..];
            let id = &id[..id.find('"')?];
            let text = if message.starts_with("quanto") { super::in_italian(cut, price) } else { sentence };
            Some(format!("{text} [[{id}]]"))
        })
        .collect();
    if lines.is_empty() { "NO_ANSWER".to_owned() } else { lines.join("\n") }
}

/// A quote for every sentence of an Italian draft.
fn checked(last: &str) -> Value {
    let draft = between(last, "draft-").unwrap_or_default();
    let sentences: Vec<Value> = super::CUTS
        .iter()
        .filter(|(cut, price)| draft.contains(&super::in_italian(cut, price)))
        .map(|(cut, price)| {
            let quote = super::sentence(cut, price);
            let before = &last[..last.find(&quote).unwrap()];
            let id = &before[before.rfind(" id=\"").unwrap() + 5..];
            json!({"sentence": super::in_italian(cut, price), "verdict": "supported",
                "document": &id[..id.find('"').unwrap()], "quote": quote})
        })
        .collect();
    json!({ "sentences": sentences })
}

fn call(input: &Value) -> Value {
    json!({"tool_calls": [{"index": 0, "function": {"arguments": input.to_string()}}]})
}

fn said(text: &str) -> Value {
    json!({ "content": text })
}

fn stream(delta: &Value, read_bytes: usize) -> Response {
    let usage = json!({"prompt_tokens": read_bytes / BYTES_PER_TOKEN,
        "completion_tokens": delta.to_string().len() / BYTES_PER_TOKEN});
    let frames = [
        json!({"choices": [{"index": 0, "delta": delta, "finish_reason": null}]}),
        json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}),
        json!({"choices": [], "usage": usage}),
    ];
    let text = frames.map(|frame| format!("data: {frame}\n\n")).concat() + "data: [DONE]\n\n";
    Response::builder().header("content-type", "text/event-stream").body(Body::from(text)).unwrap()
}
