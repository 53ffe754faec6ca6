//! The table's numbers at their edges: the last one that passes and the first that does not.

use serde_json::{Value, json};

use super::*;

fn faults(message: Value) -> Vec<String> {
    let outgoing = serde_json::from_value(message).unwrap();
    check(&outgoing).into_iter().map(|(path, _)| path).collect()
}

fn list(sections: Value) -> Value {
    json!({"kind": "list", "text": "t", "button": "open", "sections": sections})
}

fn rows(count: usize) -> Vec<Value> {
    (0..count).map(|row| json!({"id": format!("r{row}"), "title": "Row"})).collect()
}

#[test]
fn characters_are_counted_and_not_bytes() {
    assert!(faults(json!({"kind": "text", "text": "è".repeat(4096)})).is_empty());
    assert_eq!(faults(json!({"kind": "text", "text": "è".repeat(4097)})), ["text"]);
    assert_eq!(faults(json!({"kind": "text", "text": " \n"})), ["text"]);
    assert_eq!(faults(json!({"kind": "image", "media_id": "1", "text": "a".repeat(1025)})), ["text"]);
}

#[test]
fn a_preview_needs_a_link() {
    assert_eq!(faults(json!({"kind": "text", "text": "no link", "link_preview": true})), ["link_preview"]);
    assert!(faults(json!({"kind": "text", "text": "(https://x.it)", "link_preview": true})).is_empty());
    assert!(!has_link("http:// nothing"));
}

#[test]
fn each_wrong_button_is_named_once() {
    let message = json!({"kind": "buttons", "text": "t".repeat(1025), "footer": "f".repeat(61), "header": {"text": "h".repeat(61)},
        "buttons": [{"id": " a", "title": "x".repeat(21)}, {"id": "b", "title": "Yes"}, {"id": "b", "title": "Yes"}]});
    assert_eq!(
        faults(message),
        [
            "text",
            "header.text",
            "footer",
            "buttons.0.id",
            "buttons.0.title",
            "buttons.2.id",
            "buttons.2.title"
        ]
    );
    let four: Vec<Value> = (0..4).map(|n| json!({"id": n.to_string(), "title": n.to_string()})).collect();
    assert_eq!(faults(json!({"kind": "buttons", "text": "t", "buttons": four})), ["buttons"]);
    assert_eq!(faults(json!({"kind": "buttons", "text": "t", "buttons": []})), ["buttons"]);
}

#[test]
fn ten_rows_in_all_and_titles_as_soon_as_there_are_two_sections() {
    assert!(faults(list(json!([{"rows": rows(10)}]))).is_empty());
    assert_eq!(
        faults(list(
            json!([{"title": "A", "rows": rows(6)}, {"title": "B", "rows": [{"id": "x", "title": "X"}]}])
        )),
        Vec::<String>::new()
    );
    assert_eq!(faults(list(json!([{"rows": rows(11)}]))), ["sections", "sections.0.rows"]);
    let untitled = list(json!([{"rows": rows(1)}, {"title": "B", "rows": [{"id": "x", "title": "X"}]}]));
    assert_eq!(faults(untitled), ["sections.0.title"]);
    let long = list(
        json!([{"rows": [{"id": "i".repeat(201), "title": "t".repeat(25), "description": "d".repeat(73)}]}]),
    );
    assert_eq!(
        faults(long),
        ["sections.0.rows.0.id", "sections.0.rows.0.title", "sections.0.rows.0.description"]
    );
    let mut with_picture = list(json!([{"rows": rows(1)}]));
    with_picture["header"] = json!({"media_id": "1"});
    assert_eq!(faults(with_picture), ["header.media_id"]);
}

#[test]
fn links_places_cards_and_products_are_looked_at() {
    let link = |url: &str| json!({"kind": "link", "text": "t", "title": "Open", "url": url});
    assert!(faults(link("https://x.it/menu")).is_empty());
    for wrong in ["x.it", "javascript:alert(1)", "https://"] {
        assert_eq!(faults(link(wrong)), ["url"], "{wrong}");
    }
    assert_eq!(
        faults(json!({"kind": "location", "latitude": 91, "longitude": -181})),
        ["latitude", "longitude"]
    );
    let card = json!({"kind": "contacts", "contacts": [{"name": " ", "phones": [{"phone": "call me"}]}]});
    assert_eq!(faults(card), ["contacts.0.name", "contacts.0.phones.0.phone"]);
    let ids: Vec<String> = (0..31).map(|n| n.to_string()).collect();
    let products = json!({"kind": "products", "text": "t", "header": {"text": "h"}, "catalog_id": "c",
        "sections": [{"title": "All", "product_ids": ids}]});
    assert_eq!(faults(products), ["sections", "sections.0.product_ids"]);
}

#[test]
fn a_reaction_is_one_emoji_or_nothing() {
    let reaction = |emoji: &str| faults(json!({"kind": "reaction", "message_id": "1", "emoji": emoji}));
    for good in ["", "👍", "👩‍👩‍👧", "❤️", "🇮🇹", "1️⃣"] {
        assert!(reaction(good).is_empty(), "{good}");
    }
    for wrong in ["a", "7", "👍👍", "ok", "è"] {
        assert_eq!(reaction(wrong), ["emoji"], "{wrong}");
    }
}

#[test]
fn a_file_is_refused_by_type_and_by_size() {
    assert_eq!(check_file(MessageKind::Image, "image/jpeg", 5 * 1024 * 1024, false), None);
    assert!(check_file(MessageKind::Image, "image/jpeg", 5 * 1024 * 1024 + 1, false).is_some());
    assert!(check_file(MessageKind::Image, "image/gif", 10, false).is_some());
    assert!(check_file(MessageKind::Audio, "audio/webm", 10, false).is_some());
    assert_eq!(check_file(MessageKind::Sticker, "image/webp", 400 * 1024, true), None);
    assert!(check_file(MessageKind::Sticker, "image/webp", 400 * 1024, false).is_some());
}
