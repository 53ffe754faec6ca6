//! The updates of a body, found without the program's help: what its reader must account for, one by one.

use serde_json::{Map, Value};

/// The lists of a value whose items are updates.
const LISTS: [&str; 6] =
    ["messages", "message_echoes", "user_preferences", "statuses", "state_sync", "errors"];

/// Every update of a body, or the smallest whole that cannot be taken apart.
pub(super) fn updates(body: &Value) -> Vec<Value> {
    let foreign = match &body["object"] {
        Value::String(object) => !object.is_empty() && object != "whatsapp_business_account",
        Value::Number(_) => true,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => false,
    };
    let entries = listed(body.get("entry")).filter(|_| !foreign);
    entries.map_or_else(|| vec![body.clone()], |entries| entries.iter().flat_map(of_entry).collect())
}

fn of_entry(entry: &Value) -> Vec<Value> {
    let changes = listed(entry.get("changes"));
    changes.map_or_else(|| vec![entry.clone()], |changes| changes.iter().flat_map(of_change).collect())
}

fn of_change(change: &Value) -> Vec<Value> {
    match change.get("value") {
        None => vec![change.clone()],
        Some(Value::Object(value)) => of_value(change.get("field") == Some(&"standby".into()), value),
        Some(other) => vec![other.clone()],
    }
}

fn of_value(standby: bool, value: &Map<String, Value>) -> Vec<Value> {
    let mut fields = value.clone();
    if let Some(Value::Object(inner)) = value.get("standby").filter(|_| standby) {
        fields.extend(inner.clone());
    }
    let mut found: Vec<Value> = LISTS.iter().flat_map(|name| items(fields.get(*name))).collect();
    found.extend(items(fields.get("history")).iter().flat_map(of_history));
    if found.is_empty() {
        found.push(Value::Object(value.clone()));
    }
    found
}

fn of_history(piece: &Value) -> Vec<Value> {
    let Value::Object(parts) = piece else { return vec![piece.clone()] };
    let heads = ["metadata", "errors"]
        .into_iter()
        .filter_map(|key| Some(Value::Object(Map::from_iter([(key.to_owned(), parts.get(key)?.clone())]))));
    let threads = parts.get("threads").map_or_else(Vec::new, |threads| match listed(Some(threads)) {
        Some(threads) => threads.iter().flat_map(of_thread).collect(),
        None => vec![Value::Object(Map::from_iter([("threads".to_owned(), threads.clone())]))],
    });
    heads.chain(threads).collect()
}

fn of_thread(thread: &Value) -> Vec<Value> {
    listed(thread.get("messages")).unwrap_or_else(|| vec![thread.clone()])
}

/// The items of a list, a lone object as a list of one, anything else as itself.
fn items(field: Option<&Value>) -> Vec<Value> {
    field.map_or_else(Vec::new, |value| listed(field).unwrap_or_else(|| vec![value.clone()]))
}

fn listed(field: Option<&Value>) -> Option<Vec<Value>> {
    match field? {
        Value::Array(items) => Some(items.clone()),
        one @ Value::Object(_) => Some(vec![one.clone()]),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}
