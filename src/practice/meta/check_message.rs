//! What Meta checks of a message before it gives it an id.
//!
//! Refuses with Meta's own codes; never mends a request.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::clock::Timestamp;

use super::graph_error::{GraphError, at_most};
use super::state::account::Account;
use super::state::world::World;

/// Characters of a text, of a caption and of our own data on a message.
const TEXT_LIMIT: usize = 4096;
const CAPTION_LIMIT: usize = 1024;
const OPAQUE_LIMIT: usize = 512;

/// How long after the customer's last message anything but a template may be sent.
const SERVICE_WINDOW: Duration = Duration::from_hours(24);

const KINDS: [&str; 11] = [
    "audio",
    "contacts",
    "document",
    "image",
    "interactive",
    "location",
    "reaction",
    "sticker",
    "template",
    "text",
    "video",
];

/// A message whose own shape is right.
pub(super) struct Message {
    pub(super) to: Option<String>,
    pub(super) recipient: Option<String>,
    pub(super) kind: String,
    pub(super) text: Option<String>,
    pub(super) opaque: Option<String>,
    pub(super) quoted: Option<String>,
    content: Map<String, Value>,
}

/// Whom a message goes to.
pub(super) struct Addressee {
    pub(super) person: Option<usize>,
    /// False for a business-scoped id in `to`: accepted, and never heard of again.
    pub(super) reachable: bool,
    pub(super) name: String,
    /// The `contacts` entry of the answer.
    pub(super) contact: Value,
}

pub(super) fn product(body: &Map<String, Value>) -> Result<(), GraphError> {
    match body.get("messaging_product").and_then(Value::as_str) {
        Some("whatsapp") => Ok(()),
        Some(_) => Err(GraphError::parameter("Param messaging_product must be one of {WHATSAPP}")),
        None => Err(GraphError::parameter("The parameter messaging_product is required.")),
    }
}

/// Checks shape and limits; nothing here depends on the account.
pub(super) fn message(body: &Map<String, Value>) -> Result<Message, GraphError> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    let kind = text("type").unwrap_or_else(|| "text".to_owned());
    if !KINDS.contains(&kind.as_str()) {
        return Err(GraphError::parameter(format_args!(
            "Param type must be one of {KINDS:?} - got \"{kind}\"."
        )));
    }
    let content = match body.get(&kind) {
        Some(Value::Object(content)) => content.clone(),
        Some(Value::Array(cards)) if kind == "contacts" && !cards.is_empty() => Map::new(),
        Some(_) | None => return Err(GraphError::of(131_008, format!("The parameter {kind} is required."))),
    };
    let opaque = text("biz_opaque_callback_data");
    if opaque.as_ref().is_some_and(|data| data.chars().count() > OPAQUE_LIMIT) {
        return Err(GraphError::parameter(
            "Param biz_opaque_callback_data must be at most 512 characters long.",
        ));
    }
    let message = Message {
        to: text("to"),
        recipient: text("recipient"),
        text: words(&kind, &content),
        quoted: body
            .get("context")
            .and_then(|context| context.get("message_id")?.as_str().map(ToOwned::to_owned)),
        kind,
        opaque,
        content,
    };
    message.check_content()?;
    Ok(message)
}

/// Whether the account may send at all.
pub(super) fn account(account: &Account) -> Result<(), GraphError> {
    if !account.registration.registered {
        return Err(GraphError::of(
            133_010,
            "The phone number is not registered on the WhatsApp Business Platform.",
        ));
    }
    if account.primary_funding_id.is_none() {
        return Err(GraphError::of(131_042, "The WhatsApp Business Account has no payment method."));
    }
    match account.health_problems.iter().find(|problem| problem.can_send_message == "BLOCKED") {
        Some(problem) => Err(GraphError::of(131_031, problem.description.clone())),
        None => Ok(()),
    }
}

/// What the message points at: uploaded media, templates, messages reacted to.
pub(super) fn references(world: &World, message: &Message, now: Timestamp) -> Result<(), GraphError> {
    let id = |name: &str| message.content.get(name).and_then(Value::as_str).unwrap_or_default();
    match message.kind.as_str() {
        "image" | "video" | "audio" | "document" | "sticker" if !id("id").is_empty() => {
            let known = world.media.get(id("id")).is_some_and(|medium| medium.is_kept(now));
            known
                .then_some(())
                .ok_or_else(|| GraphError::of(131_009, "The media ID does not exist or has expired."))
        }
        "reaction" => {
            let target = id("message_id");
            let known = world.inbound.contains(target) || world.sent.iter().any(|sent| sent.wamid == target);
            known.then_some(()).ok_or_else(|| GraphError::of(131_009, "Message ID is invalid."))
        }
        "template" => super::check_template::check(world, &message.content).map(drop),
        _other => Ok(()),
    }
}

/// The words a customer reads of a template; `None` for other kinds.
pub(super) fn template_shown(world: &World, message: &Message) -> Result<Option<Value>, GraphError> {
    if message.kind == "template" {
        super::check_template::check(world, &message.content).map(Some)
    } else {
        Ok(None)
    }
}

