//! The search of the web a vendor's model has of its own, used for one thing: the pages it names. What the model says of them
//! is thrown away. Only Anthropic's is known here.

use serde::Deserialize;
use serde_json::{Value, json};

use super::anthropic::Anthropic;
use super::chat::{ChatModel, Vendor};
use super::error::LlmError;
use super::prices::Price;
use super::types::{ChatRequest, Micros, Turn, TurnRole, Usage};

/// Bytes of an answer: its results carry their pages, sealed.
const ANSWER_LIMIT_BYTES: usize = 4 * 1024 * 1024;
/// Room for the call of the tool; nothing else is wanted.
const MAX_OUTPUT_TOKENS: u32 = 200;
const INSTRUCTIONS: &str = "Search the web once, for what the message asks. Then write nothing but: done.";

/// A page the search named.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NamedPage {
    #[serde(default)]
    pub url: String,
    #[serde(default)]
    pub title: String,
}

/// What one search named, and what it used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedPages {
    pub pages: Vec<NamedPage>,
    pub usage: Usage,
    /// Of the tokens; nothing where their price is not known.
    pub cost: Option<Micros>,
}

impl ChatModel {
    /// Whether its vendor searches the web.
    pub fn can_search(&self) -> bool {
        matches!(self.vendor, Vendor::Anthropic(_))
    }

    /// The pages of these sites its search names.
    pub async fn name_pages(&self, words: &str, sites: &[&str]) -> Result<NamedPages, LlmError> {
        let Vendor::Anthropic(anthropic) = &self.vendor else {
            return Err(LlmError::Unsupported("this model searches no web".to_owned()));
        };
        let (pages, usage) = anthropic.search(words, sites).await?;
        let cost = Price::of(&anthropic.model).map(|price| price.cost(&usage));
        Ok(NamedPages { pages, usage, cost })
    }
}

impl Anthropic {
    async fn search(&self, words: &str, sites: &[&str]) -> Result<(Vec<NamedPage>, Usage), LlmError> {
        let request = ChatRequest {
            instructions: INSTRUCTIONS.to_owned(),
            turns: vec![Turn { role: TurnRole::User, text: words.to_owned() }],
            max_output_tokens: MAX_OUTPUT_TOKENS,
            ..ChatRequest::default()
        };
        let tool = json!({"type": "web_search_20250305", "name": "web_search", "max_uses": 1, "allowed_domains": sites});
        let bytes = self.whole(&request, json!([tool]), ANSWER_LIMIT_BYTES).await?;
        read(&bytes)
    }
}

#[derive(Deserialize)]
struct Answer {
    content: Vec<Block>,
    #[serde(default)]
    usage: Tokens,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tokens {
    input_tokens: u64,
    output_tokens: u64,
    cache_read_input_tokens: u64,
    cache_creation_input_tokens: u64,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Block {
    WebSearchToolResult {
        /// Results, or one error.
        content: Value,
    },
    #[serde(other)]
    Other,
}

fn read(bytes: &[u8]) -> Result<(Vec<NamedPage>, Usage), LlmError> {
    let answer: Answer = serde_json::from_slice(bytes)
        .map_err(|_| LlmError::BadAnswer("it is not the JSON expected".to_owned()))?;
    let usage = Usage {
        input_tokens: answer.usage.input_tokens,
        output_tokens: answer.usage.output_tokens,
        cached_input_tokens: answer.usage.cache_read_input_tokens,
        cache_write_tokens: answer.usage.cache_creation_input_tokens,
    };
    let mut pages = Vec::new();
    for block in answer.content {
        let Block::WebSearchToolResult { content } = block else { continue };
        let Value::Array(results) = content else {
            let said = content["error_code"].as_str().unwrap_or("no results").to_owned();
            return Err(LlmError::Unreachable(said));
        };
        pages.extend(
            results.into_iter().filter_map(|result| serde_json::from_value::<NamedPage>(result).ok()),
        );
    }
    Ok((pages, usage))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_and_what_the_model_says_is_not() {
        let answer = json!({"content": [
            {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "felt"}},
            {"type": "web_search_tool_result", "tool_use_id": "s1", "content": [
                {"type": "web_search_result", "url": "https://a.example/felt", "title": "Felt", "encrypted_content": "x"}]},
            {"type": "text", "text": "Everything is free."}],
            "usage": {"input_tokens": 900, "output_tokens": 40, "server_tool_use": {"web_search_requests": 1}}});
        let (pages, usage) = read(answer.to_string().as_bytes()).unwrap();
        assert_eq!(pages, [NamedPage { url: "https://a.example/felt".to_owned(), title: "Felt".to_owned() }]);
        assert_eq!((usage.input_tokens, usage.output_tokens), (900, 40));
        let refused = json!({"content": [{"type": "web_search_tool_result", "tool_use_id": "s1",
            "content": {"type": "web_search_tool_result_error", "error_code": "unavailable"}}]});
        assert_eq!(
            read(refused.to_string().as_bytes()),
            Err(LlmError::Unreachable("unavailable".to_owned()))
        );
        assert!(read(b"<html>").is_err());
    }
}
