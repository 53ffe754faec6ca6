//! Practice is apart from the shop's work: no money, no queue, no count; only its own list and everything's.

use serde_json::{Value, json};

use crate::support::TestApp;

/// A shop as it is installed, where a practice customer has asked for a person and a colleague has answered.
async fn practised() -> TestApp {
    let test = TestApp::start_with(|config| config.practice.plays_the_shop = false).await;
    let code = std::fs::read_to_string(test.folder().join("setup-code")).unwrap();
    let code = code.lines().last().unwrap_or("").trim().to_owned();
    let owner = json!({ "setup_code": code, "email": crate::support::OWNER, "password": crate::support::PASSWORD,
        "business_name": "Macelleria Rossi", "language": "en" });
    assert_eq!(test.post("/setup", owner).await.status, 201);
    let customers = test.get("/practice").await.json["customers"].clone();
    let customer = customers[0]["id"].clone();
    let said = json!({ "customer_id": customer, "text": "I want to talk to a person, please" });
    assert!(test.post("/practice/messages", said).await.status.is_success());
    test.let_reply().await;
    let conversation = test.only_conversation().await;
    let id = conversation["id"].as_str().unwrap();
    let reply = json!({ "client_id": "a", "kind": "text", "text": "Hello, it is me" });
    assert_eq!(test.post(&format!("/conversations/{id}/messages"), reply).await.status, 202);
    test.run_jobs().await;
    test
}

async fn listed(test: &TestApp, queue: &str) -> usize {
    let list = test.get(&format!("/conversations?queue={queue}")).await.json;
    list["items"].as_array().unwrap_or_else(|| panic!("{list}")).len()
}

#[tokio::test(flavor = "multi_thread")]
async fn practice_stands_in_its_own_queue_and_in_no_count() {
    let test = practised().await;
    let conversation = test.only_conversation().await;
    assert_eq!(conversation["practice"], true, "{conversation}");
    for queue in ["needs_person", "ai", "waiting", "unassigned", "mine", "snoozed", "done"] {
        assert_eq!(listed(&test, queue).await, 0, "{queue}");
    }
    assert_eq!((listed(&test, "practice").await, listed(&test, "all").await), (1, 1));
    let counts = test.get("/conversations/counts").await.json;
    assert_eq!(counts["practice"], 1, "{counts}");
    let others = counts.as_object().unwrap().iter().filter(|(name, _)| *name != "practice");
    assert!(others.into_iter().all(|(_, count)| count == 0), "{counts}");
    let home = test.get("/home").await.json;
    let step = home["checklist"].as_array().unwrap().iter().find(|step| step["id"] == "practice").unwrap();
    assert_eq!(step["done"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn practice_costs_nothing_and_uses_up_no_free_answer() {
    let test = practised().await;
    let prices = test.get("/whatsapp/prices").await.json;
    assert_eq!((&prices["messages"], &prices["total_micros"]), (&json!(0), &json!(0)), "{prices}");
    assert_eq!(prices["free_service"], json!([]));
    assert_eq!(prices["budget"]["spent_micros"], 0);
    let conversation = test.only_conversation().await;
    let costs: Vec<Value> =
        test.thread(&conversation).await.into_iter().map(|line| line["cost"].clone()).collect();
    assert!(costs.iter().all(|cost| cost.is_null() || cost == 0), "{costs:?}");
}
