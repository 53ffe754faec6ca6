//! How good the answers were: figures against a second computation, the turns behind each, and the plans of what is asked.

mod dismissed;
mod figures;
mod looks;
mod plans;
mod verdicts;
mod weekly;

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::jobs;
use shopbell::storage::StorageError;

use crate::support::TestApp;

/// A shop that knows a few things.
pub async fn shop() -> TestApp {
    let shop = TestApp::start().await;
    let hours = json!({ "hours": [{ "days": [1, 2, 3, 4, 5, 6], "opens": "09:00", "closes": "18:00" }],
        "time_zone": "Europe/Rome" });
    assert!(shop.patch("/shop", hours).await.status.is_success());
    let text = "The fiorentina costs 48 euro per kg. We make sausages every Tuesday.";
    shop.post("/knowledge/sources", json!({"kind": "text", "title": "Meat", "text": text})).await;
    shop.run_jobs().await;
    shop
}

/// Every item of a list, page after page.
pub async fn every(shop: &TestApp, path: &str) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let answer = shop.get(&format!("{path}limit=100{cursor}")).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.json);
        found.extend(answer.json["items"].as_array().unwrap().iter().cloned());
        let Some(next) = answer.json["next_cursor"].as_str() else { return found };
        cursor = format!("&cursor={next}");
    }
}

pub async fn report(shop: &TestApp, days: u32) -> Value {
    let answer = shop.get(&format!("/replies/quality?days={days}")).await;
    assert!(answer.status.is_success(), "{}", answer.json);
    answer.json
}

/// Keeps what was read off so far, as the clock does every few minutes.
pub async fn look(shop: &TestApp) {
    let job = shopbell::replies::jobs::LookAtTurns {};
    shop.app.db.write::<_, StorageError>(move |tx| jobs::enqueue(tx, &job).map(drop)).await.unwrap();
    shop.run_jobs().await;
}

/// Somebody of the team writes.
pub async fn person_says(shop: &TestApp, conversation: &str, text: &str) {
    let client_id = format!("p{}", shop.clock.now().as_millis());
    let message = json!({ "client_id": client_id, "kind": "text", "text": text });
    shop.post(&format!("/conversations/{conversation}/messages"), message).await;
    shop.advance(Duration::from_secs(6));
    shop.run_jobs().await;
}

/// The conversation with whoever's number ends so.
pub async fn conversation_of(shop: &TestApp, ends: &str) -> String {
    let list = every(shop, "/conversations?queue=all&").await;
    let is_theirs =
        |one: &&Value| one["contact"]["phone"].as_str().is_some_and(|phone| phone.ends_with(ends));
    list.iter().find(is_theirs).unwrap()["id"].as_str().unwrap().to_owned()
}
