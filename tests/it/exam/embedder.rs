//! Another embedder finds other passages: the exam tries it over everything the shop knows before it is chosen, and the one from before
//! serves until nothing waits for a vector of the new one.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::{must_say, results};
use crate::support::TestApp;
use crate::tiers::vendor::Vendor;
use crate::tiers::{close, shop, sorts};

const ASKS: &str = "How much is the wagyu?";

/// An embedding service whose models are by their names: `good` and `fine` think everything alike, so letters decide; `bad` thinks the
/// price of the wagyu unlike everything else; `stuck` does not answer while it is told not to, and `mute` has no vector for a question.
#[derive(Clone)]
struct Service {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    is_stuck: bool,
    /// How often it did not answer.
    refused: usize,
    /// Each text with the model it was for.
    texts: Vec<(String, String)>,
}

impl Service {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Mutex::new(Shared::default()));
        let router = Router::new().route("/v1/embeddings", post(embed)).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    fn stick(&self, is_stuck: bool) {
        self.shared.lock().unwrap().is_stuck = is_stuck;
    }

    /// How many texts of the shop were read by a model.
    fn read_by(&self, model: &str) -> usize {
        let shared = self.shared.lock().unwrap();
        shared.texts.iter().filter(|(by, text)| by == model && text.contains("costs")).count()
    }

    fn settings(&self, vendor: &Vendor, model: &str) -> Value {
        let chat = json!({"provider": "openai", "model": "gpt-4.1", "intent_model": "gpt-4.1-nano",
            "base_url": vendor.url()});
        let base_url = format!("http://{}/v1", self.address);
        json!({"chat": chat, "embedding": {"provider": "openai", "model": model, "base_url": base_url}})
    }

    /// By whose vectors a question is answered now; nothing where by none.
    async fn serving(&self, test: &TestApp) -> Option<String> {
        let begun = self.shared.lock().unwrap().texts.len();
        let found = test.get("/knowledge/search?q=ribeye").await.json;
        if found["mode"] != "hybrid" {
            return None;
        }
        let shared = self.shared.lock().unwrap();
        let asked = shared.texts[begun..].iter().find(|(_, text)| text == "ribeye");
        asked.map(|(model, _)| model.clone())
    }

    async fn serves(&self, test: &TestApp, model: &str) {
        test.until(model, async || self.serving(test).await.as_deref() == Some(model)).await;
    }
}

async fn embed(State(shared): State<Arc<Mutex<Shared>>>, Json(body): Json<Value>) -> Response {
    let model = body["model"].as_str().unwrap().to_owned();
    let texts: Vec<String> =
        body["input"].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect();
    let mut shared = shared.lock().unwrap();
    if model == "stuck" && shared.is_stuck && texts.iter().any(|text| text.contains("brisket costs")) {
        shared.refused += 1;
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    if model == "mute" && texts.iter().all(|text| !text.contains("costs")) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let is_unlike = |text: &str| model == "bad" && text.contains("wagyu costs");
    let vector = |text: &str| if is_unlike(text) { [0.0, 1.0] } else { [1.0, 0.0] };
    let data: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| json!({"index": index, "embedding": vector(text)}))
        .collect();
    shared.texts.extend(texts.into_iter().map(|text| (model.clone(), text)));
    Json(json!({ "data": data })).into_response()
}

/// A shop that is searched by the good one.
async fn opened(vendor: &Vendor, service: &Service) -> TestApp {
    let test = shop(vendor, "gpt-4.1-nano").await;
    assert_eq!(test.put("/llm/settings", service.settings(vendor, "good")).await.status, 200);
    test.until("vectors", async || {
        test.run_jobs().await;
        service.serving(&test).await.as_deref() == Some("good")
    })
    .await;
    test
}

async fn guarded(vendor: &Vendor, service: &Service) -> TestApp {
    let test = opened(vendor, service).await;
    must_say(&test, ASKS, &["145 €"]).await;
    let guard = test.put("/replies/exam/settings", json!({"must_not_get_worse": true})).await;
    assert_eq!(guard.status, 200, "{}", guard.json);
    test
}

