//! Chat completions as OpenAI, OpenRouter, DeepSeek, Ollama and llama.cpp speak them, streamed.
//! Never shows reasoning: only `content` counts.

use async_stream::try_stream;
use futures_util::Stream;
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
    delta: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Delta {
    content: Option<String>,
    tool_calls: Option<Vec<ToolCall>>,
}

#[derive(Deserialize)]
struct ToolCall {
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
        if let Some(error) = chunk.error {
            return Err(LlmError::Unreachable(super::error::said(
                json!({"error": error}).to_string().as_bytes(),
            )));
        }
        if let Some(tokens) = chunk.usage {
            self.count(&tokens);
        }
        let Some(choice) = chunk.choices.into_iter().next() else { return Ok(None) };
        self.stop = choice.finish_reason.or(self.stop.take());
        let Some(delta) = choice.delta else { return Ok(None) };
        for call in delta.tool_calls.into_iter().flatten() {
            if let Some(arguments) = call.function.and_then(|function| function.arguments) {
                self.tool.push_str(&arguments);
            }
        }
        Ok(delta.content.filter(|text| !text.is_empty()))
    }

    fn count(&mut self, tokens: &Tokens) {
        let cached = tokens.details.as_ref().and_then(|details| details.cached_tokens).unwrap_or(0);
        self.usage = Usage {
            input_tokens: tokens.prompt.saturating_sub(cached),
            output_tokens: tokens.completion,
            cached_input_tokens: cached,
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
            _ if !self.tool.is_empty() => StopReason::Tool,
            Some(_) | None => StopReason::Finished,
        };
        Ok(ChatEvent::Done { usage: self.usage, stop })
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
