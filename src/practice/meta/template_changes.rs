//! Templates created, edited and deleted by the shop.
//!
//! Each change goes to the planned review of `templates.rs`.

use std::time::Duration;

use serde_json::{Value, json};

use super::Meta;
use super::call::Call;
use super::graph_error::GraphError;
use super::state::template::Template;
use super::state::world::World;

/// Templates one account may have.
const TEMPLATES_LIMIT: usize = 250;
const DAY: Duration = Duration::from_hours(24);
const MONTH: Duration = Duration::from_hours(30 * 24);

/// `POST /{waba}/message_templates`.
pub(super) fn create(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let created = {
        let mut world = meta.world();
        call.require_token(&world.account, meta.now())?;
        let needed = |name: &str| {
            call.text(name)
                .filter(|text| !text.is_empty())
                .ok_or_else(|| GraphError::parameter(format_args!("The parameter {name} is required.")))
        };
        let (name, language) = (needed("name")?, needed("language")?);
        let category = needed("category")?.to_uppercase();
        if !["UTILITY", "MARKETING", "AUTHENTICATION"].contains(&category.as_str()) {
            return Err(GraphError::parameter(
                "Param category must be one of {UTILITY, MARKETING, AUTHENTICATION}",
            ));
        }
        if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
            return Err(GraphError::parameter(
                "Param name must be lower case letters, digits and underscores.",
            ));
        }
        let same = |one: &Template| one.name == name && one.language == language;
        if world.account.templates.iter().any(same) {
            return Err(GraphError::parameter(
                "There is already content in this language for this template.",
            ));
        }
        if world.account.templates.len() >= TEMPLATES_LIMIT {
            return Err(GraphError::of(2_388_019, "The account has as many templates as it may."));
        }
        let format = call.text("parameter_format").unwrap_or_else(|| "POSITIONAL".to_owned()).to_uppercase();
        let components = components(&world, call, &format)?;
        let mut template = Template::made(&name, &language, &category, &format, components);
        "PENDING".clone_into(&mut template.status);
        world.account.templates.push(template.clone());
        template
    };
    meta.review(created.id.clone());
    Ok(json!({"id": created.id, "status": created.status, "category": created.category}))
}

/// `POST /{template}`: goes back to review.
pub(super) fn edit(meta: &Meta, call: &Call, id: &str) -> Result<Value, GraphError> {
    let now = meta.now();
    {
        let mut world = meta.world();
        call.require_token(&world.account, now)?;
        let position = world.account.templates.iter().position(|one| one.id == id);
        let Some(position) = position else { return Err(GraphError::unknown_object("post", id)) };
        let known = world.account.templates[position].clone();
        match known.status.as_str() {
            "APPROVED" | "PAUSED" => {
                let within = |span| known.edited_at.iter().filter(|at| now.since(**at) < span).count();
                if within(DAY) >= 1 || within(MONTH) >= 10 {
                    return Err(GraphError::parameter(
                        "A template can be edited once a day and ten times in 30 days.",
                    ));
                }
            }
            "REJECTED" => {}
            _other => {
                return Err(GraphError::parameter(
                    "Only approved, rejected or paused templates can be edited.",
                ));
            }
        }
        if call.has("category")
            && known.status == "APPROVED"
            && call.text("category").as_ref() != Some(&known.category)
        {
            return Err(GraphError::parameter("The category of an approved template cannot be changed."));
        }
        let components = components(&world, call, &known.parameter_format)?;
        let template = &mut world.account.templates[position];
        template.components = components;
        template.category = call.text("category").unwrap_or(known.category);
        if known.status != "REJECTED" {
            template.edited_at.push(now);
        }
        "PENDING".clone_into(&mut template.status);
    }
    meta.review(id.to_owned());
    Ok(json!({"success": true}))
}

/// `DELETE /{waba}/message_templates?name=…`, all languages or one by `hsm_id`.
pub(super) fn delete(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let mut world = meta.world();
    call.require_token(&world.account, meta.now())?;
    let (name, id) = (call.text("name"), call.text("hsm_id"));
    if name.is_none() && id.is_none() {
        return Err(GraphError::parameter("The parameter name is required."));
    }
    let meant = |one: &Template| {
        name.as_ref().is_none_or(|name| one.name == *name) && id.as_ref().is_none_or(|id| one.id == *id)
    };
    let before = world.account.templates.len();
    world.account.templates.retain(|one| !meant(one));
    if world.account.templates.len() == before {
        return Err(GraphError::parameter("Message template not found."));
    }
    Ok(json!({"success": true}))
}

/// The components of a submission, by the rules whose breach has a code of its own.
fn components(world: &World, call: &Call, format: &str) -> Result<Vec<Value>, GraphError> {
    let components = match call.body().get("components") {
        Some(Value::Array(components)) if !components.is_empty() => components.clone(),
        Some(_) | None => return Err(GraphError::parameter("The parameter components is required.")),
    };
    for component in &components {
        let kind = component["type"].as_str().unwrap_or_default();
        let text = component["text"].as_str().unwrap_or_default();
        let most = match kind {
            "HEADER" | "FOOTER" => 60,
            "BODY" => 1024,
            "BUTTONS" => continue,
            other => return Err(GraphError::parameter(format_args!("Unexpected component {other}."))),
        };
        if text.chars().count() > most {
            return Err(GraphError::of(2_388_040, format!("{kind} may have {most} characters.")));
        }
        let trimmed = text.trim();
        if kind == "BODY" && (trimmed.starts_with("{{") || trimmed.ends_with("}}")) {
            return Err(GraphError::of(2_388_299, "Variables can't be at the start or end of the template."));
        }
        let blanks = super::check_template::blanks(text);
        let numbered = blanks.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_digit()));
        if !blanks.is_empty() && numbered != (format == "POSITIONAL") {
            return Err(GraphError::parameter("The variables do not fit parameter_format."));
        }
        if !blanks.is_empty() && component.get("example").is_none() {
            return Err(GraphError::of(2_388_043, format!("{kind} has variables and no example.")));
        }
        let shape = component["format"].as_str().unwrap_or_default();
        let media = ["IMAGE", "VIDEO", "DOCUMENT"].contains(&shape);
        let handle = component["example"]["header_handle"][0].as_str().unwrap_or_default();
        if media && !world.samples.fits(handle, shape) {
            return Err(GraphError::of(2_388_047, "The header needs the handle of an uploaded sample."));
        }
    }
    if !components.iter().any(|component| component["type"] == "BODY") {
        return Err(GraphError::parameter("A template needs a body."));
    }
    Ok(components)
}
