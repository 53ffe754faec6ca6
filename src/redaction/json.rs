//! Hides numbers in an answer of the API: every text in it, but for our own ids and times.

use serde_json::{Map, Value};

use super::{HIDDEN, NumberHider};

/// Texts made by us or the channel that hold digits and never a phone number.
const MACHINE_FIELDS: [&str; 8] =
    ["client_id", "bsuid", "sha256", "model", "version", "mime_type", "language", "time_zone"];
/// Ids of ours in JSON: so many digits and nothing else. A phone number has at most 15.
const ID_DIGITS: std::ops::RangeInclusive<usize> = 16..=19;

/// Fields whose figures come from customers too, such as the answers of a form.
const CUSTOMERS_FIELDS: [&str; 3] = ["content", "card", "answers"];
/// Digits of a whole phone number, as people are called by it.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 9..=15;
/// Figures of so many digits may be a phone number; larger and smaller ones are none.
const FIGURE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

impl NumberHider {
    /// The value with every phone number in its texts replaced.
    pub fn json(&self, value: Value) -> Value {
        self.field("", false, value)
    }

    fn field(&self, name: &str, by_customer: bool, value: Value) -> Value {
        match value {
            Value::String(text) if is_machine_text(name, &text) => Value::String(text),
            Value::String(text) => Value::String(self.text(&text).into_owned()),
            Value::Array(items) => {
                items.into_iter().map(|item| self.field(name, by_customer, item)).collect()
            }
            Value::Object(fields) => Value::Object(self.fields(by_customer, fields)),
            Value::Number(figure)
                if by_customer && FIGURE_DIGITS.contains(&figure.to_string().len()) && figure.is_u64() =>
            {
                Value::from(HIDDEN)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value,
        }
    }

    fn fields(&self, by_customer: bool, fields: Map<String, Value>) -> Map<String, Value> {
        let is_number = |(name, value): (&String, &Value)| {
            value.as_str().is_some_and(|text| is_order_number(name, &fields, text))
        };
        let orders_number = fields.iter().any(is_number);
        let hidden = |(name, value): (String, Value)| {
            if orders_number && name == "number" {
                return (name, value);
            }
            let by_customer = by_customer || CUSTOMERS_FIELDS.contains(&name.as_str());
            let value = self.field(&name, by_customer, value);
            // An id of ours may be a key as well.
            let shown = if is_our_id(&name) { name } else { self.text(&name).into_owned() };
            (shown, value)
        };
        fields.into_iter().map(hidden).collect()
    }
}

fn is_machine_text(name: &str, text: &str) -> bool {
    let names_an_id = name == "id" || name.ends_with("_id");
    let is_cursor = name.ends_with("cursor") && is_our_cursor(text);
    MACHINE_FIELDS.contains(&name) || is_cursor || (names_an_id && is_our_id(text)) || is_moment(text)
}

/// Where a page ends: an id of ours, with the moment it is listed by before it.
fn is_our_cursor(text: &str) -> bool {
    let (moment, id) = text.rsplit_once('-').unwrap_or(("0", text));
    is_our_id(id) && moment.parse::<i64>().is_ok()
}

/// The number a shop gave an order, in an answer that is one: it may be long. What could be somebody's phone is hidden still.
fn is_order_number(name: &str, fields: &Map<String, Value>, text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_a_word = text.contains(char::is_alphabetic) && !text.contains(['+', ' ']);
    let reads_as_a_phone = PHONE_DIGITS.contains(&digits) && !is_a_word;
    name == "number" && fields.contains_key("matched_by") && !reads_as_a_phone
}

fn is_our_id(text: &str) -> bool {
    ID_DIGITS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2026-11-21T10:00:00.000Z`, as we write every time.
fn is_moment(text: &str) -> bool {
    text.len() <= 32 && text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok()
}
