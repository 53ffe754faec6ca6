//! The face of a chat model: one question in, a stream of pieces out, cancellable, in time, priced.
//! Adds nothing to an answer and hides nothing of its failure.

use std::pin::Pin;
use std::time::Duration;

use async_stream::stream;
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use super::anthropic::Anthropic;
use super::bedrock::Bedrock;
use super::builtin;
use super::error::LlmError;
use super::openai::OpenAi;
use super::prices::Price;
use super::thinking::without_thinking;
use super::types::{ChatEvent, ChatRequest, Completion, Micros, Usage};

/// Most bytes of text one answer may add up to.
const TEXT_LIMIT_BYTES: usize = 256 * 1024;
/// How long the first piece of an answer may take, or half of the whole time where the owner gives more. Whoever only
/// sends signs of life meanwhile is as good as silent.
const FIRST_PIECE_LIMIT: Duration = Duration::from_secs(30);

/// A model as the settings had it when it was asked for; later changes do not touch it.
#[derive(Clone)]
pub struct ChatModel {
    pub(super) vendor: Vendor,
    pub(super) timeout: Duration,
}

#[derive(Clone)]
pub(super) enum Vendor {
    Bedrock(Bedrock),
    Anthropic(Anthropic),
    OpenAi(OpenAi),
    BuiltIn,
}

impl ChatModel {
    /// The model that needs no key and no network.
    pub fn built_in() -> Self {
        Self { vendor: Vendor::BuiltIn, timeout: Duration::from_secs(5) }
    }

    /// The pieces of the answer as they come, ending with `Done` or with one error.
    /// Dropping the stream, or cancelling, closes the connection to the vendor.
    pub fn stream(
        &self,
        request: ChatRequest,
        cancel: CancellationToken,
    ) -> impl Stream<Item = Result<ChatEvent, LlmError>> + Send + use<> {
        let mut events = self.vendor.clone().stream(request);
        let begun = Instant::now();
        let whole = begun + self.timeout;
        let mut deadline = begun + self.timeout.min(FIRST_PIECE_LIMIT.max(self.timeout / 2));
        stream! {
            let mut text_bytes = 0;
            loop {
                let next = tokio::select! {
                    biased;
                    () = cancel.cancelled() => Some(Err(LlmError::Cancelled)),
                    next = timeout_at(deadline, events.next()) => next.unwrap_or(Some(Err(LlmError::TooSlow))),
                };
                let Some(mut next) = next else { break };
                deadline = whole;
                if let Ok(ChatEvent::Text(text)) = &next {
                    text_bytes += text.len();
                    if text_bytes > TEXT_LIMIT_BYTES {
                        next = Err(LlmError::BadAnswer("it is longer than 256 KiB".to_owned()));
                    }
                }
                let last = next.is_err();
                yield next;
                if last {
                    break;
                }
            }
        }
    }

    /// The whole answer at once.
    pub async fn complete(
        &self,
        request: ChatRequest,
        cancel: CancellationToken,
    ) -> Result<Completion, LlmError> {
        self.complete_heard(request, cancel, &mut |_: &str| {}).await
    }

    /// The same, telling the text as it grows. What the model thinks aloud is never told and never part of it.
    pub(super) async fn complete_heard(
        &self,
        request: ChatRequest,
        cancel: CancellationToken,
        heard: &mut impl FnMut(&str),
    ) -> Result<Completion, LlmError> {
        let mut events = std::pin::pin!(self.stream(request, cancel));
        let (mut text, mut tool) = (String::new(), None);
        while let Some(event) = events.next().await {
            match event? {
                ChatEvent::Text(piece) => {
                    text.push_str(&piece);
                    heard(&without_thinking(&text));
                }
                ChatEvent::Tool(input) => tool = Some(input),
                ChatEvent::Done { usage, stop } => {
                    return Ok(Completion { text: without_thinking(&text), tool, usage, stop });
                }
            }
        }
        Err(LlmError::Unreachable("the answer broke off".to_owned()))
    }

    /// Another model of the same provider, by the same road.
    pub(super) fn named(&self, name: &str) -> Self {
        let model = name.to_owned();
        let vendor = match &self.vendor {
            Vendor::Bedrock(Bedrock { access, .. }) => {
                Vendor::Bedrock(Bedrock { access: access.clone(), model })
            }
            Vendor::Anthropic(Anthropic { endpoint, .. }) => {
                Vendor::Anthropic(Anthropic { endpoint: endpoint.clone(), model })
            }
            Vendor::OpenAi(OpenAi { endpoint, .. }) => {
                Vendor::OpenAi(OpenAi { endpoint: endpoint.clone(), model })
            }
            Vendor::BuiltIn => Vendor::BuiltIn,
        };
        Self { vendor, timeout: self.timeout }
    }

    /// The same model with less time.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        Self { timeout: self.timeout.min(limit), vendor: self.vendor }
    }

    /// What a call costs; nothing when this model's price is not known.
    pub fn cost(&self, usage: &Usage) -> Option<Micros> {
        let price = if self.is_built_in() { Some(Price::FREE) } else { Price::of(self.model()) };
        price.map(|price| price.cost(usage))
    }

    pub fn provider(&self) -> &'static str {
        match &self.vendor {
            Vendor::Bedrock(_) => "bedrock",
            Vendor::Anthropic(_) => "anthropic",
            Vendor::OpenAi(_) => "openai",
            Vendor::BuiltIn => builtin::NAME,
        }
    }

    pub fn model(&self) -> &str {
        match &self.vendor {
            Vendor::Bedrock(Bedrock { model, .. })
            | Vendor::Anthropic(Anthropic { model, .. })
            | Vendor::OpenAi(OpenAi { model, .. }) => model,
            Vendor::BuiltIn => builtin::NAME,
        }
    }

    pub fn is_built_in(&self) -> bool {
        matches!(self.vendor, Vendor::BuiltIn)
    }
}

type Events = Pin<Box<dyn Stream<Item = Result<ChatEvent, LlmError>> + Send>>;

impl Vendor {
    fn stream(self, request: ChatRequest) -> Events {
        match self {
            Self::Bedrock(bedrock) => Box::pin(bedrock.stream(request)),
            Self::Anthropic(anthropic) => Box::pin(anthropic.stream(request)),
            Self::OpenAi(openai) => Box::pin(openai.stream(request)),
            Self::BuiltIn => Box::pin(builtin::stream(request)),
        }
    }
}
