//! Puts passages into the order in which they help to answer a question: by a chat model, or by a service made for it.
//!
//! What comes back is read as places and nothing else. A wrong answer loses no passage and repeats none, and no word of it is kept.

use std::cmp::Ordering;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering as Memory};
use std::time::Duration;

use aws_sdk_bedrockruntime::primitives::Blob;
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::bedrock::refused;
use super::bedrock_client::BedrockAccess;
use super::breaker::{Breaker, Standing, failed};
use super::chat::ChatModel;
use super::error::LlmError;
use super::fence::clean;
use super::line::usable;
use super::prices::RerankPrice;
use super::types::{ChatRequest, Completion, Document, ForcedTool, Micros, Turn, TurnRole, Usage};
use super::wire::Endpoint;

/// A service made for it answers within this time, or the order stays as it is: a customer waits.
pub(super) const ENDPOINT_LIMIT: Duration = Duration::from_millis(800);
/// A chat model writes its answer place by place.
pub(super) const MODEL_LIMIT: Duration = Duration::from_secs(2);
/// Most characters of a question and of a passage that are sent.
const QUESTION_LIMIT_CHARACTERS: usize = 1_000;
const PASSAGE_LIMIT_CHARACTERS: usize = 2_000;
/// Most bytes of one answer: a place and a score are less than a hundred.
const ANSWER_LIMIT_BYTES: usize = 256 * 1024;
/// Enough for the places of all passages.
const OUTPUT_TOKENS: u32 = 256;

/// A reranker as the settings had it when it was asked for. Clones share its circuit.
#[derive(Clone)]
pub struct Reranker {
    pub(super) vendor: RerankVendor,
    pub(super) model: String,
    pub(super) breaker: Breaker,
}

#[derive(Clone)]
pub(super) enum RerankVendor {
    Model(ChatModel),
    Bedrock(BedrockAccess),
    Voyage(Endpoint),
    /// Set once the service turned out to call passages `texts`, as Text Embeddings Inference does.
    Cohere(Endpoint, Arc<AtomicBool>),
}

/// How one question ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Reranking {
    /// Every place once, best first.
    pub order: Result<Vec<usize>, LlmError>,
    pub provider: &'static str,
    pub model: String,
    pub usage: Usage,
    /// Nothing where the price is not known.
    pub cost: Option<Micros>,
}

/// What was answered, before anybody believes it.
struct Said {
    /// Places with their scores, higher is better.
    scores: Result<Vec<(usize, f64)>, LlmError>,
    usage: Usage,
    cost: Option<Micros>,
}

