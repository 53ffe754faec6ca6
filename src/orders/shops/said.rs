//! What a shop says of an order, whichever shop it is.

use serde_json::Value;

use crate::clock::Timestamp;
use crate::money::{Amount, Currency};
use crate::orders::types::{Clues, Item, NewBasket, OrderState, Refund};

/// What an event tells.
#[derive(Debug, Clone)]
pub enum Said {
    Order(Box<SaidOrder>),
    /// Refunds alone, of the order with this id.
    Refunds {
        external_id: String,
        refunds: Vec<Refund>,
    },
    /// The order was deleted.
    Deleted {
        external_id: String,
    },
    /// A product came, changed or went.
    Product {
        external_id: String,
    },
    /// A basket nobody ordered yet.
    Basket(Box<NewBasket>),
}

/// An order as a shop tells it.
#[derive(Debug, Clone)]
pub struct SaidOrder {
    pub external_id: String,
    pub number: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub clues: Clues,
    pub state: OrderState,
    pub currency: Currency,
    pub total: Amount,
    pub refunds: Vec<Refund>,
    pub items: Vec<Item>,
    pub placed_at: Timestamp,
    pub changed_at: Timestamp,
    /// By what the carrier follows it.
    pub tracking: Option<String>,
    /// The basket it was.
    pub basket: Option<String>,
}

/// Why an event tells nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nothing {
    /// It is about something else.
    Ignored(&'static str),
    /// It should tell an order, and this part cannot be read.
    Unreadable(&'static str),
}

/// A text or a number as text; nothing where it is empty.
pub fn text(value: &Value, field: &str) -> Option<String> {
    match &value[field] {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

pub fn needed(value: &Value, field: &'static str) -> Result<String, Nothing> {
    text(value, field).ok_or(Nothing::Unreadable(field))
}

/// Money is a text at every shop; what is none is a fault.
pub fn amount(value: &Value, field: &'static str) -> Result<Amount, Nothing> {
    needed(value, field)?.parse().map_err(|_| Nothing::Unreadable(field))
}

pub fn currency(value: &Value, field: &'static str) -> Result<Currency, Nothing> {
    needed(value, field)?.parse().map_err(|_| Nothing::Unreadable(field))
}

pub fn list<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value[field].as_array().into_iter().flatten()
}

/// The id a shop gives, where `0` and nothing are nobody.
pub fn id(value: &Value, field: &str) -> Option<String> {
    text(value, field).filter(|id| id != "0")
}
