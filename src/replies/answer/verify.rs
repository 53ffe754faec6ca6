//! The second small call: a quote for every sentence of a draft, by a forced tool. Asks and reads; what counts as a
//! quote is `claim_check`'s to say.

use tokio_util::sync::CancellationToken;

use super::claim_check::{self, Verified};
use crate::llm::{Asked, ChatRequest, Document, ForcedTool, Line, Note, Turn as Said, TurnRole, clean};
use crate::replies::prompts::Prompt;
use crate::replies::question::Question;

/// What a second reading says of each sentence of the draft; nothing when no model reads it.
pub(in crate::replies) async fn verify(
    asked: &Question,
    documents: Vec<Document>,
    draft: &str,
    line: &Line,
    cancel: &CancellationToken,
) -> (Option<Verified>, Asked) {
    let answer = line.ask(&request(asked, documents, draft), cancel, |_| {}).await;
    let input = answer.answer.as_ref().ok().and_then(|answered| answered.completion.tool.as_ref());
    (input.map(Verified::read), answer)
}

/// Whether a text holds the mark of our instructions, however it is spaced or dressed.
pub(in crate::replies) fn leaks(text: &str, canary: &str) -> bool {
    let plain = |text: &str| -> String {
        clean(text).chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    plain(text).contains(&plain(canary))
}

fn request(asked: &Question, documents: Vec<Document>, draft: &str) -> ChatRequest {
    ChatRequest {
        instructions: asked.prompts.text(Prompt::Check).trim().to_owned(),
        documents,
        pictures: Vec::new(),
        notes: vec![Note { name: "draft", text: draft.to_owned() }],
        turns: vec![Said { role: TurnRole::User, text: asked.text.clone() }],
        language: Some(asked.tag().to_owned()),
        reminder: "Check the draft sentence by sentence with the tool.".to_owned(),
        tool: Some(ForcedTool {
            name: "verify".to_owned(),
            description: "Says of each sentence of the draft which document holds it.".to_owned(),
            schema: claim_check::schema(),
        }),
        max_output_tokens: Prompt::Check.max_output_tokens().unwrap_or_default(),
        temperature: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_found_however_it_is_written() {
        for text in ["The mark is zq18a.", "Z Q 1 8 A", "z\u{200b}q18a", "zq-18-a"] {
            assert!(leaks(text, "zq18a"), "{text}");
        }
        assert!(!leaks("It costs 18 euros.", "zq18a"));
    }
}