impl Reranker {
    pub fn provider(&self) -> &'static str {
        match &self.vendor {
            RerankVendor::Model(model) => model.provider(),
            RerankVendor::Bedrock(_) => "bedrock",
            RerankVendor::Voyage(_) => "voyage",
            RerankVendor::Cohere(..) => "cohere",
        }
    }

    pub fn model(&self) -> &str {
        &self.model
    }

    /// How its circuit stands.
    pub fn standing(&self) -> Standing {
        self.breaker.standing()
    }

    /// One call, whatever comes of it; none while it is left alone.
    pub async fn rerank(&self, question: &str, passages: &[Document]) -> Reranking {
        let Some(pass) = self.breaker.admit() else {
            return self.ended(Err(LlmError::CircuitOpen), Usage::default(), None);
        };
        let question = cut(&clean(question), QUESTION_LIMIT_CHARACTERS);
        let asked = timeout(self.limit(), self.ask(&question, passages)).await;
        let (order, usage, cost) = match asked.unwrap_or(Err(LlmError::TooSlow)) {
            Ok(Said { scores, usage, cost }) => {
                (scores.and_then(|scores| order(&scores, passages.len())), usage, cost)
            }
            Err(error) => (Err(error), Usage::default(), None),
        };
        match &order {
            Ok(_) => pass.answered(),
            Err(error) => failed(pass, error),
        }
        self.ended(order, usage, cost)
    }

    fn limit(&self) -> Duration {
        match &self.vendor {
            RerankVendor::Model(_) => MODEL_LIMIT,
            RerankVendor::Bedrock(_) | RerankVendor::Voyage(_) | RerankVendor::Cohere(..) => ENDPOINT_LIMIT,
        }
    }

    fn ended(&self, order: Result<Vec<usize>, LlmError>, usage: Usage, cost: Option<Micros>) -> Reranking {
        Reranking { order, provider: self.provider(), model: self.model.clone(), usage, cost }
    }

    async fn ask(&self, question: &str, passages: &[Document]) -> Result<Said, LlmError> {
        let texts = || -> Vec<String> { passages.iter().map(text_of).collect() };
        let answer = match &self.vendor {
            RerankVendor::Model(model) => return by_chat(model, question, passages).await,
            RerankVendor::Bedrock(access) => self.by_bedrock(access, question, &texts()).await?,
            RerankVendor::Voyage(endpoint) => {
                let body =
                    json!({"model": self.model, "query": question, "documents": texts(), "truncation": true});
                endpoint.ask("rerank", &body, ANSWER_LIMIT_BYTES).await?
            }
            RerankVendor::Cohere(endpoint, says_texts) => {
                self.by_service(endpoint, says_texts, question, &texts()).await?
            }
        };
        self.read(&answer)
    }

    /// In Cohere's words, and once in those of Text Embeddings Inference where the service asks for them.
    async fn by_service(
        &self,
        endpoint: &Endpoint,
        says_texts: &AtomicBool,
        question: &str,
        texts: &[String],
    ) -> Result<Value, LlmError> {
        if !says_texts.load(Memory::Relaxed) {
            let body =
                json!({"model": self.model, "query": question, "documents": texts, "top_n": texts.len()});
            match endpoint.ask("rerank", &body, ANSWER_LIMIT_BYTES).await {
                Err(LlmError::Unsupported(said)) if said.contains("`texts`") => {}
                answer => return answer,
            }
        }
        let body = json!({"query": question, "texts": texts, "truncate": true});
        let answer = endpoint.ask("rerank", &body, ANSWER_LIMIT_BYTES).await?;
        says_texts.store(true, Memory::Relaxed);
        Ok(answer)
    }

    async fn by_bedrock(
        &self,
        access: &BedrockAccess,
        question: &str,
        texts: &[String],
    ) -> Result<Value, LlmError> {
        let mut body = json!({"query": question, "documents": texts, "top_n": texts.len()});
        if self.model.contains("cohere.") {
            body["api_version"] = 2.into();
        }
        let call = access
            .client()
            .await?
            .invoke_model()
            .model_id(&self.model)
            .content_type("application/json")
            .accept("application/json")
            .body(Blob::new(body.to_string()));
        let answer = call.send().await.map_err(|error| refused(&error))?;
        let bytes = answer.body().as_ref();
        if bytes.len() > ANSWER_LIMIT_BYTES {
            return Err(LlmError::BadAnswer(format!("it is longer than {ANSWER_LIMIT_BYTES} bytes")));
        }
        serde_json::from_slice(bytes)
            .map_err(|_| LlmError::BadAnswer("it is not the JSON expected".to_owned()))
    }

    /// Cohere, Jina and Bedrock answer with `results`, Voyage with `data`, Text Embeddings Inference with the list alone.
    fn read(&self, answer: &Value) -> Result<Said, LlmError> {
        let list = ["results", "data"].iter().find_map(|name| answer.get(*name)).unwrap_or(answer);
        let list = list.as_array().ok_or_else(|| LlmError::BadAnswer("it has no results".to_owned()))?;
        let scored = |entry: &Value| {
            let place = usize::try_from(entry.get("index")?.as_u64()?).ok()?;
            let score = entry.get("relevance_score").or_else(|| entry.get("score"))?.as_f64()?;
            Some((place, score))
        };
        let number = |path: &str| answer.pointer(path).and_then(Value::as_u64);
        let tokens = number("/usage/total_tokens");
        let searches = number("/meta/billed_units/search_units").unwrap_or(1);
        Ok(Said {
            scores: Ok(list.iter().filter_map(scored).collect()),
            usage: Usage { input_tokens: tokens.unwrap_or(0), ..Usage::default() },
            cost: RerankPrice::of(&self.model).and_then(|price| price.cost(searches, tokens)),
        })
    }
}

