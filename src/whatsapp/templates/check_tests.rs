use super::*;
use serde_json::{Value, json};

fn content(parts: Value) -> Content {
    let mut whole = json!({"body": "Hello {{name}}, your order is ready.", "examples": {"name": "Ana"}});
    for (key, part) in parts.as_object().unwrap() {
        whole[key] = part.clone();
    }
    serde_json::from_value(whole).unwrap()
}

fn paths(parts: Value) -> Vec<String> {
    let faults = check("order_ready", "it", Category::Utility, &content(parts));
    faults.0.into_iter().map(|(path, _)| path).collect()
}

#[test]
fn a_good_template_passes() {
    let good = json!({
        "header": {"type": "text", "text": "Order {{number}}"},
        "footer": "Rossi",
        "buttons": [
            {"type": "quick_reply", "text": "Thanks"},
            {"type": "url", "text": "See it", "url": "https://x.it/{{1}}"},
            {"type": "phone_number", "text": "Call", "phone_number": "+390551234567"},
        ],
        "examples": {"name": "Ana", "number": "12", "button_1": "https://x.it/12"},
    });
    assert_eq!(paths(good), Vec::<String>::new());
}

#[test]
fn each_rule_of_meta_is_told_at_its_field() {
    let long = "a ".repeat(600);
    for (parts, path) in [
        (json!({"body": ""}), "body"),
        (json!({"body": long}), "body"),
        (json!({"body": "{{name}} your order is ready now"}), "body"),
        (json!({"body": "Your order is ready now {{name}}"}), "body"),
        (
            json!({"body": "Hello dear {{name}} {{name2}} your order is ready", "examples": {"name": "A", "name2": "B"}}),
            "body",
        ),
        (json!({"body": "Hi {{name}}."}), "body"),
        (json!({"body": "Hello {{Name}}, your order is ready.", "examples": {"Name": "A"}}), "body"),
        (json!({"body": "Hello {{name, your order is ready."}), "body"),
        (json!({"examples": {}}), "examples.name"),
        (json!({"examples": {"name": "a\nb"}}), "examples.name"),
        (json!({"footer": "{{name}}"}), "footer"),
        (json!({"footer": "x".repeat(61)}), "footer"),
        (json!({"header": {"type": "text", "text": "x".repeat(61)}}), "header.text"),
        (
            json!({"header": {"type": "text", "text": "a {{b}} c {{d}} e"}, "examples": {"name": "A", "b": "1", "d": "2"}}),
            "header.text",
        ),
        (json!({"header": {"type": "image"}}), "header.media_id"),
        (json!({"buttons": [{"type": "quick_reply", "text": "x".repeat(26)}]}), "buttons.0.text"),
        (
            json!({"buttons": [{"type": "quick_reply", "text": "a"}, {"type": "quick_reply", "text": "A"}]}),
            "buttons.1.text",
        ),
        (json!({"buttons": [{"type": "url", "text": "a", "url": "x.it"}]}), "buttons.0.url"),
        (
            json!({"buttons": [{"type": "url", "text": "a", "url": "https://x.it/{{1}}/b"}], "examples": {"name": "A", "button_0": "x"}}),
            "buttons.0.url",
        ),
        (
            json!({"buttons": [{"type": "phone_number", "text": "a", "phone_number": "055"}]}),
            "buttons.0.phone_number",
        ),
        (
            json!({"buttons": [{"type": "copy_code", "text": "a"}], "examples": {"name": "A", "button_0": "1234567890123456"}}),
            "examples.button_0",
        ),
        (
            json!({"buttons": [{"type": "quick_reply", "text": "a"}, {"type": "url", "text": "b", "url": "https://x.it"},
            {"type": "quick_reply", "text": "c"}]}),
            "buttons",
        ),
    ] {
        assert_eq!(paths(parts.clone()), [path], "{parts}");
    }
    let eleven: Vec<Value> = (0..11).map(|n| json!({"type": "quick_reply", "text": n.to_string()})).collect();
    assert_eq!(paths(json!({"buttons": eleven})), ["buttons"]);
}

#[test]
fn names_and_languages_are_checked_too() {
    let faults = check("Order Ready", "Italian", Category::Authentication, &content(json!({})));
    let found: Vec<String> = faults.0.into_iter().map(|(path, _)| path).collect();
    assert_eq!(found, ["name", "language", "category"]);
}
