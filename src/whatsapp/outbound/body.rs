//! A message as Graph wants it: one JSON body per kind, exactly in Meta's own form.
//!
//! Writes what it is given. Limits were checked before the message was queued.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::ids::MediaId;
use crate::inbox::outgoing::{
    Buttons, Card, Cards, Catalog, File, Header, Link, List, Outgoing, Place, Product, Products, Section,
    Text,
};
use crate::media::clean_file_name;
use crate::whatsapp::templates::HeaderFile;
use crate::whatsapp::wire::limits;
use crate::whatsapp::wire::parse::international;

/// A file Meta has: the id it gave it, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::whatsapp) struct MetaFile {
    pub graph_id: String,
    /// `image`, `video` or `document`: how a header names it.
    pub family: &'static str,
    /// The name people gave it.
    pub filename: Option<String>,
}

impl MetaFile {
    /// The same for a template's header.
    pub fn in_a_header(&self) -> HeaderFile {
        HeaderFile { family: self.family, graph_id: self.graph_id.clone(), filename: self.filename.clone() }
    }
}

/// What a message points at, as Meta knows it.
#[derive(Debug, Default)]
pub(in crate::whatsapp) struct Known<'a> {
    pub files: HashMap<MediaId, MetaFile>,
    /// The message that is answered or reacted to.
    pub target: Option<&'a str>,
    /// The filled-in template.
    pub template: Option<Value>,
}

/// Writes `type`, its object, and the quoted message; `None` when something it points at is not there.
pub(in crate::whatsapp) fn write(
    body: &mut Map<String, Value>,
    outgoing: &Outgoing,
    known: &Known<'_>,
) -> Option<()> {
    let (name, object) = fragment(outgoing, known)?;
    body.insert("type".into(), json!(name));
    body.insert(name.into(), object);
    if let Some(target) = known.target.filter(|_| !matches!(outgoing, Outgoing::Reaction(_))) {
        body.insert("context".into(), json!({ "message_id": target }));
    }
    Some(())
}

fn fragment(outgoing: &Outgoing, known: &Known<'_>) -> Option<(&'static str, Value)> {
    Some(match outgoing {
        Outgoing::Text(text) => ("text", words(text)),
        Outgoing::Image(file) => ("image", captioned(file, known)?),
        Outgoing::Video(file) => ("video", captioned(file, known)?),
        Outgoing::Sticker(file) => ("sticker", captioned(file, known)?),
        Outgoing::Document(file) => ("document", document(file, known)?),
        Outgoing::Audio(audio) => {
            let mut object = json!({ "id": known.files.get(&audio.media_id)?.graph_id });
            if audio.voice {
                object["voice"] = json!(true);
            }
            ("audio", object)
        }
        Outgoing::Location(place) => ("location", location(place)),
        Outgoing::Contacts(cards) => ("contacts", contacts(cards)),
        Outgoing::Buttons(message) => ("interactive", buttons(message, known)?),
        Outgoing::List(message) => ("interactive", list(message)),
        Outgoing::Link(message) => ("interactive", link(message, known)?),
        Outgoing::LocationRequest(request) => {
            ("interactive", asking("location_request_message", "send_location", &request.text))
        }
        Outgoing::ContactRequest(request) => {
            ("interactive", asking("request_contact_info", "request_contact_info", &request.text))
        }
        Outgoing::Product(message) => ("interactive", product(message)),
        Outgoing::Products(message) => ("interactive", products(message)),
        Outgoing::Catalog(message) => ("interactive", catalog(message)),
        Outgoing::Reaction(reaction) => {
            ("reaction", json!({ "message_id": known.target?, "emoji": reaction.emoji }))
        }
        Outgoing::Template(_) => ("template", known.template.clone()?),
    })
}

fn words(text: &Text) -> Value {
    let preview = text.link_preview.unwrap_or(true) && limits::has_link(&text.text);
    json!({ "body": text.text, "preview_url": preview })
}

fn captioned(file: &File, known: &Known<'_>) -> Option<Value> {
    let mut object = json!({ "id": known.files.get(&file.media_id)?.graph_id });
    if let Some(caption) = &file.text {
        object["caption"] = json!(caption);
    }
    Some(object)
}

fn document(file: &File, known: &Known<'_>) -> Option<Value> {
    let mut object = captioned(file, known)?;
    let own = known.files.get(&file.media_id).and_then(|file| file.filename.as_ref());
    if let Some(filename) = file.filename.as_ref().or(own).and_then(|name| clean_file_name(name)) {
        object["filename"] = json!(filename);
    }
    Some(object)
}

/// Also for a template's header.
pub(in crate::whatsapp) fn location(place: &Place) -> Value {
    let mut object = json!({ "latitude": place.latitude, "longitude": place.longitude });
    for (key, text) in [("name", &place.name), ("address", &place.address)] {
        if let Some(text) = text {
            object[key] = json!(text);
        }
    }
    object
}

fn contacts(cards: &Cards) -> Value {
    cards.contacts.iter().map(card).collect()
}

