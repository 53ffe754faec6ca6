//! Amazon Bedrock through the AWS SDK: ConverseStream for chat.
//! Never passes reasoning on: only text and the forced tool's input.

use async_stream::try_stream;
use aws_sdk_bedrockruntime::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::operation::converse_stream::ConverseStreamOutput;
use aws_sdk_bedrockruntime::operation::converse_stream::builders::ConverseStreamFluentBuilder;
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;
use aws_sdk_bedrockruntime::types::{
    CachePointBlock, CachePointType, ContentBlock, ContentBlockDelta, ContentBlockStart, ConversationRole,
    ConverseStreamOutput as Event, ImageBlock, ImageFormat, ImageSource, InferenceConfiguration, Message,
    SpecificToolChoice, StopReason as BedrockStop, SystemContentBlock, TokenUsage, Tool, ToolChoice,
    ToolConfiguration, ToolInputSchema, ToolSpecification,
};
use aws_smithy_types::{Blob, Document as Smithy, Number, error::operation::BuildError};
use futures_util::Stream;
use serde_json::Value;

use super::bedrock_client::BedrockAccess;
use super::error::{self, LlmError};
use super::fence::{Fenced, fence};
use super::types::{ChatEvent, ChatRequest, ForcedTool, Picture, PictureKind, StopReason, TurnRole, Usage};

/// Most bytes of text one answer may have.
const ANSWER_LIMIT_BYTES: usize = 1024 * 1024;

#[derive(Clone)]
pub(super) struct Bedrock {
    pub access: BedrockAccess,
    pub model: String,
}

impl Bedrock {
    pub fn stream(self, request: ChatRequest) -> impl Stream<Item = Result<ChatEvent, LlmError>> + Send {
        try_stream! {
            let mut events = self.open(&request).await?.stream;
            let mut reading = Reading::default();
            while let Some(event) = events.recv().await.map_err(|error| broken(&error))? {
                if let Some(event) = reading.take(event)? {
                    yield event;
                }
            }
            yield reading.done()?;
        }
    }

    /// Newer models take no temperature, older ones keep nothing, and both say so: then the call is made again without.
    async fn open(&self, request: &ChatRequest) -> Result<ConverseStreamOutput, LlmError> {
        let fenced = fence(request)?;
        let client = self.access.client().await?;
        let mut with = With { temperature: true, cache_point: keeps_prefixes(&self.model) };
        loop {
            let call = client.converse_stream().model_id(&self.model);
            let call = with_question(call, request, &fenced, with).map_err(|error| not_built(&error))?;
            match call.send().await.map_err(|error| refused(&error)) {
                Err(LlmError::Unsupported(said)) if with.give_up(&said) => {}
                answer => return answer,
            }
        }
    }
}

/// What a model may refuse to take.
#[derive(Clone, Copy)]
struct With {
    temperature: bool,
    cache_point: bool,
}

impl With {
    /// Says whether what was refused can be left out.
    fn give_up(&mut self, said: &str) -> bool {
        let said = said.to_lowercase();
        let refused = |with: &mut bool, word: &str| *with && said.contains(word) && std::mem::take(with);
        refused(&mut self.temperature, "temperature") || refused(&mut self.cache_point, "cach")
    }
}

/// Models that keep the beginning of a question for the next one when they are shown where it ends. Others refuse the mark.
fn keeps_prefixes(model: &str) -> bool {
    ["claude", "amazon.nova"].iter().any(|family| model.contains(family))
}

fn inference(request: &ChatRequest, with: With) -> InferenceConfiguration {
    InferenceConfiguration::builder()
        .max_tokens(i32::try_from(request.max_output_tokens).unwrap_or(i32::MAX))
        .set_temperature(with.temperature.then_some(request.temperature))
        .build()
}

/// Tools and instructions stand first and are the same in every call: they end in the cache point.
fn system(fenced: &Fenced, with: With) -> Result<Vec<SystemContentBlock>, BuildError> {
    let mut blocks = vec![SystemContentBlock::Text(fenced.system.clone())];
    if with.cache_point {
        let point = CachePointBlock::builder().r#type(CachePointType::Default).build()?;
        blocks.push(SystemContentBlock::CachePoint(point));
    }
    Ok(blocks)
}

fn with_question(
    call: ConverseStreamFluentBuilder,
    request: &ChatRequest,
    fenced: &Fenced,
    with: With,
) -> Result<ConverseStreamFluentBuilder, BuildError> {
    let last = fenced.turns.len().saturating_sub(1);
    let messages = fenced.turns.iter().enumerate().map(|(at, (role, text))| {
        let pictures: &[Picture] = if at == last { &request.pictures } else { &[] };
        message(*role, text.clone(), pictures)
    });
    let messages = messages.collect::<Result<Vec<_>, _>>()?;
    Ok(call
        .set_system(Some(system(fenced, with)?))
        .set_messages(Some(messages))
        .inference_config(inference(request, with))
        .set_tool_config(request.tool.as_ref().map(tool).transpose()?))
}

