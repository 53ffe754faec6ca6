//! A model that fails again and again is left alone, everybody who looks is told, and one question tries it later.
//! Also: who sorts, who writes, who is waited for.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::llm::LlmError;
use tokio_util::sync::CancellationToken;

use super::failures::{Shop, sorted};
use crate::support::model_server::{ModelServer, Scripted, says};

const ASKED: &str = "How much is the fiorentina?";
const ANSWER: &str = "The fiorentina costs 48.00 euro per kg and must be ordered 2 days ahead. [[1]]";

async fn states(shop: &Shop) -> Vec<(String, String)> {
    let settings = shop.test.get("/llm/settings").await.json;
    let models = settings["models"].as_array().unwrap().clone();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    models
        .iter()
        .filter(|model| model["does"] == "answers")
        .map(|model| (word(&model["model"]), word(&model["state"])))
        .collect()
}

async fn alerts(shop: &Shop) -> Vec<Value> {
    let home = shop.test.get("/home").await.json;
    home["alerts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|alert| alert["id"] == "model_failing")
        .cloned()
        .collect()
}

async fn ready(shop: &Shop) -> Value {
    let address = format!("{}/readyz", shop.test.address);
    let answer = shop.test.client.get(address).send().await.unwrap();
    answer.json().await.unwrap()
}

#[tokio::test]
async fn a_model_that_fails_again_and_again_is_left_alone_and_tried_later() {
    let mut shop = Shop::open().await;
    shop.choose("anthropic", true).await;
    // Sorting and writing fail twice each: the fifth failure in a row comes with the second customer.
    for _ in 0..2 {
        shop.second.will(sorted());
        shop.second.will(says(ANSWER));
        assert_eq!(shop.asks(ASKED).await.received.len(), 1);
    }
    let asked = shop.first.asked().len();
    assert_eq!(asked, 5, "two customers, and no sixth try");
    let expected = [("claude-haiku-4-5", "open"), ("gpt-4.1-mini", "closed")];
    assert_eq!(states(&shop).await, expected.map(|(name, state)| (name.to_owned(), state.to_owned())));
    assert_eq!(alerts(&shop).await.len(), 1);
    assert!(ready(&shop).await["model_failing_since"].is_string(), "the doctor asks there");

    shop.second.will(sorted());
    shop.second.will(says(ANSWER));
    let became = shop.asks(ASKED).await;
    assert_eq!((became.received.len(), shop.first.asked().len()), (1, asked), "it is left alone");
    let steps = became.run["steps"].as_array().unwrap().clone();
    assert!(steps.iter().any(|step| step["outcome"] == "anthropic: circuit_open"), "{steps:#?}");

    shop.test.advance(Duration::from_secs(30));
    assert_eq!(states(&shop).await[0].1, "half_open");
    shop.first.will(sorted());
    shop.first.will(says(ANSWER));
    let became = shop.asks(ASKED).await;
    assert_eq!((became.received.len(), &became.run["model"]), (1, &json!("claude-haiku-4-5")));
    assert_eq!(states(&shop).await[0].1, "closed");
    assert!(alerts(&shop).await.is_empty());
    assert!(ready(&shop).await["model_failing_since"].is_null());
    shop.close().await;
}

#[tokio::test]
async fn new_settings_close_every_circuit() {
    let mut shop = Shop::open().await;
    shop.choose("openai", false).await;
    shop.first.will(Scripted::Refuses(401, "no such key".to_owned()));
    assert_eq!(shop.asks(ASKED).await.received.len(), 1);
    assert_eq!((states(&shop).await[0].1.as_str(), shop.first.asked().len()), ("open", 1));
    shop.choose("openai", false).await;
    assert_eq!(states(&shop).await[0].1, "closed");
    shop.first.will(sorted());
    shop.first.will(says(ANSWER));
    assert_eq!(shop.asks(ASKED).await.run["model"], "claude-haiku-4-5");
    shop.close().await;
}

#[tokio::test]
async fn the_cheap_model_sorts_and_checks_and_the_other_one_writes() {
    let mut shop = Shop::open().await;
    let chat = json!({"provider": "openai", "model": "large", "intent_model": "small", "base_url": shop.first.url(), "key": "k"});
    assert!(shop.test.put("/llm/settings", json!({ "chat": chat })).await.status.is_success());
    shop.first.will(sorted());
    shop.first.will(says("La fiorentina costa 48 euro [[1]]."));
    let sentences = json!([{"sentence": "La fiorentina costa 48 euro.", "verdict": "supported", "document": "1",
        "quote": "The fiorentina costs 48.00 euro per kg and must be ordered 2 days ahead."}]);
    shop.first.will(Scripted::Calls(json!({ "sentences": sentences })));
    let became = shop.asks("Quanto costa la fiorentina, per favore?").await;
    assert_eq!(became.received, ["La fiorentina costa 48 euro."], "{:#}", became.run);
    assert_eq!(became.run["model"], "large", "whoever wrote it signs it");
    let asked = shop.first.asked();
    let models: Vec<&str> = asked.iter().map(|asked| asked.body["model"].as_str().unwrap()).collect();
    assert_eq!(models, ["small", "large", "small"]);

    // A cheap model that is not there costs no answer: the other one sorts too.
    shop.first.will(Scripted::Refuses(404, "no such model".to_owned()));
    shop.first.will(sorted());
    shop.first.will(says(ANSWER));
    assert_eq!(shop.asks(ASKED).await.received.len(), 1);
    let asked = shop.first.asked();
    let models: Vec<&str> = asked[3..].iter().map(|asked| asked.body["model"].as_str().unwrap()).collect();
    assert_eq!(models, ["small", "large", "large"]);
    shop.close().await;
}

#[tokio::test]
async fn a_model_that_gives_no_first_word_in_time_is_not_waited_for() {
    for provider in ["bedrock", "anthropic", "openai"] {
        let server = ModelServer::start().await;
        let opened = super::open(&server, provider).await;
        server.will(Scripted::SaysThenHangs(Vec::new()));
        let asked = opened.llm.answers().within(Duration::from_millis(200));
        let asked = asked.ask(&super::request(), &CancellationToken::new(), |_| {}).await;
        assert!(matches!(asked.answer, Err(LlmError::TooSlow)), "{provider}");
        assert_eq!(server.asked().len(), 1, "{provider}: a slow one is not asked again");
        server.is_left().await;
    }
}

#[tokio::test]
async fn a_call_that_is_only_written_counts_as_made() {
    let server = ModelServer::start().await;
    let opened = super::open(&server, "openai").await;
    server.will(says("Sure: {\"n\": 7} "));
    let asked = opened.llm.intent().ask(&super::with_tool(), &CancellationToken::new(), |_| {}).await;
    assert_eq!(asked.answer.unwrap_or_else(|error| panic!("{error}")).completion.tool, Some(json!({"n": 7})));
}

#[tokio::test]
async fn what_a_model_thinks_is_neither_heard_nor_kept() {
    let server = ModelServer::start().await;
    let opened = super::open(&server, "openai").await;
    server.will(says("<think>The customer is a fool and it costs 12.</think>It costs 48. [[1]]"));
    let mut heard = Vec::new();
    let asked = opened.llm.answers();
    let asked =
        asked.ask(&super::request(), &CancellationToken::new(), |text| heard.push(text.to_owned())).await;
    let Ok(answered) = asked.answer else { panic!("no answer") };
    assert_eq!(answered.completion.text, "It costs 48. [[1]]");
    assert!(heard.iter().all(|text| !text.contains("fool") && !text.contains("12")), "{heard:?}");
    assert_eq!(heard.last().map(String::as_str), Some("It costs 48. [[1]]"));
}
