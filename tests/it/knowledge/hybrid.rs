//! Search by meaning beside search by letters, with a stand-in for an embedding service on loopback:
//! it knows three concepts, each a direction.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use reqwest::Method;
use serde_json::{Value, json};
use shopbell::clock::Clock;
use shopbell::config::Config;

use super::shop::{Shop, id};

#[derive(Default)]
struct Service {
    address: String,
    down: AtomicBool,
    texts: AtomicUsize,
    /// Whether the model `other` reads no text about a garage.
    spares_the_garage: AtomicBool,
    /// The model that was asked last.
    asked: Mutex<String>,
}

impl Service {
    async fn start() -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/v1/", listener.local_addr().unwrap());
        let service = Arc::new(Self { address, ..Self::default() });
        let router = Router::new().route("/v1/embeddings", post(embed)).with_state(service.clone());
        #[expect(clippy::disallowed_methods, reason = "a stand-in outside the program")]
        tokio::spawn(async move { axum::serve(listener, router).await });
        service
    }

    fn configure(&self, config: &mut Config, model: &str) {
        config.llm.embedding_provider = Some("openai".into());
        config.llm.embedding_model = Some(model.into());
        config.llm.embedding_base_url = Some(self.address.parse().unwrap());
    }

    fn asked_last(&self) -> String {
        self.asked.lock().unwrap().clone()
    }

    async fn shop(self: &Arc<Self>) -> Shop {
        let service = self.clone();
        Shop::open_with(move |config| service.configure(config, "concepts")).await
    }
}

async fn embed(State(service): State<Arc<Service>>, Json(body): Json<Value>) -> Response {
    if service.down.load(Ordering::SeqCst) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let texts = body["input"].as_array().unwrap();
    let model = body["model"].as_str().unwrap();
    let is_spared = model == "other" && texts.iter().any(|text| text.as_str().unwrap().contains("garage"));
    if is_spared && service.spares_the_garage.load(Ordering::SeqCst) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    model.clone_into(&mut service.asked.lock().unwrap());
    service.texts.fetch_add(texts.len(), Ordering::SeqCst);
    let data: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| json!({ "index": index, "embedding": concepts(text.as_str().unwrap()) }))
        .collect();
    Json(json!({ "data": data })).into_response()
}

fn concepts(text: &str) -> Vec<f32> {
    let known = [["car", "vehicle", "garage"], ["money", "price", "euro"], ["time", "hours", "monday"]];
    let text = text.to_lowercase();
    let mut vector: Vec<f32> = known
        .iter()
        .map(|words| if words.iter().any(|word| text.contains(word)) { 1.0 } else { 0.05 })
        .collect();
    vector.resize(16, 0.01);
    vector
}

async fn filled(shop: &Shop) -> Value {
    shop.add_text("Opening", "We open on Monday at nine.").await;
    shop.add_text("Costs", "Everything for five euro.").await;
    let source = shop.add_text("Arriving", "Use our garage below the house.").await;
    shop.run_jobs().await;
    source
}

#[tokio::test]
async fn a_question_without_a_common_letter_finds_its_passage_by_meaning() {
    let service = Service::start().await;
    let shop = service.shop().await;
    filled(&shop).await;
    let found = shop.search("my vehicle").await;
    assert_eq!(found["mode"], "hybrid");
    assert_eq!(found["items"][0]["passage"], "Use our garage below the house.");
    assert_eq!(shop.first("price").await.as_deref(), Some("Everything for five euro."));
}

#[tokio::test]
async fn search_goes_on_by_letters_when_the_service_is_down() {
    let service = Service::start().await;
    let shop = service.shop().await;
    service.down.store(true, Ordering::SeqCst);
    let source = filled(&shop).await;
    assert_eq!(source["state"], "ready", "letters need no embedder");
    let found = shop.search("garage").await;
    assert_eq!(
        (found["mode"].as_str(), found["items"][0]["title"].as_str()),
        (Some("lexical"), Some("Arriving"))
    );
    let waiting = shop.get("/jobs?state=waiting").await;
    assert_eq!(waiting["items"].as_array().unwrap().len(), 3, "each source waits for its vectors: {waiting}");
}

