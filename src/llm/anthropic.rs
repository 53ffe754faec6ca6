//! Anthropic's Messages API, streamed.
//! Never asks for thinking, so none can leak.

use async_stream::try_stream;
use futures_util::Stream;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::{self, LlmError};
use super::fence::{Fenced, fence};
use super::sse;
use super::types::{ChatEvent, ChatRequest, ForcedTool, StopReason, TurnRole, Usage};
use super::wire::{Endpoint, read_all};

const VERSION: (&str, &str) = ("anthropic-version", "2023-06-01");

#[derive(Clone)]
pub(super) struct Anthropic {
    pub endpoint: Endpoint,
    pub model: String,
}

impl Anthropic {
    pub fn stream(self, request: ChatRequest) -> impl Stream<Item = Result<ChatEvent, LlmError>> + Send {
        try_stream! {
            let body = body(&self.model, &request, &fence(&request)?);
            let response = self.open(body).await?;
            let mut reading = Reading::default();
            for await event in sse::events(response) {
                if let Some(event) = reading.take(&event?)? {
                    yield event;
                }
            }
            yield reading.done()?;
        }
    }

    /// An answer that does not stream, of a request with tools of the vendor's own.
    pub async fn whole(
        &self,
        request: &ChatRequest,
        tools: Value,
        limit_bytes: usize,
    ) -> Result<Vec<u8>, LlmError> {
        let mut body = body(&self.model, request, &fence(request)?);
        body["stream"] = json!(false);
        body["tools"] = tools;
        read_all(self.open(body).await?, limit_bytes).await
    }

    /// Newer models take no temperature and say so: then the call is made once more without.
    async fn open(&self, mut body: Value) -> Result<reqwest::Response, LlmError> {
        match self.endpoint.post("v1/messages", &body, &[VERSION]).await {
            Err(LlmError::Unsupported(said)) if said.contains("temperature") => {
                if let Some(fields) = body.as_object_mut() {
                    fields.remove("temperature");
                }
                self.endpoint.post("v1/messages", &body, &[VERSION]).await
            }
            answer => answer,
        }
    }
}

fn body(model: &str, request: &ChatRequest, fenced: &Fenced) -> Value {
    let mut messages: Vec<Value> = fenced
        .turns
        .iter()
        .map(|(role, text)| {
            let role = match role {
                TurnRole::User => "user",
                TurnRole::Assistant => "assistant",
            };
            json!({"role": role, "content": text})
        })
        .collect();
    if let Some(last) = messages.last_mut().filter(|_| !request.pictures.is_empty()) {
        let seen = request.pictures.iter().map(|picture| {
            let source =
                json!({"type": "base64", "media_type": picture.media_type(), "data": picture.base64()});
            json!({"type": "image", "source": source})
        });
        let said = json!({"type": "text", "text": last["content"].take()});
        last["content"] = seen.chain([said]).collect();
    }
    let mut body = json!({
        "model": model,
        "max_tokens": request.max_output_tokens,
        "temperature": request.temperature,
        "stream": true,
        "system": [{"type": "text", "text": fenced.system, "cache_control": {"type": "ephemeral"}}],
        "messages": messages,
    });
    if let Some(ForcedTool { name, description, schema }) = &request.tool {
        body["tools"] = json!([{"name": name, "description": description, "input_schema": schema}]);
        body["tool_choice"] = json!({"type": "tool", "name": name});
    }
    body
}

