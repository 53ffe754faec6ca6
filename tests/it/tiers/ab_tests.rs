//! Two versions of the instructions on customers at the same time: who gets which, what is counted, and how it ends.

use serde_json::{Value, json};

use super::vendor::Vendor;
use super::{close, shop, sorts};
use crate::quality::look;
use crate::support::TestApp;

/// The vendor talks nonsense to whoever does not tell it to keep to the documents, and the check refuses it.
const CREATIVE: &str = "Be creative, {{shop}}. {{no_answer}} {{mark}}";
const CUSTOMERS: usize = 12;

/// Keeps a version and uses what ships again.
async fn keep(test: &TestApp, text: &str) -> Value {
    let saved = test.post("/replies/prompts/knowledge", json!({ "text": text })).await;
    assert!(saved.status.is_success(), "{}", saved.json);
    let back = test.put("/replies/prompts/knowledge", json!({ "version": null })).await.json;
    let knowledge = back["prompts"].as_array().unwrap().iter().find(|prompt| prompt["name"] == "knowledge");
    knowledge.unwrap()["versions"][0]["version"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_customer_stays_with_one_version_and_the_figures_are_what_customers_got() {
    let vendor = Vendor::start(sorts(), true).await;
    let test = shop(&vendor, "gpt-4.1-nano").await;
    let version = keep(&test, CREATIVE).await;
    let begun = test.post("/replies/ab-tests", json!({ "version": version })).await;
    assert_eq!(begun.status.as_u16(), 201, "{}", begun.json);
    assert_eq!(begun.json["running"]["outcome"]["verdict"], "too_few");
    let id = begun.json["running"]["id"].as_str().unwrap().to_owned();

    let mut customers = Vec::new();
    for number in 0..CUSTOMERS {
        let customer = test.customer(&format!("+39320010{number:04}"));
        customer.says("How much is the wagyu?").await;
        customers.push(customer);
    }
    test.let_reply().await;
    let mut of_a = 0;
    for customer in &customers {
        let heard_price = || {
            let said = customer.received().into_iter().filter_map(|sent| sent.text);
            said.filter(|text| text.contains("145")).count()
        };
        let before = heard_price();
        customer.says("And the wagyu, how much is it?").await;
        test.let_reply().await;
        // Nobody goes over to the other side.
        assert_eq!(heard_price(), before * 2, "{:?}", customer.received());
        of_a += before;
    }
    assert!((1..CUSTOMERS).contains(&of_a), "{of_a} of {CUSTOMERS} on one side");

    look(&test).await;
    let running = test.get("/replies/ab-tests").await.json["running"].clone();
    let (a, b) = (&running["outcome"]["a"], &running["outcome"]["b"]);
    let count = |side: &Value, name: &str| usize::try_from(side[name].as_u64().unwrap()).unwrap();
    assert_eq!((count(a, "conversations"), count(a, "went_well"), count(a, "turns")), (of_a, of_a, of_a * 2));
    assert_eq!((count(b, "conversations"), count(b, "went_well")), (CUSTOMERS - of_a, 0), "{running:#}");
    assert_eq!(count(b, "declined") + count(b, "handed_over"), count(b, "turns"), "{running:#}");
    assert_eq!(running["outcome"]["verdict"], "too_few", "a dozen customers show nothing");

    // Whoever asks after the last look is counted all the same when it ends.
    let late = test.customer("+393200109999");
    late.says("How much is the wagyu?").await;
    test.let_reply().await;
    let ended = test.post(&format!("/replies/ab-tests/{id}/end"), json!({ "chosen": "b" })).await;
    assert_eq!(ended.status.as_u16(), 200, "{}", ended.json);
    assert_eq!(ended.json["running"], Value::Null);
    let past = &ended.json["ended"][0];
    assert_eq!((&past["chosen"], &past["counted_up_to"]), (&json!("b"), &past["ended_at"]));
    let all = ["a", "b"].map(|side| count(&past["outcome"][side], "conversations"));
    assert_eq!(all.iter().sum::<usize>(), CUSTOMERS + 1, "{past:#}");
    let prompts = test.get("/replies/prompts").await.json;
    assert!(prompts["prompts"].as_array().unwrap().iter().any(|prompt| prompt["version"] == version));
    let deeds = test.get("/audit").await.json.to_string();
    assert!(deeds.contains("replies.ab_test_started") && deeds.contains("replies.ab_test_ended"), "{deeds}");
    close(test).await;
}

#[tokio::test]
async fn what_cannot_be_tried_is_refused_and_what_is_tried_stays_as_it_is() {
    let test = TestApp::start().await;
    let version = keep(&test, "Be brief. {{no_answer}} {{mark}}").await;
    let start = async |version: Value| test.post("/replies/ab-tests", json!({ "version": version })).await;
    let of_itself = start(Value::Null).await;
    assert_eq!((of_itself.status.as_u16(), of_itself.code()), (422, "ab_test_of_itself"));
    assert_eq!(start(json!(9)).await.status.as_u16(), 404);
    let begun = start(version.clone()).await.json;
    let id = begun["running"]["id"].as_str().unwrap();

    let second = start(version.clone()).await;
    assert_eq!((second.status.as_u16(), second.code()), (409, "ab_test_running"));
    let text = json!({ "text": "Be kind. {{no_answer}} {{mark}}" });
    assert_eq!(test.post("/replies/prompts/knowledge", text).await.code(), "ab_test_running");
    let choice = json!({ "version": version });
    assert_eq!(test.put("/replies/prompts/knowledge", choice).await.code(), "ab_test_running");
    let others = json!({ "text": "Say hello. {{mark}}" });
    assert!(test.post("/replies/prompts/small_talk", others).await.status.is_success());

    let end = async |chosen: &str| {
        test.post(&format!("/replies/ab-tests/{id}/end"), json!({ "chosen": chosen })).await
    };
    assert_eq!(end("c").await.status.as_u16(), 422);
    assert_eq!(end("a").await.json["ended"][0]["chosen"], "a");
    assert_eq!(end("b").await.status.as_u16(), 404, "it has ended");
    assert_eq!(start(version).await.status.as_u16(), 201, "another one may begin");
    test.stop().await;
}
