//! Language models behind one small face: chat models (Bedrock, Anthropic, OpenAI-compatible, built-in), embedders,
//! rerankers and transcription.
//!
//! Owns the table `llm_setting`, the vendors' wire formats, prices, and the fence around everything strangers wrote.
//! Never knows the words customer or reply, never runs what a model says, never logs a question, an answer or a key.

mod anthropic;
mod bedrock;
mod bedrock_client;
mod bedrock_embed;
mod breaker;
mod build;
mod builtin;
mod change;
mod change_check;
mod chat;
mod embed;
mod embed_kind;
mod error;
mod fence;
mod line;
mod openai;
mod own_search;
mod prices;
mod rerank;
mod settings;
mod sse;
mod store;
mod thinking;
mod transcribe;
mod types;
mod wire;

pub mod routes;

use std::sync::{Arc, OnceLock};

use parking_lot::RwLock;
use tokio::sync::watch;

pub use breaker::{CircuitState, Standing};
pub use build::BuildError;
pub use builtin::other_words;
pub use change::Change;
pub use chat::ChatModel;
pub use embed::{Embedder, EmbedderId};
pub use embed_kind::EmbedKind;
pub use error::{LlmError, ModelFault};
pub use fence::clean;
pub use line::{Answered, Asked, Failure, Line};
pub use own_search::{NamedPage, NamedPages};
pub use rerank::{Reranker, Reranking};
pub use settings::{
    ChatChoice, ChatProvider, EmbeddingChoice, EmbeddingProvider, Limits, RerankChoice, RerankProvider,
    Settings, TranscriptionChoice, TranscriptionProvider,
};
pub use transcribe::{Recording, Transcriber, Transcript};
pub use types::{
    ChatEvent, ChatRequest, Completion, Document, ForcedTool, Micros, Note, Picture, PictureKind, StopReason,
    Turn, TurnRole, Usage,
};

use build::{Lines, Opened};
use store::Stored;

use crate::clock::{Clock, Timestamp};
use crate::config;
use crate::http::{ApiError, Caller};
use crate::secrets::{Sealed, Secret, Vault, VaultError};
use crate::storage::{Db, StorageError, WriteTx};

/// Where each key is sealed for: a key copied into another column does not open.
const CHAT_KEY_PLACE: &str = "llm_setting.chat_key:1";
const SECOND_KEY_PLACE: &str = "llm_setting.second_key:1";
const EMBEDDING_KEY_PLACE: &str = "llm_setting.embedding_key:1";
const RERANK_KEY_PLACE: &str = "llm_setting.rerank_key:1";
const TRANSCRIPTION_KEY_PLACE: &str = "llm_setting.transcription_key:1";

/// The models in use. Clones share them; a change of the settings reaches everybody at their next call.
#[derive(Clone)]
pub struct Llm {
    db: Db,
    vault: Vault,
    fixed: Arc<config::Llm>,
    clock: Clock,
    now: Arc<RwLock<InUse>>,
    changed: watch::Sender<()>,
    gate: Arc<OnceLock<Gate>>,
}

/// A change about to be saved, as the room above that may refuse it sees it.
pub struct Proposed<'a> {
    pub before: &'a Settings,
    pub after: &'a Settings,
    /// Why it shall be saved although answers get worse.
    pub despite_exam: Option<&'a str>,
    pub by: &'a Caller,
}

