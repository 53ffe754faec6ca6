//! Passages put into another order before an answer is written: what is shown follows it, what it costs is counted, and where it fails
//! the answer is as it was without it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::vendor::Vendor;
use super::{close, shop, sorts};
use crate::support::TestApp;

const KNOWN: &str = "How much is the wagyu?";

/// What the service does with what it is asked.
#[derive(Clone, Copy, PartialEq)]
enum Does {
    /// Puts what speaks of this first, and the others as they came.
    Prefers(&'static str),
    Fails,
    TalksNonsense,
}

#[derive(Clone)]
struct Ranker {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    does: Does,
    asked: Vec<Value>,
}

impl Ranker {
    async fn start(does: Does) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Mutex::new(Shared { does, asked: Vec::new() }));
        let router = Router::new().route("/v1/rerank", post(rank)).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    fn will(&self, does: Does) {
        self.shared.lock().unwrap().does = does;
    }

    fn asked(&self) -> Vec<Value> {
        self.shared.lock().unwrap().asked.clone()
    }

    /// The settings that choose it beside the chat model of this vendor.
    fn settings(&self, vendor: &Vendor) -> Value {
        let chat = json!({"provider": "openai", "model": "gpt-4.1", "intent_model": "gpt-4.1-nano",
            "base_url": vendor.url()});
        json!({"chat": chat, "rerank": {"provider": "cohere", "model": "rerank-v3.5",
            "base_url": format!("http://{}/v1", self.address)}})
    }

    async fn is_chosen(&self, test: &TestApp, vendor: &Vendor) {
        let saved = test.put("/llm/settings", self.settings(vendor)).await;
        assert_eq!(saved.status, 200, "{}", saved.json);
    }
}

async fn rank(State(shared): State<Arc<Mutex<Shared>>>, Json(body): Json<Value>) -> Response {
    let mut shared = shared.lock().unwrap();
    shared.asked.push(body.clone());
    let preferred = match shared.does {
        Does::Prefers(word) => word,
        Does::Fails => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Does::TalksNonsense => return "all of them, surely".into_response(),
    };
    let documents = body["documents"].as_array().unwrap();
    let results: Vec<Value> = documents
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let score = if text.as_str().unwrap().contains(preferred) { 0.9 } else { 0.1 };
            json!({"index": index, "relevance_score": score})
        })
        .collect();
    Json(json!({"results": results, "meta": {"billed_units": {"search_units": 1}}})).into_response()
}

async fn tried(test: &TestApp, question: &str, models: &[&str]) -> Vec<Value> {
    let variants: Vec<Value> = models.iter().map(|model| json!({ "model": model })).collect();
    let answer = test.post("/replies/try", json!({"question": question, "variants": variants})).await;
    assert!(answer.status.is_success(), "{}", answer.json);
    answer.json["results"].as_array().unwrap().clone()
}

fn titles(result: &Value) -> Vec<String> {
    let passages = result["passages"].as_array().unwrap().iter();
    let passages = passages.filter(|passage| passage["source_id"].is_string());
    passages.map(|passage| passage["title"].as_str().unwrap().to_owned()).collect()
}

fn outcomes(result: &Value) -> Vec<&str> {
    result["steps"].as_array().unwrap().iter().map(|step| step["outcome"].as_str().unwrap()).collect()
}

fn reranks(result: &Value) -> Vec<Value> {
    let calls = result["calls"].as_array().unwrap().iter();
    calls.filter(|call| call["task"] == "rerank").cloned().collect()
}

#[tokio::test]
async fn what_is_shown_follows_the_order_and_is_paid_for() {
    let (vendor, ranker) =
        (Vendor::start(sorts(), true).await, Ranker::start(Does::Prefers("brisket costs")).await);
    let test = shop(&vendor, "gpt-4.1-nano").await;
    let before = tried(&test, KNOWN, &["as_set"]).await.remove(0);
    assert!(titles(&before)[0] == "Price of wagyu" && reranks(&before).is_empty(), "{before:#}");
    assert!(!outcomes(&before).iter().any(|outcome| outcome.starts_with("reranked")), "{before:#}");

    ranker.is_chosen(&test, &vendor).await;
    let shown = test.get("/llm/settings").await.json;
    assert_eq!(shown["rerank"]["model"], "rerank-v3.5", "{shown:#}");
    assert!(shown["models"].as_array().unwrap().iter().any(|model| model["does"] == "rerank"), "{shown:#}");
    let results = tried(&test, KNOWN, &["as_set", "built_in"]).await;
    let reranked = &results[0];
    assert_eq!(titles(reranked)[..2], ["Price of brisket", "Price of wagyu"], "{reranked:#}");
    assert_eq!(titles(reranked).len(), titles(&before).len(), "as many as without it");
    let first = &reranked["passages"][0]["place_before"];
    assert!(first.as_u64().is_some_and(|place| place > 1), "{reranked:#}");
    assert_eq!(reranked["passages"][1]["place_before"], 1, "{reranked:#}");
    assert!(
        outcomes(reranked)
            .iter()
            .any(|outcome| outcome.starts_with("reranked ") && outcome.ends_with(" by rerank-v3.5")),
        "{reranked:#}"
    );
    assert_eq!(reranked["said"], "The wagyu costs 145.00 euro per kg.");
    assert_eq!(reranks(reranked)[0]["cost"], 2_000, "{reranked:#}");

    let built_in = &results[1];
    assert!(
        reranks(built_in).is_empty() && built_in["passages"][0]["place_before"].is_null(),
        "{built_in:#}"
    );
    assert_eq!(ranker.asked().len(), 1, "the built-in model pays nobody");
    assert!(ranker.asked()[0]["query"].as_str().unwrap().contains(KNOWN));
    let costs = test.get("/replies/costs").await.json;
    let used =
        costs["models"].as_array().unwrap().iter().find(|used| used["task"] == "rerank").unwrap().clone();
    assert_eq!(
        (&used["calls"], &used["micros"], &used["unpriced"]),
        (&json!(1), &json!(2_000), &json!(0)),
        "{costs:#}"
    );
    let paid: i64 = [&before, reranked, built_in].iter().map(|result| result["cost"].as_i64().unwrap()).sum();
    assert_eq!(costs["spent_micros"], paid, "it counts towards the budget");

    let searched = test.get("/knowledge/search?q=wagyu").await.json;
    assert_eq!(
        searched["items"][0]["title"], "Price of wagyu",
        "who looks for themselves sees what is found"
    );
    assert_eq!(ranker.asked().len(), 1);
    close(test).await;
}

