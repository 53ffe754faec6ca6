//! Small talk: one friendly sentence of the cheap model, without documents. Whether it may be sent is for the claim check to
//! say: a sentence that states anything is dropped.

use tokio_util::sync::CancellationToken;

use super::generate::{sample, tongue, without_tags};
use super::markdown;
use crate::llm::{Asked, ChatRequest, Line, StopReason};
use crate::replies::prompts::{Prompt, filled};
use crate::replies::question::Question;

const TEMPERATURE: f32 = 0.4;
const LIMIT_CHARACTERS: usize = 300;

/// The sentence, and how asking for it ended. Nothing of one that is too long or broken off.
pub(in crate::replies) async fn small_talk(
    asked: &Question,
    line: &Line,
    canary: &str,
    cancel: &CancellationToken,
) -> (Option<String>, Asked) {
    let answer = line.ask(&request(asked, canary), cancel, |_| {}).await;
    let completion = answer.answer.as_ref().ok().map(|answered| &answered.completion);
    let text = completion.filter(|completion| completion.stop != StopReason::MaxTokens);
    let text = text.map(|completion| markdown::for_whatsapp(&without_tags(&completion.text)));
    let text = text.map(|text| asked.personality.dressed(text.trim()));
    (text.filter(|text| !text.is_empty() && text.chars().count() <= LIMIT_CHARACTERS), answer)
}

fn request(asked: &Question, canary: &str) -> ChatRequest {
    let prompt = Prompt::SmallTalk;
    let personality = asked.personality.told();
    let variables = [("shop", asked.shop.name.as_str()), ("mark", canary), ("personality", &personality)];
    ChatRequest {
        instructions: filled(asked.prompts.text(prompt), &variables),
        notes: sample(asked).into_iter().collect(),
        turns: asked.for_model(),
        language: Some(asked.tag().to_owned()),
        reminder: format!(
            "Answer the last message in {}, in one short sentence that states nothing.",
            tongue(asked)
        ),
        max_output_tokens: prompt.max_output_tokens().unwrap_or_default(),
        temperature: TEMPERATURE,
        ..ChatRequest::default()
    }
}
