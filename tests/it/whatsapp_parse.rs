//! The webhook corpus: every type of message, in every identity shape, and every kind of body, read as it should be.
//!
//! New cases are new lines in `tests/it/webhooks/`, not new code.

use serde_json::{Value, json};
use shopbell::whatsapp::parse::{self, HistoryNews, Identity, Origin, Outcome, Progress, Update};

fn corpus(file: &str) -> Vec<Value> {
    let path = format!("{}/tests/it/webhooks/{file}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn body(list: &str, contacts: Option<&Value>, update: &Value) -> Vec<u8> {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550001111", "phone_number_id": "106"},
        list: [update],
    });
    if let Some(contacts) = contacts {
        value["contacts"] = contacts.clone();
    }
    let change = json!({"field": "messages", "value": value});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "102", "changes": [change]}]})
        .to_string()
        .into_bytes()
}

fn merged(message: &Value, identity: &Value) -> Value {
    let mut message = message.clone();
    for (key, value) in identity["message"].as_object().unwrap() {
        message[key] = value.clone();
    }
    message
}

fn one(body: &[u8]) -> parse::Item {
    let mut parsed = parse::parse(body);
    assert_eq!(parsed.items.len(), 1, "{}", String::from_utf8_lossy(body));
    parsed.items.remove(0)
}

/// A failed update must stay the same update when it is replayed from its own envelope.
fn replays_alike(item: &parse::Item, name: &str) {
    let again = one(item.wrapped().as_bytes());
    assert_eq!((&again.raw, &again.outcome), (&item.raw, &item.outcome), "replay of {name}");
    assert_eq!(again.phone_number_id(), item.phone_number_id(), "replay of {name}");
}

fn assert_identity(identity: &Identity, expected: &Value, name: &str) {
    let found = json!({
        "phone": identity.phone, "user_id": identity.user_id, "parent_user_id": identity.parent_user_id,
        "username": identity.username, "name": identity.name,
    });
    for (key, value) in found.as_object().unwrap() {
        assert_eq!(value, &expected[key], "{key} of {name}");
    }
}

#[test]
fn every_type_is_read_in_every_identity_shape() {
    let identities = corpus("identities.json");
    for case in corpus("messages.json") {
        for identity in &identities {
            let name = format!("{} / {}", case["name"], identity["name"]);
            let item = one(&body("messages", identity.get("contacts"), &merged(&case["message"], identity)));
            replays_alike(&item, &name);
            let Outcome::Parsed(Update::Message(message)) = &item.outcome else {
                panic!("{name}: {:?}", item.outcome)
            };
            assert_eq!(format!("{:?}", message.content.kind).to_lowercase(), case["kind"], "{name}");
            assert_eq!(json!(message.content.text), case["text"], "{name}");
            assert_eq!(json!(message.content.target), case["target"], "{name}");
            assert_eq!(message.opens_window(), case["opens_window"] != json!(false), "{name}");
            assert_eq!(message.sent_at.unwrap().as_seconds(), 1_793_232_000);
            assert!(message.content.detail.contains_key("type"), "{name}");
            for key in case["has"].as_array().into_iter().flatten() {
                assert!(message.content.detail.contains_key(key.as_str().unwrap()), "{name}: no {key}");
            }
            assert_identity(&message.identity, &identity["expect"], &name);
        }
    }
}

