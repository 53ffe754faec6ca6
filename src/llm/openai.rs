//! Chat completions as OpenAI, OpenRouter, DeepSeek, Ollama and llama.cpp speak them, streamed.
//! Never shows reasoning: only `content` counts.

use async_stream::try_stream;
use futures_util::Stream;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::LlmError;
use super::fence::{Fenced, fence};
use super::sse;
use super::types::{ChatEvent, ChatRequest, ForcedTool, StopReason, TurnRole, Usage};
use super::wire::Endpoint;

#[derive(Clone)]
pub(super) struct OpenAi {
    pub endpoint: Endpoint,
    pub model: String,
}

impl OpenAi {
    pub fn stream(self, request: ChatRequest) -> impl Stream<Item = Result<ChatEvent, LlmError>> + Send {
        try_stream! {
            let body = body(&self.model, &request, &fence(&request)?);
            let response = self.open(body).await?;
            let mut reading = Reading::default();
            for await data in sse::events(response) {
                let data = data?;
                if data.trim() == "[DONE]" {
                    reading.ended = true;
                    break;
                }
                if let Some(text) = reading.take(&data)? {
                    yield ChatEvent::Text(text);
                }
            }
            if let Some(input) = reading.tool_input()? {
                yield ChatEvent::Tool(input);
            }
            yield reading.done()?;
        }
    }

    /// Newer models take neither `max_tokens` nor a temperature and say so: then the call is made once more without.
    async fn open(&self, mut body: Value) -> Result<reqwest::Response, LlmError> {
        for _ in 0..2 {
            match self.endpoint.post("chat/completions", &body, &[]).await {
                Err(LlmError::Unsupported(said)) if drop_refused_field(&mut body, &said) => {}
                answer => return answer,
            }
        }
        self.endpoint.post("chat/completions", &body, &[]).await
    }
}

fn drop_refused_field(body: &mut Value, said: &str) -> bool {
    let Some(fields) = body.as_object_mut() else { return false };
    if said.contains("max_completion_tokens")
        && let Some(limit) = fields.remove("max_tokens")
    {
        fields.insert("max_completion_tokens".to_owned(), limit);
        return true;
    }
    ["temperature", "stream_options"].iter().any(|name| said.contains(name) && fields.remove(*name).is_some())
}

fn body(model: &str, request: &ChatRequest, fenced: &Fenced) -> Value {
    let mut messages = vec![json!({"role": "system", "content": fenced.system})];
    messages.extend(fenced.turns.iter().map(|(role, text)| {
        let role = match role {
            TurnRole::User => "user",
            TurnRole::Assistant => "assistant",
        };
        json!({"role": role, "content": text})
    }));
    if let Some(last) = messages.last_mut().filter(|_| !request.pictures.is_empty()) {
        let seen = request.pictures.iter().map(|picture| {
            let url = format!("data:{};base64,{}", picture.media_type(), picture.base64());
            json!({"type": "image_url", "image_url": {"url": url}})
        });
        let said = json!({"type": "text", "text": last["content"].take()});
        last["content"] = seen.chain([said]).collect();
    }
    let mut body = json!({
        "model": model,
        "messages": messages,
        "max_tokens": request.max_output_tokens,
        "temperature": request.temperature,
        "stream": true,
        "stream_options": {"include_usage": true},
    });
    if let Some(ForcedTool { name, description, schema }) = &request.tool {
        body["tools"] = json!([{"type": "function",
            "function": {"name": name, "description": description, "parameters": schema}}]);
        body["tool_choice"] = json!({"type": "function", "function": {"name": name}});
    }
    body
}

/// What has been read of one answer.
#[derive(Default)]
struct Reading {
    usage: Usage,
    tool: String,
    refusal: String,
    stop: Option<String>,
    ended: bool,
}

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    usage: Option<Tokens>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    /// The whole message where a server does not stream.
    #[serde(alias = "message")]
    delta: Option<Delta>,
    finish_reason: Option<String>,
    /// OpenRouter's, of the provider behind it.
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Delta {
    content: Option<String>,
    /// Its own words for not answering.
    refusal: Option<String>,
    tool_calls: Option<Vec<ToolCall>>,
}

#[derive(Deserialize)]
struct ToolCall {
    #[serde(default)]
    index: u64,
    function: Option<Function>,
}

