//! A provider's answer as a table gives it, in the frames that go over the wire.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::bedrock;
use crate::support::model_server::{Scripted, Wire};

/// One answer, see the head of `failures.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Told {
    says: Option<String>,
    events: Vec<String>,
    exception: Option<String>,
    stop: Option<String>,
    cut: bool,
    status: Option<u16>,
    kind: Option<String>,
    retry_after: Option<u64>,
    body: Option<String>,
}

impl Told {
    pub fn scripted(&self, provider: &str) -> Scripted {
        let (status, cut) = (self.status.unwrap_or(200), self.cut);
        if let Some(body) = &self.body {
            let kind = if body.starts_with('<') { "text/html" } else { "application/json" };
            let headers = self.kind.iter().map(|kind| ("x-amzn-errortype", kind.clone()));
            let headers = headers.chain(self.retry_after.map(|seconds| ("retry-after", seconds.to_string())));
            let frames = vec![body.clone().into_bytes()];
            return Scripted::Wire(Wire { status, kind, headers: headers.collect(), frames, cut });
        }
        let (kind, frames) = match provider {
            "bedrock" => ("application/vnd.amazon.eventstream", self.of_bedrock()),
            "anthropic" => ("text/event-stream", self.of_anthropic()),
            _ => ("text/event-stream", self.of_openai()),
        };
        Scripted::Wire(Wire { status, kind, headers: Vec::new(), frames, cut })
    }

    fn of_bedrock(&self) -> Vec<Vec<u8>> {
        let mut frames = vec![bedrock::event("messageStart", &json!({"role": "assistant"}))];
        if let Some(text) = &self.says {
            let delta = json!({"contentBlockIndex": 0, "delta": {"text": text}});
            frames.push(bedrock::event("contentBlockDelta", &delta));
        }
        frames.extend(self.events.iter().map(|event| {
            let (kind, payload) = event.split_once(' ').unwrap();
            bedrock::event(kind, &serde_json::from_str(payload).unwrap())
        }));
        frames.extend(self.exception.iter().map(|kind| bedrock::exception(kind, "scripted")));
        if let Some(stop) = &self.stop {
            frames.push(bedrock::event("contentBlockStop", &json!({"contentBlockIndex": 0})));
            frames.push(bedrock::event("messageStop", &json!({"stopReason": stop})));
            let usage = json!({"inputTokens": 50, "outputTokens": 5, "totalTokens": 55});
            frames.push(bedrock::event("metadata", &json!({"usage": usage, "metrics": {"latencyMs": 5}})));
        }
        frames
    }

    fn of_anthropic(&self) -> Vec<Vec<u8>> {
        let usage = json!({"input_tokens": 50, "output_tokens": 1});
        let mut events = vec![json!({"type": "message_start", "message": {"usage": usage}})];
        if let Some(text) = &self.says {
            events.push(json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}));
            events.push(json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}));
        }
        let mut frames: Vec<_> = events.iter().map(|event| sse(&event.to_string())).collect();
        frames.extend(self.events.iter().map(|event| sse(event)));
        if let Some(stop) = &self.stop {
            frames.push(sse(r#"{"type":"content_block_stop","index":0}"#));
            let delta = json!({"type": "message_delta", "delta": {"stop_reason": stop}, "usage": {"output_tokens": 5}});
            frames.push(sse(&delta.to_string()));
            frames.push(sse(r#"{"type":"message_stop"}"#));
        }
        frames
    }

    fn of_openai(&self) -> Vec<Vec<u8>> {
        let piece = |delta: Value, stop: Option<&String>| {
            sse(&json!({"choices": [{"index": 0, "delta": delta, "finish_reason": stop}]}).to_string())
        };
        let mut frames: Vec<_> = self.says.iter().map(|text| piece(json!({"content": text}), None)).collect();
        frames.extend(self.events.iter().map(|event| sse(event)));
        if let Some(stop) = &self.stop {
            frames.push(piece(json!({}), Some(stop)));
            frames.push(sse(r#"{"choices":[],"usage":{"prompt_tokens":50,"completion_tokens":5}}"#));
            frames.push(sse("[DONE]"));
        }
        frames
    }
}

fn sse(data: &str) -> Vec<u8> {
    format!("data: {data}\n\n").into_bytes()
}
