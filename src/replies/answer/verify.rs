//! The second small call: a quote for every sentence of a draft, by a forced tool. Asks and reads; what counts as a
//! quote is `claim_check`'s to say.

use tokio_util::sync::CancellationToken;

use super::claim_check::{self, Verified};
use crate::llm::{
    ChatModel, ChatRequest, Document, ForcedTool, LlmError, Note, Turn as Said, TurnRole, clean,
};
use crate::replies::question::Question;
use crate::replies::types::Spent;

/// The answer copies a draft of at most three sentences and their quotes.
const MAX_OUTPUT_TOKENS: u32 = 1_200;

/// What a second reading says of each sentence of the draft.
pub(in crate::replies) async fn verify(
    asked: &Question,
    documents: Vec<Document>,
    draft: &str,
    model: &ChatModel,
    cancel: CancellationToken,
    spent: &mut Spent,
) -> Result<Verified, LlmError> {
    let answer = model.complete(request(asked, documents, draft), cancel).await?;
    spent.add(answer.usage, model.cost(&answer.usage));
    let input = answer.tool.ok_or_else(|| LlmError::BadAnswer("it did not call the tool".to_owned()))?;
    Ok(Verified::read(&input))
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
        instructions: "You check a draft against documents. Call the tool, say nothing else.\n\
             Give every sentence of the draft, copied word for word, with one verdict:\n\
             supported: one document says exactly this, of the same thing, with the same figures, days, conditions and the same yes or no.\n\
             contradicted: a document says otherwise.\n\
             absent: no document says it, or only of another thing.\n\
             no_claim: it only greets, thanks or asks.\n\
             For supported give the document's id and the shortest passage of it that says so by itself, copied word for word. \
             A question in a document says nothing; only its answer does. In doubt: absent."
            .to_owned(),
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
        max_output_tokens: MAX_OUTPUT_TOKENS,
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
