//! What the customer wants: first by phrases that need no model, then by a forced tool call whose schema names the intents.
//! An answer that is not one of them means knowledge: searching is always safe.

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::llm::{ChatModel, ChatRequest, ForcedTool, LlmError};
use crate::replies::question::Question;
use crate::replies::question::about_order::OrderQuestion;
use crate::replies::question::needs::Need;
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
    /// Something a person must see to.
    pub need: Option<Need>,
    /// What they ask about an order of their own.
    pub order: Option<OrderQuestion>,
}

impl Understood {
    /// What a turn means when no model is asked, or none answers usably.
    pub fn as_knowledge(asked: &Question) -> Self {
        Self {
            intent: Intent::Knowledge,
            question: asked.text.clone(),
            upset: false,
            need: None,
            order: None,
        }
    }
}

/// What the model may say besides an [`Intent`]: each is a person's.
const NEEDS: &[(&str, Need)] = &[
    ("medical", Need::Medical),
    ("legal", Need::Legal),
    ("safety", Need::Safety),
    ("payment_trouble", Need::Payment),
    ("order_trouble", Need::Trouble),
    ("asks_for_person", Need::Person),
];

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
            Ok(answer.tool.map_or_else(|| Understood::as_knowledge(asked), |input| read(&input, asked)))
        }
        Err(LlmError::Unsupported(_) | LlmError::BadAnswer(_) | LlmError::Refused(_)) => {
            Ok(Understood::as_knowledge(asked))
        }
        Err(error) => Err(error),
    }
}

/// Reads each field by itself: what is wrong in one loses no other.
fn read(input: &Value, asked: &Question) -> Understood {
    let word = input.get("intent").and_then(Value::as_str).unwrap_or_default().trim().to_lowercase();
    let need = NEEDS.iter().find(|(name, _)| *name == word).map(|(_, need)| *need);
    let order: Option<OrderQuestion> = word.parse().ok();
    let intent = match (need, order) {
        (Some(_), _) => Intent::HandOff,
        (None, Some(_)) => Intent::Order,
        (None, None) => word.parse().unwrap_or(Intent::Knowledge),
    };
    let question = input.get("question").and_then(Value::as_str).unwrap_or_default().trim();
    let usable = !question.is_empty() && question.chars().count() <= QUESTION_LIMIT_CHARACTERS;
    // The customer's own words always count: a rewritten question may only add to them.
    let question = if usable && !asked.text.contains(question) {
        format!("{}\n{question}", asked.text)
    } else {
        asked.text.clone()
    };
    Understood { intent, question, upset: input.get("upset").is_some_and(is_yes), need, order }
}

/// True in whatever type a model puts it.
fn is_yes(value: &Value) -> bool {
    match value {
        Value::Bool(yes) => *yes,
        Value::String(word) => word.trim().eq_ignore_ascii_case("true"),
        Value::Number(number) => number.as_i64() == Some(1),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

fn request(asked: &Question) -> ChatRequest {
    let intents = Intent::ALL.iter().map(|intent| intent.as_str());
    let needs = NEEDS.iter().map(|(name, _)| *name);
    let orders = OrderQuestion::ALL.iter().map(|question| question.as_str());
    let intents: Vec<&str> = intents.chain(needs).chain(orders).collect();
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
             out_of_scope: it has nothing to do with the shop.\n\
             medical: somebody is ill, hurt or had a reaction; not a question about ingredients.\n\
             safety: danger to life, such as gas, fire, violence or thoughts of suicide.\n\
             legal: they threaten with a lawyer, the police, an authority or the law.\n\
             payment_trouble: they paid, were charged or cannot pay, and something went wrong.\n\
             order_trouble: what they ordered came wrong, broken, late or not at all.\n\
             asks_for_person: they ask to speak to a human, an employee or the owner.\n\
             order_status: they ask where their own order is or when it comes, without a complaint.\n\
             payment_status: they ask whether their payment arrived, without a complaint.\n\
             order_again: they want the same as last time, with nothing changed.",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Shop;
    use crate::replies::question::language::{Heard, Language};

    fn asked() -> Question {
        Question {
            text: "help".to_owned(),
            before: Vec::new(),
            language: Language::English,
            heard: Heard::default(),
            unreadable: false,
            order: false,
            declined_before: false,
            offered_person: false,
            answered_too_often: false,
            failed_too_often: false,
            asked_by_person: false,
            shop: Shop::default(),
            monthly_budget_micros: None,
            customer: None,
            shop_asked: false,
            repeat_order: crate::replies::types::RepeatOrder::Person,
        }
    }

    #[test]
    fn a_field_of_a_wrong_type_loses_no_other() {
        let asked = asked();
        let read = |input: Value| read(&input, &asked);
        let understood = read(json!({"intent": "medical", "question": 7, "upset": "true"}));
        assert_eq!((understood.intent, understood.need), (Intent::HandOff, Some(Need::Medical)));
        assert!(understood.upset);
        assert_eq!(understood.question, "help");
        let understood = read(json!({"intent": ["order"], "question": "Is there help?", "upset": 1}));
        assert_eq!((understood.intent, understood.need), (Intent::Knowledge, None));
        assert!(understood.upset && understood.question.ends_with("Is there help?"));
        assert_eq!(read(json!({"intent": " Order "})).intent, Intent::Order);
        assert_eq!(read(json!("no form at all")).intent, Intent::Knowledge);
    }
}
