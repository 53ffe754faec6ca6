//! Interactive replies: what a customer tapped, chose or filled in.
//!
//! Ids of buttons are data to compare, never commands: an old button can be tapped for months.

use serde_json::{Value, json};

use super::lenient;
use super::said::Content;
use crate::inbox::MessageKind;

/// Decodes `interactive` by its own `type`; an unknown one is kept under its name.
pub(in crate::whatsapp) fn decode(body: &Value) -> Content {
    let reply_type = lenient::text(body, "type").unwrap_or_else(|| "unknown".to_owned());
    let reply = body.get(&reply_type).unwrap_or(&Value::Null);
    let content =
        Content::new(MessageKind::Interactive, "interactive").with("reply_type", reply_type.as_str());
    match reply_type.as_str() {
        "button_reply" | "list_reply" => content
            .saying(lenient::text(reply, "title"))
            .with("id", lenient::text(reply, "id"))
            .with("description", lenient::text(reply, "description")),
        "nfm_reply" => form(content, reply),
        "call_permission_reply" => content
            .with("response", lenient::text(reply, "response"))
            .with("permanent", lenient::flag(reply, "is_permanent"))
            .with("expires_at", lenient::integer(reply, "expiration_timestamp")),
        _ => content.with("reply", reply.clone()),
    }
}

/// A filled-in form. `response_json` is JSON inside a JSON string; when it is not, the string itself is kept.
fn form(content: Content, reply: &Value) -> Content {
    let written = lenient::text(reply, "response_json").unwrap_or_default();
    let answers = serde_json::from_str::<Value>(&written).unwrap_or(Value::String(written));
    let words = answers_as_lines(&answers);
    content
        .saying(Some(words).filter(|words| !words.is_empty()).or_else(|| lenient::text(reply, "body")))
        .with("name", lenient::text(reply, "name"))
        .with("answers", named(&answers))
}

/// Each answer by its name. The fields of an address lie one level deeper.
fn named(answers: &Value) -> Vec<Value> {
    let Some(fields) = answers.as_object() else {
        return vec![json!({ "name": "response", "value": plain(answers) })];
    };
    let mut list = Vec::new();
    for (name, value) in
        fields.iter().filter(|(name, value)| name.as_str() != "flow_token" && !value.is_null())
    {
        match (name.as_str(), value) {
            ("values", Value::Object(inner)) => {
                list.extend(inner.iter().map(|(name, value)| json!({ "name": name, "value": plain(value) })));
            }
            _ => list.push(json!({ "name": name, "value": plain(value) })),
        }
    }
    list
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// One line per answered field, without the token that only matters to machines.
fn answers_as_lines(answers: &Value) -> String {
    let Some(fields) = answers.as_object() else { return String::new() };
    let shown = fields.iter().filter(|(name, _)| name.as_str() != "flow_token");
    let lines = shown.filter_map(|(name, value)| match value {
        Value::String(text) => Some(format!("{name}: {text}")),
        Value::Number(number) => Some(format!("{name}: {number}")),
        Value::Bool(flag) => Some(format!("{name}: {flag}")),
        Value::Null => None,
        Value::Array(_) | Value::Object(_) => Some(format!("{name}: {value}")),
    });
    lines.collect::<Vec<_>>().join("\n")
}
