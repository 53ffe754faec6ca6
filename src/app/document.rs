//! The description of the API, made from the handlers: what `shopbell openapi` prints and the screens' types come from.

use std::collections::BTreeSet;

use utoipa::OpenApi as _;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::AdditionalProperties;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{OpenApi, PathItem, Ref, RefOr, ResponseBuilder, Schema, content::ContentBuilder};

use super::addresses::rooms;
use crate::events::Topic;
use crate::http::{ErrorBody, LiveEvent};
use crate::inbox::Queue;
use crate::jobs::JobState;

/// Where the API lives.
const BASE: &str = "/api/v1";
/// Open to somebody who has not signed in: each either signs in or leads there.
const WITHOUT_A_SESSION: [&str; 3] = ["/setup", "/session", "/password-links/{token}"];

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Shopbell", description = "Customer support over WhatsApp, in one program."),
    components(schemas(ErrorBody, JobState, LiveEvent<'static>, Queue, Topic))
)]
struct Document;

/// The whole description.
pub fn document() -> OpenApi {
    let mut api = OpenApi::default();
    for room in rooms() {
        api.merge(room.described);
    }
    for (path, item) in &mut api.paths.paths {
        let open = WITHOUT_A_SESSION.contains(&path.as_str());
        for (method, operation) in operations(item) {
            operation.operation_id = Some(operation_id(method, path));
            operation.responses.responses.insert("default".to_owned(), RefOr::T(refusal()));
            if open {
                operation.security = Some(vec![SecurityRequirement::default()]);
            }
        }
    }
    let mut document = Document::openapi();
    env!("CARGO_PKG_VERSION").clone_into(&mut document.info.version);
    let mut document = document.nest(BASE, api);
    ask_for_a_session(&mut document);
    let_parts_be_joined(&mut document);
    say_it_of_the_field(&mut document);
    document
}

/// What is said of a field that may be left out stands at the field, where readers look, and not at one of its two shapes.
fn say_it_of_the_field(document: &mut OpenApi) {
    let schemas = document.components.iter_mut().flat_map(|components| components.schemas.values_mut());
    let objects = schemas.filter_map(|schema| match schema {
        RefOr::T(Schema::Object(object)) => Some(object),
        RefOr::Ref(_) | RefOr::T(_) => None,
    });
    for field in objects.flat_map(|object| object.properties.values_mut()) {
        let RefOr::T(Schema::OneOf(shapes)) = field else { continue };
        for shape in &mut shapes.items {
            if let RefOr::Ref(shape) = shape
                && shapes.description.is_none()
                && !shape.description.is_empty()
            {
                shapes.description = Some(std::mem::take(&mut shape.description));
            }
        }
    }
}

/// A schema that allows no other fields cannot be a part of a larger one: whatever satisfies the whole has the other
/// part's fields as well. The program refuses unknown fields of the whole itself.
fn let_parts_be_joined(document: &mut OpenApi) {
    let Some(components) = &mut document.components else { return };
    let mut joined = BTreeSet::new();
    components.schemas.values_mut().for_each(|schema| open_parts(schema, false, &mut joined));
    let mut done = BTreeSet::new();
    while let Some(name) = joined.pop_first() {
        if let Some(schema) = components.schemas.get_mut(&name) {
            open_parts(schema, true, &mut joined);
        }
        done.insert(name);
        joined.retain(|name| !done.contains(name));
    }
}

/// Opens every part of a joined schema that stands in place, and names those it points to.
fn open_parts(schema: &mut RefOr<Schema>, is_part: bool, joined: &mut BTreeSet<String>) {
    match schema {
        RefOr::Ref(target) if is_part => {
            joined.extend(target.ref_location.rsplit('/').next().map(str::to_owned));
        }
        RefOr::T(Schema::AllOf(all)) => all.items.iter_mut().for_each(|part| open_parts(part, true, joined)),
        RefOr::T(Schema::OneOf(one)) => one.items.iter_mut().for_each(|way| open_parts(way, is_part, joined)),
        RefOr::T(Schema::AnyOf(any)) => any.items.iter_mut().for_each(|way| open_parts(way, is_part, joined)),
        RefOr::T(Schema::Object(object)) => {
            let is_shut =
                object.additional_properties.as_deref() == Some(&AdditionalProperties::FreeForm(false));
            if is_part && is_shut {
                object.additional_properties = None;
            }
            object.properties.values_mut().for_each(|field| open_parts(field, false, joined));
        }
        RefOr::Ref(_) | RefOr::T(_) => {}
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let PathItem { get, put, post, patch, delete, .. } = item;
    [("get", get), ("put", put), ("post", post), ("patch", patch), ("delete", delete)]
        .into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// One name per operation: handlers of different rooms share theirs.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    std::iter::once(method).chain(words).collect::<Vec<_>>().join("_")
}

fn refusal() -> utoipa::openapi::Response {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("Error"))).build();
    ResponseBuilder::new().description("Refused; the words say why").content("application/json", body).build()
}

