//! What one message says, by its type: the words of the customer, and the structure a screen draws.
//!
//! Never drops a message it does not know: its type is kept, and its raw JSON lies beside it.

use serde_json::Value;

use super::identity::international;
use super::said::Content;
use super::{interactive, lenient, order};
use crate::inbox::MessageKind;
use crate::media::clean_file_name;

/// Decodes the body of a message by its `type`.
pub fn decode(message: &Value) -> Content {
    let type_name = lenient::text(message, "type").unwrap_or_else(|| "unknown".to_owned());
    let body = message.get(&type_name).unwrap_or(&Value::Null);
    let content = match type_name.as_str() {
        "text" => Content::new(MessageKind::Text, "text").saying(lenient::text(body, "body")),
        "image" => media(MessageKind::Image, "image", body),
        "video" => media(MessageKind::Video, "video", body),
        "audio" => media(MessageKind::Audio, "audio", body).with("voice", lenient::flag(body, "voice")),
        "document" => {
            let name = lenient::text(body, "filename").as_deref().and_then(clean_file_name);
            media(MessageKind::Document, "document", body).with("filename", name)
        }
        "sticker" => {
            media(MessageKind::Sticker, "sticker", body).with("animated", lenient::flag(body, "animated"))
        }
        "location" => location(body),
        "contacts" => cards(message),
        "interactive" => interactive::decode(body),
        "button" => Content::new(MessageKind::Button, "button")
            .saying(lenient::text(body, "text"))
            .with("payload", lenient::text(body, "payload")),
        "reaction" => Content::new(MessageKind::Reaction, "reaction")
            .with("emoji", lenient::text(body, "emoji"))
            .about(lenient::text(body, "message_id")),
        "order" => order::decode(body),
        "system" => system(body),
        "edit" => edit(body),
        "revoke" => {
            Content::new(MessageKind::Revoke, "revoke").about(lenient::text(body, "original_message_id"))
        }
        "unsupported" | "media_placeholder" => unsupported(&type_name, body),
        _ => Content::new(MessageKind::Unknown, &type_name),
    };
    with_surroundings(never_empty(content, &type_name), message)
}

/// A message of a known type that says nothing at all is shown as one that could not be read, not as an empty bubble.
fn never_empty(content: Content, type_name: &str) -> Content {
    let has_cards =
        content.detail.get("contacts").and_then(Value::as_array).is_some_and(|cards| !cards.is_empty());
    let silent = content.text.is_none() && !has_cards;
    match content.kind {
        MessageKind::Text
        | MessageKind::Button
        | MessageKind::Location
        | MessageKind::Contacts
        | MessageKind::Order
            if silent =>
        {
            Content::new(MessageKind::Unsupported, "unsupported").with("what", type_name)
        }
        MessageKind::Text
        | MessageKind::Button
        | MessageKind::Location
        | MessageKind::Contacts
        | MessageKind::Order
        | MessageKind::Image
        | MessageKind::Video
        | MessageKind::Audio
        | MessageKind::Document
        | MessageKind::Sticker
        | MessageKind::Interactive
        | MessageKind::Reaction
        | MessageKind::System
        | MessageKind::Edit
        | MessageKind::Revoke
        | MessageKind::Unsupported
        | MessageKind::Unknown
        | MessageKind::Note
        | MessageKind::Event
        | MessageKind::Template => content,
    }
}

/// The sender's own number, given because the shop asked for it. A card shared by hand says nothing about its sender.
pub fn own_number(message: &Content) -> Option<String> {
    let cards = message.detail.get("contacts")?.as_array()?;
    let own =
        cards.iter().find(|card| lenient::text(card, "origin").as_deref() == Some("contact_request"))?;
    lenient::list(own, "phones").into_iter().find_map(|phone| {
        let number = lenient::text(phone, "wa_id").or_else(|| lenient::text(phone, "phone"))?;
        international(&number)
    })
}

/// What may stand beside any body: the advertisement it came from, forwarding, the product asked about, errors.
fn with_surroundings(mut content: Content, message: &Value) -> Content {
    if let Some(context) = message.get("context") {
        for mark in ["forwarded", "frequently_forwarded"] {
            if lenient::flag(context, mark) {
                content = content.with(mark, true);
            }
        }
        content =
            content.with("referred_product", context.get("referred_product").cloned().unwrap_or_default());
        content.target = content.target.or_else(|| lenient::text(context, "id"));
    }
    content
        .with("referral", message.get("referral").cloned().unwrap_or_default())
        .with("errors", message.get("errors").cloned().unwrap_or_default())
}

fn media(kind: MessageKind, type_name: &str, body: &Value) -> Content {
    Content::new(kind, type_name)
        .saying(lenient::text(body, "caption"))
        .with("media_id", lenient::text(body, "id"))
        .with("mime_type", lenient::text(body, "mime_type"))
        .with("sha256", lenient::text(body, "sha256"))
        .with("url", lenient::text(body, "url"))
}

fn location(body: &Value) -> Content {
    let (name, address) = (lenient::text(body, "name"), lenient::text(body, "address"));
    let (latitude, longitude) = (lenient::real(body, "latitude"), lenient::real(body, "longitude"));
    let place = latitude.zip(longitude).map(|(north, east)| format!("{north}, {east}"));
    let parts: Vec<String> = [name.clone(), address.clone(), place].into_iter().flatten().collect();
    Content::new(MessageKind::Location, "location")
        .saying(Some(parts.join("\n")).filter(|text| !text.is_empty()))
        .with("latitude", latitude)
        .with("longitude", longitude)
        .with("name", name)
        .with("address", address)
        .with("url", lenient::text(body, "url"))
}

/// Shared contact cards. Only a card of origin `contact_request` is the sender's own number.
fn cards(message: &Value) -> Content {
    let cards = lenient::list(message, "contacts");
    let lines: Vec<String> = cards.iter().filter_map(|card| card_line(card)).collect();
    Content::new(MessageKind::Contacts, "contacts")
        .saying(Some(lines.join("\n")).filter(|text| !text.is_empty()))
        .with("contacts", cards.into_iter().cloned().collect::<Vec<Value>>())
}

fn card_line(card: &Value) -> Option<String> {
    let name = card
        .get("name")
        .and_then(|name| lenient::text(name, "formatted_name").or_else(|| lenient::text(name, "first_name")));
    let phones = lenient::list(card, "phones");
    let phone = phones
        .iter()
        .find_map(|phone| lenient::text(phone, "phone").or_else(|| lenient::text(phone, "wa_id")));
    let line: Vec<String> = [name, phone].into_iter().flatten().collect();
    Some(line.join(" ")).filter(|line| !line.is_empty())
}

/// News about the account behind a conversation; its `body` is for display only and never read for meaning.
fn system(body: &Value) -> Content {
    Content::new(MessageKind::System, "system")
        .saying(lenient::text(body, "body"))
        .with("change", lenient::text(body, "type"))
}

fn edit(body: &Value) -> Content {
    let inner = body.get("message").map(decode);
    let text = inner.as_ref().and_then(|inner| inner.text.clone());
    let detail = inner.map(|inner| Value::Object(inner.detail)).unwrap_or_default();
    Content::new(MessageKind::Edit, "edit")
        .saying(text)
        .with("message", detail)
        .about(lenient::text(body, "original_message_id"))
}

fn unsupported(type_name: &str, body: &Value) -> Content {
    let what = lenient::text(body, "type").unwrap_or_else(|| type_name.to_owned());
    Content::new(MessageKind::Unsupported, "unsupported").with("what", what)
}
