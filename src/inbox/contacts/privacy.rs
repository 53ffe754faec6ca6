//! Who may not see phone numbers is not sent the fields that hold one: not a contact's, not a card's, not the channel's.
//!
//! Numbers inside text are hidden on every answer's way out (`src/redaction`); here is what has no use without its number.

use serde_json::Value;

use crate::actor::{Actor, Permission};
use crate::inbox::types::{Contact, Message};

/// Fields of structured content that hold phone numbers.
const PHONE_FIELDS: [&str; 6] = ["phone", "phones", "wa_id", "new_wa_id", "from", "vcard"];

/// The field of a card that holds an amount.
const AMOUNT_FIELD: &str = "last_order_value";

/// What one reader may see.
#[derive(Debug, Clone, Copy)]
pub(in crate::inbox) struct Eyes {
    phones: bool,
    amounts: bool,
}

impl Eyes {
    pub fn of(actor: &Actor) -> Self {
        Self { phones: actor.may(Permission::SeePhoneNumbers), amounts: actor.may(Permission::SeeAmounts) }
    }

    pub fn contact(self, mut contact: Contact) -> Contact {
        if !self.phones {
            contact.phone = None;
        }
        contact
    }

    pub fn message(self, mut message: Message) -> Message {
        if !self.phones {
            // The channel's message id is base64 of the customer's number.
            message.channel_message_id = None;
            message.content = message.content.map(hide_fields);
        }
        message
    }

    /// A card written for the team, whatever its shape.
    pub fn card(self, card: Value) -> Value {
        let mut card = if self.phones { card } else { hide_fields(card) };
        if let (Value::Object(fields), false) = (&mut card, self.amounts) {
            fields.remove(AMOUNT_FIELD);
        }
        card
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cards_keep_their_names_and_lose_their_phones() {
        let card = json!({ "contacts": [{ "name": { "formatted_name": "Anna" }, "phones": [{ "phone": "+39333" }] }] });
        assert_eq!(hide_fields(card), json!({ "contacts": [{ "name": { "formatted_name": "Anna" } }] }));
    }
}
