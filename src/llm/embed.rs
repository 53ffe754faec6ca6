//! Turns texts into vectors: Bedrock (Titan, Cohere), OpenAI-compatible, Voyage.
//! Never returns fewer vectors than texts, nor vectors of differing lengths.

use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::bedrock_embed::{BedrockEmbedder, Family};
use super::embed_kind::EmbedKind;
use super::error::LlmError;
use super::wire::Endpoint;

/// Texts sent in one call to an API that takes several.
const BATCH: usize = 64;
const BATCHES_AT_ONCE: usize = 4;
/// Most characters of one text that are sent; longer ones are cut.
const TEXT_LIMIT_CHARACTERS: usize = 8_000;
/// Most bytes of one answer.
const ANSWER_LIMIT_BYTES: usize = 32 * 1024 * 1024;
const DIMENSIONS_LIMIT: usize = 4_096;

/// Whose vectors these are: vectors of different embedders never compare.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct EmbedderId {
    pub provider: &'static str,
    pub model: String,
    /// As asked for in the settings; nothing means the model's own length.
    pub dimensions: Option<u32>,
}

#[derive(Clone)]
pub struct Embedder {
    pub(super) vendor: EmbedVendor,
    pub(super) model: String,
    pub(super) dimensions: Option<u32>,
    pub(super) timeout: Duration,
    /// Its address and region, as far as they were chosen.
    pub(super) place: String,
}

#[derive(Clone)]
pub(super) enum EmbedVendor {
    Bedrock(BedrockEmbedder),
    OpenAi(Endpoint),
    Voyage(Endpoint),
}

impl Embedder {
    pub fn identity(&self) -> EmbedderId {
        let provider = match &self.vendor {
            EmbedVendor::Bedrock(_) => "bedrock",
            EmbedVendor::OpenAi(_) => "openai",
            EmbedVendor::Voyage(_) => "voyage",
        };
        EmbedderId { provider, model: self.model.clone(), dimensions: self.dimensions }
    }

    /// Where it is asked; empty for the provider's own address.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The same service with the same key, asked for the vectors of another model.
    #[must_use]
    pub fn of_model(&self, model: String, dimensions: Option<u32>) -> Self {
        let vendor = match self.vendor.clone() {
            EmbedVendor::Bedrock(bedrock) => {
                EmbedVendor::Bedrock(BedrockEmbedder { family: Family::of(&model), ..bedrock })
            }
            vendor @ (EmbedVendor::OpenAi(_) | EmbedVendor::Voyage(_)) => vendor,
        };
        Self { vendor, model, dimensions, timeout: self.timeout, place: self.place.clone() }
    }

    /// One vector per text, in order.
    pub async fn embed(&self, texts: &[String], kind: EmbedKind) -> Result<Vec<Vec<f32>>, LlmError> {
        let texts: Vec<String> = texts.iter().map(|text| cut(text)).collect();
        let calls: Vec<_> = texts.chunks(self.batch()).map(|batch| self.embed_batch(batch, kind)).collect();
        let vectors: Vec<Vec<Vec<f32>>> = stream::iter(calls).buffered(BATCHES_AT_ONCE).try_collect().await?;
        let vectors = vectors.concat();
        check(&vectors, texts.len())?;
        Ok(vectors)
    }

    fn batch(&self) -> usize {
        match &self.vendor {
            EmbedVendor::Bedrock(bedrock) => bedrock.batch(),
            EmbedVendor::OpenAi(_) | EmbedVendor::Voyage(_) => BATCH,
        }
    }

    async fn embed_batch(&self, texts: &[String], kind: EmbedKind) -> Result<Vec<Vec<f32>>, LlmError> {
        let call = async {
            match &self.vendor {
                EmbedVendor::Bedrock(bedrock) => {
                    bedrock.embed(&self.model, self.dimensions, texts, kind).await
                }
                EmbedVendor::OpenAi(endpoint) => {
                    ask(
                        endpoint,
                        with_dimensions(json!({"model": self.model, "input": texts}), "dimensions", self),
                    )
                    .await
                }
                EmbedVendor::Voyage(endpoint) => {
                    let input_type = match kind {
                        EmbedKind::Document => "document",
                        EmbedKind::Query => "query",
                    };
                    let body = json!({"model": self.model, "input": texts, "input_type": input_type, "truncation": true});
                    ask(endpoint, with_dimensions(body, "output_dimension", self)).await
                }
            }
        };
        timeout(self.timeout, call)
            .await
            .map_err(|_| LlmError::Unreachable("no answer in time".to_owned()))?
    }
}

fn with_dimensions(mut body: Value, field: &str, embedder: &Embedder) -> Value {
    if let Some(dimensions) = embedder.dimensions {
        body[field] = dimensions.into();
    }
    body
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Embedding>,
}

#[derive(Deserialize)]
struct Embedding {
    index: usize,
    embedding: Vec<f32>,
}

async fn ask(endpoint: &Endpoint, body: Value) -> Result<Vec<Vec<f32>>, LlmError> {
    let mut answer: Answer = endpoint.ask("embeddings", &body, ANSWER_LIMIT_BYTES).await?;
    answer.data.sort_by_key(|embedding| embedding.index);
    Ok(answer.data.into_iter().map(|embedding| embedding.embedding).collect())
}

fn check(vectors: &[Vec<f32>], texts: usize) -> Result<(), LlmError> {
    let length = vectors.first().map_or(0, Vec::len);
    let sound = |vector: &Vec<f32>| vector.len() == length && vector.iter().all(|value| value.is_finite());
    if vectors.len() != texts
        || (texts > 0 && length == 0)
        || length > DIMENSIONS_LIMIT
        || !vectors.iter().all(sound)
    {
        return Err(LlmError::BadAnswer("it is not one vector per text".to_owned()));
    }
    Ok(())
}

/// An empty text is refused everywhere; a full stop stands for it.
fn cut(text: &str) -> String {
    let text = text.trim();
    let end = text.char_indices().nth(TEXT_LIMIT_CHARACTERS).map_or(text.len(), |(end, _)| end);
    if text.is_empty() { ".".to_owned() } else { text[..end].to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_checked_before_anybody_keeps_them() {
        assert!(check(&[vec![0.1, 0.2], vec![0.3, 0.4]], 2).is_ok());
        assert!(check(&[], 0).is_ok());
        assert!(check(&[vec![0.1, 0.2]], 2).is_err());
        assert!(check(&[vec![0.1, 0.2], vec![0.3]], 2).is_err());
        assert!(check(&[vec![f32::NAN]], 1).is_err());
        assert!(check(&[vec![]], 1).is_err());
    }
}
