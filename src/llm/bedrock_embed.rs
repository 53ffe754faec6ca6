//! Embeddings on Bedrock: Titan takes one text a call, Cohere many.
//! Never asks for more than floats.

use aws_sdk_bedrockruntime::primitives::Blob;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::bedrock::refused;
use super::bedrock_client::BedrockAccess;
use super::embed_kind::EmbedKind;
use super::error::LlmError;

const COHERE_BATCH: usize = 48;
const TITAN_CALLS_AT_ONCE: usize = 4;

#[derive(Clone)]
pub(super) struct BedrockEmbedder {
    pub access: BedrockAccess,
    pub family: Family,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Titan,
    Cohere,
}

impl Family {
    pub fn of(model: &str) -> Self {
        if model.contains("cohere.") { Self::Cohere } else { Self::Titan }
    }
}

#[derive(Deserialize)]
struct TitanAnswer {
    embedding: Vec<f32>,
}

#[derive(Deserialize)]
struct CohereAnswer {
    embeddings: CohereVectors,
}

/// Version 3 answers with a list, version 4 with a list per type asked for.
#[derive(Deserialize)]
#[serde(untagged)]
enum CohereVectors {
    Plain(Vec<Vec<f32>>),
    Typed { float: Vec<Vec<f32>> },
}

impl BedrockEmbedder {
    pub fn batch(&self) -> usize {
        match self.family {
            Family::Titan => TITAN_CALLS_AT_ONCE,
            Family::Cohere => COHERE_BATCH,
        }
    }

    pub async fn embed(
        &self,
        model: &str,
        dimensions: Option<u32>,
        texts: &[String],
        kind: EmbedKind,
    ) -> Result<Vec<Vec<f32>>, LlmError> {
        match self.family {
            Family::Titan => {
                let calls: Vec<_> =
                    texts.iter().map(|text| self.embed_one(model, dimensions, text)).collect();
                stream::iter(calls).buffered(TITAN_CALLS_AT_ONCE).try_collect().await
            }
            Family::Cohere => self.embed_many(model, dimensions, texts, kind).await,
        }
    }

    async fn embed_one(
        &self,
        model: &str,
        dimensions: Option<u32>,
        text: &str,
    ) -> Result<Vec<f32>, LlmError> {
        let mut body = json!({"inputText": text});
        if let Some(dimensions) = dimensions {
            body["dimensions"] = dimensions.into();
            body["normalize"] = true.into();
        }
        let answer: TitanAnswer = self.invoke(model, &body).await?;
        Ok(answer.embedding)
    }

    async fn embed_many(
        &self,
        model: &str,
        dimensions: Option<u32>,
        texts: &[String],
        kind: EmbedKind,
    ) -> Result<Vec<Vec<f32>>, LlmError> {
        let input_type = match kind {
            EmbedKind::Document => "search_document",
            EmbedKind::Query => "search_query",
        };
        let mut body = json!({"texts": texts, "input_type": input_type, "truncate": "END", "embedding_types": ["float"]});
        if let Some(dimensions) = dimensions {
            body["output_dimension"] = dimensions.into();
        }
        let answer: CohereAnswer = self.invoke(model, &body).await?;
        Ok(match answer.embeddings {
            CohereVectors::Plain(vectors) | CohereVectors::Typed { float: vectors } => vectors,
        })
    }

    async fn invoke<T: DeserializeOwned>(&self, model: &str, body: &Value) -> Result<T, LlmError> {
        let answer = self
            .access
            .client()
            .await?
            .invoke_model()
            .model_id(model)
            .content_type("application/json")
            .accept("application/json")
            .body(Blob::new(body.to_string()))
            .send()
            .await
            .map_err(|error| refused(&error))?;
        serde_json::from_slice(answer.body().as_ref())
            .map_err(|_| LlmError::BadAnswer("it is not the JSON expected".to_owned()))
    }
}
