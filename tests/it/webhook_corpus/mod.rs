//! The webhook corpus in `tests/it/webhooks/`: what Meta sends, as data. Everything that reads it begins here.
//!
//! `messages.json` × `identities.json` are the messages of customers, `statuses.json` × `recipients.json` what becomes
//! of ours, `bodies/` whole bodies of every other kind; `rows.json` names what must be among them.

mod coverage;
mod mutations;
mod shown;
mod through_the_door;
mod updates;

use serde_json::{Value, json};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/webhooks");

/// One file of cases.
pub(crate) fn corpus(file: &str) -> Vec<Value> {
    serde_json::from_str(&std::fs::read_to_string(format!("{FOLDER}/{file}")).unwrap()).unwrap()
}

/// The whole bodies, with the names of their files.
pub(crate) fn bodies() -> Vec<(String, Value)> {
    let mut all: Vec<(String, Value)> = std::fs::read_dir(format!("{FOLDER}/bodies"))
        .unwrap()
        .map(|file| {
            let path = file.unwrap().path();
            let case = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            (path.file_name().unwrap().to_string_lossy().into_owned(), case)
        })
        .collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

/// A body with one update in a list of this name.
pub(crate) fn body(list: &str, contacts: Option<&Value>, update: &Value) -> Value {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550001111", "phone_number_id": "106"},
        list: [update],
    });
    if let Some(contacts) = contacts {
        value["contacts"] = contacts.clone();
    }
    let change = json!({"field": "messages", "value": value});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "102", "changes": [change]}]})
}

/// An update that says who it is from or to, as a shape says it.
pub(crate) fn merged(update: &Value, shape: &Value) -> Value {
    let mut update = update.clone();
    for (key, value) in shape.as_object().unwrap() {
        update[key] = value.clone();
    }
    update
}

/// A message of `messages.json` in a shape of `identities.json`.
pub(crate) fn message_body(case: &Value, identity: &Value) -> Value {
    body("messages", identity.get("contacts"), &merged(&case["message"], &identity["message"]))
}

/// A status of `statuses.json` in a shape of `recipients.json`.
pub(crate) fn status_body(case: &Value, recipient: &Value) -> Value {
    body("statuses", recipient.get("contacts"), &merged(&case["status"], &recipient["status"]))
}

/// Every case of the corpus once, the shapes taking turns, with a name for when it fails.
pub(crate) fn every_case() -> Vec<(String, Value)> {
    let (identities, recipients) = (corpus("identities.json"), corpus("recipients.json"));
    let messages = corpus("messages.json").into_iter().enumerate().map(|(at, case)| {
        let identity = &identities[at % identities.len()];
        (format!("{} / {}", case["name"], identity["name"]), message_body(&case, identity))
    });
    let statuses = corpus("statuses.json").into_iter().enumerate().map(|(at, case)| {
        let recipient = &recipients[at % recipients.len()];
        (format!("{} / {}", case["name"], recipient["name"]), status_body(&case, recipient))
    });
    let whole = bodies().into_iter().map(|(name, case)| (name, case["body"].clone()));
    messages.chain(statuses).chain(whole).collect()
}