#[derive(Deserialize)]
struct Function {
    arguments: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tokens {
    #[serde(rename = "prompt_tokens")]
    prompt: u64,
    #[serde(rename = "completion_tokens")]
    completion: u64,
    #[serde(rename = "prompt_tokens_details")]
    details: Option<PromptTokens>,
    /// DeepSeek's name for it.
    #[serde(rename = "prompt_cache_hit_tokens")]
    cache_hit: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PromptTokens {
    cached_tokens: Option<u64>,
}

impl Reading {
    fn take(&mut self, data: &str) -> Result<Option<String>, LlmError> {
        let chunk: Chunk = serde_json::from_str(data)
            .map_err(|_| LlmError::BadAnswer("one of its events is not the JSON expected".to_owned()))?;
        if let Some(error) = chunk.error.filter(|error| !error.is_null()) {
            return Err(stream_error(&error));
        }
        if let Some(tokens) = chunk.usage {
            self.count(&tokens);
        }
        let Some(choice) = chunk.choices.into_iter().next() else { return Ok(None) };
        if let Some(error) = choice.error.filter(|error| !error.is_null()) {
            return Err(stream_error(&error));
        }
        self.stop = choice.finish_reason.or(self.stop.take());
        let Some(delta) = choice.delta else { return Ok(None) };
        self.refusal.push_str(delta.refusal.as_deref().unwrap_or_default());
        // A second call is not ours.
        for call in delta.tool_calls.into_iter().flatten().filter(|call| call.index == 0) {
            if let Some(arguments) = call.function.and_then(|function| function.arguments) {
                self.tool.push_str(&arguments);
            }
        }
        Ok(delta.content.filter(|text| !text.is_empty()))
    }

    fn count(&mut self, tokens: &Tokens) {
        let told = tokens.details.as_ref().and_then(|details| details.cached_tokens);
        let cached = told.or(tokens.cache_hit).unwrap_or(0);
        self.usage = Usage {
            input_tokens: tokens.prompt.saturating_sub(cached),
            output_tokens: tokens.completion,
            cached_input_tokens: cached,
            cache_write_tokens: 0,
        };
    }

    fn tool_input(&self) -> Result<Option<Value>, LlmError> {
        if self.tool.is_empty() {
            return Ok(None);
        }
        serde_json::from_str(&self.tool)
            .map(Some)
            .map_err(|_| LlmError::BadAnswer("its tool call is not whole JSON".to_owned()))
    }

    fn done(self) -> Result<ChatEvent, LlmError> {
        if !self.ended && self.stop.is_none() {
            return Err(LlmError::Unreachable("the answer broke off".to_owned()));
        }
        let stop = match self.stop.as_deref() {
            Some("length") => StopReason::MaxTokens,
            Some("content_filter") => return Err(LlmError::Refused("its filter stepped in".to_owned())),
            Some("error") => return Err(LlmError::Unreachable("the provider behind it failed".to_owned())),
            _ if !self.refusal.trim().is_empty() => {
                return Err(LlmError::Refused(super::error::shorten(&self.refusal)));
            }
            _ if !self.tool.is_empty() => StopReason::Tool,
            Some(_) | None => StopReason::Finished,
        };
        Ok(ChatEvent::Done { usage: self.usage, stop })
    }
}

/// A failure within the stream: the words it came with, and a status or a code where it has one.
fn stream_error(error: &Value) -> LlmError {
    let body = json!({"error": error}).to_string();
    let code = &error["code"];
    let status = code.as_u64().or_else(|| error["status"].as_u64()).and_then(|code| u16::try_from(code).ok());
    let by_name = || match code.as_str().or(error["type"].as_str()) {
        Some("rate_limit_exceeded" | "rate_limit_error" | "overloaded_error") => Some(429),
        Some("insufficient_quota") => Some(402),
        Some("context_length_exceeded" | "content_filter" | "invalid_request_error") => Some(400),
        Some("invalid_api_key") => Some(401),
        Some("model_not_found") => Some(404),
        Some(_) | None => None,
    };
    match status.or_else(by_name).and_then(|status| StatusCode::from_u16(status).ok()) {
        // The code is a word of it as much as the message.
        Some(StatusCode::BAD_REQUEST) => {
            let said = super::error::said(body.as_bytes());
            let words = format!("{} {said}", code.as_str().unwrap_or_default()).to_lowercase();
            super::error::from_words(said, &words.replace("context_length", "context length"))
        }
        Some(status) if status.is_client_error() || status.is_server_error() => {
            super::error::from_status(status, &HeaderMap::new(), body.as_bytes())
        }
        Some(_) | None => LlmError::Unreachable(super::error::said(body.as_bytes())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_field_is_dropped_once() {
        let mut body = json!({"max_tokens": 5, "temperature": 0.2});
        assert!(drop_refused_field(&mut body, "Unsupported parameter: use 'max_completion_tokens' instead"));
        assert_eq!(body, json!({"temperature": 0.2, "max_completion_tokens": 5}));
        assert!(drop_refused_field(&mut body, "'temperature' does not support 0.2"));
        assert!(!drop_refused_field(&mut body, "'temperature' does not support 0.2"));
    }
}
