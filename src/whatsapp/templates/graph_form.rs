//! A template in Meta's own JSON: written for a submission, read from a list.
//!
//! Reads without trusting: a part that is not known makes the template one that is shown, never sent or changed.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::placeholders;
use super::types::{
    Button, ButtonKind, Category, Content, Header, HeaderKind, ParameterFormat, Quality, Status,
    button_variable, from_meta, header_variable,
};
use crate::whatsapp::wire::parse::lenient;

/// A template as Meta has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remote {
    pub meta_id: String,
    pub name: String,
    pub language: String,
    pub category: Category,
    pub status: Status,
    pub status_reason: Option<String>,
    pub quality: Quality,
    pub parameter_format: ParameterFormat,
    pub content: Content,
    pub understood: bool,
}

/// The components of a submission; `sample` is the handle of an uploaded file.
pub(super) fn components(content: &Content, sample: Option<&str>) -> Value {
    let mut components = Vec::new();
    let example = |name: &str| content.examples.get(name).cloned().unwrap_or_default();
    if let Some(header) = &content.header {
        let mut part = json!({ "type": "HEADER", "format": header.kind.as_str().to_uppercase() });
        if let Some(text) = &header.text {
            part["text"] = json!(text);
            let named = named_examples(&placeholders::names(text), &example);
            if !named.is_empty() {
                part["example"] = json!({ "header_text_named_params": named });
            }
        }
        if let Some(handle) = sample {
            part["example"] = json!({ "header_handle": [handle] });
        }
        components.push(part);
    }
    let mut body = json!({ "type": "BODY", "text": content.body });
    let named = named_examples(&placeholders::names(&content.body), &example);
    if !named.is_empty() {
        body["example"] = json!({ "body_text_named_params": named });
    }
    components.push(body);
    if let Some(footer) = &content.footer {
        components.push(json!({ "type": "FOOTER", "text": footer }));
    }
    if !content.buttons.is_empty() {
        let buttons: Vec<Value> = content
            .buttons
            .iter()
            .enumerate()
            .map(|(index, one)| button(one, &example(&button_variable(index))))
            .collect();
        components.push(json!({ "type": "BUTTONS", "buttons": buttons }));
    }
    Value::Array(components)
}

fn named_examples(names: &[String], example: &impl Fn(&str) -> String) -> Vec<Value> {
    let mut seen = Vec::new();
    names
        .iter()
        .filter(|name| {
            let new = !seen.contains(*name);
            seen.push((*name).clone());
            new
        })
        .map(|name| json!({ "param_name": name, "example": example(name) }))
        .collect()
}

fn button(button: &Button, example: &str) -> Value {
    match button.kind {
        ButtonKind::QuickReply => json!({ "type": "QUICK_REPLY", "text": button.text }),
        ButtonKind::PhoneNumber => {
            json!({ "type": "PHONE_NUMBER", "text": button.text, "phone_number": button.phone_number })
        }
        ButtonKind::CopyCode => json!({ "type": "COPY_CODE", "text": button.text, "example": example }),
        ButtonKind::Url if button.has_variable() => {
            json!({ "type": "URL", "text": button.text, "url": button.url, "example": [example] })
        }
        ButtonKind::Url => json!({ "type": "URL", "text": button.text, "url": button.url }),
    }
}

/// One entry of Meta's list; `None` without id, name or language.
pub(super) fn read(item: &Value) -> Option<Remote> {
    let format = lenient::text(item, "parameter_format").and_then(|word| from_meta::<ParameterFormat>(&word));
    let format = format.unwrap_or(ParameterFormat::Positional);
    let mut content = Content::default();
    let mut understood = true;
    for component in lenient::list(item, "components") {
        understood &= read_component(&mut content, component, format);
    }
    let category = lenient::text(item, "category").and_then(|word| from_meta::<Category>(&word));
    let category = category.unwrap_or(Category::Unknown);
    let score = item.get("quality_score").and_then(|score| lenient::text(score, "score"));
    Some(Remote {
        meta_id: lenient::text(item, "id")?,
        name: lenient::text(item, "name")?,
        language: language(&lenient::text(item, "language")?),
        category,
        status: lenient::text(item, "status").map_or(Status::Unknown, |word| status(&word)),
        status_reason: lenient::text(item, "rejected_reason").filter(|reason| reason != "NONE"),
        quality: score.and_then(|word| from_meta::<Quality>(&word)).unwrap_or(Quality::Unknown),
        parameter_format: format,
        // Codes for signing in have rules of their own, which Shopbell does not speak.
        understood: understood && !content.body.is_empty() && category != Category::Authentication,
        content,
    })
}

/// Webhooks write `en-US` where lists write `en_US`.
pub(super) fn language(tag: &str) -> String {
    tag.replace('-', "_")
}

/// A status or an event's name as a status.
pub(super) fn status(word: &str) -> Status {
    match word {
        "REINSTATED" | "UNPAUSED" | "UNARCHIVED" => Status::Approved,
        "PENDING_DELETION" => Status::Deleted,
        other => from_meta::<Status>(other).unwrap_or(Status::Unknown),
    }
}