/// What has been read of one answer.
#[derive(Default)]
struct Reading {
    usage: Usage,
    tool: String,
    /// The first block that calls a tool; a second call is not ours.
    tool_block: Option<u64>,
    stop: Option<String>,
    ended: bool,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Event {
    MessageStart {
        message: Message,
    },
    ContentBlockStart {
        #[serde(default)]
        index: u64,
        content_block: Block,
    },
    ContentBlockDelta {
        #[serde(default)]
        index: u64,
        delta: BlockDelta,
    },
    MessageDelta {
        delta: MessageDelta,
        usage: Option<Tokens>,
    },
    MessageStop,
    Error {
        error: Value,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Message {
    usage: Option<Tokens>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Block {
    ToolUse {},
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum BlockDelta {
    TextDelta {
        text: String,
    },
    InputJsonDelta {
        partial_json: String,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct MessageDelta {
    stop_reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tokens {
    #[serde(rename = "input_tokens")]
    input: Option<u64>,
    #[serde(rename = "output_tokens")]
    output: Option<u64>,
    #[serde(rename = "cache_read_input_tokens")]
    cache_read: Option<u64>,
    #[serde(rename = "cache_creation_input_tokens")]
    cache_written: Option<u64>,
}

impl Reading {
    fn take(&mut self, data: &str) -> Result<Option<ChatEvent>, LlmError> {
        let event: Event = serde_json::from_str(data)
            .map_err(|_| LlmError::BadAnswer("one of its events is not the JSON expected".to_owned()))?;
        match event {
            Event::MessageStart { message } => self.count(message.usage.as_ref()),
            Event::ContentBlockStart { index, content_block: Block::ToolUse {} } => {
                self.tool_block.get_or_insert(index);
            }
            Event::ContentBlockDelta { delta: BlockDelta::TextDelta { text }, .. } => {
                return Ok(Some(ChatEvent::Text(text)));
            }
            Event::ContentBlockDelta { index, delta: BlockDelta::InputJsonDelta { partial_json } } => {
                if self.tool_block == Some(index) {
                    self.tool.push_str(&partial_json);
                }
            }
            Event::MessageDelta { delta, usage } => {
                self.stop = delta.stop_reason.or(self.stop.take());
                self.count(usage.as_ref());
            }
            Event::MessageStop => return self.finish(),
            Event::Error { error } => return Err(stream_error(&error)),
            Event::ContentBlockStart { content_block: Block::Other, .. }
            | Event::ContentBlockDelta { delta: BlockDelta::Other, .. }
            | Event::Other => {}
        }
        Ok(None)
    }

    fn count(&mut self, tokens: Option<&Tokens>) {
        let Some(tokens) = tokens else { return };
        if let Some(input) = tokens.input {
            self.usage.input_tokens = input;
        }
        if let Some(written) = tokens.cache_written {
            self.usage.cache_write_tokens = written;
        }
        if let Some(cached) = tokens.cache_read {
            self.usage.cached_input_tokens = cached;
        }
        if let Some(output) = tokens.output {
            self.usage.output_tokens = output;
        }
    }

    fn finish(&mut self) -> Result<Option<ChatEvent>, LlmError> {
        self.ended = true;
        if self.tool_block.is_none() {
            return Ok(None);
        }
        let input = if self.tool.is_empty() { "{}" } else { &self.tool };
        let input = serde_json::from_str(input)
            .map_err(|_| LlmError::BadAnswer("its tool call is not whole JSON".to_owned()))?;
        Ok(Some(ChatEvent::Tool(input)))
    }

    fn done(self) -> Result<ChatEvent, LlmError> {
        if !self.ended {
            return Err(LlmError::Unreachable("the answer broke off".to_owned()));
        }
        let stop = match self.stop.as_deref() {
            Some("max_tokens") => StopReason::MaxTokens,
            Some("tool_use") => StopReason::Tool,
            Some("refusal") => return Err(LlmError::Refused("it would not answer this".to_owned())),
            Some("model_context_window_exceeded") => return Err(LlmError::TooLong),
            Some(_) | None => StopReason::Finished,
        };
        Ok(ChatEvent::Done { usage: self.usage, stop })
    }
}

fn stream_error(error: &Value) -> LlmError {
    let said = error::shorten(error["message"].as_str().unwrap_or_default());
    match error["type"].as_str() {
        Some("overloaded_error" | "rate_limit_error") => LlmError::RetryAfter(error::RETRY_DEFAULT),
        Some("authentication_error" | "permission_error") => LlmError::KeyRefused(said),
        Some("billing_error") => LlmError::OverBudget(said),
        Some("not_found_error") => LlmError::ModelUnknown(said),
        Some("request_too_large") => LlmError::TooLong,
        Some("timeout_error") => LlmError::TooSlow,
        Some("invalid_request_error") => error::from_words(said.clone(), &said.to_lowercase()),
        Some(_) | None => LlmError::Unreachable(said),
    }
}
