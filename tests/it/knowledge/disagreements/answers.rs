//! What a customer hears while sources disagree, and once the owner decided: by the built-in model, which quotes, and by one
//! that writes freely.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::model_server::{ModelServer, Scripted, says};

const PRICE_LIST: &str = "The sourdough loaf costs €4.50. The rye loaf costs €3.90.";
const LEAFLET: &str = "The sourdough loaf costs €4.80.";

async fn shop() -> TestApp {
    let test = TestApp::start().await;
    for (title, text) in [("Price list", PRICE_LIST), ("Product information", LEAFLET)] {
        let source = json!({"kind": "text", "title": title, "text": text});
        assert!(test.post("/knowledge/sources", source).await.status.is_success());
        test.run_jobs().await;
    }
    test
}

async fn open(test: &TestApp) -> Vec<Value> {
    test.get("/knowledge/disagreements").await.json["items"].as_array().unwrap().clone()
}

/// Says that the price list is right.
async fn decide(test: &TestApp) -> Value {
    let disagreement = open(test).await.remove(0);
    let is_one = disagreement["one"]["places"][0]["title"] == "Price list";
    let path = format!("/knowledge/disagreements/{}/decision", disagreement["id"].as_str().unwrap());
    let answer = test.put(&path, json!({"winner": if is_one { "one" } else { "other" }})).await;
    assert!(answer.status.is_success(), "{}", answer.json);
    disagreement
}

/// What a new customer hears.
async fn asked(test: &TestApp, phone: &str, question: &str) -> Vec<String> {
    let customer = test.customer(phone);
    customer.says(question).await;
    test.let_reply().await;
    customer.received().into_iter().filter_map(|sent| sent.text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_side_is_quoted_before_the_owner_decides() {
    let test = shop().await;
    assert_eq!(open(&test).await.len(), 1);
    let question = "How much is the sourdough loaf?";
    let heard = asked(&test, "+393331110001", question).await.join("\n");
    assert!(!heard.contains("4.50") && !heard.contains("4.80"), "{heard}");
    let rye = asked(&test, "+393331110002", "How much is the rye loaf?").await.join("\n");
    assert!(rye.contains("3.90"), "what nobody disputes is still said: {rye}");

    decide(&test).await;
    let heard = asked(&test, "+393331110003", question).await.join("\n");
    assert!(heard.contains("4.50") && !heard.contains("4.80"), "{heard}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_takes_a_side_is_not_believed() {
    let test = shop().await;
    let server = ModelServer::start().await;
    let chat = json!({"provider": "bedrock", "model": "claude-haiku-4-5", "base_url": server.url(),
        "region": "eu-west-1", "key": "AKIATEST:secret"});
    assert!(test.put("/llm/settings", json!({"chat": chat})).await.status.is_success());
    let understood = || Scripted::Calls(json!({"intent": "knowledge", "question": "", "upset": false}));
    // Both documents are cited, and either figure stands in one of them word for word.
    server.will(understood());
    server.will(says("The sourdough loaf costs €4.80. [[1]] [[2]]"));
    server.will(says("The sourdough loaf costs €4.50. [[1]] [[2]]"));
    let heard = asked(&test, "+393331110001", "How much is the sourdough loaf?").await.join("\n");
    assert_eq!(server.left(), 0, "{heard}");
    assert!(!heard.contains("4.50") && !heard.contains("4.80"), "{heard}");

    let conversations = test.get("/conversations?queue=all").await.json;
    let id = conversations["items"][0]["id"].as_str().unwrap().to_owned();
    let conversation = test.get(&format!("/conversations/{id}")).await.json;
    assert_eq!(conversation["needs_person"]["reason"], "sources_disagree", "{conversation}");
    let run = conversation["card"]["run_id"].as_str().unwrap().to_owned();
    let run = test.get(&format!("/runs/{run}")).await.json;
    let kinds: Vec<&str> =
        run["checks"].as_array().unwrap().iter().map(|check| check["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["disputed"], "{run:#}");

    decide(&test).await;
    server.will(understood());
    server.will(says("The sourdough loaf costs €4.50. [[1]]"));
    let heard = asked(&test, "+393331110002", "How much is the sourdough loaf?").await.join("\n");
    assert!(heard.contains("4.50"), "{heard}");
    test.stop().await;
}
