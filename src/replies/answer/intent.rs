//! What the customer wants, by a forced tool call of the cheap model whose schema names the intents; what needs no model at
//! all was decided before. An answer that is not one of them means knowledge: searching is always safe.

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::llm::{Asked, ChatRequest, ForcedTool, Line};
use crate::replies::prompts::{Prompt, filled};
use crate::replies::question::Question;
use crate::replies::question::about_order::OrderQuestion;
use crate::replies::question::needs::Need;
use crate::replies::types::{Handler, Intent};

const QUESTION_LIMIT_CHARACTERS: usize = 500;
/// Questions of one message that are looked for one by one.
const MOST_QUESTIONS: usize = 3;

/// What was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replies) struct Understood {
    pub intent: Intent,
    pub handler: Handler,
    /// What the shop's profile alone answers.
    pub fact: Option<Fact>,
    /// What to search for: the question made whole from what was said before.
    pub question: String,
    /// Each question, where the message asks several; else empty.
    pub several: Vec<String>,
    pub upset: bool,
    /// Something a person must see to.
    pub need: Option<Need>,
    /// What they ask about an order of their own.
    pub order: Option<OrderQuestion>,
    /// The answer is the same in every shop; nothing where no model sorted the question.
    pub general: Option<bool>,
}

impl Understood {
    /// What a turn means when no model is asked, or none answers usably.
    pub fn as_knowledge(asked: &Question) -> Self {
        Self {
            intent: Intent::Knowledge,
            handler: Handler::Knowledge,
            fact: None,
            question: asked.text.clone(),
            several: Vec::new(),
            upset: false,
            need: None,
            order: None,
            general: None,
        }
    }
}

/// What the shop's profile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::replies) enum Fact {
    Hours,
    Place,
    Contact,
}

/// What the model may say besides an [`Intent`]: each is the profile's to answer.
const FACTS: &[(&str, Fact)] = &[("hours", Fact::Hours), ("place", Fact::Place), ("contact", Fact::Contact)];

/// A kind of order.
const BOOKING: &str = "booking";

/// What the model may say besides an [`Intent`]: each is a person's.
const NEEDS: &[(&str, Need)] = &[
    ("medical", Need::Medical),
    ("legal", Need::Legal),
    ("safety", Need::Safety),
    ("payment_trouble", Need::Payment),
    ("order_trouble", Need::Trouble),
    ("asks_for_person", Need::Person),
];

/// Asks the models, and says how that ended. Whatever nobody sorts is searched for.
pub(in crate::replies) async fn understand(
    asked: &Question,
    line: &Line,
    cancel: &CancellationToken,
) -> (Understood, Asked) {
    let answer = line.ask(&request(asked), cancel, |_| {}).await;
    let input = answer.answer.as_ref().ok().and_then(|answered| answered.completion.tool.as_ref());
    (input.map_or_else(|| Understood::as_knowledge(asked), |input| read(input, asked)), answer)
}

/// Reads each field by itself: what is wrong in one loses no other.
fn read(input: &Value, asked: &Question) -> Understood {
    let word = input.get("intent").and_then(Value::as_str).unwrap_or_default().trim().to_lowercase();
    let need = NEEDS.iter().find(|(name, _)| *name == word).map(|(_, need)| *need);
    let fact = FACTS.iter().find(|(name, _)| *name == word).map(|(_, fact)| *fact);
    let order: Option<OrderQuestion> = word.parse().ok();
    let intent = match (need, order) {
        (Some(_), _) => Intent::HandOff,
        (None, Some(_)) => Intent::Order,
        (None, None) if word == BOOKING => Intent::Order,
        (None, None) => word.parse().unwrap_or(Intent::Knowledge),
    };
    let question = input.get("question").and_then(Value::as_str).unwrap_or_default().trim();
    // The customer's own words always count: a rewritten question may only add to them.
    let question = if is_usable(question) && !asked.text.contains(question) {
        format!("{}\n{question}", asked.text)
    } else {
        asked.text.clone()
    };
    let several = several(input);
    Understood {
        intent,
        handler: handler(intent, fact, word == BOOKING),
        fact: fact.filter(|_| several.is_empty()),
        question,
        several,
        upset: input.get("upset").is_some_and(is_yes),
        need,
        order,
        general: Some(input.get("general").is_some_and(is_yes)),
    }
}

