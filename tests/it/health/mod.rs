//! The health scanner through the door: planted shops, who is to be found and who not, and what people do with it.

mod auto_send;
mod dead_man;
mod drafts;
mod fleet;
mod follow_up_rules;
mod follow_ups;
mod found;
mod history;
mod one_a_day;
mod orders;
mod own_builder;
mod own_sql;
mod plans;
mod planted;
mod queue;
mod random;
mod sending;
mod synthetic;
mod translated;
mod two_years;
mod undo;
mod years;

use serde_json::Value;

use crate::support::TestApp;

/// Asks every detector and lets it be done.
pub async fn scan(test: &TestApp) {
    let started = test.post("/health/scan", Value::Object(serde_json::Map::new())).await;
    assert_eq!(started.status, 202, "{}", started.json);
    test.run_jobs().await;
}

/// The signals of a status.
pub async fn signals(test: &TestApp, status: &str) -> Vec<Value> {
    let page = test.get(&format!("/health/signals?status={status}&limit=100")).await;
    assert_eq!(page.status, 200, "{}", page.json);
    page.json["items"].as_array().unwrap().clone()
}

/// Whom one detector finds: customers by name, else its subjects.
pub async fn found_by(test: &TestApp, detector: &str) -> Vec<String> {
    let pending = signals(test, "pending").await;
    let mut names: Vec<String> = pending
        .iter()
        .filter(|signal| signal["detector"] == detector)
        .map(|signal| signal["contact"]["name"].as_str().or(signal["subject"].as_str()).unwrap().to_owned())
        .collect();
    names.sort();
    names
}
