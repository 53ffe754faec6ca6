//! Has one recording transcribed, and judges what was heard. What may not be answered is kept for people all the same.

use super::outcome::{Outcome, Trouble};
use crate::inbox::{FoundWords, MediaTextFault, NoWords};
use crate::llm::{self, LlmError, Recording, Transcriber, Transcript};
use crate::replies::question::language;
use crate::replies::runs::trace::Call;
use crate::replies::turn::TURN_LIMIT_CHARACTERS;
use crate::replies::types::CallTask;

/// Characters of a transcript that are kept for people.
const KEPT_CHARACTERS: usize = 20_000;

/// Asks the service once, unless it takes too long.
pub(super) async fn transcribe(
    service: &Transcriber,
    recording: Recording,
    late: impl Future<Output = ()>,
) -> Outcome {
    let answer = tokio::select! {
        biased;
        () = late => Err(LlmError::TooSlow),
        answer = service.transcribe(recording) => answer,
    };
    let call = Some(call(service, &answer));
    let found = match &answer {
        Ok(transcript) => judge(transcript, service.model()).map_err(Trouble::NoWords),
        Err(error) => Err(Trouble::Model(error.clone())),
    };
    Outcome { found, call }
}

/// Whether the words may be answered.
fn judge(transcript: &Transcript, model: &str) -> Result<FoundWords, NoWords> {
    let clean = llm::clean(&transcript.text);
    let text: String = clean.trim().chars().take(KEPT_CHARACTERS).collect();
    if text.is_empty() {
        return Err(MediaTextFault::Nothing.into());
    }
    let is_long = text.chars().nth(TURN_LIMIT_CHARACTERS).is_some();
    let language = transcript.language.as_deref().and_then(language::tag_of_name).map(str::to_owned);
    let words = FoundWords { text, language, model: Some(model.to_owned()) };
    let fault = if is_long {
        MediaTextFault::TooLong
    } else if transcript.sure {
        return Ok(words);
    } else {
        MediaTextFault::Unclear
    };
    Err(NoWords { fault, words: Some(words) })
}

fn call(service: &Transcriber, answer: &Result<Transcript, LlmError>) -> Call {
    let heard = answer.as_ref().ok();
    Call {
        task: CallTask::Transcribe,
        provider: service.provider().to_owned(),
        model: service.model().to_owned(),
        usage: heard.map(|transcript| transcript.usage).unwrap_or_default(),
        cost: heard.and_then(|transcript| service.cost(transcript)).map(|cost| cost.0),
        fault: answer.as_ref().err().map(LlmError::fault),
    }
}
