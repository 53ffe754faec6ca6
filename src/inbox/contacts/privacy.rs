//! Who may not see phone numbers is not sent any: not as a field, not in a card, not in the channel's own words.
//!
//! What a customer wrote in a message of theirs stays as it is: it was said to the shop.

use serde_json::Value;

use crate::actor::{Actor, Permission};
use crate::inbox::types::{Contact, Message, MessageKind, Preview};

/// Digits in a row, blanks and dashes not counted, that make a phone number.
const FEWEST_DIGITS: usize = 6;
/// What stands in place of a number.
const HIDDEN: &str = "•••";
/// Fields of structured content that hold phone numbers.
const PHONE_FIELDS: [&str; 6] = ["phone", "phones", "wa_id", "new_wa_id", "from", "vcard"];

/// What one reader may see.
#[derive(Debug, Clone, Copy)]
pub(in crate::inbox) struct Eyes {
    phones: bool,
}

impl Eyes {
    pub fn of(actor: &Actor) -> Self {
        Self { phones: actor.may(Permission::SeePhoneNumbers) }
    }

    pub fn contact(self, mut contact: Contact) -> Contact {
        if !self.phones {
            contact.phone = None;
            contact.name = contact.name.map(|name| hide_numbers(&name));
        }
        contact
    }

    pub fn message(self, mut message: Message) -> Message {
        if !self.phones {
            if tells_numbers(message.kind) {
                message.text = message.text.map(|text| hide_numbers(&text));
            }
            message.content = message.content.map(hide_fields);
        }
        message
    }

    pub fn preview(self, mut preview: Preview) -> Preview {
        if !self.phones && tells_numbers(preview.kind) {
            preview.text = preview.text.map(|text| hide_numbers(&text));
        }
        preview
    }

    /// A card written for the team, whatever its shape.
    pub fn card(self, card: Value) -> Value {
        if self.phones { card } else { hide_fields(card) }
    }
}

/// Kinds whose words are made by us or the channel out of numbers.
fn tells_numbers(kind: MessageKind) -> bool {
    matches!(kind, MessageKind::Contacts | MessageKind::System)
}

fn hide_fields(content: Value) -> Value {
    match content {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(name, _)| !PHONE_FIELDS.contains(&name.as_str()))
                .map(|(name, value)| (name, hide_fields(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(hide_fields).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => content,
    }
}

/// The text with every phone number in it replaced.
fn hide_numbers(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit() || letter == '+') {
        let (before, from_here) = rest.split_at(start);
        let end = from_here
            .find(|letter: char| !(letter.is_ascii_digit() || "+ -()./".contains(letter)))
            .unwrap_or(from_here.len());
        let (number, after) = from_here.split_at(end);
        shown.push_str(before);
        let digits = number.chars().filter(char::is_ascii_digit).count();
        shown.push_str(if digits >= FEWEST_DIGITS { HIDDEN } else { number });
        rest = after;
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_hidden_and_prices_are_not() {
        assert_eq!(hide_numbers("Anna +39 333 123-4567, 12.50 EUR"), "Anna •••, 12.50 EUR");
        assert_eq!(hide_numbers("no number"), "no number");
        assert_eq!(hide_numbers("393331234567"), "•••");
    }

    #[test]
    fn cards_keep_their_names_and_lose_their_phones() {
        let card = json!({ "contacts": [{ "name": { "formatted_name": "Anna" }, "phones": [{ "phone": "+39333" }] }] });
        assert_eq!(hide_fields(card), json!({ "contacts": [{ "name": { "formatted_name": "Anna" } }] }));
    }
}
