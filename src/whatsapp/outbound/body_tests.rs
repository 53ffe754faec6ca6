//! Every kind of message against the JSON of Meta's reference, byte for byte of meaning.

use serde_json::{Value, json};

use super::*;

fn written(message: Value) -> Value {
    let file = |graph_id: &str, family, filename: Option<&str>| MetaFile {
        graph_id: graph_id.into(),
        family,
        filename: filename.map(Into::into),
    };
    let files = HashMap::from([
        (MediaId::new(1), file("149", "image", None)),
        (MediaId::new(2), file("150", "document", Some("own.pdf"))),
    ]);
    let known = Known { files, target: Some("wamid.IN1"), template: Some(json!({"name": "pedido"})) };
    let mut body = Map::new();
    write(&mut body, &serde_json::from_value(message).unwrap(), &known).unwrap();
    body.remove("context");
    Value::Object(body)
}

fn interactive_of(message: Value) -> Value {
    let body = written(message);
    assert_eq!(body["type"], "interactive");
    body["interactive"].clone()
}

#[test]
fn texts_files_and_places() {
    for (message, expected) in [
        (
            json!({"kind": "text", "text": "ciao"}),
            json!({"type": "text", "text": {"body": "ciao", "preview_url": false}}),
        ),
        (
            json!({"kind": "text", "text": "see https://x.it"}),
            json!({"type": "text", "text": {"body": "see https://x.it", "preview_url": true}}),
        ),
        (
            json!({"kind": "text", "text": "see https://x.it", "link_preview": false}),
            json!({"type": "text", "text": {"body": "see https://x.it", "preview_url": false}}),
        ),
        (
            json!({"kind": "image", "media_id": "1", "text": "look"}),
            json!({"type": "image", "image": {"id": "149", "caption": "look"}}),
        ),
        (json!({"kind": "video", "media_id": "1"}), json!({"type": "video", "video": {"id": "149"}})),
        (json!({"kind": "sticker", "media_id": "1"}), json!({"type": "sticker", "sticker": {"id": "149"}})),
        (
            json!({"kind": "audio", "media_id": "1", "voice": true}),
            json!({"type": "audio", "audio": {"id": "149", "voice": true}}),
        ),
        (
            json!({"kind": "audio", "media_id": "1", "voice": false}),
            json!({"type": "audio", "audio": {"id": "149"}}),
        ),
        (
            json!({"kind": "document", "media_id": "2", "text": "c", "filename": "nota.pdf"}),
            json!({"type": "document", "document": {"id": "150", "caption": "c", "filename": "nota.pdf"}}),
        ),
        (
            json!({"kind": "document", "media_id": "2"}),
            json!({"type": "document", "document": {"id": "150", "filename": "own.pdf"}}),
        ),
        (
            json!({"kind": "location", "latitude": -23.5, "longitude": -46.6, "name": "Loja", "address": "Rua A, 1"}),
            json!({"type": "location",
                "location": {"latitude": -23.5, "longitude": -46.6, "name": "Loja", "address": "Rua A, 1"}}),
        ),
        (
            json!({"kind": "contacts", "contacts": [{"name": "Loja A", "organization": "Rossi",
                "phones": [{"phone": "+55 11 98765", "label": "work"}], "emails": ["a@x.it"]}]}),
            json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Loja A", "first_name": "Loja"},
                "phones": [{"phone": "+551198765", "type": "WORK", "wa_id": "551198765"}],
                "org": {"company": "Rossi"}, "emails": [{"email": "a@x.it"}]}]}),
        ),
        (
            json!({"kind": "reaction", "message_id": "5", "emoji": "👍"}),
            json!({"type": "reaction", "reaction": {"message_id": "wamid.IN1", "emoji": "👍"}}),
        ),
        (
            json!({"kind": "template", "template_id": "9"}),
            json!({"type": "template", "template": {"name": "pedido"}}),
        ),
    ] {
        assert_eq!(written(message.clone()), expected, "{message}");
    }
}

