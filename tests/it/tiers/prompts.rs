//! Prompts in the owner's words: versions, a way back, what must stand in them; and how the assistant sounds.

use serde_json::{Value, json};

use super::{asked, close, sorted};
use crate::support::TestApp;
use crate::support::model_server::says;

async fn knowledge(test: &TestApp) -> Value {
    let all = test.get("/replies/prompts").await.json;
    all["prompts"].as_array().unwrap().iter().find(|prompt| prompt["name"] == "knowledge").unwrap().clone()
}

#[tokio::test]
async fn every_version_is_kept_and_may_be_used_again() {
    let test = TestApp::start().await;
    let before = knowledge(&test).await;
    assert_eq!((&before["version"], &before["text"]), (&Value::Null, &before["usual"]));
    for text in ["Be kind. {{no_answer}} {{mark}}", "Be brief. {{no_answer}} {{mark}}"] {
        let saved = test.post("/replies/prompts/knowledge", json!({ "text": text })).await;
        assert!(saved.status.is_success(), "{}", saved.json);
    }
    let now = knowledge(&test).await;
    assert_eq!((&now["version"], &now["text"]), (&json!(2), &json!("Be brief. {{no_answer}} {{mark}}")));
    let versions: Vec<&Value> =
        now["versions"].as_array().unwrap().iter().map(|one| &one["version"]).collect();
    assert_eq!(versions, [2, 1]);

    test.put("/replies/prompts/knowledge", json!({"version": 1})).await;
    assert_eq!(knowledge(&test).await["text"], "Be kind. {{no_answer}} {{mark}}");
    assert_eq!(test.put("/replies/prompts/knowledge", json!({"version": 9})).await.status.as_u16(), 404);
    assert_eq!(knowledge(&test).await["version"], 1, "nothing changed");
    test.put("/replies/prompts/knowledge", json!({"version": null})).await;
    assert_eq!(knowledge(&test).await["text"], before["usual"]);

    for (name, text, status) in [
        ("knowledge", "{{mark}}", 422),
        ("knowledge", "{{mark}} {{no_answer}} {{price}}", 422),
        ("knowledge", " ", 422),
        ("sort", "{{mark}} {{no_answer}}", 404),
        ("nothing", "{{mark}} {{no_answer}}", 404),
    ] {
        let answer = test.post(&format!("/replies/prompts/{name}"), json!({ "text": text })).await;
        assert_eq!(answer.status.as_u16(), status, "{name}: {text}");
    }
    test.stop().await;
}

#[tokio::test]
async fn a_run_says_which_version_it_used() {
    let model = [sorted("knowledge", &[]), says("The fiorentina costs 48.00 euro per kg. [[1]]")];
    let (_, run, test) = asked(&model, "How much is the fiorentina?").await;
    assert_eq!(run["prompt_version"], Value::Null);
    close(test).await;
}

#[tokio::test]
async fn the_assistant_sounds_as_the_owner_wants() {
    let test = TestApp::start().await;
    let settings =
        |personality: Value| json!({"mode": "answer", "burst_wait_ms": 900, "personality": personality});
    let sounds = json!({"tone": "warm", "address": "formal", "emoji": false, "sign_off": "Da Anna"});
    let saved = test.put("/replies/settings", settings(sounds.clone())).await;
    assert_eq!(saved.json["personality"], sounds, "{}", saved.json);
    let long = settings(json!({"sign_off": "x".repeat(81)}));
    assert_eq!(test.put("/replies/settings", long).await.status.as_u16(), 422);
    let hours = json!({"hours": [{"days": [2, 3, 4, 5, 6], "opens": "09:00", "closes": "18:00"}]});
    assert!(test.patch("/shop", hours).await.status.is_success());
    let customer = test.customer("+393331234567");
    customer.says("What time do you close on Friday?").await;
    test.let_reply().await;
    let said = customer.received()[0].text.clone().unwrap();
    assert!(said.contains("18:00") && said.ends_with("\n\nDa Anna"), "{said}");
    close(test).await;
}