fn read_component(content: &mut Content, component: &Value, format: ParameterFormat) -> bool {
    let text = lenient::text(component, "text");
    match lenient::text(component, "type").unwrap_or_default().to_uppercase().as_str() {
        "HEADER" => {
            let kind = lenient::text(component, "format").and_then(|word| from_meta::<HeaderKind>(&word));
            let Some(kind) = kind else { return false };
            let names = placeholders::names(text.as_deref().unwrap_or_default());
            content.header = Some(Header { kind, text, media_id: None });
            let values = examples(component, "header_text_named_params", "header_text");
            for (name, value) in fitted(&names, values) {
                content.examples.insert(header_variable(format, &name), value);
            }
            true
        }
        "BODY" => {
            content.body = text.unwrap_or_default();
            let names = placeholders::names(&content.body);
            content
                .examples
                .extend(fitted(&names, examples(component, "body_text_named_params", "body_text")));
            true
        }
        "FOOTER" => {
            content.footer = text;
            true
        }
        "BUTTONS" => {
            let buttons = lenient::list(component, "buttons");
            buttons.into_iter().enumerate().all(|(index, button)| read_button(content, index, button))
        }
        _not_known_here => false,
    }
}

/// Examples by name, or in order where blanks are numbered.
enum Examples {
    Named(BTreeMap<String, String>),
    InOrder(Vec<String>),
}

fn examples(component: &Value, named: &str, in_order: &str) -> Examples {
    let example = component.get("example").unwrap_or(&Value::Null);
    let by_name: BTreeMap<String, String> = lenient::list(example, named)
        .into_iter()
        .filter_map(|pair| Some((lenient::text(pair, "param_name")?, lenient::text(pair, "example")?)))
        .collect();
    if !by_name.is_empty() {
        return Examples::Named(by_name);
    }
    // `header_text` is a list; `body_text` is a list of lists.
    let values = lenient::list(example, in_order).into_iter().flat_map(|value| match value {
        Value::Array(inner) => inner.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>(),
        other => other.as_str().map(str::to_owned).into_iter().collect(),
    });
    Examples::InOrder(values.collect())
}

fn fitted(names: &[String], examples: Examples) -> Vec<(String, String)> {
    match examples {
        Examples::Named(by_name) => {
            names.iter().filter_map(|name| Some((name.clone(), by_name.get(name)?.clone()))).collect()
        }
        Examples::InOrder(values) => names.iter().cloned().zip(values).collect(),
    }
}

fn read_button(content: &mut Content, index: usize, button: &Value) -> bool {
    let kind = lenient::text(button, "type").and_then(|word| from_meta::<ButtonKind>(&word));
    let Some(kind) = kind else { return false };
    let read = Button {
        kind,
        text: lenient::text(button, "text").unwrap_or_default(),
        url: lenient::text(button, "url"),
        phone_number: lenient::text(button, "phone_number"),
    };
    if read.has_variable() {
        let example = match button.get("example") {
            Some(Value::Array(list)) => list.first().and_then(Value::as_str).map(str::to_owned),
            Some(other) => other.as_str().map(str::to_owned),
            None => None,
        };
        content.examples.extend(example.map(|example| (button_variable(index), example)));
    }
    content.buttons.push(read);
    true
}

/// The body of a submission.
pub(super) fn submission(name: &str, language: &str, category: Category, components: Value) -> Value {
    let mut body = Map::new();
    body.insert("name".into(), json!(name));
    body.insert("language".into(), json!(language));
    body.insert("category".into(), json!(category.as_str().to_uppercase()));
    body.insert("parameter_format".into(), json!("NAMED"));
    body.insert("components".into(), components);
    Value::Object(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_as_itself() {
        let content: Content = serde_json::from_value(json!({
            "header": {"type": "text", "text": "Order {{number}}"}, "body": "Hello {{name}}, it is {{number}}.", "footer": "Rossi",
            "buttons": [{"type": "quick_reply", "text": "Ok"}, {"type": "url", "text": "See", "url": "https://x.it/{{1}}"},
                        {"type": "copy_code", "text": "Copy"}],
            "examples": {"number": "12", "name": "Ana", "button_1": "https://x.it/1", "button_2": "CODE"},
        })).unwrap();
        let item = json!({"id": 17, "name": "x", "language": "en-US", "status": "APPROVED", "category": "UTILITY",
            "parameter_format": "NAMED", "quality_score": {"score": "GREEN"}, "components": components(&content, None)});
        let remote = read(&item).unwrap();
        assert_eq!(remote.content, content);
        assert_eq!((remote.meta_id.as_str(), remote.language.as_str()), ("17", "en_US"));
        assert!(remote.understood);
    }

    #[test]
    fn numbered_blanks_and_unknown_parts_are_told_apart() {
        let item = json!({"id": "1", "name": "x", "language": "it", "status": "SOMETHING", "category": "MARKETING",
            "components": [{"type": "HEADER", "format": "TEXT", "text": "N {{1}}", "example": {"header_text": ["7"]}},
                {"type": "BODY", "text": "A {{1}} b {{2}} c", "example": {"body_text": [["x", "y"]]}},
                {"type": "CAROUSEL", "cards": []}]});
        let remote = read(&item).unwrap();
        assert_eq!(remote.parameter_format, ParameterFormat::Positional);
        assert_eq!(remote.status, Status::Unknown);
        assert!(!remote.understood);
        let examples: Vec<_> = remote.content.examples.into_iter().collect();
        assert_eq!(
            examples,
            [("1".to_owned(), "x".to_owned()), ("2".into(), "y".into()), ("header_1".into(), "7".into())]
        );
    }
}
