//! `GET|PUT /llm/settings` and `POST /llm/test`: which models, and do they answer. Keys go in and never come out.

use std::time::Instant;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::breaker::{CircuitState, Standing};
use super::build::{BuildError, Opened};
use super::change::Change;
use super::chat::ChatModel;
use super::embed_kind::EmbedKind;
use super::error::{LlmError, ModelFault};
use super::settings::{
    ChatChoice, ChatProvider, EmbeddingProvider, Limits, RerankProvider, TranscriptionProvider,
};
use super::transcribe::Recording;
use super::types::{ChatRequest, Document, Turn, TurnRole};
use super::{Llm, Proposed, store};
use crate::actor::Permission;
use crate::audit;
use crate::clock::{Clock, Timestamp};
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json};
use crate::secrets::Secret;
use crate::words::words;

/// `/llm`
pub fn routes() -> OpenApiRouter<Llm> {
    OpenApiRouter::new().routes(routes!(show, change)).routes(routes!(test))
}

/// The models as they are set.
#[derive(Debug, Serialize, ToSchema)]
pub struct LlmSettings {
    chat: ChatView,
    /// Asked when the first one fails; `builtin` means that there is none.
    second: ChatView,
    embedding: EmbeddingView,
    /// Puts found passages into another order before answers are written.
    rerank: RerankView,
    /// Turns voice notes into words.
    transcription: TranscriptionView,
    limits: Limits,
    /// Each model in the order it is asked, and how it fares.
    models: Vec<ModelStanding>,
    /// What the configuration file or the environment fixes, such as `chat_provider`: it cannot be changed here.
    fixed: Vec<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ChatView {
    provider: ChatProvider,
    /// Writes the answers.
    model: String,
    /// Sorts what customers want; the same as `model` when empty.
    intent_model: String,
    base_url: Option<String>,
    region: Option<String>,
    key_set: bool,
}

impl ChatView {
    fn of(choice: ChatChoice, key: Option<&Secret>) -> Self {
        let ChatChoice { provider, model, intent_model, base_url, region } = choice;
        Self { provider, model, intent_model, base_url, region, key_set: key.is_some() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct EmbeddingView {
    provider: EmbeddingProvider,
    model: String,
    base_url: Option<String>,
    region: Option<String>,
    dimensions: Option<u32>,
    key_set: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct RerankView {
    provider: RerankProvider,
    model: String,
    base_url: Option<String>,
    region: Option<String>,
    key_set: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct TranscriptionView {
    provider: TranscriptionProvider,
    model: String,
    base_url: Option<String>,
    key_set: bool,
}

/// Which models answer, embed, rerank and transcribe.
#[utoipa::path(get, path = "/llm/settings", tag = "llm", responses((status = 200, body = LlmSettings)))]
async fn show(State(llm): State<Llm>, caller: Caller) -> Result<Json<LlmSettings>, ApiError> {
    caller.require(Permission::ManageModel)?;
    Ok(Json(view(&llm)))
}

/// Chooses models. A key that is not given stays, as long as the provider and the address stay.
#[utoipa::path(put, path = "/llm/settings", tag = "llm", request_body = Change, responses((status = 200, body = LlmSettings), (status = 409)))]
async fn change(
    State(llm): State<Llm>,
    caller: Caller,
    Json(mut change): Json<Change>,
) -> Result<Json<LlmSettings>, ApiError> {
    caller.require(Permission::ManageModel)?;
    let despite = change.despite_exam.take();
    let opened = change.applied_to(&llm.chosen())?;
    llm.check(&opened)?;
    let (gate, before) = (llm.clone(), llm.settings());
    let after = opened.clone().overlaid(&llm.fixed).settings;
    let stored = llm.sealed(&opened)?;
    let details = json!({"chat": stored.settings.chat.provider, "second": stored.settings.second.provider,
            "embedding": stored.settings.embedding.provider, "rerank": stored.settings.rerank.provider,
            "transcription": stored.settings.transcription.provider});
    llm.db
        .write(move |tx| {
            if let Some(gate) = gate.gate.get() {
                let (before, after, despite_exam) = (&before, &after, despite.as_deref());
                gate(tx, &Proposed { before, after, despite_exam, by: &caller })?;
            }
            store::save(tx, &stored)?;
            audit::record(tx, &caller, "llm.settings_changed", "llm", details)?;
            tx.announce(Topic::Settings, "llm");
            Ok::<_, ApiError>(())
        })
        .await?;
    llm.use_now(opened)?;
    Ok(Json(view(&llm)))
}

fn view(llm: &Llm) -> LlmSettings {
    let Opened { settings, chat_key, second_key, embedding_key, rerank_key, transcription_key } =
        llm.effective();
    LlmSettings {
        chat: ChatView::of(settings.chat, chat_key.as_ref()),
        second: ChatView::of(settings.second, second_key.as_ref()),
        embedding: EmbeddingView {
            provider: settings.embedding.provider,
            model: settings.embedding.model,
            base_url: settings.embedding.base_url,
            region: settings.embedding.region,
            dimensions: settings.embedding.dimensions,
            key_set: embedding_key.is_some(),
        },
        rerank: RerankView {
            provider: settings.rerank.provider,
            model: settings.rerank.model,
            base_url: settings.rerank.base_url,
            region: settings.rerank.region,
            key_set: rerank_key.is_some(),
        },
        transcription: TranscriptionView {
            provider: settings.transcription.provider,
            model: settings.transcription.model,
            base_url: settings.transcription.base_url,
            key_set: transcription_key.is_some(),
        },
        limits: settings.limits,
        models: standings(llm),
        fixed: llm.fixed_names(),
    }
}

/// One model and how it fares.
#[derive(Debug, Serialize, ToSchema)]
struct ModelStanding {
    does: ModelTask,
    provider: &'static str,
    model: String,
    state: CircuitState,
    /// When a model that is left alone is tried again.
    tried_at: Option<Timestamp>,
    /// Its last failure since it last answered.
    fault: Option<ModelFault>,
    failed_at: Option<Timestamp>,
}

words! {
    /// What a model does.
    ModelTask {
        /// It sorts questions and checks answers.
        Intent = "intent",
        /// It writes answers.
        Answers = "answers",
        /// It puts passages into another order.
        Rerank = "rerank",
    }
}

fn standings(llm: &Llm) -> Vec<ModelStanding> {
    let (intent, answers) = (llm.intent(), llm.answers());
    let both = [(ModelTask::Intent, &intent), (ModelTask::Answers, &answers)];
    let chat = both.into_iter().flat_map(|(does, line)| {
        line.standings()
            .into_iter()
            .map(move |(model, standing)| told(does, model.provider(), model.model(), standing))
    });
    let reranker = llm.reranker();
    let reranks = reranker
        .iter()
        .map(|reranker| told(ModelTask::Rerank, reranker.provider(), reranker.model(), reranker.standing()));
    chat.chain(reranks).collect()
}

fn told(does: ModelTask, provider: &'static str, model: &str, standing: Standing) -> ModelStanding {
    ModelStanding {
        does,
        provider,
        model: model.to_owned(),
        state: standing.state,
        tried_at: standing.until,
        fault: standing.last.map(|(fault, _)| fault),
        failed_at: standing.last.map(|(_, at)| at),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Which {
    Chat,
    /// The one asked when the first fails.
    Second,
    Embedding,
    /// The one that puts passages into order.
    Rerank,
    /// The one that turns voice notes into words.
    Transcription,
}

/// What to try: the settings given here, or those in use.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Trial {
    which: Which,
    settings: Option<Change>,
}

#[derive(Debug, Serialize, ToSchema)]
struct TrialOutcome {
    latency_ms: u64,
    /// What went wrong, if it did not answer.
    fault: Option<ModelFault>,
    /// The provider's own words about it.
    said: Option<String>,
    /// What the model said, cut short.
    sample: Option<String>,
}

/// Asks the model one small question, to see whether it answers.
#[utoipa::path(post, path = "/llm/test", tag = "llm", request_body = Trial, responses((status = 200, body = TrialOutcome)))]
async fn test(
    State(llm): State<Llm>,
    caller: Caller,
    Json(trial): Json<Trial>,
) -> Result<Json<TrialOutcome>, ApiError> {
    caller.require(Permission::ManageModel)?;
    let opened = match trial.settings {
        Some(change) => change.applied_to(&llm.chosen())?.overlaid(&llm.fixed),
        None => llm.effective(),
    };
    llm.check(&opened)?;
    let begun = Instant::now();
    let answer = match trial.which {
        Which::Chat => try_chat(opened.chat(), &opened.settings.chat).await,
        Which::Second => try_chat(opened.second(), &opened.settings.second).await,
        Which::Embedding => try_embedding(&opened).await,
        Which::Rerank => try_rerank(&opened, &llm.clock).await,
        Which::Transcription => try_transcription(&opened).await,
    };
    let latency_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Json(match answer {
        Ok(sample) => TrialOutcome { latency_ms, fault: None, said: None, sample: Some(sample) },
        Err(error) => TrialOutcome {
            latency_ms,
            fault: Some(error.fault()),
            said: error.said().map(str::to_owned),
            sample: None,
        },
    }))
}

/// Both models of a provider must answer: the one that writes, and the one that sorts.
async fn try_chat(model: Result<ChatModel, BuildError>, choice: &ChatChoice) -> Result<String, LlmError> {
    let model = model.map_err(|error| LlmError::Unreachable(error.to_string()))?;
    let request = ChatRequest {
        instructions: "You answer a shop's customers from its documents, in one short sentence.".to_owned(),
        documents: vec![Document {
            id: "1".to_owned(),
            title: "Opening hours".to_owned(),
            text: "We are open from Monday to Friday, 9:00 to 18:00.".to_owned(),
            support: 1.0,
            ..Document::default()
        }],
        turns: vec![Turn { role: TurnRole::User, text: "What are your opening hours?".to_owned() }],
        max_output_tokens: 64,
        ..ChatRequest::default()
    };
    let answer = model.complete(request.clone(), CancellationToken::new()).await?;
    if !choice.intent_model.is_empty() && choice.intent_model != choice.model {
        model.named(&choice.intent_model).complete(request, CancellationToken::new()).await?;
    }
    Ok(answer.text.chars().take(200).collect())
}

async fn try_embedding(opened: &Opened) -> Result<String, LlmError> {
    let embedder = opened.embedder().map_err(|error| LlmError::Unreachable(error.to_string()))?;
    let embedder = embedder.ok_or_else(|| LlmError::Unsupported("no embedder is chosen".to_owned()))?;
    let vectors = embedder.embed(&["opening hours".to_owned()], EmbedKind::Query).await?;
    Ok(format!("{} dimensions", vectors.first().map_or(0, Vec::len)))
}

/// Two passages, the wrong one first.
async fn try_rerank(opened: &Opened, clock: &Clock) -> Result<String, LlmError> {
    let reranker = opened.lines(clock).and_then(|lines| opened.reranker(&lines, clock));
    let reranker = reranker.map_err(|error| LlmError::Unreachable(error.to_string()))?;
    let reranker = reranker.ok_or_else(|| LlmError::Unsupported("no reranker is chosen".to_owned()))?;
    let passage = |title: &str, text: &str| Document {
        title: title.to_owned(),
        text: text.to_owned(),
        ..Document::default()
    };
    let passages = [
        passage("Returns", "We take goods back within 14 days."),
        passage("Opening hours", "We are open from Monday to Friday, 9:00 to 18:00."),
    ];
    let order = reranker.rerank("What are your opening hours?", &passages).await.order?;
    Ok(order.iter().map(|place| passages[*place].title.as_str()).collect::<Vec<_>>().join(", "))
}

/// A second of silence: whoever hears nothing in it answers well.
async fn try_transcription(opened: &Opened) -> Result<String, LlmError> {
    let transcriber = opened.transcriber().map_err(|error| LlmError::Unreachable(error.to_string()))?;
    let transcriber =
        transcriber.ok_or_else(|| LlmError::Unsupported("no transcription is chosen".to_owned()))?;
    let recording = Recording { mime_type: "audio/wav".to_owned(), bytes: a_second_of_silence().into() };
    Ok(transcriber.transcribe(recording).await?.text.chars().take(200).collect())
}

/// A WAV file: 8,000 samples of eight bits.
fn a_second_of_silence() -> Vec<u8> {
    const SAMPLES: u32 = 8_000;
    let mut file = b"RIFF".to_vec();
    file.extend((36 + SAMPLES).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(SAMPLES.to_le_bytes());
    file.extend(SAMPLES.to_le_bytes());
    file.extend(b"\x01\0\x08\0data");
    file.extend(SAMPLES.to_le_bytes());
    file.resize(file.len() + SAMPLES as usize, 0x80);
    file
}
