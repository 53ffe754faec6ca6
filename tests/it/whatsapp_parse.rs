//! The webhook corpus: every type of message, in every identity shape, and every kind of body, read as it should be.
//!
//! New cases are new lines in `tests/it/webhooks/`, not new code.

use serde_json::{Value, json};
use shopbell::whatsapp::wire::parse::{self, HistoryNews, Identity, Origin, Outcome, Progress, Update};

use crate::webhook_corpus::{bodies, body, corpus, merged, message_body, status_body};

fn one(body: &Value) -> parse::Item {
    let mut parsed = parse::parse(body.to_string().as_bytes());
    assert_eq!(parsed.items.len(), 1, "{body}");
    parsed.items.remove(0)
}

/// A failed update must stay the same update when it is replayed from its own envelope.
fn replays_alike(item: &parse::Item, name: &str) {
    let again = one(&serde_json::from_str(&item.wrapped()).unwrap());
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

/// After a change the new identifiers count, and what the customer was known by before stays known.
fn assert_changed(identity: &Identity, before: &Value, becomes: &Value, name: &str) {
    let former: Vec<&String> = identity.former_user_ids.iter().chain(&identity.former_phones).collect();
    for (key, found) in [
        ("phone", &identity.phone),
        ("user_id", &identity.user_id),
        ("parent_user_id", &identity.parent_user_id),
    ] {
        let now = becomes.get(key).unwrap_or(&before[key]);
        assert_eq!(&json!(found), now, "{key} of {name}");
        let old = before[key].as_str().filter(|old| *now != **old && key != "parent_user_id");
        assert!(old.is_none_or(|old| former.iter().any(|id| *id == old)), "{name} forgets {key}: {former:?}");
    }
    for old in becomes["was"].as_array().unwrap() {
        let unchanged = [&identity.phone, &identity.user_id].into_iter().flatten().any(|now| old == now);
        assert!(unchanged || former.iter().any(|id| old == *id), "{name} forgets {old}: {former:?}");
    }
}

#[test]
fn every_type_is_read_in_every_identity_shape() {
    let identities = corpus("identities.json");
    for case in corpus("messages.json") {
        for identity in &identities {
            let name = format!("{} / {}", case["name"], identity["name"]);
            let item = one(&message_body(&case, identity));
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
            match case.get("becomes") {
                None => assert_identity(&message.identity, &identity["expect"], &name),
                Some(becomes) => assert_changed(&message.identity, &identity["expect"], becomes, &name),
            }
        }
    }
}

#[test]
fn every_status_is_read() {
    let recipients = corpus("recipients.json");
    let cases = corpus("statuses.json");
    for (case, recipient) in cases.iter().flat_map(|case| recipients.iter().map(move |shape| (case, shape))) {
        let name = format!("{} / {}", case["name"], recipient["name"]);
        let item = one(&status_body(case, recipient));
        replays_alike(&item, &name);
        match (&item.outcome, case["progress"].as_str().unwrap()) {
            (Outcome::Parsed(Update::Status(status)), progress) => {
                assert_eq!(Some(status.progress), Progress::from_name(progress), "{name}");
                assert_identity(&status.recipient, &recipient["expect"], &name);
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
        Outcome::Parsed(Update::Preference(preference)) => format!("preference {:?}", preference.wish),
        Outcome::Parsed(Update::Template(news)) => format!("template {:?}", news.change),
        Outcome::Parsed(Update::Account(account)) => format!("account {} {}", account.field, account.event),
        Outcome::Parsed(Update::History(HistoryNews::Piece { phase, progress })) => {
            format!("history piece {phase} {progress}")
        }
        Outcome::Parsed(Update::History(HistoryNews::Declined)) => "history declined".to_owned(),
        Outcome::Parsed(Update::History(HistoryNews::Failed { code, .. })) => {
            format!("history failed {}", code.unwrap_or_default())
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
    let mut seen = 0;
    for (name, case) in bodies() {
        let parsed = parse::parse(case["body"].to_string().as_bytes());
        let found: Vec<String> = parsed.items.iter().map(|item| told(&item.outcome)).collect();
        assert_eq!(json!(found), case["expect"], "{name}");
        for item in &parsed.items {
            replays_alike(item, &name);
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

#[test]
fn nothing_becomes_an_empty_bubble() {
    for case in corpus("messages.json") {
        let identity = json!({"from": "393331234567"});
        let item = one(&body("messages", None, &merged(&case["message"], &identity)));
        let Outcome::Parsed(Update::Message(message)) = &item.outcome else { panic!("{}", case["name"]) };
        let content = &message.content;
        let says = content.text.as_deref().is_some_and(|text| !text.trim().is_empty());
        let shows = content.detail.iter().any(|(key, value)| key != "type" && !value.is_null());
        let says_that_it_is_unknown = content.kind.as_str() == "unknown";
        let acts_on_another = content.kind.attaches() && content.target.is_some();
        assert!(
            says || shows || content.kind.is_media() || says_that_it_is_unknown || acts_on_another,
            "{} would be an empty bubble",
            case["name"]
        );
    }
}

#[test]
fn money_and_answers_are_exact() {
    let case = |name: &str| {
        let found = corpus("messages.json").into_iter().find(|case| case["name"] == name).unwrap();
        let identity = json!({"from": "393331234567"});
        let item = one(&body("messages", None, &merged(&found["message"], &identity)));
        let Outcome::Parsed(Update::Message(message)) = item.outcome else { panic!("{name}") };
        Value::Object(message.content.detail)
    };
    let order = case("catalogue order");
    assert_eq!(order["items"][0]["line_total"], "21.00");
    assert_eq!(order["totals"], json!([{"currency": "EUR", "total": "24.00"}]));
    let mixed = case("order in two currencies, one without a price");
    assert_eq!(mixed["totals"], json!([{"currency": "EUR", "total": "0.10"}]));
    assert_eq!(
        case("filled-in form")["answers"],
        json!([{"name": "giorno", "value": "sabato"}, {"name": "persone", "value": "4"}])
    );
    assert_eq!(case("address from a form")["answers"][0], json!({"name": "city", "value": "Mumbai"}));
}