/// Refuses a change, in the transaction that would save it.
pub type Gate = Box<dyn Fn(&WriteTx, &Proposed<'_>) -> Result<(), ApiError> + Send + Sync>;

#[derive(Clone)]
struct InUse {
    /// As the owner chose, before the configuration's word.
    chosen: Opened,
    chat: ChatModel,
    /// Their circuits live as long as these settings.
    lines: Lines,
    embedder: Option<Embedder>,
    reranker: Option<Reranker>,
    transcriber: Option<Transcriber>,
}

/// Why the models could not be set up at start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error("llm.{key}: there is no provider {name:?}")]
    NoSuchProvider { key: &'static str, name: String },
}

impl Llm {
    /// Reads the settings and makes the models ready. Calls nobody.
    pub async fn open(db: Db, vault: Vault, fixed: config::Llm, clock: Clock) -> Result<Self, OpenError> {
        check_names(&fixed)?;
        let stored = db.read(store::load).await?.unwrap_or_default();
        let chosen = Opened {
            settings: stored.settings,
            chat_key: open_key(&vault, CHAT_KEY_PLACE, stored.chat_key.as_ref()),
            second_key: open_key(&vault, SECOND_KEY_PLACE, stored.second_key.as_ref()),
            embedding_key: open_key(&vault, EMBEDDING_KEY_PLACE, stored.embedding_key.as_ref()),
            rerank_key: open_key(&vault, RERANK_KEY_PLACE, stored.rerank_key.as_ref()),
            transcription_key: open_key(&vault, TRANSCRIPTION_KEY_PLACE, stored.transcription_key.as_ref()),
        };
        let now = InUse::of(chosen, &fixed, &clock)?;
        let (fixed, now) = (Arc::new(fixed), Arc::new(RwLock::new(now)));
        Ok(Self { db, vault, fixed, clock, now, changed: watch::Sender::new(()), gate: Arc::default() })
    }

    /// Lets a room above refuse changes. The first one stays.
    pub fn set_gate(&self, gate: Gate) {
        let _ = self.gate.set(gate);
    }

    /// Hears of changes once they are in use; what the bus tells of settings comes before.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// The same models as they would be after a change. Nothing is saved.
    pub fn proposed(&self, change: Change) -> Result<Self, ApiError> {
        let chosen = change.applied_to(&self.chosen())?;
        let now = InUse::of(chosen, &self.fixed, &self.clock).map_err(refused)?;
        Ok(Self { now: Arc::new(RwLock::new(now)), ..self.clone() })
    }

    /// The models as they are now, whatever is chosen later.
    #[must_use]
    pub fn frozen(&self) -> Self {
        let now = self.now.read().clone();
        Self { now: Arc::new(RwLock::new(now)), ..self.clone() }
    }

    /// The chat model as it is set now.
    pub fn chat(&self) -> ChatModel {
        self.now.read().chat.clone()
    }

    /// Who writes answers, in the order they are asked; empty when only the built-in model does.
    pub fn answers(&self) -> Line {
        self.now.read().lines.answers.clone()
    }

    /// Who sorts questions and checks answers, cheapest first; empty when only the built-in model answers.
    pub fn intent(&self) -> Line {
        self.now.read().lines.intent.clone()
    }

    /// The first model that writes answers and searches the web; nothing where none can.
    pub fn searcher(&self) -> Option<ChatModel> {
        self.now
            .read()
            .lines
            .answers
            .links
            .iter()
            .map(|link| &link.model)
            .find(|model| model.can_search())
            .cloned()
    }

    /// The embedder as it is set now; nothing when search is by words alone.
    pub fn embedder(&self) -> Option<Embedder> {
        self.now.read().embedder.clone()
    }

    /// Who puts found passages into another order; nothing when nobody does.
    pub fn reranker(&self) -> Option<Reranker> {
        self.now.read().reranker.clone()
    }

    /// Who turns recordings into words; nothing when nobody does.
    pub fn transcriber(&self) -> Option<Transcriber> {
        self.now.read().transcriber.clone()
    }

    /// Whether a model other than the built-in one answers.
    pub fn has_vendor(&self) -> bool {
        !self.now.read().chat.is_built_in()
    }

    /// The first model that is left alone because it failed, and since when.
    pub fn failing_since(&self) -> Option<Timestamp> {
        let lines = self.now.read().lines.clone();
        let standings = [lines.answers.standings(), lines.intent.standings()].concat();
        let failing = standings.iter().filter(|(_, standing)| standing.state != CircuitState::Closed);
        failing.filter_map(|(_, standing)| standing.last.map(|(_, at)| at)).min()
    }

    /// What a call to the current chat model costs; nothing when its price is not known.
    pub fn cost(&self, usage: &Usage) -> Option<Micros> {
        self.now.read().chat.cost(usage)
    }

    /// How long answers may be and take.
    pub fn limits(&self) -> Limits {
        self.now.read().chosen.settings.limits
    }

    /// The settings in use, the configuration's word included.
    pub fn settings(&self) -> Settings {
        self.effective().settings
    }

    fn chosen(&self) -> Opened {
        self.now.read().chosen.clone()
    }

    fn effective(&self) -> Opened {
        self.chosen().overlaid(&self.fixed)
    }

    /// Says no to settings no model can be made of.
    fn check(&self, chosen: &Opened) -> Result<(), ApiError> {
        InUse::of(chosen.clone(), &self.fixed, &self.clock).map(|_| ()).map_err(refused)
    }

    fn use_now(&self, chosen: Opened) -> Result<(), ApiError> {
        let next = InUse::of(chosen, &self.fixed, &self.clock).map_err(refused)?;
        *self.now.write() = next;
        self.changed.send_replace(());
        Ok(())
    }

    fn sealed(&self, opened: &Opened) -> Result<Stored, ApiError> {
        let seal = |place: &str, key: Option<&Secret>| -> Result<Option<Sealed>, VaultError> {
            key.map(|key| self.vault.seal(place, key.expose())).transpose()
        };
        Ok(Stored {
            settings: opened.settings.clone(),
            chat_key: seal(CHAT_KEY_PLACE, opened.chat_key.as_ref()).map_err(ApiError::internal)?,
            second_key: seal(SECOND_KEY_PLACE, opened.second_key.as_ref()).map_err(ApiError::internal)?,
            embedding_key: seal(EMBEDDING_KEY_PLACE, opened.embedding_key.as_ref())
                .map_err(ApiError::internal)?,
            rerank_key: seal(RERANK_KEY_PLACE, opened.rerank_key.as_ref()).map_err(ApiError::internal)?,
            transcription_key: seal(TRANSCRIPTION_KEY_PLACE, opened.transcription_key.as_ref())
                .map_err(ApiError::internal)?,
        })
    }

    /// What the configuration fixes, by name.
    fn fixed_names(&self) -> Vec<&'static str> {
        let fixed = &self.fixed;
        let names = [
            ("chat_provider", fixed.chat_provider.is_some()),
            ("chat_model", fixed.chat_model.is_some()),
            ("chat_base_url", fixed.chat_base_url.is_some()),
            ("chat_region", fixed.chat_region.is_some()),
            ("chat_key", fixed.chat_key.is_some()),
            ("embedding_provider", fixed.embedding_provider.is_some()),
            ("embedding_model", fixed.embedding_model.is_some()),
            ("embedding_base_url", fixed.embedding_base_url.is_some()),
            ("embedding_region", fixed.embedding_region.is_some()),
            ("embedding_key", fixed.embedding_key.is_some()),
        ];
        names.into_iter().filter_map(|(name, is_fixed)| is_fixed.then_some(name)).collect()
    }
}

