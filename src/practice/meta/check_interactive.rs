//! The limits Meta sets on buttons, lists and links.
//!
//! Part of `check_message.rs`, apart because these limits are many.

use serde_json::{Map, Value};

use super::graph_error::{GraphError, at_most};

/// Characters, unless the name says otherwise.
const BODY_LIMIT: usize = 1024;
const LIST_BODY_LIMIT: usize = 4096;
const HEADER_LIMIT: usize = 60;
const BUTTON_TITLE_LIMIT: usize = 20;
const BUTTON_ID_LIMIT: usize = 256;
const BUTTONS_AT_MOST: usize = 3;
const ROW_TITLE_LIMIT: usize = 24;
const ROW_DESCRIPTION_LIMIT: usize = 72;
const ROW_ID_LIMIT: usize = 200;
const ROWS_AT_MOST: usize = 10;

pub(super) fn interactive(content: &Map<String, Value>) -> Result<(), GraphError> {
    let content = &Value::Object(content.clone());
    let kind = text(content, "/type");
    let body_limit = if kind == "list" { LIST_BODY_LIMIT } else { BODY_LIMIT };
    let body = text(content, "/body/text");
    if body.is_empty() && kind != "product" {
        return Err(GraphError::of(131_008, "interactive.body.text is required."));
    }
    at_most(body, body_limit, "interactive['body']['text']")?;
    at_most(text(content, "/header/text"), HEADER_LIMIT, "interactive['header']['text']")?;
    at_most(text(content, "/footer/text"), HEADER_LIMIT, "interactive['footer']['text']")?;
    match kind {
        "button" => buttons(content),
        "list" => list(content),
        "cta_url" => link(content),
        "location_request_message"
        | "request_contact_info"
        | "flow"
        | "product"
        | "product_list"
        | "catalog_message"
        | "carousel"
        | "call_permission_request"
        | "voice_call" => Ok(()),
        other => Err(GraphError::parameter(format_args!("Param interactive['type'] - got \"{other}\"."))),
    }
}

fn buttons(content: &Value) -> Result<(), GraphError> {
    let buttons = array(content, "/action/buttons");
    if buttons.is_empty() || buttons.len() > BUTTONS_AT_MOST {
        return Err(GraphError::of(
            131_009,
            "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3",
        ));
    }
    let mut seen = Vec::new();
    for button in buttons {
        let (id, title) = (text(button, "/reply/id"), text(button, "/reply/title"));
        if id.is_empty() || id.trim() != id || title.is_empty() {
            return Err(GraphError::of(
                131_009,
                "Button id and title are required, without spaces around the id.",
            ));
        }
        at_most(id, BUTTON_ID_LIMIT, "reply['id']")?;
        at_most(title, BUTTON_TITLE_LIMIT, "reply['title']")?;
        if seen.contains(&id) || seen.contains(&title) {
            return Err(GraphError::of(131_009, "Duplicate button id or title."));
        }
        seen.extend([id, title]);
    }
    Ok(())
}

fn list(content: &Value) -> Result<(), GraphError> {
    let sections = array(content, "/action/sections");
    let rows: Vec<&Value> = sections.iter().flat_map(|section| array(section, "/rows")).collect();
    if rows.is_empty() || rows.len() > ROWS_AT_MOST {
        return Err(GraphError::of(131_009, "Total row count exceed max allowed count: 10"));
    }
    let label = text(content, "/action/button");
    if label.is_empty() {
        return Err(GraphError::of(131_009, "The list's button label is required."));
    }
    at_most(label, BUTTON_TITLE_LIMIT, "action['button']")?;
    if sections.len() > 1 && sections.iter().any(|section| text(section, "/title").is_empty()) {
        return Err(GraphError::of(
            131_009,
            "Section title is required when there is more than one section.",
        ));
    }
    for row in rows {
        at_most(text(row, "/id"), ROW_ID_LIMIT, "row['id']")?;
        at_most(text(row, "/title"), ROW_TITLE_LIMIT, "row['title']")?;
        at_most(text(row, "/description"), ROW_DESCRIPTION_LIMIT, "row['description']")?;
    }
    Ok(())
}

fn link(content: &Value) -> Result<(), GraphError> {
    at_most(text(content, "/action/parameters/display_text"), BUTTON_TITLE_LIMIT, "display_text")?;
    if text(content, "/action/parameters/url").starts_with("http") {
        return Ok(());
    }
    Err(GraphError::of(131_009, "The link button needs a URL."))
}

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

fn array<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    value.pointer(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
