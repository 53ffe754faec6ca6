//! Somebody is in danger where the AI no longer answers: it is urgent at once, and nobody is left without knowing where help is.

use serde_json::{Value, json};
use shopbell::practice::meta::Customer;

use super::{conversation_of, says, shop};
use crate::support::TestApp;

/// Of a conversation: why a person is wanted, and whether at once.
async fn wanted(shop: &TestApp, number: &str) -> (Value, Value) {
    let needs = conversation_of(shop, number).await["needs_person"].clone();
    (needs["reason"].clone(), needs["urgent"].clone())
}

/// How often the customer was told where help is.
fn told(customer: &Customer) -> usize {
    let texts = customer.received().into_iter().filter_map(|sent| sent.text);
    texts.filter(|text| text.contains("emergency services")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_while_a_person_is_waited_for_is_urgent_and_answered_once() {
    let shop = shop().await;
    let customer = shop.customer("+393330000001");
    says(&shop, &customer, "I would like to speak to a human please").await;
    assert_eq!(wanted(&shop, "0001").await, (json!("asked_for_person"), json!(false)));
    for text in ["my son is choking", "please, my son cannot breathe"] {
        says(&shop, &customer, text).await;
        assert_eq!(wanted(&shop, "0001").await, (json!("emergency"), json!(true)), "{text}");
    }
    assert_eq!(told(&customer), 1);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_in_a_conversation_somebody_has_is_urgent_and_theirs_to_answer() {
    let shop = shop().await;
    let customer = shop.customer("+393330000002");
    says(&shop, &customer, "Hello").await;
    let id = conversation_of(&shop, "0002").await["id"].as_str().unwrap().to_owned();
    assert!(shop.post(&format!("/conversations/{id}/take-over"), json!({})).await.status.is_success());
    says(&shop, &customer, "my daughter passed out after your soup").await;
    assert_eq!(wanted(&shop, "0002").await, (json!("emergency"), json!(true)));
    assert_eq!(told(&customer), 0, "a person is there");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_before_a_cry_for_help_is_no_wish_for_silence() {
    let shop = shop().await;
    let customer = shop.customer("+393330000003");
    says(&shop, &customer, "Stop, my son can't breathe").await;
    assert_eq!(wanted(&shop, "0003").await, (json!("emergency"), json!(true)));
    assert_eq!(told(&customer), 1);
    shop.stop().await;
}
