//! A model vendor on loopback that says what a test scripted, in the wire format of whoever asks:
//! Bedrock ConverseStream and InvokeModel, Anthropic messages, OpenAI chat completions and embeddings.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::{NEVER, bedrock};

/// What the next call is answered with.
#[derive(Clone, Debug)]
pub enum Scripted {
    /// These pieces, one after the other.
    Says(Vec<String>),
    /// The forced tool, with this input.
    Calls(Value),
    /// A refusal before anything streams.
    Refuses(u16, String),
    /// These pieces, then the connection is cut.
    SaysThenCuts(Vec<String>),
    /// These pieces, then nothing for a long time.
    SaysThenHangs(Vec<String>),
    /// Bedrock only: an exception within the stream.
    SaysThenFails(Vec<String>, &'static str),
    /// A whole JSON body, for calls that do not stream.
    Body(Value),
    /// Exactly this.
    Wire(Wire),
}

/// An answer as it goes over the wire.
#[derive(Clone, Debug)]
pub struct Wire {
    pub status: u16,
    pub kind: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub frames: Vec<Vec<u8>>,
    pub cut: bool,
}

pub fn says(text: &str) -> Scripted {
    Scripted::Says(text.split_inclusive(' ').map(str::to_owned).collect())
}

/// One call as it arrived.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Value,
}

#[derive(Clone)]
pub struct ModelServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    script: Mutex<VecDeque<Scripted>>,
    asked: Mutex<Vec<Asked>>,
    /// How many stream: fewer when a client goes away.
    streaming: watch::Sender<usize>,
}

impl ModelServer {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        #[expect(clippy::disallowed_methods, reason = "the fake lives outside the program")]
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn will(&self, next: Scripted) {
        self.shared.script.lock().unwrap().push_back(next);
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }

    /// Scripted answers nobody asked for yet.
    pub fn left(&self) -> usize {
        self.shared.script.lock().unwrap().len()
    }

    /// What nobody asked for is not said to anybody else.
    pub fn forget_script(&self) {
        self.shared.script.lock().unwrap().clear();
    }

    /// Answers still streaming.
    pub fn streams(&self) -> usize {
        *self.shared.streaming.borrow()
    }

    /// Waits until an answer hangs that was the last but `left` of the script.
    pub async fn hangs(&self, left: usize) {
        self.streams_until(|streams| streams == 1 && self.left() == left).await;
    }

    /// Waits until nobody listens any more.
    pub async fn is_left(&self) {
        self.streams_until(|streams| streams == 0).await;
    }

    async fn streams_until(&self, so: impl Fn(usize) -> bool) {
        let mut streaming = self.shared.streaming.subscribe();
        let seen = tokio::time::timeout(NEVER, streaming.wait_for(|streams| so(*streams))).await;
        assert!(seen.is_ok(), "{} answers stream, {} are left", self.streams(), self.left());
    }
}

/// Counts itself for as long as somebody listens.
struct Streaming(Arc<Shared>);

impl Streaming {
    fn of(shared: &Arc<Shared>) -> Self {
        shared.streaming.send_modify(|streams| *streams += 1);
        Self(Arc::clone(shared))
    }
}

impl Drop for Streaming {
    fn drop(&mut self) {
        self.0.streaming.send_modify(|streams| *streams -= 1);
    }
}

#[derive(Clone, Copy)]
enum Format {
    Bedrock,
    Anthropic,
    OpenAi,
}

async fn answer(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let path = uri.path().to_owned();
    shared.asked.lock().unwrap().push(Asked { path: path.clone(), headers, body });
    let format = match path.as_str() {
        path if path.starts_with("/model/") => Format::Bedrock,
        path if path.ends_with("/messages") => Format::Anthropic,
        _ => Format::OpenAi,
    };
    let next = shared.script.lock().unwrap().pop_front();
    match next {
        None => refusal(500, "nothing scripted"),
        Some(Scripted::Refuses(status, message)) => refusal(status, &message),
        Some(Scripted::Body(body)) => json_response(200, &body),
        Some(Scripted::Says(pieces)) => streamed(format, &shared, frames(format, &pieces, true), End::Whole),
        Some(Scripted::SaysThenCuts(pieces)) => {
            streamed(format, &shared, frames(format, &pieces, false), End::Cut)
        }
        Some(Scripted::SaysThenHangs(pieces)) => {
            streamed(format, &shared, frames(format, &pieces, false), End::Hang)
        }
        Some(Scripted::SaysThenFails(pieces, kind)) => {
            let mut frames = frames(format, &pieces, false);
            frames.push(bedrock::exception(kind, "scripted"));
            streamed(format, &shared, frames, End::Whole)
        }
        Some(Scripted::Wire(wire)) => exactly(&shared, wire),
        Some(Scripted::Calls(input)) => streamed(format, &shared, tool_frames(format, &input), End::Whole),
    }
}

