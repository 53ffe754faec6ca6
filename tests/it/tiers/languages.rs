//! In which languages the assistant answers, as the owner wants it.

use serde_json::{Value, json};

use super::close;
use crate::support::TestApp;

async fn answers_in(test: &TestApp, languages: Value) -> u16 {
    let settings = json!({ "mode": "answer", "burst_wait_ms": 900, "languages": languages });
    test.put("/replies/settings", settings).await.status.as_u16()
}

/// What the customer with this number hears last, and why a person is called.
async fn heard(test: &TestApp, number: &str, says: &str) -> (String, Value) {
    let customer = test.customer(number);
    customer.says(says).await;
    test.let_reply().await;
    let said = customer.received().into_iter().filter_map(|sent| sent.text).next_back().unwrap_or_default();
    let all = test.get("/conversations?queue=all").await.json;
    let of = |one: &&Value| one["contact"]["phone"].as_str() == Some(number);
    let conversation = all["items"].as_array().unwrap().iter().find(of).unwrap().clone();
    (said, conversation["needs_person"]["reason"].clone())
}

#[tokio::test]
async fn whoever_writes_in_a_language_the_owner_left_to_people_gets_one() {
    let test = TestApp::start().await;
    let hours = json!({ "language": "it", "hours": [{ "days": [1, 2, 3, 4, 5, 6], "opens": "09:00", "closes": "18:00" }] });
    assert!(test.patch("/shop", hours).await.status.is_success());
    assert_eq!(answers_in(&test, json!(["it", "en"])).await, 200);
    let settings = test.get("/replies/settings").await.json;
    assert_eq!(settings["languages"], json!(["en", "it"]));

    let (said, reason) = heard(&test, "+393330000011", "A che ora chiudete il sabato?").await;
    assert!(said.contains("18:00") && reason.is_null(), "{said} {reason}");
    let (said, reason) = heard(&test, "+4915100000012", "Wann schließen Sie am Samstag, bitte?").await;
    assert_eq!(reason, "other_language", "{said}");
    assert!(!said.contains("18:00"), "{said}");
    // Danger, a wish for a person and thanks are heard in every language.
    let (said, reason) = heard(&test, "+4915100000013", "Mein Kind bekommt keine Luft!").await;
    assert_eq!(reason, "emergency", "{said}");
    let (_, reason) = heard(&test, "+4915100000014", "Ich möchte mit einem Menschen sprechen").await;
    assert_eq!(reason, "asked_for_person");
    let (said, reason) = heard(&test, "+4915100000015", "Danke schön!").await;
    assert!(said.is_empty() && reason.is_null(), "{said} {reason}");
    // Nobody is left to people for words that tell no language.
    let (_, reason) = heard(&test, "+4915100000016", "14:30?").await;
    assert_ne!(reason, "other_language");

    assert_eq!(answers_in(&test, json!(["xx"])).await, 422);
    // Heard without tables of its own; and Malay, which no sentence tells from Indonesian.
    assert_eq!(answers_in(&test, json!(["sw", "tl"])).await, 200);
    assert_eq!(answers_in(&test, json!(["ms"])).await, 200);
    let malay = "Pukul berapa kedai anda tutup pada hari Sabtu?";
    let (said, reason) = heard(&test, "+60120000018", malay).await;
    assert_ne!(reason, "other_language", "{said}");
    assert_eq!(answers_in(&test, json!([])).await, 200);
    let (said, reason) = heard(&test, "+4915100000017", "Wann schließen Sie am Samstag, bitte?").await;
    assert!(said.contains("18:00") && reason.is_null(), "{said} {reason}");
    close(test).await;
}