async fn tried(test: &TestApp, settings: &Value) -> Value {
    let candidate = json!({"kind": "model", "settings": settings});
    let begun = test.post("/replies/exam/runs", json!({ "candidate": candidate })).await;
    assert_eq!(begun.status, 202, "{}", begun.json);
    test.run_jobs().await;
    results(test, begun.json["id"].as_str().unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_finds_worse_is_tried_over_everything_and_goes_live_with_a_reason_only() {
    let (vendor, service) = (Vendor::start(sorts(), true).await, Service::start().await);
    let test = guarded(&vendor, &service).await;
    let bad = service.settings(&vendor, "bad");
    assert_eq!(test.put("/llm/settings", bad.clone()).await.code(), "exam_missing");
    assert_eq!(service.read_by("bad"), 0, "nothing of the shop went there");

    let trial = tried(&test, &bad).await;
    let wagyu = &trial["comparisons"][0];
    assert_eq!((&wagyu["change"], &wagyu["before"]["passed"]), (&json!("worse"), &json!(true)), "{trial:#}");
    assert_eq!(service.read_by("bad"), 8, "everything was read for it");
    assert_eq!(service.serving(&test).await.as_deref(), Some("good"), "what is live stayed");
    let refused = test.put("/llm/settings", bad.clone()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "exam_worse"), "{}", refused.json);
    assert_eq!(test.get("/llm/settings").await.json["embedding"]["model"], "good");
    assert_eq!(service.serving(&test).await.as_deref(), Some("good"));

    let mut anyway = bad;
    anyway["despite_exam"] = json!("It is far cheaper.");
    assert_eq!(test.put("/llm/settings", anyway).await.status, 200);
    service.serves(&test, "bad").await;
    assert_eq!(service.read_by("bad"), 8, "nothing was read twice");
    close(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_finds_as_well_is_saved_and_serves_at_once() {
    let (vendor, service) = (Vendor::start(sorts(), true).await, Service::start().await);
    let test = guarded(&vendor, &service).await;
    let fine = service.settings(&vendor, "fine");
    let trial = tried(&test, &fine).await;
    assert_eq!((&trial["run"]["state"], &trial["run"]["fault"]), (&json!("done"), &Value::Null), "{trial:#}");
    assert_eq!(test.put("/llm/settings", fine).await.status, 200);
    service.serves(&test, "fine").await;

    // Searching by letters alone is a change as well, and so is another order.
    let mut none = service.settings(&vendor, "fine");
    none["embedding"] = json!({"provider": "none"});
    assert_eq!(test.put("/llm/settings", none.clone()).await.code(), "exam_missing");
    let mut reranked = service.settings(&vendor, "fine");
    reranked["rerank"] = json!({"provider": "model"});
    assert_eq!(test.put("/llm/settings", reranked).await.code(), "exam_missing");
    let trial = tried(&test, &none).await;
    assert_eq!(trial["comparisons"][0]["change"], "same", "{trial:#}");
    assert_eq!(test.put("/llm/settings", none).await.status, 200);
    test.until("letters", async || service.serving(&test).await.is_none()).await;
    close(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_does_not_answer_is_not_tried_and_says_why() {
    let (vendor, service) = (Vendor::start(sorts(), true).await, Service::start().await);
    let test = guarded(&vendor, &service).await;
    let stuck = service.settings(&vendor, "stuck");
    service.stick(true);
    let trial = tried(&test, &stuck).await;
    assert_eq!(
        (&trial["run"]["state"], &trial["run"]["fault"], &trial["run"]["asked"]),
        (&json!("interrupted"), &json!("retry_after"), &json!(0)),
        "{trial:#}"
    );
    assert_eq!(test.put("/llm/settings", stuck.clone()).await.code(), "exam_missing");
    assert_eq!(service.serving(&test).await.as_deref(), Some("good"));
    // What was read until then is not read again.
    service.stick(false);
    let trial = tried(&test, &stuck).await;
    assert_eq!(trial["run"]["state"], "done", "{trial:#}");
    assert_eq!(service.read_by("stuck"), 8);
    close(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_took_part_in_a_run_was_not_tried() {
    let (vendor, service) = (Vendor::start(sorts(), true).await, Service::start().await);
    let test = guarded(&vendor, &service).await;
    let mute = service.settings(&vendor, "mute");
    let mut nobody = service.settings(&vendor, "good");
    nobody["rerank"] = json!({"provider": "cohere", "base_url": "http://127.0.0.1:9"});
    for (settings, fault) in [(mute, "key_refused"), (nobody, "unreachable")] {
        let trial = tried(&test, &settings).await;
        assert_eq!(
            (&trial["run"]["state"], &trial["run"]["fault"], &trial["run"]["asked"]),
            (&json!("interrupted"), &json!(fault), &json!(1)),
            "{trial:#}"
        );
        assert_eq!(test.put("/llm/settings", settings).await.code(), "exam_missing", "{fault}");
    }
    close(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_guard_the_old_one_serves_until_the_new_one_is_whole() {
    let (vendor, service) = (Vendor::start(sorts(), true).await, Service::start().await);
    let test = opened(&vendor, &service).await;
    service.stick(true);
    assert_eq!(test.put("/llm/settings", service.settings(&vendor, "stuck")).await.status, 200);
    test.until("a source that waits", async || {
        test.advance(Duration::from_secs(61));
        test.run_jobs().await;
        service.shared.lock().unwrap().refused > 0
    })
    .await;
    assert!(service.read_by("stuck") < 8, "{}", service.read_by("stuck"));
    assert_eq!(service.serving(&test).await.as_deref(), Some("good"), "some sources still wait");
    service.stick(false);
    test.until("the new one", async || {
        test.advance(Duration::from_secs(61));
        test.run_jobs().await;
        service.serving(&test).await.as_deref() == Some("stuck")
    })
    .await;
    assert_eq!(service.read_by("stuck"), 8);
    close(test).await;
}
