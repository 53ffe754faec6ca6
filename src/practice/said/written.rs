//! What a customer sent, as Meta writes it.
//!
//! Values only: nothing is sent here, and nothing judged.

use serde_json::{Map, Value, json};

use super::{Answer, Item, Said, Unreadable};
use crate::practice::types::{PracticeMessage, Sender};

/// The catalogue of the imaginary shop.
const CATALOG: &str = "10000000000001";
/// The advertisement of the imaginary shop.
const AD: &str = "120000000000001";

impl Said {
    /// The message as Meta writes it. `file` is its type and fingerprint, `about` the line it is about.
    pub(in crate::practice) fn content(&self, file: Option<&File>, about: Option<&PracticeMessage>) -> Value {
        let file = file.cloned().unwrap_or_default();
        match self {
            Self::Text { text } => json!({"type": "text", "text": {"body": text}}),
            Self::Image { text, .. } => {
                file.message("image", [("caption", text.as_deref().map(Value::from))])
            }
            Self::Video { text, .. } => {
                file.message("video", [("caption", text.as_deref().map(Value::from))])
            }
            Self::Sticker { .. } => file.message("sticker", [("animated", Some(Value::from(false)))]),
            Self::Document { filename, text, .. } => file.message(
                "document",
                [
                    ("filename", filename.as_deref().map(Value::from)),
                    ("caption", text.as_deref().map(Value::from)),
                ],
            ),
            Self::Audio { voice, .. } => file.message("audio", [("voice", Some(Value::from(*voice)))]),
            Self::Location { latitude, longitude, name, address } => {
                let mut place = json!({"latitude": latitude, "longitude": longitude});
                for (key, words) in [("name", name), ("address", address)] {
                    if let Some(words) = words {
                        place[key] = json!(words);
                    }
                }
                json!({"type": "location", "location": place})
            }
            Self::Contact { name, phone } => card(name, phone, "other"),
            Self::SharePhone { phone } => card("", phone, "contact_request"),
            Self::Reaction { emoji, .. } => {
                let mut reaction = json!({"message_id": of(about)});
                if !emoji.is_empty() {
                    reaction["emoji"] = json!(emoji);
                }
                json!({"type": "reaction", "reaction": reaction})
            }
            Self::Tap { id, title, description, .. } => tap(id, title, description.as_deref(), about),
            Self::Order { items, text } => order(items, text.as_deref()),
            Self::Form { answers, .. } => form(answers, about),
            Self::FromAd { text, headline } => from_ad(text, headline),
            Self::Edit { text, .. } => {
                let message = json!({"context": {"id": of(about)}, "type": "text", "text": {"body": text}});
                json!({"type": "edit", "edit": {"original_message_id": of(about), "message": message}})
            }
            Self::Revoke { .. } => json!({"type": "revoke", "revoke": {"original_message_id": of(about)}}),
            Self::Unsupported { what } => what.content(),
        }
    }
}

/// What is known of an uploaded file.
#[derive(Debug, Clone, Default)]
pub(in crate::practice) struct File {
    pub(in crate::practice) id: String,
    pub(in crate::practice) mime_type: String,
    pub(in crate::practice) sha256: String,
}

impl File {
    fn message<const N: usize>(&self, kind: &str, more: [(&str, Option<Value>); N]) -> Value {
        let mut object = Map::from_iter([
            ("id".to_owned(), Value::from(self.id.as_str())),
            ("mime_type".to_owned(), Value::from(self.mime_type.as_str())),
            ("sha256".to_owned(), Value::from(self.sha256.as_str())),
        ]);
        object.extend(more.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
        json!({"type": kind, kind: object})
    }
}

fn card(name: &str, phone: &str, origin: &str) -> Value {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let mut card = json!({"phones": [{"phone": phone, "wa_id": digits, "type": "CELL"}], "origin": origin});
    if !name.is_empty() {
        card["name"] = json!({"formatted_name": name, "first_name": name});
    }
    json!({"type": "contacts", "contacts": [card]})
}

/// A list answers with a row, buttons with a button, a template with its payload.
fn tap(id: &str, title: &str, description: Option<&str>, about: Option<&PracticeMessage>) -> Value {
    let context = json!({"id": of(about)});
    let is_list = about.is_some_and(|line| line.content.pointer("/interactive/type") == Some(&json!("list")));
    if about.is_some_and(|line| line.kind == "template") {
        return json!({"type": "button", "button": {"payload": id, "text": title}, "context": context});
    }
    let kind = if is_list { "list_reply" } else { "button_reply" };
    let mut reply = json!({"id": id, "title": title});
    if let Some(description) = description.filter(|_| is_list) {
        reply["description"] = json!(description);
    }
    json!({"type": "interactive", "interactive": {"type": kind, kind: reply}, "context": context})
}

fn order(items: &[Item], text: Option<&str>) -> Value {
    let items: Vec<Value> = items
        .iter()
        .map(|item| {
            json!({"product_retailer_id": item.product_id, "quantity": item.quantity, "item_price": item.price,
                "currency": item.currency})
        })
        .collect();
    let mut order = json!({"catalog_id": CATALOG, "product_items": items});
    if let Some(text) = text {
        order["text"] = json!(text);
    }
    json!({"type": "order", "order": order})
}

/// Adds the line a message answers.
pub(in crate::practice) fn quoting(mut content: Value, line: &PracticeMessage, shop: &str) -> Value {
    let mut context = json!({"id": line.wamid});
    if line.from == Sender::Shop {
        context["from"] = json!(shop);
    }
    content["context"] = context;
    content
}

/// The id of the line a message is about.
fn of(about: Option<&PracticeMessage>) -> Option<&str> {
    about.map(|line| line.wamid.as_str())
}

/// The answers of a form are JSON inside a JSON text.
fn form(answers: &[Answer], about: Option<&PracticeMessage>) -> Value {
    let token = [("flow_token".to_owned(), json!("practice"))];
    let answers = answers.iter().map(|answer| (answer.name.clone(), json!(answer.value)));
    let written = Value::Object(token.into_iter().chain(answers).collect()).to_string();
    let reply = json!({"name": "flow", "body": "Sent", "response_json": written});
    let mut form = json!({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": reply}});
    if let Some(id) = of(about) {
        form["context"] = json!({"id": id});
    }
    form
}

fn from_ad(text: &str, headline: &str) -> Value {
    let referral = json!({
        "source_url": "https://fb.me/practice", "source_id": AD, "source_type": "ad", "headline": headline,
        "body": headline, "media_type": "image", "image_url": "https://fb.me/practice.jpg", "ctwa_clid": "practice",
    });
    json!({"type": "text", "text": {"body": text}, "referral": referral})
}

impl Unreadable {
    fn content(self) -> Value {
        let (what, code, title) = match self {
            Self::PollCreation => ("poll_creation", 131_051, "Message type unknown"),
            Self::Gif => ("gif", 131_051, "Message type unknown"),
            Self::GroupInvite => ("group_invite", 131_051, "Message type unknown"),
            Self::Unavailable => ("media_placeholder", 131_060, "This message is unavailable"),
        };
        let error = json!({"code": code, "title": title, "message": title,
            "error_data": {"details": "Message type is currently not supported."}});
        json!({"type": "unsupported", "unsupported": {"type": what}, "errors": [error]})
    }
}