#[tokio::test]
async fn whatever_goes_wrong_the_answer_is_as_it_was_without() {
    let (vendor, ranker) = (Vendor::start(sorts(), true).await, Ranker::start(Does::Fails).await);
    let test = shop(&vendor, "gpt-4.1-nano").await;
    let before = tried(&test, KNOWN, &["as_set"]).await.remove(0);
    for (does, fault) in [(Does::Fails, "unreachable"), (Does::TalksNonsense, "bad_answer")] {
        ranker.will(does);
        ranker.is_chosen(&test, &vendor).await;
        let result = tried(&test, KNOWN, &["as_set"]).await.remove(0);
        assert_eq!((titles(&result), &result["said"]), (titles(&before), &before["said"]), "{fault}");
        assert!(outcomes(&result).contains(&format!("cohere: {fault}").as_str()), "{fault}: {result:#}");
        assert_eq!(reranks(&result)[0]["fault"], fault, "{result:#}");
        assert!(result["passages"][0]["place_before"].is_null(), "{fault}: {result:#}");
    }
    // After five in a row it is left alone, and nobody waits for it.
    for _ in 0..4 {
        tried(&test, KNOWN, &["as_set"]).await;
    }
    let asked = ranker.asked().len();
    let result = tried(&test, KNOWN, &["as_set"]).await.remove(0);
    assert_eq!(ranker.asked().len(), asked, "{result:#}");
    assert!(outcomes(&result).contains(&"cohere: circuit_open") && reranks(&result).is_empty(), "{result:#}");
    assert_eq!(result["said"], before["said"]);
    close(test).await;
}

#[tokio::test]
async fn of_several_questions_each_keeps_its_passages() {
    let (vendor, ranker) =
        (Vendor::start(sorts(), true).await, Ranker::start(Does::Prefers("lamb shoulder costs")).await);
    let test = shop(&vendor, "gpt-4.1-nano").await;
    let both = "how much is the wagyu and how much is the picanha?";
    let before = tried(&test, both, &["as_set"]).await.remove(0);
    ranker.is_chosen(&test, &vendor).await;
    let after = tried(&test, both, &["as_set"]).await.remove(0);
    let sorted = |result: &Value| {
        let mut titles = titles(result);
        titles.sort();
        titles
    };
    assert_eq!(sorted(&after), sorted(&before), "{after:#}");
    assert_eq!(after["said"], before["said"]);
    assert_eq!(ranker.asked().len(), 1, "once for all of them");
    close(test).await;
}

#[tokio::test]
async fn near_the_budgets_end_nobody_is_paid_for_an_order() {
    let (vendor, ranker) = (Vendor::start(sorts(), true).await, Ranker::start(Does::Prefers("wagyu")).await);
    let test = shop(&vendor, "gpt-4.1-nano").await;
    ranker.is_chosen(&test, &vendor).await;
    tried(&test, KNOWN, &["as_set"]).await;
    assert_eq!(ranker.asked().len(), 1);
    let spent = test.get("/replies/costs").await.json["today"]["spent_micros"].as_i64().unwrap();
    let settings = json!({"mode": "answer", "burst_wait_ms": 900, "small_from_percent": 80,
        "monthly_budget_micros": spent * 100 / 85});
    assert!(test.put("/replies/settings", settings).await.status.is_success());
    let result = tried(&test, KNOWN, &["as_set"]).await.remove(0);
    assert_eq!((result["tier"].as_str(), reranks(&result).len()), (Some("small"), 0), "{result:#}");
    assert_eq!(ranker.asked().len(), 1);
    close(test).await;
}

#[tokio::test]
async fn the_settings_can_be_tried_and_a_key_never_comes_out() {
    let (vendor, ranker) =
        (Vendor::start(sorts(), true).await, Ranker::start(Does::Prefers("Opening hours")).await);
    let test = shop(&vendor, "gpt-4.1-nano").await;
    let mut settings = ranker.settings(&vendor);
    settings["rerank"]["key"] = json!("rk-secret");
    let tested = test.post("/llm/test", json!({"which": "rerank", "settings": settings})).await.json;
    assert_eq!(
        (&tested["fault"], &tested["sample"]),
        (&Value::Null, &json!("Opening hours, Returns")),
        "{tested}"
    );
    assert_eq!(test.get("/llm/settings").await.json["rerank"]["provider"], "none", "it was only tried");
    let saved = test.put("/llm/settings", settings).await.json;
    assert_eq!(saved["rerank"]["key_set"], true);
    assert!(!saved.to_string().contains("rk-secret"), "{saved}");
    let nobody = test.post(
        "/llm/test",
        json!({"which": "rerank", "settings": {"chat": {"provider": "builtin"},
        "rerank": {"provider": "none"}}}),
    );
    assert_eq!(nobody.await.json["fault"], "unsupported");
    close(test).await;
}
