//! Money for models runs out in steps, by day and by month, and no customer spends it alone.

use std::time::Duration;

use serde_json::{Value, json};

use super::vendor::Vendor;
use super::{close, shop, sorts};
use crate::support::TestApp;

async fn allow(test: &TestApp, limits: Value) {
    let mut settings = json!({"mode": "answer", "burst_wait_ms": 900});
    settings.as_object_mut().unwrap().extend(limits.as_object().unwrap().clone());
    let saved = test.put("/replies/settings", settings).await;
    assert!(saved.status.is_success(), "{}", saved.json);
}

/// What one more customer receives, and the run.
async fn asks(test: &TestApp, number: usize, text: &str) -> (Vec<String>, Value) {
    let customer = test.customer(&format!("+39321000{number:04}"));
    customer.says(text).await;
    test.let_reply().await;
    let list = test.get("/conversations?queue=all&limit=100").await.json;
    let newest = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .max_by_key(|one| one["id"].as_str().unwrap().parse::<i64>().unwrap());
    let newest = newest.unwrap().clone();
    let thread = test.thread(&newest).await;
    let run = thread.iter().rev().find_map(|message| message["run_id"].as_str()).expect("a run");
    let run = test.get(&format!("/runs/{run}")).await.json;
    (customer.received().into_iter().filter_map(|sent| sent.text).collect(), run)
}

const KNOWN: &str = "How much is the wagyu?";
const UNKNOWN: &str = "Do you repair bicycles?";

#[tokio::test]
async fn money_runs_out_in_steps() {
    let vendor = Vendor::start(sorts(), false).await;
    let test = shop(&vendor, "gpt-4.1-nano").await;
    let (received, run) = asks(&test, 1, KNOWN).await;
    assert_eq!((received.len(), &run["model"], &run["tier"]), (1, &json!("gpt-4.1"), &json!("large")));
    let spent = test.get("/replies/costs").await.json["today"]["spent_micros"].as_i64().unwrap();
    assert!(spent > 0);

    for (limit, number) in [("monthly_budget_micros", 10), ("daily_budget_micros", 20)] {
        // What was spent is 85 percent of it.
        allow(&test, json!({ limit: spent * 100 / 85, "small_from_percent": 80 })).await;
        assert_eq!(test.get("/replies/costs").await.json["today"]["step"], "small", "{limit}");
        let (received, run) = asks(&test, number, KNOWN).await;
        assert_eq!(received.len(), 1, "{limit}");
        assert_eq!((&run["model"], &run["tier"]), (&json!("gpt-4.1-nano"), &json!("small")), "{limit}");
        assert!(received[0].contains("145.00"), "{limit}: {received:?}");

        allow(&test, json!({ limit: spent })).await;
        assert_eq!(test.get("/replies/costs").await.json["today"]["step"], "built_in", "{limit}");
        let asked = vendor.asked().len();
        let (received, run) = asks(&test, number + 1, KNOWN).await;
        assert_eq!((&run["model"], &run["tier"]), (&json!("builtin"), &json!("built_in")), "{limit}");
        assert!(received[0].contains("145.00"), "{limit}: {received:?}");
        let (_, run) = asks(&test, number + 2, UNKNOWN).await;
        assert_eq!(
            (&run["decision"], &run["reason"]),
            (&json!("hand_off"), &json!("budget_spent")),
            "{limit}"
        );
        assert_eq!(vendor.asked().len(), asked, "{limit}: nobody was paid");
    }
    close(test).await;
}

#[tokio::test]
async fn a_new_day_has_its_own_money() {
    let vendor = Vendor::start(sorts(), false).await;
    let test = shop(&vendor, "gpt-4.1-nano").await;
    asks(&test, 1, KNOWN).await;
    let spent = test.get("/replies/costs").await.json["today"]["spent_micros"].as_i64().unwrap();
    allow(&test, json!({"daily_budget_micros": spent})).await;
    assert_eq!(asks(&test, 2, KNOWN).await.1["tier"], "built_in");
    test.advance(Duration::from_hours(24));
    test.sign_in().await;
    test.run_jobs().await;
    assert_eq!(asks(&test, 3, KNOWN).await.1["tier"], "large");
    close(test).await;
}

#[tokio::test]
async fn one_customer_does_not_spend_it_alone() {
    let vendor = Vendor::start(sorts(), false).await;
    let test = shop(&vendor, "gpt-4.1-nano").await;
    allow(&test, json!({"answers_per_hour": 2, "answers_per_day": 3})).await;
    let customer = test.customer("+393219999999");
    for (said, received) in [(KNOWN, 1), ("How much is the brisket?", 2), ("How much is the ribeye?", 3)] {
        customer.says(said).await;
        test.let_reply().await;
        assert_eq!(customer.received().len(), received, "{said}");
    }
    let conversation = test.only_conversation().await;
    let conversation =
        test.get(&format!("/conversations/{}", conversation["id"].as_str().unwrap())).await.json;
    assert_eq!(conversation["needs_person"]["reason"], "answer_limit", "the third is left to a person");
    for wrong in
        [json!({"answers_per_hour": 0}), json!({"answers_per_day": 501}), json!({"small_from_percent": 9})]
    {
        let mut settings = json!({"mode": "answer", "burst_wait_ms": 900});
        settings.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        assert_eq!(test.put("/replies/settings", settings).await.status.as_u16(), 422, "{wrong}");
    }
    close(test).await;
}

#[tokio::test]
async fn a_finished_conversation_has_its_cost() {
    let vendor = Vendor::start(sorts(), false).await;
    let test = shop(&vendor, "gpt-4.1-nano").await;
    let (_, run) = asks(&test, 1, KNOWN).await;
    assert_eq!(
        test.get("/replies/costs").await.json["resolved"],
        json!({"conversations": 0, "micros_each": null})
    );
    let conversation = test.only_conversation().await;
    let path = format!("/conversations/{}", conversation["id"].as_str().unwrap());
    assert!(test.patch(&path, json!({"status": "done"})).await.status.is_success());
    let costs = test.get("/replies/costs").await.json;
    assert_eq!(costs["resolved"], json!({"conversations": 1, "micros_each": run["cost"]}));
    let calls: i64 = run["calls"].as_array().unwrap().iter().map(|call| call["cost"].as_i64().unwrap()).sum();
    assert_eq!(run["cost"], calls, "each step has its price");
    assert_eq!(test.get("/replies/costs?month=2026-13").await.status.as_u16(), 422);
    let before = test.get("/replies/costs?month=2026-10").await.json;
    assert_eq!((&before["spent_micros"], &before["today"]), (&json!(0), &Value::Null));
    close(test).await;
}
