//! What whoever takes over a conversation should know, by whatever way it came to a person.
//!
//! Read anew each time it is looked at, so that what came after the person was called is on it too: the words of a
//! recording, the number of an order, an angry word. What only the run knew that called the person stands on the card it
//! kept. Reads only, asks no model, and holds no phone number.

mod lacks;
mod line;
mod mood;
mod said;

use serde_json::{Map, Value, json};

pub use lacks::Lack;
pub use mood::Mood;
pub use said::Spoken;

use super::decide::hand_off::{cut, next_step};
use super::facts;
use super::question::language::Heard;
use crate::accounts;
use crate::clock::Timestamp;
use crate::inbox::{Conversation, MessageKind};
use crate::orders::{OrderState, Orders};
use crate::storage::{ReadConn, StorageError};
use said::Said;

/// Longest line of a card, in characters.
const LINE_LIMIT_CHARACTERS: usize = 160;
const QUESTION_LIMIT_CHARACTERS: usize = 500;

/// What is known of a customer who waits for a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    /// In one line of their own words; nothing where they said none.
    pub wants: Option<String>,
    /// What they sent that says nothing in words.
    pub sent: Vec<MessageKind>,
    /// All that waits, in their words.
    pub question: String,
    /// A tag such as `it`.
    pub language: String,
    pub mood: Mood,
    /// What a person will have to ask for.
    pub lacks: Vec<Lack>,
    /// What recordings say, and whether a machine is sure of it.
    pub spoken: Vec<Spoken>,
    /// What the shop said last before the person was called, the newest first.
    pub told: Vec<String>,
    pub last_order: Option<LastOrder>,
    /// What is known of them, the newest first.
    pub known: Vec<String>,
    /// Until when an answer may be written freely.
    pub answer_by: Option<Timestamp>,
}

/// A customer's last order. What it was worth stands apart: not everybody may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastOrder {
    pub number: String,
    pub state: OrderState,
    pub placed_at: Timestamp,
    pub value: String,
}

impl Brief {
    /// Nothing when nobody is waited for.
    pub fn read(
        conn: &ReadConn,
        orders: &Orders,
        conversation: &Conversation,
    ) -> Result<Option<Self>, StorageError> {
        let Some(needs) = &conversation.needs_person else { return Ok(None) };
        let said = Said::read(conn, conversation, needs.at)?;
        let book = orders.book_of(conn, conversation.contact.id)?;
        let (waiting, before) = (said.waiting_words(), said.before_words());
        let question = waiting.join("\n");
        let known = said.told_language().or(conversation.contact.language.as_deref());
        let [now, earlier] = said.own_words();
        let earlier: Vec<&str> = earlier.iter().map(String::as_str).collect();
        let shop = accounts::shop(conn)?;
        let heard = Heard::in_words(&now.join("\n"), &earlier, known, &shop.language).tag.map(str::to_owned);
        let language = heard.or_else(|| kept(conversation, "language")).unwrap_or(shop.language);
        Ok(Some(Self {
            wants: line::wanted(&waiting, &before).map(|line| cut(&line, LINE_LIMIT_CHARACTERS)),
            sent: said.without_words(),
            language,
            mood: mood::of(&said.lately(), needs.reason),
            lacks: lacks::of(conversation, &said, &book, needs.reason),
            spoken: said.spoken(),
            told: said.told.iter().map(|text| cut(text, LINE_LIMIT_CHARACTERS)).collect(),
            last_order: book.orders.first().map(|(order, _)| LastOrder {
                number: cut(&order.origin.number, LINE_LIMIT_CHARACTERS),
                state: order.state,
                placed_at: order.placed_at,
                value: format!("{} {}", order.money(order.total).written(), order.currency),
            }),
            known: facts::told(conn, conversation.contact.id)?,
            answer_by: conversation.window_expires_at,
            question: cut(&question, QUESTION_LIMIT_CHARACTERS),
        }))
    }
}

/// How a customer who waits feels; nothing when nobody waits.
pub(super) fn mood(conn: &ReadConn, conversation: &Conversation) -> Result<Option<Mood>, StorageError> {
    let Some(needs) = &conversation.needs_person else { return Ok(None) };
    let said = Said::read(conn, conversation, needs.at)?;
    Ok(Some(mood::of(&said.lately(), needs.reason)))
}

/// The card of a conversation whose customer waits for a person, complete; the card as it was kept otherwise.
pub fn card(
    conn: &ReadConn,
    orders: &Orders,
    conversation: &Conversation,
) -> Result<Option<Value>, StorageError> {
    let (Some(needs), Some(brief)) = (&conversation.needs_person, Brief::read(conn, orders, conversation)?)
    else {
        return Ok(conversation.card.clone());
    };
    let mut card = match &conversation.card {
        Some(Value::Object(kept)) => kept.clone(),
        Some(_) | None => Map::new(),
    };
    let contact = &conversation.contact;
    let at_first = json!({
        "who": contact.name.as_deref().or(contact.username.as_deref()),
        "question": brief.question,
        "told": brief.told,
    });
    let now = json!({
        "reason": needs.reason,
        "next": next_step(needs.reason),
        "wants": brief.wants,
        "sent": brief.sent,
        "language": brief.language,
        "mood": brief.mood,
        "lacks": brief.lacks,
        "spoken": brief.spoken,
        "last_order": brief.last_order.as_ref().map(|order| {
            json!({ "number": order.number, "state": order.state, "placed_at": order.placed_at })
        }),
        "last_order_value": brief.last_order.as_ref().map(|order| &order.value),
        "known": (!brief.known.is_empty()).then_some(brief.known),
        "answer_by": brief.answer_by,
    });
    for (name, value) in fields(at_first) {
        card.entry(name).or_insert(value);
    }
    card.extend(fields(now));
    Ok(Some(Value::Object(card)))
}

/// The fields that say something.
fn fields(of: Value) -> impl Iterator<Item = (String, Value)> {
    let fields = match of {
        Value::Object(fields) => fields,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    };
    fields.into_iter().filter(|(_, value)| !value.is_null())
}

/// A text of the card that was kept when the person was called.
fn kept(conversation: &Conversation, name: &str) -> Option<String> {
    conversation.card.as_ref()?.get(name)?.as_str().map(str::to_owned)
}