/// Finds the customer. `to` wins over `recipient`; a number without `+` is read as one of the business's country.
pub(super) fn addressee(world: &World, message: &Message) -> Result<Addressee, GraphError> {
    if let Some(to) = message.to.as_deref() {
        if looks_like_user_id(to) {
            let contact = json!({"input": to});
            return Ok(Addressee { person: None, reachable: false, name: to.to_owned(), contact });
        }
        let wa_id = dialled(to, world.account.country_code)?;
        if wa_id == world.account.keys.phone_number {
            return Err(GraphError::of(131_021, "Sender and recipient are the same number."));
        }
        let person = world.people.iter().position(|person| person.wa_id.as_ref() == Some(&wa_id));
        let mut contact = json!({"input": to, "wa_id": wa_id});
        if let Some(user_id) = person.and_then(|number| world.people[number].user_id.as_ref()) {
            contact["user_id"] = user_id.clone().into();
        }
        return Ok(Addressee { person, reachable: true, name: wa_id, contact });
    }
    let Some(user_id) = message.recipient.as_deref() else {
        return Err(GraphError::parameter("The parameter to is required."));
    };
    if !looks_like_user_id(user_id) {
        return Err(GraphError::of(131_009, "Parameter recipient is not a valid user ID."));
    }
    let person = world.people.iter().position(|person| person.user_id.as_deref() == Some(user_id));
    let contact = json!({"input": user_id, "user_id": user_id});
    Ok(Addressee { person, reachable: true, name: user_id.to_owned(), contact })
}

/// Outside the window only templates pass.
pub(super) fn window(
    message: &Message,
    wrote_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), GraphError> {
    let open = wrote_at.is_some_and(|at| now < at.plus(SERVICE_WINDOW));
    if open || message.kind == "template" {
        return Ok(());
    }
    let details = "Message failed to send because more than 24 hours have passed since the customer last replied to \
                   this number.";
    Err(GraphError::of(131_047, details))
}

impl Message {
    fn check_content(&self) -> Result<(), GraphError> {
        match self.kind.as_str() {
            "text" => match self.text.as_deref() {
                None | Some("") => Err(GraphError::parameter("The parameter text['body'] is required.")),
                Some(body) => at_most(body, TEXT_LIMIT, "text['body']"),
            },
            "image" | "video" | "audio" | "document" | "sticker" => self.check_media(),
            "interactive" => super::check_interactive::interactive(&self.content),
            "location" => {
                let number = |name: &str| {
                    self.content.get(name).is_some_and(|value| value.is_number() || value.is_string())
                };
                let both = number("latitude") && number("longitude");
                both.then_some(())
                    .ok_or_else(|| GraphError::of(131_008, "latitude and longitude are required."))
            }
            "template" | "reaction" | "contacts" => Ok(()),
            other => Err(GraphError::of(131_051, format!("{other} cannot be sent."))),
        }
    }

    fn check_media(&self) -> Result<(), GraphError> {
        let field = |name: &str| self.content.get(name).and_then(Value::as_str);
        match (field("id"), field("link")) {
            (Some(_), None) => {}
            (None, Some(link)) if link.starts_with("https://") || link.starts_with("http://") => {}
            (None, Some(_)) => return Err(GraphError::parameter("Param link is not a valid URI.")),
            (Some(_), Some(_)) | (None, None) => {
                return Err(GraphError::parameter(format_args!(
                    "Param {}: one of id or link is required.",
                    self.kind
                )));
            }
        }
        match field("caption") {
            Some(_) if self.kind == "audio" || self.kind == "sticker" => {
                Err(GraphError::parameter("Unexpected key \"caption\"."))
            }
            Some(caption) => at_most(caption, CAPTION_LIMIT, "caption"),
            None => Ok(()),
        }
    }
}

/// The words a customer would read.
fn words(kind: &str, content: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| content.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    match kind {
        "text" => text("body"),
        "image" | "video" | "document" => text("caption"),
        "interactive" => {
            content.get("body").and_then(|body| body.get("text")?.as_str().map(ToOwned::to_owned))
        }
        "template" => text("name"),
        "reaction" => text("emoji"),
        _other => None,
    }
}

/// `CC.` and letters or digits.
fn looks_like_user_id(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else { return false };
    country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()) && !rest.is_empty()
}

fn dialled(to: &str, own_country_code: &str) -> Result<String, GraphError> {
    let digits: String = to.chars().filter(char::is_ascii_digit).collect();
    let foreign = |character: char| !character.is_ascii_digit() && !"+ -()".contains(character);
    if digits.is_empty() || to.contains(foreign) {
        return Err(GraphError::of(131_009, "Parameter to is not a valid phone number."));
    }
    if to.trim_start().starts_with('+') {
        return Ok(digits);
    }
    Ok(format!("{own_country_code}{digits}"))
}