#[test]
fn buttons_lists_and_links() {
    assert_eq!(
        interactive_of(json!({"kind": "buttons", "text": "b", "header": {"text": "h"}, "footer": "f",
            "buttons": [{"id": "human", "title": "Falar com atendente"}]})),
        json!({"type": "button", "header": {"type": "text", "text": "h"}, "body": {"text": "b"}, "footer": {"text": "f"},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "human", "title": "Falar com atendente"}}]}})
    );
    assert_eq!(
        interactive_of(
            json!({"kind": "buttons", "text": "b", "header": {"media_id": "1"}, "buttons": [{"id": "1", "title": "t"}]})
        )["header"],
        json!({"type": "image", "image": {"id": "149"}})
    );
    assert_eq!(
        interactive_of(json!({"kind": "list", "text": "b", "button": "Opções",
            "sections": [{"title": "Pedidos", "rows": [{"id": "o1", "title": "Pedido 1", "description": "d"}]}]})),
        json!({"type": "list", "body": {"text": "b"}, "action": {"button": "Opções",
            "sections": [{"title": "Pedidos", "rows": [{"id": "o1", "title": "Pedido 1", "description": "d"}]}]}})
    );
    assert_eq!(
        interactive_of(json!({"kind": "link", "text": "b", "title": "Abrir", "url": "https://x.it"})),
        json!({"type": "cta_url", "body": {"text": "b"},
            "action": {"name": "cta_url", "parameters": {"display_text": "Abrir", "url": "https://x.it"}}})
    );
}

#[test]
fn requests_and_products() {
    assert_eq!(
        interactive_of(json!({"kind": "location_request", "text": "where?"})),
        json!({"type": "location_request_message", "body": {"text": "where?"}, "action": {"name": "send_location"}})
    );
    assert_eq!(
        interactive_of(json!({"kind": "contact_request", "text": "phone?"})),
        json!({"type": "request_contact_info", "body": {"text": "phone?"}, "action": {"name": "request_contact_info"}})
    );
    assert_eq!(
        interactive_of(json!({"kind": "product", "catalog_id": "7", "product_id": "SKU1"})),
        json!({"type": "product", "action": {"catalog_id": "7", "product_retailer_id": "SKU1"}})
    );
    assert_eq!(
        interactive_of(json!({"kind": "products", "header": {"text": "h"}, "text": "b", "catalog_id": "7",
            "sections": [{"title": "A", "product_ids": ["SKU1"]}]})),
        json!({"type": "product_list", "header": {"type": "text", "text": "h"}, "body": {"text": "b"},
            "action": {"catalog_id": "7", "sections": [{"title": "A", "product_items": [{"product_retailer_id": "SKU1"}]}]}})
    );
    assert_eq!(
        interactive_of(json!({"kind": "catalog", "text": "b", "thumbnail_product_id": "SKU1"})),
        json!({"type": "catalog_message", "body": {"text": "b"},
            "action": {"name": "catalog_message", "parameters": {"thumbnail_product_retailer_id": "SKU1"}}})
    );
}

#[test]
fn what_is_not_there_is_never_sent() {
    let known = Known::default();
    for message in [
        json!({"kind": "image", "media_id": "1"}),
        json!({"kind": "link", "text": "b", "title": "t", "url": "https://x.it", "header": {"media_id": "1"}}),
        json!({"kind": "reaction", "message_id": "5", "emoji": "👍"}),
        json!({"kind": "template", "template_id": "9"}),
    ] {
        let mut body = Map::new();
        let outgoing = serde_json::from_value(message.clone()).unwrap();
        assert_eq!(write(&mut body, &outgoing, &known), None, "{message}");
    }
}

#[test]
fn an_answer_quotes_and_a_reaction_does_not() {
    let known = Known { target: Some("wamid.IN1"), ..Known::default() };
    let mut body = Map::new();
    write(&mut body, &Outgoing::text("yes"), &known).unwrap();
    assert_eq!(body["context"], json!({"message_id": "wamid.IN1"}));
    let mut body = Map::new();
    let reaction =
        serde_json::from_value(json!({"kind": "reaction", "message_id": "5", "emoji": ""})).unwrap();
    write(&mut body, &reaction, &known).unwrap();
    assert!(!body.contains_key("context"));
}