fn refusal(status: u16, message: &str) -> Response {
    let kind = match status {
        429 => "ThrottlingException",
        403 => "AccessDeniedException",
        404 => "ResourceNotFoundException",
        400 => "ValidationException",
        _ => "InternalServerException",
    };
    let mut response = json_response(status, &json!({"message": message, "error": {"message": message}}));
    response.headers_mut().insert("x-amzn-errortype", kind.parse().unwrap());
    response.headers_mut().insert("retry-after", "3".parse().unwrap());
    response
}

fn json_response(status: u16, body: &Value) -> Response {
    Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

fn exactly(shared: &Arc<Shared>, wire: Wire) -> Response {
    let end = if wire.cut { End::Cut } else { End::Whole };
    let mut response = streamed_as(wire.kind, shared, wire.frames, end);
    *response.status_mut() = StatusCode::from_u16(wire.status).unwrap();
    for (name, value) in wire.headers {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    Whole,
    Cut,
    Hang,
}

fn streamed(format: Format, shared: &Arc<Shared>, frames: Vec<Vec<u8>>, end: End) -> Response {
    let kind = match format {
        Format::Bedrock => "application/vnd.amazon.eventstream",
        Format::Anthropic | Format::OpenAi => "text/event-stream",
    };
    streamed_as(kind, shared, frames, end)
}

fn streamed_as(kind: &str, shared: &Arc<Shared>, frames: Vec<Vec<u8>>, end: End) -> Response {
    let open = Streaming::of(shared);
    let pieces = async_stream::stream! {
        let _open = open;
        for frame in frames {
            yield Ok::<_, std::io::Error>(Bytes::from(frame));
            tokio::task::yield_now().await;
        }
        match end {
            End::Whole => {}
            End::Cut => yield Err(std::io::Error::other("cut")),
            End::Hang => std::future::pending().await,
        }
    };
    Response::builder().header("content-type", kind).body(Body::from_stream(pieces)).unwrap()
}

fn sse(event: &Value) -> Vec<u8> {
    format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap_or("message")).into_bytes()
}

fn frames(format: Format, pieces: &[String], whole: bool) -> Vec<Vec<u8>> {
    let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
    match format {
        Format::Bedrock => {
            let mut frames = bedrock::text_answer(&pieces, 100, 20);
            if !whole {
                frames.truncate(1 + pieces.len());
            }
            frames
        }
        Format::Anthropic => {
            let mut frames = vec![anthropic_begin()];
            frames.push(b"event: ping\ndata: {\"type\": \"ping\"}\n\n".to_vec());
            frames.push(sse(&json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}})));
            frames.extend(pieces.iter().map(|piece| {
                sse(&json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}}))
            }));
            if whole {
                frames.extend(anthropic_end("end_turn"));
            }
            frames
        }
        Format::OpenAi => {
            let mut frames: Vec<_> = pieces
                .iter()
                .map(|piece| sse(&json!({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": null}]})))
                .collect();
            if whole {
                frames.extend(openai_end("stop"));
            }
            frames
        }
    }
}

fn tool_frames(format: Format, input: &Value) -> Vec<Vec<u8>> {
    let text = input.to_string();
    let (first, second) = text.split_at(text.len() / 2);
    match format {
        Format::Bedrock => bedrock::tool_answer("tool", input),
        Format::Anthropic => {
            let part = |json: &str| {
                sse(
                    &json!({"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": json}}),
                )
            };
            let start = json!({"type": "content_block_start", "index": 0,
                "content_block": {"type": "tool_use", "id": "t", "name": "tool", "input": {}}});
            let mut frames = vec![anthropic_begin(), sse(&start), part(first), part(second)];
            frames.extend(anthropic_end("tool_use"));
            frames
        }
        Format::OpenAi => {
            let part = |arguments: &str| {
                sse(
                    &json!({"choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"arguments": arguments}}]}}]}),
                )
            };
            let mut frames = vec![part(first), part(second)];
            frames.extend(openai_end("stop"));
            frames
        }
    }
}

fn anthropic_begin() -> Vec<u8> {
    sse(&json!({"type": "message_start", "message": {"type": "message", "role": "assistant", "content": [],
        "usage": {"input_tokens": 80, "cache_read_input_tokens": 20, "output_tokens": 1}}}))
}

fn anthropic_end(stop: &str) -> [Vec<u8>; 3] {
    [
        sse(&json!({"type": "content_block_stop", "index": 0})),
        sse(
            &json!({"type": "message_delta", "delta": {"stop_reason": stop}, "usage": {"output_tokens": 20}}),
        ),
        sse(&json!({"type": "message_stop"})),
    ]
}

fn openai_end(stop: &str) -> [Vec<u8>; 3] {
    [
        sse(&json!({"choices": [{"delta": {}, "finish_reason": stop}]})),
        sse(&json!({"choices": [], "usage": {"prompt_tokens": 100, "completion_tokens": 20,
            "prompt_tokens_details": {"cached_tokens": 20}}})),
        b"data: [DONE]\n\n".to_vec(),
    ]
}
