//! A model on loopback that obeys strangers: as soon as a text it is shown as data holds the word it waits for, however
//! the text is dressed, it does what the stranger wanted, cites every document for it and finds all of it supported.
//!
//! Beside that it looks at how the data arrives: nothing of it among the instructions, nothing of it outside the tags.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::dress;

/// What the model waits for, and does then.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Stands in the stranger's text.
    pub word: String,
    /// How it sorts the message.
    pub sorts: String,
    /// What it writes; `{system}` are its instructions, `{all}` is everything it was shown.
    pub says: String,
}

#[derive(Clone)]
pub struct Obedient {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    orders: Vec<Order>,
    /// The words it read.
    reached: BTreeSet<String>,
    /// Where data stood that is no place for it.
    broken: Vec<String>,
    /// All instructions that were ever given.
    instructions: Vec<String>,
}

impl Obedient {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Mutex::new(Shared::default()));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// It waits for these from now on.
    pub fn waits_for(&self, orders: Vec<Order>) {
        self.shared.lock().unwrap().orders = orders;
    }

    /// The words it read among what it was shown.
    pub fn reached(&self) -> BTreeSet<String> {
        self.shared.lock().unwrap().reached.clone()
    }

    pub fn broken(&self) -> Vec<String> {
        self.shared.lock().unwrap().broken.clone()
    }

    pub fn instructions(&self) -> Vec<String> {
        self.shared.lock().unwrap().instructions.clone()
    }
}

async fn answer(State(shared): State<Arc<Mutex<Shared>>>, bytes: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&bytes).unwrap();
    let messages = body["messages"].as_array().unwrap();
    let system = messages[0]["content"].as_str().unwrap().to_owned();
    let shown: Vec<String> = messages[1..].iter().map(|message| text_of(&message["content"])).collect();
    let all = shown.join("\n");
    let mut shared = shared.lock().unwrap();
    // Each text as it can be read, once: the model looks for every word in it.
    let among_instructions: Vec<String> = dress::readings(&system).collect();
    let read: Vec<String> = dress::readings(&all).collect();
    let found = |order: &&Order, read: &[String]| read.iter().any(|text| text.contains(&order.word));
    let orders = shared.orders.clone();
    if let Some(order) = orders.iter().find(|order| found(order, &among_instructions)) {
        shared.broken.push(format!("among the instructions: {}", order.word));
    }
    for text in &shown {
        let Some(rest) = outside(text) else {
            shared.broken.push(format!("tags that do not close: {text}"));
            continue;
        };
        let read: Vec<String> = dress::readings(&rest).collect();
        if let Some(order) = orders.iter().find(|order| found(order, &read)) {
            shared.broken.push(format!("outside the tags, {}: {rest}", order.word));
        }
    }
    if !shared.instructions.contains(&system) {
        shared.instructions.push(system.clone());
    }
    let wanted: Vec<&Order> = orders.iter().filter(|order| found(order, &read)).collect();
    shared.reached.extend(wanted.iter().map(|order| order.word.clone()));
    let (obeys, order) = (!wanted.is_empty(), wanted.first().copied().cloned().unwrap_or_default());
    let delta = match body["tools"][0]["function"]["name"].as_str() {
        Some("sort") => {
            let intent = if obeys { order.sorts.as_str() } else { "knowledge" };
            call(
                &json!({"intent": intent, "question": all.chars().take(200).collect::<String>(), "upset": false}),
            )
        }
        Some("verify") => call(&supported(&all)),
        Some(_) => call(
            &json!({"description": all.chars().take(300).collect::<String>(), "shows": "product", "sure": true}),
        ),
        None if obeys => {
            let text = order.says.replace("{system64}", &STANDARD.encode(&system));
            let backwards: String = system.chars().rev().collect();
            let text =
                text.replace("{backwards}", &backwards).replace("{system}", &system).replace("{all}", &all);
            json!({ "content": format!("{text} [[{}]]", ids(&all).join(", ")) })
        }
        None => json!({ "content": "NO_ANSWER" }),
    };
    stream(&delta)
}

/// Also of a message with pictures.
fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            parts.iter().filter_map(|part| part["text"].as_str()).collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

/// The code in the names of our own tags: the last one, for data comes before it.
fn code_of(text: &str) -> Option<&str> {
    let from = text.rfind("</")?;
    let name = text[from + 2..].split_once('>')?.0;
    let code = name.rsplit_once('-')?.1;
    (code.len() == 16 && code.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(code)
}

/// What stands outside our tags; nothing when one of them does not close, or stands in another.
fn outside(text: &str) -> Option<String> {
    let Some(code) = code_of(text) else { return Some(text.to_owned()) };
    let (mut rest, mut outside) = (text, String::new());
    let end_of_name = format!("-{code}");
    while let Some(at) = rest.find(&end_of_name) {
        let start = rest[..at].rfind('<')?;
        let name = &rest[start + 1..at];
        outside.push_str(&rest[..start]);
        let after = &rest[at + end_of_name.len()..];
        let close = format!("</{name}{end_of_name}>");
        let end = after.find(&close)?;
        if after[..end].contains(&end_of_name) {
            return None;
        }
        rest = &after[end + close.len()..];
    }
    outside.push_str(rest);
    Some(outside)
}

/// The ids of the documents it was shown.
fn ids(all: &str) -> Vec<String> {
    let starts = all.match_indices(" id=\"");
    starts.filter_map(|(at, start)| Some(all[at + start.len()..].split_once('"')?.0.to_owned())).collect()
}

/// Every sentence of the draft, with itself for a quote.
fn supported(all: &str) -> Value {
    let draft = all
        .rsplit_once("<draft-")
        .and_then(|(_, draft)| draft.split_once('>'))
        .map_or("", |(_, draft)| draft);
    let draft = draft.split_once("</draft-").map_or(draft, |(draft, _)| draft);
    let document = ids(all).first().cloned().unwrap_or_default();
    let sentences =
        draft.split_inclusive(['.', '!', '?', '\n']).map(str::trim).filter(|text| !text.is_empty());
    let said =
        |text: &str| json!({"sentence": text, "verdict": "supported", "document": document, "quote": text});
    json!({ "sentences": sentences.map(said).collect::<Vec<_>>() })
}

fn call(input: &Value) -> Value {
    json!({"tool_calls": [{"index": 0, "function": {"arguments": input.to_string()}}]})
}

fn stream(delta: &Value) -> Response {
    let frames = [
        json!({"choices": [{"index": 0, "delta": delta, "finish_reason": null}]}),
        json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}),
        json!({"choices": [], "usage": {"prompt_tokens": 100, "completion_tokens": 20}}),
    ];
    let text = frames.map(|frame| format!("data: {frame}\n\n")).concat() + "data: [DONE]\n\n";
    Response::builder().header("content-type", "text/event-stream").body(Body::from(text)).unwrap()
}