fn message(role: TurnRole, text: String, pictures: &[Picture]) -> Result<Message, BuildError> {
    let role = match role {
        TurnRole::User => ConversationRole::User,
        TurnRole::Assistant => ConversationRole::Assistant,
    };
    let seen = pictures.iter().map(image).collect::<Result<Vec<_>, _>>()?;
    let blocks = seen.into_iter().map(ContentBlock::Image).chain([ContentBlock::Text(text)]);
    Message::builder().role(role).set_content(Some(blocks.collect())).build()
}

fn image(picture: &Picture) -> Result<ImageBlock, BuildError> {
    let format = match picture.kind {
        PictureKind::Jpeg => ImageFormat::Jpeg,
        PictureKind::Png => ImageFormat::Png,
    };
    let source = ImageSource::Bytes(Blob::new(picture.bytes.to_vec()));
    ImageBlock::builder().format(format).source(source).build()
}

fn tool(tool: &ForcedTool) -> Result<ToolConfiguration, BuildError> {
    let specification = ToolSpecification::builder()
        .name(&tool.name)
        .description(&tool.description)
        .input_schema(ToolInputSchema::Json(smithy(&tool.schema)))
        .build()?;
    let choice = SpecificToolChoice::builder().name(&tool.name).build()?;
    ToolConfiguration::builder()
        .tools(Tool::ToolSpec(specification))
        .tool_choice(ToolChoice::Tool(choice))
        .build()
}

fn smithy(value: &Value) -> Smithy {
    match value {
        Value::Null => Smithy::Null,
        Value::Bool(value) => Smithy::Bool(*value),
        Value::Number(number) => Smithy::Number(smithy_number(number)),
        Value::String(text) => Smithy::String(text.clone()),
        Value::Array(items) => Smithy::Array(items.iter().map(smithy).collect()),
        Value::Object(fields) => {
            Smithy::Object(fields.iter().map(|(name, value)| (name.clone(), smithy(value))).collect())
        }
    }
}

fn smithy_number(number: &serde_json::Number) -> Number {
    match (number.as_u64(), number.as_i64()) {
        (Some(value), _) => Number::PosInt(value),
        (None, Some(value)) => Number::NegInt(value),
        (None, None) => Number::Float(number.as_f64().unwrap_or(0.0)),
    }
}

/// What has been read of one answer.
#[derive(Default)]
struct Reading {
    usage: Usage,
    tool: String,
    /// The first block that calls a tool; a second call is not ours.
    tool_block: Option<i32>,
    bytes: usize,
    stop: Option<BedrockStop>,
}

impl Reading {
    fn take(&mut self, event: Event) -> Result<Option<ChatEvent>, LlmError> {
        match event {
            Event::ContentBlockStart(start) => {
                if matches!(start.start, Some(ContentBlockStart::ToolUse(_))) {
                    self.tool_block.get_or_insert(start.content_block_index);
                }
                Ok(None)
            }
            Event::ContentBlockDelta(delta) => self.take_delta(delta.content_block_index, delta.delta),
            Event::MessageStop(stop) => self.take_stop(stop.stop_reason),
            Event::Metadata(metadata) => {
                self.usage = metadata.usage.as_ref().map(usage).unwrap_or_default();
                Ok(None)
            }
            // The SDK's enum is open: blocks begun, ended, or of a kind made later carry nothing for us.
            _ => Ok(None),
        }
    }

    fn take_delta(
        &mut self,
        block: i32,
        delta: Option<ContentBlockDelta>,
    ) -> Result<Option<ChatEvent>, LlmError> {
        let (text, tool) = match delta {
            Some(ContentBlockDelta::Text(text)) => (Some(text), None),
            Some(ContentBlockDelta::ToolUse(tool)) if self.tool_block == Some(block) => {
                (None, Some(tool.input))
            }
            Some(_) | None => (None, None),
        };
        self.bytes += text.as_ref().or(tool.as_ref()).map_or(0, String::len);
        if self.bytes > ANSWER_LIMIT_BYTES {
            return Err(LlmError::BadAnswer("it is longer than 1 MiB".to_owned()));
        }
        self.tool.push_str(tool.as_deref().unwrap_or_default());
        Ok(text.map(ChatEvent::Text))
    }

    fn take_stop(&mut self, stop: BedrockStop) -> Result<Option<ChatEvent>, LlmError> {
        self.stop = Some(stop);
        if self.tool_block.is_none() {
            return Ok(None);
        }
        let input = if self.tool.is_empty() { "{}" } else { &self.tool };
        serde_json::from_str(input)
            .map(|input| Some(ChatEvent::Tool(input)))
            .map_err(|_| LlmError::BadAnswer("its tool call is not whole JSON".to_owned()))
    }