#[tokio::test]
async fn vectors_outlive_a_restart_and_a_change_asks_only_for_what_is_new() {
    let service = Service::start().await;
    let shop = service.shop().await;
    let source = filled(&shop).await;
    let asked = service.texts.load(Ordering::SeqCst);
    assert_eq!(asked, 3);
    let again = service.clone();
    let shop = shop.reopened_with(move |config| again.configure(config, "concepts")).await;
    shop.run_jobs().await;
    assert_eq!(service.texts.load(Ordering::SeqCst), asked, "nothing was embedded twice");
    assert_eq!(shop.search("my vehicle").await["mode"], "hybrid");

    let text = json!({ "text": "Use our garage below the house.\n# Bus\nLine 4 stops here." });
    shop.send(Method::PATCH, &format!("/knowledge/sources/{}", id(&source)), &text).await;
    shop.run_jobs().await;
    // One for the question above, one for the new chunk.
    assert_eq!(service.texts.load(Ordering::SeqCst), asked + 2);
    shop.send(Method::DELETE, &format!("/knowledge/sources/{}", id(&source)), &json!({})).await;
    let found = shop.search("vehicle").await;
    assert!(found["items"].as_array().unwrap().iter().all(|hit| hit["source_id"] != source["id"]), "{found}");
}

#[tokio::test]
async fn another_model_gets_its_own_vectors() {
    let service = Service::start().await;
    let shop = service.shop().await;
    filled(&shop).await;
    let other = service.clone();
    let shop = shop.reopened_with(move |config| other.configure(config, "other")).await;
    // The old model's vectors say nothing about the new one's: its own question is asked until all are there.
    assert_eq!(shop.search("garage").await["mode"], "hybrid");
    assert_eq!(service.asked_last(), "concepts");
    shop.run_jobs().await;
    assert_eq!(shop.search("garage").await["mode"], "hybrid");
    assert_eq!(service.asked_last(), "other");
    assert_eq!(service.texts.load(Ordering::SeqCst), 3 + 1 + 3 + 1);
}

#[tokio::test]
async fn a_stop_in_the_middle_of_a_change_leaves_no_half_of_it_in_use() {
    let service = Service::start().await;
    let shop = service.shop().await;
    filled(&shop).await;
    service.spares_the_garage.store(true, Ordering::SeqCst);
    let to = |address: String| {
        let other = service.clone();
        move |config: &mut Config| {
            other.configure(config, "other");
            config.llm.embedding_base_url = Some(address.parse().unwrap());
        }
    };
    let here = service.address.clone();
    let shop = shop.reopened_with(to(here.clone())).await;
    shop.run_jobs().await;
    // Two of three sources have their vectors, and the program starts again.
    let shop = shop.reopened_with(to(here.clone())).await;
    let found = shop.search("my vehicle").await;
    assert_eq!(
        (&found["mode"], &found["items"][0]["title"]),
        (&json!("hybrid"), &json!("Arriving")),
        "{found}"
    );
    assert_eq!(service.asked_last(), "concepts");

    // A service elsewhere may know another model by that name: nobody is asked for its vectors.
    let shop = shop.reopened_with(to(here.replace("127.0.0.1", "localhost"))).await;
    assert_eq!(shop.search("my vehicle").await["mode"], "lexical");

    service.spares_the_garage.store(false, Ordering::SeqCst);
    let tomorrow = Clock::fixed(Clock::system().now().plus(Duration::from_hours(24)));
    let shop = shop.reopened_at(tomorrow, to(here)).await;
    shop.run_jobs().await;
    let found = shop.search("my vehicle").await;
    assert_eq!(
        (&found["mode"], &found["items"][0]["title"]),
        (&json!("hybrid"), &json!("Arriving")),
        "{found}"
    );
    assert_eq!(service.asked_last(), "other");
}
