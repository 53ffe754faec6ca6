//! What Meta checks of a template that is sent: that it exists and is approved, and that its values fit.

use serde_json::{Map, Value, json};

use super::graph_error::GraphError;
use super::state::template::Template;
use super::state::world::World;

/// Characters of the filled-in body.
const RENDERED_LIMIT: usize = 1024;

/// Checks a send; returns what a customer sees: header, body, footer and buttons.
pub(super) fn check(world: &World, content: &Map<String, Value>) -> Result<Value, GraphError> {
    let template = find(world, content)?;
    let components = content.get("components").and_then(Value::as_array).cloned().unwrap_or_default();
    let given = |kind: &str| components.iter().find(|one| one["type"].as_str() == Some(kind));
    let title = header(template, given("header"))?;
    let words = text(template, "BODY", given("body"), "body")?;
    buttons(template, &components)?;
    if words.chars().count() > RENDERED_LIMIT {
        return Err(GraphError::of(132_005, "The filled-in body is too long."));
    }
    let footer = template.component("FOOTER").and_then(|own| own["text"].as_str());
    Ok(json!({"header": title, "body": words, "footer": footer, "buttons": shown_buttons(template)}))
}

/// The buttons under a message, as a phone shows them.
fn shown_buttons(template: &Template) -> Vec<Value> {
    let own = template.component("BUTTONS").and_then(|own| own["buttons"].as_array());
    own.into_iter()
        .flatten()
        .map(|button| {
            let kind = button["type"].as_str().unwrap_or_default().to_lowercase();
            json!({"type": kind, "text": button["text"], "url": button["url"]})
        })
        .collect()
}

/// The template a send names, if it may be sent.
pub(super) fn find<'a>(world: &'a World, content: &Map<String, Value>) -> Result<&'a Template, GraphError> {
    let name = content.get("name").and_then(Value::as_str).unwrap_or_default();
    let language =
        content.get("language").and_then(|language| language.get("code")?.as_str()).unwrap_or_default();
    let same = |template: &&Template| template.name == name && template.language == language;
    let Some(template) = world.account.templates.iter().find(same) else {
        return Err(GraphError::of(132_001, format!("template name ({name}) does not exist in {language}")));
    };
    match template.status.as_str() {
        "APPROVED" => Ok(template),
        "PAUSED" => Err(GraphError::of(132_015, "The template is paused due to low quality.")),
        "DISABLED" => Err(GraphError::of(132_016, "The template is disabled.")),
        _pending => Err(GraphError::of(132_001, format!("template name ({name}) is not approved"))),
    }
}

/// The names of the blanks in a text.
pub(super) fn blanks(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { break };
        found.push(name.trim().to_owned());
        rest = after;
    }
    found
}

/// The words of the header; none when it is a file or there is none.
fn header(template: &Template, given: Option<&Value>) -> Result<Option<String>, GraphError> {
    let Some(own) = template.component("HEADER") else {
        return match given {
            Some(_) => Err(GraphError::of(132_000, "header: the template has no header")),
            None => Ok(None),
        };
    };
    let format = own["format"].as_str().unwrap_or("TEXT").to_lowercase();
    if format == "text" {
        return text(template, "HEADER", given, "header").map(Some);
    }
    let parameter = given.and_then(|given| given["parameters"].get(0));
    if parameter.is_some_and(|one| one["type"].as_str() == Some(&format) && one[&format].is_object()) {
        return Ok(None);
    }
    Err(GraphError::of(132_012, format!("header: Format mismatch, expected {format}")))
}

/// Fills in a text component, or says what does not fit.
fn text(template: &Template, kind: &str, given: Option<&Value>, name: &str) -> Result<String, GraphError> {
    let own = template.component(kind).and_then(|own| own["text"].as_str()).unwrap_or_default();
    let names = blanks(own);
    let distinct: std::collections::BTreeSet<&String> = names.iter().collect();
    let parameters = given.and_then(|given| given["parameters"].as_array()).cloned().unwrap_or_default();
    if parameters.len() != distinct.len() {
        let details = format!(
            "{name}: number of localizable_params ({}) does not match the expected number of params ({})",
            parameters.len(),
            distinct.len()
        );
        return Err(GraphError::of(132_000, details));
    }
    let mut words = own.to_owned();
    for (index, parameter) in parameters.iter().enumerate() {
        let Some(value) = parameter["text"].as_str() else {
            return Err(GraphError::of(132_012, format!("{name}: a parameter is no text")));
        };
        fits(value)?;
        let blank = match template.parameter_format.as_str() {
            "NAMED" => parameter["parameter_name"].as_str().unwrap_or_default().to_owned(),
            _positional => (index + 1).to_string(),
        };
        if !names.contains(&blank) {
            return Err(GraphError::of(
                100,
                format!("{name}: Parameter name is missing or empty, or unknown"),
            ));
        }
        words = words.replace(&format!("{{{{{blank}}}}}"), value);
    }
    Ok(words)
}

fn fits(value: &str) -> Result<(), GraphError> {
    if value.is_empty() {
        return Err(GraphError::of(131_008, "Parameter of type text is missing text value"));
    }
    if value.contains(['\n', '\t']) || value.contains("     ") {
        let details = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces";
        return Err(GraphError::of(132_018, details));
    }
    Ok(())
}

/// Link and code buttons with a blank want one parameter each.
fn buttons(template: &Template, components: &[Value]) -> Result<(), GraphError> {
    let own =
        template.component("BUTTONS").and_then(|own| own["buttons"].as_array()).cloned().unwrap_or_default();
    for (index, button) in own.iter().enumerate() {
        let kind = button["type"].as_str().unwrap_or_default();
        let blank = kind == "COPY_CODE" || button["url"].as_str().is_some_and(|url| !blanks(url).is_empty());
        if !blank {
            continue;
        }
        let at = index.to_string();
        let given = components.iter().find(|one| {
            one["type"] == "button"
                && (one["index"].as_str() == Some(&at) || one["index"].as_u64() == u64::try_from(index).ok())
        });
        let parameter = given.and_then(|given| given["parameters"].get(0));
        let value = parameter.and_then(|one| one["text"].as_str().or_else(|| one["coupon_code"].as_str()));
        match value {
            Some(value) => fits(value)?,
            None => {
                return Err(GraphError::of(
                    131_008,
                    format!("buttons: Button at index {index} requires a parameter"),
                ));
            }
        }
    }
    Ok(())
}
