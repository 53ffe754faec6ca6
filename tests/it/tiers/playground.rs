//! The playground: a question in several ways, side by side; nobody hears of it, and what it costs is counted.

use serde_json::{Value, json};

use super::vendor::Vendor;
use super::{close, shop, sorts};
use crate::support::TestApp;

const KNOWN: &str = "How much is the wagyu?";

async fn tried(test: &TestApp, variants: Value) -> Vec<Value> {
    let answer = test.post("/replies/try", json!({"question": KNOWN, "variants": variants})).await;
    assert!(answer.status.is_success(), "{}", answer.json);
    answer.json["results"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_question_is_answered_in_several_ways_and_nobody_hears_of_it() {
    let vendor = Vendor::start(sorts(), true).await;
    let test = shop(&vendor, "gpt-4.1-nano").await;
    let sources = test.get("/knowledge/sources?limit=100").await.json;
    let of = |title: &str| {
        let all = sources["items"].as_array().unwrap();
        all.iter().find(|source| source["title"] == title).unwrap()["id"].clone()
    };
    let results = tried(
        &test,
        json!([
            {"model": "as_set"},
            {"model": "small"},
            {"model": "built_in"},
            {"model": "as_set", "sources": [of("Price of brisket")]},
        ]),
    )
    .await;
    let models: Vec<&str> = results.iter().map(|result| result["model"].as_str().unwrap()).collect();
    assert_eq!(models, ["gpt-4.1", "gpt-4.1-nano", "builtin", "gpt-4.1"]);
    for result in &results[..3] {
        assert_eq!(result["said"], "The wagyu costs 145.00 euro per kg.", "{result:#}");
        assert_eq!(result["sources"][0]["title"], "Price of wagyu", "{result:#}");
        assert!(
            result["steps"].as_array().unwrap().len() >= 4
                && !result["passages"].as_array().unwrap().is_empty()
        );
    }
    assert_eq!(
        (&results[3]["decision"], &results[3]["sources"]),
        (&json!("decline"), &json!([])),
        "{:#}",
        results[3]
    );
    assert_eq!(results[2]["cost"], 0, "the built-in model is free");

    let paid: i64 = results.iter().map(|result| result["cost"].as_i64().unwrap()).sum();
    let costs = test.get("/replies/costs").await.json;
    assert_eq!(
        (&costs["spent_micros"], &costs["turns"]),
        (&json!(paid), &json!([])),
        "paid, and no customer's turn"
    );
    assert!(test.get("/conversations?queue=all").await.json["items"].as_array().unwrap().is_empty());
    assert!(test.meta().sent().is_empty());
    close(test).await;
}

#[tokio::test]
async fn another_prompt_reaches_the_model_and_loosens_no_check() {
    let vendor = Vendor::start(sorts(), true).await;
    let test = shop(&vendor, "gpt-4.1-nano").await;
    // The vendor talks nonsense to whoever does not tell it to keep to the documents.
    let results = tried(&test, json!([{"model": "as_set", "prompt": "Be creative, {{shop}}."}])).await;
    assert_ne!(results[0]["decision"], "send", "{:#}", results[0]);
    assert!(!results[0]["said"].as_str().unwrap_or_default().contains("999"), "{:#}", results[0]);
    close(test).await;
}

#[tokio::test]
async fn what_cannot_be_tried_is_refused() {
    let test = TestApp::start().await;
    for (body, code) in [
        (json!({"question": " ", "variants": [{"model": "as_set"}]}), "invalid_trial"),
        (json!({"question": KNOWN, "variants": []}), "invalid_trial"),
        (json!({"question": KNOWN, "variants": vec![json!({"model": "as_set"}); 5]}), "invalid_trial"),
        (json!({"question": KNOWN, "variants": [{"model": "as_set", "prompt": " "}]}), "invalid_trial"),
        (json!({"question": KNOWN, "variants": [{"model": "second"}]}), "no_such_model"),
    ] {
        let answer = test.post("/replies/try", body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (422, code), "{body}");
    }
    let answer =
        test.post("/replies/try", json!({"question": KNOWN, "variants": [{"model": "built_in"}]})).await;
    assert_eq!(
        answer.json["results"][0]["decision"], "decline",
        "it works without a vendor: {}",
        answer.json
    );
    test.stop().await;
}
