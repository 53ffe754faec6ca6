//! The owner's rules by which a person is called, through the door: kept, tried on the past, and held against every turn.

mod cards;
mod danger;
mod kept;
mod met;
mod overdue;
mod preview;
mod transcripts;

use serde_json::{Value, json};
use shopbell::practice::meta::Customer;

use crate::support::{Answer, TestApp};

pub const ASKED: &str = "When are you open?";

/// A rule that is switched on.
pub fn rule(name: &str, conditions: Value, more: Value) -> Value {
    let mut rule = json!({ "name": name, "conditions": conditions, "deed": "call", "active": true });
    for (field, value) in more.as_object().unwrap() {
        rule[field] = value.clone();
    }
    rule
}

pub async fn rules(shop: &TestApp) -> Value {
    let answer = shop.get("/replies/rules").await;
    assert!(answer.status.is_success(), "{}", answer.json);
    answer.json["rules"].clone()
}

/// Saves this list in place of whatever stands.
pub async fn save(shop: &TestApp, list: Value) -> Answer {
    let before = rules(shop).await;
    shop.put("/replies/rules", json!({ "rules": list, "before": before })).await
}

pub async fn saved(shop: &TestApp, list: Value) -> Value {
    let answer = save(shop, list).await;
    assert!(answer.status.is_success(), "{}", answer.json);
    answer.json["rules"].clone()
}

/// A shop that knows when it is open and nothing else.
pub async fn shop() -> TestApp {
    let shop = TestApp::start().await;
    let hours = json!({ "hours": [{ "days": [1, 2, 3, 4, 5, 6], "opens": "09:00", "closes": "18:00" }],
        "time_zone": "Europe/Rome" });
    assert!(shop.patch("/shop", hours).await.status.is_success());
    shop
}

/// What the customer reads after writing this.
pub async fn says(shop: &TestApp, customer: &Customer, text: &str) -> Vec<String> {
    let before = customer.received().len();
    customer.says(text).await;
    shop.let_reply().await;
    customer.received()[before..].iter().filter_map(|message| message.text.clone()).collect()
}

/// The conversation with whoever's number ends so.
pub async fn conversation_of(shop: &TestApp, ends: &str) -> Value {
    let list = shop.get("/conversations?queue=all").await.json;
    let is_theirs =
        |one: &&Value| one["contact"]["phone"].as_str().is_some_and(|phone| phone.ends_with(ends));
    let id =
        list["items"].as_array().unwrap().iter().find(is_theirs).unwrap_or_else(|| panic!("{list}"))["id"]
            .clone();
    shop.get(&format!("/conversations/{}", id.as_str().unwrap())).await.json
}

/// The AI has the conversation again.
pub async fn hand_back(shop: &TestApp, conversation: &Value) {
    let path = format!("/conversations/{}", conversation["id"].as_str().unwrap());
    assert!(shop.patch(&path, json!({ "ai": "answer" })).await.status.is_success());
    shop.let_reply().await;
}

pub async fn label(shop: &TestApp, name: &str) -> Value {
    let made = shop.post("/labels", json!({ "name": name, "color": "#aa0000" })).await;
    assert!(made.status.is_success(), "{}", made.json);
    made.json["id"].clone()
}