fn is_usable(question: &str) -> bool {
    !question.is_empty() && question.chars().count() <= QUESTION_LIMIT_CHARACTERS
}

/// The questions one by one; one alone is no list.
fn several(input: &Value) -> Vec<String> {
    let told = input.get("questions").and_then(Value::as_array).into_iter().flatten();
    let told = told.filter_map(Value::as_str).map(str::trim).filter(|question| is_usable(question));
    let mut several: Vec<String> = Vec::new();
    for question in told.map(str::to_owned) {
        if !several.contains(&question) {
            several.push(question);
        }
    }
    several.truncate(MOST_QUESTIONS);
    if several.len() > 1 { several } else { Vec::new() }
}

fn handler(intent: Intent, fact: Option<Fact>, books: bool) -> Handler {
    match (intent, fact) {
        (Intent::Knowledge, Some(_)) => Handler::FixedFact,
        (Intent::Knowledge, None) => Handler::Knowledge,
        (Intent::Chitchat, _) => Handler::SmallTalk,
        (Intent::Clarification, _) => Handler::Clarification,
        (Intent::Order, _) if books => Handler::Booking,
        (Intent::Order, _) => Handler::Order,
        (Intent::HandOff, _) => Handler::HandOff,
        (Intent::OutOfScope, _) => Handler::OutOfScope,
    }
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
    let facts = FACTS.iter().map(|(name, _)| *name);
    let needs = NEEDS.iter().map(|(name, _)| *name);
    let orders = OrderQuestion::ALL.iter().map(|question| question.as_str());
    let intents: Vec<&str> = intents.chain(facts).chain([BOOKING]).chain(needs).chain(orders).collect();
    let schema = json!({
        "type": "object",
        "properties": {
            "intent": {"type": "string", "enum": intents},
            "question": {"type": "string", "description": "The question made whole from what was said before, in the customer's language."},
            "questions": {"type": "array", "items": {"type": "string"}, "maxItems": MOST_QUESTIONS,
                "description": "Only when they ask about several things: each question, made whole, in the customer's language."},
            "upset": {"type": "boolean", "description": "The customer complains or is clearly angry."},
            "general": {"type": "boolean", "description": "The answer is the same in every shop: how a thing is used, cared for or made, what something means. Never what this shop has, does, charges or promises."}
        },
        "required": ["intent", "question", "upset"]
    });
    ChatRequest {
        instructions: filled(asked.prompts.text(Prompt::Sort), &[("shop", &asked.shop.name)]),
        turns: asked.for_model(),
        reminder: "Sort the customer's last message with the tool.".to_owned(),
        tool: Some(ForcedTool {
            name: "sort".to_owned(),
            description: "Says what the customer wants.".to_owned(),
            schema,
        }),
        max_output_tokens: Prompt::Sort.max_output_tokens().unwrap_or_default(),
        temperature: 0.0,
        ..ChatRequest::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Shop;

    fn asked() -> Question {
        Question::alone("help".to_owned(), Shop::default(), None)
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

    #[test]
    fn facts_bookings_and_several_questions_are_read() {
        let asked = asked();
        let read = |input: Value| read(&input, &asked);
        let hours = read(json!({"intent": "hours", "question": "When do you close?"}));
        assert_eq!(
            (hours.intent, hours.handler, hours.fact),
            (Intent::Knowledge, Handler::FixedFact, Some(Fact::Hours))
        );
        let booking = read(json!({"intent": "booking"}));
        assert_eq!((booking.intent, booking.handler), (Intent::Order, Handler::Booking));
        let two = json!({"intent": "hours", "questions": ["When do you close?", " ", "When do you close?", "Do you deliver?", 7]});
        let two = read(two);
        assert_eq!(two.several, ["When do you close?", "Do you deliver?"]);
        assert_eq!(two.fact, None, "the profile alone does not answer both");
        assert!(read(json!({"intent": "knowledge", "questions": ["one"]})).several.is_empty());
        assert!(read(json!({"intent": "knowledge", "questions": "When? Where?"})).several.is_empty());
    }
}