#[test]
fn every_status_is_read() {
    for case in corpus("statuses.json") {
        let name = case["name"].to_string();
        let item = one(&body("statuses", None, &case["status"]));
        replays_alike(&item, &name);
        match (&item.outcome, case["progress"].as_str().unwrap()) {
            (Outcome::Parsed(Update::Status(status)), progress) => {
                assert_eq!(Some(status.progress), Progress::from_name(progress), "{name}");
                let pricing = status.pricing.as_ref();
                assert_eq!(json!(pricing.and_then(|price| price.charge.clone())), case["charge"], "{name}");
                assert_eq!(
                    json!(pricing.and_then(|price| price.category.clone())),
                    case["category"],
                    "{name}"
                );
                assert_eq!(json!(status.fault.as_ref().map(|fault| fault.code)), case["fault"], "{name}");
                if case.get("callback").is_some() {
                    assert_eq!(json!(status.callback_data), case["callback"], "{name}");
                }
            }
            (Outcome::Ignored(_), "ignored") | (Outcome::Failed(_), "failed outcome") => {}
            (other, expected) => panic!("{name}: {other:?}, not {expected}"),
        }
    }
}

/// An outcome in one line, as the corpus writes it.
fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Ignored(reason) => format!("ignored: {reason}"),
        Outcome::Failed(reason) => format!("failed: {reason}"),
        Outcome::Parsed(Update::Template(news)) => format!("template {:?}", news.change),
        Outcome::Parsed(Update::Account(account)) => format!("account {} {}", account.field, account.event),
        Outcome::Parsed(Update::History(HistoryNews::Piece { phase, progress })) => {
            format!("history piece {phase} {progress}")
        }
        Outcome::Parsed(Update::History(HistoryNews::Declined)) => "history declined".to_owned(),
        Outcome::Parsed(Update::History(HistoryNews::Failed { code, .. })) => {
            format!("history failed {code}")
        }
        Outcome::Parsed(Update::PhoneContact(contact)) => {
            format!("phone_contact {} {}", contact.phone, contact.name.as_deref().unwrap_or("removed"))
        }
        Outcome::Parsed(Update::Status(status)) => format!("status {}", status.progress.as_str()),
        Outcome::Parsed(Update::Message(message)) => {
            let origin = match message.origin {
                Origin::Customer => "customer",
                Origin::Standby => "standby",
                Origin::PhoneApp => "phone_app",
                Origin::HistoryOfCustomer => "history_of_customer",
                Origin::HistoryOfShop => "history_of_shop",
            };
            let kind = format!("{:?}", message.content.kind).to_lowercase();
            let mut words = vec![origin.to_owned(), kind.clone()];
            let identity = &message.identity;
            if kind == "system" {
                words.extend([identity.user_id.clone(), identity.phone.clone()].into_iter().flatten());
                words.push("was".into());
                words.extend(identity.former_user_ids.iter().chain(&identity.former_phones).cloned());
            }
            words.join(" ")
        }
    }
}

#[test]
fn every_kind_of_body_is_read() {
    let folder = format!("{}/tests/it/webhooks/bodies", env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let case: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let parsed = parse::parse(case["body"].to_string().as_bytes());
        let found: Vec<String> = parsed.items.iter().map(|item| told(&item.outcome)).collect();
        assert_eq!(json!(found), case["expect"], "{}", path.display());
        for item in &parsed.items {
            replays_alike(item, &path.display().to_string());
        }
        seen += 1;
    }
    assert!(seen >= 20, "the corpus has gone missing");
}

#[test]
fn a_thousand_updates_with_one_broken_are_a_thousand_outcomes() {
    let mut messages: Vec<Value> = (0..1_000)
        .map(|n| json!({"from_user_id": format!("BR.{n}"), "id": format!("wamid.{n}"), "timestamp": "1", "type": "text",
            "text": {"body": "x".repeat(2_500)}}))
        .collect();
    messages[500] = json!({"from_user_id": "BR.500"});
    let value = json!({"metadata": {"phone_number_id": "106"}, "messages": messages});
    let body = json!({"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages", "value": value}]}]});
    let parsed = parse::parse(body.to_string().as_bytes());
    let failed: Vec<usize> = parsed
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| matches!(item.outcome, Outcome::Failed(_)))
        .map(|(at, _)| at)
        .collect();
    assert_eq!((parsed.items.len(), failed, parsed.beyond_limit), (1_000, vec![500], 0));
}