fn card(card: &Card) -> Value {
    let first = card.name.split_whitespace().next().unwrap_or(&card.name);
    let phones: Vec<Value> = card
        .phones
        .iter()
        .map(|phone| {
            let number = international(&phone.phone);
            let mut object = json!({ "phone": number.as_deref().unwrap_or(&phone.phone) });
            if let Some(label) = &phone.label {
                object["type"] = json!(label.to_uppercase());
            }
            if let Some(number) = &number {
                object["wa_id"] = json!(number.trim_start_matches('+'));
            }
            object
        })
        .collect();
    let mut object =
        json!({ "name": { "formatted_name": card.name, "first_name": first }, "phones": phones });
    if let Some(organization) = &card.organization {
        object["org"] = json!({ "company": organization });
    }
    if !card.emails.is_empty() {
        object["emails"] = card.emails.iter().map(|email| json!({ "email": email })).collect();
    }
    object
}

/// An interactive message: header, body and footer where they are, and what can be done.
fn interactive(
    name: &str,
    header: Option<Value>,
    text: Option<&str>,
    footer: Option<&String>,
    action: Value,
) -> Value {
    let mut object = Map::from_iter([("type".to_owned(), json!(name))]);
    let parts = [
        ("header", header),
        ("body", text.map(|text| json!({ "text": text }))),
        ("footer", footer.map(|text| json!({ "text": text }))),
    ];
    object.extend(parts.into_iter().filter_map(|(key, part)| Some((key.to_owned(), part?))));
    object.insert("action".into(), action);
    Value::Object(object)
}

/// A header's file that Meta does not have.
struct FileMissing;

fn header(header: Option<&Header>, known: &Known<'_>) -> Result<Option<Value>, FileMissing> {
    let Some(id) = header.and_then(|header| header.media_id) else { return Ok(words_above(header)) };
    let file = known.files.get(&id).ok_or(FileMissing)?;
    Ok(Some(json!({ "type": file.family, file.family: { "id": file.graph_id } })))
}

fn words_above(header: Option<&Header>) -> Option<Value> {
    header.and_then(|header| header.text.as_ref()).map(|text| json!({ "type": "text", "text": text }))
}

fn buttons(message: &Buttons, known: &Known<'_>) -> Option<Value> {
    let buttons: Vec<Value> = message
        .buttons
        .iter()
        .map(|button| json!({ "type": "reply", "reply": { "id": button.id, "title": button.title } }))
        .collect();
    let header = header(message.header.as_ref(), known).ok()?;
    let action = json!({ "buttons": buttons });
    Some(interactive("button", header, Some(&message.text), message.footer.as_ref(), action))
}

fn list(message: &List) -> Value {
    let sections: Vec<Value> = message.sections.iter().map(section).collect();
    let action = json!({ "button": message.button, "sections": sections });
    let header = words_above(message.header.as_ref());
    interactive("list", header, Some(&message.text), message.footer.as_ref(), action)
}

fn section(section: &Section) -> Value {
    let rows: Vec<Value> = section
        .rows
        .iter()
        .map(|row| {
            let mut object = json!({ "id": row.id, "title": row.title });
            if let Some(description) = &row.description {
                object["description"] = json!(description);
            }
            object
        })
        .collect();
    match &section.title {
        Some(title) => json!({ "title": title, "rows": rows }),
        None => json!({ "rows": rows }),
    }
}

fn link(message: &Link, known: &Known<'_>) -> Option<Value> {
    let parameters = json!({ "display_text": message.title, "url": message.url });
    let action = json!({ "name": "cta_url", "parameters": parameters });
    let header = header(message.header.as_ref(), known).ok()?;
    Some(interactive("cta_url", header, Some(&message.text), message.footer.as_ref(), action))
}

fn asking(name: &str, action: &str, text: &str) -> Value {
    interactive(name, None, Some(text), None, json!({ "name": action }))
}

fn product(message: &Product) -> Value {
    let action = json!({ "catalog_id": message.catalog_id, "product_retailer_id": message.product_id });
    interactive("product", None, message.text.as_deref(), message.footer.as_ref(), action)
}

fn products(message: &Products) -> Value {
    let sections: Vec<Value> = message
        .sections
        .iter()
        .map(|section| {
            let items: Vec<Value> =
                section.product_ids.iter().map(|id| json!({ "product_retailer_id": id })).collect();
            json!({ "title": section.title, "product_items": items })
        })
        .collect();
    let action = json!({ "catalog_id": message.catalog_id, "sections": sections });
    let header = words_above(Some(&message.header));
    interactive("product_list", header, Some(&message.text), message.footer.as_ref(), action)
}

fn catalog(message: &Catalog) -> Value {
    let mut action = json!({ "name": "catalog_message" });
    if let Some(id) = &message.thumbnail_product_id {
        action["parameters"] = json!({ "thumbnail_product_retailer_id": id });
    }
    interactive("catalog_message", None, Some(&message.text), message.footer.as_ref(), action)
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