/// Every place once: those with a score first, best first; the others behind them. What ties stands as it stood.
fn order(scores: &[(usize, f64)], count: usize) -> Result<Vec<usize>, LlmError> {
    let mut best: Vec<Option<f64>> = vec![None; count];
    for (place, score) in scores.iter().filter(|(_, score)| score.is_finite()) {
        if let Some(known) = best.get_mut(*place) {
            *known = Some(known.map_or(*score, |known| known.max(*score)));
        }
    }
    if best.iter().all(Option::is_none) {
        return Err(LlmError::BadAnswer("it ranks none of the passages".to_owned()));
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| match (best[*a], best[*b]) {
        (Some(a), Some(b)) => b.total_cmp(&a),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    Ok(order)
}

/// As a service reads it: title, question and text in one.
fn text_of(passage: &Document) -> String {
    let parts = [Some(&passage.title), passage.question.as_ref(), Some(&passage.text)];
    let parts: Vec<&str> =
        parts.into_iter().flatten().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    cut(&clean(&parts.join("\n")), PASSAGE_LIMIT_CHARACTERS)
}

fn cut(text: &str, limit_characters: usize) -> String {
    text.chars().take(limit_characters).collect()
}

async fn by_chat(model: &ChatModel, question: &str, passages: &[Document]) -> Result<Said, LlmError> {
    let request = request(question, passages);
    let answer = model.complete(request.clone(), CancellationToken::new()).await?;
    let usage = answer.usage;
    // What cannot be read was paid for all the same.
    let scores = usable(&request, answer).and_then(|answer| named(&answer));
    Ok(Said { scores, usage, cost: model.cost(&usage) })
}

/// The places as they were named. An earlier one scores more; one named twice counts where it was named first.
fn named(answer: &Completion) -> Result<Vec<(usize, f64)>, LlmError> {
    let places = answer.tool.as_ref().and_then(|input| input.get("order")).and_then(Value::as_array);
    let places = places.ok_or_else(|| LlmError::BadAnswer("it names no order".to_owned()))?;
    Ok(places.iter().filter_map(place).zip((0_u32..).map(|at| -f64::from(at))).collect())
}

/// A passage's place by its number, in whatever type a model puts it.
fn place(number: &Value) -> Option<usize> {
    let number = match number {
        Value::Number(number) => number.as_u64(),
        Value::String(word) => word.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    usize::try_from(number?).ok()?.checked_sub(1)
}

fn request(question: &str, passages: &[Document]) -> ChatRequest {
    let documents = passages.iter().zip(1_usize..).map(|(passage, number)| Document {
        id: number.to_string(),
        text: cut(&passage.text, PASSAGE_LIMIT_CHARACTERS),
        ..passage.clone()
    });
    let schema = json!({
        "type": "object",
        "properties": {"order": {"type": "array", "items": {"type": "integer"},
            "description": "The numbers of all documents, the one that answers the message best first."}},
        "required": ["order"]
    });
    ChatRequest {
        instructions: "You sort passages of a shop's knowledge by how well each helps to answer a customer's message, and answer \
            nothing yourself. Name every document by its number, the most helpful first."
            .to_owned(),
        documents: documents.collect(),
        turns: vec![Turn { role: TurnRole::User, text: question.to_owned() }],
        reminder: "Put the documents into order with the tool.".to_owned(),
        tool: Some(ForcedTool {
            name: "order".to_owned(),
            description: "Says in which order the documents help.".to_owned(),
            schema,
        }),
        max_output_tokens: OUTPUT_TOKENS,
        temperature: 0.0,
        ..ChatRequest::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_stands_once_whatever_is_answered() {
        for (scores, expected) in [
            (vec![(2, 0.9), (0, 0.5), (1, 0.1)], vec![2, 0, 1, 3]),
            (vec![(3, 0.1)], vec![3, 0, 1, 2]),
            (vec![(1, 0.5), (0, 0.5), (3, 0.5), (2, 0.5)], vec![0, 1, 2, 3]),
            (vec![(1, 0.2), (1, 0.9), (0, 0.5)], vec![1, 0, 2, 3]),
            (vec![(4, 9.0), (usize::MAX, 9.0), (2, -7.5)], vec![2, 0, 1, 3]),
            (vec![(3, f64::NAN), (2, f64::INFINITY), (1, f64::NEG_INFINITY), (0, 0.0)], vec![0, 1, 2, 3]),
        ] {
            assert_eq!(order(&scores, 4), Ok(expected), "{scores:?}");
        }
        for scores in [vec![], vec![(4, 1.0)], vec![(0, f64::NAN)]] {
            assert!(matches!(order(&scores, 4), Err(LlmError::BadAnswer(_))), "{scores:?}");
        }
    }

    #[test]
    fn a_number_is_read_in_any_type_and_counts_from_one() {
        let read = |text: &str| place(&serde_json::from_str(text).unwrap());
        assert_eq!((read("1"), read("\" 20 \"")), (Some(0), Some(19)));
        for text in ["0", "-1", "1.5", "\"one\"", "null", "[1]", "{\"n\":1}", "true", "1e40"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_sent_is_clean_and_cut() {
        let passage = Document {
            title: "Hours\u{202E}".to_owned(),
            question: Some("When?".to_owned()),
            text: "x".repeat(9_000),
            ..Document::default()
        };
        let text = text_of(&passage);
        assert!(text.starts_with("Hours\nWhen?\nxxx"), "{text}");
        assert_eq!(text.chars().count(), PASSAGE_LIMIT_CHARACTERS);
        assert_eq!(text_of(&Document { text: " a ".to_owned(), ..Document::default() }), "a");
    }
}
