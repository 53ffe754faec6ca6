//! What the customer wants: first by phrases that need no model, then by a forced tool call whose schema names the intents.
//! An answer that is not one of them means knowledge: searching is always safe.

use serde::Deserialize;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::llm::{ChatModel, ChatRequest, ForcedTool, LlmError};
use crate::replies::question::Question;
use crate::replies::types::{Intent, Spent};

const MAX_OUTPUT_TOKENS: u32 = 200;
const QUESTION_LIMIT_CHARACTERS: usize = 500;

/// What was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replies) struct Understood {
    pub intent: Intent,
    /// What to search for: the question made whole from what was said before.
    pub question: String,
    pub upset: bool,
}

impl Understood {
    /// What a turn means when no model is asked, or none answers usably.
    pub fn as_knowledge(asked: &Question) -> Self {
        Self { intent: Intent::Knowledge, question: asked.text.clone(), upset: false }
    }
}

#[derive(Deserialize)]
struct Sorted {
    intent: Intent,
    #[serde(default)]
    question: String,
    #[serde(default)]
    upset: bool,
}

/// Asks the model. Only a failure to reach it is an error.
pub(in crate::replies) async fn understand(
    asked: &Question,
    model: &ChatModel,
    cancel: CancellationToken,
    spent: &mut Spent,
) -> Result<Understood, LlmError> {
    match model.complete(request(asked), cancel).await {
        Ok(answer) => {
            spent.add(answer.usage, model.cost(&answer.usage));
            Ok(answer.tool.map_or_else(|| Understood::as_knowledge(asked), |input| read(input, asked)))
        }
        Err(LlmError::Unsupported(_) | LlmError::BadAnswer(_) | LlmError::Refused(_)) => {
            Ok(Understood::as_knowledge(asked))
        }
        Err(error) => Err(error),
    }
}

fn read(input: serde_json::Value, asked: &Question) -> Understood {
    let Ok(sorted) = serde_json::from_value::<Sorted>(input) else { return Understood::as_knowledge(asked) };
    let question = sorted.question.trim();
    let usable = !question.is_empty() && question.chars().count() <= QUESTION_LIMIT_CHARACTERS;
    // The customer's own words always count: a rewritten question may only add to them.
    let question = if usable && !asked.text.contains(question) {
        format!("{}\n{question}", asked.text)
    } else {
        asked.text.clone()
    };
    Understood { intent: sorted.intent, question, upset: sorted.upset }
}

fn request(asked: &Question) -> ChatRequest {
    let intents: Vec<&str> = Intent::ALL.iter().map(|intent| intent.as_str()).collect();
    let schema = json!({
        "type": "object",
        "properties": {
            "intent": {"type": "string", "enum": intents},
            "question": {"type": "string", "description": "The question made whole from what was said before, in the customer's language."},
            "upset": {"type": "boolean", "description": "The customer complains or is clearly angry."}
        },
        "required": ["intent", "question", "upset"]
    });
    ChatRequest {
        instructions: format!(
            "You sort what customers write to {}. Call the tool, say nothing else.\n\
             knowledge: they ask something the shop may know (products, prices, hours, place, services, policies).\n\
             chitchat: a greeting or small talk with no question.\n\
             clarification: it cannot be told what they want.\n\
             order: they want to order, book, change or cancel something now.\n\
             hand_off: they want a person, or something only a person can do.\n\
             out_of_scope: it has nothing to do with the shop.",
            asked.shop.name
        ),
        turns: asked.for_model(),
        reminder: "Sort the customer's last message with the tool.".to_owned(),
        tool: Some(ForcedTool {
            name: "sort".to_owned(),
            description: "Says what the customer wants.".to_owned(),
            schema,
        }),
        max_output_tokens: MAX_OUTPUT_TOKENS,
        temperature: 0.0,
        ..ChatRequest::default()
    }
}
