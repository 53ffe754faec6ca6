//! What the owner may choose: which model answers, which one embeds, which one transcribes, and how much it may say.
//! Holds no key: keys live sealed in the table and travel as [`Secret`].

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::words;

words! {
    #[derive(Default)]
    ChatProvider {
        #[default]
        Builtin = "builtin",
        Bedrock = "bedrock",
        Anthropic = "anthropic",
        Openai = "openai",
    }

    #[derive(Default)]
    EmbeddingProvider {
        #[default]
        None = "none",
        Bedrock = "bedrock",
        Openai = "openai",
        Voyage = "voyage",
    }
}

words! {
    /// Who puts found passages into another order.
    #[derive(Default)]
    RerankProvider {
        #[default]
        None = "none",
        /// The chat model that sorts.
        Model = "model",
        Bedrock = "bedrock",
        Voyage = "voyage",
        /// Any service that answers `POST …/rerank` as Cohere, Jina or Text Embeddings Inference do.
        Cohere = "cohere",
    }
}

words! {
    /// Who turns voice notes into words.
    #[derive(Default)]
    TranscriptionProvider {
        #[default]
        None = "none",
        /// Any service that answers as OpenAI's does.
        Openai = "openai",
    }
}

/// Which transcription service, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TranscriptionChoice {
    pub provider: TranscriptionProvider,
    pub model: String,
    pub base_url: Option<String>,
}

/// Which chat model, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChatChoice {
    pub provider: ChatProvider,
    /// Writes the answers.
    pub model: String,
    /// Sorts what customers want and checks answers; the same as `model` when empty.
    pub intent_model: String,
    pub base_url: Option<String>,
    pub region: Option<String>,
}

/// Which embedder, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmbeddingChoice {
    pub provider: EmbeddingProvider,
    pub model: String,
    pub base_url: Option<String>,
    pub region: Option<String>,
    pub dimensions: Option<u32>,
}

/// Which reranker, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RerankChoice {
    pub provider: RerankProvider,
    pub model: String,
    pub base_url: Option<String>,
    pub region: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// 64 to 4,096.
    pub max_output_tokens: u32,
    /// 5 to 300.
    pub timeout_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_output_tokens: 700, timeout_seconds: 60 }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub chat: ChatChoice,
    /// Asked when the first one fails; the built-in provider means that there is none.
    pub second: ChatChoice,
    pub embedding: EmbeddingChoice,
    pub rerank: RerankChoice,
    pub transcription: TranscriptionChoice,
    pub limits: Limits,
}

impl Settings {
    /// What answers depend on, without keys: by this a choice of models is known again.
    pub fn of_answers(&self) -> serde_json::Value {
        let chat = |choice: &ChatChoice| {
            let ChatChoice { provider, model, intent_model, base_url, region } = choice;
            serde_json::json!({ "provider": provider, "model": model, "intent_model": intent_model,
                "base_url": base_url, "region": region })
        };
        let max_output_tokens = self.limits.max_output_tokens;
        serde_json::json!({ "chat": chat(&self.chat), "second": chat(&self.second), "max_output_tokens": max_output_tokens,
            "embedding": self.embedding.of_answers(), "rerank": self.rerank.of_answers() })
    }
}

impl EmbeddingChoice {
    fn of_answers(&self) -> serde_json::Value {
        let Self { provider, model, base_url, region, dimensions } = self;
        serde_json::json!({ "provider": provider, "model": model, "base_url": base_url, "region": region,
            "dimensions": dimensions })
    }
}

impl RerankChoice {
    fn of_answers(&self) -> serde_json::Value {
        let Self { provider, model, base_url, region } = self;
        serde_json::json!({ "provider": provider, "model": model, "base_url": base_url, "region": region })
    }
}

impl ChatProvider {
    /// The model used when the owner names none.
    pub const fn usual_model(self) -> &'static str {
        match self {
            Self::Builtin => "",
            Self::Bedrock => "us.anthropic.claude-haiku-4-5-20251001-v1:0",
            Self::Anthropic => "claude-haiku-4-5",
            Self::Openai => "gpt-4.1-mini",
        }
    }
}

impl EmbeddingProvider {
    pub const fn usual_model(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Bedrock => "amazon.titan-embed-text-v2:0",
            Self::Openai => "text-embedding-3-small",
            Self::Voyage => "voyage-3.5-lite",
        }
    }
}

impl RerankProvider {
    pub const fn usual_model(self) -> &'static str {
        match self {
            Self::None | Self::Model => "",
            Self::Bedrock => "cohere.rerank-v3-5:0",
            Self::Voyage => "rerank-2.5-lite",
            Self::Cohere => "rerank-v3.5",
        }
    }
}

impl TranscriptionProvider {
    pub const fn usual_model(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Openai => "whisper-1",
        }
    }
}
