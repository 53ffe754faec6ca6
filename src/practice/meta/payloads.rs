//! Webhook bodies in Meta's envelope, and the byte form Meta signs.
//!
//! Builds values only; posting them is `webhooks.rs`.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::clock::Timestamp;

use super::faults::Status;
use super::free_entry;
use super::graph_error::GraphError;
use super::records::Sent;
use super::state::account::Account;
use super::state::person::Person;

/// One body with these changes, each a `(field, value)`.
pub(super) fn envelope(account: &Account, changes: Vec<(String, Value)>) -> Value {
    let changes: Vec<Value> =
        changes.into_iter().map(|(field, value)| json!({"value": value, "field": field})).collect();
    json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": account.keys.waba_id, "changes": changes}],
    })
}

/// A `messages` value that carries what one customer wrote.
pub(super) fn inbound(account: &Account, person: &Person, messages: Vec<Value>) -> Value {
    let mut value = base(account);
    // News about a person comes without the person beside it.
    if messages.iter().any(|message| message["type"] != "system") {
        value.insert("contacts".to_owned(), json!([contact(person, true)]));
    }
    value.insert("messages".to_owned(), messages.into());
    Value::Object(value)
}

/// One message of `person`: `content` holds `type` and the object of that type.
pub(super) fn message(person: &Person, wamid: &str, at: Timestamp, content: &Value) -> Value {
    let mut message = Map::new();
    if let Some(wa_id) = &person.wa_id {
        message.insert("from".to_owned(), wa_id.clone().into());
    }
    if let Some(user_id) = &person.user_id {
        message.insert("from_user_id".to_owned(), user_id.clone().into());
    }
    message.insert("id".to_owned(), wamid.into());
    message.insert("timestamp".to_owned(), at.as_seconds().to_string().into());
    if let Value::Object(content) = content {
        message.extend(content.clone());
    }
    Value::Object(message)
}

/// A `messages` value that carries one status of a message of ours.
pub(super) fn status(
    account: &Account,
    sent: &Sent,
    person: Option<&Person>,
    status: Status,
    at: Timestamp,
) -> Value {
    let mut value = base(account);
    let mut entry = Map::new();
    entry.insert("id".to_owned(), sent.wamid.clone().into());
    entry.insert("status".to_owned(), status.as_str().into());
    entry.insert("timestamp".to_owned(), at.as_seconds().to_string().into());
    let wa_id = person.and_then(|person| person.wa_id.clone()).or_else(|| sent.to.as_deref().map(bare));
    if let Some(wa_id) = wa_id {
        entry.insert("recipient_id".to_owned(), wa_id.into());
    }
    let failed = matches!(status, Status::Failed { .. });
    if let (Some(user_id), true) =
        (person.and_then(|person| person.user_id.as_ref()), !failed || sent.to.is_none())
    {
        entry.insert("recipient_user_id".to_owned(), user_id.clone().into());
    }
    if let Some(opaque) = &sent.opaque {
        entry.insert("biz_opaque_callback_data".to_owned(), opaque.clone().into());
    }
    if let Status::Failed { code } = status {
        let error = GraphError::of(code, "The message could not be delivered.").in_status();
        entry.insert("errors".to_owned(), json!([error]));
    } else {
        entry.insert("pricing".to_owned(), pricing(account, sent));
        if let Some(person) = person {
            value.insert("contacts".to_owned(), json!([contact(person, status != Status::Sent)]));
            free_entry::describe(&mut entry, person, status, at);
        }
    }
    value.insert("statuses".to_owned(), json!([entry]));
    Value::Object(value)
}