    fn done(self) -> Result<ChatEvent, LlmError> {
        let stop = match self.stop {
            None => return Err(LlmError::Unreachable("the answer broke off".to_owned())),
            Some(BedrockStop::MaxTokens) => StopReason::MaxTokens,
            Some(BedrockStop::ToolUse) => StopReason::Tool,
            Some(BedrockStop::ContentFiltered | BedrockStop::GuardrailIntervened) => {
                return Err(LlmError::Refused("its filter stepped in".to_owned()));
            }
            Some(BedrockStop::ModelContextWindowExceeded) => return Err(LlmError::TooLong),
            Some(BedrockStop::MalformedModelOutput | BedrockStop::MalformedToolUse) => {
                return Err(LlmError::BadAnswer(
                    "the model wrote something its provider could not read".to_owned(),
                ));
            }
            Some(_) => StopReason::Finished,
        };
        Ok(ChatEvent::Done { usage: self.usage, stop })
    }
}

fn usage(tokens: &TokenUsage) -> Usage {
    let count = |tokens: i32| u64::try_from(tokens).unwrap_or(0);
    Usage {
        input_tokens: count(tokens.input_tokens),
        output_tokens: count(tokens.output_tokens),
        cached_input_tokens: count(tokens.cache_read_input_tokens.unwrap_or(0)),
        cache_write_tokens: count(tokens.cache_write_input_tokens.unwrap_or(0)),
    }
}

fn not_built(error: &BuildError) -> LlmError {
    LlmError::Unsupported(error::shorten(&error.to_string()))
}

/// Reads a refusal of any Bedrock operation, before or within its stream.
pub(super) fn refused<E, R>(error: &SdkError<E, R>) -> LlmError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug + 'static,
{
    match error {
        SdkError::ServiceError(service) => from_code(service.err().code(), service.err().message()),
        SdkError::TimeoutError(_) => LlmError::TooSlow,
        SdkError::ConstructionFailure(_) | SdkError::DispatchFailure(_) => not_sent(error),
        SdkError::ResponseError(_) => LlmError::Unreachable("the answer broke off".to_owned()),
        // The SDK's enum is open; a kind of failure made later is still nobody there.
        _ => LlmError::Unreachable("the call failed".to_owned()),
    }
}

/// Reads a failure within a stream. The SDK gives those a type but no code.
fn broken<R: std::fmt::Debug + 'static>(error: &SdkError<ConverseStreamOutputError, R>) -> LlmError {
    let code = match error.as_service_error() {
        Some(ConverseStreamOutputError::ThrottlingException(_)) => "ThrottlingException",
        Some(ConverseStreamOutputError::ServiceUnavailableException(_)) => "ServiceUnavailableException",
        Some(ConverseStreamOutputError::ValidationException(_)) => "ValidationException",
        Some(_) | None => return refused(error),
    };
    from_code(Some(code), error.message())
}

/// The SDK tells a missing key and a missing network apart only in the words of its causes.
fn not_sent(error: &(dyn std::error::Error + 'static)) -> LlmError {
    let causes = DisplayErrorContext(error).to_string().to_lowercase();
    if causes.contains("credential") || causes.contains("identity") {
        LlmError::KeyRefused("no AWS credentials were found".to_owned())
    } else {
        LlmError::Unreachable("no connection".to_owned())
    }
}

fn from_code(code: Option<&str>, message: Option<&str>) -> LlmError {
    let said = error::shorten(message.unwrap_or_default());
    let words = said.to_lowercase();
    match code.unwrap_or_default() {
        // Its quotas are by the minute and by the day; the latter do not pass while a customer waits.
        "ThrottlingException" if words.contains("per day") => LlmError::OverBudget(said),
        "ThrottlingException" | "ModelNotReadyException" | "ServiceUnavailableException" => {
            LlmError::RetryAfter(error::RETRY_DEFAULT)
        }
        "ModelTimeoutException" => LlmError::TooSlow,
        "ServiceQuotaExceededException" => LlmError::OverBudget(said),
        // So it says of a model that keeps nothing.
        "AccessDeniedException" if words.contains("prompt caching") => LlmError::Unsupported(said),
        "AccessDeniedException"
        | "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "ExpiredTokenException"
        | "MissingAuthenticationTokenException" => LlmError::KeyRefused(said),
        "ResourceNotFoundException" => LlmError::ModelUnknown(said),
        "ValidationException"
            if words.contains("model identifier") || words.contains("on-demand throughput") =>
        {
            LlmError::ModelUnknown(said)
        }
        "ValidationException" => error::from_words(said, &words),
        _ => LlmError::Unreachable(said),
    }
}
