//! The exam: questions with what must happen, asked as customers' questions are, and nobody hears of it.

mod candidates;
mod embedder;
mod questions;
mod runs;
mod sources;
mod switched_off;

use serde_json::{Value, json};

use crate::support::TestApp;

/// What the shop of these tests knows.
const WAGYU: &str = "The wagyu costs 145.00 euro per kg. Our butchers cut it to order.";

async fn shop() -> (TestApp, String) {
    let test = TestApp::start().await;
    let source = json!({"kind": "text", "title": "Wagyu", "text": WAGYU});
    let source = test.post("/knowledge/sources", source).await.json;
    test.run_jobs().await;
    (test, source["id"].as_str().unwrap().to_owned())
}

/// Adds a question that must be answered with these facts.
async fn must_say(test: &TestApp, text: &str, facts: &[&str]) -> Value {
    let question = json!({"text": text, "expected": "answered", "must_say": facts});
    let added = test.post("/replies/exam/questions", question).await;
    assert_eq!(added.status, 201, "{}", added.json);
    added.json
}

async fn begin(test: &TestApp) -> String {
    let begun = test.post("/replies/exam/runs", json!({})).await;
    assert_eq!(begun.status, 202, "{}", begun.json);
    begun.json["id"].as_str().unwrap().to_owned()
}

async fn results(test: &TestApp, id: &str) -> Value {
    let found = test.get(&format!("/replies/exam/runs/{id}")).await;
    assert_eq!(found.status, 200, "{}", found.json);
    found.json
}

/// A whole run, from its beginning to its results.
async fn run(test: &TestApp) -> Value {
    let id = begin(test).await;
    test.run_jobs().await;
    results(test, &id).await
}

fn of<'a>(results: &'a Value, text: &str) -> &'a Value {
    let mut all = results["comparisons"].as_array().unwrap().iter();
    all.find(|one| one["question"]["text"] == text).unwrap_or_else(|| panic!("{text}: {results:#}"))
}