/// A session cookie or an API token, whatever is asked.
fn ask_for_a_session(document: &mut OpenApi) {
    let cookie = ApiKeyValue::with_description(
        "__Host-shopbell",
        "A browser's session; named `shopbell` over plain http on this machine.",
    );
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    let either = ["session", "token"].map(|name| SecurityRequirement::new::<_, [&str; 0], &str>(name, []));
    document.security = Some(either.into());
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;

    fn whole() -> Value {
        serde_json::to_value(document()).unwrap()
    }

    fn each<'a>(value: &'a Value, see: &mut impl FnMut(&'a str, &'a Value)) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, inner)| {
                see(name, inner);
                each(inner, see);
            }),
            Value::Array(items) => items.iter().for_each(|inner| each(inner, see)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn every_name_it_points_to_exists() {
        let document = whole();
        let mut dangling = BTreeSet::new();
        each(&document, &mut |name, target| {
            if let ("$ref", Some(target)) = (name, target.as_str())
                && document.pointer(target.trim_start_matches('#')).is_none()
            {
                dangling.insert(target);
            }
        });
        assert!(dangling.is_empty(), "name in `Document` what only a query speaks of: {dangling:?}");
    }

    #[test]
    fn whatever_is_joined_of_parts_can_be_satisfied() {
        let document = whole();
        let mut shut = BTreeSet::new();
        each(&document, &mut |name, value| {
            let parts = (name == "allOf").then(|| value.as_array()).flatten();
            let ways = parts.into_iter().flatten().flat_map(|part| match part["oneOf"].as_array() {
                Some(ways) => ways.iter().collect(),
                None => vec![part],
            });
            for part in ways {
                let target = part["$ref"].as_str().map(|target| target.trim_start_matches('#'));
                let part = target.and_then(|target| document.pointer(target)).unwrap_or(part);
                if part["additionalProperties"] == false {
                    shut.insert(part.to_string());
                }
            }
        });
        assert!(shut.is_empty(), "a part that allows no other fields: {shut:?}");
        let message = document["components"]["schemas"]["NewMessage"].to_string();
        assert!(message.contains("OutgoingText") && message.contains("client_id"), "{message}");
    }

    #[test]
    fn operations_have_names_of_their_own() {
        let document = whole();
        let mut seen = BTreeSet::new();
        each(&document, &mut |name, value| {
            if let ("operationId", Some(id)) = (name, value.as_str()) {
                assert!(seen.insert(id), "{id} is there twice");
            }
        });
    }

    #[test]
    fn words_are_written_as_the_api_writes_them() {
        let document = whole();
        each(&document, &mut |name, value| {
            if let ("enum", Some(words)) = (name, value.as_array()) {
                for word in words.iter().filter_map(Value::as_str) {
                    assert!(word.chars().all(|letter| !letter.is_uppercase()), "{words:?}");
                }
            }
        });
    }

    #[test]
    fn two_rooms_never_mean_different_things_by_one_name() {
        let mut meanings: BTreeMap<String, Value> = BTreeMap::new();
        for schemas in
            rooms().into_iter().filter_map(|room| room.described.components).map(|parts| parts.schemas)
        {
            for (name, schema) in schemas {
                let schema = serde_json::to_value(schema).unwrap();
                let first = meanings.entry(name.clone()).or_insert_with(|| schema.clone());
                assert!(*first == schema, "two rooms describe a {name}: name one with #[schema(as = …)]");
            }
        }
    }
}
