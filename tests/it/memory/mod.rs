//! What is remembered of a customer, through the door: facts people note, facts a customer agreed to, the gist of a long
//! conversation; and what a hostile model or customer makes of each.

mod asking;
mod changed;
mod facts;
mod gone;
mod killed;
mod summary;

use serde_json::{Value, json};
use shopbell::storage::StorageError;

use crate::support::TestApp;
use crate::support::model_server::ModelServer;

/// A shop whose answers and small calls come from a script.
pub async fn shop() -> (TestApp, ModelServer) {
    let (test, model) = (TestApp::start().await, ModelServer::start().await);
    let chat = json!({"provider": "openai", "model": "gpt-4.1", "intent_model": "gpt-4.1-nano", "base_url": model.url(), "key": "k"});
    let saved = test.put("/llm/settings", json!({ "chat": chat })).await;
    assert!(saved.status.is_success(), "{}", saved.json);
    test.run_jobs().await;
    (test, model)
}

/// What customers do to a message of theirs.
pub fn edit(wamid: &str, text: &str) -> Value {
    json!({"type": "edit", "edit": {"original_message_id": wamid, "message": {"type": "text", "text": {"body": text}}}})
}

pub fn revoke(wamid: &str) -> Value {
    json!({"type": "revoke", "revoke": {"original_message_id": wamid}})
}

/// How many rows a statement finds.
pub async fn rows(test: &TestApp, sql: &'static str) -> i64 {
    test.app.db.read::<_, StorageError>(move |conn| conn.one(sql, [], |row| row.get(0))).await.unwrap()
}

/// The contact of the conversation with whoever's number ends so.
pub async fn contact_of(test: &TestApp, ends: &str) -> String {
    crate::hand_over::conversation_of(test, ends).await["contact"]["id"].as_str().unwrap().to_owned()
}

pub async fn facts(test: &TestApp, contact: &str) -> Vec<Value> {
    let answer = test.get(&format!("/contacts/{contact}/facts")).await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    answer.json["items"].as_array().unwrap().clone()
}

pub async fn texts(test: &TestApp, contact: &str) -> Vec<String> {
    facts(test, contact).await.iter().map(|fact| fact["text"].as_str().unwrap().to_owned()).collect()
}

pub async fn noted(test: &TestApp, contact: &str, text: &str) -> Value {
    let answer = test.post(&format!("/contacts/{contact}/facts"), json!({ "text": text })).await;
    assert_eq!(answer.status, 201, "{}", answer.json);
    answer.json
}
