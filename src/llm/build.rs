//! From settings and keys to models that can be called.
//! The only place where a vendor is chosen; what the configuration file or the environment says wins over the table.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::anthropic::Anthropic;
use super::bedrock::Bedrock;
use super::bedrock_client::BedrockAccess;
use super::bedrock_embed::{BedrockEmbedder, Family};
use super::breaker::Breaker;
use super::chat::{ChatModel, Vendor};
use super::embed::{EmbedVendor, Embedder};
use super::line::{Line, Link};
use super::openai::OpenAi;
use super::rerank::{self, RerankVendor, Reranker};
use super::settings::{
    ChatChoice, ChatProvider, EmbeddingProvider, RerankProvider, Settings, TranscriptionProvider,
};
use super::transcribe::Transcriber;
use super::wire::{Endpoint, KeyHeader};
use crate::clock::Clock;
use crate::config;
use crate::http::outgoing::{self, NoClient};
use crate::secrets::Secret;

/// Longest silence between two pieces of a streamed answer.
const SILENCE_LIMIT: Duration = Duration::from_secs(30);
/// All that sorting one question may take, or half the time limit where that is longer: what cannot be sorted in time is
/// searched for.
const INTENT_LIMIT: Duration = Duration::from_secs(15);

/// All that one transcription may take, or the time limit where that is shorter: an answer waits for it.
const TRANSCRIPTION_LIMIT: Duration = Duration::from_mins(1);

const ANTHROPIC: &str = "https://api.anthropic.com";
const OPENAI: &str = "https://api.openai.com/v1";
const VOYAGE: &str = "https://api.voyageai.com/v1";
const COHERE: &str = "https://api.cohere.com/v2";

/// The models by what they do.
#[derive(Clone)]
pub(super) struct Lines {
    pub answers: Line,
    pub intent: Line,
}

/// Settings with their keys opened: all a model needs.
#[derive(Clone, Default)]
pub(super) struct Opened {
    pub settings: Settings,
    pub chat_key: Option<Secret>,
    pub second_key: Option<Secret>,
    pub embedding_key: Option<Secret>,
    pub rerank_key: Option<Secret>,
    pub transcription_key: Option<Secret>,
}

/// Why no model could be made of the settings.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BuildError {
    #[error(transparent)]
    NoClient(#[from] NoClient),
    #[error("{0}: this is not an address")]
    NotAnAddress(String),
}

impl Opened {
    /// Lays what the configuration fixes over what the owner chose.
    pub fn overlaid(mut self, fixed: &config::Llm) -> Self {
        let (chat, embedding) = (&mut self.settings.chat, &mut self.settings.embedding);
        if let Some(provider) = fixed.chat_provider.as_ref().and_then(|name| name.parse().ok()) {
            chat.provider = provider;
        }
        if let Some(provider) = fixed.embedding_provider.as_ref().and_then(|name| name.parse().ok()) {
            embedding.provider = provider;
        }
        overlay(&mut chat.base_url, fixed.chat_base_url.as_ref());
        overlay(&mut chat.region, fixed.chat_region.as_ref());
        overlay(&mut embedding.base_url, fixed.embedding_base_url.as_ref());
        overlay(&mut embedding.region, fixed.embedding_region.as_ref());
        self.chat_key = fixed.chat_key.clone().or(self.chat_key);
        self.embedding_key = fixed.embedding_key.clone().or(self.embedding_key);
        chat.model = named(fixed.chat_model.as_deref().unwrap_or(&chat.model), chat.provider.usual_model());
        let second = &mut self.settings.second;
        second.model = named(&second.model, second.provider.usual_model());
        embedding.model = named(
            fixed.embedding_model.as_deref().unwrap_or(&embedding.model),
            embedding.provider.usual_model(),
        );
        let rerank = &mut self.settings.rerank;
        rerank.model = named(&rerank.model, rerank.provider.usual_model());
        let transcription = &mut self.settings.transcription;
        transcription.model = named(&transcription.model, transcription.provider.usual_model());
        self
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(u64::from(self.settings.limits.timeout_seconds))
    }

    /// The model that writes the answers.
    pub fn chat(&self) -> Result<ChatModel, BuildError> {
        self.model(&self.settings.chat, self.chat_key.as_ref())
    }

    /// The model that writes them when the first one fails.
    pub fn second(&self) -> Result<ChatModel, BuildError> {
        self.model(&self.settings.second, self.second_key.as_ref())
    }

    /// The lines of models, each model with one circuit wherever it stands. None has the built-in one: it answers
    /// otherwise than the others, so whoever asks decides when.
    pub fn lines(&self, clock: &Clock) -> Result<Lines, BuildError> {
        let mut lines = Lines {
            answers: Line { links: Vec::new(), within: self.timeout().saturating_mul(2) },
            intent: Line {
                links: Vec::new(),
                within: self.timeout().min(INTENT_LIMIT.max(self.timeout() / 2)),
            },
        };
        for (choice, model) in [(&self.settings.chat, self.chat()?), (&self.settings.second, self.second()?)]
        {
            if model.is_built_in() {
                continue;
            }
            let answers = Link { model: model.clone(), breaker: Breaker::new(clock.clone()) };
            if !choice.intent_model.is_empty() && choice.intent_model != choice.model {
                let small = model.named(&choice.intent_model);
                lines.intent.links.push(Link { model: small, breaker: Breaker::new(clock.clone()) });
            }
            lines.intent.links.push(answers.clone());
            lines.answers.links.push(answers);
        }
        Ok(lines)
    }