/// A value of the field `user_preferences`: what the customer set about offers of this business.
pub(super) fn preference(account: &Account, person: &Person, wish: &str, at: Timestamp) -> Value {
    let mut preference = Map::from_iter([
        ("category".to_owned(), json!("marketing_messages")),
        ("value".to_owned(), wish.into()),
        ("timestamp".to_owned(), at.as_seconds().into()),
    ]);
    for (key, id) in [("wa_id", &person.wa_id), ("user_id", &person.user_id)] {
        if let Some(id) = id {
            preference.insert(key.to_owned(), id.clone().into());
        }
    }
    let mut value = base(account);
    value.insert("contacts".to_owned(), json!([contact(person, true)]));
    value.insert("user_preferences".to_owned(), json!([preference]));
    Value::Object(value)
}

/// A value of the field `smb_message_echoes`: somebody answered from the business's own phone.
pub(super) fn echo(account: &Account, person: &Person, wamid: &str, at: Timestamp, text: &str) -> Value {
    let mut message = Map::new();
    message.insert("from".to_owned(), account.keys.phone_number.clone().into());
    if let Some(wa_id) = &person.wa_id {
        message.insert("to".to_owned(), wa_id.clone().into());
    }
    if let Some(user_id) = &person.user_id {
        message.insert("to_user_id".to_owned(), user_id.clone().into());
    }
    message.insert("id".to_owned(), wamid.into());
    message.insert("timestamp".to_owned(), at.as_seconds().to_string().into());
    message.insert("type".to_owned(), "text".into());
    message.insert("text".to_owned(), json!({"body": text}));
    let mut value = base(account);
    value.insert("message_echoes".to_owned(), json!([message]));
    Value::Object(value)
}

/// The bytes Meta signs and sends: everything outside ASCII as `\u` and four hexadecimal digits in lower case, `/` as `\/`.
pub(super) fn escaped(body: &Value) -> String {
    let mut escaped = String::new();
    for character in body.to_string().chars() {
        match character {
            '/' => escaped.push_str("\\/"),
            ascii if ascii.is_ascii() => escaped.push(ascii),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    // Writing to a String cannot fail.
                    let _ = write!(escaped, "\\u{unit:04x}");
                }
            }
        }
    }
    escaped
}

fn base(account: &Account) -> Map<String, Value> {
    let mut value = Map::new();
    value.insert("messaging_product".to_owned(), "whatsapp".into());
    value.insert(
        "metadata".to_owned(),
        json!({
            "display_phone_number": account.keys.phone_number,
            "phone_number_id": account.keys.phone_number_id,
        }),
    );
    value
}

fn contact(person: &Person, with_username: bool) -> Value {
    let mut profile = Map::new();
    if let Some(name) = &person.name {
        profile.insert("name".to_owned(), name.clone().into());
    }
    if let (Some(username), true) = (&person.username, with_username) {
        profile.insert("username".to_owned(), username.clone().into());
    }
    let mut contact = Map::new();
    contact.insert("profile".to_owned(), Value::Object(profile));
    if let Some(wa_id) = &person.wa_id {
        contact.insert("wa_id".to_owned(), wa_id.clone().into());
    }
    if let Some(user_id) = &person.user_id {
        contact.insert("user_id".to_owned(), user_id.clone().into());
    }
    Value::Object(contact)
}

fn pricing(account: &Account, sent: &Sent) -> Value {
    let category = category(account, sent);
    json!({"billable": true, "pricing_model": "PMP", "type": "regular", "category": category})
}

/// What a message is charged as.
pub(super) fn category(account: &Account, sent: &Sent) -> String {
    let name = sent.body["template"]["name"].as_str();
    let template = account.templates.iter().find(|template| Some(template.name.as_str()) == name);
    match template {
        Some(template) if sent.kind == "template" => template.category.to_lowercase(),
        Some(_) | None => "service".to_owned(),
    }
}

fn bare(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_form_holds_only_ascii_and_means_the_same() {
        let body = json!({"text": "è già l'ora 🍖 https://x.it/a"});
        let escaped = escaped(&body);
        assert!(escaped.is_ascii());
        assert!(escaped.contains("\\ud83c\\udf56") && escaped.contains("https:\\/\\/x.it\\/a"), "{escaped}");
        assert_eq!(serde_json::from_str::<Value>(&escaped).unwrap(), body);
    }
}