impl InUse {
    fn of(chosen: Opened, fixed: &config::Llm, clock: &Clock) -> Result<Self, BuildError> {
        let effective = chosen.clone().overlaid(fixed);
        let (chat, lines) = (effective.chat()?, effective.lines(clock)?);
        let (embedder, transcriber) = (effective.embedder()?, effective.transcriber()?);
        let reranker = effective.reranker(&lines, clock)?;
        Ok(Self { chosen, chat, lines, embedder, reranker, transcriber })
    }
}

fn refused(error: BuildError) -> ApiError {
    match error {
        BuildError::NoClient(_) => ApiError::internal(error),
        BuildError::NotAnAddress(_) => ApiError::unprocessable("invalid_settings", error.to_string()),
    }
}

/// A key sealed by another machine is told in the log and asked for again; it never stops the shop.
fn open_key(vault: &Vault, place: &str, sealed: Option<&Sealed>) -> Option<Secret> {
    match vault.open(place, sealed?) {
        Ok(key) => Some(key),
        Err(error) => {
            tracing::error!(secret.place = place, error = %error, "a model's key cannot be opened; please paste it again");
            None
        }
    }
}

fn check_names(fixed: &config::Llm) -> Result<(), OpenError> {
    let wrong = |key, name: &Option<String>, known: fn(&str) -> bool| match name {
        Some(name) if !known(name) => Err(OpenError::NoSuchProvider { key, name: name.clone() }),
        Some(_) | None => Ok(()),
    };
    wrong("chat_provider", &fixed.chat_provider, |name| name.parse::<ChatProvider>().is_ok())?;
    wrong("embedding_provider", &fixed.embedding_provider, |name| name.parse::<EmbeddingProvider>().is_ok())
}

/// Forgets the vendors' keys of a shop whose vault cannot be opened any more.
pub fn forget_sealed(tx: &WriteTx) -> Result<(), StorageError> {
    store::forget_keys(tx)
}