    fn model(&self, choice: &ChatChoice, key: Option<&Secret>) -> Result<ChatModel, BuildError> {
        let model = choice.model.clone();
        let http = || outgoing::streaming_client(SILENCE_LIMIT.min(self.timeout()));
        let endpoint = |usual: &str, key_header| {
            let base = address(choice.base_url.as_deref().unwrap_or(usual))?;
            Ok::<_, BuildError>(Endpoint { http: http()?, base, key: key.cloned(), key_header })
        };
        let vendor = match choice.provider {
            ChatProvider::Builtin => return Ok(ChatModel::built_in()),
            ChatProvider::Bedrock => Vendor::Bedrock(Bedrock {
                access: BedrockAccess::new(
                    choice.region.clone(),
                    choice.base_url.clone(),
                    key.cloned(),
                    SILENCE_LIMIT.min(self.timeout()),
                ),
                model,
            }),
            ChatProvider::Anthropic => {
                Vendor::Anthropic(Anthropic { endpoint: endpoint(ANTHROPIC, KeyHeader::XApiKey)?, model })
            }
            ChatProvider::Openai => {
                Vendor::OpenAi(OpenAi { endpoint: endpoint(OPENAI, KeyHeader::Bearer)?, model })
            }
        };
        Ok(ChatModel { vendor, timeout: self.timeout() })
    }

    pub fn embedder(&self) -> Result<Option<Embedder>, BuildError> {
        let choice = &self.settings.embedding;
        let endpoint = |usual: &str| {
            let base = address(choice.base_url.as_deref().unwrap_or(usual))?;
            let http = outgoing::client(self.timeout())?;
            Ok::<_, BuildError>(Endpoint {
                http,
                base,
                key: self.embedding_key.clone(),
                key_header: KeyHeader::Bearer,
            })
        };
        let vendor = match choice.provider {
            EmbeddingProvider::None => return Ok(None),
            EmbeddingProvider::Bedrock => EmbedVendor::Bedrock(BedrockEmbedder {
                access: BedrockAccess::new(
                    choice.region.clone(),
                    choice.base_url.clone(),
                    self.embedding_key.clone(),
                    self.timeout(),
                ),
                family: Family::of(&choice.model),
            }),
            EmbeddingProvider::Openai => EmbedVendor::OpenAi(endpoint(OPENAI)?),
            EmbeddingProvider::Voyage => EmbedVendor::Voyage(endpoint(VOYAGE)?),
        };
        let place: Vec<&str> = choice.base_url.iter().chain(&choice.region).map(String::as_str).collect();
        Ok(Some(Embedder {
            vendor,
            model: choice.model.clone(),
            dimensions: choice.dimensions,
            timeout: self.timeout(),
            place: place.join(" "),
        }))
    }
}

impl Opened {
    /// Who puts passages into another order. The chat model for it is the first one that sorts, with a circuit of its own: too
    /// slow for this is not too slow for its other work.
    pub fn reranker(&self, lines: &Lines, clock: &Clock) -> Result<Option<Reranker>, BuildError> {
        let choice = &self.settings.rerank;
        let endpoint = |usual: &str| {
            let base = address(choice.base_url.as_deref().unwrap_or(usual))?;
            let (http, key) = (outgoing::client(rerank::ENDPOINT_LIMIT)?, self.rerank_key.clone());
            Ok::<_, BuildError>(Endpoint { http, base, key, key_header: KeyHeader::Bearer })
        };
        let (vendor, model) = match choice.provider {
            RerankProvider::None => return Ok(None),
            RerankProvider::Model => {
                let Some(model) = lines.intent.first() else { return Ok(None) };
                (RerankVendor::Model(model.clone().within(rerank::MODEL_LIMIT)), model.model().to_owned())
            }
            RerankProvider::Bedrock => {
                let access = BedrockAccess::new(
                    choice.region.clone(),
                    choice.base_url.clone(),
                    self.rerank_key.clone(),
                    rerank::ENDPOINT_LIMIT,
                );
                (RerankVendor::Bedrock(access), choice.model.clone())
            }
            RerankProvider::Voyage => (RerankVendor::Voyage(endpoint(VOYAGE)?), choice.model.clone()),
            RerankProvider::Cohere => {
                (RerankVendor::Cohere(endpoint(COHERE)?, Arc::default()), choice.model.clone())
            }
        };
        Ok(Some(Reranker { vendor, model, breaker: Breaker::new(clock.clone()) }))
    }

    /// Who turns recordings into words.
    pub fn transcriber(&self) -> Result<Option<Transcriber>, BuildError> {
        let choice = &self.settings.transcription;
        match choice.provider {
            TranscriptionProvider::None => Ok(None),
            TranscriptionProvider::Openai => {
                let timeout = self.timeout().min(TRANSCRIPTION_LIMIT);
                let endpoint = Endpoint {
                    http: outgoing::client(timeout)?,
                    base: address(choice.base_url.as_deref().unwrap_or(OPENAI))?,
                    key: self.transcription_key.clone(),
                    key_header: KeyHeader::Bearer,
                };
                Ok(Some(Transcriber { endpoint, model: choice.model.clone(), timeout }))
            }
        }
    }
}

fn overlay<T: ToString>(chosen: &mut Option<String>, fixed: Option<&T>) {
    if let Some(fixed) = fixed {
        *chosen = Some(fixed.to_string());
    }
}

fn named(name: &str, usual: &str) -> String {
    if name.trim().is_empty() { usual.to_owned() } else { name.trim().to_owned() }
}

fn address(text: &str) -> Result<Url, BuildError> {
    Url::parse(text).map_err(|_| BuildError::NotAnAddress(text.to_owned()))
}
