//! Messages of every kind through the program's own door to the stand-in for Meta, which checks them as Meta does.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::practice::meta::Identity;

use crate::support::{Answer, TestApp};

const PHONE: &str = "+39 333 1234567";

/// A shop whose customer has just written, answered by people only.
async fn shop() -> (TestApp, Value) {
    let test = TestApp::start().await;
    test.customer(PHONE).says("Ciao").await;
    test.run_jobs().await;
    let conversation = test.only_conversation().await;
    (test, conversation)
}

async fn send(test: &TestApp, conversation: &Value, message: Value) -> Answer {
    let id = conversation["id"].as_str().expect("an id");
    test.post(&format!("/conversations/{id}/messages"), message).await
}

async fn finish(test: TestApp) {
    test.let_reply().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_that_needs_no_file_is_taken_by_meta_and_kept_as_it_was_said() {
    let (test, conversation) = shop().await;
    let rows =
        json!([{"id": "r1", "title": "Hours"}, {"id": "r2", "title": "Orders", "description": "Yours"}]);
    let messages = [
        (json!({"kind": "text", "text": "see https://x.it"}), "text"),
        (json!({"kind": "location", "latitude": 45.46, "longitude": 9.19, "name": "Rossi"}), "location"),
        (
            json!({"kind": "contacts", "contacts": [{"name": "Ada Rossi", "phones": [{"phone": "+39 333 111"}]}]}),
            "contacts",
        ),
        (json!({"kind": "buttons", "text": "Ok?", "buttons": [{"id": "y", "title": "Yes"}]}), "interactive"),
        (
            json!({"kind": "list", "text": "What?", "button": "Open", "sections": [{"rows": rows}]}),
            "interactive",
        ),
        (json!({"kind": "link", "text": "Menu", "title": "Open", "url": "https://x.it/menu"}), "interactive"),
        (json!({"kind": "location_request", "text": "Where?"}), "interactive"),
        (json!({"kind": "contact_request", "text": "Your number?"}), "interactive"),
        (json!({"kind": "product", "catalog_id": "7", "product_id": "SKU1"}), "interactive"),
        (
            json!({"kind": "products", "header": {"text": "Meat"}, "text": "Look", "catalog_id": "7",
                "sections": [{"title": "Beef", "product_ids": ["SKU1"]}]}),
            "interactive",
        ),
        (json!({"kind": "catalog", "text": "All we have"}), "interactive"),
    ];
    for (at, (message, kind)) in messages.into_iter().enumerate() {
        let mut body = message.clone();
        body["client_id"] = json!(format!("c{at}"));
        let answer = send(&test, &conversation, body).await;
        assert_eq!(answer.status, 202, "{message}: {}", answer.json);
        assert_eq!(answer.json["kind"], kind);
        if kind == "text" {
            assert_eq!(answer.json["content"], Value::Null);
        } else {
            assert_eq!(answer.json["content"], message, "kept as it was said");
        }
        test.run_jobs().await;
        let sent = test.meta().sent().pop().unwrap();
        assert_eq!((sent.kind.as_str(), sent.to.as_deref()), (kind, Some("+393331234567")), "{message}");
        let thread = test.thread(&conversation).await;
        let kept = thread.iter().find(|line| line["client_id"] == format!("c{at}")).unwrap();
        assert!(["sent", "delivered", "read"].contains(&kept["state"].as_str().unwrap()), "{kept}");
    }
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_whatsapp_would_refuse_is_refused_before_it_is_queued() {
    let (test, conversation) = shop().await;
    let buttons = json!({"client_id": "c", "kind": "buttons", "text": "", "buttons": [{"id": "a", "title": "x".repeat(21)}]});
    let refused = send(&test, &conversation, buttons).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "outside_limits"));
    let fields = refused.json["error"]["fields"].as_object().unwrap();
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["buttons.0.title", "text"]);
    assert_eq!(fields["buttons.0.title"], "At most 20 characters; this has 21.");
    for (message, field) in [
        (json!({"client_id": "c", "text": "a".repeat(4097)}), "text"),
        (json!({"client_id": "c", "kind": "image", "media_id": "12"}), "media_id"),
        (json!({"client_id": "c", "kind": "template", "template_id": "12"}), "template_id"),
    ] {
        let refused = send(&test, &conversation, message).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "outside_limits"));
        assert!(refused.json["error"]["fields"][field].is_string(), "{}", refused.json);
    }
    test.run_jobs().await;
    let from_people =
        test.thread(&conversation).await.iter().filter(|line| line["author"] == "person").count();
    assert_eq!(from_people, 0);
    let limits = test.get("/whatsapp/limits").await.json;
    assert_eq!((&limits["buttons"], &limits["button_title_characters"]), (&json!(3), &json!(20)));
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reaction_shows_on_its_message_and_silences_nobody() {
    let (test, conversation) = shop().await;
    let customers = test.thread(&conversation).await[0].clone();
    let react = |client_id: &str, emoji: &str| json!({"client_id": client_id, "kind": "reaction", "message_id": customers["id"], "emoji": emoji});
    let answer = send(&test, &conversation, react("r1", "👍")).await;
    assert_eq!(answer.status, 202, "{}", answer.json);
    test.run_jobs().await;
    let sent = test.meta().sent().into_iter().find(|sent| sent.kind == "reaction").unwrap();
    assert_eq!(sent.body["reaction"], json!({"message_id": customers["wamid"], "emoji": "👍"}));
    assert_eq!(sent.body["context"], Value::Null);
    let shown = test.thread(&conversation).await[0]["reactions"].clone();
    assert_eq!((&shown[0]["emoji"], &shown[0]["author"]), (&json!("👍"), &json!("person")));
    assert_eq!(test.only_conversation().await["ai"], "answer", "the AI goes on");
    send(&test, &conversation, react("r2", "")).await;
    test.run_jobs().await;
    assert_eq!(test.thread(&conversation).await[0]["reactions"], json!([]));
    let stranger = json!({"client_id": "r3", "kind": "reaction", "message_id": "12", "emoji": "👍"});
    assert_eq!(send(&test, &conversation, stranger).await.code(), "unknown_message");
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_hides_their_phone_is_written_to_by_user_id_only() {
    let test = TestApp::start().await;
    test.meta().customer("Ana", Identity::UserIdOnly).says("Ciao").await;
    test.run_jobs().await;
    let conversation = test.only_conversation().await;
    let ask = json!({"client_id": "c", "kind": "contact_request", "text": "Your number?"});
    assert_eq!(send(&test, &conversation, ask).await.status, 202);
    test.run_jobs().await;
    let sent = test.meta().sent().into_iter().find(|sent| sent.kind == "interactive").unwrap();
    assert_eq!(sent.to, None);
    assert!(sent.recipient.unwrap().starts_with("IT."));
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_window_takes_no_kind_of_free_message() {
    let (test, conversation) = shop().await;
    test.let_reply().await;
    test.advance(Duration::from_hours(25));
    test.run_jobs().await;
    for message in [
        json!({"client_id": "1", "text": "late"}),
        json!({"client_id": "2", "kind": "location", "latitude": 1, "longitude": 1}),
    ] {
        assert_eq!(send(&test, &conversation, message).await.code(), "window_closed");
    }
    finish(test).await;
}
