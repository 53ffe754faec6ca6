//! The month's money: what the first step of the budget leaves to the assistant, and Meta's own figures beside ours.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use shopbell::practice::meta::{Customer, StatusPlan};

use crate::support::TestApp;

/// A shop that knows something, with a template and a customer who wrote.
async fn shop() -> (TestApp, Customer, Value, Value) {
    let test = TestApp::start().await;
    test.meta().plan_statuses(StatusPlan::in_order());
    let text = "The fiorentina costs 48.00 euro per kg and must be ordered 2 days ahead.";
    let known = test.post("/knowledge/sources", json!({"kind": "text", "title": "Meat", "text": text})).await;
    assert!(known.status.is_success(), "{}", known.json);
    test.post("/whatsapp/templates/sync", json!({})).await;
    test.run_jobs().await;
    let template = test.get("/whatsapp/templates?q=order_ready").await.json["items"][0].clone();
    let anna = test.customer("+39 333 1234567");
    anna.says("How much is the fiorentina?").await;
    test.let_reply().await;
    let conversation = test.only_conversation().await;
    (test, anna, template, conversation)
}

async fn spend(test: &TestApp, template: &Value, conversation: &Value) {
    let send = json!({"client_id": "1", "kind": "template", "template_id": template["id"], "variables": {"1": "Anna"}, "anyway": true});
    let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let sent = test.post(&path, send).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.json);
    test.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn near_the_limit_the_assistant_only_suggests() {
    let (test, anna, template, conversation) = shop().await;
    assert_eq!(anna.received().len(), 1, "it answers while there is money");
    // A utility template to Italy costs 3 cents: half of 6.
    let budget = json!({"limit_micros": 60_000, "suggest_only_at_percent": 50});
    assert_eq!(test.put("/whatsapp/prices/budget", budget).await.json["stage"], "open");
    spend(&test, &template, &conversation).await;
    let prices = test.get("/whatsapp/prices").await.json;
    assert_eq!(
        (&prices["budget"]["stage"], &prices["budget"]["spent_micros"]),
        (&json!("suggest_only"), &json!(30_000)),
        "{prices}"
    );

    let bruno = test.customer("+39 333 7654321");
    bruno.says("How much is the fiorentina?").await;
    test.let_reply().await;
    assert!(bruno.received().is_empty(), "nothing is sent by itself");
    let page = test.get("/conversations?queue=all").await.json;
    let his = page["items"].as_array().unwrap().iter().find(|one| one["id"] != conversation["id"]).unwrap();
    let detail = test.get(&format!("/conversations/{}", his["id"].as_str().unwrap())).await.json;
    let suggestion = detail["suggestion"]["text"].as_str().unwrap_or_default();
    assert!(suggestion.contains("48.00 euro"), "a person is offered the answer: {detail}");

    // More money, and it answers again.
    test.put("/whatsapp/prices/budget", json!({"limit_micros": 600_000, "suggest_only_at_percent": 50}))
        .await;
    bruno.says("And how much is the fiorentina for two?").await;
    test.let_reply().await;
    assert_eq!(bruno.received().len(), 1);
    test.advance(Duration::from_secs(30));
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_day_metas_figures_are_put_beside_ours() {
    let (test, _, template, conversation) = shop().await;
    spend(&test, &template, &conversation).await;
    assert!(test.get("/whatsapp/prices").await.json["reconciliation"].is_null(), "not compared yet");
    test.app.rooms.whatsapp.reconcile_prices().await.unwrap();
    let prices = test.get("/whatsapp/prices").await.json;
    let compared = &prices["reconciliation"];
    assert_eq!(compared["checked_at"], test.clock.now().to_string());
    assert_eq!(
        (&compared["ours_messages"], &compared["theirs_messages"]),
        (&json!(2), &json!(2)),
        "{prices}"
    );
    assert_eq!(compared["ours_micros"], 30_000, "the answer was within the allowance");
    assert_eq!(compared["theirs_micros"], 60_000, "a difference is shown, never corrected");
    assert_eq!(prices["total_micros"], 30_000);

    // In the first days of December, November is looked at once more.
    test.advance(Duration::from_hours(11 * 24));
    test.sign_in().await;
    test.app.rooms.whatsapp.reconcile_prices().await.unwrap();
    for month in ["2026-11", "2026-12"] {
        let prices = test.get(&format!("/whatsapp/prices?month={month}")).await.json;
        assert_eq!(prices["reconciliation"]["checked_at"], test.clock.now().to_string(), "{month}");
    }
    test.advance(Duration::from_hours(5 * 24));
    test.sign_in().await;
    test.app.rooms.whatsapp.reconcile_prices().await.unwrap();
    let november = test.get("/whatsapp/prices?month=2026-11").await.json;
    assert_ne!(november["reconciliation"]["checked_at"], test.clock.now().to_string());

    // A Meta that does not answer is asked again by the queue; nothing is lost.
    test.meta().change_account(|account| account.token.valid = false);
    assert!(test.app.rooms.whatsapp.reconcile_prices().await.is_err());
    test.meta().change_account(|account| account.token.valid = true);
    test.run_jobs().await;
    test.stop().await;
}
