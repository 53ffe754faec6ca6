//! A suggestion nobody wants counts as put right, also when nothing is said in its place.

use serde_json::{Value, json};

use super::{conversation_of, look, person_says, report, shop};
use crate::support::TestApp;

/// A customer asks where the assistant only suggests; its suggestion is dismissed.
async fn asks_in_vain(shop: &TestApp, phone: &str) -> String {
    let customer = shop.customer(phone);
    customer.says("hello").await;
    shop.let_reply().await;
    let id = conversation_of(shop, &phone[9..]).await;
    let path = format!("/conversations/{id}");
    assert_eq!(shop.patch(&path, json!({ "ai": "suggest" })).await.status, 200);
    customer.says("How much is the fiorentina?").await;
    shop.let_reply().await;
    assert!(shop.get(&path).await.json["suggestion"].is_object());
    for _ in 0..2 {
        assert_eq!(shop.delete(&format!("{path}/suggestion")).await.status, 204);
    }
    id
}

async fn put_right(shop: &TestApp) -> Value {
    report(shop, 7).await["figures"]["corrected"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dismissed_suggestion_that_nobody_answers_was_put_right() {
    let shop = shop().await;
    let before = put_right(&shop).await["sample"].as_u64().unwrap();
    let (ana, bo) = (asks_in_vain(&shop, "+393330000001").await, asks_in_vain(&shop, "+393330000002").await);
    let answered = put_right(&shop).await;
    assert_eq!(answered["count"], 2, "{answered}");
    // Kept as it is told, and the thread says who did it, once.
    look(&shop).await;
    assert_eq!(put_right(&shop).await, answered);
    let thread = shop.get(&format!("/conversations/{ana}/messages")).await.json;
    let lines = thread["items"].as_array().unwrap();
    let told: Vec<&Value> =
        lines.iter().filter(|line| line["content"]["event"] == "suggestion_dismissed").collect();
    assert!(told.len() == 1 && told[0]["person"].is_object(), "{told:?}");
    // Answered in other words, it is the same case.
    person_says(&shop, &bo, "48 euro").await;
    look(&shop).await;
    let after = put_right(&shop).await;
    assert_eq!((&after["count"], &after["sample"]), (&json!(2), &answered["sample"]), "{after}");
    assert!(answered["sample"].as_u64().unwrap() >= before + 2, "{answered}");
    shop.stop().await;
}
