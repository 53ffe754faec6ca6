//! What a customer can send from the practice phone, and how Meta would tell the shop of it.
//!
//! Builds values only; what is wrong with them is told with the name of the field.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::types::{PracticeMessage, Sender};
use crate::ids::PracticeMessageId;

/// A message of a customer, by its kind.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = PracticeSaid)]
pub(super) enum Said {
    Text {
        text: String,
    },
    Image {
        media_id: String,
        text: Option<String>,
    },
    Video {
        media_id: String,
        text: Option<String>,
    },
    Sticker {
        media_id: String,
    },
    Document {
        media_id: String,
        filename: Option<String>,
        text: Option<String>,
    },
    /// `voice`: recorded on the spot.
    Audio {
        media_id: String,
        #[serde(default)]
        #[schema(required = false)]
        voice: bool,
    },
    Location {
        latitude: f64,
        longitude: f64,
        name: Option<String>,
        address: Option<String>,
    },
    /// Somebody else's card.
    Contact {
        name: String,
        phone: String,
    },
    /// The customer's own number, asked for by the shop.
    SharePhone {
        phone: String,
    },
    /// Empty takes the reaction back.
    Reaction {
        message_id: PracticeMessageId,
        emoji: String,
    },
    /// A press on a button or a row of this message of the shop.
    Tap {
        message_id: PracticeMessageId,
        id: String,
        title: String,
        description: Option<String>,
    },
    /// A basket from the catalogue; prices are decimal texts.
    Order {
        items: Vec<Item>,
        text: Option<String>,
    },
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PracticeOrderItem)]
pub(super) struct Item {
    product_id: String,
    quantity: u32,
    price: String,
    currency: String,
}

/// The catalogue of the imaginary shop.
const CATALOG: &str = "10000000000001";

impl Said {
    /// The line of the phone it is about.
    pub(super) fn about(&self) -> Option<PracticeMessageId> {
        match self {
            Self::Reaction { message_id, .. } | Self::Tap { message_id, .. } => Some(*message_id),
            Self::Text { .. }
            | Self::Image { .. }
            | Self::Video { .. }
            | Self::Sticker { .. }
            | Self::Document { .. }
            | Self::Audio { .. }
            | Self::Location { .. }
            | Self::Contact { .. }
            | Self::SharePhone { .. }
            | Self::Order { .. } => None,
        }
    }

    /// The file it brings.
    pub(super) fn media_id(&self) -> Option<&str> {
        match self {
            Self::Image { media_id, .. }
            | Self::Video { media_id, .. }
            | Self::Sticker { media_id }
            | Self::Document { media_id, .. }
            | Self::Audio { media_id, .. } => Some(media_id),
            Self::Text { .. }
            | Self::Location { .. }
            | Self::Contact { .. }
            | Self::SharePhone { .. }
            | Self::Reaction { .. }
            | Self::Tap { .. }
            | Self::Order { .. } => None,
        }
    }

    /// The words of it the phone shows.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Text { text } => text.clone(),
            Self::Image { text, .. }
            | Self::Video { text, .. }
            | Self::Document { text, .. }
            | Self::Order { text, .. } => text.clone().unwrap_or_default(),
            Self::Location { name, .. } => name.clone().unwrap_or_default(),
            Self::Contact { name, .. } => name.clone(),
            Self::SharePhone { phone } => phone.clone(),
            Self::Reaction { emoji, .. } => emoji.clone(),
            Self::Tap { title, .. } => title.clone(),
            Self::Sticker { .. } | Self::Audio { .. } => String::new(),
        }
    }

    /// The message as Meta writes it. `file` is its type and fingerprint, `about` the line it is about.
    pub(super) fn content(&self, file: Option<&File>, about: Option<&PracticeMessage>) -> Value {
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
                let mut reaction = json!({"message_id": about.map(|line| line.wamid.as_str())});
                if !emoji.is_empty() {
                    reaction["emoji"] = json!(emoji);
                }
                json!({"type": "reaction", "reaction": reaction})
            }
            Self::Tap { id, title, description, .. } => tap(id, title, description.as_deref(), about),
            Self::Order { items, text } => order(items, text.as_deref()),
        }
    }
}

/// What is known of an uploaded file.
#[derive(Debug, Clone, Default)]
pub(super) struct File {
    pub(super) id: String,
    pub(super) mime_type: String,
    pub(super) sha256: String,
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
    let context = json!({"id": about.map(|line| line.wamid.as_str())});
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
pub(super) fn quoting(mut content: Value, line: &PracticeMessage, shop: &str) -> Value {
    let mut context = json!({"id": line.wamid});
    if line.from == Sender::Shop {
        context["from"] = json!(shop);
    }
    content["context"] = context;
    content
}
