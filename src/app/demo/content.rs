//! What a customer of the sample shop sends, in the form Graph has it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::practice::meta::Meta;
use crate::practice::sample_shop::{Content, Item};

/// The message as the stand-in posts it, which keeps the file that comes with it.
pub(super) fn graph(content: &Content, text: &str, about: Option<&str>, meta: &Meta) -> Value {
    let file = content.file().map(|file| {
        let id = meta.holds_media(file.mime_type, file.bytes);
        json!({ "id": id, "mime_type": file.mime_type, "sha256": BASE64.encode(Sha256::digest(file.bytes)) })
    });
    let file = file.unwrap_or_default();
    let mut message = match content {
        Content::Text => json!({ "type": "text", "text": { "body": text } }),
        Content::Image(_) => json!({ "type": "image", "image": with_caption(file, text) }),
        Content::Voice => {
            let mut audio = file;
            audio["voice"] = json!(true);
            json!({ "type": "audio", "audio": audio })
        }
        Content::Sticker => json!({ "type": "sticker", "sticker": file }),
        Content::Document(name) => {
            let mut document = with_caption(file, text);
            document["filename"] = json!(name);
            json!({ "type": "document", "document": document })
        }
        Content::Location(name) => json!({
            "type": "location",
            "location": { "latitude": 43.7696, "longitude": 11.2558, "name": name, "address": text },
        }),
        Content::Order(items) => json!({
            "type": "order",
            "order": { "catalog_id": "194836987003835", "text": text, "product_items": items.iter().map(product).collect::<Vec<_>>() },
        }),
        Content::Reaction => json!({
            "type": "reaction",
            "reaction": { "message_id": about.unwrap_or_default(), "emoji": text },
        }),
        Content::Unsupported(kind) => json!({
            "type": "unsupported",
            "unsupported": { "type": kind },
            "errors": [{ "code": 131_051, "title": "Message type unknown", "message": "Message type unknown",
                "error_data": { "details": "Message type is currently not supported." } }],
        }),
    };
    if let (Some(about), false) = (about, matches!(content, Content::Reaction)) {
        message["context"] = json!({ "id": about });
    }
    message
}

fn with_caption(mut media: Value, text: &str) -> Value {
    if !text.is_empty() {
        media["caption"] = json!(text);
    }
    media
}

/// Graph has the price of one piece, the story the price of all.
fn product(item: &Item) -> Value {
    let cents: u64 = item.price.replace('.', "").parse().unwrap_or(0);
    let each = cents / u64::from(item.quantity.max(1));
    let price = format!("{}.{:02}", each / 100, each % 100);
    json!({
        "product_retailer_id": item.product,
        "quantity": item.quantity,
        "item_price": price.parse::<serde_json::Number>().unwrap_or_else(|_| 0.into()),
        "currency": "EUR",
    })
}
